/* SPDX-License-Identifier: MIT
 * Intervals: life cycle, values, predicates, hull. */
#include "num/interval.h"

#include "base/memory.h"

void ab_interval_init(ab_interval *x, mpfr_prec_t precision) {
  mpfr_init2(x->lo, precision);
  mpfr_init2(x->hi, precision);
}

void ab_interval_clear(ab_interval *x) {
  mpfr_clear(x->lo);
  mpfr_clear(x->hi);
}

ab_interval *ab_intervals_create(size_t count, mpfr_prec_t precision) {
  ab_interval *x = ab_allocate(count, sizeof *x);
  for (size_t i = 0; i < count; i++)
    ab_interval_init(&x[i], precision);
  return x;
}

void ab_intervals_destroy(ab_interval *x, size_t count) {
  if (!x)
    return;
  for (size_t i = 0; i < count; i++)
    ab_interval_clear(&x[i]);
  ab_free(x);
}

void ab_interval_set(ab_interval *out, const ab_interval *x) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_set(out->lo, x->lo, MPFR_RNDD);
  mpfr_set(out->hi, x->hi, MPFR_RNDU);
}

void ab_interval_set_rational(ab_interval *out, const mpq_t value) {
  ab_interval_set_rationals(out, value, value);
}

void ab_interval_set_rationals(ab_interval *out, const mpq_t lo, const mpq_t hi) {
  mpfr_set_q(out->lo, lo, MPFR_RNDD);
  mpfr_set_q(out->hi, hi, MPFR_RNDU);
}

void ab_interval_set_long(ab_interval *out, long value) {
  mpfr_set_si(out->lo, value, MPFR_RNDD);
  mpfr_set_si(out->hi, value, MPFR_RNDU);
}

void ab_interval_set_undefined(ab_interval *out) {
  mpfr_set_nan(out->lo);
  mpfr_set_nan(out->hi);
}

void ab_interval_set_pi(ab_interval *out) {
  mpfr_const_pi(out->lo, MPFR_RNDD);
  mpfr_const_pi(out->hi, MPFR_RNDU);
}

bool ab_interval_is_defined(const ab_interval *x) {
  return !mpfr_nan_p(x->lo) && !mpfr_nan_p(x->hi);
}

bool ab_interval_is_finite(const ab_interval *x) {
  return mpfr_number_p(x->lo) && mpfr_number_p(x->hi);
}

static bool is_same(mpfr_srcptr x, mpfr_srcptr y) {
  return mpfr_equal_p(x, y) && !mpfr_signbit(x) == !mpfr_signbit(y);
}

bool ab_interval_is_same(const ab_interval *x, const ab_interval *y) {
  return is_same(x->lo, y->lo) && is_same(x->hi, y->hi);
}

ab_truth ab_interval_is_positive(const ab_interval *x) {
  if (!ab_interval_is_finite(x))
    return AB_UNKNOWN;
  if (mpfr_sgn(x->lo) > 0)
    return AB_TRUE;
  return mpfr_sgn(x->hi) <= 0 ? AB_FALSE : AB_UNKNOWN;
}

ab_truth ab_interval_is_nonnegative(const ab_interval *x) {
  if (!ab_interval_is_finite(x))
    return AB_UNKNOWN;
  if (mpfr_sgn(x->lo) >= 0)
    return AB_TRUE;
  return mpfr_sgn(x->hi) < 0 ? AB_FALSE : AB_UNKNOWN;
}

ab_truth ab_interval_is_nonzero(const ab_interval *x) {
  if (!ab_interval_is_finite(x))
    return AB_UNKNOWN;
  if (mpfr_sgn(x->lo) > 0 || mpfr_sgn(x->hi) < 0)
    return AB_TRUE;
  return mpfr_zero_p(x->lo) && mpfr_zero_p(x->hi) ? AB_FALSE : AB_UNKNOWN;
}

bool ab_interval_is_subset(const ab_interval *x, const ab_interval *y) {
  return ab_interval_is_finite(x) && ab_interval_is_finite(y) && mpfr_cmp(x->lo, y->lo) >= 0 &&
         mpfr_cmp(x->hi, y->hi) <= 0;
}

void ab_interval_hull(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  if (!ab_interval_is_defined(x) || !ab_interval_is_defined(y)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_min(out->lo, x->lo, y->lo, MPFR_RNDD);
  mpfr_max(out->hi, x->hi, y->hi, MPFR_RNDU);
}
