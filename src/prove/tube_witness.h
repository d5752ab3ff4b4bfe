/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_TUBE_WITNESS_H
#define AB_PROVE_TUBE_WITNESS_H

#include "condition/statement.h"

/* The witness of the tube theorem (condition/factorization.h): the best bounds that the enclosures
 * of Z give, rounded to 64 bits. AB_BAD_PROBLEM: the gap sigma_k > sigma_{k+1} cannot be certified;
 * the noise of an entry is or may be 0. */
ab_status ab_tube_witness_make(ab_witness *witness, const ab_matrix_factorization *family,
                               ab_error *error);

/* Whether the tube theorem proves a claim by this witness. */
bool ab_tube_suffices(const ab_statement *statement, const ab_witness *witness);

/* Adds the choices v[1], v[2], .. of a hint for ab_low_rank_enclose. */
void ab_low_rank_add_hint(ab_witness *witness, const ab_matrix_factorization *family,
                          const mpq_t *hint);

#endif
