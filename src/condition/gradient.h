/* SPDX-License-Identifier: MIT
 * The reduction "gradient" (docs/theory/clauses.md, section 12): its values are the numbers of the
 * literals, counted from 1, whose gradients the derived clause declares. */
#ifndef AB_CONDITION_GRADIENT_H
#define AB_CONDITION_GRADIENT_H

#include "condition/reduction.h"

enum { AB_GRADIENT_VARIABLES_MAX = 16, AB_GRADIENT_NODES_MAX = 1 << 14 };

/* Whether the template has few enough variables and nodes. */
bool ab_gradient_suits(const ab_template *template_);

#endif
