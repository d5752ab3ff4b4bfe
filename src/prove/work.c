/* SPDX-License-Identifier: MIT */
#include "prove/work.h"

enum { ELEMENTARY = 20, WORD = 64 }; /* an elementary function costs so many products; bits */

static uint64_t weight(ab_op op) {
  if (ab_op_arity(op) == 0)
    return 0;
  return ab_op_is_algebraic(op) ? 1 : ELEMENTARY;
}

uint64_t ab_work_boxes(const ab_template *t, unsigned precision, uint64_t work, uint64_t least,
                       uint64_t most) {
  uint64_t nodes = 1;
  for (size_t i = 0; i < ab_graph_size(t->graph); i++)
    nodes += weight(ab_graph_node(t->graph, (ab_expr)i)->op);
  uint64_t boxes = work / (nodes * (1 + t->variable_count) * (1 + precision / WORD));
  return boxes < least ? least : boxes < most ? boxes : most;
}
