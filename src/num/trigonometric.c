/* SPDX-License-Identifier: MIT
 * sin, cos and tan. Proofs: docs/theory/intervals.md, section 7.
 *
 * The special points of a function are those where it turns (sin, cos) or has a pole (tan):
 * (j + offset) pi for all integers j, with offset 0 for cos and 1/2 for sin and tan. */
#include "num/endpoint.h"

/* The greatest binary exponent of an argument whose special points are counted: beyond 2^512 the
 * cost of reducing the argument is not worth a value. */
enum { EXPONENT_MAX = 512, GUARD_BITS = 64 };

static bool is_small(mpfr_srcptr x) {
  return mpfr_number_p(x) && (mpfr_zero_p(x) || mpfr_get_exp(x) <= EXPONENT_MAX);
}

/* out = the integer ceil(a), a <= x/pi - offset rounded down (direction RNDD), or floor(a), a >=
 * x/pi - offset rounded up (RNDU). |a - (x/pi - offset)| < 2^(-p - 60), p the precision of x. */
static void special_index(mpz_t out, mpfr_srcptr x, bool half, mpfr_rnd_t direction) {
  mpfr_rnd_t opposite = direction == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
  mpfr_exp_t exponent = mpfr_regular_p(x) && mpfr_get_exp(x) > 0 ? mpfr_get_exp(x) : 0;
  mpfr_prec_t precision = mpfr_get_prec(x) + (mpfr_prec_t)exponent + GUARD_BITS;
  mpfr_t pi, a;
  mpfr_init2(pi, precision);
  mpfr_init2(a, precision);
  mpfr_const_pi(pi, mpfr_sgn(x) >= 0 ? opposite : direction);
  mpfr_div(a, x, pi, direction);
  if (half)
    mpfr_sub_d(a, a, 0.5, direction);
  mpfr_get_z(out, a, opposite);
  mpfr_clear(pi);
  mpfr_clear(a);
}

/* Every special point in x has its index in first..last, which may be empty: then first = last + 1.
 * x is small. */
static void special_range(mpz_t first, mpz_t last, const ab_interval *x, bool half) {
  special_index(first, x->lo, half, MPFR_RNDD);
  special_index(last, x->hi, half, MPFR_RNDU);
}

/* out = f(x), x without turning points, f increasing or decreasing on it. */
static void monotone(ab_interval *out, const ab_interval *x, ab_point_function *f,
                     bool increasing) {
  if (increasing)
    ab_endpoint_increasing(out, x, f);
  else
    ab_endpoint_decreasing(out, x, f);
}

/* One turning point, of value 1 or -1: the other end of the range is at an endpoint of x. */
static void around_turn(ab_interval *out, const ab_interval *x, ab_point_function *f,
                        bool maximum) {
  mpfr_rnd_t direction = maximum ? MPFR_RNDD : MPFR_RNDU;
  mpfr_t left, right;
  mpfr_init2(left, mpfr_get_prec(out->lo));
  mpfr_init2(right, mpfr_get_prec(out->lo));
  f(left, x->lo, direction);
  f(right, x->hi, direction);
  if (maximum) {
    mpfr_min(out->lo, left, right, MPFR_RNDD);
    mpfr_set_si(out->hi, 1, MPFR_RNDU);
  } else {
    mpfr_max(out->hi, left, right, MPFR_RNDU);
    mpfr_set_si(out->lo, -1, MPFR_RNDD);
  }
  mpfr_clear(left);
  mpfr_clear(right);
}

static void set_whole_range(ab_interval *out) {
  mpfr_set_si(out->lo, -1, MPFR_RNDD);
  mpfr_set_si(out->hi, 1, MPFR_RNDU);
}

/* f is sin or cos; it turns at index j with value (-1)^j, and is decreasing from an even index to
 * the next. */
static void wave(ab_interval *out, const ab_interval *x, ab_point_function *f, bool half) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  if (!is_small(x->lo) || !is_small(x->hi)) {
    set_whole_range(out);
    return;
  }
  mpz_t first, last;
  mpz_init(first);
  mpz_init(last);
  special_range(first, last, x, half);
  int order = mpz_cmp(first, last);
  if (order > 0)
    monotone(out, x, f, mpz_odd_p(last));
  else if (order == 0)
    around_turn(out, x, f, mpz_even_p(first));
  else
    set_whole_range(out);
  mpz_clear(first);
  mpz_clear(last);
}

void ab_interval_sin(ab_interval *out, const ab_interval *x) {
  wave(out, x, mpfr_sin, true);
}

void ab_interval_cos(ab_interval *out, const ab_interval *x) {
  wave(out, x, mpfr_cos, false);
}

/* x is small and has no pole. */
static bool avoids_poles(const ab_interval *x) {
  if (!is_small(x->lo) || !is_small(x->hi))
    return false;
  mpz_t first, last;
  mpz_init(first);
  mpz_init(last);
  special_range(first, last, x, true);
  bool none = mpz_cmp(first, last) > 0;
  mpz_clear(first);
  mpz_clear(last);
  return none;
}

void ab_interval_tan(ab_interval *out, const ab_interval *x) {
  if (avoids_poles(x))
    ab_endpoint_increasing(out, x, mpfr_tan);
  else
    ab_interval_set_undefined(out);
}
