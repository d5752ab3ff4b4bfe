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

/* Searches the boxes of the task. After `budget` boxes (or a few more) what is still open becomes
 * its children. A function of the task and the budget, unless the deadline strikes. */
void ab_task_run(ab_task *task, ab_task_worker *worker, uint64_t budget);

#endif
