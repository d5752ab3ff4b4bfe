/* SPDX-License-Identifier: MIT */
#include "expr/values.h"

#include "base/memory.h"

void ab_values_init(ab_values *values, const ab_graph *graph, mpfr_prec_t precision) {
  size_t size = ab_graph_size(graph);
  *values = (ab_values){.graph = graph,
                        .size = size,
                        .at = ab_intervals_create(size, precision),
                        .changed = ab_allocate(size, sizeof *values->changed),
                        .call = 1};
  for (size_t i = 0; i < size; i++) {
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    if (node->op == AB_OP_CONSTANT)
      ab_interval_set_rational(&values->at[i], ab_graph_constant_value(graph, (ab_expr)i));
    else if (node->op == AB_OP_PI)
      ab_interval_set_pi(&values->at[i]);
    else
      continue;
    values->changed[i] = 1;
  }
}

void ab_values_clear(ab_values *values) {
  ab_intervals_destroy(values->at, values->size);
  ab_free(values->changed);
  *values = (ab_values){0};
}

void ab_values_begin(ab_values *values) {
  values->call++;
}

/* A coordinate or a parameter: changed unless it is bit for bit what it was. */
static void take(ab_values *values, ab_expr expr, const ab_interval *x) {
  if (values->changed[expr] && ab_interval_is_same(&values->at[expr], x))
    return;
  ab_interval_set(&values->at[expr], x);
  values->changed[expr] = values->call;
}

void ab_values_update(ab_values *values, ab_expr expr, const ab_interval *box,
                      const ab_interval *parameters, ab_operation_space *space) {
  const ab_node *node = ab_graph_node(values->graph, expr);
  uint64_t *changed = values->changed;
  switch (node->op) {
  case AB_OP_CONSTANT:
  case AB_OP_PI:
    return;
  case AB_OP_VARIABLE:
    take(values, expr, &box[node->left]);
    return;
  case AB_OP_PARAMETER:
    take(values, expr, &parameters[node->left]);
    return;
  default:
    if (changed[expr] && changed[node->left] <= changed[expr] &&
        (ab_op_arity(node->op) < 2 || changed[node->right] <= changed[expr]))
      return;
    ab_operation_range(&values->at[expr], node, &values->at[node->left], &values->at[node->right],
                       space);
    changed[expr] = values->call;
  }
}
