/* SPDX-License-Identifier: MIT
 * Points that refute a claim about a network on one feature point (docs/theory/two-layer-relu.md,
 * section 7): untrusted. */
#ifndef AB_PROVE_NETWORK_POINT_REFUTATION_H
#define AB_PROVE_NETWORK_POINT_REFUTATION_H

#include "condition/statement.h"

/* The witness of a refutation near the point `at` of the clause of this name of the argument for
 * one point: lifts it to an x in D, each coordinate the simplest rational within 2^-slack of its
 * range's width, and adds its nearest minimizer to the constants and the realisation of `proof`.
 * false if there is none to try. */
bool ab_network_point_refutation_make(ab_witness *witness, const ab_statement *statement,
                                      const ab_witness *proof, const char *clause, const mpq_t *at,
                                      unsigned slack);

#endif
