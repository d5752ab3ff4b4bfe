/* SPDX-License-Identifier: MIT
 * Two-layer networks: the sharpest argument that applies. */
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_regularized.h"
#include "family/network_data.h"
#include "family/network_narrow.h"
#include "prove/method.h"
#include "prove/network_duality_witness.h"
#include "prove/network_narrow.h"
#include "prove/network_one_unit_refutation.h"
#include "prove/network_point_refutation.h"
#include "prove/network_sector.h"
#include "prove/network_weights.h"
#include "prove/network_witness.h"
#include "prove/search.h"

#include <string.h>

enum { COORDINATES_MAX = 12 }; /* beyond so many no search ends */

/* Whether a theorem, which needs no search, settles the claim by this witness. */
static bool is_enough(const ab_network_argument *theorem, const ab_statement *statement,
                      const ab_witness *witness) {
  ab_error unused;
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  bool good = theorem->verify(statement, witness, &unused) == AB_OK;
  if (good)
    theorem->compile(&clauses, statement, witness);
  for (size_t i = 0; i < clauses.clause_count && good; i++) {
    ab_search_options options = {.precision = AB_PRECISION_DEFAULT, .node_limit = 1};
    ab_search_result result;
    ab_search(&result, &clauses, i, &witness->constants, &options);
    good = result.outcome == AB_SEARCH_PROVED;
    ab_search_result_clear(&result);
  }
  ab_clauses_clear(&clauses);
  return good;
}

/* The closed form or the tube theorem, if it settles the claim: then its choices are added. */
static bool add_theorem_if_enough(ab_witness *witness, const ab_statement *statement) {
  const ab_network *network = &statement->network;
  ab_error unused;
  ab_witness closed, tube;
  ab_witness_copy(&closed, witness);
  ab_witness_copy(&tube, witness);
  bool by_form = ab_network_witness_add_closed_form(&closed, network) &&
                 is_enough(&ab_network_closed_form, statement, &closed);
  bool by_tube = !by_form && ab_network_witness_add_tube(&tube, network, &unused) == AB_OK &&
                 is_enough(&ab_network_tube, statement, &tube);
  if (by_form || by_tube)
    ab_witness_clear(witness);
  if (by_form)
    *witness = closed;
  else
    ab_witness_clear(&closed);
  if (by_tube)
    *witness = tube;
  else
    ab_witness_clear(&tube);
  return by_form || by_tube;
}

/* On the whole space, whatever the domain. */
static ab_status make_regularized(ab_witness *witness, ab_certificate_kind *kind,
                                  const ab_statement *statement, ab_error *error) {
  const ab_network *network = &statement->network;
  bool several = network->points.rows > 1;
  ab_witness_init(witness);
  if (network->loss != AB_LOSS_LOGISTIC)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "regularization: what is known is for the logistic loss, not for the loss "
                        "%s",
                        ab_loss_name(network->loss));
  if (several && network->points.columns > AB_DUALITY_FEATURES_MAX)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "regularization: several points are for at most %d features",
                        (int)AB_DUALITY_FEATURES_MAX);
  if (ab_regularized_verify_constants(statement, error) != AB_OK)
    return error->status = AB_BAD_PROBLEM;
  *kind = several ? AB_CERTIFICATE_PROOF : AB_CERTIFICATE_THEOREM;
  return several ? ab_network_witness_add_duality(witness, network, error) : AB_OK;
}

/* Constants and choices about the minimizers. */
static ab_status begin(ab_witness *witness, const ab_network *network, ab_error *error) {
  ab_status status = ab_network_witness_begin(witness, network, error);
  if (status == AB_OK || network->loss != AB_LOSS_LOGISTIC || !ab_network_one_unit_applies(network))
    return status;
  ab_witness_clear(witness);
  ab_witness_init(witness);
  return ab_network_witness_begin_narrow(witness, network, error);
}

static ab_status make_to_refute(ab_witness *witness, ab_certificate_kind *kind,
                                ab_statement *statement, ab_error *error) {
  const ab_network *network = &statement->network;
  if (network->regularized)
    return make_regularized(witness, kind, statement, error);
  ab_status status = begin(witness, network, error);
  if (status == AB_OK)
    status = ab_network_verify_difference(statement, error);
  if (status != AB_OK)
    return error->status = AB_BAD_PROBLEM;
  if (ab_network_is_narrow(witness)) {
    if (ab_network_narrow_is_free(network, witness))
      ab_network_witness_add_sector(witness, network);
    else
      ab_network_witness_add_one_unit(witness, network);
    return AB_OK;
  }
  bool closed = network->width == 1 && network->points.rows == 1;
  bool local = ab_network_local_applies(network) && network->region.box.count <= COORDINATES_MAX;
  if (closed && add_theorem_if_enough(witness, statement)) {
    *kind = AB_CERTIFICATE_THEOREM;
    return AB_OK;
  }
  if (ab_network_witness_add_point(witness, network) ||
      ab_network_witness_add_one_unit(witness, network))
    return AB_OK;
  if (local && !add_theorem_if_enough(witness, statement)) {
    ab_network_weights_add(witness, network);
    return AB_OK;
  }
  *kind = AB_CERTIFICATE_THEOREM;
  return witness->choice_count > AB_NETWORK_ARGUMENT
             ? AB_OK
             : ab_network_witness_add_tube(witness, network, error);
}

/* Where a sample has no noise its T does not depend on alpha. */
static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  ab_network_sample sample;
  ab_witness_init(witness);
  if (ab_network_find_noiseless(&statement->network, &sample))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "target %zu of point %zu is the mean of the targets there: this sample has "
                        "no noise, f_i = 0 at all minimizers, so that no alpha helps it; the "
                        "arguments about networks need noise in every sample",
                        sample.number + 1, sample.point + 1);
  ab_witness_clear(witness);
  return make_to_refute(witness, kind, statement, error);
}

/* Where the points of M that the witness has are far, one more. */
static bool next(ab_certificate_kind *kind, ab_proof *proof, const ab_statement *statement) {
  ab_witness *witness = &proof->certificate.witness;
  bool stuck = proof->open.outcome == AB_SEARCH_FALSE || proof->open.stop == AB_STOP_DEPTH;
  return *kind == AB_CERTIFICATE_PROOF && stuck && !statement->network.regularized &&
         !ab_network_is_narrow(witness) &&
         strcmp(witness->choices[AB_NETWORK_ARGUMENT].name, ab_network_local.name) == 0 &&
         ab_network_weights_extend(witness, &statement->network, (const mpq_t *)proof->open.point);
}

static bool is_refutable(const ab_statement *statement) {
  const ab_network *network = &statement->network;
  return !network->regularized &&
         (network->points.rows == 1 || ab_network_one_unit_applies(network));
}

/* Of the arguments for one point and for one unit. */
static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  const ab_certificate *c = &proof->certificate;
  if (!is_refutable(statement))
    return false;
  const char *argument = c->witness.choices[ab_network_argument_of(&c->witness)].name;
  const char *clause = c->clauses.clauses[proof->open_clause].name;
  const mpq_t *at = (const mpq_t *)proof->open.point;
  if (strcmp(argument, ab_network_one_unit.name) == 0)
    return ab_network_one_unit_refutation_make(witness, statement, &c->witness, clause, at, slack);
  if (strcmp(argument, ab_network_sector.name) == 0)
    return ab_network_sector_refutation_make(witness, statement, &c->witness, clause, at, slack);
  return strcmp(argument, ab_network_point_argument.name) == 0 &&
         ab_network_point_refutation_make(witness, statement, &c->witness, clause, at, slack);
}

const ab_method ab_method_network = {.condition = &ab_condition_alpha_beta_network,
                                     .make = make,
                                     .make_to_refute = make_to_refute,
                                     .next = next,
                                     .refute = refute,
                                     .is_refutable = is_refutable};
