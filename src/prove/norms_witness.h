/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_NORMS_WITNESS_H
#define AB_PROVE_NORMS_WITNESS_H

#include "condition/statement.h"

/* The witness of the closed form from norms (condition/factorization_norms.h): for each entry the
 * simple bound of the sizes if that is good enough, else over a cube in rank two the greatest size
 * that is, for pair tests to prove. AB_BAD_PROBLEM: the gap sigma_k > sigma_{k+1} cannot be
 * certified. */
ab_status ab_norms_witness_make(ab_witness *witness, const ab_statement *statement,
                                ab_error *error);

/* The least beta, for alpha = beta + 1, that the closed form with the simple bound seems to give;
 * NAN if none. For people. */
double ab_norms_closed_form(const ab_statement *statement);

#endif
