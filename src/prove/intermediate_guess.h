/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_INTERMEDIATE_GUESS_H
#define AB_PROVE_INTERMEDIATE_GUESS_H

#include "certificate/certificate.h"

/* Looks for a part of a clause with whose value as a variable of its own a literal becomes affine
 * in more variables, and adds the reduction "intermediate" to the witness. false if there is none
 * that promises much. */
bool ab_intermediate_guess(ab_witness *witness, const ab_clauses *clauses, size_t clause);

#endif
