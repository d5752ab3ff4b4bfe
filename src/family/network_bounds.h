/* SPDX-License-Identifier: MIT
 * TRUSTED: bounds over the domain of a two-layer network, by its box and its ball. */
#ifndef AB_FAMILY_NETWORK_BOUNDS_H
#define AB_FAMILY_NETWORK_BOUNDS_H

#include "family/two_layer_network.h"

/* Each gives an upper bound over the domain, exact for a box; false if there is none. */
bool ab_network_v_squared_upper(mpq_t out, const ab_network *network); /* of |v|^2 */
/* Of sign v_j over all units, and of w_j.x_i; 0 if that is negative. */
bool ab_network_v_upper(mpq_t out, const ab_network *network, int sign);
bool ab_network_h_upper(mpq_t out, const ab_network *network, size_t i);

/* out += the maximum of (x - y)^2, x in the range of coordinate k, y in [lo, hi]; false if that
 * range is unbounded. */
bool ab_box_add_square_upper(mpq_t out, const ab_domain *box, size_t k, const mpq_t lo,
                             const mpq_t hi);

/* out += the maximum of sum over l of w_l c_l, w in the ranges of coordinates first, first + 1, ..;
 * false if that is unbounded. */
bool ab_box_add_product_upper(mpq_t out, const ab_domain *box, size_t first, const mpq_t *c,
                              size_t count);

/* |x_i|^2, exactly. */
void ab_network_norm_squared(mpq_t out, const ab_network *network, size_t i);

/* out >= sqrt(x), x >= 0: rounded up to a multiple of 2^-64. */
void ab_root_upper(mpq_t out, const mpq_t x);

#endif
