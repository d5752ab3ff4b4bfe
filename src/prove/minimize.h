/* SPDX-License-Identifier: MIT
 * Smaller trees: where two halves were settled one by one and a stronger rule settles both at once,
 * that takes their place. Tried from the leaves up, at the end of a task and before its steps are
 * written; what is accepted here was accepted by the rules of double_rules.h. */
#ifndef AB_PROVE_MINIMIZE_H
#define AB_PROVE_MINIMIZE_H

#include "prove/task_state.h"

/* The nodes of the run, below the roots of its task. A function of these alone. */
void ab_task_minimize(ab_task_state *run);

#endif
