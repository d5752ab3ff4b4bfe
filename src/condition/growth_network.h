/* SPDX-License-Identifier: MIT
 * What the growth bound for networks is reduced to: for the witnesses of proofs and refutations. */
#ifndef AB_CONDITION_GROWTH_NETWORK_H
#define AB_CONDITION_GROWTH_NETWORK_H

#include "condition/statement.h"

/* The choices of a refutation: the point, and a sample (the number of its point, and its own number
 * at that point, both from 1). */
enum { AB_GROWTH_POINT, AB_GROWTH_SAMPLE, AB_GROWTH_CHOICES };

/* Whether there are clauses in the units: D is a bounded box, and there are not too many. */
bool ab_growth_network_by_units(const ab_network *network);

/* TRUSTED. The range [lo, hi] of w_j.x_i over a bounded box; false if the unit is off on all of it.
 */
bool ab_growth_network_range(mpq_t lo, mpq_t hi, const ab_network *network, size_t i, size_t unit);

/* TRUSTED. The point with the largest |x_i|^2. */
size_t ab_growth_network_farthest(mpq_t norm_squared, const ab_network *network);

#endif
