/* SPDX-License-Identifier: MIT
 * The trees that show f to be larger than a value wherever the unit is on at other points than at
 * the minimizer: untrusted (docs/theory/two-layer-relu.md, section 13). */
#ifndef AB_PROVE_NETWORK_BRANCHES_H
#define AB_PROVE_NETWORK_BRANCHES_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* Where the minimizer is: the sign of v, the points where the unit is on (1), off (-1) or at its
 * kink (0), and the sum of all losses there. */
typedef struct {
  int sign;
  const int *type;
  double value;
} ab_minimizer_type;

typedef enum { AB_BRANCHES_FOUND, AB_BRANCHES_TIE, AB_BRANCHES_TOO_MANY } ab_branches_outcome;

/* Adds the choices branches and multipliers; if not FOUND they are of no use. */
ab_branches_outcome ab_network_add_branches(ab_witness *witness, const ab_network *network,
                                            const ab_minimizer_type *minimizer);

#endif
