/* SPDX-License-Identifier: MIT */
#ifndef AB_CONDITION_FUNCTIONS_COMPILE_H
#define AB_CONDITION_FUNCTIONS_COMPILE_H

#include "condition/statement.h"

/* The problem that is compiled: the one across an affine M where the functions allow that, else the
 * one as written. */
const ab_functions *ab_functions_working(const ab_statement *statement);

/* Whether a clause of this name is about minimizers or infima, and not the claim itself. */
bool ab_functions_is_fact(const char *clause);

/* TRUSTED. The clauses of a proof or refutation of the condition for own functions: see
 * ab_condition.compile. */
ab_status ab_functions_compile(ab_clauses *clauses, const ab_statement *statement,
                               ab_certificate_kind kind, const ab_witness *witness,
                               ab_error *error);

#endif
