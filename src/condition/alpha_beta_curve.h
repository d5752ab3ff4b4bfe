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

/* Whether the witness settles beyond D, too, that f is above f* off the curve: f is a function of
 * g. */
bool ab_curve_settles_space(const ab_facts *facts);

/* Adds the clauses: f above its value on the curve elsewhere (on D or everywhere; unless assumed),
 * that a and c have no common zero near D, and, for a proof, one for each f_i: T_i >= 0 at (x, y),
 * x in D, for every y in Proj(x, M); for a refutation, one that says that at its point some T_i < 0
 * for every such y. After verification only. */
ab_status ab_curve_compile(ab_clauses *clauses, const ab_statement *statement,
                           ab_certificate_kind kind, const ab_witness *witness,
                           const ab_facts *facts, ab_error *error);

/* Appends what is declared about the minimisers. */
void ab_curve_assumption(ab_text *text, const ab_functions *family);

#endif
