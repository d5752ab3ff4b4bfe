/* SPDX-License-Identifier: MIT */
#include "prove/task_record.h"

#include "base/memory.h"
#include "prove/bytes.h"

#include <string.h>

void ab_task_record(ab_text *out, const ab_task *task) {
  size_t variables = task->result.variable_count;
  ab_bytes_put(out, task->result.boxes);
  ab_bytes_put_double(out, task->closed);
  ab_bytes_put(out, task->root_count);
  for (size_t i = 0; i < task->root_count; i++) {
    ab_bytes_put(out, task->first_holes[i]);
    ab_bytes_put(out, task->steps[i].length);
    ab_text_append(out, task->steps[i].data, task->steps[i].length);
  }
  ab_bytes_put(out, task->hole_count);
  for (size_t i = 0; i < task->hole_count; i++) {
    ab_bytes_put(out, task->holes[i].task);
    ab_bytes_put(out, task->holes[i].root);
  }
  ab_bytes_put(out, task->child_count);
  for (size_t i = 0; i < task->child_count; i++) {
    ab_bytes_put(out, task->children[i]->root_count);
    for (size_t j = 0; j < task->children[i]->root_count; j++)
      ab_bytes_put_box(out, ab_box_at(task->children[i]->boxes, j, variables), variables);
  }
}

static void get_steps(ab_bytes *r, ab_task *task) {
  for (size_t i = 0; i < task->root_count; i++) {
    task->first_holes[i] = (size_t)ab_bytes_get(r);
    uint64_t length = ab_bytes_get(r);
    r->good = r->good && length <= r->left;
    if (!r->good)
      return;
    ab_text_append(&task->steps[i], r->bytes, (size_t)length);
    r->bytes += length;
    r->left -= (size_t)length;
  }
}

static void get_children(ab_bytes *r, ab_task *task) {
  size_t count = ab_bytes_get_count(r), variables = task->result.variable_count;
  task->children = ab_allocate(count, sizeof(ab_task *));
  for (size_t i = 0; i < count && r->good; i++) {
    size_t roots = ab_bytes_get_count(r);
    ab_task *child = ab_task_create(task->clause, roots, variables);
    task->children[task->child_count++] = child;
    for (size_t j = 0; j < roots && r->good; j++)
      ab_bytes_get_box(r, ab_box_at(child->boxes, j, variables), variables);
  }
}

static void get_holes(ab_bytes *r, ab_task *task) {
  size_t count = ab_bytes_get_count(r);
  ab_reserve(&task->holes, &task->hole_capacity, count, sizeof *task->holes);
  task->hole_count = count;
  for (size_t i = 0; i < count; i++) {
    task->holes[i].task = (size_t)ab_bytes_get(r);
    task->holes[i].root = (size_t)ab_bytes_get(r);
  }
}

static size_t count_holes(const ab_text *steps) {
  size_t count = 0;
  for (size_t i = 0; i < steps->length; i++)
    count += steps->data[i] == AB_TASK_HOLE;
  return count;
}

/* Every hole in the steps has an entry, in order, and every entry a root that fills it. */
static bool holes_fit(const ab_task *task) {
  size_t met = 0;
  for (size_t i = 0; i < task->hole_count; i++)
    if (task->holes[i].task >= task->child_count ||
        task->holes[i].root >= task->children[task->holes[i].task]->root_count)
      return false;
  for (size_t i = 0; i < task->root_count; i++) {
    if (task->first_holes[i] != met)
      return false;
    met += count_holes(&task->steps[i]);
  }
  return met == task->hole_count;
}

bool ab_task_restore(ab_task *task, const char *bytes, size_t length) {
  ab_bytes r = {bytes, length, true};
  ab_task *read = ab_task_create(task->clause, task->root_count, task->result.variable_count);
  read->result.boxes = ab_bytes_get(&r);
  read->closed = ab_bytes_get_double(&r);
  r.good = ab_bytes_get(&r) == task->root_count && r.good;
  if (r.good)
    get_steps(&r, read);
  get_holes(&r, read);
  get_children(&r, read);
  bool good = r.good && r.left == 0 && holes_fit(read);
  if (good) { /* what was read, in the place of the task */
    ab_task before = *task;
    *task = *read;
    *read = before;
    ab_free(task->boxes);
    task->boxes = NULL;
  }
  ab_task_destroy(read);
  return good;
}
