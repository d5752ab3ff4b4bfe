/* SPDX-License-Identifier: MIT
 * What a run leaves: its children and its steps. */
#include "base/memory.h"
#include "prove/task_state.h"

#include <string.h>

/* From the top down. */
void ab_task_hand_over(ab_task_state *r) {
  ab_task_worker *w = r->worker;
  ab_task *task = r->task;
  size_t left = w->open.count;
  task->children = ab_allocate((left + AB_TASK_ROOTS - 1) / AB_TASK_ROOTS, sizeof(ab_task *));
  while (left > 0) {
    size_t taken = left < AB_TASK_ROOTS ? left : AB_TASK_ROOTS;
    ab_task *child = ab_task_create(task->clause, taken, r->count);
    for (size_t i = 0; i < taken; i++) {
      const ab_box *box = w->open.stack[--left];
      w->nodes[box->node] = (ab_task_node){
          .fate = AB_FATE_HANDED, .child = (uint32_t)(task->child_count * AB_TASK_ROOTS + i)};
      memcpy(ab_box_at(child->boxes, i, r->count), box, ab_box_size(r->count));
    }
    task->children[task->child_count++] = child;
  }
}

static void write_node(ab_task_state *r, ab_text *text, const ab_task_node *n) {
  ab_task *task = r->task;
  if (n->fate == AB_FATE_STEP) {
    ab_step_append(text, &n->step);
  } else {
    ab_text_add_char(text, AB_TASK_HOLE);
    ab_reserve(&task->holes, &task->hole_capacity, task->hole_count + 1, sizeof *task->holes);
    task->holes[task->hole_count++] =
        (ab_task_hole){n->child / AB_TASK_ROOTS, n->child % AB_TASK_ROOTS};
  }
}

/* The steps of a root in preorder. */
static void write_steps(ab_task_state *r, size_t root) {
  uint32_t *stack = NULL;
  size_t depth = 0, capacity = 0;
  ab_reserve(&stack, &capacity, 1, sizeof *stack);
  stack[depth++] = (uint32_t)root;
  r->task->first_holes[root] = r->task->hole_count;
  while (depth > 0) {
    const ab_task_node *n = &r->worker->nodes[stack[--depth]];
    write_node(r, &r->task->steps[root], n);
    if (n->fate != AB_FATE_STEP)
      continue;
    ab_reserve(&stack, &capacity, depth + 2, sizeof *stack);
    for (unsigned i = ab_step_subtrees(n->step.kind); i-- > 0;)
      stack[depth++] = n->child + i;
  }
  ab_free(stack);
}

void ab_task_write_steps(ab_task_state *r) {
  for (size_t i = 0; i < r->task->root_count; i++)
    write_steps(r, i);
}
