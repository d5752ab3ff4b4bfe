/* SPDX-License-Identifier: MIT
 * What became of a task, as bytes: for checkpoints and for other processes. */
#ifndef AB_PROVE_TASK_RECORD_H
#define AB_PROVE_TASK_RECORD_H

#include "prove/task.h"

/* Appends the outcome of a task that was run and did not fail. */
void ab_task_record(ab_text *out, const ab_task *task);

/* Gives a task that was not run that outcome. false if the bytes are not such a record of a task of
 * this shape; then the task is as before. */
bool ab_task_restore(ab_task *task, const char *bytes, size_t length);

#endif
