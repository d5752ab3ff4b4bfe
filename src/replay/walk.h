/* SPDX-License-Identifier: MIT
 * One walk through one tree or shard: used by replay.c only. */
#ifndef AB_REPLAY_WALK_H
#define AB_REPLAY_WALK_H

#include "certificate/certificate.h"
#include "clause/rules.h"
#include "replay/quick.h"

/* Where a walk starts: the whole cube with no face taken, or the place of a shard. */
typedef struct {
  ab_cell cell;
  bool committed; /* below a face: the one goal that may be used */
  ab_goal goal;
} ab_start;

/* Called for each shard that a walk comes to, in order; false refuses it (with the reason in
 * error). */
typedef bool ab_meet_shard(void *context, const ab_start *start, uint32_t number, ab_error *error);

typedef struct {
  const ab_clause *clause;
  const ab_template *template_;
  const ab_constants *constants;
  ab_rules *rules;                /* of that template */
  ab_quick *quick;                /* of that template: judge in double arithmetic first; or NULL */
  uint64_t counts[AB_STEP_KINDS]; /* added to */
  ab_meet_shard *meet_shard;      /* NULL: shards are refused */
  void *context;
} ab_walk;

/* Follows the steps of one block from `start` (which is used as working memory and restored). true
 * only if the sequence is one whole tree and everything in it holds. */
bool ab_walk_block(ab_walk *walk, ab_start *start, const ab_tree *block, ab_error *error);

#endif
