/* SPDX-License-Identifier: MIT
 * Expressions near infinity (docs/theory/infinity.md). */
#ifndef AB_PROBLEM_INFINITY_H
#define AB_PROBLEM_INFINITY_H

#include "expr/graph.h"
#include "num/interval.h"

#include <stdbool.h>
#include <stddef.h>

/* The chart (axis, sign) at infinity of a set in R^dimension, in which sign x_axis >= R is the
 * largest |x_j| of the scaled coordinates: x_axis = sign/r, x_j = z_j/r for the other scaled
 * coordinates, x_j = z_j for the rest; 0 < r <= 1/R. */
typedef struct {
  size_t dimension, axis;
  int sign;
  const bool *scaled;   /* one a coordinate; true for the axis */
  const mpq_t *lo, *hi; /* holds (z, r) (r in the place of the axis) for every x of the chart; for r
                           it is [0, 1/R] */
  const ab_interval *at;         /* holds every x of the chart; infinite ends where it has none */
  const ab_interval *parameters; /* hold the parameters of the expressions */
} ab_chart;

enum { AB_GROWTHS_MAX = 4 }; /* exponentials that tend to infinity in one chart */

/* An expression seen in a chart: e(x) = r^-power times the product of v_i^-growth[i] times
 * value(z, r, w). v_i > 0 is the one of the w that stands for exponential number i. */
typedef struct {
  ab_expr value;
  long power;
  long growth[AB_GROWTHS_MAX];
} ab_scaled;

/* Beside z and r, the expressions in a chart have variables w_1, w_2, .. (numbers dimension,
 * dimension + 1, ..) for quantities that have no form in z and r, such as r^-4 exp(-1/r^2); w_i
 * lies in [lo[i], hi[i]]. To be cleared. */
typedef struct {
  mpq_t *lo, *hi;
  bool *positive; /* w_i > 0 at every x of the chart, although its range begins at 0 */
  size_t count;
} ab_chart_quantities;

/* Rewrites count expressions roots[i] of `in` for a chart, into `out`: for every x of the chart
 * there are w in their ranges, the same for all i, such that for every i roots[i] is defined at x
 * if and only if seen[i].value is at (z, r, w), and then e(x) = r^-power value(z, r, w): both have
 * the same sign. Powers of r are taken out, so that the value may be defined at r = 0 where e is
 * not. Linear time but for one range a quantity. false if that does not work; *obstacle is then the
 * operation that prevents it: it is applied to something unbounded of which too little is known, or
 * a power is too high. */
bool ab_at_infinity(ab_graph *out, ab_scaled *seen, ab_chart_quantities *quantities,
                    const ab_graph *in, const ab_expr *roots, size_t count, const ab_chart *chart,
                    ab_op *obstacle);
void ab_chart_quantities_clear(ab_chart_quantities *quantities);

#endif
