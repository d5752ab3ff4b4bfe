/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_FUNCTIONS_WITNESS_H
#define AB_PROVE_FUNCTIONS_WITNESS_H

#include "certificate/certificate.h"
#include "family/functions.h"

/* Locates and encloses minimisers, values, symmetries and points where infima are attained.
 * AB_BAD_PROBLEM with the mathematical reason where the problem's own statement about them is wrong
 * or cannot be certified. */
ab_status ab_functions_witness_make(ab_witness *witness, ab_functions *family, ab_error *error);

/* Drops the radius, so that nothing is proved beyond D. false if there is none or D is unbounded.
 */
bool ab_functions_witness_weaken(ab_witness *witness, const ab_functions *family);

/* The root constants of a problem alone. */
ab_status ab_root_witness_make(ab_witness *witness, ab_definitions *definitions, ab_error *error);

#endif
