/* SPDX-License-Identifier: MIT */
#include "prove/task.h"

#include "base/memory.h"
#include "num/rational.h"

#include <string.h>

ab_task *ab_task_create(size_t clause, size_t root_count, size_t variable_count) {
  ab_task *task = ab_allocate(1, sizeof *task);
  task->clause = clause;
  task->root_count = root_count;
  task->boxes = ab_allocate(root_count, ab_box_size(variable_count));
  task->steps = ab_allocate(root_count, sizeof *task->steps);
  task->first_holes = ab_allocate(root_count, sizeof *task->first_holes);
  task->result = (ab_search_result){.variable_count = variable_count, .outcome = AB_SEARCH_PROVED};
  return task;
}

static void clear(ab_task *task) {
  for (size_t i = 0; i < task->root_count; i++)
    ab_text_clear(&task->steps[i]);
  ab_free(task->steps);
  ab_free(task->boxes);
  ab_free(task->holes);
  ab_free(task->first_holes);
  ab_free(task->children);
  ab_search_result_clear(&task->result);
  ab_free(task);
}

void ab_task_destroy(ab_task *task) {
  ab_task **stack = NULL;
  size_t depth = 0, capacity = 0;
  ab_reserve(&stack, &capacity, 1, sizeof *stack);
  stack[depth++] = task;
  while (depth > 0) {
    ab_task *t = stack[--depth];
    ab_reserve(&stack, &capacity, depth + t->child_count, sizeof *stack);
    for (size_t i = 0; i < t->child_count; i++)
      stack[depth++] = t->children[i];
    clear(t);
  }
  ab_free(stack);
}

/* Where an assembly stands in the steps of one root. */
typedef struct {
  const ab_task *task;
  size_t root, position, hole;
} place;

void ab_task_append(ab_text *out, const ab_task *task, size_t root) {
  place *stack = NULL;
  size_t depth = 0, capacity = 0;
  ab_reserve(&stack, &capacity, 1, sizeof *stack);
  stack[depth++] = (place){task, root, 0, task->first_holes[root]};
  while (depth > 0) {
    place *top = &stack[depth - 1];
    const ab_text *steps = &top->task->steps[top->root];
    const char *from = steps->data + top->position;
    size_t left = steps->length - top->position;
    const char *hole = left ? memchr(from, AB_TASK_HOLE, left) : NULL;
    size_t length = hole ? (size_t)(hole - from) : left;
    if (length)
      ab_text_append(out, from, length);
    if (!hole) {
      depth--;
      continue;
    }
    ab_task_hole h = top->task->holes[top->hole++];
    top->position += length + 1;
    const ab_task *child = top->task->children[h.task];
    ab_reserve(&stack, &capacity, depth + 1, sizeof *stack);
    stack[depth++] = (place){child, h.root, 0, child->first_holes[h.root]};
  }
  ab_free(stack);
}
