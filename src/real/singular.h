/* SPDX-License-Identifier: MIT
 * The dominant singular triplet of a rational matrix, certified with Arb balls. */
#ifndef AB_REAL_SINGULAR_H
#define AB_REAL_SINGULAR_H

#include "base/error.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

/* A real matrix with exact rational entries, row-major: rows x columns. */
typedef struct {
  size_t rows, columns;
  mpq_t *entries;
} ab_matrix;

void ab_matrix_init(ab_matrix *matrix, size_t rows, size_t columns); /* zeros */
void ab_matrix_clear(ab_matrix *matrix);

/* The rank, exactly (in FLINT: modulo a prime if that already gives full rank, else fraction-free
 * elimination). */
size_t ab_matrix_rank(const ab_matrix *x);

/* out, columns x rows and initialised, = X'(X X')^-1, exactly: X out = I. false (out unspecified)
 * if the rows of X are linearly dependent. */
bool ab_matrix_right_inverse(ab_matrix *out, const ab_matrix *x);

/* Enclosures, all with rational endpoints, of the dominant singular pair in balanced form:
 * sigma = sigma_1(X), a in R^rows, b in R^columns with X b = sigma a, X' a = sigma b, |a|^2 = |b|^2
 * = sigma, a . hint_a + b . hint_b > 0. Then Z = a b' is the unique best rank-one approximation
 * (Eckart-Young), because sigma_1 > sigma_2 is proved on the way: sigma_2 <= second_upper <
 * sigma_lo. */
typedef struct {
  size_t rows, columns;
  mpq_t sigma_lo, sigma_hi, second_upper;
  mpq_t *a_lo, *a_hi, *b_lo, *b_hi;
} ab_triplet;

void ab_triplet_init(ab_triplet *triplet, size_t rows, size_t columns);
void ab_triplet_clear(ab_triplet *triplet);

/* Encloses the triplet near the approximations hint_a (rows), hint_b (columns), with balls of
 * `precision` bits (16 to 16384), rounded outward. The hints are not trusted and count as
 * directions only: a . hint_a > 0 and b . hint_b > 0 hold separately. The radii are about the
 * residual of the hints over the gap (sigma_1 - sigma_2 relative to sigma_1; the grid of theta may
 * lose a factor of 2^4), by the a-posteriori bound of docs/theory/singular.md; that of sigma is
 * about the square. AB_BAD_PROBLEM with a reason, the triplet unspecified, when sigma_1 > sigma_2
 * cannot be certified that way: a relative gap below 2^-32, hints that are zero, of another pair or
 * too far away, a matrix that is zero. The triplet has the shape of x; rationals are canonical;
 * nothing may alias. */
ab_status ab_triplet_enclose(ab_triplet *triplet, const ab_matrix *x, const mpq_t *hint_a,
                             const mpq_t *hint_b, long precision, ab_error *error);

#endif
