/* SPDX-License-Identifier: MIT
 * A point of M = {g = 0} near a given one: on a short segment between points at which g has
 * opposite signs (docs/theory/sgd.md, section 7). */
#ifndef AB_SGD_LEVEL_DISTANCE_H
#define AB_SGD_LEVEL_DISTANCE_H

#include "family/level.h"

/* p and q become rational points whose segment meets M, near the start; `other` is a point such
 * that the segment from the start to it meets M. */
void ab_sgd_level_segment(mpq_t *p, mpq_t *q, const ab_level *level, const mpq_t *start,
                          const mpq_t *other);

#endif
