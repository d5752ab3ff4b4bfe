/* SPDX-License-Identifier: MIT
 * The condition for rank-one matrix factorisation as mathematics, for people. */
#include "condition/conditions.h"
#include "num/rational.h"

static void show_domain(ab_text *text, const ab_matrix_factorization *f) {
  ab_text block;
  ab_text_init(&block);
  ab_matrix_factorization_append_domain(&block, f);
  ab_domain_show_block(text, &block);
  ab_text_clear(&block);
}

static void show_matrix(ab_text *text, const ab_matrix *x) {
  for (size_t i = 0; i < x->rows; i++) {
    ab_text_add(text, i ? ", [" : "X = [[");
    for (size_t j = 0; j < x->columns; j++) {
      ab_text_add(text, j ? ", " : "");
      ab_rational_append(text, x->entries[i * x->columns + j]);
    }
    ab_text_add(text, "]");
  }
  ab_text_add(text, "]\n");
}

void ab_rank_one_show(ab_text *text, const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t n = f->x.rows, m = f->x.columns;
  ab_text_printf(text,
                 "f_ij(W, S) = 1/2 (X_ij - w_i s_j)^2,  f = 1/%zu sum_ij f_ij,  W in R^(1 x %zu), "
                 "S in R^(1 x %zu)\n",
                 n * m, n, m);
  show_matrix(text, &f->x);
  show_domain(text, f);
  ab_text_add(text, "M = {(W, S): w_i s_j = Z_ij for all i, j}, Z the best rank-one approximation "
                    "of X\n"
                    "  (all minimizers over the whole space)\n"
                    "f_ij* = 0   (the infimum over the whole space)\n"
                    "For all x = (W, S) in D, all y in Proj(x, M), all i, j:\n"
                    "  <grad f_ij(x), x - y> >= alpha (f_ij(x) - f_ij(y)) - beta (f_ij(x) - "
                    "f_ij*)\n"
                    "with ");
  ab_statement_show_constants(text, statement);
}
