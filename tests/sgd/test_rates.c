/* SPDX-License-Identifier: MIT
 * The right sides against the formulas as they are printed, in doubles; and that what is called
 * sharp is never above what is published. */
#include "sgd/plan.h"

#include "num/rational.h"
#include "sgd/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct {
  double alpha, beta, d, L, gamma, c, s, infimum, distance;
  double steps;
} numbers;

typedef struct {
  ab_sgd_plan plan;
  ab_sgd_model model;
} setting;

static double uniform(ab_random *random, double lo, double hi) {
  return lo + (hi - lo) * (double)ab_random_index(random, 1 << 20) / (1 << 20);
}

static numbers draw(ab_random *random) {
  numbers n = {.beta = uniform(random, 0.1, 20), .d = uniform(random, 1, 3)};
  n.alpha = n.beta + n.d;
  n.L = uniform(random, 0.2, 9);
  n.gamma = uniform(random, 0.01, 0.499) * n.d / n.L;
  n.c = uniform(random, 0.51, 4) / n.d;
  n.s = uniform(random, 0, 2);
  n.infimum = uniform(random, 0, 2);
  n.distance = uniform(random, 0, 5);
  n.steps = 7;
  return n;
}

static void open_setting(setting *s, ab_optimizer optimizer, const numbers *n) {
  *s = (setting){.plan = {.optimizer = optimizer, .iterations = (uint64_t)n->steps}};
  ab_sgd_plan *p = &s->plan;
  ab_sgd_model *m = &s->model;
  mpq_inits(p->alpha, p->beta, p->d, p->growth, p->step, p->c, m->distance, NULL);
  ab_range_init(&m->noise);
  ab_range_init(&m->infimum_mean);
  mpq_set_d(p->alpha, n->alpha);
  mpq_set_d(p->beta, n->beta);
  mpq_set_d(p->d, n->d);
  mpq_set_d(p->growth, n->L);
  mpq_set_d(p->step, n->gamma);
  mpq_set_d(p->c, n->c);
  mpq_set_d(m->distance, n->distance);
  mpq_set_d(m->noise.lo, n->s);
  mpq_set_d(m->noise.hi, n->s);
  mpq_set_d(m->infimum_mean.lo, n->infimum);
  mpq_set_d(m->infimum_mean.hi, n->infimum);
}

static void close_setting(setting *s) {
  ab_sgd_plan *p = &s->plan;
  ab_sgd_model *m = &s->model;
  mpq_clears(p->alpha, p->beta, p->d, p->growth, p->step, p->c, m->distance, NULL);
  ab_range_clear(&m->noise);
  ab_range_clear(&m->infimum_mean);
}

static double bound_of(const setting *s, ab_sgd_rate *rate) {
  mpq_t bounds[7];
  for (size_t k = 0; k < 7; k++)
    mpq_init(bounds[k]);
  ab_sgd_rate_bounds(bounds, rate, &s->plan, &s->model, NULL);
  double bound = mpq_get_d(bounds[6]);
  for (size_t k = 0; k < 7; k++)
    mpq_clear(bounds[k]);
  ab_sgd_rate_clear(rate);
  return bound;
}

static double sharp(const setting *s) {
  ab_sgd_rate rates[AB_SGD_RATES_MAX];
  size_t count = ab_sgd_rates_sharp(rates, &s->plan, &s->model);
  double best = INFINITY;
  for (size_t r = 0; r < count; r++)
    best = fmin(best, bound_of(s, &rates[r]));
  return best;
}

static double published(const setting *s) {
  ab_sgd_rate rate;
  ab_sgd_rate_published(&rate, &s->plan, &s->model);
  return bound_of(s, &rate);
}

static void expect(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-10 * (1 + fabs(expected))))
    fail_msg("found %.17g, expected %.17g", found, expected);
}

enum { TRIALS = 200 };

static void constant_steps_have_the_stated_bounds(void **state) {
  (void)state;
  ab_random random;
  ab_random_seed(&random, 1);
  for (int t = 0; t < TRIALS; t++) {
    numbers n = draw(&random);
    setting s;
    open_setting(&s, AB_OPTIMIZER_SGD, &n);
    double rest = n.d - n.L * n.gamma;
    expect(sharp(&s),
           n.distance / (2 * n.gamma * rest * n.steps) + (n.beta + n.L * n.gamma) * n.s / rest);
    expect(published(&s), n.distance / (n.steps * n.gamma * n.d) + 2 * n.L * n.gamma * n.s / n.d +
                              2 * n.beta * n.s / n.d);
    assert_true(sharp(&s) <= published(&s));
    close_setting(&s);
  }
}

static void decreasing_steps_have_the_stated_bound(void **state) {
  (void)state;
  ab_random random;
  ab_random_seed(&random, 2);
  for (int t = 0; t < TRIALS; t++) {
    numbers n = draw(&random);
    setting s;
    open_setting(&s, AB_OPTIMIZER_DECREASING, &n);
    double above = n.distance, below = 0;
    for (int k = 0; k < 7; k++) {
      double gamma = n.gamma / sqrt(k + 1);
      above += 2 * gamma * (n.beta + n.L * gamma) * n.s;
      below += 2 * gamma * (n.d - n.L * gamma);
    }
    expect(sharp(&s), above / below);
    assert_true(sharp(&s) <= published(&s) * (1 + 1e-12));
    close_setting(&s);
  }
}

static void sps_max_has_the_stated_bounds(void **state) {
  (void)state;
  ab_random random;
  ab_random_seed(&random, 3);
  for (int t = 0; t < TRIALS; t++) {
    numbers n = draw(&random);
    setting s;
    open_setting(&s, AB_OPTIMIZER_SPS_MAX, &n);
    double least = fmin(1 / (2 * n.c * n.L), n.gamma);
    double c1 = n.c / (least * (2 * n.d * n.c - 1));
    double bound = c1 * n.distance / n.steps + 2 * n.alpha * c1 * n.gamma * n.s;
    expect(published(&s), bound);
    expect(sharp(&s), bound - n.s);
    close_setting(&s);
  }
}

static void ngn_has_the_stated_bounds_and_the_sharp_one_is_below(void **state) {
  (void)state;
  ab_random random;
  ab_random_seed(&random, 4);
  for (int t = 0; t < TRIALS; t++) {
    numbers n = draw(&random);
    n.gamma *= uniform(&random, 0.01, 20);
    setting s;
    open_setting(&s, AB_OPTIMIZER_NGN, &n);
    double l = n.gamma * n.L, c2 = 2 * l * (n.d - 1) + n.d;
    expect(published(&s), n.distance * (1 + 2 * l) * (1 + 2 * l) / (2 * n.gamma * n.steps * c2) +
                              3 * l * n.alpha * (1 + l) * n.s / c2 +
                              l / c2 * fmax(2 * l - 1, 0) * n.infimum + 2 * n.beta * n.s / c2);
    double first = l / (1 + l);
    assert_true(sharp(&s) <= (1 + 1e-12) * ((1 + l) / (n.d - first) *
                                                (n.distance / (2 * n.gamma * n.steps) +
                                                 n.alpha * n.s + first * first * n.infimum) -
                                            n.s));
    assert_true(sharp(&s) <= published(&s) * (1 + 1e-12));
    close_setting(&s);
  }
}

/* gamma_k^2 |g|^2 <= 2 gamma_k (A u + B phi) for each pair of the lemma, at random values that obey
 * growth: the inequality behind the NGN bounds, from the definition of the step. */
static void the_lemma_on_ngn_steps_holds_at_random(void **state) {
  (void)state;
  ab_random random;
  ab_random_seed(&random, 5);
  for (int t = 0; t < 20000; t++) {
    double l = exp(uniform(&random, -4, 4)), gamma = 1, L = l / gamma;
    double u = exp(uniform(&random, -6, 3)), phi = t % 3 ? exp(uniform(&random, -6, 3)) : 0;
    double square = uniform(&random, 0, 1) * 2 * L * u, f = u + phi;
    double step = gamma / (1 + gamma * square / (2 * f)), left = step * step * square;
    double a3 = 2 * l / (1 + 2 * l);
    double b3 = l > 0.5 ? l * (2 * l - 1) / ((1 + l) * (1 + 2 * l)) : 0;
    double a1 = l / (1 + l);
    assert_true(left <= 2 * step * (a1 * u + a1 * a1 * phi) * (1 + 1e-12));
    assert_true(left <= 2 * step * l * u * (1 + 1e-12));
    assert_true(left <= 2 * step * (a3 * u + b3 * phi) * (1 + 1e-12));
    assert_true(step >= gamma / (1 + l) * (1 - 1e-12) && step <= gamma);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(constant_steps_have_the_stated_bounds),
      cmocka_unit_test(decreasing_steps_have_the_stated_bound),
      cmocka_unit_test(sps_max_has_the_stated_bounds),
      cmocka_unit_test(ngn_has_the_stated_bounds_and_the_sharp_one_is_below),
      cmocka_unit_test(the_lemma_on_ngn_steps_holds_at_random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
