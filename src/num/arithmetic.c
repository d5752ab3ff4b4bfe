/* SPDX-License-Identifier: MIT
 * Rational operations and the piecewise linear ones. Proofs: docs/theory/intervals.md, sections 3
 * and 4. */
#include "num/endpoint.h"

static bool both_defined(const ab_interval *x, const ab_interval *y) {
  return ab_interval_is_defined(x) && ab_interval_is_defined(y);
}

void ab_interval_neg(ab_interval *out, const ab_interval *x) {
  ab_endpoint_decreasing(out, x, mpfr_neg);
}

/* lo < +inf and hi > -inf in x and y: no sum is inf - inf (section 4). */
void ab_interval_add(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  if (!both_defined(x, y)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_add(out->lo, x->lo, y->lo, MPFR_RNDD);
  mpfr_add(out->hi, x->hi, y->hi, MPFR_RNDU);
}

void ab_interval_sub(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  if (!both_defined(x, y)) {
    ab_interval_set_undefined(out);
    return;
  }
  ab_spare spare;
  mpfr_ptr lo = ab_endpoint_begin(&spare, out, x, y);
  mpfr_sub(lo, x->lo, y->hi, MPFR_RNDD);
  mpfr_sub(out->hi, x->hi, y->lo, MPFR_RNDU);
  ab_endpoint_end(out, &spare, lo);
}

/* The product of two endpoints, with 0 * inf = 0. */
static void product(mpfr_ptr out, mpfr_srcptr a, mpfr_srcptr b, mpfr_rnd_t direction) {
  if (mpfr_zero_p(a) || mpfr_zero_p(b))
    mpfr_set_zero(out, 1);
  else
    mpfr_mul(out, a, b, direction);
}

static bool straddles_zero(const ab_interval *x) {
  return mpfr_sgn(x->lo) < 0 && mpfr_sgn(x->hi) > 0;
}

/* The endpoint of x in the least, the greatest product with y, unless both straddle 0 (section 4,
 * table). */
static mpfr_srcptr factor_of_least(const ab_interval *x, const ab_interval *y) {
  if (mpfr_sgn(y->lo) >= 0)
    return x->lo;
  if (mpfr_sgn(y->hi) <= 0)
    return x->hi;
  return mpfr_sgn(x->lo) >= 0 ? x->hi : x->lo;
}

static mpfr_srcptr factor_of_greatest(const ab_interval *x, const ab_interval *y) {
  if (mpfr_sgn(y->lo) >= 0)
    return x->hi;
  if (mpfr_sgn(y->hi) <= 0)
    return x->lo;
  return mpfr_sgn(x->lo) >= 0 ? x->hi : x->lo;
}

/* x and y straddle 0: no endpoint is 0, so no product is 0 * inf. */
static void multiply_straddling(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  ab_spare spare, other;
  mpfr_ptr lo = ab_endpoint_begin(&spare, out, x, y);
  ab_spare_init(&other, mpfr_get_prec(out->lo));
  mpfr_mul(other.number, x->hi, y->lo, MPFR_RNDD);
  mpfr_mul(lo, x->lo, y->hi, MPFR_RNDD);
  mpfr_min(lo, lo, other.number, MPFR_RNDD);
  mpfr_mul(other.number, x->lo, y->lo, MPFR_RNDU);
  mpfr_mul(out->hi, x->hi, y->hi, MPFR_RNDU);
  mpfr_max(out->hi, out->hi, other.number, MPFR_RNDU);
  ab_spare_clear(&other);
  ab_endpoint_end(out, &spare, lo);
}

void ab_interval_mul(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  if (!both_defined(x, y)) {
    ab_interval_set_undefined(out);
    return;
  }
  if (straddles_zero(x) && straddles_zero(y)) {
    multiply_straddling(out, x, y);
    return;
  }
  mpfr_srcptr greatest_x = factor_of_greatest(x, y), greatest_y = factor_of_greatest(y, x);
  ab_spare spare;
  mpfr_ptr lo = ab_endpoint_begin(&spare, out, x, y);
  product(lo, factor_of_least(x, y), factor_of_least(y, x), MPFR_RNDD);
  product(out->hi, greatest_x, greatest_y, MPFR_RNDU);
  ab_endpoint_end(out, &spare, lo);
}

/* The endpoints of y > 0 or y < 0 below x's lower and upper endpoint, in the order of 1/y: the
 * least quotient has the divisor nearest to 0 if its dividend counts against the sign of the
 * quotient, the farthest if not. So an infinite divisor only meets a finite dividend (section 4).
 */
static void quotients(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  bool positive = mpfr_sgn(y->lo) > 0;
  mpfr_srcptr nearest = positive ? y->lo : y->hi, farthest = positive ? y->hi : y->lo;
  mpfr_srcptr below = positive ? x->lo : x->hi, above = positive ? x->hi : x->lo;
  int sign = positive ? 1 : -1;
  mpfr_srcptr least = sign * mpfr_sgn(below) >= 0 ? farthest : nearest;
  mpfr_srcptr greatest = sign * mpfr_sgn(above) >= 0 ? nearest : farthest;
  ab_spare spare;
  mpfr_ptr lo = ab_endpoint_begin(&spare, out, x, y);
  mpfr_div(lo, below, least, MPFR_RNDD);
  mpfr_div(out->hi, above, greatest, MPFR_RNDU);
  ab_endpoint_end(out, &spare, lo);
}

void ab_interval_div(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  if (!both_defined(x, y) || (mpfr_sgn(y->lo) <= 0 && mpfr_sgn(y->hi) >= 0))
    ab_interval_set_undefined(out);
  else
    quotients(out, x, y);
}

void ab_interval_abs(ab_interval *out, const ab_interval *x) {
  ab_endpoint_even(out, x, mpfr_abs, 0);
}

void ab_interval_min(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  if (!both_defined(x, y)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_min(out->lo, x->lo, y->lo, MPFR_RNDD);
  mpfr_min(out->hi, x->hi, y->hi, MPFR_RNDU);
}

void ab_interval_max(ab_interval *out, const ab_interval *x, const ab_interval *y) {
  if (!both_defined(x, y)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_max(out->lo, x->lo, y->lo, MPFR_RNDD);
  mpfr_max(out->hi, x->hi, y->hi, MPFR_RNDU);
}

static int positive_part(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t direction) {
  return mpfr_sgn(x) > 0 ? mpfr_set(out, x, direction) : mpfr_set_si(out, 0, direction);
}

void ab_interval_relu(ab_interval *out, const ab_interval *x) {
  ab_endpoint_ends(out, x, positive_part);
}
