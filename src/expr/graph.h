/* SPDX-License-Identifier: MIT
 * Expressions: a hash-consed, immutable, directed acyclic graph.
 *
 * An ab_expr is an index into its graph; children have smaller indices than their parents, so every
 * traversal is a loop and never a recursion. Equal expressions of one graph have equal indices.
 * The graph does no algebra: what was built is what is there. */
#ifndef AB_EXPR_GRAPH_H
#define AB_EXPR_GRAPH_H

#include "expr/op.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t ab_expr;

enum {
  AB_VARIABLES_MAX = 64,       /* coordinates of a box */
  AB_EXPONENT_MAX = 1 << 20,   /* |n| in x^n */
  AB_EXACT_BITS_MAX = 1 << 20, /* size of a numerator or denominator in exact evaluation */
};

typedef struct {
  ab_op op;
  /* children; or left = number of the constant, variable or parameter (from 0); 0 where unused */
  ab_expr left, right;
  int32_t exponent; /* POW */
} ab_node;

typedef struct ab_graph ab_graph;

ab_graph *ab_graph_create(void);
void ab_graph_destroy(ab_graph *graph);
size_t ab_graph_size(const ab_graph *graph);
const ab_node *ab_graph_node(const ab_graph *graph, ab_expr expr);
/* The value of a CONSTANT node. */
mpq_srcptr ab_graph_constant_value(const ab_graph *graph, ab_expr expr);

/* Of nodes 0 to root: whether the root is made of it (or is it); to be freed. */
bool *ab_graph_parts(const ab_graph *graph, ab_expr root);
/* Marks, of nodes 0 to count - 1, what the marked ones are made of. */
void ab_graph_mark_parts(const ab_graph *graph, bool *parts, size_t count);

/* The node with this meaning: an old one if there is one, else a new one at index
 * ab_graph_size(graph). */
ab_expr ab_graph_constant(ab_graph *graph, const mpq_t value);
ab_expr ab_graph_integer(ab_graph *graph, long value);
ab_expr ab_graph_variable(ab_graph *graph, uint32_t number);
ab_expr ab_graph_parameter(ab_graph *graph, uint32_t number);
ab_expr ab_graph_pi(ab_graph *graph);
ab_expr ab_graph_pow(ab_graph *graph, ab_expr base, int32_t exponent);
ab_expr ab_graph_unary(ab_graph *graph, ab_op op, ab_expr x);
ab_expr ab_graph_binary(ab_graph *graph, ab_op op, ab_expr x, ab_expr y);

#endif
