/* SPDX-License-Identifier: MIT
 * Expressions that the arguments about two-layer networks share. */
#ifndef AB_CONDITION_NETWORK_TERMS_H
#define AB_CONDITION_NETWORK_TERMS_H

#include "condition/statement.h"

/* phi(q) = softplus(-q). */
ab_expr ab_network_loss(ab_graph *g, ab_expr q);

/* T = phi'(q)(q - linearised) - d phi(q) + alpha phi(at_minimizer): section 1 of
 * docs/theory/two-layer-relu.md, all three times the label. */
ab_expr ab_network_condition(ab_graph *g, const ab_statement *statement, ab_expr q,
                             ab_expr linearised, ab_expr at_minimizer);

#endif
