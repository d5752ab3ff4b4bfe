/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_FUNCTIONS_REFUTATION_H
#define AB_PROVE_FUNCTIONS_REFUTATION_H

#include "certificate/certificate.h"
#include "family/functions.h"

/* The witness of a refutation: that of the attempted proof and the point x of D that belongs to a
 * point at which the named clause (of the condition, in the cube or in a chart at infinity) seems
 * false, each coordinate the simplest rational within 2^-slack of the domain's width. false if the
 * clause is not about the condition or no such x is found. */
bool ab_functions_refutation_make(ab_witness *witness, const ab_functions *family,
                                  const ab_witness *attempt, const char *clause, const mpq_t *point,
                                  unsigned slack);

#endif
