/* SPDX-License-Identifier: MIT
 * The weights of the argument for several feature points (docs/theory/two-layer-relu.md, section
 * 6): untrusted. */
#ifndef AB_PROVE_NETWORK_WEIGHTS_H
#define AB_PROVE_NETWORK_WEIGHTS_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* Adds the choice `weights` to a witness begun: of points of M such that each point of a sample of
 * the domain has one that is not much farther than its nearest. */
void ab_network_weights_add(ab_witness *witness, const ab_network *network);

/* Adds those of the nearest point of M to x (the coordinates of the family), where none of those in
 * the witness comes as near to it; false, with nothing changed, if one does. */
bool ab_network_weights_extend(ab_witness *witness, const ab_network *network, const mpq_t *x);

#endif
