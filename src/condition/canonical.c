/* SPDX-License-Identifier: MIT */
#include "condition/canonical.h"

#include "base/memory.h"
#include "condition/canonical_form.h"

ab_canonical *ab_canonical_create(uint64_t work) {
  ab_canonical *c = ab_allocate(1, sizeof *c);
  c->graph = ab_graph_create();
  c->zero = ab_graph_integer(c->graph, 0);
  c->one = ab_graph_integer(c->graph, 1);
  c->work = work;
  mpq_init(c->rational);
  return c;
}

void ab_canonical_destroy(ab_canonical *c) {
  ab_graph_destroy(c->graph);
  for (int i = 0; i < 3; i++) {
    ab_free(c->terms[i].items);
    ab_free(c->factors[i].items);
  }
  mpq_clear(c->rational);
  ab_free(c);
}

const ab_graph *ab_canonical_graph(const ab_canonical *c) {
  return c->graph;
}

ab_expr ab_canonical_variable(ab_canonical *c, uint32_t number) {
  return ab_canonical_atom(c, ab_graph_variable(c->graph, number));
}

ab_expr ab_canonical_parameter(ab_canonical *c, uint32_t number) {
  return ab_canonical_atom(c, ab_graph_parameter(c->graph, number));
}

/* Where f(-u) = f(u), and where f(-u) = -f(u), for all u. */
static bool is_even(ab_op op) {
  return op == AB_OP_ABS || op == AB_OP_COS || op == AB_OP_COSH;
}

static bool is_odd(ab_op op) {
  return op == AB_OP_SIN || op == AB_OP_TAN || op == AB_OP_ATAN || op == AB_OP_ASIN ||
         op == AB_OP_SINH || op == AB_OP_TANH;
}

static ab_expr unary(ab_canonical *c, ab_op op, ab_expr x) {
  bool turned = (is_even(op) || is_odd(op)) && ab_canonical_sign(c, x) < 0;
  ab_expr argument = turned ? ab_canonical_negative(c, x) : x;
  ab_expr out = ab_canonical_atom(c, ab_graph_unary(c->graph, op, argument));
  return turned && is_odd(op) ? ab_canonical_negative(c, out) : out;
}

/* min(x, y) = -max(-x, -y). */
static ab_expr least(ab_canonical *c, ab_expr x, ab_expr y) {
  ab_expr minus_x = ab_canonical_negative(c, x);
  ab_expr minus_y = ab_canonical_negative(c, y);
  return ab_canonical_negative(c, ab_canonical_greatest(c, minus_x, minus_y));
}

static ab_expr form_of(ab_canonical *c, const ab_graph *graph, ab_expr e, const ab_expr *forms,
                       const ab_expr *variables, const ab_expr *parameters) {
  const ab_node *node = ab_graph_node(graph, e);
  unsigned arity = ab_op_arity(node->op);
  ab_expr x = arity >= 1 ? forms[node->left] : 0, y = arity == 2 ? forms[node->right] : 0;
  switch (node->op) {
  case AB_OP_CONSTANT:
    return ab_canonical_number(c, ab_graph_constant_value(graph, e));
  case AB_OP_VARIABLE:
    return variables[node->left];
  case AB_OP_PARAMETER:
    return parameters[node->left];
  case AB_OP_PI:
    return ab_canonical_atom(c, ab_graph_pi(c->graph));
  case AB_OP_ADD:
    return ab_canonical_add(c, x, y);
  case AB_OP_SUB:
    return ab_canonical_add(c, x, ab_canonical_negative(c, y));
  case AB_OP_NEG:
    return ab_canonical_negative(c, x);
  case AB_OP_MUL:
    return ab_canonical_multiply(c, x, y);
  case AB_OP_DIV:
    return ab_canonical_multiply(c, x, ab_canonical_power(c, y, -1));
  case AB_OP_POW:
    return ab_canonical_power(c, x, node->exponent);
  case AB_OP_MAX:
    return ab_canonical_greatest(c, x, y);
  case AB_OP_MIN:
    return least(c, x, y);
  default:
    return unary(c, node->op, x);
  }
}

void ab_canonical_nodes(ab_canonical *c, ab_expr *forms, const ab_graph *graph,
                        const ab_expr *variables, const ab_expr *parameters) {
  size_t count = ab_graph_size(graph);
  for (size_t i = 0; i < count && !ab_canonical_failed(c); i++)
    forms[i] = form_of(c, graph, (ab_expr)i, forms, variables, parameters);
}
