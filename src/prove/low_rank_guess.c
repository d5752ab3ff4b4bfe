/* SPDX-License-Identifier: MIT
 * Refinement of a singular subspace: residuals in many bits, corrections in the basis that the SVD
 * in doubles gives. Balls are used as plain numbers: only midpoints count. */
#include "prove/low_rank_guess.h"

#include "base/memory.h"
#include "real/arb.h"

#include <lapacke.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>

enum { PRECISION = 256, HINT_BITS = 128, REFINEMENTS = 3 };

typedef struct {
  slong rows, columns, rank, full; /* full = min(rows, columns) */
  arb_mat_t x, v, t, n, r;
  double *values, *right; /* the SVD in doubles: `full` values, full x columns vectors */
  double *residual, *part;
} guess;

static void guess_init(guess *g, const ab_matrix *x, size_t rank) {
  *g = (guess){.rows = (slong)x->rows, .columns = (slong)x->columns, .rank = (slong)rank};
  g->full = g->rows < g->columns ? g->rows : g->columns;
  arb_mat_init(g->x, g->rows, g->columns);
  arb_mat_init(g->v, g->columns, g->rank);
  arb_mat_init(g->t, g->rows, g->rank);
  arb_mat_init(g->n, g->rank, g->rank);
  arb_mat_init(g->r, g->columns, g->rank);
  g->values = ab_allocate((size_t)g->full, sizeof(double));
  g->right = ab_allocate((size_t)(g->full * g->columns), sizeof(double));
  g->residual = ab_allocate((size_t)(g->columns * g->rank), sizeof(double));
  g->part = ab_allocate((size_t)(g->full * g->rank), sizeof(double));
}

static void guess_clear(guess *g) {
  arb_mat_clear(g->x);
  arb_mat_clear(g->v);
  arb_mat_clear(g->t);
  arb_mat_clear(g->n);
  arb_mat_clear(g->r);
  ab_free(g->values);
  ab_free(g->right);
  ab_free(g->residual);
  ab_free(g->part);
}

/* The least e with all |entries| < 2^e; LONG_MIN for a zero matrix. */
static slong exponent_of(const arb_mat_t a) {
  slong exponent = LONG_MIN;
  for (slong i = 0; i < arb_mat_nrows(a); i++)
    for (slong j = 0; j < arb_mat_ncols(a); j++) {
      arf_srcptr middle = arb_midref(arb_mat_entry(a, i, j));
      if (arf_is_zero(middle))
        continue;
      slong e = arf_abs_bound_lt_2exp_si(middle);
      exponent = e > exponent ? e : exponent;
    }
  return exponent;
}

/* a 2^-exponent in doubles. */
static void get_doubles(double *out, const arb_mat_t a, slong exponent) {
  arf_t scaled;
  arf_init(scaled);
  for (slong i = 0; i < arb_mat_nrows(a); i++)
    for (slong j = 0; j < arb_mat_ncols(a); j++) {
      arf_mul_2exp_si(scaled, arb_midref(arb_mat_entry(a, i, j)), -exponent);
      out[i * arb_mat_ncols(a) + j] = arf_get_d(scaled, ARF_RND_NEAR);
    }
  arf_clear(scaled);
}

/* product = a' b, over midpoints. */
static void transposed_product(arb_mat_t product, const arb_mat_t a, const arb_mat_t b) {
  arb_mat_t transposed;
  arb_mat_init(transposed, arb_mat_ncols(a), arb_mat_nrows(a));
  arb_mat_transpose(transposed, a);
  arb_mat_approx_mul(product, transposed, b, PRECISION);
  arb_mat_clear(transposed);
}

/* x scaled to entries below 1; the SVD in doubles; v = its first vectors. */
static bool start(guess *g, const ab_matrix *x) {
  ab_ball_matrix_set(g->x, x, PRECISION);
  slong exponent = exponent_of(g->x);
  if (exponent == LONG_MIN)
    return false;
  arb_mat_get_mid(g->x, g->x);
  arb_mat_scalar_mul_2exp_si(g->x, g->x, -exponent);
  double *copy = ab_allocate((size_t)(g->rows * g->columns), sizeof(double));
  double *left = ab_allocate((size_t)(g->rows * g->full), sizeof(double));
  get_doubles(copy, g->x, 0);
  lapack_int info = LAPACKE_dgesdd(LAPACK_ROW_MAJOR, 'S', (lapack_int)g->rows,
                                   (lapack_int)g->columns, copy, (lapack_int)g->columns, g->values,
                                   left, (lapack_int)g->full, g->right, (lapack_int)g->columns);
  ab_free(copy);
  ab_free(left);
  for (slong j = 0; j < g->columns && info == 0; j++)
    for (slong c = 0; c < g->rank; c++)
      arb_set_d(arb_mat_entry(g->v, j, c), g->right[c * g->columns + j]);
  return info == 0;
}

/* v := v (3 I - v'v)/2: nearer to orthonormal columns. */
static void orthonormalise(guess *g) {
  arb_mat_t product;
  arb_mat_init(product, g->columns, g->rank);
  transposed_product(g->n, g->v, g->v);
  arb_mat_neg(g->n, g->n);
  for (slong c = 0; c < g->rank; c++)
    arb_add_ui(arb_mat_entry(g->n, c, c), arb_mat_entry(g->n, c, c), 3, PRECISION);
  arb_mat_approx_mul(product, g->v, g->n, PRECISION);
  arb_mat_scalar_mul_2exp_si(product, product, -1);
  arb_mat_get_mid(g->v, product);
  arb_mat_clear(product);
}

/* r = X'Xv - v (v'X'Xv). */
static void set_residual(guess *g) {
  arb_mat_t product;
  arb_mat_init(product, g->columns, g->rank);
  arb_mat_approx_mul(g->t, g->x, g->v, PRECISION);
  transposed_product(g->n, g->t, g->t);
  transposed_product(g->r, g->x, g->t);
  arb_mat_approx_mul(product, g->v, g->n, PRECISION);
  arb_mat_sub(g->r, g->r, product, PRECISION);
  arb_mat_clear(product);
}

/* What v lacks: the components of the residual along the other singular vectors, each over the
 * difference of the squares; that is values[c]^2 on what the SVD does not span. */
static void correct(guess *g) {
  slong exponent = exponent_of(g->r);
  if (exponent == LONG_MIN)
    return;
  get_doubles(g->residual, g->r, exponent);
  for (slong l = g->rank; l < g->full; l++)
    for (slong c = 0; c < g->rank; c++) {
      double sum = 0, square = g->values[c] * g->values[c];
      double gap = (g->values[c] - g->values[l]) * (g->values[c] + g->values[l]);
      for (slong j = 0; j < g->columns; j++)
        sum += g->right[l * g->columns + j] * g->residual[j * g->rank + c];
      g->part[l * g->rank + c] = gap > 1e-13 * square ? sum / gap - sum / square : 0;
    }
  arb_t change;
  arb_init(change);
  for (slong j = 0; j < g->columns; j++)
    for (slong c = 0; c < g->rank; c++) {
      double sum = g->residual[j * g->rank + c] / (g->values[c] * g->values[c]);
      for (slong l = g->rank; l < g->full; l++)
        sum += g->right[l * g->columns + j] * g->part[l * g->rank + c];
      arb_set_d(change, isfinite(sum) ? sum : 0);
      arb_mul_2exp_si(change, change, exponent);
      arb_add(arb_mat_entry(g->v, j, c), arb_mat_entry(g->v, j, c), change, PRECISION);
    }
  arb_mat_get_mid(g->v, g->v);
  arb_clear(change);
}

static void get_hint(mpq_t *hint, guess *g) {
  fmpz_t integer;
  arf_t scaled;
  fmpz_init(integer);
  arf_init(scaled);
  for (slong c = 0; c < g->rank; c++)
    for (slong j = 0; j < g->columns; j++) {
      mpq_ptr out = hint[c * g->columns + j];
      arf_mul_2exp_si(scaled, arb_midref(arb_mat_entry(g->v, j, c)), HINT_BITS);
      arf_get_fmpz(integer, scaled, ARF_RND_NEAR);
      fmpz_get_mpz(mpq_numref(out), integer);
      mpz_set_ui(mpq_denref(out), 1);
    }
  fmpz_clear(integer);
  arf_clear(scaled);
}

ab_status ab_low_rank_guess(mpq_t *hint, const ab_matrix *x, size_t rank, ab_error *error) {
  guess g;
  guess_init(&g, x, rank);
  bool good = start(&g, x);
  for (int k = 0; k < REFINEMENTS && good; k++) {
    orthonormalise(&g);
    set_residual(&g);
    correct(&g);
  }
  if (good) {
    orthonormalise(&g);
    get_hint(hint, &g);
  }
  guess_clear(&g);
  return good ? AB_OK
              : ab_error_set(error, AB_BAD_PROBLEM, "the singular values cannot be computed");
}
