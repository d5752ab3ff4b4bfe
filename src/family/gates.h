/* SPDX-License-Identifier: MIT */
#ifndef AB_FAMILY_GATES_H
#define AB_FAMILY_GATES_H

#include "real/singular.h"

#include <stdbool.h>

/* Orders the rows x_i by the angle of (e.x_i, f.x_i) modulo pi, cuts them into consecutive groups
 * (rows of one angle stay together) as large as the number of columns allows, and checks that the
 * rows of each group are linearly independent, exactly. *groups: how many there are. false if a
 * group is not, or (e.x_i, f.x_i) = 0 for some i (docs/theory/two-layer-relu.md, section 2). */
bool ab_gates_count(size_t *groups, const ab_matrix *x, const mpq_t *e, const mpq_t *f);

#endif
