/* SPDX-License-Identifier: MIT
 * Short names for building expressions. ab_clauses_normalize makes the order in which C evaluates
 * nested calls invisible. */
#ifndef AB_CONDITION_ARITHMETIC_H
#define AB_CONDITION_ARITHMETIC_H

#include "expr/graph.h"

static inline ab_expr ab_add(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_ADD, x, y);
}

static inline ab_expr ab_sub(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_SUB, x, y);
}

static inline ab_expr ab_mul(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_MUL, x, y);
}

static inline ab_expr ab_div(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_DIV, x, y);
}

static inline ab_expr ab_neg(ab_graph *g, ab_expr x) {
  return ab_graph_unary(g, AB_OP_NEG, x);
}

static inline ab_expr ab_square(ab_graph *g, ab_expr x) {
  return ab_graph_pow(g, x, 2);
}

#endif
