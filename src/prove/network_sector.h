/* SPDX-License-Identifier: MIT
 * Witnesses for one unit that is on at a single point of a plane (docs/theory/two-layer-relu.md,
 * section 14): untrusted. */
#ifndef AB_PROVE_NETWORK_SECTOR_H
#define AB_PROVE_NETWORK_SECTOR_H

#include "condition/statement.h"

/* Adds the choice `sector` to what the witness says about the minimizers. */
void ab_network_witness_add_sector(ab_witness *witness, const ab_network *network);

/* The witness of a refutation near the point `at` of the clause of this name; each coordinate is
 * the simplest rational within 2^-slack of its range's width. false if there is none to try. */
bool ab_network_sector_refutation_make(ab_witness *witness, const ab_statement *statement,
                                       const ab_witness *proof, const char *clause, const mpq_t *at,
                                       unsigned slack);

#endif
