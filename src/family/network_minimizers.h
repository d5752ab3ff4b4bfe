/* SPDX-License-Identifier: MIT
 * TRUSTED: the minimizers of a two-layer network are M = {z_i = z_i* for all i}, because these
 * outputs can be realised (docs/theory/two-layer-relu.md, sections 2 and 10). */
#ifndef AB_FAMILY_NETWORK_MINIMIZERS_H
#define AB_FAMILY_NETWORK_MINIMIZERS_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* An enclosure of z_i* with `precision` bits, exact if it is rational for the loss. */
bool ab_network_best_output(mpq_t lo, mpq_t hi, const ab_network *network, size_t i,
                            long precision);

/* The first p constants are z[1], .., z[p], and their enclosures hold; AB_NOT_VERIFIED else. */
ab_status ab_network_verify_constants(const ab_network *network, const ab_constants *constants,
                                      ab_error *error);

/* Why every output, or at least z*, can be realised: by one of three choices.
 * independent: the points are linearly independent (its one value is 1).
 * gates: two vectors e, f of R^d. The points in the order of the angle of (e.x, f.x) modulo pi are
 *   cut into m consecutive groups, each of linearly independent points, and width >= 2 (m + 1).
 * units: p vectors u_j of R^d with relu(u_j . x_i) of rank p, and width >= p.
 * AB_NOT_VERIFIED with the reason if the choice does not show it. */
ab_status ab_network_verify_realisation(const ab_network *network, const ab_choice *choice,
                                        ab_error *error);

/* The p x count matrix relu(u_j . x_i) of units u_1, .. one after the other; out is not yet
 * initialised. */
void ab_network_outputs(ab_matrix *out, const ab_network *network, const mpq_t *units,
                        size_t count);

#endif
