/* SPDX-License-Identifier: MIT
 * l2 regularisation: what is proved on the whole space is not violated, whatever minimizer is taken
 * for y; minimizers by gradient descent, infima by a search in one variable, T from the definition.
 */
#include "network_problem.h"

enum { SEED = 20251125, SAMPLES = 20000, DESCENTS = 12, STEPS = 3000, CASES = 6 };

typedef struct {
  model m;
  double l1, l2, difference;
} sampled_case;

static const sampled_case cases[CASES] = {
    {{.k = 3, .d = 1, .p = 1, .x = {{1}}, .a = {3}, .b = {1}}, 0.0625, 0.0625, 1},
    {{.k = 2, .d = 2, .p = 1, .x = {{0.5, -1}}, .a = {1}, .b = {5}}, 0.0625, 0.25, 1},
    {{.k = 1, .d = 1, .p = 1, .x = {{1}}, .a = {3}, .b = {2}}, 0.25, 0.125, 0.5}, /* M = {0} */
    {{.k = 2, .d = 2, .p = 2, .x = {{1}, {-0.5, 1}}, .a = {3, 1}, .b = {1, 2}},
     0.03125,
     0.03125,
     1},
    {{.k = 3, .d = 1, .p = 2, .x = {{1}, {-1}}, .a = {3, 0}, .b = {0, 2}}, 0.0625, 0.03125, 0.75},
    {{.k = 3, .d = 3, .p = 2, .x = {{1, 0, 0.5}, {-0.5, 1}}, .a = {2, 1}, .b = {1, 4}},
     0.0625,
     0.0625,
     1},
};

static double penalty(const sampled_case *c, const parameters *x) {
  double sum = 0;
  for (size_t j = 0; j < c->m.k; j++) {
    sum += c->l1 * x->v[j] * x->v[j];
    for (size_t l = 0; l < c->m.d; l++)
      sum += c->l2 * x->w[j][l] * x->w[j][l];
  }
  return sum;
}

/* F(x), the mean over all labels. */
static double mean_loss(const sampled_case *c, const parameters *x) {
  double sum = 0, count = 0;
  for (size_t i = 0; i < c->m.p; i++) {
    double z = output(&c->m, x, i);
    sum += (double)c->m.a[i] * loss(z) + (double)c->m.b[i] * loss(-z);
    count += (double)(c->m.a[i] + c->m.b[i]);
  }
  return sum / count + penalty(c, x);
}

/* x - step times the gradient of F. */
static parameters moved(const sampled_case *c, const parameters *x, double step) {
  const model *m = &c->m;
  parameters next = *x;
  double count = 0;
  for (size_t i = 0; i < m->p; i++)
    count += (double)(m->a[i] + m->b[i]);
  for (size_t j = 0; j < m->k; j++) {
    next.v[j] -= step * 2 * c->l1 * x->v[j];
    for (size_t l = 0; l < m->d; l++)
      next.w[j][l] -= step * 2 * c->l2 * x->w[j][l];
  }
  for (size_t i = 0; i < m->p; i++) {
    double a = (double)m->a[i], b = (double)m->b[i];
    double slope = (a + b) / (1 + exp(-output(m, x, i))) - a;
    for (size_t j = 0; j < m->k; j++) {
      double h = activation(m, x, i, j);
      if (h <= 0)
        continue;
      next.v[j] -= step * slope / count * h;
      for (size_t l = 0; l < m->d; l++)
        next.w[j][l] -= step * slope / count * x->v[j] * m->x[i][l];
    }
  }
  return next;
}

static void random_parameters(const model *m, parameters *x, double size, uint64_t *random) {
  *x = (parameters){0};
  for (size_t j = 0; j < m->k; j++) {
    x->v[j] = size * uniform(random);
    for (size_t l = 0; l < m->d; l++)
      x->w[j][l] = size * uniform(random);
  }
}

static double descend(const sampled_case *c, parameters *x) {
  double value = mean_loss(c, x), step = 1;
  for (int n = 0; n < STEPS && step > 1e-12; n++) {
    parameters next = moved(c, x, step);
    double there = mean_loss(c, &next);
    if (there < value) {
      value = there;
      *x = next;
      step *= 1.5;
    } else {
      step /= 2;
    }
  }
  return value;
}

/* Several minimizers; how many. */
static size_t find_minimizers(parameters *y, const sampled_case *c, uint64_t *random) {
  double values[DESCENTS], least = INFINITY;
  for (size_t n = 0; n < DESCENTS; n++) {
    random_parameters(&c->m, &y[n], 1.5, random);
    values[n] = descend(c, &y[n]);
    least = fmin(least, values[n]);
  }
  size_t count = 0;
  for (size_t n = 0; n < DESCENTS; n++)
    if (values[n] < least + 1e-9)
      y[count++] = y[n];
  return count;
}

/* inf F_i = min over q >= 0 of phi(q) + 2 sqrt(l1 l2) q/|x_i|. */
static double infimum(const sampled_case *c, size_t i) {
  double norm = 0, lo = 0, hi = 60;
  for (size_t l = 0; l < c->m.d; l++)
    norm += c->m.x[i][l] * c->m.x[i][l];
  double price = 2 * sqrt(c->l1 * c->l2 / norm);
  for (int n = 0; n < 200; n++) {
    double left = lo + (hi - lo) / 3, right = hi - (hi - lo) / 3;
    *(loss(left) + price * left < loss(right) + price * right ? &hi : &lo) =
        loss(left) + price * left < loss(right) + price * right ? right : left;
  }
  return loss(lo) + price * lo;
}

/* The least alpha with T >= 0 at x and y for all samples and subgradients 0 and 1. */
static double alpha_needed(const sampled_case *c, const double *infima, const parameters *x,
                           const parameters *y) {
  const model *m = &c->m;
  double alpha = -INFINITY, d = c->difference, product = 0;
  for (size_t j = 0; j < m->k; j++) {
    product += 2 * c->l1 * x->v[j] * (x->v[j] - y->v[j]);
    for (size_t l = 0; l < m->d; l++)
      product += 2 * c->l2 * x->w[j][l] * (x->w[j][l] - y->w[j][l]);
  }
  for (size_t i = 0; i < m->p; i++)
    for (int n = 0; n < 4; n++) {
      int label = n & 2 ? 1 : -1;
      if ((label > 0 ? m->a[i] : m->b[i]) == 0)
        continue;
      double least = infima[i], noise = loss(label * output(m, y, i)) + penalty(c, y) - least;
      double value = condition_value(m, i, label, x, y, n & 1, 0, -d);
      value += product - d * (penalty(c, x) - least);
      alpha = fmax(alpha, -value / noise);
    }
  return alpha;
}

static void regularized_problem(problem *p, const sampled_case *c, double alpha) {
  char domain[192], claim[96];
  snprintf(domain, sizeof domain,
           "W in [-inf, inf]; v in [-inf, inf]; } regularization { v = %.9f; W = %.9f;", c->l1,
           c->l2);
  snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", alpha, c->difference);
  problem_of_network(p, &c->m, domain, claim);
}

static ab_verdict verdict_at(const sampled_case *c, double alpha) {
  problem p;
  ab_proof proof;
  regularized_problem(&p, c, alpha);
  problem_read(&p);
  prove_with(&proof, &p, 2000);
  ab_verdict verdict = proof.verdict;
  if (verdict == AB_VERDICT_PROVED)
    assert_checked(&proof);
  ab_proof_clear(&proof);
  problem_clear(&p);
  return verdict;
}

static void what_is_proved_holds_for_every_minimizer(void **state) {
  (void)state;
  uint64_t random = SEED;
  print_message("seed %d\n", SEED);
  for (size_t n = 0; n < CASES; n++) {
    const sampled_case *c = &cases[n];
    double alpha = 1.5, worst = 0;
    while (verdict_at(c, alpha) != AB_VERDICT_PROVED && alpha < 1e4)
      alpha *= 1.15;
    parameters y[DESCENTS], x;
    double infima[POINTS];
    for (size_t i = 0; i < c->m.p; i++)
      infima[i] = infimum(c, i);
    size_t count = find_minimizers(y, c, &random);
    assert_true(count > 0);
    for (int s = 0; s < SAMPLES; s++) {
      random_parameters(&c->m, &x, s % 3 ? 2 : 0.5 * (s % 17), &random);
      if (s % 5 == 0)
        memset(x.w[0], 0, sizeof x.w[0]); /* a kink */
      worst = fmax(worst, alpha_needed(c, infima, &x, &y[(size_t)s % count]));
    }
    print_message("case %zu: %zu minimizers, proved %.4f, needed %.4f\n", n + 1, count, alpha,
                  worst);
    assert_true(worst <= alpha * (1 + 1e-6) && worst > 0.02 * alpha);
  }
}

/* What a witness for several points says of all minimizers is true of those that are found. */
static void minimizers_are_where_the_witness_has_them(void **state) {
  (void)state;
  uint64_t random = SEED + 1;
  for (size_t n = 0; n < CASES; n++) {
    const sampled_case *c = &cases[n];
    problem p;
    ab_proof proof;
    if (c->m.p == 1)
      continue;
    regularized_problem(&p, c, 1e4);
    problem_read(&p);
    prove_with(&proof, &p, 2000);
    assert_int_equal(proof.verdict, AB_VERDICT_PROVED);
    const ab_choice *choices = proof.certificate.witness.choices;
    parameters y[DESCENTS];
    size_t count = find_minimizers(y, c, &random);
    double widest = 0;
    for (size_t s = 0; s < count; s++)
      for (size_t i = 0; i < c->m.p; i++) {
        double z = output(&c->m, &y[s], i), lo = mpq_get_d(choices[3].values[2 * i]),
               hi = mpq_get_d(choices[3].values[2 * i + 1]);
        assert_true(lo - 1e-5 <= z && z <= hi + 1e-5);
        widest = fmax(widest, hi - lo);
      }
    print_message("case %zu: intervals for outputs are %.3f wide\n", n + 1, widest);
    assert_true(widest < 0.5);
    for (int s = 0; s < 20000; s++) { /* the multipliers, in directions u */
      double u[FEATURES], square = 0, sum = 0;
      for (size_t l = 0; l < c->m.d; l++) {
        u[l] = uniform(&random);
        square += u[l] * u[l];
      }
      for (size_t i = 0; i < c->m.p; i++) {
        double h = 0;
        for (size_t l = 0; l < c->m.d; l++)
          h += u[l] * c->m.x[i][l];
        sum += mpq_get_d(choices[1].values[i]) * fmax(h, 0);
      }
      assert_true(fabs(sum) <= 2 * sqrt(c->l1 * c->l2 * square) * (1 + 1e-12));
    }
    ab_proof_clear(&proof);
    problem_clear(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(minimizers_are_where_the_witness_has_them),
      cmocka_unit_test(what_is_proved_holds_for_every_minimizer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
