/* SPDX-License-Identifier: MIT
 * A set M = {g = 0}, g a polynomial over Q in the variables 0 .. d - 1 of a graph that is not
 * identically constant (docs/theory/level-sets.md). */
#ifndef AB_FAMILY_LEVEL_H
#define AB_FAMILY_LEVEL_H

#include "expr/graph.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

enum { AB_LEVEL_VARIABLES_MAX = 6, AB_LEVEL_DOMAIN_VARIABLES_MAX = 3 };

typedef struct {
  ab_graph *graph;
  ab_expr g;
  size_t variable_count;
} ab_level;

/* Whether g depends on a variable, by normal form. */
bool ab_level_is_proper(const ab_level *level);

/* e with each part that is seen to be a polynomial in g over Q, c0 + c1 g + ..,
 * replaced by c0 + c1 t + .., t an expression of the graph. At x with t = g(x) both are defined or
 * neither is, and they have the same value. */
ab_expr ab_level_rewrite(const ab_level *level, ab_expr e, ab_expr t);

/* true only if e = 0 at every point of M where e is defined. Says nothing about where that is. */
bool ab_level_vanishes(const ab_level *level, ab_expr e);

/* F in the one variable number d, with F(g(x)) = e(x) and defined where e is; false if none is
 * seen. */
bool ab_level_compose(const ab_level *level, ab_expr e, ab_expr *out);

/* Whether g has opposite signs at two rational points, or vanishes at one of them: then M meets the
 * segment between them. */
bool ab_level_separates(const ab_level *level, const mpq_t *p, const mpq_t *q);

#endif
