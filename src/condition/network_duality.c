/* SPDX-License-Identifier: MIT
 * l2 regularisation and several feature points: where the minimizers are, by weak duality
 * (docs/theory/two-layer-relu.md, section 11).
 *
 * For multipliers g with |sum_i g_i relu(x_i.u)| <= c |u| for all u, every x has F(x) >= Phi(z) +
 * g.z, a sum of functions of one variable each. So a network whose value is at most `gap` above the
 * minimum of that sum confines the outputs of all minimizers to intervals, and their penalty. */
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_regularized.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "num/rational.h"

#include <string.h>

static const mpq_t *values_of(const ab_witness *witness, size_t choice) {
  return (const mpq_t *)witness->choices[choice].values;
}

/* The number of labels of point i, and of all points. */
static void count_labels(mpq_t own, mpq_t all, const ab_network *network, size_t i) {
  mpq_set_ui(all, 0, 1);
  for (size_t m = 0; m < network->points.rows; m++) {
    mpq_add(all, all, network->positive[m]);
    mpq_add(all, all, network->negative[m]);
  }
  mpq_add(own, network->positive[i], network->negative[i]);
}

/* logistic(z) where Phi_i(z) + g_i z is least: (a_i - n g_i)/(a_i + b_i); in (0, 1) or false. */
static bool least_at(mpq_t out, const ab_network *network, const mpq_t g, size_t i) {
  mpq_t own, all;
  mpq_inits(own, all, NULL);
  count_labels(own, all, network, i);
  mpq_mul(all, all, g);
  mpq_sub(out, network->positive[i], all);
  mpq_div(out, out, own);
  mpq_set_ui(own, 1, 1);
  bool good = mpq_sgn(out) > 0 && mpq_cmp(out, own) < 0;
  mpq_clears(own, all, NULL);
  return good;
}

static bool has_shape(const ab_network *network, const ab_witness *witness) {
  static const char *const names[] = {"point", "multipliers", "gap", "outputs"};
  size_t p = network->points.rows;
  const size_t counts[] = {network->region.box.count, p, 1, 2 * p};
  bool good = network->points.columns <= AB_DUALITY_FEATURES_MAX;
  for (size_t k = 0; k < AB_DUALITY_CHOICES && good; k++)
    good =
        strcmp(witness->choices[k].name, names[k]) == 0 && witness->choices[k].count == counts[k];
  return good;
}

ab_status ab_duality_verify(const ab_statement *statement, const ab_witness *witness,
                            ab_error *error) {
  const ab_network *network = &statement->network;
  ab_status status = ab_regularized_verify(statement, witness, true, AB_DUALITY_CHOICES, error);
  if (status != AB_OK)
    return status;
  if (!has_shape(network, witness))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "weak duality takes the choices point, multipliers, gap and outputs, and "
                        "at most %d features",
                        (int)AB_DUALITY_FEATURES_MAX);
  const mpq_t *outputs = values_of(witness, AB_DUALITY_OUTPUTS);
  bool good = true;
  mpq_t unused;
  mpq_init(unused);
  for (size_t i = 0; i < network->points.rows && good; i++)
    good = mpq_cmp(outputs[2 * i], outputs[2 * i + 1]) <= 0 &&
           least_at(unused, network, values_of(witness, AB_DUALITY_MULTIPLIERS)[i], i);
  mpq_clear(unused);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the choices 'multipliers' and 'outputs' bound nothing");
}

/* c^2 |u|^2 >= (sum_i g_i relu(x_i.u))^2 for u_l = side and all others in [-1, 1]. */
static void add_multipliers(ab_clauses *clauses, const ab_network *network, const mpq_t *multiplier,
                            size_t l, int side) {
  static const char *const names[] = {"u1", "u2", "u3", "u4"};
  size_t d = network->points.columns;
  ab_template *t = ab_clauses_add_template(clauses, "multipliers", names, d - 1, NULL, 0);
  ab_graph *g = t->graph;
  ab_expr squares = ab_graph_integer(g, 0), sum = squares, u[AB_DUALITY_FEATURES_MAX];
  for (size_t m = 0; m < d; m++) {
    u[m] = m == l ? ab_graph_integer(g, side) : ab_graph_variable(g, (uint32_t)(m < l ? m : m - 1));
    squares = ab_add(g, squares, ab_square(g, u[m]));
  }
  for (size_t i = 0; i < network->points.rows; i++) {
    ab_expr h = ab_graph_integer(g, 0);
    for (size_t m = 0; m < d; m++) {
      ab_expr x = ab_graph_constant(g, ab_network_point(network, i)[m]);
      h = ab_add(g, h, ab_mul(g, x, u[m]));
    }
    ab_expr on = ab_graph_unary(g, AB_OP_RELU, h);
    sum = ab_add(g, sum, ab_mul(g, ab_graph_constant(g, multiplier[i]), on));
  }
  mpq_t price;
  mpq_init(price);
  mpq_mul(price, network->penalty_v, network->penalty_w);
  mpq_mul_2exp(price, price, 2);
  ab_expr most = ab_mul(g, ab_graph_constant(g, price), squares);
  mpq_clear(price);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, ab_sub(g, most, ab_square(g, sum)));
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "multipliers[%zu]:%s", l + 1, side > 0 ? "positive" : "negative");
  ab_clause *clause = ab_clauses_add(clauses, name.data, clauses->template_count - 1);
  ab_text_clear(&name);
  for (size_t m = 0; m + 1 < d; m++) {
    mpq_set_si(clause->lo[m], -1, 1);
    mpq_set_si(clause->hi[m], 1, 1);
  }
}

/* Phi_i(z) = (a_i phi(z) + b_i phi(-z))/n. */
static ab_expr loss_at(ab_graph *g, const ab_network *network, size_t i, const mpq_t z) {
  mpq_t own, all;
  mpq_inits(own, all, NULL);
  count_labels(own, all, network, i);
  ab_expr at = ab_graph_constant(g, z), a = ab_graph_constant(g, network->positive[i]);
  ab_expr b = ab_graph_constant(g, network->negative[i]);
  ab_expr first = ab_mul(g, a, ab_network_loss(g, AB_LOSS_LOGISTIC, at));
  ab_expr second = ab_mul(g, b, ab_network_loss(g, AB_LOSS_LOGISTIC, ab_neg(g, at)));
  ab_expr sum = ab_div(g, ab_add(g, first, second), ab_graph_constant(g, all));
  mpq_clears(own, all, NULL);
  return sum;
}

/* min over z of Phi_i(z) + g_i z = (a_i + b_i)/n H(s), s = least_at, H the entropy. */
static ab_expr least_loss(ab_graph *g, const ab_network *network, const mpq_t multiplier,
                          size_t i) {
  mpq_t own, all, s;
  mpq_inits(own, all, s, NULL);
  least_at(s, network, multiplier, i);
  count_labels(own, all, network, i);
  mpq_div(own, own, all);
  ab_expr at = ab_graph_constant(g, s), rest = ab_sub(g, ab_graph_integer(g, 1), at);
  ab_expr first = ab_mul(g, at, ab_graph_unary(g, AB_OP_LOG, at));
  ab_expr second = ab_mul(g, rest, ab_graph_unary(g, AB_OP_LOG, rest));
  ab_expr result = ab_neg(g, ab_mul(g, ab_graph_constant(g, own), ab_add(g, first, second)));
  mpq_clears(own, all, s, NULL);
  return result;
}

/* out = the output at point i of the network `x`. */
static void output_of(mpq_t out, const ab_network *network, const mpq_t *x, size_t i) {
  mpq_t h, product;
  mpq_inits(h, product, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < network->width; j++) {
    mpq_set_ui(h, 0, 1);
    for (size_t l = 0; l < network->points.columns; l++) {
      mpq_mul(product, x[ab_network_w(network, j) + l], ab_network_point(network, i)[l]);
      mpq_add(h, h, product);
    }
    if (mpq_sgn(h) <= 0)
      continue;
    mpq_mul(h, h, x[ab_network_v(network, j)]);
    mpq_add(out, out, h);
  }
  mpq_clears(h, product, NULL);
}

/* out = l1 |v|^2 + l2 |W|^2. */
static void penalty_of(mpq_t out, const ab_network *network, const mpq_t *x) {
  mpq_t square;
  mpq_init(square);
  mpq_set_ui(out, 0, 1);
  for (size_t k = 0; k < network->region.box.count; k++) {
    mpq_mul(square, x[k], x[k]);
    mpq_mul(square, square, k < ab_network_v(network, 0) ? network->penalty_w : network->penalty_v);
    mpq_add(out, out, square);
  }
  mpq_clear(square);
}

/* The value at the point is at most the least of Phi(z) + g.z, plus the gap. */
static void add_gap(ab_clauses *clauses, const ab_network *network, const ab_witness *witness) {
  ab_template *t = ab_clauses_add_template(clauses, "gap", NULL, 0, NULL, 0);
  ab_graph *g = t->graph;
  const mpq_t *x = values_of(witness, AB_DUALITY_POINT);
  mpq_t number;
  mpq_init(number);
  penalty_of(number, network, x);
  ab_expr more = ab_graph_constant(g, number);
  for (size_t i = 0; i < network->points.rows; i++) {
    output_of(number, network, x, i);
    more = ab_add(g, more, loss_at(g, network, i, number));
    more =
        ab_sub(g, more, least_loss(g, network, values_of(witness, AB_DUALITY_MULTIPLIERS)[i], i));
  }
  mpq_clear(number);
  ab_expr gap = ab_graph_constant(g, values_of(witness, AB_DUALITY_GAP)[0]);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, ab_sub(g, gap, more));
  ab_clauses_add(clauses, "gap", clauses->template_count - 1);
}

static void add_end_clause(ab_clauses *clauses, const char *kind, size_t i, int side) {
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "output[%zu]:%s:%s", i + 1, side < 0 ? "lower" : "upper", kind);
  ab_clauses_add(clauses, name.data, clauses->template_count - 1);
  ab_text_clear(&name);
}

/* At this end z of the interval, Phi_i(z) + g_i z is more than the gap above its minimum, and the
 * minimum is on the other side. */
static void add_end(ab_clauses *clauses, const ab_network *network, const ab_witness *witness,
                    size_t i, int side) {
  mpq_srcptr z = values_of(witness, AB_DUALITY_OUTPUTS)[2 * i + (side > 0)];
  mpq_srcptr multiplier = values_of(witness, AB_DUALITY_MULTIPLIERS)[i];
  ab_template *t = ab_clauses_add_template(clauses, "value", NULL, 0, NULL, 0);
  ab_graph *g = t->graph;
  ab_expr at = ab_graph_constant(g, z);
  ab_expr linear = ab_mul(g, ab_graph_constant(g, multiplier), at);
  ab_expr value = ab_add(g, loss_at(g, network, i, z), linear);
  ab_expr excess = ab_sub(g, value, least_loss(g, network, multiplier, i));
  ab_expr gap = ab_graph_constant(g, values_of(witness, AB_DUALITY_GAP)[0]);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, excess, gap));
  add_end_clause(clauses, "value", i, side);
  t = ab_clauses_add_template(clauses, "side", NULL, 0, NULL, 0);
  g = t->graph;
  mpq_t s;
  mpq_init(s);
  least_at(s, network, multiplier, i);
  ab_expr there = ab_graph_constant(g, s);
  mpq_clear(s);
  ab_expr here = ab_graph_unary(g, AB_OP_LOGISTIC, ab_graph_constant(g, z));
  ab_expr apart = ab_sub(g, there, here);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, side < 0 ? apart : ab_neg(g, apart));
  add_end_clause(clauses, "side", i, side);
}

/* The penalty of a minimizer lies in [sum of min g_i z_i, gap + sum of max g_i z_i], and is >= 0.
 */
static void penalty_range(mpq_t lo, mpq_t hi, const ab_network *network,
                          const ab_witness *witness) {
  const mpq_t *outputs = values_of(witness, AB_DUALITY_OUTPUTS);
  mpq_t product;
  mpq_init(product);
  mpq_set_ui(lo, 0, 1);
  mpq_set(hi, values_of(witness, AB_DUALITY_GAP)[0]);
  for (size_t i = 0; i < network->points.rows; i++) {
    mpq_srcptr g = values_of(witness, AB_DUALITY_MULTIPLIERS)[i];
    bool up = mpq_sgn(g) >= 0;
    mpq_mul(product, g, outputs[2 * i + !up]);
    mpq_add(lo, lo, product);
    mpq_mul(product, g, outputs[2 * i + up]);
    mpq_add(hi, hi, product);
  }
  if (mpq_sgn(lo) < 0)
    mpq_set_ui(lo, 0, 1);
  mpq_clear(product);
}

static void add_sample(ab_clauses *clauses, const ab_statement *statement,
                       const ab_witness *witness, ab_network_sample sample) {
  const ab_network *network = &statement->network;
  const mpq_t *outputs = values_of(witness, AB_DUALITY_OUTPUTS) + 2 * sample.point;
  mpq_t lo, hi, margin;
  mpq_inits(lo, hi, margin, NULL);
  penalty_range(lo, hi, network, witness);
  mpq_set(margin, outputs[sample.label > 0]);
  if (sample.label < 0)
    mpq_neg(margin, margin);
  ab_template *t = ab_clauses_add_template(clauses, "regularized", NULL, 0, NULL, 0);
  ab_regularized_facts facts = {.margin = ab_graph_constant(t->graph, margin)};
  facts.least = ab_graph_constant(t->graph, lo);
  facts.most = ab_graph_constant(t->graph, hi);
  ab_regularized_add_literal(t, statement, sample.point, &facts);
  ab_network_add_clause(clauses, clauses->template_count - 1, network, sample, 0, "");
  mpq_clears(lo, hi, margin, NULL);
}

void ab_duality_compile(ab_clauses *clauses, const ab_statement *statement,
                        const ab_witness *witness) {
  const ab_network *network = &statement->network;
  ab_regularized_add_bound(clauses);
  add_gap(clauses, network, witness);
  for (size_t i = 0; i < network->points.rows; i++) {
    add_end(clauses, network, witness, i, -1);
    add_end(clauses, network, witness, i, 1);
    for (size_t n = 0; n < ab_network_sample_count(network, i); n++)
      add_sample(clauses, statement, witness, ab_network_sample_at(network, i, n));
  }
  for (size_t l = 0; l < network->points.columns; l++)
    for (int side = 1; side >= -1; side -= 2)
      add_multipliers(clauses, network, values_of(witness, AB_DUALITY_MULTIPLIERS), l, side);
}
