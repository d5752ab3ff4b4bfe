/* SPDX-License-Identifier: MIT */
#ifndef AB_CONDITION_NORMALIZE_H
#define AB_CONDITION_NORMALIZE_H

#include "clause/clause.h"

/* Numbers the nodes of every template anew: those that its literals and zero sets need, in the
 * order of a walk from them, left child first. The order in which a compiler has the nodes built (C
 * leaves that of arguments open) then shows nowhere. */
void ab_clauses_normalize(ab_clauses *clauses);

#endif
