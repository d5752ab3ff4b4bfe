/* SPDX-License-Identifier: MIT
 * A file to which a search adds what each of its tasks came to, as soon as that is known. A search
 * that is repeated with it takes the outcomes from there, and so goes on where the other one ended,
 * whatever ended that; the tree is the same in any case. */
#ifndef AB_PROVE_CHECKPOINT_H
#define AB_PROVE_CHECKPOINT_H

#include "base/error.h"
#include "certificate/digest.h"
#include "prove/task_run.h"

/* Together with the time for one round of boxes, this is what a process that is killed may lose. */
#define AB_CHECKPOINT_INTERVAL 4.0

typedef struct ab_checkpoint ab_checkpoint;

/* A new file (one that is there is not touched), or (resume) one that is there: its entries up to
 * the first that is incomplete are kept, the rest is cut off. AB_IO if it cannot be opened,
 * AB_BAD_PROBLEM if it is no checkpoint.
 */
ab_status ab_checkpoint_open(ab_checkpoint **checkpoint, const char *path, bool resume,
                             ab_error *error);
/* AB_IO if something could not be written. */
ab_status ab_checkpoint_close(ab_checkpoint *checkpoint, ab_error *error);

/* The boxes of all outcomes that were taken from the file so far. */
uint64_t ab_checkpoint_boxes(const ab_checkpoint *checkpoint);

/* Which task: of which search, in which of its waves, and where in the wave. */
typedef struct {
  char search[AB_DIGEST_HEX + 1];
  uint64_t wave, index;
} ab_checkpoint_key;

/* The key's search: all that the outcome of its tasks depends on. */
void ab_checkpoint_key_init(ab_checkpoint_key *key, const ab_clauses *clauses, size_t first,
                            size_t end, const ab_constants *constants,
                            const ab_search_options *options);

bool ab_checkpoint_has(const ab_checkpoint *checkpoint, const ab_checkpoint_key *key);
/* Gives the task its outcome if it is there. By several threads at a time. */
bool ab_checkpoint_restore(ab_checkpoint *checkpoint, const ab_checkpoint_key *key, ab_task *task);
/* Adds the outcome of a task that did not fail. By several threads at a time. */
void ab_checkpoint_add(ab_checkpoint *checkpoint, const ab_checkpoint_key *key,
                       const ab_task *task);

/* Runs a task, and adds its outcome. While it runs its state is kept every so often; it goes on
 * from the last one that is there. By several threads at a time. */
void ab_checkpoint_run(ab_checkpoint *checkpoint, const ab_checkpoint_key *key, ab_task *task,
                       ab_task_worker *worker, uint64_t budget);
/* How often, in seconds, instead of AB_CHECKPOINT_INTERVAL. */
void ab_checkpoint_set_interval(ab_checkpoint *checkpoint, double seconds);

#endif
