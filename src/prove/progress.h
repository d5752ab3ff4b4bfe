/* SPDX-License-Identifier: MIT
 * A line about a search that is under way, for people who wait. */
#ifndef AB_PROVE_PROGRESS_H
#define AB_PROVE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct ab_progress ab_progress;

/* Writes to `stream`, at most once in `interval` seconds: over the same line if `is_terminal`, else
 * line by line. */
ab_progress *ab_progress_create(FILE *stream, double interval, bool is_terminal);
void ab_progress_destroy(ab_progress *progress);

/* A search of this many clauses begins; and ends: nothing of it stays on a terminal. */
void ab_progress_begin(ab_progress *progress, uint64_t clauses);
void ab_progress_end(ab_progress *progress);

/* What a task has done: boxes, the share of its clause's box that it closed, and the least lower
 * bound of what it left open (NaN for none; a line shows the worst one since the last line). By one
 * thread at a time. */
void ab_progress_add(ab_progress *progress, uint64_t boxes, double closed, double margin);

#endif
