/* SPDX-License-Identifier: MIT
 * The condition AB for own functions whose minimisers are a curve g = a(u) v + c(u) = 0
 * (docs/theory/curves.md). */
#ifndef AB_CONDITION_ALPHA_BETA_CURVE_H
#define AB_CONDITION_ALPHA_BETA_CURVE_H

#include "condition/functions_facts.h"
#include "condition/statement.h"

/* TRUSTED: the points of the witness lie on the curve; unless minimisers are assumed, f has one
 * rational value along the curve and its derivative in v vanishes there, wherever defined. */
ab_status ab_curve_facts_verify(const ab_facts *facts, ab_error *error);

/* Adds the clauses: f above its value on the curve elsewhere on D (unless assumed), and that a
 * and c have no common zero near D, and one for each f_i: T_i >= 0 at (x, y), x in D, for every y
 * in Proj(x, M). After verification only. */
void ab_curve_compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness,
                      const ab_facts *facts);

/* Appends what is declared about the minimisers. */
void ab_curve_assumption(ab_text *text, const ab_functions *family);

#endif
