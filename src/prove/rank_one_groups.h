/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_RANK_ONE_GROUPS_H
#define AB_PROVE_RANK_ONE_GROUPS_H

#include "condition/statement.h"

/* Adds the choices of condition/rank_one_groups.h to a witness that has its constants and ranges of
 * t: classes by size, and for each group the least noise at which its clauses seem to hold with
 * some room; entries with less are single. */
void ab_rank_one_groups_add(ab_witness *witness, const ab_statement *statement);

/* Takes them out again: every entry gets a clause of its own. false if there are none. */
bool ab_rank_one_groups_remove(ab_witness *witness);

#endif
