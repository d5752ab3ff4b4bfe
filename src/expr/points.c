/* SPDX-License-Identifier: MIT */
#include "expr/points.h"

#include "base/memory.h"

#include <assert.h>

enum { PLACES = 1 << AB_POINTS_BITS };

struct ab_point {
  bool known;
  ab_op op;
  ab_interval x, value; /* x.lo = x.hi */
};

void ab_points_init(ab_points *points, mpfr_prec_t precision) {
  *points = (ab_points){precision, NULL};
}

void ab_points_clear(ab_points *points) {
  for (size_t i = 0; points->places && i < PLACES; i++)
    if (points->places[i].known) {
      ab_interval_clear(&points->places[i].x);
      ab_interval_clear(&points->places[i].value);
    }
  ab_free(points->places);
  *points = (ab_points){0};
}

/* The digits of a number are words of 8 bytes behind another one, with what an allocation takes. */
size_t ab_points_bytes(unsigned precision) {
  return PLACES * (sizeof(ab_point) + 4 * (24 + 8 * ((precision + 63) / (size_t)64)));
}

/* Any function of op and x will do. Numbers of few digits differ in the uppermost word. */
static ab_point *place_of(ab_points *points, ab_op op, mpfr_srcptr x) {
  if (!points->places)
    points->places = ab_allocate(PLACES, sizeof *points->places);
  uint64_t mix = (uint64_t)op << 1 | (mpfr_signbit(x) != 0);
  if (mpfr_regular_p(x)) {
    const mp_limb_t *digits = mpfr_custom_get_significand(x);
    size_t words = ((size_t)mpfr_get_prec(x) + GMP_NUMB_BITS - 1) / GMP_NUMB_BITS;
    mix ^= (uint64_t)mpfr_get_exp(x) << 8;
    mix = (mix * UINT64_C(0x9e3779b97f4a7c15)) ^ digits[words - 1];
  }
  mix ^= mix >> 32;
  return &points->places[mix * UINT64_C(0x9e3779b97f4a7c15) >> (64 - AB_POINTS_BITS)];
}

/* The question is this one: the same number, and 0 has a sign. */
static bool holds(const ab_point *place, ab_op op, mpfr_srcptr x) {
  return place->known && place->op == op && mpfr_equal_p(place->x.lo, x) &&
         !mpfr_signbit(place->x.lo) == !mpfr_signbit(x);
}

const ab_interval *ab_points_value(ab_points *points, ab_point_rule *rule, ab_op op,
                                   mpfr_srcptr x) {
  assert(mpfr_get_prec(x) == points->precision);
  ab_point *place = place_of(points, op, x);
  if (holds(place, op, x))
    return &place->value;
  if (!place->known) {
    ab_interval_init(&place->x, points->precision);
    ab_interval_init(&place->value, points->precision);
  }
  mpfr_set(place->x.lo, x, MPFR_RNDD); /* exact */
  mpfr_set(place->x.hi, x, MPFR_RNDU);
  rule(&place->value, op, &place->x);
  place->op = op;
  place->known = true;
  return &place->value;
}
