/* SPDX-License-Identifier: MIT
 * A curve {g = 0} in two variables, g(u, v) = a(u) v + c(u) with polynomials a, c over Q
 * (docs/theory/curves.md). */
#ifndef AB_FAMILY_CURVE_H
#define AB_FAMILY_CURVE_H

#include "family/circle.h"
#include "problem/definitions.h"

#include <gmp.h>
#include <stdbool.h>

typedef struct {
  size_t u, v;     /* 0 and 1 in some order */
  ab_expr g, a, c; /* polynomials of the graph they were read into; a, c do not depend on v */
  ab_place place;  /* of the equation */
} ab_curve;

/* Reads the one equation of `minimizers equations { .. }`. It has to be of that form, a not
 * identically zero, or that of a circle: *circle is then set, and *out holds g and the place. */
ab_status ab_curve_read(ab_curve *out, ab_circle *circle, ab_graph *graph, size_t variable_count,
                        ab_definitions *definitions, const ab_syntax *syntax, const ab_entry *entry,
                        ab_error *error);

/* v = -c(u)/a(u), exactly; false if a(u) = 0 or the numbers grow too long. v may be u. */
bool ab_curve_height(const ab_curve *curve, const ab_graph *graph, const mpq_t u, mpq_t v);

/* Whether the point (x_1, x_2) lies on the curve, with a != 0 there, exactly. */
bool ab_curve_holds(const ab_curve *curve, const ab_graph *graph, const mpq_t *point);

/* true only if e, of the same graph, has this one value wherever it is defined on the part a != 0
 * of the curve. Says nothing about where it is defined. */
bool ab_curve_constant(const ab_curve *curve, ab_graph *graph, ab_expr e, mpq_t value);

#endif
