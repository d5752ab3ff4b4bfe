/* SPDX-License-Identifier: MIT
 * What a run leaves: its children and its steps. */
#include "base/memory.h"
#include "prove/task_state.h"

#include <string.h>

static bool has_number(ab_step_kind kind) {
  return kind == AB_STEP_ORDER_TWO || kind == AB_STEP_CHOOSE || kind == AB_STEP_TANGENT;
}

ab_task_node ab_task_node_of(uint32_t child, const ab_step *step) {
  return (ab_task_node){.child = child,
                        .number = has_number(step->kind) ? step->number : step->literal,
                        .fate = AB_FATE_STEP,
                        .kind = (uint8_t)step->kind,
                        .axis = (uint8_t)step->axis,
                        .depth = (uint8_t)step->depth,
                        .end = (int8_t)step->end,
                        .sign = (int8_t)step->sign};
}

ab_step ab_task_step(const ab_task_node *n) {
  bool number = has_number((ab_step_kind)n->kind);
  return (ab_step){.kind = (ab_step_kind)n->kind,
                   .end = (ab_end)n->end,
                   .sign = n->sign,
                   .axis = n->axis,
                   .literal = number ? 0 : n->number,
                   .number = number ? n->number : 0,
                   .depth = n->depth};
}

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

/* Codes of one character on their way to a text. */
typedef struct {
  ab_text *text;
  char codes[256];
  size_t count;
} writer;

static void flush(writer *w) {
  ab_text_append(w->text, w->codes, w->count);
  w->count = 0;
}

static void write_code(writer *w, char code) {
  w->codes[w->count++] = code;
  if (w->count == sizeof w->codes)
    flush(w);
}

static void write_step(writer *w, const ab_task_node *n, const ab_text *tangents) {
  ab_step step = ab_task_step(n);
  char code = ab_step_code(&step);
  size_t position = step.number;
  if (step.kind == AB_STEP_TANGENT)
    ab_step_read(&step, tangents->data, tangents->length, &position);
  if (code) {
    write_code(w, code);
    return;
  }
  flush(w);
  ab_step_append(w->text, &step);
}

static void write_hole(writer *w, ab_task *task, const ab_task_node *n) {
  write_code(w, AB_TASK_HOLE);
  ab_reserve(&task->holes, &task->hole_capacity, task->hole_count + 1, sizeof *task->holes);
  task->holes[task->hole_count++] =
      (ab_task_hole){n->child / AB_TASK_ROOTS, n->child % AB_TASK_ROOTS};
}

/* The steps of a root in preorder. */
static void write_steps(ab_task_state *r, size_t root) {
  uint32_t *stack = NULL;
  size_t depth = 0, capacity = 0;
  writer w = {.text = &r->task->steps[root]};
  ab_reserve(&stack, &capacity, 1, sizeof *stack);
  stack[depth++] = (uint32_t)root;
  r->task->first_holes[root] = r->task->hole_count;
  while (depth > 0) {
    const ab_task_node *n = &r->worker->nodes[stack[--depth]];
    if (n->fate != AB_FATE_STEP) {
      write_hole(&w, r->task, n);
      continue;
    }
    write_step(&w, n, &r->worker->tangents);
    ab_reserve(&stack, &capacity, depth + 2, sizeof *stack);
    for (unsigned i = ab_step_subtrees((ab_step_kind)n->kind); i-- > 0;)
      stack[depth++] = n->child + i;
  }
  flush(&w);
  ab_free(stack);
}

void ab_task_write_steps(ab_task_state *r) {
  for (size_t i = 0; i < r->task->root_count; i++)
    write_steps(r, i);
}
