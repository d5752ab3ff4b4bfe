/* SPDX-License-Identifier: MIT
 * Untrusted approximations of the first right singular vectors: hints for ab_low_rank_enclose. */
#ifndef AB_PROVE_LOW_RANK_GUESS_H
#define AB_PROVE_LOW_RANK_GUESS_H

#include "base/error.h"
#include "real/singular.h"

/* hint: rank * columns numbers, initialised by the caller; column c of an approximate basis of the
 * span of the first `rank` right singular vectors goes to hint[c * columns ..], as integers (the
 * vectors times 2^128, rounded). An SVD in doubles, refined three times; the basis is nearly
 * orthonormal and nearly diagonalises X'X. Nothing is certified. AB_BAD_PROBLEM if x is zero or
 * LAPACK fails. */
ab_status ab_low_rank_guess(mpq_t *hint, const ab_matrix *x, size_t rank, ab_error *error);

#endif
