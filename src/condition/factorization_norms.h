/* SPDX-License-Identifier: MIT
 * Matrix factorisation over a box by the norms of w_i^y and s_j^y, docs/theory/norms.md: what the
 * two parts of it share. */
#ifndef AB_CONDITION_FACTORIZATION_NORMS_H
#define AB_CONDITION_FACTORIZATION_NORMS_H

#include "condition/factorization.h"

/* The choices of a witness: `norms` (a, b: bounds of |W^y|, |S^y|), `sizes` (for each entry, row by
 * row, a bound m of (|w_i^y|^2 + |s_j^y|^2)/2), `pairs` (the numbers, from 1 and increasing, of the
 * entries whose bound is proved by pair tests), `logarithms` (lo, hi), and the hint `v[c]`. */
enum {
  AB_NORMS_BOUNDS,
  AB_NORMS_SIZES,
  AB_NORMS_PAIRS,
  AB_NORMS_LOGARITHMS,
  AB_NORMS_HINT,
};

/* Whether it is such a witness. */
bool ab_is_of_norms(const ab_witness *witness);

/* The range of all entries of a factor, if D is such a cube: [-w, w] for W, [-s, s] for S. false if
 * it is not. */
bool ab_norms_cube(mpq_t w, mpq_t s, const ab_matrix_factorization *family);

/* The entry is one of `pairs`. */
bool ab_norms_is_paired(const ab_choice *pairs, size_t entry);

/* Rank two over a cube, section 4: adds the clauses of the entries in `pairs`. */
void ab_pairs_compile(ab_clauses *clauses, const ab_statement *statement,
                      const ab_witness *witness);

/* 2 T_ij in r = X_ij - w_i.s_j, eps and delta: matrix-factorization.md, section 4; d < 2. */
ab_expr ab_norms_twice_t(ab_graph *g, const ab_statement *statement, ab_expr r, ab_expr eps,
                         ab_expr delta);

#endif
