/* SPDX-License-Identifier: MIT
 * Numbers are written in 8 bytes, least significant first. */
#include "prove/task_record.h"

#include "base/memory.h"

#include <string.h>

static void put(ab_text *out, uint64_t number) {
  char bytes[8];
  for (int i = 0; i < 8; i++)
    bytes[i] = (char)(number >> 8 * i & 0xff);
  ab_text_append(out, bytes, sizeof bytes);
}

static void put_double(ab_text *out, double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  put(out, bits);
}

/* index, and depth and end in one number. */
static void put_box(ab_text *out, const ab_box *box, size_t variables) {
  put(out, box->alive);
  put_double(out, box->margin);
  put(out, box->literal | (uint64_t)(box->sign + 1) << 32 | (uint64_t)box->committed << 40);
  for (size_t k = 0; k < variables; k++) {
    put(out, box->axes[k].index);
    put(out, box->axes[k].depth | (uint64_t)(box->axes[k].end + 1) << 8);
  }
}

void ab_task_record(ab_text *out, const ab_task *task) {
  size_t variables = task->result.variable_count;
  put(out, task->result.boxes);
  put_double(out, task->closed);
  put(out, task->root_count);
  for (size_t i = 0; i < task->root_count; i++) {
    put(out, task->first_holes[i]);
    put(out, task->steps[i].length);
    ab_text_append(out, task->steps[i].data, task->steps[i].length);
  }
  put(out, task->hole_count);
  for (size_t i = 0; i < task->hole_count; i++) {
    put(out, task->holes[i].task);
    put(out, task->holes[i].root);
  }
  put(out, task->child_count);
  for (size_t i = 0; i < task->child_count; i++) {
    put(out, task->children[i]->root_count);
    for (size_t j = 0; j < task->children[i]->root_count; j++)
      put_box(out, ab_box_at(task->children[i]->boxes, j, variables), variables);
  }
}

/* Bytes being read; `good` falls at the first that is missing. */
typedef struct {
  const char *bytes;
  size_t left;
  bool good;
} reader;

static uint64_t get(reader *r) {
  uint64_t number = 0;
  r->good = r->good && r->left >= 8;
  if (!r->good)
    return 0;
  for (int i = 0; i < 8; i++)
    number |= (uint64_t)(unsigned char)r->bytes[i] << 8 * i;
  r->bytes += 8;
  r->left -= 8;
  return number;
}

static double get_double(reader *r) {
  uint64_t bits = get(r);
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* A number of things of at least 8 bytes each. */
static size_t get_count(reader *r) {
  uint64_t count = get(r);
  r->good = r->good && count <= r->left / 8;
  return r->good ? (size_t)count : 0;
}

static void get_box(reader *r, ab_box *box, size_t variables) {
  box->alive = get(r);
  box->margin = get_double(r);
  uint64_t goal = get(r);
  box->literal = (uint32_t)goal;
  box->sign = (int8_t)((goal >> 32 & 3) - 1);
  box->committed = goal >> 40 & 1;
  for (size_t k = 0; k < variables; k++) {
    box->axes[k].index = get(r);
    uint64_t place = get(r);
    box->axes[k].depth = (uint8_t)(place & 0xff);
    box->axes[k].end = (int8_t)((place >> 8 & 3) - 1);
    r->good = r->good && box->axes[k].depth <= AB_DOUBLE_DEPTH_MAX &&
              box->axes[k].index >> box->axes[k].depth == 0;
  }
}

static void get_steps(reader *r, ab_task *task) {
  for (size_t i = 0; i < task->root_count; i++) {
    task->first_holes[i] = (size_t)get(r);
    uint64_t length = get(r);
    r->good = r->good && length <= r->left;
    if (!r->good)
      return;
    ab_text_append(&task->steps[i], r->bytes, (size_t)length);
    r->bytes += length;
    r->left -= (size_t)length;
  }
}

static void get_children(reader *r, ab_task *task) {
  size_t count = get_count(r), variables = task->result.variable_count;
  task->children = ab_allocate(count, sizeof(ab_task *));
  for (size_t i = 0; i < count && r->good; i++) {
    size_t roots = get_count(r);
    ab_task *child = ab_task_create(task->clause, roots, variables);
    task->children[task->child_count++] = child;
    for (size_t j = 0; j < roots && r->good; j++)
      get_box(r, ab_box_at(child->boxes, j, variables), variables);
  }
}

static void get_holes(reader *r, ab_task *task) {
  size_t count = get_count(r);
  ab_reserve(&task->holes, &task->hole_capacity, count, sizeof *task->holes);
  task->hole_count = count;
  for (size_t i = 0; i < count; i++) {
    task->holes[i].task = (size_t)get(r);
    task->holes[i].root = (size_t)get(r);
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
  reader r = {bytes, length, true};
  ab_task *read = ab_task_create(task->clause, task->root_count, task->result.variable_count);
  read->result.boxes = get(&r);
  read->closed = get_double(&r);
  r.good = get(&r) == task->root_count && r.good;
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
