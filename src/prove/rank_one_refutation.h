/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_RANK_ONE_REFUTATION_H
#define AB_PROVE_RANK_ONE_REFUTATION_H

#include "family/matrix_factorization.h"

/* The witness of a refutation near a point (w, s, t) at which the clause of that name seems false:
 * lifts it to an x in D with a projection of that t, each coordinate the simplest rational within
 * 2^-slack of its range's width, and adds the choices point, entry, t (and t:mirrored) to a copy of
 * the constants. false for a clause that is about no single entry, or numbers out of the range of
 * doubles. */
bool ab_rank_one_refutation_make(ab_witness *witness, const ab_matrix_factorization *family,
                                 const ab_constants *constants, const char *clause,
                                 const mpq_t *point, unsigned slack);

#endif
