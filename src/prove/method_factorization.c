/* SPDX-License-Identifier: MIT
 * Matrix factorisation: over a box in rank one the reduction to three variables, else the tube
 * theorem. */
#include "condition/factorization.h"
#include "prove/closed_forms.h"
#include "prove/method.h"
#include "prove/rank_one_refutation.h"
#include "prove/rank_one_witness.h"
#include "prove/tube_witness.h"

/* The closed forms complete a square that d = alpha - beta >= 2 does not have. */
static ab_status check_difference(const ab_statement *statement, ab_error *error) {
  if (ab_statement_has_free_constant(statement))
    return AB_OK;
  mpq_t c;
  mpq_init(c);
  ab_factorization_two_less(c, statement);
  bool good = mpq_sgn(c) > 0;
  mpq_clear(c);
  return good ? AB_OK
              : ab_error_set(error, AB_BAD_PROBLEM,
                             "what is known for rank > 1, and over balls and tubes, needs "
                             "alpha - beta < 2");
}

static bool is_reduced(const ab_matrix_factorization *f) {
  return f->rank == 1 && f->shape == AB_SHAPE_BOX;
}

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  if (is_reduced(f))
    return ab_rank_one_witness_make(witness, f, false, error);
  *kind = AB_CERTIFICATE_THEOREM;
  ab_status status = check_difference(statement, error);
  if (status == AB_OK)
    return ab_tube_witness_make(witness, f, error);
  ab_witness_init(witness);
  return status;
}

/* An entry without noise makes the claim false, not senseless. */
static ab_status make_to_refute(ab_witness *witness, ab_certificate_kind *kind,
                                ab_statement *statement, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  return is_reduced(f) ? ab_rank_one_witness_make(witness, f, true, error)
                       : make(witness, kind, statement, error);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  return proof->certificate.kind == AB_CERTIFICATE_PROOF &&
         ab_rank_one_refutation_make(witness, &statement->factorization,
                                     &proof->certificate.witness.constants,
                                     &proof->certificate.clauses, proof->open_clause,
                                     (const mpq_t *)proof->open.point, slack);
}

const ab_method ab_method_factorization = {
    .condition = &ab_condition_alpha_beta_factorization,
    .make = make,
    .make_to_refute = make_to_refute,
    .refute = refute,
    .closed_forms = ab_factorization_closed_forms,
};
