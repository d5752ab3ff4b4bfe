/* SPDX-License-Identifier: MIT
 * Minimisers on a circle: what is verified, the clauses (docs/theory/circle.md). */
#ifndef AB_CONDITION_CIRCLE_H
#define AB_CONDITION_CIRCLE_H

#include "condition/functions_facts.h"
#include "condition/statement.h"

/* TRUSTED: unless minimisers are assumed, f has one rational value on the circle and its derivative
 * across vanishes there, and f exists at a point of it; a radius is large enough. */
ab_status ab_circle_facts_verify(const ab_facts *facts, ab_error *error);
bool ab_circle_minimum_is_zero(const ab_facts *facts);

/* Adds the clauses: f above its value on the circle elsewhere (over the plane with a radius, else
 * on D; unless assumed), and the claim for every y in Proj(x, M), x in D, or for a refutation its
 * negation at the point. After verification only. */
ab_status ab_circle_compile(ab_clauses *clauses, const ab_statement *statement,
                            ab_certificate_kind kind, const ab_witness *witness,
                            const ab_facts *facts, ab_error *error);

#endif
