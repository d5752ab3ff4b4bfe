/* SPDX-License-Identifier: MIT
 * What proves claims about matrix factorisation: used by alpha_beta_factorization.c. Each way has a
 * verify and a compile as in struct ab_condition, to be trusted like them. */
#ifndef AB_CONDITION_FACTORIZATION_H
#define AB_CONDITION_FACTORIZATION_H

#include "condition/conditions.h"
#include "real/low_rank.h"

/* Steps of ab_condition that all claims about the family share. */
ab_status ab_factorization_claim_read(ab_statement *statement, ab_error *error);
void ab_factorization_claim_append(ab_text *text, const ab_statement *statement);
void ab_factorization_claim_coordinate(ab_text *text, const ab_statement *statement, size_t k);
/* For show: f_ij, X and D. */
void ab_factorization_show_problem(ab_text *text, const ab_matrix_factorization *family);

/* TRUSTED. Of `count` columns of a factor whose row 1 begins at coordinate `first`, the one with
 * the largest |column|^2 over a box D, which is put into out. */
size_t ab_growth_farthest(mpq_t out, const ab_matrix_factorization *family, size_t first,
                          size_t count);

/* Rank one over a box, kinds proof and refutation: docs/theory/rank-one.md. Witness: the constants
 * sigma, a[i], b[j]; ranges of t; for a refutation the point and the entry. */
ab_status ab_rank_one_reduction_verify(const ab_statement *statement, ab_certificate_kind kind,
                                       const ab_witness *witness, ab_error *error);
void ab_rank_one_reduction_compile(ab_clauses *clauses, const ab_statement *statement,
                                   ab_certificate_kind kind, const ab_witness *witness);

/* Any rank over any domain, kind theorem: docs/theory/tube.md. Witness, all choices: `noise`, a
 * positive lower bound of |X_ij - Z_ij|; unless D is a tube `nuclear`, an upper bound of sigma_1 +
 * .. + sigma_k; `v[1]` to `v[k]`, the hint for ab_low_rank_enclose. */
ab_status ab_tube_theorem_verify(const ab_statement *statement, const ab_witness *witness,
                                 ab_error *error);
void ab_tube_theorem_compile(ab_clauses *clauses, const ab_statement *statement,
                             const ab_witness *witness);

/* Any rank over a box, kind proof where the rank is not one: docs/theory/norms.md. The witness is
 * described in factorization_norms.h; its constants are the coordinates of a point of M, named by
 * ab_norms_constant_name. */
ab_status ab_norms_verify(const ab_statement *statement, const ab_witness *witness,
                          ab_error *error);
void ab_norms_compile(ab_clauses *clauses, const ab_statement *statement,
                      const ab_witness *witness);
void ab_norms_constant_name(ab_text *text, const ab_matrix_factorization *family, size_t k);

/* out = the maximum of |x|^2 over a domain that is a box or a ball. */
void ab_factorization_reach_square(mpq_t out, const ab_matrix_factorization *family);

/* Encloses Z with balls of 256 bits from `hints`, a choice for each right singular vector, of as
 * many numbers as X has columns; z is to be cleared whatever comes of it. AB_NOT_VERIFIED if Z is
 * not enclosed, or, with `needs_point`, no point of M. */
ab_status ab_factorization_enclose(ab_low_rank *z, const ab_matrix_factorization *family,
                                   const ab_choice *hints, bool needs_point, ab_error *error);

/* AB_NOT_VERIFIED unless D is a box and alpha - beta < 2, for the argument of that name. */
ab_status ab_factorization_verify_box(const ab_statement *statement, const char *argument,
                                      ab_error *error);

/* 2 - (alpha - beta). */
void ab_factorization_two_less(mpq_t out, const ab_statement *statement);

#endif
