/* SPDX-License-Identifier: MIT */
#ifndef AB_CONDITION_NORMALIZE_H
#define AB_CONDITION_NORMALIZE_H

#include "clause/clause.h"

/* The node of graph `from` with this number in graph `to`, where map[i] is what child i has become.
 */
ab_expr ab_node_copy(ab_graph *to, const ab_graph *from, ab_expr e, const ab_expr *map);

/* Numbers the nodes of every template anew: those that its literals and zero sets need, in the
 * order of a walk from them, left child first. The order in which a compiler has the nodes built (C
 * leaves that of arguments open) then shows nowhere. */
void ab_clauses_normalize(ab_clauses *clauses);

#endif
