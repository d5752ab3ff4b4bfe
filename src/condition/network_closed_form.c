/* SPDX-License-Identifier: MIT
 * One unit and one feature point on {v >= -V}, W anywhere: a closed form
 * (docs/theory/two-layer-relu.md, section 9). The choice `closed_form` is a bound m of the
 * multiplier; the condition holds if alpha phi(z*) >= phi(-(m^2 - 1) z*), alpha phi(-z*) >=
 * phi(-z*), z* > 0 (else v and the labels are negated), and alpha - beta <= 1. */
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_point.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"

enum { M = AB_NETWORK_ARGUMENT };

/* The parameters of the template, in this order. */
enum { Z, SIGN, LABEL, SHARE, PARAMETERS };

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  ab_status status = ab_network_point_verify(statement, witness, error);
  if (status == AB_OK)
    status = ab_network_verify_difference(statement, error);
  if (status != AB_OK)
    return status;
  if (network->width != 1 || witness->choice_count != AB_NETWORK_CHOICES ||
      witness->choices[M].count != 1)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the closed form is for one unit and takes one bound of the multiplier");
  mpq_t v, lo, hi;
  mpq_inits(v, lo, hi, NULL);
  ab_network_zeta(lo, hi, network, witness);
  bool good = ab_network_v_upper(v, network, -ab_network_sign(network, 0)) &&
              ab_network_point_bounds_m(witness->choices[M].values[0], lo, v);
  mpq_clears(v, lo, hi, NULL);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED, "the bound 'closed_form' is not shown");
}

/* alpha phi(label |z*|) >= psi(share |z*|), label and share as for z* > 0, both shifted. */
static void add_literal(ab_template *t, const ab_statement *statement) {
  ab_graph *g = t->graph;
  ab_expr size = ab_mul(g, ab_graph_parameter(g, SIGN), ab_graph_parameter(g, Z));
  ab_expr at_minimizer = ab_mul(g, ab_graph_parameter(g, LABEL), size);
  ab_expr most = ab_mul(g, ab_graph_parameter(g, SHARE), size);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_comparison(g, statement, PARAMETERS, at_minimizer, most));
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  static const char *const parameters[] = {"z", "sign", "label", "share", "shift"};
  const ab_network *network = &statement->network;
  int sign = ab_network_sign(network, 0);
  add_literal(ab_clauses_add_template(clauses, "closed_form", NULL, 0, parameters,
                                      PARAMETERS + ab_network_shift_count(network)),
              statement);
  for (size_t n = 0; n < ab_network_sample_count(network, 0); n++) {
    ab_network_sample sample = ab_network_sample_at(network, 0, n);
    int label = sign * sample.label;
    ab_clause *clause = ab_network_add_clause(clauses, 0, network, sample, PARAMETERS, "");
    mpq_t *share = &clause->arguments[SHARE].value, one;
    ab_network_bind(clause, Z, 0);
    mpq_set_si(clause->arguments[SIGN].value, sign, 1);
    mpq_set_si(clause->arguments[LABEL].value, label, 1);
    mpq_init(one);
    mpq_set_ui(one, 1, 1);
    mpq_set_si(*share, -1, 1);
    if (label > 0) {
      mpq_mul(*share, witness->choices[M].values[0], witness->choices[M].values[0]);
      mpq_sub(*share, one, *share);
    }
    mpq_clear(one);
  }
}

const ab_network_argument ab_network_closed_form = {
    .name = "closed_form", .kind = AB_CERTIFICATE_THEOREM, .verify = verify, .compile = compile};
