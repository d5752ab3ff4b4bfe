/* SPDX-License-Identifier: MIT
 * Integer powers. Proofs: docs/theory/intervals.md, section 5. */
#include "num/endpoint.h"

void ab_interval_sqr(ab_interval *out, const ab_interval *x) {
  ab_endpoint_even(out, x, mpfr_sqr, 0);
}

/* The powers of two endpoints of x, in a form that survives out = x. */
static void powers(ab_interval *out, const ab_interval *x, mpfr_srcptr least, mpfr_srcptr greatest,
                   long n) {
  ab_spare spare;
  mpfr_ptr lo = ab_endpoint_begin(&spare, out, x, x);
  mpfr_pow_si(lo, least, n, MPFR_RNDD);
  mpfr_pow_si(out->hi, greatest, n, MPFR_RNDU);
  ab_endpoint_end(out, &spare, lo);
}

static void positive_power(ab_interval *out, const ab_interval *x, long n) {
  mpfr_srcptr nearest = ab_endpoint_nearest(x);
  if (n % 2) {
    powers(out, x, x->lo, x->hi, n);
  } else if (nearest) {
    powers(out, x, nearest, ab_endpoint_farthest(x), n);
  } else {
    mpfr_pow_si(out->hi, ab_endpoint_farthest(x), n, MPFR_RNDU);
    mpfr_set_zero(out->lo, 1);
  }
}

/* 0 is not in x, so one endpoint is the nearest to 0. */
static void negative_power(ab_interval *out, const ab_interval *x, long n) {
  if (n % 2)
    powers(out, x, x->hi, x->lo, n);
  else
    powers(out, x, ab_endpoint_farthest(x), ab_endpoint_nearest(x), n);
}

void ab_interval_pow(ab_interval *out, const ab_interval *x, long n) {
  if (!ab_interval_is_defined(x) || (n < 0 && mpfr_sgn(x->lo) <= 0 && mpfr_sgn(x->hi) >= 0))
    ab_interval_set_undefined(out);
  else if (n == 0)
    ab_interval_set_long(out, 1);
  else if (n > 0)
    positive_power(out, x, n);
  else
    negative_power(out, x, n);
}
