/* SPDX-License-Identifier: MIT
 * exp, log, softplus and logistic of sixteen intervals with double endpoints, by polynomials whose
 * errors are bounded in docs/theory/double-intervals.md, section 9. Only + - * / in
 * round-to-nearest are used, and bits of doubles; the bounds are a few thousand units in the last
 * place wide. */
#ifndef AB_NUM_DOUBLE_ELEMENTARY_H
#define AB_NUM_DOUBLE_ELEMENTARY_H

#include "num/double_interval.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

#define AB_LN2_HIGH 0x1.62e42feep-1 /* 32 bits of ln 2 */
#define AB_LN2_LOW 0x1.a39ef35793c76p-33
#define AB_MAGIC 0x1.8p52 /* added to a number of modest size, its last bit is that of 1 */

static const double ab_exp_limit = 700;

static inline uint64_t ab_double_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double ab_double_of_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* exp x for |x| <= 700, with a relative error below 2^-46; exp 0 = 1. */
static inline double ab_double_exp_near(double x) {
  static const double c[] = {1.0 / 6227020800,
                             1.0 / 479001600,
                             1.0 / 39916800,
                             1.0 / 3628800,
                             1.0 / 362880,
                             1.0 / 40320,
                             1.0 / 5040,
                             1.0 / 720,
                             1.0 / 120,
                             1.0 / 24,
                             1.0 / 6,
                             0.5,
                             1,
                             1};
  double shifted = x * 0x1.71547652b82fep+0 + AB_MAGIC, k = shifted - AB_MAGIC;
  double r = (x - k * AB_LN2_HIGH) - k * AB_LN2_LOW, p = c[0];
#pragma GCC unroll 13
  for (int i = 1; i < 14; i++)
    p = p * r + c[i];
  return p * ab_double_of_bits((ab_double_bits(shifted) + 1023) << 52);
}

/* log x for normal x > 0, with a relative error below 2^-46; log 1 = 0. */
static inline double ab_double_log_near(double x) {
  static const double c[] = {2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11,
                             2.0 / 9,  2.0 / 7,  2.0 / 5,  2.0 / 3,  2};
  const uint64_t sqrt_half = UINT64_C(0x3fe6a09e667f3bcd), offset = UINT64_C(1024) << 52;
  uint64_t e = ((ab_double_bits(x) - sqrt_half + offset) >> 52) - 1024; /* x = m 2^e */
  double m = ab_double_of_bits(ab_double_bits(x) - (e << 52));
  double k = ab_double_of_bits(ab_double_bits(AB_MAGIC) + e) - AB_MAGIC;
  double s = (m - 1) / (m + 1), z = s * s, p = c[0];
#pragma GCC unroll 10
  for (int i = 1; i < 11; i++)
    p = p * z + c[i];
  return k * AB_LN2_HIGH + (k * AB_LN2_LOW + s * p);
}

/* log(1 + t) for 0 <= t <= 1, t = 0 or not tiny beyond 2^-1020, with a relative error below 2^-47.
 */
static inline double ab_double_log1p_near(double t) {
  static const double c[] = {2.0 / 33, 2.0 / 31, 2.0 / 29, 2.0 / 27, 2.0 / 25, 2.0 / 23,
                             2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11,
                             2.0 / 9,  2.0 / 7,  2.0 / 5,  2.0 / 3,  2};
  double s = t / (2 + t), z = s * s, p = c[0];
#pragma GCC unroll 16
  for (int i = 1; i < 17; i++)
    p = p * z + c[i];
  return s * p;
}

/* softplus and logistic x for |x| <= 700, with a relative error below 1.1 2^-46. */
static inline double ab_double_softplus_near(double x) {
  return (x > 0 ? x : 0) + ab_double_log1p_near(ab_double_exp_near(-fabs(x)));
}

static inline double ab_double_logistic_near(double x) {
  return 1 / (1 + ab_double_exp_near(-x));
}

static inline bool ab_lanes_are_within_reach(const ab_lanes *x) {
  int beyond = 0;
  AB_EACH_LANE(i) beyond += (x->lo[i] < -ab_exp_limit) | (x->hi[i] > ab_exp_limit);
  return beyond == 0;
}

/* f of both ends; once, where they are the same. out is not x. */
static inline void ab_lanes_of_ends(ab_lanes *out, const ab_lanes *x, double (*f)(double)) {
  AB_EACH_LANE(i) out->lo[i] = f(x->lo[i]);
  if (ab_lanes_are_thin(x))
    memcpy(out->hi, out->lo, sizeof out->hi);
  else
    AB_EACH_LANE(i) out->hi[i] = f(x->hi[i]);
}

/* exp in lanes where it is within reach, or undefined; false (and out as it was) if some lane is
 * beyond that. out is not x. */
static inline bool ab_lanes_exp(ab_lanes *out, const ab_lanes *x) {
  if (!ab_lanes_are_within_reach(x))
    return false;
  ab_lanes_of_ends(out, x, ab_double_exp_near);
  AB_EACH_LANE(i) {
    double lo = out->lo[i], hi = out->hi[i];
    bool from_zero = x->lo[i] == 0, to_zero = x->hi[i] == 0;
    double below = lo - lo * 0x1p-45, above = hi + hi * 0x1p-45;
    ab_lane_set(out, i, from_zero ? 1 : below, to_zero ? 1 : above);
  }
  return true;
}

/* The same for softplus and logistic. */
static inline bool ab_lanes_softplus(ab_lanes *out, const ab_lanes *x) {
  if (!ab_lanes_are_within_reach(x))
    return false;
  ab_lanes_of_ends(out, x, ab_double_softplus_near);
  AB_EACH_LANE(i) {
    double lo = out->lo[i], hi = out->hi[i];
    ab_lane_set(out, i, lo - lo * 0x1p-45, hi + hi * 0x1p-45);
  }
  return true;
}

static inline bool ab_lanes_logistic(ab_lanes *out, const ab_lanes *x) {
  if (!ab_lanes_are_within_reach(x))
    return false;
  ab_lanes_of_ends(out, x, ab_double_logistic_near);
  AB_EACH_LANE(i) {
    double lo = out->lo[i], hi = out->hi[i];
    double above = hi + hi * 0x1p-45;
    ab_lane_set(out, i, lo - lo * 0x1p-45, above > 1 ? 1 : above);
  }
  return true;
}

/* The same for log: lanes that reach down to 0 become undefined. */
static inline bool ab_lanes_log(ab_lanes *out, const ab_lanes *x) {
  int beyond = 0;
  AB_EACH_LANE(i) beyond += (x->lo[i] > 0) & (x->lo[i] < DBL_MIN);
  if (beyond)
    return false;
  ab_lanes_of_ends(out, x, ab_double_log_near);
  AB_EACH_LANE(i) {
    double poison = x->lo[i] > 0 ? 0 : (double)NAN;
    double lo = out->lo[i], hi = out->hi[i];
    double below = lo - fabs(lo) * 0x1p-45, above = hi + fabs(hi) * 0x1p-45;
    ab_lane_set(out, i, below + poison, above + poison);
  }
  return true;
}

#endif
