/* SPDX-License-Identifier: MIT */
#include "clause/affine.h"

#include "base/memory.h"

ab_shape ab_shape_of(const ab_node *node, const ab_shape *shapes) {
  unsigned arity = ab_op_arity(node->op);
  ab_shape u = arity >= 1 ? shapes[node->left] : (ab_shape){0, 0};
  ab_shape v = arity == 2 ? shapes[node->right] : (ab_shape){0, 0};
  uint64_t occurs = u.occurs | v.occurs;
  switch (node->op) {
  case AB_OP_VARIABLE:
    return (ab_shape){UINT64_C(1) << node->left, 0};
  case AB_OP_ADD:
  case AB_OP_SUB:
  case AB_OP_NEG:
    return (ab_shape){occurs, u.bent | v.bent};
  case AB_OP_MUL:
    return (ab_shape){occurs, u.bent | v.bent | (u.occurs & v.occurs)};
  case AB_OP_DIV:
    return (ab_shape){occurs, u.bent | v.occurs};
  default: /* also constants, parameters and pi, in which nothing occurs */
    return (ab_shape){occurs, occurs};
  }
}

ab_shape *ab_shapes_create(const ab_graph *graph, ab_expr root) {
  ab_shape *shapes = ab_allocate((size_t)root + 1, sizeof *shapes);
  for (ab_expr i = 0; i <= root; i++)
    shapes[i] = ab_shape_of(ab_graph_node(graph, i), shapes);
  return shapes;
}
