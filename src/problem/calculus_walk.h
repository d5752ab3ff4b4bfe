/* SPDX-License-Identifier: MIT
 * The inside of calculus: which signs the nodes of an expression can take, and which ones are
 * kinks. */
#ifndef AB_PROBLEM_CALCULUS_WALK_H
#define AB_PROBLEM_CALCULUS_WALK_H

#include "expr/graph.h"

#include <stdbool.h>

/* Sets of signs. */
enum { AB_SIGN_NEGATIVE = 1, AB_SIGN_ZERO = 2, AB_SIGN_POSITIVE = 4, AB_SIGN_ANY = 7 };

/* Per needed node (ab_graph_parts): a set that contains the sign of its value at every point where
 * it is defined, for all real variables and parameters. To be freed. */
unsigned char *ab_walk_signs(const ab_graph *graph, ab_expr root, const bool *needed);

/* Per needed node: whether a variable occurs in it. To be freed. */
bool *ab_walk_depends(const ab_graph *graph, ab_expr root, const bool *needed);

/* abs, relu, min, max. */
bool ab_has_branches(const ab_node *node);
/* The sign set of the argument of a node that has branches. */
unsigned ab_kink_signs(const ab_node *node, const unsigned char *signs);
/* Whether the node (any node) is a kink as ab_kinks says. */
bool ab_is_kink(const ab_node *node, const unsigned char *signs, const bool *depends);

#endif
