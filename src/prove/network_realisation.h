/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_NETWORK_REALISATION_H
#define AB_PROVE_NETWORK_REALISATION_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* Adds the choice that shows that z* can be realised. AB_BAD_PROBLEM with what would be enough if
 * none is found. */
ab_status ab_network_add_realisation(ab_witness *witness, const ab_network *network,
                                     ab_error *error);

#endif
