/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_CONTRACTION_H
#define AB_PROVE_CONTRACTION_H

#include <stddef.h>

/* A factor of a point y of M, k x columns row by row, and the box of the same coordinates of x. */
typedef struct {
  size_t columns;
  const double *y, *lo, *hi;
} ab_contraction_factor;

/* c = a matrix k x k of norm below 1 for which the bound of dist(x, M)^2 over the box,
 * docs/theory/rectangles.md, section 2, is small; returns the bound. */
double ab_contraction_find(double *c, const ab_contraction_factor *factors, size_t factor_count,
                           size_t k);

#endif
