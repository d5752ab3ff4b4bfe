/* SPDX-License-Identifier: MIT
 * What the tests of intervals share: building arguments, comparing endpoints, lists of functions.
 */
#ifndef AB_TESTS_NUM_INTERVAL_SUPPORT_H
#define AB_TESTS_NUM_INTERVAL_SUPPORT_H

#include "num/interval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef void unary_function(ab_interval *, const ab_interval *);
typedef void binary_function(ab_interval *, const ab_interval *, const ab_interval *);
typedef int point_function(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

typedef struct {
  const char *name;
  unary_function *f;
} named_unary;

typedef struct {
  const char *name;
  binary_function *f;
} named_binary;

static const named_unary all_unary[] = {
    {"neg", ab_interval_neg},           {"sqr", ab_interval_sqr},
    {"abs", ab_interval_abs},           {"relu", ab_interval_relu},
    {"set", ab_interval_set},           {"sqrt", ab_interval_sqrt},
    {"exp", ab_interval_exp},           {"log", ab_interval_log},
    {"log1p", ab_interval_log1p},       {"expm1", ab_interval_expm1},
    {"sin", ab_interval_sin},           {"cos", ab_interval_cos},
    {"tan", ab_interval_tan},           {"atan", ab_interval_atan},
    {"asin", ab_interval_asin},         {"acos", ab_interval_acos},
    {"sinh", ab_interval_sinh},         {"cosh", ab_interval_cosh},
    {"tanh", ab_interval_tanh},         {"logistic", ab_interval_logistic},
    {"softplus", ab_interval_softplus},
};

static const named_binary all_binary[] = {
    {"add", ab_interval_add},   {"sub", ab_interval_sub}, {"mul", ab_interval_mul},
    {"div", ab_interval_div},   {"min", ab_interval_min}, {"max", ab_interval_max},
    {"hull", ab_interval_hull},
};

enum {
  UNARY_COUNT = sizeof all_unary / sizeof *all_unary,
  BINARY_COUNT = sizeof all_binary / sizeof *all_binary
};

/* A small generator of our own (splitmix64), so that a seed means the same everywhere. */
static inline uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static inline long random_below(uint64_t *state, long count) {
  return (long)(next_random(state) % (uint64_t)count);
}

/* A number with random bits, of magnitude near 2^exponent. */
static inline void random_number(mpfr_ptr out, uint64_t *state, long exponent) {
  mpz_t bits;
  mpz_init(bits);
  for (mpfr_prec_t n = 0; n < mpfr_get_prec(out); n += 64) {
    mpz_mul_2exp(bits, bits, 64);
    mpz_add_ui(bits, bits, (unsigned long)next_random(state));
  }
  mpfr_set_z(out, bits, MPFR_RNDN);
  mpfr_set_exp(out, exponent);
  if (next_random(state) & 1)
    mpfr_neg(out, out, MPFR_RNDN);
  mpz_clear(bits);
}

/* Sets x to [a, b] or [b, a]. */
static inline void set_sorted(ab_interval *x, mpfr_srcptr a, mpfr_srcptr b) {
  bool ordered = mpfr_cmp(a, b) <= 0;
  mpfr_set(x->lo, ordered ? a : b, MPFR_RNDD);
  mpfr_set(x->hi, ordered ? b : a, MPFR_RNDU);
}

/* Endpoints that are doubles (or infinite), exact at the tests' precisions. */
static inline void set_doubles(ab_interval *x, double lo, double hi) {
  mpfr_set_d(x->lo, lo, MPFR_RNDD);
  mpfr_set_d(x->hi, hi, MPFR_RNDU);
}

/* An interval that no computation would give: lo > hi, so that a forgotten endpoint shows. */
static inline void fill_with_garbage(ab_interval *x, uint64_t *state) {
  random_number(x->lo, state, 40);
  mpfr_abs(x->lo, x->lo, MPFR_RNDN);
  random_number(x->hi, state, 30);
}

static inline bool is_undefined(const ab_interval *x) {
  return mpfr_nan_p(x->lo) && mpfr_nan_p(x->hi);
}

/* The invariant of ab_interval. */
static inline bool is_legal(const ab_interval *x) {
  if (mpfr_nan_p(x->lo) || mpfr_nan_p(x->hi))
    return is_undefined(x);
  return mpfr_lessequal_p(x->lo, x->hi) && !(mpfr_inf_p(x->lo) && mpfr_sgn(x->lo) > 0) &&
         !(mpfr_inf_p(x->hi) && mpfr_sgn(x->hi) < 0);
}

static inline bool same(const ab_interval *x, const ab_interval *y) {
  if (is_undefined(x) || is_undefined(y))
    return is_undefined(x) && is_undefined(y);
  return mpfr_equal_p(x->lo, y->lo) && mpfr_equal_p(x->hi, y->hi);
}

static inline bool contains(const ab_interval *x, mpfr_srcptr point) {
  return mpfr_lessequal_p(x->lo, point) && mpfr_lessequal_p(point, x->hi);
}

static inline void print_interval(const char *label, const ab_interval *x) {
  char *text = NULL;
  if (mpfr_asprintf(&text, "%s [%.25Rg, %.25Rg] (%Pd bits)", label, x->lo, x->hi,
                    mpfr_get_prec(x->lo)) >= 0) {
    print_message("%s\n", text);
    mpfr_free_str(text);
  }
}

static inline void expect_doubles(const ab_interval *x, double lo, double hi) {
  bool equal = mpfr_cmp_d(x->lo, lo) == 0 && mpfr_cmp_d(x->hi, hi) == 0 && !mpfr_nan_p(x->lo) &&
               !mpfr_nan_p(x->hi);
  if (!equal) {
    print_interval("got", x);
    print_message("expected [%g, %g]\n", lo, hi);
  }
  assert_true(equal);
}

/* x is exactly [lo, hi] rounded outward to x's precision. */
static inline bool is_rounded(const ab_interval *x, const mpq_t lo, const mpq_t hi) {
  mpfr_t expected;
  mpfr_init2(expected, mpfr_get_prec(x->lo));
  mpfr_set_q(expected, lo, MPFR_RNDD);
  bool equal = mpfr_equal_p(expected, x->lo);
  mpfr_set_q(expected, hi, MPFR_RNDU);
  equal = equal && mpfr_equal_p(expected, x->hi);
  mpfr_clear(expected);
  return equal;
}

/* 1/(1 + exp(-t)) and log(1 + exp(t)) by their definition, with bits to spare (|t| < 2^11). */
static inline int plain_logistic(mpfr_ptr out, mpfr_srcptr t, mpfr_rnd_t direction) {
  mpfr_t e;
  mpfr_init2(e, 4000);
  mpfr_neg(e, t, MPFR_RNDN);
  mpfr_exp(e, e, MPFR_RNDN);
  mpfr_add_ui(e, e, 1, MPFR_RNDN);
  int inexact = mpfr_ui_div(out, 1, e, direction);
  mpfr_clear(e);
  return inexact;
}

static inline int plain_softplus(mpfr_ptr out, mpfr_srcptr t, mpfr_rnd_t direction) {
  mpfr_t e;
  mpfr_init2(e, 4000);
  mpfr_exp(e, t, MPFR_RNDN);
  mpfr_log1p(e, e, MPFR_RNDN);
  int inexact = mpfr_set(out, e, direction);
  mpfr_clear(e);
  return inexact;
}

#endif
