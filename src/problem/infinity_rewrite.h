/* SPDX-License-Identifier: MIT
 * The state of a rewriting near infinity: used by infinity.c and infinity_elementary.c only. */
#ifndef AB_PROBLEM_INFINITY_REWRITE_H
#define AB_PROBLEM_INFINITY_REWRITE_H

#include "problem/infinity.h"

/* An exponential E = exp |p| that tends to infinity, p the value of node `source` of `in`: E =
 * r^-decay / v, log E = argument. */
typedef struct {
  ab_expr source, v;
  ab_scaled argument;
} ab_growth;

typedef struct {
  ab_graph *out;
  const ab_graph *in;
  const ab_chart *chart;
  ab_expr r;
  ab_chart_quantities *quantities;
  ab_growth growths[AB_GROWTHS_MAX];
  size_t growth_count;
  long decay; /* what decreases faster than every power of r is written as r^decay w */
  bool good;
} ab_rewrite;

/* A number. */
ab_scaled ab_rewrite_integer(ab_rewrite *c, long value);
/* Whether the expression is bounded by its form: no power of 1/r or 1/v_i is in front of it. */
bool ab_rewrite_is_bounded(const ab_scaled *x);
/* x as a plain expression: the factors, none of them a power of 1/r or 1/v_i, multiplied in. */
ab_expr ab_rewrite_plain(ab_rewrite *c, ab_scaled x);
/* A rational operation of two scaled expressions. */
ab_scaled ab_rewrite_binary(ab_rewrite *c, ab_op op, ab_scaled x, ab_scaled y);

/* Node e of `in`, an elementary function of something (x) that is not bounded by
 * its form: infinity.md, section 3. */
ab_scaled ab_rewrite_elementary(ab_rewrite *c, ab_expr e, ab_scaled x);

#endif
