/* SPDX-License-Identifier: MIT
 * Untrusted approximations of the dominant singular vectors: hints for ab_triplet_enclose. */
#ifndef AB_PROVE_SINGULAR_GUESS_H
#define AB_PROVE_SINGULAR_GUESS_H

#include "base/error.h"
#include "real/singular.h"

#include <gmp.h>

enum { AB_GUESS_BITS_MAX = 1024 };

/* Dyadic approximations a (x->rows entries), b (x->columns), initialised by the caller, of the
 * dominant singular pair of x in balanced form, |a|^2 = |b|^2 = sigma_1, with error about 2^-bits
 * |a| each, bits <= AB_GUESS_BITS_MAX; the entry of a of largest magnitude (the first of equals) is
 * positive. An SVD in doubles of the matrix scaled by a power of two, then iterative refinement.
 * When sigma_1 is (nearly) double, some vectors of its space, to fewer bits. Nothing is certified.
 * AB_BAD_PROBLEM if x is zero or empty, or LAPACK fails. */
ab_status ab_singular_guess(mpq_t *a, mpq_t *b, const ab_matrix *x, unsigned bits, ab_error *error);

#endif
