/* SPDX-License-Identifier: MIT
 * A good value of the multiplier, numerically. At a point the literal's expression is a + mu b,
 * with a and b affine in the easy variables, so that its least value over them is a sum over their
 * groups of the least over the ends of the group: a concave function of mu. Several points want one
 * mu. */
#ifndef AB_PROVE_MULTIPLIER_H
#define AB_PROVE_MULTIPLIER_H

#include <stddef.h>
#include <stdint.h>

/* a and b at one combination of ends of one group, less those at all low ends. */
typedef struct {
  double a, b;
} ab_multiplier_line;

typedef struct {
  ab_multiplier_line base;   /* at all low ends */
  ab_multiplier_line *lines; /* of group 0, of group 1, .. */
} ab_multiplier_point;

typedef struct {
  ab_multiplier_point *points; /* at most 32 */
  const size_t *ends;          /* one past the lines of each group */
  size_t group_count;
  double bound;
} ab_multiplier_problem;

/* The least value at the points in `which` (as bits) for this multiplier. */
double ab_multiplier_value(const ab_multiplier_problem *problem, uint32_t which, double multiplier);
/* The multiplier in [-bound, bound] for which that is greatest. */
double ab_multiplier_best(const ab_multiplier_problem *problem, uint32_t which);

#endif
