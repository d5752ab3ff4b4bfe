/* SPDX-License-Identifier: MIT
 * One operation on intervals, and its slope: what the evaluators are made of. */
#ifndef AB_EXPR_OPERATION_H
#define AB_EXPR_OPERATION_H

#include "expr/graph.h"
#include "expr/points.h"
#include "num/interval.h"

#include <stdbool.h>

enum { AB_SCRATCH = 7 };

/* Working memory. All intervals that the functions below are given have its precision. */
typedef struct {
  ab_interval scratch[AB_SCRATCH];
  ab_points points;
} ab_operation_space;

void ab_operation_space_init(ab_operation_space *space, mpfr_prec_t precision);
void ab_operation_space_clear(ab_operation_space *space);
/* Whether values of op at single numbers are remembered there. */
bool ab_operation_is_remembered(ab_op op);

/* out, which is neither x nor y, encloses node's operation on enclosures x and y of its children (y
 * unused for one child). For operations with children. */
void ab_operation_range(ab_interval *out, const ab_node *node, const ab_interval *x,
                        const ab_interval *y, ab_operation_space *space);

/* For an operation g of one child: out encloses every divided difference (g(u) - g(c))/(u - c), u
 * in U, c in C, u != c, and may be used for u = c as well (g(u) - g(c) = s (u - c) holds with any
 * s). docs/theory/slopes.md, section 3. */
void ab_operation_slope(ab_interval *out, const ab_node *node, const ab_interval *u,
                        const ab_interval *c, ab_operation_space *space);

/* For min and max: out encloses a weight lambda in [0, 1] with g(u, v) - g(cu, cv) = lambda (u -
 * cu) + (1 - lambda)(v - cv); section 4. */
void ab_operation_weight(ab_interval *out, ab_op op, const ab_interval *u, const ab_interval *v,
                         const ab_interval *cu, const ab_interval *cv, ab_operation_space *space);

#endif
