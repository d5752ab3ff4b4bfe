/* SPDX-License-Identifier: MIT */
#include "condition/normalize.h"

#include "base/memory.h"

ab_expr ab_node_copy(ab_graph *to, const ab_graph *from, ab_expr e, const ab_expr *map) {
  const ab_node *node = ab_graph_node(from, e);
  switch (node->op) {
  case AB_OP_CONSTANT:
    return ab_graph_constant(to, ab_graph_constant_value(from, e));
  case AB_OP_VARIABLE:
    return ab_graph_variable(to, node->left);
  case AB_OP_PARAMETER:
    return ab_graph_parameter(to, node->left);
  case AB_OP_PI:
    return ab_graph_pi(to);
  case AB_OP_POW:
    return ab_graph_pow(to, map[node->left], node->exponent);
  default:
    return ab_op_arity(node->op) == 1
               ? ab_graph_unary(to, node->op, map[node->left])
               : ab_graph_binary(to, node->op, map[node->left], map[node->right]);
  }
}

#define UNSEEN ((ab_expr)0xffffffff)

typedef struct {
  const ab_graph *from;
  ab_graph *to;
  ab_expr *map; /* old number -> new number, or UNSEEN */
  ab_expr *stack;
  size_t depth, capacity;
} walk;

static void push(walk *w, ab_expr e) {
  ab_reserve(&w->stack, &w->capacity, w->depth + 1, sizeof *w->stack);
  w->stack[w->depth++] = e;
}

static ab_expr copy(walk *w, ab_expr root) {
  push(w, root);
  while (w->depth > 0) {
    ab_expr e = w->stack[w->depth - 1];
    const ab_node *node = ab_graph_node(w->from, e);
    unsigned arity = ab_op_arity(node->op);
    bool left = arity >= 1 && w->map[node->left] == UNSEEN;
    bool right = arity == 2 && w->map[node->right] == UNSEEN;
    if (w->map[e] == UNSEEN && left)
      push(w, node->left);
    else if (w->map[e] == UNSEEN && right)
      push(w, node->right);
    else {
      if (w->map[e] == UNSEEN)
        w->map[e] = ab_node_copy(w->to, w->from, e, w->map);
      w->depth--;
    }
  }
  return w->map[root];
}

static void normalize(ab_template *t) {
  size_t count = ab_graph_size(t->graph);
  walk w = {.from = t->graph, .to = ab_graph_create(), .map = ab_allocate(count, sizeof(ab_expr))};
  for (size_t i = 0; i < count; i++)
    w.map[i] = UNSEEN;
  for (size_t l = 0; l < t->literal_count; l++)
    t->literals[l].expr = copy(&w, t->literals[l].expr);
  for (size_t z = 0; z < t->zero_set_count; z++) {
    ab_zero_set *zero = &t->zero_sets[z];
    for (size_t k = 0; k < t->variable_count; k++)
      zero->feet[k] = copy(&w, zero->feet[k]);
    for (size_t k = 0; k < zero->codimension * (zero->codimension + 1) / 2; k++)
      zero->hessian[k] = copy(&w, zero->hessian[k]);
  }
  for (size_t g = 0; g < t->gradient_count; g++)
    for (size_t k = 0; k < t->variable_count; k++)
      t->gradients[g].partials[k] = copy(&w, t->gradients[g].partials[k]);
  ab_graph_destroy(t->graph);
  t->graph = w.to;
  ab_free(w.map);
  ab_free(w.stack);
}

void ab_clauses_normalize(ab_clauses *clauses) {
  for (size_t i = 0; i < clauses->template_count; i++)
    normalize(&clauses->templates[i]);
}
