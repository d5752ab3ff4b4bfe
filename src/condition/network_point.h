/* SPDX-License-Identifier: MIT
 * What proofs and refutations about one feature point share: network_point.c and
 * network_point_refutation.c. Everything is told for z* > 0; z* < 0 is the same with v and the
 * labels negated. zeta = |z*|/|x|. */
#ifndef AB_CONDITION_NETWORK_POINT_H
#define AB_CONDITION_NETWORK_POINT_H

#include "condition/network_argument.h"

/* The constants: z[1], norm = |x|. */
enum { AB_NETWORK_POINT_NORM = 1, AB_NETWORK_POINT_CONSTANTS };

/* One point, z* != 0, these constants and no others, |x| in the enclosure of norm; AB_NOT_VERIFIED
 * else. */
ab_status ab_network_point_verify(const ab_statement *statement, const ab_witness *witness,
                                  ab_error *error);

/* zeta in [lo, hi]. */
void ab_network_zeta(mpq_t lo, mpq_t hi, const ab_network *network, const ab_witness *witness);

/* Whether no multiplier -m' < -m occurs where -v_j <= v: zeta (m^2 - 1)^2 >= v^2 m and m >= 1. */
bool ab_network_point_bounds_m(const mpq_t m, const mpq_t zeta, const mpq_t v);

#endif
