/* SPDX-License-Identifier: MIT
 * The tube theorem for networks of any width (docs/theory/two-layer-relu.md, section 4): with
 * dist(x, M)^2 <= r2 and |v|^2 <= v2 on D, E_i = |x_i| (r2/2 + sqrt(v2 r2)) and q = label z_i*, the
 * condition holds if alpha phi(q) >= phi(q - E_i) for all samples, and alpha - beta <= 1.
 * The choice `distance` is r2; after it come the scales of the points of M that show it, unless
 * the domain is a tube. */
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "family/network_feasible.h"

#include <string.h>

enum { SCALES = AB_NETWORK_CHOICES };

/* The parameters of the template, in this order. */
enum { Z, LABEL, NORM_SQUARED, DISTANCE_SQUARED, V_SQUARED, PARAMETERS };

static ab_status verify_distance(const ab_statement *statement, const ab_witness *witness,
                                 ab_error *error) {
  const ab_network *network = &statement->network;
  const ab_choice *given = &witness->choices[AB_NETWORK_ARGUMENT];
  bool points = witness->choice_count > SCALES;
  ab_network_feasible feasible = {0};
  if (points && (strcmp(witness->choices[SCALES].name, "scales") != 0 ||
                 !ab_network_feasible_make(&feasible, network, &witness->constants,
                                           &witness->choices[AB_NETWORK_REALISATION],
                                           &witness->choices[SCALES])))
    return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'scales' gives no points of M");
  mpq_t bound;
  mpq_init(bound);
  bool good = ab_network_distance_squared_upper(bound, network, points ? &feasible : NULL) &&
              mpq_cmp(bound, given->values[0]) <= 0;
  mpq_clear(bound);
  ab_network_feasible_clear(&feasible);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the bound 'distance' of dist(x, M)^2 over the domain is not shown");
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  if (witness->constants.count != statement->network.points.rows ||
      witness->choice_count > SCALES + 1 || witness->choices[AB_NETWORK_ARGUMENT].count != 1)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the tube theorem takes the constants z, the choice 'distance' with one "
                        "number, and 'scales'");
  mpq_t unused;
  mpq_init(unused);
  bool bounded = ab_network_v_squared_upper(unused, &statement->network);
  mpq_clear(unused);
  if (!bounded)
    return ab_error_set(error, AB_NOT_VERIFIED, "v is unbounded on the domain");
  ab_status status = ab_network_verify_difference(statement, error);
  return status == AB_OK ? verify_distance(statement, witness, error) : status;
}

/* alpha phi(q) - psi(q - E) >= 0. */
static void add_literal(ab_template *t, const ab_statement *statement) {
  ab_graph *g = t->graph;
  ab_expr p[PARAMETERS];
  for (uint32_t k = 0; k < PARAMETERS; k++)
    p[k] = ab_graph_parameter(g, k);
  ab_expr product = ab_graph_binary(g, AB_OP_MUL, p[V_SQUARED], p[DISTANCE_SQUARED]);
  ab_expr half = ab_graph_binary(g, AB_OP_DIV, p[DISTANCE_SQUARED], ab_graph_integer(g, 2));
  ab_expr reach = ab_graph_binary(g, AB_OP_ADD, half, ab_graph_unary(g, AB_OP_SQRT, product));
  ab_expr norm = ab_graph_unary(g, AB_OP_SQRT, p[NORM_SQUARED]);
  ab_expr off = ab_graph_binary(g, AB_OP_MUL, norm, reach);
  ab_expr q = ab_graph_binary(g, AB_OP_MUL, p[LABEL], p[Z]);
  ab_expr worst = ab_graph_binary(g, AB_OP_SUB, q, off);
  ab_expr value = ab_network_comparison(g, statement, PARAMETERS, q, worst);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, value);
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  static const char *const parameters[] = {"z",         "label", "norm_squared", "distance_squared",
                                           "v_squared", "shift"};
  const ab_network *network = &statement->network;
  add_literal(ab_clauses_add_template(clauses, "tube", NULL, 0, parameters,
                                      PARAMETERS + ab_network_shift_count(network)),
              statement);
  mpq_t norm, v;
  mpq_inits(norm, v, NULL);
  ab_network_v_squared_upper(v, network);
  for (size_t i = 0; i < network->points.rows; i++) {
    ab_network_norm_squared_upper(norm, network, i);
    for (size_t n = 0; n < ab_network_sample_count(network, i); n++) {
      ab_network_sample sample = ab_network_sample_at(network, i, n);
      ab_clause *clause = ab_network_add_clause(clauses, 0, network, sample, PARAMETERS, "");
      ab_network_bind(clause, Z, i);
      mpq_set_si(clause->arguments[LABEL].value, sample.label, 1);
      mpq_set(clause->arguments[NORM_SQUARED].value, norm);
      mpq_set(clause->arguments[DISTANCE_SQUARED].value,
              witness->choices[AB_NETWORK_ARGUMENT].values[0]);
      mpq_set(clause->arguments[V_SQUARED].value, v);
    }
  }
  mpq_clears(norm, v, NULL);
}

const ab_network_argument ab_network_tube = {
    .name = "distance", .kind = AB_CERTIFICATE_THEOREM, .verify = verify, .compile = compile};
