/* SPDX-License-Identifier: MIT
 * The bounds of docs/theory/low-rank.md, evaluated in balls; the sections cited are its. V, T, N,
 * G, R, E are the matrices of those names in the text; a quantity computed here is a ball that
 * contains it, unless a comment says "upper" or "lower" bound. */
#include "real/low_rank.h"

#include "num/rational.h"
#include "real/arb.h"
#include "real/definite.h"

#include <assert.h>

enum { PRECISION_MIN = 64, PRECISION_MAX = 16384 };

void ab_low_rank_init(ab_low_rank *out, size_t rows, size_t columns, size_t rank) {
  *out = (ab_low_rank){.rows = rows, .columns = columns, .rank = rank};
  mpq_inits(out->kept_lower, out->rest_upper, out->first_upper, out->nuclear_upper, out->w_least,
            out->s_least, NULL);
  out->w_lo = ab_rationals_create(rank * rows);
  out->w_hi = ab_rationals_create(rank * rows);
  out->s_lo = ab_rationals_create(rank * columns);
  out->s_hi = ab_rationals_create(rank * columns);
  out->left = ab_rationals_create(rows);
  out->right = ab_rationals_create(columns);
  out->z_lo = ab_rationals_create(rows * columns);
  out->z_hi = ab_rationals_create(rows * columns);
}

void ab_low_rank_clear(ab_low_rank *out) {
  mpq_clears(out->kept_lower, out->rest_upper, out->first_upper, out->nuclear_upper, out->w_least,
             out->s_least, NULL);
  ab_rationals_destroy(out->w_lo, out->rank * out->rows);
  ab_rationals_destroy(out->w_hi, out->rank * out->rows);
  ab_rationals_destroy(out->s_lo, out->rank * out->columns);
  ab_rationals_destroy(out->s_hi, out->rank * out->columns);
  ab_rationals_destroy(out->left, out->rows);
  ab_rationals_destroy(out->right, out->columns);
  ab_rationals_destroy(out->z_lo, out->rows * out->columns);
  ab_rationals_destroy(out->z_hi, out->rows * out->columns);
  *out = (ab_low_rank){0};
}

typedef struct {
  slong rows, columns, rank, precision;
  arb_mat_t x, v, t, n, e;
  arb_t eta;          /* upper bound of |G - I| */
  arb_t kept_square;  /* lower bound of the least eigenvalue of the compression, section 2 */
  arb_t rest_square;  /* upper bound of sigma_{rank+1}^2 */
  arb_t first_square; /* upper bound of the greatest eigenvalue of the compression */
  arb_t turn;         /* upper bound of |Q - P|_F, section 3 */
  arb_t x_norm;       /* |X|_F */
} workspace;

static void workspace_init(workspace *w, const ab_low_rank *shape, long precision) {
  *w = (workspace){.rows = (slong)shape->rows,
                   .columns = (slong)shape->columns,
                   .rank = (slong)shape->rank,
                   .precision = precision};
  arb_mat_init(w->x, w->rows, w->columns);
  arb_mat_init(w->v, w->columns, w->rank);
  arb_mat_init(w->t, w->rows, w->rank);
  arb_mat_init(w->n, w->rank, w->rank);
  arb_mat_init(w->e, w->rows, w->columns);
  arb_ptr numbers[] = {w->eta, w->kept_square, w->rest_square, w->first_square, w->turn, w->x_norm};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    arb_init(numbers[i]);
}

static void workspace_clear(workspace *w) {
  arb_mat_clear(w->x);
  arb_mat_clear(w->v);
  arb_mat_clear(w->t);
  arb_mat_clear(w->n);
  arb_mat_clear(w->e);
  arb_ptr numbers[] = {w->eta, w->kept_square, w->rest_square, w->first_square, w->turn, w->x_norm};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    arb_clear(numbers[i]);
}

/* V: the hints, each divided by its length. false unless all are finite. */
static bool set_directions(workspace *w, const mpq_t *hint) {
  arb_mat_t column;
  arb_t norm;
  arb_mat_init(column, w->columns, 1);
  arb_init(norm);
  bool good = true;
  for (slong c = 0; c < w->rank && good; c++) {
    ab_ball_column_set(column, hint + c * w->columns, (size_t)w->columns, w->precision);
    arb_mat_frobenius_norm(norm, column, w->precision);
    good = arb_is_positive(norm) && arb_is_finite(norm);
    for (slong j = 0; j < w->columns && good; j++)
      arb_div(arb_mat_entry(w->v, j, c), arb_mat_entry(column, j, 0), norm, w->precision);
  }
  arb_mat_clear(column);
  arb_clear(norm);
  return good && arb_mat_is_finite(w->v);
}

/* product = a' b */
static void transposed_product(arb_mat_t product, const arb_mat_t a, const arb_mat_t b,
                               slong precision) {
  arb_mat_t transposed;
  arb_mat_init(transposed, arb_mat_ncols(a), arb_mat_nrows(a));
  arb_mat_transpose(transposed, a);
  arb_mat_mul(product, transposed, b, precision);
  arb_mat_clear(transposed);
}

/* eta >= |G - I|_F, G = V'V; false unless eta <= 1/4 (section 1). */
static bool set_eta(workspace *w) {
  arb_mat_t g;
  arb_mat_init(g, w->rank, w->rank);
  transposed_product(g, w->v, w->v, w->precision);
  for (slong c = 0; c < w->rank; c++)
    arb_sub_ui(arb_mat_entry(g, c, c), arb_mat_entry(g, c, c), 1, w->precision);
  arb_mat_frobenius_norm(w->eta, g, w->precision);
  arb_mat_clear(g);
  if (!arb_is_finite(w->eta))
    return false;
  ab_ball_make_upper(w->eta, w->precision);
  return arf_cmp_2exp_si(arb_midref(w->eta), -2) <= 0;
}

/* The eigenvalues of N lie between the least N_cc - sum |N_cd| and the greatest N_cc + sum |N_cd|
 * (Gershgorin); those of the compression in [least/(1 + eta), greatest/(1 - eta)] (section 2). */
static void set_spectrum(workspace *w) {
  arb_t sum, entry, end;
  arb_init(sum);
  arb_init(entry);
  arb_init(end);
  for (slong c = 0; c < w->rank; c++) {
    arb_zero(sum);
    for (slong d = 0; d < w->rank; d++)
      if (d != c) {
        arb_abs(entry, arb_mat_entry(w->n, c, d));
        arb_add(sum, sum, entry, w->precision);
      }
    arb_sub(end, arb_mat_entry(w->n, c, c), sum, w->precision);
    if (c == 0)
      arb_set(w->kept_square, end);
    else
      arb_min(w->kept_square, w->kept_square, end, w->precision);
    arb_add(end, arb_mat_entry(w->n, c, c), sum, w->precision);
    if (c == 0)
      arb_set(w->first_square, end);
    else
      arb_max(w->first_square, w->first_square, end, w->precision);
  }
  arb_add_ui(end, w->eta, 1, w->precision);
  arb_div(w->kept_square, w->kept_square, end, w->precision);
  arb_sub_ui(end, w->eta, 1, w->precision);
  arb_neg(end, end);
  arb_div(w->first_square, w->first_square, end, w->precision);
  arb_clear(sum);
  arb_clear(entry);
  arb_clear(end);
}

/* turn >= |Q - P|_F = sqrt 2 |R|_F/(sqrt(1 - eta) (kept^2 - rest^2)), section 3; false unless the
 * gap is positive. */
static bool set_turn(workspace *w) {
  arb_mat_t r, vn;
  arb_t gap, root;
  arb_mat_init(r, w->columns, w->rank);
  arb_mat_init(vn, w->columns, w->rank);
  arb_init(gap);
  arb_init(root);
  transposed_product(r, w->x, w->t, w->precision);
  arb_mat_mul(vn, w->v, w->n, w->precision);
  arb_mat_sub(r, r, vn, w->precision);
  arb_mat_frobenius_norm(w->turn, r, w->precision);
  arb_sub(gap, w->kept_square, w->rest_square, w->precision);
  bool good = arb_is_positive(gap);
  arb_sub_ui(root, w->eta, 1, w->precision);
  arb_neg(root, root);
  arb_mul_2exp_si(root, root, -1);
  arb_sqrt(root, root, w->precision); /* sqrt((1 - eta)/2) */
  arb_mul(gap, gap, root, w->precision);
  arb_div(w->turn, w->turn, gap, w->precision);
  good = good && arb_is_finite(w->turn);
  if (good)
    ab_ball_make_upper(w->turn, w->precision);
  arb_mat_clear(r);
  arb_mat_clear(vn);
  arb_clear(gap);
  arb_clear(root);
  return good;
}

/* Everything up to the gap. */
static bool set_all(workspace *w, const ab_matrix *x, const mpq_t *hint) {
  ab_ball_matrix_set(w->x, x, w->precision);
  if (!set_directions(w, hint) || !set_eta(w))
    return false;
  arb_mat_mul(w->t, w->x, w->v, w->precision);
  transposed_product(w->n, w->t, w->t, w->precision);
  set_spectrum(w);
  if (!arb_is_positive(w->kept_square) || !arb_is_finite(w->kept_square))
    return false;
  arb_mat_t transposed;
  arb_mat_init(transposed, w->rank, w->columns);
  arb_mat_transpose(transposed, w->v);
  arb_mat_mul(w->e, w->t, transposed, w->precision);
  arb_mat_clear(transposed);
  arb_mat_sub(w->e, w->x, w->e, w->precision);
  arb_mat_frobenius_norm(w->x_norm, w->x, w->precision);
  return ab_ball_norm_square_below(w->rest_square, w->e, w->kept_square) && set_turn(w);
}

/* out >= the number. */
static bool get_upper(mpq_t out, const arb_t number, slong precision) {
  mpq_t unused;
  mpq_init(unused);
  bool good = ab_ball_get_rationals(unused, out, number, precision);
  mpq_clear(unused);
  return good;
}

/* sigma_1 and the sum of the first ones (section 4). */
static bool get_sums(ab_low_rank *out, workspace *w) {
  arb_t slip, sum, norm, root;
  arb_init(slip);
  arb_init(sum);
  arb_init(norm);
  arb_init(root);
  arb_mul(slip, w->x_norm, w->turn, w->precision); /* >= |X (Q - P)|_F */
  arb_sqrt(sum, w->first_square, w->precision);
  arb_add(sum, sum, slip, w->precision);
  bool good = get_upper(out->first_upper, sum, w->precision);
  arb_zero(sum);
  for (slong c = 0; c < w->rank; c++) {
    arb_zero(norm);
    for (slong i = 0; i < w->rows; i++)
      arb_addmul(norm, arb_mat_entry(w->t, i, c), arb_mat_entry(w->t, i, c), w->precision);
    arb_sqrt(norm, norm, w->precision);
    arb_add(sum, sum, norm, w->precision);
  }
  arb_sub_ui(root, w->eta, 1, w->precision);
  arb_neg(root, root);
  arb_sqrt(root, root, w->precision);
  arb_div(sum, sum, root, w->precision);
  arb_sqrt_ui(root, 2 * (ulong)w->rank, w->precision);
  arb_addmul(sum, root, slip, w->precision);
  good = good && get_upper(out->nuclear_upper, sum, w->precision);
  arb_clear(slip);
  arb_clear(sum);
  arb_clear(norm);
  arb_clear(root);
  return good;
}

/* Z_ij = X_ij - E_ij up to |row i of X| (turn + eta), section 4. */
static bool get_entries(ab_low_rank *out, workspace *w) {
  arb_t norm, error, z;
  arb_init(norm);
  arb_init(error);
  arb_init(z);
  arb_add(error, w->turn, w->eta, w->precision);
  bool good = true;
  for (slong i = 0; i < w->rows && good; i++) {
    arb_dot(norm, NULL, 0, arb_mat_entry(w->x, i, 0), 1, arb_mat_entry(w->x, i, 0), 1, w->columns,
            w->precision);
    arb_sqrt(norm, norm, w->precision);
    arb_mul(norm, norm, error, w->precision);
    for (slong j = 0; j < w->columns && good; j++) {
      size_t at = (size_t)(i * w->columns + j);
      arb_sub(z, arb_mat_entry(w->x, i, j), arb_mat_entry(w->e, i, j), w->precision);
      arb_add_error(z, norm);
      good = ab_ball_get_rationals(out->z_lo[at], out->z_hi[at], z, w->precision);
    }
  }
  arb_clear(norm);
  arb_clear(error);
  arb_clear(z);
  return good;
}

static bool get_gap(ab_low_rank *out, workspace *w) {
  arb_t root;
  mpq_t unused;
  arb_init(root);
  mpq_init(unused);
  arb_sqrt(root, w->kept_square, w->precision);
  bool good = ab_ball_get_rationals(out->kept_lower, unused, root, w->precision);
  arb_sqrt(root, w->rest_square, w->precision);
  good = good && get_upper(out->rest_upper, root, w->precision) &&
         mpq_cmp(out->rest_upper, out->kept_lower) < 0;
  arb_clear(root);
  mpq_clear(unused);
  return good;
}

/* s (rank x columns): D V'Q, V'Q = V' up to `turn` in every entry, D the diagonal matrix of numbers
 * near the lengths of the columns of T; section 6. */
static void set_s(arb_mat_t s, workspace *w) {
  arb_t length, entry;
  arb_init(length);
  arb_init(entry);
  for (slong c = 0; c < w->rank; c++) {
    arb_sqrt(length, arb_mat_entry(w->n, c, c), w->precision);
    mag_zero(arb_radref(length)); /* any exact number serves */
    for (slong j = 0; j < w->columns; j++) {
      arb_set(entry, arb_mat_entry(w->v, j, c));
      arb_add_error(entry, w->turn);
      arb_mul(arb_mat_entry(s, c, j), entry, length, w->precision);
    }
  }
  arb_clear(length);
  arb_clear(entry);
}

/* out[l] >= column l of a, squared, in the metric of the inverse of a a' (rank x rank). */
static bool get_leverages(mpq_t *out, const arb_mat_t a, const arb_mat_t inverse, slong precision) {
  slong count = arb_mat_ncols(a), rank = arb_mat_nrows(a);
  arb_mat_t b;
  arb_t sum;
  arb_mat_init(b, rank, count);
  arb_init(sum);
  arb_mat_mul(b, inverse, a, precision);
  bool good = true;
  for (slong l = 0; l < count && good; l++) {
    arb_zero(sum);
    for (slong c = 0; c < rank; c++)
      arb_addmul(sum, arb_mat_entry(a, c, l), arb_mat_entry(b, c, l), precision);
    good = get_upper(out[l], sum, precision);
  }
  arb_mat_clear(b);
  arb_clear(sum);
  return good;
}

/* lo <= the root of the least eigenvalue of the Gram matrix g, by Gershgorin. */
static bool get_least(mpq_t lo, const arb_mat_t g, slong precision) {
  slong rank = arb_mat_nrows(g);
  arb_t least, end, entry;
  mpq_t unused;
  arb_init(least);
  arb_init(end);
  arb_init(entry);
  mpq_init(unused);
  for (slong c = 0; c < rank; c++) {
    arb_set(end, arb_mat_entry(g, c, c));
    for (slong d = 0; d < rank; d++)
      if (d != c) {
        arb_abs(entry, arb_mat_entry(g, c, d));
        arb_sub(end, end, entry, precision);
      }
    if (c == 0)
      arb_set(least, end);
    else
      arb_min(least, least, end, precision);
  }
  bool good = arb_is_positive(least);
  arb_sqrt(least, least, precision);
  good = good && ab_ball_get_rationals(lo, unused, least, precision);
  arb_clear(least);
  arb_clear(end);
  arb_clear(entry);
  mpq_clear(unused);
  return good;
}

static bool get_matrix(mpq_t *lo, mpq_t *hi, const arb_mat_t a, slong precision) {
  slong columns = arb_mat_ncols(a);
  bool good = true;
  for (slong e = 0; e < arb_mat_nrows(a) * columns && good; e++)
    good =
        ab_ball_get_rationals(lo[e], hi[e], arb_mat_entry(a, e / columns, e % columns), precision);
  return good;
}

/* The point of M and what depends on it, section 6: S0 = D V'Q, W0 = (S0 S0')^-1 S0 X'. */
static bool get_point(ab_low_rank *out, workspace *w) {
  arb_mat_t s, p, gram, inverse, turned;
  arb_mat_init(s, w->rank, w->columns);
  arb_mat_init(p, w->rank, w->rows);
  arb_mat_init(gram, w->rank, w->rank);
  arb_mat_init(inverse, w->rank, w->rank);
  arb_mat_init(turned, w->columns, w->rank);
  set_s(s, w);
  arb_mat_transpose(turned, s);
  arb_mat_mul(gram, s, turned, w->precision);
  bool good = arb_mat_inv(inverse, gram, w->precision) &&
              get_least(out->s_least, gram, w->precision) &&
              get_leverages(out->right, s, inverse, w->precision) &&
              get_matrix(out->s_lo, out->s_hi, s, w->precision);
  if (good) {
    arb_mat_t product;
    arb_mat_init(product, w->rows, w->rank);
    arb_mat_mul(product, w->x, turned, w->precision); /* X S0' */
    arb_mat_transpose(p, product);
    arb_mat_mul(p, inverse, p, w->precision);
    arb_mat_transpose(product, p);
    arb_mat_mul(gram, p, product, w->precision);
    arb_mat_clear(product);
    good = arb_mat_inv(inverse, gram, w->precision) &&
           get_least(out->w_least, gram, w->precision) &&
           get_leverages(out->left, p, inverse, w->precision) &&
           get_matrix(out->w_lo, out->w_hi, p, w->precision);
  }
  arb_mat_clear(s);
  arb_mat_clear(p);
  arb_mat_clear(gram);
  arb_mat_clear(inverse);
  arb_mat_clear(turned);
  return good;
}

ab_status ab_low_rank_enclose(ab_low_rank *out, const ab_matrix *x, const mpq_t *hint,
                              long precision, ab_error *error) {
  assert(out->rows == x->rows && out->columns == x->columns && out->rank > 0);
  assert(precision >= PRECISION_MIN && precision <= PRECISION_MAX);
  workspace w;
  workspace_init(&w, out, precision);
  bool good = out->rank <= x->rows && out->rank <= x->columns && set_all(&w, x, hint) &&
              get_gap(out, &w) && get_sums(out, &w) && get_entries(out, &w);
  out->has_point = good && get_point(out, &w);
  workspace_clear(&w);
  if (good)
    return AB_OK;
  return ab_error_set(error, AB_BAD_PROBLEM,
                      "the gap between singular values %zu and %zu, sigma_%zu > sigma_%zu, cannot "
                      "be certified: without it there is no single best approximation of rank %zu",
                      out->rank, out->rank + 1, out->rank, out->rank + 1, out->rank);
}
