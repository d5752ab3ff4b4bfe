/* SPDX-License-Identifier: MIT
 * A circle {|x - c|^2 = q} in two variables (docs/theory/circle.md). */
#ifndef AB_FAMILY_CIRCLE_H
#define AB_FAMILY_CIRCLE_H

#include "expr/graph.h"
#include "family/domain.h"

typedef struct {
  mpq_t centre[2], square; /* c; q > 0 */
  bool is_set;
} ab_circle;

/* Whether the polynomial g in variables 0 and 1 is a multiple of |x - c|^2 - q, q > 0. To be
 * cleared. */
bool ab_circle_find(ab_circle *out, ab_graph *graph, ab_expr g);
void ab_circle_clear(ab_circle *circle);

/* The points of a graph with the angle as variable 0 and the distance from the centre as variable
 * 1. */
typedef struct {
  ab_expr angle, distance, radius; /* radius = sqrt(q) */
  ab_expr x[2];                    /* c + distance (cos angle, sin angle) */
  ab_expr y[2];                    /* c + radius (cos angle, sin angle) */
  ab_expr offset[2];               /* x - y */
} ab_polar;
void ab_polar_init(ab_polar *polar, const ab_circle *circle, ab_graph *graph);
/* sqrt(q), a rational number where it is one. */
ab_expr ab_circle_radius(const ab_circle *circle, ab_graph *graph);

/* A box of (angle, distance) that holds every point of the given domain of x; NULL: of the plane.
 * To be cleared. */
void ab_polar_domain(ab_domain *out, const ab_circle *circle, const ab_domain *domain);

#endif
