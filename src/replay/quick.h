/* SPDX-License-Identifier: MIT
 * Leaves and faces judged sixteen at a time in double arithmetic; what that does not accept is
 * judged again with MPFR. Used by walk.c only. */
#ifndef AB_REPLAY_QUICK_H
#define AB_REPLAY_QUICK_H

#include "certificate/step.h"
#include "clause/double_rules.h"

typedef struct ab_quick ab_quick;

/* For the clauses of one template. `rules` (of the same template) are used for second judgements,
 * and left bound to a cell of this object. */
ab_quick *ab_quick_create(const ab_template *template_, ab_rules *rules);
void ab_quick_destroy(ab_quick *quick);

/* Takes up a clause and the cell of a walk, which stays while steps are added. */
void ab_quick_bind(ab_quick *quick, const ab_clause *clause, const ab_constants *constants,
                   const ab_cell *cell);
/* To be called after coordinate k of the cell has changed. */
void ab_quick_refresh(ab_quick *quick, size_t k);

/* Takes down that this step (direct, centred or face) is to be judged on the cell as it is now.
 * `number`: of the step in its block. */
void ab_quick_add(ab_quick *quick, const ab_step *step, ab_goal goal, size_t number);

/* Judges all that is left. 0 if every step added since the last call holds; else the least number
 * of one that does not, with its kind. */
size_t ab_quick_finish(ab_quick *quick, ab_step_kind *kind);

#endif
