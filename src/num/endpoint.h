/* SPDX-License-Identifier: MIT
 * What the interval functions share: picking endpoints, and building a result that may be an
 * argument. Private to src/num. */
#ifndef AB_NUM_ENDPOINT_H
#define AB_NUM_ENDPOINT_H

#include "num/interval.h"

/* A function of one real number with MPFR's contract: correctly rounded in the given direction. */
typedef int ab_point_function(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t direction);

/* A number for the time of one call. A short one keeps its digits here: nothing is allocated. */
enum { AB_SPARE_WORDS = 8 };
typedef struct {
  mpfr_t number;
  mp_limb_t digits[AB_SPARE_WORDS];
} ab_spare;

void ab_spare_init(ab_spare *spare, mpfr_prec_t precision);
void ab_spare_clear(ab_spare *spare);

/* out may be x or y, so the new lower endpoint must not be written before the last endpoint of x
 * and y is read. begin returns where to build it: out->lo itself when that is no argument's, else
 * `spare`, which it initialises. After out->hi is written, by the last call that reads x and y, end
 * puts the lower endpoint in place. */
mpfr_ptr ab_endpoint_begin(ab_spare *spare, ab_interval *out, const ab_interval *x,
                           const ab_interval *y);
void ab_endpoint_end(ab_interval *out, ab_spare *spare, mpfr_ptr lo);

/* The endpoint of x of least absolute value; NULL if 0 is strictly inside. */
mpfr_srcptr ab_endpoint_nearest(const ab_interval *x);
/* The endpoint of x of greatest absolute value. */
mpfr_srcptr ab_endpoint_farthest(const ab_interval *x);

/* For f increasing on x: the two ends, each by a call of f. It is enough that f bounds in the
 * direction. */
void ab_endpoint_ends(ab_interval *out, const ab_interval *x, ab_point_function *f);
/* Tightest enclosures of f over x (intervals.md, section 3): f increasing on x; f decreasing on x;
 * f even, increasing in |x| and f(0) = at_zero. Undefined for undefined x. */
void ab_endpoint_increasing(ab_interval *out, const ab_interval *x, ab_point_function *f);
void ab_endpoint_decreasing(ab_interval *out, const ab_interval *x, ab_point_function *f);
void ab_endpoint_even(ab_interval *out, const ab_interval *x, ab_point_function *f, long at_zero);

#endif
