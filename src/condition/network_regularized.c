/* SPDX-License-Identifier: MIT
 * l2 regularisation on the whole space, by theorem (docs/theory/two-layer-relu.md, section 11).
 *
 * F_i = phi(label z_i) + l1 |v|^2 + l2 |W|^2. For one feature point the minimizers are exact: their
 * output solves Phi'(z) = -+c/|x|, or is 0. The witness is empty. */
#include "condition/network_regularized.h"

#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"

/* 2 q <= 1 + e^-q at this q, which is nearly the largest such one. */
static const long turning[2] = {7388, 10000};

ab_status ab_regularized_verify_constants(const ab_statement *statement, ab_error *error) {
  if (statement->network.points.rows > 1 &&
      mpq_cmp_ui(ab_statement_constant(statement, AB_ALPHA), 1, 1) < 0)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "with a penalty and several points alpha has to be at least 1");
  return ab_network_verify_difference(statement, error);
}

ab_status ab_regularized_verify(const ab_statement *statement, const ab_witness *witness,
                                bool several, size_t choices, ab_error *error) {
  const ab_network *network = &statement->network;
  if (network->loss != AB_LOSS_LOGISTIC || (network->points.rows > 1) != several)
    return ab_error_set(error, AB_NOT_VERIFIED, "this argument is for the logistic loss and %s",
                        several ? "several points" : "one point");
  if (witness->choice_count != choices || witness->constants.count != 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "this argument takes %zu choices and no constants",
                        choices);
  return ab_regularized_verify_constants(statement, error);
}

ab_status ab_regularized_verify_one(const ab_statement *statement, const ab_witness *witness,
                                    ab_error *error) {
  return ab_regularized_verify(statement, witness, false, 0, error);
}

/* (c/|x_i|)^2 = 4 l1 l2/|x_i|^2. */
static void price_squared(mpq_t out, const ab_network *network, size_t i) {
  mpq_t norm;
  mpq_init(norm);
  ab_network_norm_squared(norm, network, i);
  mpq_mul(out, network->penalty_v, network->penalty_w);
  mpq_mul_2exp(out, out, 2);
  mpq_div(out, out, norm);
  mpq_clear(norm);
}

/* c/|x_i|, c = 2 sqrt(l1 l2): what an output of size 1 at point i costs alone. */
static ab_expr price_of(ab_graph *g, const ab_network *network, size_t i) {
  mpq_t square;
  mpq_init(square);
  price_squared(square, network, i);
  ab_expr result = ab_graph_unary(g, AB_OP_SQRT, ab_graph_constant(g, square));
  mpq_clear(square);
  return result;
}

/* share - 1/2, share that of the more frequent label. */
static void majority(mpq_t out, const ab_network *network) {
  mpq_srcptr a = network->positive[0], b = network->negative[0];
  mpq_t all;
  mpq_init(all);
  mpq_add(all, a, b);
  mpq_sub(out, a, b);
  mpq_abs(out, out);
  mpq_div(out, out, all);
  mpq_div_2exp(out, out, 1);
  mpq_clear(all);
}

bool ab_regularized_is_zero(const ab_network *network) {
  mpq_t most, square;
  mpq_inits(most, square, NULL);
  majority(most, network);
  mpq_mul(most, most, most);
  price_squared(square, network, 0);
  bool zero = mpq_cmp(square, most) >= 0;
  mpq_clears(most, square, NULL);
  return zero;
}

/* inf F_i = -k log k - (1 - k) log(1 - k), k the price, where k < 1/2; else log 2. */
static ab_expr infimum(ab_graph *g, const ab_network *network, size_t i) {
  mpq_t square, quarter;
  mpq_inits(square, quarter, NULL);
  price_squared(square, network, i);
  mpq_set_ui(quarter, 1, 4);
  bool small = mpq_cmp(square, quarter) < 0;
  mpq_clears(square, quarter, NULL);
  if (!small)
    return ab_graph_unary(g, AB_OP_LOG, ab_graph_integer(g, 2));
  ab_expr k = price_of(g, network, i), rest = ab_sub(g, ab_graph_integer(g, 1), k);
  ab_expr first = ab_mul(g, k, ab_graph_unary(g, AB_OP_LOG, k));
  ab_expr second = ab_mul(g, rest, ab_graph_unary(g, AB_OP_LOG, rest));
  return ab_neg(g, ab_add(g, first, second));
}

static ab_expr turning_point(ab_graph *g) {
  ab_expr numerator = ab_graph_integer(g, turning[0]);
  return ab_div(g, numerator, ab_graph_integer(g, turning[1]));
}

/* log(1 + e^-q) + e^-q there. */
static ab_expr bound(ab_graph *g) {
  ab_expr down = ab_neg(g, turning_point(g));
  ab_expr power = ab_graph_unary(g, AB_OP_EXP, down);
  return ab_add(g, ab_graph_unary(g, AB_OP_SOFTPLUS, down), power);
}

void ab_regularized_add_bound(ab_clauses *clauses) {
  ab_template *t = ab_clauses_add_template(clauses, "bound", NULL, 0, NULL, 0);
  ab_graph *g = t->graph;
  ab_expr q = turning_point(g), power = ab_graph_unary(g, AB_OP_EXP, ab_neg(g, q));
  ab_expr more = ab_add(g, ab_graph_integer(g, 1), power);
  ab_expr twice = ab_mul(g, ab_graph_integer(g, 2), q);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, ab_sub(g, more, twice));
  ab_clauses_add(clauses, "bound", clauses->template_count - 1);
}

/* 2/k + 1/k^2, k the price. */
static ab_expr cross_terms(ab_graph *g, const ab_network *network, size_t i) {
  ab_expr inverse = ab_div(g, ab_graph_integer(g, 1), price_of(g, network, i));
  ab_expr twice = ab_mul(g, ab_graph_integer(g, 2), inverse);
  return ab_add(g, twice, ab_square(g, inverse));
}

void ab_regularized_add_literal(ab_template *template_, const ab_statement *statement, size_t i,
                                const ab_regularized_facts *facts) {
  ab_graph *g = template_->graph;
  const ab_network *network = &statement->network;
  ab_expr least = infimum(g, network, i);
  ab_expr own = ab_network_loss(g, AB_LOSS_LOGISTIC, facts->margin);
  ab_expr noise = ab_sub(g, ab_add(g, own, facts->least), least);
  ab_expr alpha = ab_graph_constant(g, ab_statement_constant(statement, AB_ALPHA));
  ab_expr cross = ab_mul(g, cross_terms(g, network, i), facts->most);
  ab_expr rest = ab_sub(g, facts->least, least);
  ab_expr needed = ab_add(g, ab_add(g, bound(g), cross), rest);
  ab_template_add_literal(template_, AB_LITERAL_NONNEGATIVE,
                          ab_sub(g, ab_mul(g, alpha, noise), needed));
}

/* The facts about the minimizers for one point; label as for the more frequent one. */
static ab_regularized_facts facts_of_one(ab_graph *g, const ab_network *network, ab_expr label) {
  ab_expr zero = ab_graph_integer(g, 0);
  if (ab_regularized_is_zero(network))
    return (ab_regularized_facts){zero, zero, zero};
  mpq_t number;
  mpq_init(number);
  majority(number, network);
  ab_expr half = ab_div(g, ab_graph_integer(g, 1), ab_graph_integer(g, 2));
  ab_expr price = price_of(g, network, 0);
  ab_expr more = ab_sub(g, ab_graph_constant(g, number), price);
  ab_expr odds = ab_div(g, ab_add(g, half, more), ab_sub(g, half, more));
  ab_expr z = ab_graph_unary(g, AB_OP_LOG, odds);
  ab_expr penalty = ab_mul(g, price, z);
  mpq_clear(number);
  return (ab_regularized_facts){ab_mul(g, label, z), penalty, penalty};
}

void ab_regularized_compile_one(ab_clauses *clauses, const ab_statement *statement) {
  static const char *const parameters[] = {"label"};
  const ab_network *network = &statement->network;
  ab_regularized_add_bound(clauses);
  ab_template *t = ab_clauses_add_template(clauses, "regularized", NULL, 0, parameters, 1);
  ab_regularized_facts facts = facts_of_one(t->graph, network, ab_graph_parameter(t->graph, 0));
  ab_regularized_add_literal(t, statement, 0, &facts);
  int sign = ab_network_sign(network, 0) < 0 ? -1 : 1;
  for (size_t n = 0; n < ab_network_sample_count(network, 0); n++) {
    ab_network_sample sample = ab_network_sample_at(network, 0, n);
    ab_clause *clause = ab_network_add_clause(clauses, 1, network, sample, 0, "");
    mpq_set_si(clause->arguments[0].value, sign * sample.label, 1);
  }
}
