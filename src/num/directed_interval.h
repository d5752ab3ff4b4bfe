/* SPDX-License-Identifier: MIT
 * The operations of double_interval.h that round, with AVX-512 instructions which state the
 * direction of rounding themselves (the mode in force is neither read nor changed): the tightest
 * double endpoints. Proofs: docs/theory/double-intervals.md, section 8. Included by
 * double_interval.h only. */
#ifndef AB_NUM_DIRECTED_INTERVAL_H
#define AB_NUM_DIRECTED_INTERVAL_H

#include <immintrin.h>

enum {
  AB_DOWN = _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC,
  AB_UP = _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC,
  AB_EIGHT = 8
};

/* Eight lanes. */
typedef struct {
  __m512d lo, hi;
} ab_eight;

#define AB_EACH_EIGHT(h) for (int h = 0; h < AB_LANES; h += AB_EIGHT)

static inline ab_eight ab_eight_load(const ab_lanes *x, int h) {
  return (ab_eight){_mm512_load_pd(x->lo + h), _mm512_load_pd(x->hi + h)};
}

/* Ends that are rounded outward: undefined where one is infinite. */
static inline void ab_eight_store(ab_lanes *out, int h, ab_eight x) {
  __m512d width = _mm512_sub_round_pd(x.hi, x.lo, AB_UP);
  __mmask8 bad = _mm512_cmp_pd_mask(width, _mm512_set1_pd(INFINITY), _CMP_EQ_OQ);
  __m512d undefined = _mm512_set1_pd((double)NAN);
  _mm512_store_pd(out->lo + h, _mm512_mask_mov_pd(x.lo, bad, undefined));
  _mm512_store_pd(out->hi + h, _mm512_mask_mov_pd(x.hi, bad, undefined));
}

static inline __m512d ab_eight_negative(__m512d x) {
  return _mm512_xor_pd(x, _mm512_set1_pd(-0.0));
}

static inline void ab_lanes_add(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(x, h), b = ab_eight_load(y, h);
    ab_eight_store(out, h,
                   (ab_eight){_mm512_add_round_pd(a.lo, b.lo, AB_DOWN),
                              _mm512_add_round_pd(a.hi, b.hi, AB_UP)});
  }
}

static inline void ab_lanes_sub(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(x, h), b = ab_eight_load(y, h);
    ab_eight_store(out, h,
                   (ab_eight){_mm512_sub_round_pd(a.lo, b.hi, AB_DOWN),
                              _mm512_sub_round_pd(a.hi, b.lo, AB_UP)});
  }
}

/* Where the sign bit of x is set. */
static inline __mmask8 ab_eight_minus(__m512d x) {
  return _mm512_movepi64_mask(_mm512_castpd_si512(x));
}

/* For each end of x the least and the greatest product with a number of y; of the two least ones
 * the least, of the two greatest ones the greatest. */
static inline ab_eight ab_eight_products(ab_eight x, ab_eight y) {
  __mmask8 low = ab_eight_minus(x.lo), high = ab_eight_minus(x.hi);
  __m512d least1 = _mm512_mul_round_pd(x.lo, _mm512_mask_mov_pd(y.lo, low, y.hi), AB_DOWN);
  __m512d least2 = _mm512_mul_round_pd(x.hi, _mm512_mask_mov_pd(y.lo, high, y.hi), AB_DOWN);
  __m512d most1 = _mm512_mul_round_pd(x.lo, _mm512_mask_mov_pd(y.hi, low, y.lo), AB_UP);
  __m512d most2 = _mm512_mul_round_pd(x.hi, _mm512_mask_mov_pd(y.hi, high, y.lo), AB_UP);
  return (ab_eight){_mm512_min_pd(least1, least2), _mm512_max_pd(most1, most2)};
}

static inline void ab_lanes_mul(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_EIGHT(h)
  ab_eight_store(out, h, ab_eight_products(ab_eight_load(x, h), ab_eight_load(y, h)));
}

/* For numbers that are not negative. */
static inline void ab_lanes_mul_nonnegative(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(x, h), b = ab_eight_load(y, h);
    ab_eight_store(out, h,
                   (ab_eight){_mm512_mul_round_pd(a.lo, b.lo, AB_DOWN),
                              _mm512_mul_round_pd(a.hi, b.hi, AB_UP)});
  }
}

/* x/y = (-x)/(-y) with the sign that makes y positive; which end of y then decides depends on the
 * sign of the end of x. */
static inline void ab_lanes_div(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  const __m512d zero = _mm512_setzero_pd();
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(x, h), b = ab_eight_load(y, h);
    __mmask8 below = _mm512_cmp_pd_mask(b.hi, zero, _CMP_LT_OQ);
    ab_eight p = {_mm512_mask_mov_pd(a.lo, below, ab_eight_negative(a.hi)),
                  _mm512_mask_mov_pd(a.hi, below, ab_eight_negative(a.lo))};
    ab_eight q = {_mm512_mask_mov_pd(b.lo, below, ab_eight_negative(b.hi)),
                  _mm512_mask_mov_pd(b.hi, below, ab_eight_negative(b.lo))};
    __mmask8 good = _mm512_cmp_pd_mask(q.lo, zero, _CMP_GT_OQ);
    q.lo = _mm512_mask_mov_pd(_mm512_set1_pd((double)NAN), good, q.lo);
    q.hi = _mm512_mask_mov_pd(_mm512_set1_pd((double)NAN), good, q.hi);
    __mmask8 low = _mm512_cmp_pd_mask(p.lo, zero, _CMP_LT_OQ);
    __mmask8 high = _mm512_cmp_pd_mask(p.hi, zero, _CMP_LT_OQ);
    ab_eight_store(
        out, h,
        (ab_eight){_mm512_div_round_pd(p.lo, _mm512_mask_mov_pd(q.hi, low, q.lo), AB_DOWN),
                   _mm512_div_round_pd(p.hi, _mm512_mask_mov_pd(q.lo, high, q.hi), AB_UP)});
  }
}

static inline void ab_lanes_sqr(ab_lanes *out, const ab_lanes *x) {
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(x, h);
    __m512d minus_lo = ab_eight_negative(a.lo), minus_hi = ab_eight_negative(a.hi);
    __m512d nearest = _mm512_max_pd(_mm512_setzero_pd(), _mm512_max_pd(a.lo, minus_hi));
    __m512d farthest = _mm512_max_pd(minus_lo, a.hi);
    ab_eight_store(out, h,
                   (ab_eight){_mm512_mul_round_pd(nearest, nearest, AB_DOWN),
                              _mm512_mul_round_pd(farthest, farthest, AB_UP)});
  }
}

static inline void ab_lanes_sqrt(ab_lanes *out, const ab_lanes *x) {
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(x, h);
    __m512d lo = _mm512_sqrt_round_pd(a.lo, AB_DOWN); /* NaN below 0 */
    __m512d hi = _mm512_sqrt_round_pd(a.hi, AB_UP);
    __mmask8 bad = _mm512_cmp_pd_mask(lo, lo, _CMP_UNORD_Q);
    ab_eight_store(out, h, (ab_eight){lo, _mm512_mask_mov_pd(hi, bad, lo)});
  }
}

/* sum += slope [-half, half] where half is not 0; the ends of sum may become infinite. */
static inline void ab_lanes_spread(ab_lanes *sum, const ab_lanes *slope, const double *half) {
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(sum, h), s = ab_eight_load(slope, h);
    __m512d width = _mm512_loadu_pd(half + h);
    __mmask8 wide = _mm512_cmp_pd_mask(width, _mm512_setzero_pd(), _CMP_NEQ_UQ);
    __m512d most = _mm512_max_pd(ab_eight_negative(s.lo), s.hi);
    __m512d m = _mm512_mul_round_pd(most, width, AB_UP);
    _mm512_store_pd(sum->lo + h, _mm512_mask_sub_round_pd(a.lo, wide, a.lo, m, AB_DOWN));
    _mm512_store_pd(sum->hi + h, _mm512_mask_add_round_pd(a.hi, wide, a.hi, m, AB_UP));
  }
}

/* What the ends say of the sign; nothing where their distance is not finite. */
static inline ab_lane_signs ab_lanes_signs(const ab_lanes *x) {
  const __m512d zero = _mm512_setzero_pd();
  ab_lane_signs signs = {0, 0, 0, 0};
  AB_EACH_EIGHT(h) {
    ab_eight a = ab_eight_load(x, h);
    __mmask8 finite = _mm512_cmp_pd_mask(_mm512_sub_round_pd(a.hi, a.lo, AB_UP),
                                         _mm512_set1_pd(INFINITY), _CMP_LT_OQ);
    signs.nonnegative |= (uint32_t)_mm512_mask_cmp_pd_mask(finite, a.lo, zero, _CMP_GE_OQ) << h;
    signs.positive |= (uint32_t)_mm512_mask_cmp_pd_mask(finite, a.lo, zero, _CMP_GT_OQ) << h;
    signs.nonpositive |= (uint32_t)_mm512_mask_cmp_pd_mask(finite, a.hi, zero, _CMP_LE_OQ) << h;
    signs.negative |= (uint32_t)_mm512_mask_cmp_pd_mask(finite, a.hi, zero, _CMP_LT_OQ) << h;
  }
  return signs;
}

#endif
