/* SPDX-License-Identifier: MIT
 * The state of a run between two rounds of boxes, as bytes: a run that takes it up goes on as this
 * one would. */
#ifndef AB_PROVE_TASK_KEEP_H
#define AB_PROVE_TASK_KEEP_H

#include "prove/task_state.h"

void ab_task_keep(ab_text *out, const ab_task_state *run);

/* The state of a run of the same task with the same budget, in place of its beginning. false if the
 * bytes are no such state: then the run has to begin. `at` of the boxes is not set. */
bool ab_task_take_up(ab_task_state *run, const char *bytes, size_t length);

#endif
