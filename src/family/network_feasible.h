/* SPDX-License-Identifier: MIT
 * TRUSTED: explicit points of M, and what they say about the distance to M over a domain
 * (docs/theory/two-layer-relu.md, section 4). */
#ifndef AB_FAMILY_NETWORK_FEASIBLE_H
#define AB_FAMILY_NETWORK_FEASIBLE_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

/* The first unit_count units of points of M, enclosed: unit j has its weights w_j in
 * [lo, hi][j (d + 1) .. j (d + 1) + d - 1] and then v_j. Whatever the other units have for w, with
 * v = 0 for them the point lies in M. */
typedef struct {
  size_t unit_count, dimension;
  mpq_t *lo, *hi;
} ab_network_feasible;

/* Made from enclosures of the z_i*, the choice `independent` or `units` that
 * ab_network_verify_realisation has accepted, and one scale > 0 a unit: w_j is proportional to it,
 * v_j to its inverse. false, with nothing made, for a wrong number of scales, one that is not
 * positive, or another choice. */
bool ab_network_feasible_make(ab_network_feasible *out, const ab_network *network,
                              const ab_constants *logits, const ab_choice *realisation,
                              const ab_choice *scales);
void ab_network_feasible_clear(ab_network_feasible *feasible);
/* How many units it uses: independent: one for each sign that occurs, at least one; units: p. */
size_t ab_network_feasible_count(const ab_network *network, const ab_choice *realisation);

/* An upper bound of dist(x, M)^2 over the domain: by the tube's radius, or else by these points
 * (NULL: none), in the box and in the ball; the least of what applies. false if nothing does. */
bool ab_network_distance_squared_upper(mpq_t out, const ab_network *network,
                                       const ab_network_feasible *feasible);

#endif
