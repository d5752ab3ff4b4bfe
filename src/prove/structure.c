/* SPDX-License-Identifier: MIT */
#include "prove/structure.h"

#include "base/memory.h"
#include "clause/affine.h"

/* Merges all groups that meet `together` into one. */
static void merge(ab_structure *s, uint64_t together) {
  size_t kept = 0;
  for (size_t g = 0; g < s->group_count; g++) {
    if (s->groups[g] & together)
      together |= s->groups[g];
    else
      s->groups[kept++] = s->groups[g];
  }
  s->groups[kept++] = together;
  s->group_count = kept;
}

/* Variables on both sides of a product belong together; in no other operation do easy ones meet but
 * in sums. */
static void find_groups(ab_structure *s, const ab_graph *graph, ab_expr root,
                        const ab_shape *shapes) {
  bool *needed = ab_graph_parts(graph, root);
  for (size_t k = 0; k < AB_VARIABLES_MAX; k++)
    if (s->easy >> k & 1)
      s->groups[s->group_count++] = UINT64_C(1) << k;
  for (size_t i = 0; i <= root; i++) {
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    if (!needed[i] || node->op != AB_OP_MUL)
      continue;
    uint64_t left = shapes[node->left].occurs & s->easy;
    uint64_t right = shapes[node->right].occurs & s->easy;
    if (left && right)
      merge(s, left | right);
  }
  ab_free(needed);
}

bool ab_structure_find(ab_structure *s, const ab_template *t, size_t literal) {
  ab_expr root = t->literals[literal].expr;
  ab_shape *shapes = ab_shapes_create(t->graph, root);
  uint64_t chosen = 0;
  for (size_t k = t->variable_count - t->chosen_count; k < t->variable_count; k++)
    chosen |= UINT64_C(1) << k;
  *s = (ab_structure){.easy = shapes[root].occurs & ~shapes[root].bent & ~chosen};
  find_groups(s, t->graph, root, shapes);
  ab_free(shapes);
  for (size_t g = 0; g < s->group_count; g++) {
    int size = __builtin_popcountll(s->groups[g]);
    if (size > AB_GROUP_MAX)
      return false;
    s->line_count += (size_t)1 << size;
  }
  return s->line_count <= AB_LINES_MAX;
}
