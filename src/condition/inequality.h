/* SPDX-License-Identifier: MIT
 * What the parts of a claim clause share. */
#ifndef AB_CONDITION_INEQUALITY_H
#define AB_CONDITION_INEQUALITY_H

#include "condition/statement.h"

/* Whether an entry of the claim is a hypothesis. */
bool ab_inequality_is_given(const ab_entry *entry);

/* Calls visit for every comparison, conclusions first: literal 1 is what the claim is about. */
void ab_inequality_visit(const ab_entry *claim,
                         void (*visit)(void *context, const ab_comparison *c, bool given),
                         void *context);

/* Adds the template "claim": the literals of the claim in the variables, with root constant i as
 * parameter i. */
ab_template *ab_inequality_add_claim(ab_clauses *clauses, const ab_statement *statement);

/* TRUSTED. The clauses of a proof or refutation: see ab_condition.compile. */
ab_status ab_inequality_compile(ab_clauses *clauses, const ab_statement *statement,
                                ab_certificate_kind kind, const ab_witness *witness,
                                ab_error *error);

#endif
