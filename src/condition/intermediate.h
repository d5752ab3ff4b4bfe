/* SPDX-License-Identifier: MIT
 * The reduction "intermediate": an intermediate quantity of a clause as a variable of its own, with
 * a multiplier (docs/theory/clauses.md, section 9). */
#ifndef AB_CONDITION_INTERMEDIATE_H
#define AB_CONDITION_INTERMEDIATE_H

#include "condition/reduction.h"

/* Its values: the node of the clause's template, counted from 1; the ends of its range; and the
 * bound of the multiplier's absolute value. */
enum { AB_INTERMEDIATE_NODE, AB_INTERMEDIATE_LO, AB_INTERMEDIATE_HI, AB_INTERMEDIATE_BOUND };
enum { AB_INTERMEDIATE_VALUES = 4 };

#endif
