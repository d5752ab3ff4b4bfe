/* SPDX-License-Identifier: MIT */
#include "condition/network_terms.h"

#include "condition/arithmetic.h"
#include "condition/conditions.h"

ab_expr ab_network_loss(ab_graph *g, ab_expr q) {
  return ab_graph_unary(g, AB_OP_SOFTPLUS, ab_neg(g, q));
}

ab_expr ab_network_condition(ab_graph *g, const ab_statement *statement, ab_expr q,
                             ab_expr linearised, ab_expr at_minimizer) {
  mpq_t difference;
  mpq_init(difference);
  mpq_sub(difference, ab_statement_constant(statement, AB_ALPHA),
          ab_statement_constant(statement, AB_BETA));
  ab_expr d = ab_graph_constant(g, difference);
  mpq_clear(difference);
  ab_expr alpha = ab_graph_constant(g, ab_statement_constant(statement, AB_ALPHA));
  ab_expr noise = ab_mul(g, alpha, ab_network_loss(g, at_minimizer));
  /* phi'(q) = -logistic(-q) */
  ab_expr slope = ab_graph_unary(g, AB_OP_LOGISTIC, ab_neg(g, q));
  ab_expr tangent =
      ab_sub(g, ab_mul(g, d, ab_network_loss(g, q)), ab_mul(g, slope, ab_sub(g, linearised, q)));
  return ab_sub(g, noise, tangent);
}
