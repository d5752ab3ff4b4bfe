/* SPDX-License-Identifier: MIT
 * Short rational points of a domain. */
#ifndef AB_PROVE_SHORT_POINT_H
#define AB_PROVE_SHORT_POINT_H

#include "family/domain.h"

/* Replaces each coordinate of a point by the simplest rational of the domain within 2^-slack of the
 * range's width (of the coordinate's size plus 1 where the range is infinite). */
void ab_point_shorten(mpq_t *point, const ab_domain *domain, unsigned slack);

/* The nearest number to x in the range of coordinate k. */
void ab_point_clip(mpq_t x, const ab_domain *domain, size_t k);

/* Takes the first coordinates of a point of a chart at infinity, in which a clause named
 * "...:far+2" (x_2 = 1/r, x_j = z_j/r where x_j is unbounded) is about (docs/theory/infinity.md),
 * back to x; leaves a point of any other clause as it is. false at r = 0. */
bool ab_point_leave_chart(mpq_t *x, const ab_domain *domain, const char *clause);

#endif
