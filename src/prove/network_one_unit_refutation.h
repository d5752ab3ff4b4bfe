/* SPDX-License-Identifier: MIT
 * Points that refute a claim about one unit on several points (docs/theory/two-layer-relu.md,
 * section 12): untrusted. */
#ifndef AB_PROVE_NETWORK_ONE_UNIT_REFUTATION_H
#define AB_PROVE_NETWORK_ONE_UNIT_REFUTATION_H

#include "condition/statement.h"

/* The witness of a refutation near the point `at` of the clause of this name of the argument for
 * one unit: lifts it to an x in D, each coordinate the simplest rational within 2^-slack of its
 * range's width. false if there is none to try. */
bool ab_network_one_unit_refutation_make(ab_witness *witness, const ab_statement *statement,
                                         const ab_witness *proof, const char *clause,
                                         const mpq_t *at, unsigned slack);

#endif
