/* SPDX-License-Identifier: MIT
 * Ranges and slopes over sixteen boxes at a time, with double endpoints: evaluate.h in faster and
 * wider. docs/theory/double-intervals.md, docs/theory/slopes.md.
 *
 * A lane whose box is undefined costs little and has undefined results. */
#ifndef AB_EXPR_DOUBLE_EVALUATE_H
#define AB_EXPR_DOUBLE_EVALUATE_H

#include "expr/double_code.h"

typedef struct ab_double_evaluator ab_double_evaluator;

/* For the given roots of a graph that stays as it is meanwhile. Operations that are not built from
 * + - * / sqrt exp log softplus logistic and comparisons are left to `apart`, or done lane by lane
 * with MPFR if it is NULL.
 */
ab_double_evaluator *ab_double_evaluator_create(const ab_graph *graph, const ab_expr *roots,
                                                size_t count, size_t variables,
                                                const ab_apart *apart);
void ab_double_evaluator_destroy(ab_double_evaluator *evaluator);

/* Gives parameter j its enclosure, in all lanes. */
void ab_double_evaluator_parameter(ab_double_evaluator *evaluator, size_t j, double lo, double hi);

/* Coordinate k of the box, and of the anchor of ab_double_slopes_*: to be filled by the caller, who
 * then calls the next function. */
ab_lanes *ab_double_box(ab_double_evaluator *evaluator, size_t k);
ab_lanes *ab_double_anchor(ab_double_evaluator *evaluator, size_t k);
/* Both at once, where all numbers are exact: the part, its midpoint, and half its width. */
void ab_double_set_part(ab_double_evaluator *evaluator, size_t k, double *half,
                        const ab_double_part *part);
/* To be called whenever the box or the anchor changes. In between, what was computed is not
 * computed again. */
void ab_double_evaluator_forget(ab_double_evaluator *evaluator);

/* The range of a root over the box. Results are owned by the evaluator and valid until the box
 * changes. */
const ab_lanes *ab_double_range(ab_double_evaluator *evaluator, size_t which);

/* The range over the box and over the anchor, and for each variable the slope about the anchor, all
 * variables moving (slopes.md, section 1). */
typedef struct {
  const ab_lanes *range, *anchored;
  const ab_lanes *const *slopes;
} ab_double_slopes;

/* After ab_double_range of the same root over the same box (other roots may have been between): the
 * slopes of slopes.md, section 5. Results are valid until slopes are asked for again. */
ab_double_slopes ab_double_slopes_backward(ab_double_evaluator *evaluator, size_t which);
/* The same by section 2, at a cost that grows with the number of variables. */
ab_double_slopes ab_double_slopes_forward(ab_double_evaluator *evaluator, size_t which);
/* Directly after the first of them: the intersections of both. */
ab_double_slopes ab_double_slopes_both(ab_double_evaluator *evaluator, size_t which);

/* After ab_double_range in the same way: the slope in variable axes[lane], all others being shared,
 * about the anchor that is `at` in that variable (and the box in the others); undefined also if the
 * range over box or anchor is. */
const ab_lanes *ab_double_slope(ab_double_evaluator *evaluator, size_t which, const uint8_t *axes,
                                const ab_lanes *at);

/* sum = anchored + the terms slopes[k] [-half[k], half[k]] of the centred form over all variables,
 * nothing where half (one number a lane) is 0; undefined where the range is. */
void ab_double_centred_form(const ab_double_evaluator *evaluator, ab_lanes *sum,
                            const ab_double_slopes *slopes, const double *const *half);

/* Lanes as bits, by what the ends say of the sign; none where they are not finite. */
ab_lane_signs ab_double_signs(const ab_double_evaluator *evaluator, const ab_lanes *x);

/* The instruction set in use. The first two give the same results, AVX-512 tighter ones
 * (double-intervals.md, section 8). */
typedef enum { AB_BACKEND_PLAIN, AB_BACKEND_AVX2, AB_BACKEND_AVX512 } ab_backend;
ab_backend ab_double_backend(void);
/* Uses a lesser one from now on (for tests; before threads start). */
void ab_double_backend_limit(ab_backend most);

#endif
