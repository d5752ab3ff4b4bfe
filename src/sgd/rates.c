/* SPDX-License-Identifier: MIT
 * The right sides: docs/theory/sgd.md, sections 3 to 5, in rational arithmetic. Every number is a
 * bound in the direction that its name says; all formulas are monotone in s, E f_i* and D0. */
#include "base/memory.h"
#include "num/rational.h"
#include "sgd/plan.h"

#include <stdarg.h>

enum { ROUNDING_BITS = 256 };

/* ---- small rational algebra: out may be an argument ---- */

/* out = x y + z. */
static void fma_to(mpq_t out, const mpq_t x, const mpq_t y, const mpq_t z) {
  mpq_t t;
  mpq_init(t);
  mpq_mul(t, x, y);
  mpq_add(out, t, z);
  mpq_clear(t);
}

/* out = product of the factors, ended by NULL. */
static void product(mpq_t out, ...) {
  va_list factors;
  mpq_t p;
  mpq_init(p);
  mpq_set_ui(p, 1, 1);
  va_start(factors, out);
  for (mpq_srcptr f; (f = va_arg(factors, mpq_srcptr));)
    mpq_mul(p, p, f);
  va_end(factors);
  mpq_set(out, p);
  mpq_clear(p);
}

/* out = x + n. */
static void add_integer(mpq_t out, const mpq_t x, long n) {
  mpq_t t;
  mpq_init(t);
  mpq_set_si(t, n, 1);
  mpq_add(out, x, t);
  mpq_clear(t);
}

/* A multiple of 2^-ROUNDING_BITS, so that sums stay short. */
static void round_up(mpq_t x) {
  if (mpz_sizeinbase(mpq_denref(x), 2) > ROUNDING_BITS)
    ab_rational_round(x, x, ROUNDING_BITS, 1);
}

static void rate_init(ab_sgd_rate *rate, size_t count) {
  rate->count = count;
  rate->a_lower = ab_rationals_create(count);
  rate->b_upper = ab_rationals_create(count);
  ab_range_init(&rate->floor);
}

void ab_sgd_rate_clear(ab_sgd_rate *rate) {
  ab_rationals_destroy(rate->a_lower, rate->count);
  ab_rationals_destroy(rate->b_upper, rate->count);
  ab_range_clear(&rate->floor);
}

/* ---- constant and decreasing steps ---- */

/* a = gamma (d - L gamma), b = gamma (beta + L gamma) s; published: a = gamma d/2. */
static void sgd_step(mpq_t a, mpq_t b, const ab_sgd_plan *p, const ab_range *gamma, const mpq_t s,
                     bool published) {
  mpq_t t;
  mpq_init(t);
  if (published) {
    mpq_div_2exp(t, p->d, 1);
  } else {
    mpq_mul(t, p->growth, gamma->hi);
    mpq_sub(t, p->d, t);
  }
  mpq_mul(a, t, gamma->lo);
  fma_to(t, p->growth, gamma->hi, p->beta);
  product(b, t, gamma->hi, s, NULL);
  mpq_clear(t);
}

/* The floor for one end of s: b/a for a constant step; for decreasing ones beta s/d, published
 * twice that. */
static void sgd_floor(mpq_t out, const ab_sgd_plan *p, const mpq_t s, bool published) {
  ab_range gamma;
  mpq_t a;
  ab_range_init(&gamma);
  mpq_init(a);
  if (p->optimizer == AB_OPTIMIZER_DECREASING) {
    mpq_mul(out, p->beta, s);
    mpq_div(out, out, p->d);
    if (published)
      mpq_mul_2exp(out, out, 1);
  } else {
    ab_sgd_plan_step(&gamma, p, 0);
    sgd_step(a, out, p, &gamma, s, published);
    mpq_div(out, out, a);
  }
  mpq_clear(a);
  ab_range_clear(&gamma);
}

static void sgd_rate(ab_sgd_rate *rate, const ab_sgd_plan *p, const ab_sgd_model *m,
                     bool published) {
  rate_init(rate, p->optimizer == AB_OPTIMIZER_DECREASING ? p->iterations : 1);
  ab_range gamma;
  ab_range_init(&gamma);
  for (size_t k = 0; k < rate->count; k++) {
    ab_sgd_plan_step(&gamma, p, k);
    sgd_step(rate->a_lower[k], rate->b_upper[k], p, &gamma, m->noise.hi, published);
  }
  ab_range_clear(&gamma);
  sgd_floor(rate->floor.lo, p, m->noise.lo, published);
  sgd_floor(rate->floor.hi, p, m->noise.hi, published);
}

/* ---- SPS_max ---- */

/* 1/c1 = gamma_min (2 d - 1/c). */
static void sps_inverse(mpq_t out, const ab_sgd_plan *p) {
  mpq_t t;
  mpq_init(t);
  mpq_mul(t, p->c, p->growth);
  mpq_mul_2exp(t, t, 1);
  mpq_inv(t, t);
  if (mpq_cmp(t, p->step) > 0)
    mpq_set(t, p->step);
  mpq_inv(out, p->c);
  mpq_sub(out, p->d, out);
  mpq_add(out, out, p->d);
  mpq_mul(out, out, t);
  mpq_clear(t);
}

/* b = alpha gamma_b s - s/(2 c1); published without the second term. */
static void sps_b(mpq_t out, const ab_sgd_plan *p, const mpq_t inverse, const mpq_t s,
                  bool published) {
  mpq_t t;
  mpq_init(t);
  if (!published)
    mpq_div_2exp(t, inverse, 1);
  mpq_neg(t, t);
  fma_to(t, p->alpha, p->step, t);
  mpq_mul(out, t, s);
  mpq_clear(t);
}

static void sps_rate(ab_sgd_rate *rate, const ab_sgd_plan *p, const ab_sgd_model *m,
                     bool published) {
  rate_init(rate, 1);
  mpq_t inverse;
  mpq_init(inverse);
  sps_inverse(inverse, p);
  mpq_div_2exp(rate->a_lower[0], inverse, 1);
  sps_b(rate->b_upper[0], p, inverse, m->noise.hi, published);
  sps_b(rate->floor.lo, p, inverse, m->noise.lo, published);
  mpq_div(rate->floor.lo, rate->floor.lo, rate->a_lower[0]);
  mpq_div(rate->floor.hi, rate->b_upper[0], rate->a_lower[0]);
  mpq_clear(inverse);
}

/* ---- NGN ---- */

/* The pairs (A, B) of the lemma. */
static void ngn_pair(mpq_t a, mpq_t b, const mpq_t lambda, int pair) {
  mpq_t t;
  mpq_init(t);
  mpq_set_ui(b, 0, 1);
  if (pair == 0) {
    add_integer(t, lambda, 1);
    mpq_div(a, lambda, t);
    mpq_mul(b, a, a);
  } else if (pair == 1) {
    mpq_set(a, lambda);
  } else {
    mpq_mul_2exp(a, lambda, 1);
    add_integer(t, a, 1);
    mpq_div(a, a, t); /* 2 lambda/(1 + 2 lambda) */
    if (mpq_cmp_ui(lambda, 1, 2) > 0) {
      add_integer(b, t, -2);
      mpq_mul(b, b, lambda);
      mpq_div(b, b, t);
      add_integer(t, lambda, 1);
      mpq_div(b, b, t);
    }
  }
  mpq_clear(t);
}

/* b = gamma (alpha s + B E f_i*) - a s. */
static void ngn_b(mpq_t out, const ab_sgd_plan *p, const mpq_t big_b, const mpq_t a, const mpq_t s,
                  const mpq_t infimum) {
  mpq_t t;
  mpq_init(t);
  mpq_mul(t, big_b, infimum);
  fma_to(t, p->alpha, s, t);
  mpq_mul(t, t, p->step);
  mpq_mul(out, a, s);
  mpq_sub(out, t, out);
  mpq_clear(t);
}

/* a = gamma (d - A)/(1 + lambda); false if A >= d. */
static bool ngn_rate(ab_sgd_rate *rate, const ab_sgd_plan *p, const ab_sgd_model *m, int pair) {
  mpq_t lambda, big_a, big_b, t;
  mpq_inits(lambda, big_a, big_b, t, NULL);
  mpq_mul(lambda, p->step, p->growth);
  ngn_pair(big_a, big_b, lambda, pair);
  bool good = mpq_cmp(big_a, p->d) < 0;
  if (good) {
    rate_init(rate, 1);
    mpq_sub(big_a, p->d, big_a);
    mpq_mul(big_a, big_a, p->step);
    add_integer(t, lambda, 1);
    mpq_div(rate->a_lower[0], big_a, t);
    ngn_b(rate->b_upper[0], p, big_b, rate->a_lower[0], m->noise.hi, m->infimum_mean.hi);
    ngn_b(rate->floor.lo, p, big_b, rate->a_lower[0], m->noise.lo, m->infimum_mean.lo);
    mpq_div(rate->floor.lo, rate->floor.lo, rate->a_lower[0]);
    mpq_div(rate->floor.hi, rate->b_upper[0], rate->a_lower[0]);
  }
  mpq_clears(lambda, big_a, big_b, t, NULL);
  return good;
}

/* (3 lambda alpha (1 + lambda) s + lambda max{2 lambda - 1, 0} E f_i* + 2 beta s)/c2. */
static void ngn_published_floor(mpq_t out, const ab_sgd_plan *p, const mpq_t lambda, const mpq_t c2,
                                const mpq_t s, const mpq_t infimum) {
  mpq_t t, u;
  mpq_inits(t, u, NULL);
  add_integer(t, lambda, 1);
  product(t, t, lambda, p->alpha, NULL);
  mpq_set_ui(u, 3, 1);
  mpq_mul(t, t, u);
  mpq_add(t, t, p->beta);
  mpq_add(t, t, p->beta);
  mpq_mul(t, t, s);
  mpq_mul_2exp(u, lambda, 1);
  add_integer(u, u, -1);
  if (mpq_sgn(u) > 0) {
    product(u, u, lambda, infimum, NULL);
    mpq_add(t, t, u);
  }
  mpq_div(out, t, c2);
  mpq_clears(t, u, NULL);
}

/* a = gamma c2/(1 + 2 lambda)^2, b = a times the floor. */
static void ngn_published(ab_sgd_rate *rate, const ab_sgd_plan *p, const ab_sgd_model *m) {
  mpq_t lambda, c2, t;
  mpq_inits(lambda, c2, t, NULL);
  mpq_mul(lambda, p->step, p->growth);
  add_integer(t, p->d, -1);
  mpq_mul(t, t, lambda);
  mpq_mul_2exp(t, t, 1);
  mpq_add(c2, t, p->d);
  rate_init(rate, 1);
  mpq_mul_2exp(t, lambda, 1);
  add_integer(t, t, 1);
  mpq_mul(rate->a_lower[0], p->step, c2);
  mpq_div(rate->a_lower[0], rate->a_lower[0], t);
  mpq_div(rate->a_lower[0], rate->a_lower[0], t);
  ngn_published_floor(rate->floor.lo, p, lambda, c2, m->noise.lo, m->infimum_mean.lo);
  ngn_published_floor(rate->floor.hi, p, lambda, c2, m->noise.hi, m->infimum_mean.hi);
  mpq_mul(rate->b_upper[0], rate->a_lower[0], rate->floor.hi);
  mpq_clears(lambda, c2, t, NULL);
}

/* ---- all of them ---- */

size_t ab_sgd_rates_sharp(ab_sgd_rate *rates, const ab_sgd_plan *plan, const ab_sgd_model *model) {
  if (plan->optimizer == AB_OPTIMIZER_NGN) {
    size_t count = 0;
    for (int pair = 0; pair < AB_SGD_RATES_MAX; pair++)
      count += ngn_rate(&rates[count], plan, model, pair);
    return count;
  }
  if (plan->optimizer == AB_OPTIMIZER_SPS_MAX)
    sps_rate(&rates[0], plan, model, false);
  else
    sgd_rate(&rates[0], plan, model, false);
  return 1;
}

void ab_sgd_rate_published(ab_sgd_rate *rate, const ab_sgd_plan *plan, const ab_sgd_model *model) {
  if (plan->optimizer == AB_OPTIMIZER_NGN)
    ngn_published(rate, plan, model);
  else if (plan->optimizer == AB_OPTIMIZER_SPS_MAX)
    sps_rate(rate, plan, model, true);
  else
    sgd_rate(rate, plan, model, true);
}

void ab_sgd_rate_bounds(mpq_t *out, const ab_sgd_rate *rate, const ab_sgd_plan *plan,
                        const ab_sgd_model *model, const mpq_t *weights) {
  mpq_t a, b, t;
  mpq_inits(a, b, t, NULL);
  mpq_div_2exp(b, model->distance, 1);
  for (uint64_t k = 0; k < plan->iterations; k++) {
    size_t step = rate->count > 1 ? k : 0;
    mpq_add(a, a, rate->a_lower[step]);
    mpq_set(t, rate->b_upper[step]);
    if (weights)
      mpq_mul(t, t, weights[k]);
    mpq_add(b, b, t);
    mpq_div(out[k], b, a);
    round_up(out[k]);
  }
  mpq_clears(a, b, t, NULL);
}
