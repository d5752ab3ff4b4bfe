/* SPDX-License-Identifier: MIT
 * In which variables an expression is affine, by its form alone (docs/theory/rules.md, section 9).
 */
#ifndef AB_CLAUSE_AFFINE_H
#define AB_CLAUSE_AFFINE_H

#include "expr/graph.h"

#include <stdint.h>

/* What is known of an expression: bit k of `occurs`: variable k occurs in it; bit k of `bent`: it
 * is not known to be affine in variable k, the others being fixed. */
typedef struct {
  uint64_t occurs, bent;
} ab_shape;

/* The shape of a node from those of its children. */
ab_shape ab_shape_of(const ab_node *node, const ab_shape *shapes);
/* The shapes of nodes 0 to root; to be freed. */
ab_shape *ab_shapes_create(const ab_graph *graph, ab_expr root);

#endif
