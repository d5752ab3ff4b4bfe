/* SPDX-License-Identifier: MIT
 * Refutations for matrix factorisation of any rank over any domain: one rational point whose
 * nearest minimizer is enclosed. docs/theory/nearest.md. */
#ifndef AB_CONDITION_FACTORIZATION_REFUTATION_H
#define AB_CONDITION_FACTORIZATION_REFUTATION_H

#include "condition/factorization.h"

/* The choices of a witness: `point` (the coordinates of x, W row by row, then S), `entry` (i, j),
 * `chart` (B, k x k: y0 = (B W0, B'^{-1} S0) is near the nearest minimizer), `ratio` (q < 1),
 * `reach` (R: the nearest minimizer is within R of y0), `lower` and `upper` (ends of ranges of
 * w_i^y and s_j^y), the hint `v[c]`. The one constant is z = Z_ij. */
enum {
  AB_NEAREST_POINT,
  AB_NEAREST_ENTRY,
  AB_NEAREST_CHART,
  AB_NEAREST_RATIO,
  AB_NEAREST_REACH,
  AB_NEAREST_LOWER,
  AB_NEAREST_UPPER,
  AB_NEAREST_HINT,
};

extern const char *const ab_nearest_choice_names[AB_NEAREST_HINT];

/* Whether it is such a witness. */
bool ab_is_nearest(const ab_witness *witness);

ab_status ab_nearest_verify(const ab_statement *statement, const ab_witness *witness,
                            ab_error *error);
void ab_nearest_compile(ab_clauses *clauses, const ab_statement *statement,
                        const ab_witness *witness);

/* How many coordinates a point has, whatever the shape of the domain. */
size_t ab_factorization_dimension(const ab_matrix_factorization *family);

#endif
