/* SPDX-License-Identifier: MIT
 * The condition AB(alpha, beta; D, M) for a two-layer ReLU network.
 *
 * M = {z_i = z_i* for all points i}, z_i* = log(a_i/b_i) for the logistic loss, once the witness
 * shows that these outputs can be realised; f_i* = 0. Samples with equal point and label are equal,
 * so there is one thing to show for each point and label (docs/theory/two-layer-relu.md). */
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_claim.h"
#include "condition/network_regularized.h"
#include "condition/scope.h"
#include "family/network_minimizers.h"
#include "family/network_narrow.h"
#include "num/rational.h"
#include "problem/entries.h"

#include <string.h>

enum { ROUNDING_BITS = 96 };

static const ab_network_argument *const arguments[] = {&ab_network_tube,
                                                       &ab_network_point_argument,
                                                       &ab_network_local,
                                                       &ab_network_one_unit,
                                                       &ab_network_closed_form,
                                                       &ab_network_point_refutation,
                                                       &ab_network_one_unit_refutation,
                                                       &ab_network_sector,
                                                       &ab_network_sector_refutation};

ab_status ab_network_claim_read(ab_statement *statement, ab_error *error) {
  static const char *const keywords[] = {"family", "domain",   "claim",     "scope",
                                         "sgd",    "constant", "parameter", "regularization"};
  ab_status status =
      ab_entries_keywords(statement->syntax, keywords, sizeof keywords / sizeof *keywords,
                          "the family two_layer_relu", error);
  if (status == AB_OK)
    status = ab_scope_is_space(
        statement, "M is the set of all minimizers, and f_i* the infimum, over the whole space",
        error);
  if (status == AB_OK)
    status = ab_statement_read_constants(statement, error);
  if (status == AB_OK)
    status = ab_network_read(&statement->network, statement->syntax, statement->definitions, error);
  if (status == AB_OK && statement->network.regularized &&
      strcmp(statement->condition->claim, "alpha_beta") != 0) {
    ab_network_clear(&statement->network);
    status = ab_syntax_error(statement->syntax, statement->claim->place, error,
                             "with regularization there is only 'claim alpha_beta'");
  }
  return status;
}

void ab_network_claim_append(ab_text *text, const ab_statement *statement) {
  ab_network_append(text, &statement->network);
  ab_text_add(text, "scope {\n  minimizers = space;\n  infimum = space;\n}\n");
  ab_network_append_domain(text, &statement->network);
  ab_statement_append_constants(text, statement);
}

ab_status ab_network_verify_difference(const ab_statement *statement, ab_error *error) {
  mpq_t difference;
  mpq_init(difference);
  mpq_sub(difference, ab_statement_constant(statement, AB_ALPHA),
          ab_statement_constant(statement, AB_BETA));
  bool good = mpq_cmp_ui(difference, 1, 1) <= 0;
  mpq_clear(difference);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the linearisation theorem needs alpha - beta <= 1");
}

void ab_network_bind(ab_clause *clause, size_t k, size_t c) {
  clause->arguments[k].bound = true;
  clause->arguments[k].constant = c;
}

void ab_network_norm_squared_upper(mpq_t out, const ab_network *network, size_t i) {
  const mpq_t *x = ab_network_point(network, i);
  mpq_t square;
  mpq_init(square);
  mpq_set_ui(out, 0, 1);
  for (size_t l = 0; l < network->points.columns; l++) {
    mpq_mul(square, x[l], x[l]);
    ab_rational_round(square, square, ROUNDING_BITS, 1);
    mpq_add(out, out, square);
  }
  mpq_clear(square);
}

size_t ab_network_argument_of(const ab_witness *witness) {
  return ab_network_is_narrow(witness) ? AB_NARROW_CHOICES : AB_NETWORK_ARGUMENT;
}

/* NULL if the witness names no argument of this kind. */
static const ab_network_argument *find_argument(ab_certificate_kind kind,
                                                const ab_witness *witness) {
  size_t at = ab_network_argument_of(witness);
  if (witness->choice_count <= at)
    return NULL;
  for (size_t k = 0; k < sizeof arguments / sizeof *arguments; k++)
    if (arguments[k]->kind == kind && strcmp(arguments[k]->name, witness->choices[at].name) == 0 &&
        (arguments[k]->takes_narrow || !ab_network_is_narrow(witness)))
      return arguments[k];
  return NULL;
}

static ab_status verify_minimizers(const ab_network *network, const ab_witness *witness,
                                   ab_error *error) {
  if (ab_network_is_narrow(witness))
    return ab_network_narrow_verify(network, witness, error);
  ab_status status = ab_network_verify_constants(network, &witness->constants, error);
  return status == AB_OK ? ab_network_verify_realisation(
                               network, &witness->choices[AB_NETWORK_REALISATION], error)
                         : status;
}

/* One point by theorem, several by a proof. */
static ab_status verify_regularized(const ab_statement *statement, ab_certificate_kind kind,
                                    const ab_witness *witness, ab_error *error) {
  bool several = statement->network.points.rows > 1;
  if (kind != (several ? AB_CERTIFICATE_PROOF : AB_CERTIFICATE_THEOREM))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "with regularization one point takes a theorem, "
                        "several take a proof");
  return several ? ab_duality_verify(statement, witness, error)
                 : ab_regularized_verify_one(statement, witness, error);
}

static ab_status verify(const ab_statement *statement, ab_certificate_kind kind,
                        const ab_witness *witness, ab_error *error) {
  if (statement->network.regularized)
    return verify_regularized(statement, kind, witness, error);
  const ab_network_argument *argument = find_argument(kind, witness);
  if (!argument)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the witness names no argument for this kind of certificate");
  ab_status status = verify_minimizers(&statement->network, witness, error);
  return status == AB_OK ? argument->verify(statement, witness, error) : status;
}

static ab_status compile(ab_clauses *clauses, const ab_statement *statement,
                         ab_certificate_kind kind, const ab_witness *witness, ab_error *error) {
  (void)error;
  if (!statement->network.regularized) {
    find_argument(kind, witness)->compile(clauses, statement, witness);
    if (ab_network_is_narrow(witness))
      ab_network_patterns_compile(clauses, &statement->network, witness);
  } else if (statement->network.points.rows > 1)
    ab_duality_compile(clauses, statement, witness);
  else
    ab_regularized_compile_one(clauses, statement);
  return AB_OK;
}

static void basis(ab_basis *out, const ab_statement *statement, const ab_witness *witness) {
  bool dual = statement->network.regularized || ab_network_is_narrow(witness);
  *out = (ab_basis){.reading = "every-y",
                    .minimizers = dual ? "by-theorem weak-duality" : "by-theorem strict-convexity",
                    .infimum = "proved"};
}

void ab_network_claim_coordinate(ab_text *text, const ab_statement *statement, size_t k) {
  ab_network_coordinate(text, &statement->network, k);
}

const ab_condition ab_condition_alpha_beta_network = {.claim = "alpha_beta",
                                                      .family = "two_layer_relu",
                                                      .constants = &ab_alpha_beta_form,
                                                      .basis = basis,
                                                      .coordinate = ab_network_claim_coordinate,
                                                      .read = ab_network_claim_read,
                                                      .append = ab_network_claim_append,
                                                      .show = ab_network_show,
                                                      .verify = verify,
                                                      .compile = compile};
