/* SPDX-License-Identifier: MIT
 * The literals of a clause at a point, in doubles, with their gradients: untrusted. */
#ifndef AB_PROVE_LITERALS_H
#define AB_PROVE_LITERALS_H

#include "clause/clause.h"

typedef struct ab_literals ab_literals;

/* For one clause, constants at the middle of their enclosures. The clauses have to stay. */
ab_literals *ab_literals_create(const ab_clauses *clauses, size_t index,
                                const ab_constants *constants);
void ab_literals_destroy(ab_literals *literals);

/* The values of the literals' expressions at x (NaN where undefined), and their gradients, literal
 * by literal (0 where they are not finite), if gradients is not NULL. */
void ab_literals_evaluate(ab_literals *literals, const double *x, double *values,
                          double *gradients);

#endif
