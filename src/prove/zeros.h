/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_ZEROS_H
#define AB_PROVE_ZEROS_H

#include "certificate/certificate.h"

/* Adds to the witness the choices zero[l]: rational points of that clause's box at which literal l,
 * of kind e >= 0, and its gradient vanish, as far as local optimisation meets them. */
void ab_zeros_find(ab_witness *witness, const ab_clauses *clauses, size_t clause);

#endif
