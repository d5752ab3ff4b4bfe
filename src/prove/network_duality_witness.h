/* SPDX-License-Identifier: MIT
 * The witness of weak duality (docs/theory/two-layer-relu.md, section 11): untrusted. */
#ifndef AB_PROVE_NETWORK_DUALITY_WITNESS_H
#define AB_PROVE_NETWORK_DUALITY_WITNESS_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* The choices for several points. AB_BAD_PROBLEM if no multipliers were found that show a network
 * to be nearly a minimizer. */
ab_status ab_network_witness_add_duality(ab_witness *witness, const ab_network *network,
                                         ab_error *error);

#endif
