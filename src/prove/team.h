/* SPDX-License-Identifier: MIT
 * Processes (of mpirun) that search together. All of them run the same command and come to the same
 * exchanges in the same order; each does a part of the work in between. */
#ifndef AB_PROVE_TEAM_H
#define AB_PROVE_TEAM_H

#include "base/error.h"
#include "prove/task.h"

typedef struct ab_team ab_team;

/* AB_USAGE if the program was built without MPI. */
ab_status ab_team_join(ab_team **team, ab_error *error);
/* Waits for the others. */
void ab_team_leave(ab_team *team);

/* Process 0 is the one that speaks and writes. */
size_t ab_team_rank(const ab_team *team);
size_t ab_team_size(const ab_team *team);

/* Gives all[r] what process r has in `mine` (cleared by the caller); ab_team_size(team) of them.
 * `what` names the exchange: if the processes are at different ones, all of them end, with a
 * message. */
void ab_team_exchange(ab_team *team, const char *what, const ab_text *mine, ab_text *all);

/* All processes have to say the same here, else all of them end. */
void ab_team_agree(ab_team *team, const char *what, const char *mine);

/* At the beginning of a wave: whose[i] is set for the tasks of this process. known[i]: process 0
 * has the outcome of task i already, and the task is its own. */
void ab_team_divide(ab_team *team, bool *whose, const bool *known, size_t count);
/* At its end: the outcomes of the tasks of others. Of a task that failed nothing is known then:
 * whose[i] stays false, and everybody has to run it again; else it is set. */
void ab_team_share(ab_team *team, ab_task *const *tasks, bool *whose, size_t count);

#endif
