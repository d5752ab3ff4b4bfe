/* SPDX-License-Identifier: MIT
 * Matrix factorisation: over a box in rank one the reduction to three variables, else closed
 * forms. */
#include "condition/rank_one_restricted.h"
#include "prove/closed_forms.h"
#include "prove/factorization_refutation.h"
#include "prove/method.h"
#include "prove/norms_witness.h"
#include "prove/rank_one_groups.h"
#include "prove/rank_one_refutation.h"
#include "prove/rank_one_witness.h"
#include "prove/rectangle_witness.h"
#include "prove/tube_witness.h"

#include <string.h>

/* Groups pay where there are many entries; more clauses than CLAUSES_MOST take too much memory. */
enum { GROUPS_FROM = 256, CLAUSES_MOST = 200000, NORMS_MOST = 4000, RECTANGLES_MOST = 400000 };

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

/* M in D alone: a witness has nothing but the constants. */
static ab_status make_restricted(ab_witness *witness, const ab_statement *statement,
                                 bool noise_may_be_zero, ab_error *error) {
  ab_status status =
      ab_rank_one_witness_make(witness, &statement->factorization, noise_may_be_zero, error);
  ab_witness_drop_choices(witness, 0);
  if (status == AB_OK)
    status = ab_rank_one_restricted_verify(statement, AB_CERTIFICATE_PROOF, witness, error);
  if (status == AB_NOT_VERIFIED)
    error->status = status = AB_BAD_PROBLEM;
  return status;
}

static bool has_numbers(const ab_statement *statement) {
  const ab_claim_constants *constants = &statement->constants;
  return ab_claim_constants_best(constants) == constants->form->count;
}

static ab_status make_reduction(ab_witness *witness, const ab_statement *statement,
                                ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  ab_status status = ab_rank_one_witness_make(witness, f, false, error);
  if (status == AB_OK && has_numbers(statement) && f->x.rows * f->x.columns > GROUPS_FROM)
    ab_rank_one_groups_add(witness, statement);
  return status;
}

static bool is_small(const ab_matrix_factorization *f, size_t most) {
  return f->rank * f->x.rows * f->x.columns <= most;
}

/* The tube theorem; over a box, while that does not reach so far, closed forms from rectangles,
 * then the one from norms. */
static ab_status make_closed_form(ab_witness *witness, ab_certificate_kind *kind,
                                  const ab_statement *statement, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  *kind = AB_CERTIFICATE_THEOREM;
  ab_status status = ab_tube_witness_make(witness, f, error);
  if (status != AB_OK || f->shape != AB_SHAPE_BOX || !has_numbers(statement) ||
      !is_small(f, RECTANGLES_MOST) || ab_tube_suffices(statement, witness))
    return status;
  bool reaches = false;
  ab_witness_clear(witness);
  status = ab_rectangle_witness_make(witness, &reaches, statement, error);
  if (status != AB_OK || reaches || !is_small(f, NORMS_MOST))
    return status;
  ab_witness_clear(witness);
  *kind = AB_CERTIFICATE_PROOF;
  return ab_norms_witness_make(witness, statement, error);
}

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  if (f->is_restricted)
    return make_restricted(witness, statement, false, error);
  if (is_reduced(f))
    return make_reduction(witness, statement, error);
  *kind = AB_CERTIFICATE_THEOREM;
  ab_status status = check_difference(statement, error);
  if (status == AB_OK)
    return make_closed_form(witness, kind, statement, error);
  ab_witness_init(witness);
  return status;
}

/* An entry without noise makes the claim false, not senseless. Where there are no clauses that say
 * something about points, no witness is needed. */
static ab_status make_to_refute(ab_witness *witness, ab_certificate_kind *kind,
                                ab_statement *statement, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  if (f->is_restricted)
    return make_restricted(witness, statement, true, error);
  if (is_reduced(f))
    return ab_rank_one_witness_make(witness, f, true, error);
  ab_witness_init(witness);
  *kind = AB_CERTIFICATE_THEOREM;
  return AB_OK;
}

/* A group that stays open: every entry gets a clause of its own, if that is not too many. */
static bool next(ab_certificate_kind *kind, ab_proof *proof, const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  if (*kind != AB_CERTIFICATE_PROOF || f->x.rows * f->x.columns > CLAUSES_MOST)
    return false;
  const char *open = proof->certificate.clauses.clauses[proof->open_clause].name;
  return strncmp(open, "group", 5) == 0 && ab_rank_one_groups_remove(&proof->certificate.witness);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  const ab_certificate *c = &proof->certificate;
  return c->kind == AB_CERTIFICATE_PROOF && is_reduced(&statement->factorization) &&
         ab_rank_one_refutation_make(witness, &statement->factorization, &c->witness.constants,
                                     c->clauses.clauses[proof->open_clause].name,
                                     (const mpq_t *)proof->open.point, slack);
}

static bool refute_anywhere(ab_witness *witness, const ab_statement *statement) {
  if (!is_reduced(&statement->factorization))
    return ab_factorization_refutation_make(witness, statement);
  ab_witness_init(witness);
  return false;
}

static bool is_loose(const ab_statement *statement) {
  return !is_reduced(&statement->factorization);
}

const ab_method ab_method_factorization = {
    .condition = &ab_condition_alpha_beta_factorization,
    .make = make,
    .make_to_refute = make_to_refute,
    .next = next,
    .refute = refute,
    .refute_anywhere = refute_anywhere,
    .is_loose = is_loose,
    .closed_forms = ab_factorization_closed_forms,
};
