/* SPDX-License-Identifier: MIT
 * Two-layer networks: the sharpest argument that applies. */
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "prove/method.h"
#include "prove/network_witness.h"

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  const ab_network *network = &statement->network;
  ab_status status = ab_network_witness_begin(witness, network, error);
  if (status == AB_OK)
    status = ab_network_verify_difference(statement, error);
  if (status != AB_OK)
    return error->status = AB_BAD_PROBLEM;
  if (ab_network_witness_add_point(witness, network))
    return AB_OK;
  *kind = AB_CERTIFICATE_THEOREM;
  return ab_network_witness_add_tube(witness, network, error);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  (void)witness, (void)proof, (void)statement, (void)slack;
  return false;
}

const ab_method ab_method_network = {
    .condition = &ab_condition_alpha_beta_network, .make = make, .refute = refute};
