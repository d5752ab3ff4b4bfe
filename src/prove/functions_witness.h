/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_FUNCTIONS_WITNESS_H
#define AB_PROVE_FUNCTIONS_WITNESS_H

#include "certificate/certificate.h"
#include "family/functions.h"

/* Locates and encloses minimisers, values, symmetries and points where infima are attained.
 * AB_BAD_PROBLEM with the mathematical reason where the problem's own statement about them is wrong
 * or cannot be certified. */
ab_status ab_functions_witness_make(ab_witness *witness, ab_functions *family, ab_error *error);

#endif
