/* SPDX-License-Identifier: MIT
 * An intermediate quantity of a claim clause as a variable of its own, with a multiplier
 * (docs/theory/clauses.md, section 8). */
#ifndef AB_CONDITION_INTERMEDIATE_H
#define AB_CONDITION_INTERMEDIATE_H

#include "certificate/certificate.h"

/* The values of the choice "intermediate": the node, counted from 1, in the normalized template of
 * the claim; the ends of its range; and the bound of the multiplier's absolute value. */
enum { AB_INTERMEDIATE_NODE, AB_INTERMEDIATE_LO, AB_INTERMEDIATE_HI, AB_INTERMEDIATE_BOUND };
enum { AB_INTERMEDIATE_VALUES = 4 };

/* Whether the only choice of a witness is this one. */
bool ab_intermediate_is_chosen(const ab_witness *witness);

/* TRUSTED. The choice fits the template (normalized); that the quantity is in its range is shown by
 * clauses. */
ab_status ab_intermediate_verify(const ab_template *claim, const ab_choice *choice,
                                 ab_error *error);

/* TRUSTED. Adds clauses that imply the claim's one clause, which is of template 0 (normalized). */
void ab_intermediate_compile(ab_clauses *out, const ab_clauses *claim, const ab_choice *choice);

#endif
