/* SPDX-License-Identifier: MIT
 * TRUSTED: points of M with given weights W: the least change of v that makes the outputs z*
 * (docs/theory/two-layer-relu.md, section 6). */
#ifndef AB_FAMILY_NETWORK_COMPLETION_H
#define AB_FAMILY_NETWORK_COMPLETION_H

#include "family/two_layer_network.h"

enum { AB_COMPLETION_UNITS_MAX = 4 };

/* With H = relu(w_j . x_i), i-th row, the rows of `combine` are those of L^-1, p x p, and of
 * `outputs` those of L^-1 H, p x k, where H H' = L diag(pivots) L'. Then the square of the least
 * change of v with outputs z* is the sum over s of
 * (sum_i combine_si z_i* - sum_j outputs_sj v_j)^2/pivots_s. */
typedef struct {
  ab_matrix combine, outputs;
  mpq_t pivots[AB_COMPLETION_UNITS_MAX];
} ab_network_completion;

/* Of the weights W, row by row, of a network with p <= width <= AB_COMPLETION_UNITS_MAX. false if H
 * has dependent rows; to be cleared in any case. */
bool ab_network_complete(ab_network_completion *out, const ab_network *network,
                         const mpq_t *weights);
void ab_network_completion_clear(ab_network_completion *completion);

#endif
