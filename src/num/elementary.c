/* SPDX-License-Identifier: MIT
 * Elementary functions that are monotone or even: the endpoints' values, correctly rounded by MPFR,
 * are tightest. Proofs: docs/theory/intervals.md, sections 3 and 6. */
#include "num/endpoint.h"

void ab_interval_sqrt(ab_interval *out, const ab_interval *x) {
  if (!ab_interval_is_defined(x) || mpfr_sgn(x->lo) < 0)
    ab_interval_set_undefined(out);
  else
    ab_endpoint_increasing(out, x, mpfr_sqrt);
}

void ab_interval_exp(ab_interval *out, const ab_interval *x) {
  ab_endpoint_increasing(out, x, mpfr_exp);
}

void ab_interval_log(ab_interval *out, const ab_interval *x) {
  if (!ab_interval_is_defined(x) || mpfr_sgn(x->lo) <= 0)
    ab_interval_set_undefined(out);
  else
    ab_endpoint_increasing(out, x, mpfr_log);
}

void ab_interval_log1p(ab_interval *out, const ab_interval *x) {
  if (!ab_interval_is_defined(x) || mpfr_cmp_si(x->lo, -1) <= 0)
    ab_interval_set_undefined(out);
  else
    ab_endpoint_increasing(out, x, mpfr_log1p);
}

void ab_interval_expm1(ab_interval *out, const ab_interval *x) {
  ab_endpoint_increasing(out, x, mpfr_expm1);
}

void ab_interval_atan(ab_interval *out, const ab_interval *x) {
  ab_endpoint_increasing(out, x, mpfr_atan);
}

static bool within_one(const ab_interval *x) {
  return ab_interval_is_defined(x) && mpfr_cmp_si(x->lo, -1) >= 0 && mpfr_cmp_si(x->hi, 1) <= 0;
}

void ab_interval_asin(ab_interval *out, const ab_interval *x) {
  if (within_one(x))
    ab_endpoint_increasing(out, x, mpfr_asin);
  else
    ab_interval_set_undefined(out);
}

void ab_interval_acos(ab_interval *out, const ab_interval *x) {
  if (within_one(x))
    ab_endpoint_decreasing(out, x, mpfr_acos);
  else
    ab_interval_set_undefined(out);
}

void ab_interval_sinh(ab_interval *out, const ab_interval *x) {
  ab_endpoint_increasing(out, x, mpfr_sinh);
}

void ab_interval_cosh(ab_interval *out, const ab_interval *x) {
  ab_endpoint_even(out, x, mpfr_cosh, 1);
}

void ab_interval_tanh(ab_interval *out, const ab_interval *x) {
  ab_endpoint_increasing(out, x, mpfr_tanh);
}
