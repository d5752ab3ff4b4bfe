/* SPDX-License-Identifier: MIT
 * Ranges and slopes of expressions over boxes, with outward rounding.
 *
 * Slopes (docs/theory/slopes.md). Let X be a box, and C a second box whose coordinate k either
 * *moves* (C_k encloses an anchor c_k) or is *shared* (the same number as in X). An enclosure of
 * slopes of e is S_1..S_n such that for every x in X and every anchor point c in C (with c_k = x_k
 * where k is shared) e(x) - e(c) = sum over the moving k of s_k (x_k - c_k)    for some s_k in S_k,
 * whenever e is defined on X and on C. It is algebra, not calculus: abs, min, max, relu are no
 * exceptions. Parameters are the same numbers on both sides. */
#ifndef AB_EXPR_EVALUATE_H
#define AB_EXPR_EVALUATE_H

#include "expr/graph.h"
#include "num/interval.h"

#include <stdbool.h>

typedef struct ab_evaluator ab_evaluator;

/* For the `count` given roots of a graph that stays as it is meanwhile; `variables` is the number
 * of coordinates. */
ab_evaluator *ab_evaluator_create(const ab_graph *graph, const ab_expr *roots, size_t count,
                                  size_t variables, mpfr_prec_t precision);
void ab_evaluator_destroy(ab_evaluator *evaluator);

/* An enclosure of {e(x): x in X} for e = roots[which], undefined unless e is certain to be defined
 * on all of X. Owned by the evaluator, valid until its next call. */
const ab_interval *ab_evaluator_range(ab_evaluator *evaluator, size_t which, const ab_interval *box,
                                      const ab_interval *parameters);

/* The three results of one slope computation: the range over X, the range over C, and slopes[k] for
 * each of the variables (exactly 0 for the shared ones). Undefined where nothing is known. */
typedef struct {
  const ab_interval *range, *anchored;
  const ab_interval *slopes;
} ab_slopes;

ab_slopes ab_evaluator_slopes(ab_evaluator *evaluator, size_t which, const ab_interval *box,
                              const ab_interval *anchor, const bool *moves,
                              const ab_interval *parameters);

/* Other slopes of the same kind, computed from the root down (section 5): often tighter, and a
 * fraction of the work where there are many variables. */
ab_slopes ab_evaluator_slopes_backward(ab_evaluator *evaluator, size_t which,
                                       const ab_interval *box, const ab_interval *anchor,
                                       const bool *moves, const ab_interval *parameters);

/* The intersections of both (section 5, "Both"). */
ab_slopes ab_evaluator_slopes_both(ab_evaluator *evaluator, size_t which, const ab_interval *box,
                                   const ab_interval *anchor, const bool *moves,
                                   const ab_interval *parameters);

#endif
