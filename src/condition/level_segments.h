/* SPDX-License-Identifier: MIT
 * The segments of a witness about minimisers {g = 0}, each of which meets that set
 * (docs/theory/level-sets.md, section 1). */
#ifndef AB_CONDITION_LEVEL_SEGMENTS_H
#define AB_CONDITION_LEVEL_SEGMENTS_H

#include "condition/functions_facts.h"

size_t ab_segment_count(const ab_facts *facts);
/* End number `end`, 0 or 1, of segment k. */
const mpq_t *ab_segment_end(const ab_facts *facts, size_t k, size_t end);
/* |x - q|^2 - |x - p|^2 at most, or 0 if that is larger, for x in the box [lo, hi], p and q the
 * ends of segment k. */
void ab_segment_slack(mpq_t out, const ab_facts *facts, size_t k, const mpq_t *lo, const mpq_t *hi);
/* A rational number >= |x - y| for x in D and y on the first segment. */
void ab_segment_reach(mpq_t out, const ab_facts *facts);

#endif
