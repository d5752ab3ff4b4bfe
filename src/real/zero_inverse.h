/* SPDX-License-Identifier: MIT
 * An approximate inverse of a matrix. Nothing is promised about it, and nothing has to be. */
#ifndef AB_REAL_ZERO_INVERSE_H
#define AB_REAL_ZERO_INVERSE_H

#include "num/interval.h"

/* out, n x n, row-major, becomes about the inverse of the matrix of midpoints of `matrix`, as
 * intervals of one finite number each: Gauss-Jordan elimination with partial pivoting, rounded to
 * nearest at `precision` bits, the precision of out. false if a pivot is 0 or a number is not
 * finite. */
bool ab_inverse_approximate(ab_interval *out, const ab_interval *matrix, size_t n,
                            mpfr_prec_t precision);

#endif
