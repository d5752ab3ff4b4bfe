/* SPDX-License-Identifier: MIT
 * The family f_ij(W, S) = 1/2 (X_ij - w_i . s_j)^2, W in R^{k x n}, S in R^{k x m}
 * (docs/theory/matrix-factorization.md). */
#ifndef AB_FAMILY_MATRIX_FACTORIZATION_H
#define AB_FAMILY_MATRIX_FACTORIZATION_H

#include "certificate/certificate.h"
#include "family/domain.h"
#include "real/singular.h"

/* What D is: a product of ranges, {x: |x| <= radius}, or {x: dist(x, M) <= radius}. */
typedef enum { AB_SHAPE_BOX, AB_SHAPE_BALL, AB_SHAPE_TUBE } ab_shape;

/* X is n x m. A box has the coordinates W row by row (k n of them), then S row by row (k m); the
 * domain of another shape has none. */
typedef struct {
  ab_matrix x;
  size_t rank;
  ab_shape shape;
  mpq_t *radius; /* one number, positive: of a ball or a tube; NULL for a box */
  ab_domain domain;
  bool is_restricted; /* M is what of it lies in D: rank one over a box; else M is all of it */
} ab_matrix_factorization;

/* Reads the family and domain blocks. Errors: X not rectangular, a rank that is not below the rank
 * of X (then there is no noise), a domain that is no full bounded box, ball or tube. */
ab_status ab_matrix_factorization_read(ab_matrix_factorization *family, const ab_syntax *syntax,
                                       ab_definitions *definitions, ab_error *error);
void ab_matrix_factorization_clear(ab_matrix_factorization *family);

/* Canonical text of the two blocks. */
void ab_matrix_factorization_append(ab_text *text, const ab_matrix_factorization *family);
void ab_matrix_factorization_append_domain(ab_text *text, const ab_matrix_factorization *family);

/* Appends the name of a coordinate: W[row,column] or S[row,column]. */
void ab_matrix_factorization_coordinate(ab_text *text, const ab_matrix_factorization *family,
                                        size_t number);

/* For rank 1: coordinate numbers of w_i and s_j, i and j from 0. */
size_t ab_matrix_factorization_w(const ab_matrix_factorization *family, size_t i);
size_t ab_matrix_factorization_s(const ab_matrix_factorization *family, size_t j);

/* The constants of a witness in rank one: sigma, a[1..n], b[1..m] with Z = a b' the best rank-one
 * approximation of X, |a|^2 = |b|^2 = sigma (Eckart-Young; docs/theory/singular.md). */
size_t ab_rank_one_constant_count(const ab_matrix_factorization *family);
size_t ab_rank_one_sigma(const ab_matrix_factorization *family);
size_t ab_rank_one_a(const ab_matrix_factorization *family, size_t i);
size_t ab_rank_one_b(const ab_matrix_factorization *family, size_t j);
/* Appends the name of constant number k. */
void ab_rank_one_constant_name(ab_text *text, const ab_matrix_factorization *family, size_t k);

/* TRUSTED: the enclosures that `constants` give hold. The names must be the expected ones in order.
 * The midpoints serve as hints for ab_triplet_enclose; each of its enclosures must lie within the
 * one given. AB_NOT_VERIFIED else. */
ab_status ab_rank_one_verify(const ab_matrix_factorization *family, const ab_constants *constants,
                             ab_error *error);

#endif
