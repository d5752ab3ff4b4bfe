/* SPDX-License-Identifier: MIT
 * From points of clauses about one unit to parameters: untrusted. */
#ifndef AB_PROVE_NETWORK_LIFT_H
#define AB_PROVE_NETWORK_LIFT_H

#include "family/network_data.h"

/* w in its box with first.w and second.w of these values, as nearly as there is one; from the start
 * w. */
bool ab_lift_weights(double *w, const double *lo, const double *hi, double *first,
                     double first_value, double *second, double second_value, size_t d);

/* The sample that a clause of this name is about, "point[1]:positive:on"; false if there is none.
 */
bool ab_lift_find_sample(ab_network_sample *sample, const ab_network *network, const char *clause);

/* Where the unit is off at point i, or at its kink: moves w by 2^-slack of the way to the corner of
 * its box where w.x_i is largest. */
void ab_lift_switch_on(mpq_t *x, const ab_network *network, size_t i, unsigned slack);

#endif
