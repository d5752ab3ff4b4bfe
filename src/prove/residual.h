/* SPDX-License-Identifier: MIT
 * Where a clause that was not proved stays open: for people. */
#ifndef AB_PROVE_RESIDUAL_H
#define AB_PROVE_RESIDUAL_H

#include "clause/clause.h"

enum { AB_RESIDUAL_REGIONS = 4 };

/* The boxes that a breadth-first search of limited size leaves open, those that touch merged to one
 * region (its bounding box); outside the regions the clause holds. The smallest regions are left
 * out if there are more than AB_RESIDUAL_REGIONS. */
typedef struct {
  size_t boxes, regions, left_out;
  size_t variable_count;
  mpq_t *lo, *hi; /* region r: [lo, hi][r * variable_count + k], the largest region first */
} ab_residual;

void ab_residual_find(ab_residual *residual, const ab_clauses *clauses, size_t index,
                      const ab_constants *constants, unsigned precision);
void ab_residual_clear(ab_residual *residual);

#endif
