/* SPDX-License-Identifier: MIT */
#include "num/endpoint.h"

mpfr_ptr ab_endpoint_begin(mpfr_t spare, ab_interval *out, const ab_interval *x,
                           const ab_interval *y) {
  if (out != x && out != y)
    return out->lo;
  mpfr_init2(spare, mpfr_get_prec(out->lo));
  return spare;
}

void ab_endpoint_end(ab_interval *out, mpfr_t spare, mpfr_ptr lo) {
  if (lo == out->lo)
    return;
  mpfr_swap(out->lo, spare);
  mpfr_clear(spare);
}

mpfr_srcptr ab_endpoint_nearest(const ab_interval *x) {
  if (mpfr_sgn(x->lo) >= 0)
    return x->lo;
  return mpfr_sgn(x->hi) <= 0 ? x->hi : NULL;
}

mpfr_srcptr ab_endpoint_farthest(const ab_interval *x) {
  return mpfr_cmpabs(x->lo, x->hi) > 0 ? x->lo : x->hi;
}

void ab_endpoint_increasing(ab_interval *out, const ab_interval *x, ab_point_function *f) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  f(out->lo, x->lo, MPFR_RNDD);
  f(out->hi, x->hi, MPFR_RNDU);
}

void ab_endpoint_decreasing(ab_interval *out, const ab_interval *x, ab_point_function *f) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_t spare;
  mpfr_ptr lo = ab_endpoint_begin(spare, out, x, x);
  f(lo, x->hi, MPFR_RNDD);
  f(out->hi, x->lo, MPFR_RNDU);
  ab_endpoint_end(out, spare, lo);
}

void ab_endpoint_even(ab_interval *out, const ab_interval *x, ab_point_function *f, long at_zero) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_srcptr nearest = ab_endpoint_nearest(x);
  mpfr_t spare;
  mpfr_ptr lo = ab_endpoint_begin(spare, out, x, x);
  if (nearest)
    f(lo, nearest, MPFR_RNDD);
  else
    mpfr_set_si(lo, at_zero, MPFR_RNDD);
  f(out->hi, ab_endpoint_farthest(x), MPFR_RNDU);
  ab_endpoint_end(out, spare, lo);
}
