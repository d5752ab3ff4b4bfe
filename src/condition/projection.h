/* SPDX-License-Identifier: MIT
 * TRUSTED. Whether the point of a refutation is shown to have just one nearest minimizer. */
#ifndef AB_CONDITION_PROJECTION_H
#define AB_CONDITION_PROJECTION_H

#include "condition/functions_facts.h"
#include "condition/statement.h"

/* Both ask for a verified witness; false if it has no point, or if this is not shown.
 *
 * Own functions: M is affine, or one of the points is nearer than the others by the enclosures. */
bool ab_projection_is_unique(const ab_facts *facts);

/* Factorisation of rank one: |a.w| and |b.s| differ (docs/theory/rank-one.md, section 1). */
bool ab_projection_is_unique_rank_one(const ab_statement *statement, const ab_witness *witness);

#endif
