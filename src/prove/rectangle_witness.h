/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_RECTANGLE_WITNESS_H
#define AB_PROVE_RECTANGLE_WITNESS_H

#include "condition/statement.h"

/* The witness of a closed form from rectangles (condition/factorization_rectangle.h), over a box:
 * each entry with the simplest argument that seems good enough for it; *reaches says whether there
 * is one for every entry. AB_BAD_PROBLEM: the gap sigma_k > sigma_{k+1} cannot be certified. */
ab_status ab_rectangle_witness_make(ab_witness *witness, bool *reaches,
                                    const ab_statement *statement, ab_error *error);

/* The least beta, for alpha = beta + 1, that the closed forms seem to give; NAN if none. */
typedef struct {
  double distance2;     /* bound of dist(x, M)^2 by the nuclear-norm distance */
  double nuclear;       /* the tube theorem with it */
  double linearisation; /* signed delta */
  double cut;           /* the cut tube, delta signed too */
} ab_rectangle_forms;
ab_rectangle_forms ab_rectangle_closed_forms(const ab_statement *statement);

#endif
