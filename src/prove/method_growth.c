/* SPDX-License-Identifier: MIT
 * The growth bound for matrix factorisation: a proof has no witness; a refutation takes the corner
 * of the box, or the point of the ball, where |w_i|^2 + |s_j|^2 is largest. */
#include "condition/factorization.h"
#include "prove/method.h"

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  (void)kind;
  (void)statement;
  (void)error;
  ab_witness_init(witness);
  return AB_OK;
}

/* x = the end of the range that is farther from 0; or, to leave the points where X_ij = w_i . s_j,
 * 2^-slack of the range nearer. */
static void go_far(mpq_t x, const ab_domain *d, size_t k, bool nearer, unsigned slack) {
  mpq_t width;
  mpq_init(width);
  mpq_add(width, d->lo[k], d->hi[k]);
  bool high = mpq_sgn(width) >= 0;
  mpq_set(x, high ? d->hi[k] : d->lo[k]);
  mpq_sub(width, d->lo[k], d->hi[k]);
  mpq_div_2exp(width, width, slack);
  if (nearer && high)
    mpq_add(x, x, width);
  else if (nearer)
    mpq_sub(x, x, width);
  mpq_clear(width);
}

/* X_ij - w_i . s_j = 0 at x. */
static bool is_fitted(const ab_matrix_factorization *f, mpq_t *x, size_t i, size_t j) {
  mpq_t sum, product;
  mpq_inits(sum, product, NULL);
  for (size_t c = 0; c < f->rank; c++) {
    mpq_mul(product, x[c * f->x.rows + i], x[f->rank * f->x.rows + c * f->x.columns + j]);
    mpq_add(sum, sum, product);
  }
  bool zero = mpq_equal(sum, f->x.entries[i * f->x.columns + j]) != 0;
  mpq_clears(sum, product, NULL);
  return zero;
}

static void choose_on_box(mpq_t *x, size_t *i, size_t *j, const ab_matrix_factorization *f,
                          unsigned slack) {
  mpq_t unused;
  size_t first = f->rank * f->x.rows;
  mpq_init(unused);
  *i = ab_growth_farthest(unused, f, 0, f->x.rows);
  *j = ab_growth_farthest(unused, f, first, f->x.columns);
  mpq_clear(unused);
  for (size_t k = 0; k < f->domain.count; k++)
    mpq_set(x[k], f->domain.lo[k]);
  for (unsigned nearer = 0; nearer < 2 && (!nearer || is_fitted(f, x, *i, *j)); nearer++)
    for (size_t c = 0; c < f->rank; c++) {
      size_t w = c * f->x.rows + *i, s = first + c * f->x.columns + *j;
      go_far(x[w], &f->domain, w, nearer, slack);
      go_far(x[s], &f->domain, s, nearer, slack + 1);
    }
}

/* All of the radius in one entry of w_i, for an X_ij that is not 0: then w_i . s_j = 0. */
static void choose_on_ball(mpq_t *x, size_t *i, size_t *j, const ab_matrix_factorization *f) {
  size_t at = 0;
  while (at + 1 < f->x.rows * f->x.columns && mpq_sgn(f->x.entries[at]) == 0)
    at++;
  *i = at / f->x.columns;
  *j = at % f->x.columns;
  mpq_set(x[*i], *f->radius);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  (void)proof;
  const ab_matrix_factorization *f = &statement->factorization;
  size_t i, j;
  ab_witness_init(witness);
  ab_choice *point = ab_witness_add_choice(witness, "point", f->rank * (f->x.rows + f->x.columns));
  if (f->shape == AB_SHAPE_BALL)
    choose_on_ball(point->values, &i, &j, f);
  else
    choose_on_box(point->values, &i, &j, f, slack);
  ab_choice *entry = ab_witness_add_choice(witness, "entry", 2);
  mpq_set_ui(entry->values[0], i + 1, 1);
  mpq_set_ui(entry->values[1], j + 1, 1);
  return true;
}

const ab_method ab_method_growth = {
    .condition = &ab_condition_growth_factorization,
    .make = make,
    .refute = refute,
};
