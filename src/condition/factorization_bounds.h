/* SPDX-License-Identifier: MIT
 * Bounds that the closed forms for matrix factorisation share: their checks, to be trusted. */
#ifndef AB_CONDITION_FACTORIZATION_BOUNDS_H
#define AB_CONDITION_FACTORIZATION_BOUNDS_H

#include "condition/factorization.h"
#include "real/low_rank.h"

/* |X_ij - Z_ij| >= noise for every entry but those in the list `but` (numbers from 1, increasing;
 * NULL for none). */
ab_status ab_tube_check_noise(const ab_matrix_factorization *f, const ab_low_rank *z,
                              const mpq_t noise, const ab_choice *but, ab_error *error);

/* Adds the clause alpha (2 - d) - (1 + distance2/(2 noise))^2 >= 0 with its template: T_ij >= 0
 * where dist(x, M)^2 <= distance2 and |X_ij - Z_ij| >= noise; tube.md, section 1. */
void ab_tube_add_clause(ab_clauses *clauses, const ab_statement *statement, const mpq_t noise,
                        const mpq_t distance2);

/* out >= max over D of |W|^2 (Frobenius), or of |S|^2. */
void ab_norms_reach(mpq_t out, const ab_matrix_factorization *family, bool of_s);

/* The two numbers are bounds of |W^y| and |S^y| for nearest y: norms.md, section 2. */
ab_status ab_norms_check_bounds(const ab_matrix_factorization *f, const ab_choice *bounds,
                                const ab_low_rank *z, ab_error *error);

/* out >= (|w_i^y|^2 + |s_j^y|^2)/2 by these bounds: norms.md, section 2, inequality (2). */
void ab_norms_size(mpq_t out, const mpq_t *bounds, const ab_low_rank *z, size_t entry);

/* The list holds numbers of entries, from 1 to `most`, increasing. */
bool ab_norms_are_entries(const ab_choice *entries, size_t most);

#endif
