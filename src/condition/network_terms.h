/* SPDX-License-Identifier: MIT
 * Expressions that the arguments about two-layer networks share.
 *
 * A sample has the loss psi(q), q = label (z - target). Outputs are given times the label; `shift`
 * is the number of the parameter label target, which only templates for the squared loss have. */
#ifndef AB_CONDITION_NETWORK_TERMS_H
#define AB_CONDITION_NETWORK_TERMS_H

#include "condition/statement.h"
#include "family/network_data.h"

/* psi(q), and -psi'(q) >= 0. */
ab_expr ab_network_loss(ab_graph *g, ab_loss kind, ab_expr q);
ab_expr ab_network_descent(ab_graph *g, ab_loss kind, ab_expr q);

/* T = psi'(q)(q - L) - d psi(q) + alpha phi(q_y), q, L and q_y = the output, the linearised one and
 * that at the minimizer, shifted; phi(q_y) is the whole loss of the sample there: sections 1 and 10
 * of docs/theory/two-layer-relu.md. */
ab_expr ab_network_condition(ab_graph *g, const ab_statement *statement, uint32_t shift,
                             ab_expr output, ab_expr linearised, ab_expr at_minimizer);

/* alpha phi(q_y) - psi(L). */
ab_expr ab_network_comparison(ab_graph *g, const ab_statement *statement, uint32_t shift,
                              ab_expr at_minimizer, ab_expr linearised);

/* The sample of point i whose label is given[0] and, for the squared loss, whose target has the
 * number given[1], from 1; false if there is none. */
bool ab_network_find_sample(ab_network_sample *sample, const ab_network *network, size_t i,
                            const mpq_t *given);

/* 1 if templates have the parameter "shift", the last one; else 0. */
size_t ab_network_shift_count(const ab_network *network);

/* Sets the parameter of a clause about the sample, if there is one. */
void ab_network_set_shift(ab_clause *clause, uint32_t shift, ab_network_sample sample);

/* A clause about the sample, "point[i]:positive" and so on with the suffix; binds the parameter. */
ab_clause *ab_network_add_clause(ab_clauses *clauses, size_t template_index,
                                 const ab_network *network, ab_network_sample sample,
                                 uint32_t shift, const char *suffix);

#endif
