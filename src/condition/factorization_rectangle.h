/* SPDX-License-Identifier: MIT
 * Closed forms for matrix factorisation over a box, any rank, kind theorem: T_ij >= 0 for all (p,
 * delta) in a rectangle that holds those of the entry. docs/theory/rectangles.md. */
#ifndef AB_CONDITION_FACTORIZATION_RECTANGLE_H
#define AB_CONDITION_FACTORIZATION_RECTANGLE_H

#include "condition/factorization.h"

/* The choices of a witness: `noise`, a lower bound of |X_ij - Z_ij| for the entries that are not
 * listed; `distance2`, of dist(x, M)^2 over D; `entries`, the numbers from 1 of the entries that
 * are listed, increasing; `cut`, those of them whose range of w_i.s_j is used; the ranges
 * `delta_lower`, `delta_upper` of delta, one number a listed entry; `slopes_lower`, `slopes_upper`,
 * for each of these the number u > 0 of section 3 that gives it; `balance`, k positive numbers, and
 * `contraction`, k x k of norm below 1, which give `distance2`; `norms` as in
 * factorization_norms.h; the hint `v[c]`. The constants are the Z_ij of the listed entries. */
enum {
  AB_RECTANGLE_NOISE,
  AB_RECTANGLE_DISTANCE,
  AB_RECTANGLE_ENTRIES,
  AB_RECTANGLE_CUT,
  AB_RECTANGLE_LOWER,
  AB_RECTANGLE_UPPER,
  AB_RECTANGLE_SLOPES_LOWER,
  AB_RECTANGLE_SLOPES_UPPER,
  AB_RECTANGLE_BALANCE,
  AB_RECTANGLE_CONTRACTION,
  AB_RECTANGLE_NORMS,
  AB_RECTANGLE_HINT,
};

extern const char *const ab_rectangle_choice_names[AB_RECTANGLE_HINT];
void ab_rectangle_constant_name(ab_text *text, const ab_matrix_factorization *family, size_t entry);

/* Whether a witness for the kind theorem is one of these; else it is one of the tube theorem. */
bool ab_is_rectangle(const ab_witness *witness);

ab_status ab_rectangle_verify(const ab_statement *statement, const ab_witness *witness,
                              ab_error *error);
void ab_rectangle_compile(ab_clauses *clauses, const ab_statement *statement,
                          const ab_witness *witness);

/* Appends what a verified witness uses: "cut tube, nuclear-norm distance". */
void ab_rectangle_append_name(ab_text *text, const ab_witness *witness);

/* Over D: the greatest |w_i|^2 + |s_j|^2, the greatest |w_i + sign s_j|^2, the range of w_i.s_j. */
void ab_rectangle_square(mpq_t out, const ab_matrix_factorization *f, size_t entry);
void ab_rectangle_sum_square(mpq_t out, const ab_matrix_factorization *f, size_t entry, int sign);
void ab_rectangle_product(mpq_t lo, mpq_t hi, const ab_matrix_factorization *f, size_t entry);

#endif
