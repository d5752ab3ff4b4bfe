/* SPDX-License-Identifier: MIT
 * Intervals with MPFR endpoints, rounded outward. All rounding of the trusted core lives here.
 *
 * An ab_interval stands for a set of extended knowledge about one real number:
 *   [lo, hi], lo <= hi, lo < +inf, hi > -inf    the number exists and is a real in [lo, hi]
 *   undefined (both endpoints NaN)              nothing is known; the number may not exist at all
 * Every function f below satisfies the inclusion property: if x is in X (and y in Y), then f(x) is
 * defined and in the result, or the result is undefined. A function yields `undefined` as soon as
 * one argument is undefined or the real function is not defined at every point of the arguments
 * (sqrt of [-1, 4], 1 / [-1, 1], log of [0, 1], tan over a pole): nothing is ever clipped.
 * Endpoints are rounded to the precision of the result's endpoints, which the caller chose at init
 * and which no function changes. "tightest" in a comment means: each endpoint is the range's
 * endpoint correctly rounded outward at that precision. Infinite endpoints arise from overflow only
 * and mean "unbounded"; 0 * inf is 0 as a product of endpoints. Results may alias arguments. No
 * function changes rounding modes, raises errors or allocates beyond MPFR's own needs. Proofs:
 * docs/theory/intervals.md. */
#ifndef AB_NUM_INTERVAL_H
#define AB_NUM_INTERVAL_H

#include <gmp.h>
#include <mpfr.h>
#include <stdbool.h>
#include <stddef.h>

enum { AB_PRECISION_MIN = 24, AB_PRECISION_MAX = 16384 };

typedef struct {
  mpfr_t lo, hi;
} ab_interval;

/* A three-valued answer. NaN or an infinite endpoint proves nothing in either direction. */
typedef enum { AB_FALSE = -1, AB_UNKNOWN = 0, AB_TRUE = 1 } ab_truth;

/* Life cycle. init sets undefined, endpoints of `precision` bits. */
void ab_interval_init(ab_interval *x, mpfr_prec_t precision);
void ab_interval_clear(ab_interval *x);
ab_interval *ab_intervals_create(size_t count, mpfr_prec_t precision);
void ab_intervals_destroy(ab_interval *x, size_t count);

/* Values. set and set_rationals round outward (tightest); set_rationals needs lo <= hi. */
void ab_interval_set(ab_interval *out, const ab_interval *x);
void ab_interval_set_rational(ab_interval *out, const mpq_t value);
void ab_interval_set_rationals(ab_interval *out, const mpq_t lo, const mpq_t hi);
void ab_interval_set_long(ab_interval *out, long value);
void ab_interval_set_undefined(ab_interval *out);
void ab_interval_set_pi(ab_interval *out);

/* true unless undefined. */
bool ab_interval_is_defined(const ab_interval *x);
/* true if defined and both endpoints are finite. */
bool ab_interval_is_finite(const ab_interval *x);

/* true if defined and the endpoints of x and y are the same numbers, zeros with the same sign. */
bool ab_interval_is_same(const ab_interval *x, const ab_interval *y);

/* Predicates about every point of x. positive: TRUE if lo > 0, FALSE if hi <= 0; nonnegative: TRUE
 * if lo >= 0, FALSE if hi < 0; nonzero: TRUE if 0 is not in [lo, hi], FALSE if lo = hi = 0. UNKNOWN
 * otherwise, and whenever x is not finite. */
ab_truth ab_interval_is_positive(const ab_interval *x);
ab_truth ab_interval_is_nonnegative(const ab_interval *x);
ab_truth ab_interval_is_nonzero(const ab_interval *x);
/* x is a subset of y (both finite). */
bool ab_interval_is_subset(const ab_interval *x, const ab_interval *y);

/* Smallest interval that contains both; undefined if one is. */
void ab_interval_hull(ab_interval *out, const ab_interval *x, const ab_interval *y);

/* Arithmetic, tightest. div is undefined when 0 is in y. */
void ab_interval_neg(ab_interval *out, const ab_interval *x);
void ab_interval_add(ab_interval *out, const ab_interval *x, const ab_interval *y);
void ab_interval_sub(ab_interval *out, const ab_interval *x, const ab_interval *y);
void ab_interval_mul(ab_interval *out, const ab_interval *x, const ab_interval *y);
void ab_interval_div(ab_interval *out, const ab_interval *x, const ab_interval *y);
void ab_interval_sqr(ab_interval *out, const ab_interval *x);
void ab_interval_abs(ab_interval *out, const ab_interval *x);
void ab_interval_min(ab_interval *out, const ab_interval *x, const ab_interval *y);
void ab_interval_max(ab_interval *out, const ab_interval *x, const ab_interval *y);
void ab_interval_relu(ab_interval *out, const ab_interval *x);
/* x^n for any integer n; x^0 = 1 wherever x is defined; n < 0 is undefined when 0 is in x.
 * Tightest. */
void ab_interval_pow(ab_interval *out, const ab_interval *x, long n);

/* Elementary functions, tightest, except: sin, cos, tan of an argument that is infinite or beyond
 * 2^512 are
 * [-1, 1], undefined for tan; logistic and softplus may be one number off (they never overflow:
 * results lie in [0, 1], and above max(0, t)). Domains: sqrt x >= 0; log x > 0; log1p x > -1; asin,
 * acos |x| <= 1; tan: no pole in x. logistic(t) = 1/(1 + exp(-t)); softplus(t) = log(1 + exp(t)).
 */
void ab_interval_sqrt(ab_interval *out, const ab_interval *x);
void ab_interval_exp(ab_interval *out, const ab_interval *x);
void ab_interval_log(ab_interval *out, const ab_interval *x);
void ab_interval_log1p(ab_interval *out, const ab_interval *x);
void ab_interval_expm1(ab_interval *out, const ab_interval *x);
void ab_interval_sin(ab_interval *out, const ab_interval *x);
void ab_interval_cos(ab_interval *out, const ab_interval *x);
void ab_interval_tan(ab_interval *out, const ab_interval *x);
void ab_interval_atan(ab_interval *out, const ab_interval *x);
void ab_interval_asin(ab_interval *out, const ab_interval *x);
void ab_interval_acos(ab_interval *out, const ab_interval *x);
void ab_interval_sinh(ab_interval *out, const ab_interval *x);
void ab_interval_cosh(ab_interval *out, const ab_interval *x);
void ab_interval_tanh(ab_interval *out, const ab_interval *x);
void ab_interval_logistic(ab_interval *out, const ab_interval *x);
void ab_interval_softplus(ab_interval *out, const ab_interval *x);

#endif
