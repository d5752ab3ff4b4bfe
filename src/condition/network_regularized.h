/* SPDX-License-Identifier: MIT
 * Networks with l2 regularisation: what the arguments for one feature point
 * (network_regularized.c) and for several (network_duality.c) share
 * (docs/theory/two-layer-relu.md, section 11). */
#ifndef AB_CONDITION_NETWORK_REGULARIZED_H
#define AB_CONDITION_NETWORK_REGULARIZED_H

#include "condition/statement.h"

/* alpha - beta <= 1; for several points also alpha >= 1. */
ab_status ab_regularized_verify_constants(const ab_statement *statement, ab_error *error);
/* That, logistic loss, so many points, a witness with so many choices and no constants;
 * AB_NOT_VERIFIED else. */
ab_status ab_regularized_verify(const ab_statement *statement, const ab_witness *witness,
                                bool several, size_t choices, ab_error *error);

/* About the minimizers: label z_i at most `margin`, the penalty between
 * `least` and `most`. */
typedef struct {
  ab_expr margin, least, most;
} ab_regularized_facts;

/* The literal of section 11 for a sample of point i, if these hold at every minimizer. */
void ab_regularized_add_literal(ab_template *template_, const ab_statement *statement, size_t i,
                                const ab_regularized_facts *facts);

/* The clause that bounds max (phi(q) - 2 q phi'(q)), and its template. */
void ab_regularized_add_bound(ab_clauses *clauses);

/* The arguments, as in ab_condition, for one point (kind theorem) and several (kind proof). */
ab_status ab_regularized_verify_one(const ab_statement *statement, const ab_witness *witness,
                                    ab_error *error);
void ab_regularized_compile_one(ab_clauses *clauses, const ab_statement *statement);
ab_status ab_duality_verify(const ab_statement *statement, const ab_witness *witness,
                            ab_error *error);
void ab_duality_compile(ab_clauses *clauses, const ab_statement *statement,
                        const ab_witness *witness);

/* Whether the output of the minimizers at the one point is 0. */
bool ab_regularized_is_zero(const ab_network *network);

/* Choices of the witness for several points: parameters W, v of a network that is nearly a
 * minimizer; the multipliers g of weak duality; how far the values are apart at most; for each
 * point an interval that holds the outputs of all minimizers. */
enum {
  AB_DUALITY_POINT,
  AB_DUALITY_MULTIPLIERS,
  AB_DUALITY_GAP,
  AB_DUALITY_OUTPUTS,
  AB_DUALITY_CHOICES
};
enum { AB_DUALITY_FEATURES_MAX = 4 };

#endif
