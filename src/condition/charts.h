/* SPDX-License-Identifier: MIT
 * A statement over an unbounded box as clauses over bounded ones (docs/theory/infinity.md). */
#ifndef AB_CONDITION_CHARTS_H
#define AB_CONDITION_CHARTS_H

#include "clause/clause.h"
#include "family/domain.h"

/* Whether the cube [-radius, radius]^d holds every finite end of the domain, and radius > 0. */
bool ab_charts_radius_is_good(const ab_domain *domain, const mpq_t radius);

/* The part of the domain in the cube: its ends, infinite ones cut. */
void ab_charts_near_box(mpq_t *lo, mpq_t *hi, const ab_domain *domain, const mpq_t radius);

/* TRUSTED. `near` is a template of `scratch` in the coordinates of the domain, with parameter i
 * standing for constant i. Adds to `clauses`, for each chart outside the cube that the domain
 * reaches (`skip` NULL, or skip(context, axis, sign) false), a template and a clause named
 * NAME:far+K or NAME:far-K that say what near says at the points of the domain in that chart.
 * AB_NOT_VERIFIED, naming the operation that is in the way, if an expression has no form there. */
ab_status ab_charts_compile(ab_clauses *clauses, const ab_template *near, const char *name,
                            const ab_domain *domain, const mpq_t radius,
                            const ab_constants *constants,
                            bool (*skip)(const void *context, size_t axis, int sign),
                            const void *context, ab_error *error);

#endif
