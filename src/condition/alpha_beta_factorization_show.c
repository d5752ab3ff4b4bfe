/* SPDX-License-Identifier: MIT
 * The condition for matrix factorisation as mathematics, for people. */
#include "condition/factorization.h"
#include "num/rational.h"

enum { ENTRIES_SHOWN = 100 };

/* The ranges of a canonical domain block in one line. */
static void show_box(ab_text *text, const ab_matrix_factorization *f) {
  ab_text block;
  ab_text_init(&block);
  ab_matrix_factorization_append_domain(&block, f);
  ab_domain_show_block(text, &block);
  ab_text_clear(&block);
}

static void show_domain(ab_text *text, const ab_matrix_factorization *f) {
  if (f->shape == AB_SHAPE_BOX) {
    show_box(text, f);
    return;
  }
  ab_text_add(text, f->shape == AB_SHAPE_BALL ? "D = {|x| <= " : "D = {dist(x, M) <= ");
  ab_rational_append(text, *f->radius);
  ab_text_add(text, "}\n");
}

static void show_matrix(ab_text *text, const ab_matrix *x) {
  if (x->rows * x->columns > ENTRIES_SHOWN) {
    ab_text_printf(text, "X = a matrix of %zu x %zu rational entries\n", x->rows, x->columns);
    return;
  }
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

void ab_factorization_show_problem(ab_text *text, const ab_matrix_factorization *f) {
  size_t n = f->x.rows, m = f->x.columns, k = f->rank;
  const char *dot = k > 1 ? "." : " ";
  ab_text_printf(text,
                 "f_ij(W, S) = 1/2 (X_ij - w_i%ss_j)^2,  f = 1/%zu sum_ij f_ij,  W in R^(%zu x "
                 "%zu), S in R^(%zu x %zu)\n",
                 dot, n * m, k, n, k, m);
  show_matrix(text, &f->x);
  show_domain(text, f);
}

void ab_factorization_show(ab_text *text, const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t k = f->rank;
  const char *dot = k > 1 ? "." : " ";
  ab_factorization_show_problem(text, f);
  ab_text_printf(text, "M = {(W, S): w_i%ss_j = Z_ij for all i, j}, Z the best ", dot);
  if (k > 1)
    ab_text_printf(text, "approximation of X of rank %zu\n", k);
  else
    ab_text_add(text, "rank-one approximation of X\n");
  ab_text_add(text, f->is_restricted ? "  (what of it lies in D)\n"
                                     : "  (all minimizers over the whole space)\n");
  ab_text_add(text, "f_ij* = 0   (the infimum over the whole space)\n"
                    "For all x = (W, S) in D, all y in Proj(x, M), all i, j:\n"
                    "  <grad f_ij(x), x - y> >= alpha (f_ij(x) - f_ij(y)) - beta (f_ij(x) - "
                    "f_ij*)\n"
                    "with ");
  ab_statement_show_constants(text, statement);
}
