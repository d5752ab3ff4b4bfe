/* SPDX-License-Identifier: MIT */
#include "condition/network_terms.h"

#include "condition/arithmetic.h"
#include "condition/conditions.h"

static ab_expr relu(ab_graph *g, ab_expr x) {
  return ab_graph_unary(g, AB_OP_RELU, x);
}

/* relu(1 - q), and the smaller one of that and 1: minus the slope of the smoothed hinge. */
static ab_expr hinge_gap(ab_graph *g, ab_expr q) {
  ab_expr one = ab_graph_integer(g, 1);
  return relu(g, ab_sub(g, one, q));
}

static ab_expr hinge_slope(ab_graph *g, ab_expr q) {
  ab_expr one = ab_graph_integer(g, 1), gap = hinge_gap(g, q);
  return ab_graph_binary(g, AB_OP_MIN, gap, one);
}

static ab_expr half_square(ab_graph *g, ab_expr x) {
  ab_expr two = ab_graph_integer(g, 2);
  return ab_div(g, ab_square(g, x), two);
}

ab_expr ab_network_loss(ab_graph *g, ab_loss kind, ab_expr q) {
  ab_expr down = ab_neg(g, q);
  if (kind == AB_LOSS_LOGISTIC)
    return ab_graph_unary(g, AB_OP_SOFTPLUS, down);
  ab_expr linear = relu(g, down);
  if (kind == AB_LOSS_SQUARED)
    return half_square(g, linear);
  ab_expr curved = half_square(g, hinge_slope(g, q));
  return ab_add(g, curved, linear);
}

ab_expr ab_network_descent(ab_graph *g, ab_loss kind, ab_expr q) {
  ab_expr down = ab_neg(g, q);
  if (kind == AB_LOSS_LOGISTIC)
    return ab_graph_unary(g, AB_OP_LOGISTIC, down);
  return kind == AB_LOSS_SQUARED ? relu(g, down) : hinge_slope(g, q);
}

/* alpha phi(q). */
static ab_expr noise(ab_graph *g, const ab_statement *statement, ab_expr q) {
  ab_loss kind = statement->network.loss;
  ab_expr alpha = ab_graph_constant(g, ab_statement_constant(statement, AB_ALPHA));
  ab_expr value = kind == AB_LOSS_SQUARED ? half_square(g, q) : ab_network_loss(g, kind, q);
  return ab_mul(g, alpha, value);
}

static ab_expr shifted(ab_graph *g, const ab_network *network, ab_expr output, uint32_t shift) {
  if (!ab_network_has_targets(network))
    return output;
  return ab_sub(g, output, ab_graph_parameter(g, shift));
}

ab_expr ab_network_condition(ab_graph *g, const ab_statement *statement, uint32_t shift,
                             ab_expr output, ab_expr linearised, ab_expr at_minimizer) {
  const ab_network *network = &statement->network;
  mpq_t difference;
  mpq_init(difference);
  mpq_sub(difference, ab_statement_constant(statement, AB_ALPHA),
          ab_statement_constant(statement, AB_BETA));
  ab_expr d = ab_graph_constant(g, difference);
  mpq_clear(difference);
  ab_expr q = shifted(g, network, output, shift);
  ab_expr at_y = noise(g, statement, shifted(g, network, at_minimizer, shift));
  ab_expr own = ab_mul(g, d, ab_network_loss(g, network->loss, q));
  /* the shifts of the linearised output and of q cancel */
  ab_expr step = ab_mul(g, ab_network_descent(g, network->loss, q), ab_sub(g, linearised, output));
  return ab_sub(g, at_y, ab_sub(g, own, step));
}

ab_expr ab_network_comparison(ab_graph *g, const ab_statement *statement, uint32_t shift,
                              ab_expr at_minimizer, ab_expr linearised) {
  const ab_network *network = &statement->network;
  ab_expr at_y = noise(g, statement, shifted(g, network, at_minimizer, shift));
  ab_expr most = ab_network_loss(g, network->loss, shifted(g, network, linearised, shift));
  return ab_sub(g, at_y, most);
}

bool ab_network_find_sample(ab_network_sample *sample, const ab_network *network, size_t i,
                            const mpq_t *given) {
  for (size_t n = 0; n < ab_network_sample_count(network, i); n++) {
    *sample = ab_network_sample_at(network, i, n);
    bool same = mpq_cmp_si(given[0], sample->label, 1) == 0;
    if (same &&
        (!sample->target || mpq_cmp_ui(given[1], (unsigned long)sample->number + 1, 1) == 0))
      return true;
  }
  return false;
}

size_t ab_network_shift_count(const ab_network *network) {
  return ab_network_has_targets(network) ? 1 : 0;
}

void ab_network_set_shift(ab_clause *clause, uint32_t shift, ab_network_sample sample) {
  if (!sample.target)
    return;
  mpq_set(clause->arguments[shift].value, sample.target);
  if (sample.label < 0)
    mpq_neg(clause->arguments[shift].value, clause->arguments[shift].value);
}

ab_clause *ab_network_add_clause(ab_clauses *clauses, size_t template_index,
                                 const ab_network *network, ab_network_sample sample,
                                 uint32_t shift, const char *suffix) {
  ab_text name;
  ab_text_init(&name);
  ab_network_sample_name(&name, network, sample);
  ab_text_add(&name, suffix);
  ab_clause *clause = ab_clauses_add(clauses, name.data, template_index);
  ab_text_clear(&name);
  ab_network_set_shift(clause, shift, sample);
  return clause;
}
