/* SPDX-License-Identifier: MIT
 * The witness about the minimizers of one unit that cannot realise the outputs z*: untrusted
 * (docs/theory/two-layer-relu.md, section 13). */
#ifndef AB_PROVE_NETWORK_NARROW_H
#define AB_PROVE_NETWORK_NARROW_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* The constants c[1..p] and the choices narrow, branches and multipliers, of a witness that is
 * initialised and empty. AB_BAD_PROBLEM with the reason if no minimizer is found that can be shown
 * to be the only one. */
ab_status ab_network_witness_begin_narrow(ab_witness *witness, const ab_network *network,
                                          ab_error *error);

#endif
