/* SPDX-License-Identifier: MIT
 * Norms of matrices of balls, bounded. */
#ifndef AB_REAL_DEFINITE_H
#define AB_REAL_DEFINITE_H

#include "real/arb.h"

/* x becomes its upper end, a ball of radius 0. x is finite. */
void ab_ball_make_upper(arb_t x, long precision);

/* out is an upper bound of |e|^2, e any matrix in the balls, |.| the spectral norm, and below
 * `limit` for certain; false if none is found. Cheap bounds first: docs/theory/low-rank.md,
 * section 5. */
bool ab_ball_norm_square_below(arb_t out, const arb_mat_t e, const arb_t limit);

#endif
