/* SPDX-License-Identifier: MIT
 * Matrix factorisation of rank one. */
#include "condition/conditions.h"
#include "prove/method.h"
#include "prove/rank_one_refutation.h"
#include "prove/rank_one_witness.h"

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  (void)kind;
  return ab_rank_one_witness_make(witness, &statement->factorization, error);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  return ab_rank_one_refutation_make(
      witness, &statement->factorization, &proof->certificate.witness.constants,
      &proof->certificate.clauses, proof->open_clause, (const mpq_t *)proof->open.point, slack);
}

const ab_method ab_method_rank_one = {
    .condition = &ab_condition_alpha_beta_rank_one,
    .make = make,
    .refute = refute,
};
