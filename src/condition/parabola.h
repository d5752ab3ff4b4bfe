/* SPDX-License-Identifier: MIT
 * The reduction "parabola": a variable that enters one literal as a quadratic polynomial is
 * eliminated exactly (docs/theory/clauses.md, section 11). */
#ifndef AB_CONDITION_PARABOLA_H
#define AB_CONDITION_PARABOLA_H

#include "condition/reduction.h"

/* Its value: the variable, counted from 1. */
enum { AB_PARABOLA_VARIABLE, AB_PARABOLA_VALUES };

#endif
