/* SPDX-License-Identifier: MIT
 * The search of a task: sixteen boxes at a time in double arithmetic, depth first. */
#ifndef AB_PROVE_TASK_RUN_H
#define AB_PROVE_TASK_RUN_H

#include "prove/task.h"

/* The working memory of one thread, for the clauses and constants given. */
typedef struct ab_task_worker ab_task_worker;

ab_task_worker *ab_task_worker_create(const ab_clauses *clauses, const ab_constants *constants,
                                      const ab_search_options *options);
void ab_task_worker_destroy(ab_task_worker *worker);

/* The task of a whole clause. */
ab_task *ab_task_of_clause(const ab_clauses *clauses, size_t clause);

/* Ends a task that was not run: its first box is open. */
void ab_task_stop(ab_task *task, const ab_clauses *clauses, ab_search_stop stop);

/* Where the state of a run is kept, from which it can go on. */
typedef struct {
  double interval; /* in seconds */
  void (*keep)(void *context, const ab_text *state);
  void *context;
  const char *state; /* to go on from, or NULL */
  size_t length;
} ab_task_keeper;

/* Searches the boxes of the task. After `budget` boxes (or a few more) what is still open becomes
 * its children. A function of the task and the budget, unless the deadline strikes. keeper may be
 * NULL; a state that was kept by another task or with another budget is not to be given to it.
 * Returns the boxes of the state that it went on from. */
uint64_t ab_task_run(ab_task *task, ab_task_worker *worker, uint64_t budget,
                     const ab_task_keeper *keeper);

#endif
