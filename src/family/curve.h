/* SPDX-License-Identifier: MIT
 * A set {g = 0} given by one polynomial equation over Q. Of one kind are curves in two variables
 * with g(u, v) = a(u) v + c(u) (docs/theory/curves.md), of others circles (circle.md) and all the
 * rest (level-sets.md). */
#ifndef AB_FAMILY_CURVE_H
#define AB_FAMILY_CURVE_H

#include "family/circle.h"
#include "problem/definitions.h"

#include <gmp.h>
#include <stdbool.h>

typedef struct {
  size_t u, v;     /* 0 and 1 in some order */
  ab_expr g, a, c; /* polynomials of the graph they were read into; a, c do not depend on v */
  bool is_affine;  /* a, c, u and v exist */
  ab_place place;  /* of the equation */
} ab_curve;

/* Reads the one equation of `minimizers equations { .. }`, between polynomials that do not differ
 * by a constant alone. Where it is not of that form, a not identically zero, *out holds g and the
 * place, and *circle is set if it is that of a circle. */
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
