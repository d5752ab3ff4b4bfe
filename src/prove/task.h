/* SPDX-License-Identifier: MIT
 * A piece of a search: some boxes of one clause, and what became of them. */
#ifndef AB_PROVE_TASK_H
#define AB_PROVE_TASK_H

#include "clause/double_rules.h"
#include "prove/search.h"

/* An open box: a cell, and what is known there. */
typedef struct {
  uint64_t alive; /* bit l: literal l < 64 is not known to be false */
  double margin;  /* the best lower bound of a literal that was seen on a box around it, or NaN */
  uint32_t node;  /* its node in the task's tree */
  uint32_t literal;
  int8_t sign;
  bool committed;         /* below a face: to that literal and sign */
  bool scalar;            /* for a search with MPFR: it may be deeper than the others */
  ab_double_place axes[]; /* as in a cell */
} ab_box;

static inline size_t ab_box_size(size_t variable_count) {
  return sizeof(ab_box) + variable_count * sizeof(ab_double_place);
}

typedef struct ab_task ab_task;

/* A place in the steps of a root that another task fills: root number `root` of that task. */
typedef struct {
  size_t task; /* of the children */
  size_t root;
} ab_task_hole;

struct ab_task {
  size_t clause;
  ab_box *boxes; /* the roots, ab_box_size bytes each; freed when the task is done */
  size_t root_count;
  ab_text *steps; /* one a root; AB_TASK_HOLE stands for each hole, in order */
  ab_task_hole *holes;
  size_t *first_holes; /* of each root */
  size_t hole_count, hole_capacity;
  ab_task **children;
  size_t child_count;
  ab_search_result result; /* how it ended, and its boxes; no tree */
  double closed;           /* the share of the clause's box that its leaves cover */
};

enum { AB_TASK_HOLE = '\n', AB_TASK_ROOTS = 16, AB_BOX_DEPTH_MAX = 63 };

ab_task *ab_task_create(size_t clause, size_t root_count, size_t variable_count);
void ab_task_destroy(ab_task *task); /* with its children */

static inline ab_box *ab_box_at(void *boxes, size_t i, size_t variable_count) {
  return (ab_box *)((char *)boxes + i * ab_box_size(variable_count));
}

/* Appends the steps of a root, every hole filled. */
void ab_task_append(ab_text *out, const ab_task *task, size_t root);

#endif
