/* SPDX-License-Identifier: MIT
 * Expressions near infinity (docs/theory/infinity.md). */
#ifndef AB_PROBLEM_INFINITY_H
#define AB_PROBLEM_INFINITY_H

#include "expr/graph.h"

#include <stdbool.h>
#include <stddef.h>

/* The chart (k, sign) at infinity of R^d: x_k = sign/r and x_j = z_j/r for j != k, with 0 < r and,
 * where |x_k| is the largest coordinate, z_j in [-1, 1]. Writes an expression g of `out` in the
 * variables z_j (number j) and r (number k) and a whole number m such that e(x) = r^-m g(z, r) for
 * r > 0 wherever g is defined: e and g have the same sign there, and e is defined where g is.
 * Powers of r are taken out, so that g may be defined at r = 0 where e is not. false if that does
 * not work: an operation other than + - * / ^ abs relu min max sqrt is applied to something that is
 * not bounded by its form (m > 0). Linear time. */
bool ab_at_infinity(ab_graph *out, ab_expr *g, long *m, const ab_graph *in, ab_expr e, size_t k,
                    int sign);

#endif
