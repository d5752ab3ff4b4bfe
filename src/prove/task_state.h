/* SPDX-License-Identifier: MIT
 * The inside of a run: used by task_*.c and minimize.c only. */
#ifndef AB_PROVE_TASK_STATE_H
#define AB_PROVE_TASK_STATE_H

#include "certificate/step.h"
#include "prove/box_pool.h"
#include "prove/box_tests.h"
#include "prove/tangent.h"
#include "prove/task_run.h"
#include "prove/vertex_search.h"

/* What became of a box. OPEN: nothing yet; HANDED: to a child. */
typedef enum { AB_FATE_OPEN, AB_FATE_STEP, AB_FATE_HANDED } ab_task_fate;

/* There are many of them: in a few bytes. */
typedef struct {
  uint32_t child;  /* STEP: the first of its subtrees; HANDED: the number of the hole */
  uint32_t number; /* of the step: its literal; or its number, if it has one; of a
                      tangent: where its code begins in the worker's `tangents` */
  uint8_t fate, kind, axis, depth;
  int8_t end, sign;
  bool is_merged; /* by minimize.c */
} ab_task_node;

ab_task_node ab_task_node_of(uint32_t child, const ab_step *step);
ab_step ab_task_step(const ab_task_node *node);

struct ab_task_worker {
  const ab_clauses *clauses;
  const ab_constants *constants;
  const ab_search_options *options;
  ab_double_rules **double_rules; /* one a template, made when needed */
  ab_rules **rules;
  ab_vertex_search **vertex_searches;   /* of templates with a multiplier */
  ab_tangent_search **tangent_searches; /* of templates with gradients */
  ab_text tangents;                     /* codes of the tangents in `nodes` */
  size_t bound, scalar_bound;           /* the clauses they are bound to, plus 1 */
  ab_task_node *nodes;
  size_t node_count, node_capacity;
  ab_box_pool open; /* boxes */
  ab_box **handed;  /* boxes that a search with MPFR has left, in the order of their holes */
  size_t handed_count, handed_capacity;
};

/* One run. */
typedef struct {
  ab_task_worker *worker;
  ab_task *task;
  const ab_clause *clause;
  const ab_template *template_;
  size_t count; /* of variables */
  uint64_t boxes, budget;
  ab_box_tests tests;
  uint64_t *bent;                /* bit k: the literal may not be affine in variable k */
  ab_vertex_search *vertices;    /* if the template has a multiplier: in place of the tests */
  ab_box *lanes[AB_LANES];       /* the boxes under test */
  uint32_t occupied;             /* lanes, as bits */
  uint32_t stale;                /* lanes of the rules that hold something else */
  ab_box *waiting[2 * AB_LANES]; /* boxes on which a face is to be tried, and their verdicts */
  ab_box_verdict waiting_for[2 * AB_LANES];
  int waiting_count;
} ab_task_state;

/* New nodes, open; the first one's number. */
uint32_t ab_task_add_nodes(ab_task_worker *worker, size_t count);

/* The share of a box in the clause's box. A face stands for all that is above it. */
double ab_task_share(const ab_task_state *r, const ab_box *box);

/* The box is finished by this step; or by these steps, whose holes are the boxes handed over. */
void ab_task_settle(ab_task_state *r, const ab_box *box, ab_step step);
void ab_task_settle_by(ab_task_state *r, const ab_box *box, const ab_text *steps);

/* The rules with MPFR, on a box; true if it is finished. What double arithmetic does not decide
 * (false: the task has failed); order two and tangents, tried where nothing else helped; the
 * literals that are left, in numbers greater than doubles. */
bool ab_task_search_scalar(ab_task_state *r, const ab_box *box);
bool ab_task_try_order_two(ab_task_state *r, const ab_box *box, uint64_t zero_sets);
bool ab_task_try_tangent(ab_task_state *r, const ab_box *box, size_t gradient);
bool ab_task_settle_vague(ab_task_state *r, const ab_box *box);

/* At the end: what is left on the stack becomes children; the steps of all roots. */
void ab_task_hand_over(ab_task_state *r);
void ab_task_write_steps(ab_task_state *r);

/* The outcome for a box that stops the search. */
void ab_task_end_at(ab_task *task, const ab_clause *clause, const ab_box *box,
                    ab_search_outcome outcome, ab_search_stop stop, double margin);

#endif
