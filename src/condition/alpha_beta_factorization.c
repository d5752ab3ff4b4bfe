/* SPDX-License-Identifier: MIT
 * The condition AB(alpha, beta; D, M) for matrix factorisation. What proves it depends on the kind
 * of certificate and on its witness: a closed form (tube_theorem.c,
 * factorization_rectangle.c), for rank one over a box the
 * reduction to three variables (alpha_beta_rank_one.c), else over a box the closed form from norms
 * (factorization_norms.c). */
#include "condition/factorization_norms.h"
#include "condition/factorization_rectangle.h"
#include "condition/factorization_refutation.h"
#include "condition/projection.h"
#include "condition/rank_one_restricted.h"
#include "condition/scope.h"
#include "problem/entries.h"

static bool is_box_of_rank_one(const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  return f->rank == 1 && f->shape == AB_SHAPE_BOX;
}

/* M is what of it lies in D: where there is an argument about that. */
static ab_status restrict_minimizers(ab_statement *statement, ab_error *error) {
  statement->factorization.is_restricted = true;
  if (is_box_of_rank_one(statement) &&
      statement->condition == &ab_condition_alpha_beta_factorization)
    return AB_OK;
  ab_matrix_factorization_clear(&statement->factorization);
  return ab_syntax_error(statement->syntax, statement->claim->place, error,
                         "the scope 'minimizers = domain' is for the claim alpha_beta in rank one "
                         "over a box");
}

ab_status ab_factorization_claim_read(ab_statement *statement, ab_error *error) {
  static const char *const keywords[] = {"family", "domain",   "claim",    "scope",
                                         "sgd",    "constant", "parameter"};
  ab_status status =
      ab_entries_keywords(statement->syntax, keywords, sizeof keywords / sizeof *keywords,
                          "the family matrix_factorization", error);
  bool in_domain = false;
  if (status == AB_OK)
    status = ab_scope_read(
        &in_domain, statement,
        "M is the set of all minimisers (or, in rank one over a box, of those in the domain), and "
        "f_ij* = 0 over the whole space",
        error);
  if (status == AB_OK)
    status = ab_statement_read_constants(statement, error);
  if (status == AB_OK)
    status = ab_matrix_factorization_read(&statement->factorization, statement->syntax,
                                          statement->definitions, error);
  if (status == AB_OK && in_domain)
    status = restrict_minimizers(statement, error);
  return status;
}

void ab_factorization_claim_append(ab_text *text, const ab_statement *statement) {
  ab_matrix_factorization_append(text, &statement->factorization);
  ab_text_printf(text, "scope {\n  minimizers = %s;\n  infimum = space;\n}\n",
                 statement->factorization.is_restricted ? "domain" : "space");
  ab_matrix_factorization_append_domain(text, &statement->factorization);
  ab_statement_append_constants(text, statement);
}

static ab_status verify(const ab_statement *statement, ab_certificate_kind kind,
                        const ab_witness *witness, ab_error *error) {
  if (statement->factorization.is_restricted)
    return ab_rank_one_restricted_verify(statement, kind, witness, error);
  if (kind == AB_CERTIFICATE_THEOREM)
    return ab_is_rectangle(witness) ? ab_rectangle_verify(statement, witness, error)
                                    : ab_tube_theorem_verify(statement, witness, error);
  if (ab_is_nearest(witness) && kind == AB_CERTIFICATE_REFUTATION)
    return ab_nearest_verify(statement, witness, error);
  if (is_box_of_rank_one(statement))
    return ab_rank_one_reduction_verify(statement, kind, witness, error);
  if (kind == AB_CERTIFICATE_PROOF)
    return ab_norms_verify(statement, witness, error);
  return ab_error_set(error, AB_NOT_VERIFIED, "the witness of the refutation has no chart");
}

static ab_status compile(ab_clauses *clauses, const ab_statement *statement,
                         ab_certificate_kind kind, const ab_witness *witness, ab_error *error) {
  (void)error;
  if (statement->factorization.is_restricted)
    ab_rank_one_restricted_compile(clauses, statement, kind, witness);
  else if (kind == AB_CERTIFICATE_THEOREM && ab_is_rectangle(witness))
    ab_rectangle_compile(clauses, statement, witness);
  else if (kind == AB_CERTIFICATE_THEOREM)
    ab_tube_theorem_compile(clauses, statement, witness);
  else if (kind == AB_CERTIFICATE_REFUTATION && ab_is_nearest(witness))
    ab_nearest_compile(clauses, statement, witness);
  else if (!is_box_of_rank_one(statement))
    ab_norms_compile(clauses, statement, witness);
  else
    ab_rank_one_reduction_compile(clauses, statement, kind, witness);
  return AB_OK;
}

static void append_argument(ab_text *text, const ab_statement *statement,
                            const ab_witness *witness) {
  if (statement->factorization.is_restricted)
    ab_text_add(text, "rank-one reduction, minimizers in the domain");
  else if (ab_is_nearest(witness))
    ab_text_add(text, "certified nearest minimizer");
  else if (is_box_of_rank_one(statement))
    ab_text_add(text, "rank-one reduction");
  else if (ab_is_rectangle(witness))
    ab_rectangle_append_name(text, witness);
  else if (ab_is_of_norms(witness))
    ab_text_add(text, witness->choices[AB_NORMS_PAIRS].count > 0
                          ? "closed form from norms, pair tests"
                          : "closed form from norms");
  else
    ab_text_add(text, "tube theorem");
}

static void basis(ab_basis *out, const ab_statement *statement, const ab_witness *witness) {
  bool is_unique = !statement->factorization.is_restricted &&
                   (ab_is_nearest(witness) || ab_projection_is_unique_rank_one(statement, witness));
  *out = (ab_basis){.reading = "every-y",
                    .minimizers = "by-theorem Eckart-Young",
                    .infimum = "proved",
                    .projection = is_unique ? "unique" : NULL};
  append_argument(&out->argument, statement, witness);
}

void ab_factorization_claim_coordinate(ab_text *text, const ab_statement *statement, size_t k) {
  ab_matrix_factorization_coordinate(text, &statement->factorization, k);
}

const ab_condition ab_condition_alpha_beta_factorization = {.claim = "alpha_beta",
                                                            .constants = &ab_alpha_beta_form,
                                                            .family = "matrix_factorization",
                                                            .basis = basis,
                                                            .coordinate =
                                                                ab_factorization_claim_coordinate,
                                                            .read = ab_factorization_claim_read,
                                                            .append = ab_factorization_claim_append,
                                                            .show = ab_factorization_show,
                                                            .verify = verify,
                                                            .compile = compile};
