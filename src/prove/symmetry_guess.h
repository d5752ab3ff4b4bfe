/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_SYMMETRY_GUESS_H
#define AB_PROVE_SYMMETRY_GUESS_H

#include "certificate/certificate.h"

/* Permutations and mirror images of variables that leave a clause as it is, as one reduction
 * "symmetry": there is only guess 0 (reduce.h). */
bool ab_symmetry_guess(ab_witness *witness, const ab_clauses *clauses, size_t clause,
                       const ab_constants *constants, size_t rank);

#endif
