/* SPDX-License-Identifier: MIT
 * Random rational boxes, points in them, random expressions. */
#ifndef AB_TESTS_BOX_SUPPORT_H
#define AB_TESTS_BOX_SUPPORT_H

#include "expr_support.h"

#include "num/interval.h"

enum { AXES = 3 };

/* A box with exact rational ends, its enclosure, and a point of it. */
typedef struct {
  mpq_t *lo, *hi, *point;
  ab_interval *enclosure;
} test_box;

static inline void box_init(test_box *box, mpfr_prec_t precision) {
  box->lo = ab_rationals_create(AXES);
  box->hi = ab_rationals_create(AXES);
  box->point = ab_rationals_create(AXES);
  box->enclosure = ab_intervals_create(AXES, precision);
}

static inline void box_clear(test_box *box) {
  ab_rationals_destroy(box->lo, AXES);
  ab_rationals_destroy(box->hi, AXES);
  ab_rationals_destroy(box->point, AXES);
  ab_intervals_destroy(box->enclosure, AXES);
}

static inline void box_enclose(test_box *box) {
  for (size_t k = 0; k < AXES; k++)
    ab_interval_set_rationals(&box->enclosure[k], box->lo[k], box->hi[k]);
}

/* Ends on a coarse grid, so that they often meet kinks, ends of domains and each other; sometimes
 * thirds, sometimes a point, sometimes thin. */
static inline void random_axis(mpq_t lo, mpq_t hi, uint64_t *state) {
  long numerator = random_below(state, 17) - 8; /* arguments are evaluated in any order */
  set_fraction(lo, numerator, random_below(state, 4) ? 4 : 3);
  static const long widths[] = {0, 1, 64, 128, 256, 320, 640, 1024};
  set_fraction(hi, widths[random_below(state, 8)], 256);
  mpq_add(hi, hi, lo);
}

static inline void random_box(test_box *box, uint64_t *state) {
  for (size_t k = 0; k < AXES; k++)
    random_axis(box->lo[k], box->hi[k], state);
  box_enclose(box);
}

/* A point of axis k: often an end. */
static inline void random_coordinate(test_box *box, size_t k, uint64_t *state) {
  mpq_sub(box->point[k], box->hi[k], box->lo[k]);
  mpq_t part;
  mpq_init(part);
  long where = random_below(state, 12);
  set_fraction(part, where < 3 ? 0 : where < 6 ? 97 : random_below(state, 98), 97);
  mpq_mul(box->point[k], box->point[k], part);
  mpq_add(box->point[k], box->point[k], box->lo[k]);
  mpq_clear(part);
}

static inline void random_point(test_box *box, uint64_t *state) {
  for (size_t k = 0; k < AXES; k++)
    random_coordinate(box, k, state);
}

/* A random expression of about `size` nodes over all operations; variables 1..AXES, one parameter.
 */
static inline ab_expr random_expression(ab_graph *graph, size_t size, uint64_t *state) {
  mpq_t value;
  mpq_init(value);
  for (uint32_t k = 0; k < AXES; k++)
    ab_graph_variable(graph, k);
  ab_expr last = ab_graph_parameter(graph, 0);
  for (size_t made = 0; made < size; made++) {
    ab_op op = (ab_op)(AB_OP_PI + random_below(state, AB_OP_COUNT - AB_OP_PI));
    long count = (long)ab_graph_size(graph);
    ab_expr x = random_below(state, 2) ? last : (ab_expr)random_below(state, count);
    ab_expr y = (ab_expr)random_below(state, count);
    if (op == AB_OP_PI) {
      set_fraction(value, random_below(state, 13) - 6, 3);
      last = ab_graph_binary(graph, AB_OP_ADD, x, ab_graph_constant(graph, value));
    } else if (op == AB_OP_POW)
      last = ab_graph_pow(graph, x, (int32_t)random_below(state, 9) - 3);
    else if (ab_op_arity(op) == 1)
      last = ab_graph_unary(graph, op, x);
    else
      last = ab_graph_binary(graph, op, x, y);
  }
  mpq_clear(value);
  return last;
}

/* x in [lo - slack, hi + slack]: slack covers the rounding of the reference only. */
static inline bool encloses(const ab_interval *range, mpfr_srcptr x, mpfr_srcptr slack) {
  mpfr_t shifted;
  mpfr_init2(shifted, REFERENCE_BITS);
  mpfr_add(shifted, x, slack, MPFR_RNDU);
  bool good = mpfr_lessequal_p(range->lo, shifted);
  mpfr_sub(shifted, x, slack, MPFR_RNDD);
  good = good && mpfr_lessequal_p(shifted, range->hi);
  mpfr_clear(shifted);
  return good;
}

#endif
