/* SPDX-License-Identifier: MIT
 * The best approximation of rank k of a rational matrix, certified with Arb balls. */
#ifndef AB_REAL_LOW_RANK_H
#define AB_REAL_LOW_RANK_H

#include "real/singular.h"

/* What is known of X and its best approximation Z of rank `rank`, all rational. Z is the only one,
 * because sigma_rank >= kept_lower > rest_upper >= sigma_{rank+1} is proved on the way. */
typedef struct {
  size_t rows, columns, rank;
  mpq_t kept_lower, rest_upper;
  mpq_t first_upper;   /* >= sigma_1(X) */
  mpq_t nuclear_upper; /* >= sigma_1(X) + .. + sigma_rank(X) */
  mpq_t *z_lo, *z_hi;  /* Z_ij is in [z_lo, z_hi]; row-major */
  bool has_point;
  /* has_point: what follows is known too; it may fail for rough hints. One point (W0, S0) of M, W0
   * (rank x rows) nearly orthonormal; row-major: W0'S0 = Z exactly for some numbers in these
   * ranges. */
  mpq_t *w_lo, *w_hi, *s_lo, *s_hi;
  mpq_t w_least, s_least; /* |W0'z| >= w_least |z| and |S0'z| >= s_least |z|: lower bounds */
  mpq_t *left, *right; /* upper bounds of |u_i|^2 and |v_j|^2, the rows of U and V in Z = U Sg V' */
} ab_low_rank;

void ab_low_rank_init(ab_low_rank *out, size_t rows, size_t columns, size_t rank);
void ab_low_rank_clear(ab_low_rank *out);

/* Encloses Z, given approximations of the right singular vectors 1 to rank: column c of the hint is
 * hint[c * columns .. c * columns + columns - 1]. The hint is not trusted and counts as `rank`
 * directions; balls of `precision` bits (64 to 16384), rounded outward. The radii of Z are about
 * |X| times the residual of the hint over the relative gap of the squares; the bounds of singular
 * values lose less. AB_BAD_PROBLEM with a reason, `out` unspecified, when the gap cannot be
 * certified that way: docs/theory/low-rank.md. */
ab_status ab_low_rank_enclose(ab_low_rank *out, const ab_matrix *x, const mpq_t *hint,
                              long precision, ab_error *error);

#endif
