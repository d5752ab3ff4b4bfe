/* SPDX-License-Identifier: MIT */
#include "prove/work.h"

enum { ELEMENTARY = 20, WORD = 64 }; /* an elementary function costs so many products; bits */

static uint64_t weight(ab_op op) {
  switch (op) {
  case AB_OP_CONSTANT:
  case AB_OP_VARIABLE:
  case AB_OP_PARAMETER:
  case AB_OP_PI:
    return 0;
  case AB_OP_ADD:
  case AB_OP_SUB:
  case AB_OP_MUL:
  case AB_OP_DIV:
  case AB_OP_MIN:
  case AB_OP_MAX:
  case AB_OP_POW:
  case AB_OP_NEG:
  case AB_OP_ABS:
  case AB_OP_RELU:
  case AB_OP_SQRT:
    return 1;
  default:
    return ELEMENTARY;
  }
}

uint64_t ab_work_boxes(const ab_template *t, unsigned precision, uint64_t work, uint64_t least,
                       uint64_t most) {
  uint64_t nodes = 1;
  for (size_t i = 0; i < ab_graph_size(t->graph); i++)
    nodes += weight(ab_graph_node(t->graph, (ab_expr)i)->op);
  uint64_t boxes = work / (nodes * (1 + t->variable_count) * (1 + precision / WORD));
  return boxes < least ? least : boxes < most ? boxes : most;
}
