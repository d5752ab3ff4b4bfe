/* SPDX-License-Identifier: MIT
 * Sixteen intervals with double endpoints at a time, in round-to-nearest. Proofs:
 * docs/theory/double-intervals.md.
 *
 * Each lane of an ab_lanes is either finite, lo <= hi, and says that a number exists and lies in
 * [lo, hi]; or undefined, both endpoints NaN, and says nothing. Each function has the inclusion
 * property of num/interval.h in every lane: the result is undefined, or f is defined everywhere on
 * the arguments and enclosed. A result that would need an endpoint beyond the largest double is
 * undefined. Only + - * / and sqrt in round-to-nearest are used, comparisons, and no function of
 * the mathematical library; the loops are written so that compilers turn them into vector
 * instructions, which changes no result. With AB_DIRECTED_ROUNDING, operations that round are those
 * of directed_interval.h. Results may be arguments. */
#ifndef AB_NUM_DOUBLE_INTERVAL_H
#define AB_NUM_DOUBLE_INTERVAL_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __FAST_MATH__
#error "-ffast-math breaks outward rounding"
#endif

enum { AB_LANES = 16 };

typedef struct {
  _Alignas(64) double lo[AB_LANES];
  double hi[AB_LANES];
} ab_lanes;

/* Lanes as bits: those whose ends are finite and have this sign. */
typedef struct {
  uint32_t nonnegative, positive, nonpositive, negative;
} ab_lane_signs;

#ifdef __clang__
#define AB_EACH_LANE(i)                                                                            \
  _Pragma("clang loop vectorize(assume_safety)") for (int i = 0; i < AB_LANES; i++)
#else
#define AB_EACH_LANE(i) _Pragma("GCC ivdep") for (int i = 0; i < AB_LANES; i++)
#endif

/* Section 2: x is a number rounded to nearest; what is returned is below (above) that number, or x
 * was infinite and the result is infinite or NaN. */
static inline double ab_double_below(double x) {
  return x - (fabs(x) * 0x1p-52 + 0x1p-1074);
}

static inline double ab_double_above(double x) {
  return x + (fabs(x) * 0x1p-52 + 0x1p-1074);
}

/* The same for a sum or difference, which is exact where it is small: 0 stays 0. */
static inline double ab_double_below_sum(double x) {
  return x - fabs(x) * 0x1p-52;
}

static inline double ab_double_above_sum(double x) {
  return x + fabs(x) * 0x1p-52;
}

static inline double ab_double_least(double x, double y) {
  return x < y ? x : y;
}

static inline double ab_double_greatest(double x, double y) {
  return x > y ? x : y;
}

/* One lane of a result: lo and hi if both are finite, else undefined (section 3). */
static inline void ab_lane_set(ab_lanes *out, int i, double lo, double hi) {
  double poison = (hi - lo) * 0; /* 0; NaN unless lo, hi and hi - lo are finite */
  out->lo[i] = lo + poison;
  out->hi[i] = hi + poison;
}

/* The same for two sums rounded to nearest. */
static inline void ab_lane_set_sums(ab_lanes *out, int i, double lo, double hi) {
  ab_lane_set(out, i, ab_double_below_sum(lo), ab_double_above_sum(hi));
}

/* The same for the least and the greatest of products or quotients, rounded to nearest; the signs
 * that are known for certain are kept. */
static inline void ab_lane_set_products(ab_lanes *out, int i, double lo, double hi,
                                        bool nonnegative, bool nonpositive) {
  double below = ab_double_below(lo), above = ab_double_above(hi);
  ab_lane_set(out, i, nonnegative ? ab_double_greatest(below, 0) : below,
              nonpositive ? ab_double_least(above, 0) : above);
}

/* All lanes the same interval, finite. */
static inline void ab_lanes_fill(ab_lanes *out, double lo, double hi) {
  AB_EACH_LANE(i) ab_lane_set(out, i, lo, hi);
}

/* No lane holds more than one number. */
static inline bool ab_lanes_are_thin(const ab_lanes *x) {
  int wide = 0;
  AB_EACH_LANE(i) wide += x->lo[i] < x->hi[i];
  return wide == 0;
}

static inline void ab_lanes_neg(ab_lanes *out, const ab_lanes *x) {
  AB_EACH_LANE(i) {
    double lo = -x->hi[i], hi = -x->lo[i];
    out->lo[i] = lo;
    out->hi[i] = hi;
  }
}

#ifdef AB_DIRECTED_ROUNDING
#include "num/directed_interval.h"
#else

static inline void ab_lanes_add(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i) ab_lane_set_sums(out, i, x->lo[i] + y->lo[i], x->hi[i] + y->hi[i]);
}

static inline void ab_lanes_sub(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i) ab_lane_set_sums(out, i, x->lo[i] - y->hi[i], x->hi[i] - y->lo[i]);
}

/* Section 4: the least and the greatest of four products. */
static inline void ab_lanes_mul(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i) {
    double a = x->lo[i] * y->lo[i], b = x->lo[i] * y->hi[i];
    double c = x->hi[i] * y->lo[i], d = x->hi[i] * y->hi[i];
    bool nonnegative = ((x->lo[i] >= 0) & (y->lo[i] >= 0)) | ((x->hi[i] <= 0) & (y->hi[i] <= 0));
    bool nonpositive = ((x->lo[i] >= 0) & (y->hi[i] <= 0)) | ((x->hi[i] <= 0) & (y->lo[i] >= 0));
    ab_lane_set_products(out, i, ab_double_least(ab_double_least(a, b), ab_double_least(c, d)),
                         ab_double_greatest(ab_double_greatest(a, b), ab_double_greatest(c, d)),
                         nonnegative, nonpositive);
  }
}

/* For numbers that are not negative. */
static inline void ab_lanes_mul_nonnegative(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i)
  ab_lane_set_products(out, i, x->lo[i] * y->lo[i], x->hi[i] * y->hi[i], true, false);
}

/* Undefined where 0 is in y. */
static inline void ab_lanes_div(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i) {
    double a = x->lo[i] / y->lo[i], b = x->lo[i] / y->hi[i];
    double c = x->hi[i] / y->lo[i], d = x->hi[i] / y->hi[i];
    double lo = ab_double_least(ab_double_least(a, b), ab_double_least(c, d));
    double hi = ab_double_greatest(ab_double_greatest(a, b), ab_double_greatest(c, d));
    bool above = y->lo[i] > 0, below = y->hi[i] < 0;
    bool nonnegative = ((x->lo[i] >= 0) & above) | ((x->hi[i] <= 0) & below);
    bool nonpositive = ((x->hi[i] <= 0) & above) | ((x->lo[i] >= 0) & below);
    ab_lane_set_products(out, i, lo, (above | below) ? hi : (double)NAN, nonnegative, nonpositive);
  }
}

static inline void ab_lanes_sqr(ab_lanes *out, const ab_lanes *x) {
  AB_EACH_LANE(i) {
    double lo = x->lo[i], hi = x->hi[i];
    double nearest = ab_double_greatest(lo, -hi), farthest = ab_double_greatest(-lo, hi);
    double least = ab_double_below(nearest * nearest);
    bool keeps = (nearest > 0) & (least > 0);
    ab_lane_set(out, i, (keeps ? least : 0) + (lo - lo), ab_double_above(farthest * farthest));
  }
}

static inline void ab_lanes_sqrt(ab_lanes *out, const ab_lanes *x) {
  AB_EACH_LANE(i) {
    double least = ab_double_below(sqrt(x->lo[i])); /* NaN below 0 */
    ab_lane_set(out, i, least < 0 ? 0 : least, ab_double_above(sqrt(x->hi[i])));
  }
}

/* sum += slope [-half, half] where half, one number a lane, is not 0; the ends of sum may become
 * infinite. */
static inline void ab_lanes_spread(ab_lanes *sum, const ab_lanes *slope, const double *half) {
  AB_EACH_LANE(i) {
    double most = ab_double_greatest(-slope->lo[i], slope->hi[i]);
    double m = most == 0 ? 0 : ab_double_above(most * half[i]);
    double lo = ab_double_below_sum(sum->lo[i] - m), hi = ab_double_above_sum(sum->hi[i] + m);
    bool is_point = half[i] == 0;
    sum->lo[i] = is_point ? sum->lo[i] : lo;
    sum->hi[i] = is_point ? sum->hi[i] : hi;
  }
}

/* What the ends say of the sign; nothing where their distance is not finite. */
static inline ab_lane_signs ab_lanes_signs(const ab_lanes *x) {
  ab_lane_signs signs = {0, 0, 0, 0};
  for (int i = 0; i < AB_LANES; i++) {
    double lo = x->lo[i], hi = x->hi[i];
    bool finite = hi - lo < INFINITY; /* not for NaN */
    signs.nonnegative |= (uint32_t)(finite & (lo >= 0)) << i;
    signs.positive |= (uint32_t)(finite & (lo > 0)) << i;
    signs.nonpositive |= (uint32_t)(finite & (hi <= 0)) << i;
    signs.negative |= (uint32_t)(finite & (hi < 0)) << i;
  }
  return signs;
}

#endif

/* |x|, exactly. */
static inline void ab_lanes_abs(ab_lanes *out, const ab_lanes *x) {
  AB_EACH_LANE(i) {
    double lo = x->lo[i], hi = x->hi[i];
    double nearest = ab_double_greatest(lo, -hi); /* negative where 0 is inside */
    ab_lane_set(out, i, (nearest > 0 ? nearest : 0) + (lo - lo), ab_double_greatest(-lo, hi));
  }
}

/* max(x, 0), min(x, y) and max(x, y), exactly. */
static inline void ab_lanes_relu(ab_lanes *out, const ab_lanes *x) {
  AB_EACH_LANE(i) {
    double lo = x->lo[i], hi = x->hi[i], poison = lo - lo;
    ab_lane_set(out, i, (lo > 0 ? lo : 0) + poison, (hi > 0 ? hi : 0) + poison);
  }
}

static inline void ab_lanes_min(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i) {
    double poison = (x->lo[i] - x->lo[i]) + (y->lo[i] - y->lo[i]);
    ab_lane_set(out, i, ab_double_least(x->lo[i], y->lo[i]) + poison,
                ab_double_least(x->hi[i], y->hi[i]) + poison);
  }
}

static inline void ab_lanes_max(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i) {
    double poison = (x->lo[i] - x->lo[i]) + (y->lo[i] - y->lo[i]);
    ab_lane_set(out, i, ab_double_greatest(x->lo[i], y->lo[i]) + poison,
                ab_double_greatest(x->hi[i], y->hi[i]) + poison);
  }
}

static inline void ab_lanes_hull(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_LANE(i) {
    double poison = (x->lo[i] - x->lo[i]) + (y->lo[i] - y->lo[i]);
    ab_lane_set(out, i, ab_double_least(x->lo[i], y->lo[i]) + poison,
                ab_double_greatest(x->hi[i], y->hi[i]) + poison);
  }
}

#endif
