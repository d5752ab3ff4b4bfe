/* SPDX-License-Identifier: MIT
 * Minimisers M = {g = 0}, g any polynomial: what is verified, the clauses
 * (docs/theory/level-sets.md). */
#ifndef AB_CONDITION_LEVEL_SET_H
#define AB_CONDITION_LEVEL_SET_H

#include "condition/functions_facts.h"
#include "condition/statement.h"

/* TRUSTED: each segment of the witness meets M; unless minimisers are assumed, f has the value of
 * the witness on M wherever it is defined, and exists at a point of M. */
ab_status ab_level_facts_verify(const ab_facts *facts, ab_error *error);

/* Whether f is seen to be a function of g and the witness has a radius, so that M is settled beyond
 * D, too. */
bool ab_level_settles_space(const ab_facts *facts);
bool ab_level_minimum_is_zero(const ab_facts *facts);

/* Adds the clauses: f above its value on M elsewhere (over the space or D; unless assumed), that
 * the gradient of g is not small on M near D, and the claim for every y in Proj(x, M), x in D, or
 * for a refutation its negation at the point. After verification only. */
ab_status ab_level_compile(ab_clauses *clauses, const ab_statement *statement,
                           ab_certificate_kind kind, const ab_witness *witness,
                           const ab_facts *facts, ab_error *error);

#endif
