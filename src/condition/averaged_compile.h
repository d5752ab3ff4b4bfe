/* SPDX-License-Identifier: MIT
 * The literals of a condition on f, for minimisers that are points or an affine set
 * (docs/theory/averaged.md, section 2). */
#ifndef AB_CONDITION_AVERAGED_COMPILE_H
#define AB_CONDITION_AVERAGED_COMPILE_H

#include "condition/averaged.h"
#include "condition/functions_builder.h"

/* How many clauses it has (of each function, for the growth bound): one a point, or one if y does
 * not occur or M is affine. */
size_t ab_averaged_clause_count(const ab_facts *facts, const ab_averaged *condition);

/* TRUSTED. left - factor c right >= 0 at x for minimiser number k, or another one is strictly
 * nearer. Of the growth bound that for function number i. */
void ab_averaged_add_literals(ab_builder *b, size_t i, size_t k);
/* TRUSTED. It is < 0 there, or another one is strictly nearer. */
void ab_averaged_add_negation(ab_builder *b, size_t k);

#endif
