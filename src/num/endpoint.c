/* SPDX-License-Identifier: MIT */
#include "num/endpoint.h"

#include <assert.h>

void ab_spare_init(ab_spare *spare, mpfr_prec_t precision) {
  if (mpfr_custom_get_size(precision) <= sizeof spare->digits)
    mpfr_custom_init_set(spare->number, MPFR_NAN_KIND, 0, precision, spare->digits);
  else
    mpfr_init2(spare->number, precision);
}

void ab_spare_clear(ab_spare *spare) {
  if (mpfr_custom_get_significand(spare->number) != (void *)spare->digits)
    mpfr_clear(spare->number);
}

mpfr_ptr ab_endpoint_begin(ab_spare *spare, ab_interval *out, const ab_interval *x,
                           const ab_interval *y) {
  if (out != x && out != y)
    return out->lo;
  ab_spare_init(spare, mpfr_get_prec(out->lo));
  return spare->number;
}

void ab_endpoint_end(ab_interval *out, ab_spare *spare, mpfr_ptr lo) {
  if (lo == out->lo)
    return;
  mpfr_set(out->lo, spare->number, MPFR_RNDD); /* exact */
  ab_spare_clear(spare);
}

mpfr_srcptr ab_endpoint_nearest(const ab_interval *x) {
  if (mpfr_sgn(x->lo) >= 0)
    return x->lo;
  return mpfr_sgn(x->hi) <= 0 ? x->hi : NULL;
}

mpfr_srcptr ab_endpoint_farthest(const ab_interval *x) {
  return mpfr_cmpabs(x->lo, x->hi) > 0 ? x->lo : x->hi;
}

void ab_endpoint_ends(ab_interval *out, const ab_interval *x, ab_point_function *f) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  f(out->lo, x->lo, MPFR_RNDD);
  f(out->hi, x->hi, MPFR_RNDU);
}

/* f at a number once: if its value is no number of this precision, it lies between two neighbours,
 * which are the two results (intervals.md, section 2). */
void ab_endpoint_increasing(ab_interval *out, const ab_interval *x, ab_point_function *f) {
  if (!mpfr_equal_p(x->lo, x->hi)) {
    ab_endpoint_ends(out, x, f);
    return;
  }
  assert(mpfr_get_prec(out->lo) == mpfr_get_prec(out->hi));
  int inexact = f(out->lo, x->lo, MPFR_RNDD);
  mpfr_set(out->hi, out->lo, MPFR_RNDU);
  if (inexact)
    mpfr_nextabove(out->hi);
}

void ab_endpoint_decreasing(ab_interval *out, const ab_interval *x, ab_point_function *f) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  ab_spare spare;
  mpfr_ptr lo = ab_endpoint_begin(&spare, out, x, x);
  f(lo, x->hi, MPFR_RNDD);
  f(out->hi, x->lo, MPFR_RNDU);
  ab_endpoint_end(out, &spare, lo);
}

void ab_endpoint_even(ab_interval *out, const ab_interval *x, ab_point_function *f, long at_zero) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_srcptr nearest = ab_endpoint_nearest(x);
  ab_spare spare;
  mpfr_ptr lo = ab_endpoint_begin(&spare, out, x, x);
  if (nearest)
    f(lo, nearest, MPFR_RNDD);
  else
    mpfr_set_si(lo, at_zero, MPFR_RNDD);
  f(out->hi, ab_endpoint_farthest(x), MPFR_RNDU);
  ab_endpoint_end(out, &spare, lo);
}
