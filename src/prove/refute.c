/* SPDX-License-Identifier: MIT */
#include "prove/refute.h"

#include "prove/falsify.h"

enum { SHORT = 50000 }; /* boxes of a clause in the search for a place to start from */

static ab_status refute(ab_proof *proof, ab_statement *statement, const ab_prove_options *options,
                        void *context, ab_error *error) {
  (void)context;
  const ab_method *method = ab_method_of(statement->condition);
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  ab_search_options search = ab_attempt_limits(options);
  ab_witness *witness = &proof->certificate.witness;
  ab_status status = (method->make_to_refute ? method->make_to_refute
                                             : method->make)(witness, &kind, statement, error);
  if (status != AB_OK || ab_falsify(proof, statement, kind, NULL, 0, options, &search) ||
      ab_attempt_refutation_anywhere(proof, statement, options, &search))
    return status;
  if (search.node_limit > SHORT)
    search.node_limit = SHORT;
  if (statement->condition->verify(statement, kind, witness, error) == AB_OK &&
      !ab_attempt(proof, statement, kind, options, &search, error) && proof->open.point)
    ab_falsify_open(proof, statement, options, &search);
  return AB_OK;
}

ab_status ab_refute(ab_proof *proof, const ab_statement *statement, const ab_prove_options *options,
                    ab_error *error) {
  return ab_solve_canonical(proof, statement, options, refute, NULL, error);
}
