/* SPDX-License-Identifier: MIT
 * One branch of an expression with kinks (docs/theory/calculus.md, section 3). */
#include "base/memory.h"
#include "problem/calculus.h"
#include "problem/calculus_walk.h"

#include <assert.h>

/* The branch of a node for an argument >= 0 (`above`) or <= 0. */
static ab_expr take_branch(ab_graph *graph, const ab_node *node, bool above,
                           const ab_expr *copies) {
  switch (node->op) {
  case AB_OP_ABS:
    return above ? copies[node->left] : ab_build_neg(graph, copies[node->left]);
  case AB_OP_RELU:
    return above ? copies[node->left] : ab_graph_integer(graph, 0);
  case AB_OP_MAX:
    return copies[above ? node->left : node->right];
  default: /* MIN */
    return copies[above ? node->right : node->left];
  }
}

static ab_expr copy(ab_graph *graph, const ab_node *node, ab_expr expr, const ab_expr *copies) {
  if (node->op == AB_OP_POW)
    return ab_graph_pow(graph, copies[node->left], node->exponent);
  switch (ab_op_arity(node->op)) {
  case 0:
    return expr;
  case 1:
    return ab_graph_unary(graph, node->op, copies[node->left]);
  default:
    return ab_graph_binary(graph, node->op, copies[node->left], copies[node->right]);
  }
}

ab_expr ab_branch(ab_graph *graph, ab_expr root, uint64_t pattern) {
  bool *needed = ab_graph_parts(graph, root);
  bool *depends = ab_walk_depends(graph, root, needed);
  unsigned char *signs = ab_walk_signs(graph, root, needed);
  ab_expr *copies = ab_allocate((size_t)root + 1, sizeof *copies);
  size_t kinks = 0;
  for (size_t i = 0; i <= root; i++) {
    if (!needed[i])
      continue;
    ab_node node = *ab_graph_node(graph, (ab_expr)i); /* a copy: the graph grows */
    unsigned sign = ab_has_branches(&node) ? ab_kink_signs(&node, signs) : AB_SIGN_ANY;
    if (ab_is_kink(&node, signs, depends)) {
      assert(kinks < AB_KINKS_MAX);
      copies[i] = take_branch(graph, &node, pattern >> kinks++ & 1, copies);
    } else if (!(sign & AB_SIGN_NEGATIVE) || !(sign & AB_SIGN_POSITIVE)) {
      copies[i] = take_branch(graph, &node, !(sign & AB_SIGN_NEGATIVE), copies);
    } else {
      copies[i] = copy(graph, &node, (ab_expr)i, copies);
    }
  }
  ab_expr result = copies[root];
  ab_free(copies);
  ab_free(signs);
  ab_free(depends);
  ab_free(needed);
  return result;
}
