/* SPDX-License-Identifier: MIT
 * The a-posteriori bounds of docs/theory/singular.md, evaluated in balls; the sections cited are
 * its. A quantity computed here is a ball that contains the exact quantity of that name in the
 * text, unless a comment says "upper bound". */
#include "real/singular.h"

#include "num/rational.h"
#include "real/arb.h"
#include "real/definite.h"

#include <assert.h>
#include <stdbool.h>

enum { PRECISION_MIN = 16, PRECISION_MAX = 16384, THETA_PRECISION = 64 };

void ab_triplet_init(ab_triplet *triplet, size_t rows, size_t columns) {
  triplet->rows = rows;
  triplet->columns = columns;
  mpq_inits(triplet->sigma_lo, triplet->sigma_hi, triplet->second_upper, NULL);
  triplet->a_lo = ab_rationals_create(rows);
  triplet->a_hi = ab_rationals_create(rows);
  triplet->b_lo = ab_rationals_create(columns);
  triplet->b_hi = ab_rationals_create(columns);
}

void ab_triplet_clear(ab_triplet *triplet) {
  mpq_clears(triplet->sigma_lo, triplet->sigma_hi, triplet->second_upper, NULL);
  ab_rationals_destroy(triplet->a_lo, triplet->rows);
  ab_rationals_destroy(triplet->a_hi, triplet->rows);
  ab_rationals_destroy(triplet->b_lo, triplet->columns);
  ab_rationals_destroy(triplet->b_hi, triplet->columns);
  *triplet = (ab_triplet){0};
}

/* What is known of the hints: u, v are they, made unit vectors; rho = u'Xv;
 * 2 r^2 = |Xv - rho u|^2 + |X'u - rho v|^2; theta, a number with sigma_2 <= theta < rho; and upper
 * bounds of r^2, of shift = r^2 / (rho - theta) and of slip = r / (rho - theta). */
typedef struct {
  long precision;
  arb_mat_t x, x_transposed, u, v;
  arb_t rho, residual_square_upper, shift_upper, slip_upper;
  arf_t theta;
} workspace;

static void workspace_init(workspace *work, const ab_matrix *x, long precision) {
  slong rows = (slong)x->rows, columns = (slong)x->columns;
  work->precision = precision;
  arb_mat_init(work->x, rows, columns);
  arb_mat_init(work->x_transposed, columns, rows);
  arb_mat_init(work->u, rows, 1);
  arb_mat_init(work->v, columns, 1);
  arb_init(work->rho);
  arb_init(work->residual_square_upper);
  arb_init(work->shift_upper);
  arb_init(work->slip_upper);
  arf_init(work->theta);
  ab_ball_matrix_set(work->x, x, precision);
  arb_mat_transpose(work->x_transposed, work->x);
}

static void workspace_clear(workspace *work) {
  arb_mat_clear(work->x);
  arb_mat_clear(work->x_transposed);
  arb_mat_clear(work->u);
  arb_mat_clear(work->v);
  arb_clear(work->rho);
  arb_clear(work->residual_square_upper);
  arb_clear(work->shift_upper);
  arb_clear(work->slip_upper);
  arf_clear(work->theta);
}

static void dot_columns(arb_t out, const arb_mat_t a, const arb_mat_t b, long precision) {
  arb_dot(out, NULL, 0, a->entries, 1, b->entries, 1, arb_mat_nrows(a), precision);
}

/* out = values / |values|; false if that is not a finite vector (the zero vector, or none at all).
 */
static bool set_unit(arb_mat_t out, const mpq_t *values, size_t length, long precision) {
  ab_ball_column_set(out, values, length, precision);
  arb_t norm;
  arb_init(norm);
  dot_columns(norm, out, out, precision);
  bool good = arb_is_positive(norm) && arb_is_finite(norm);
  if (good) {
    arb_sqrt(norm, norm, precision);
    arb_mat_scalar_div_arb(out, out, norm, precision);
    good = arb_mat_is_finite(out);
  }
  arb_clear(norm);
  return good;
}

/* image := image - rho * unit; out += |image|^2. */
static void add_residual(arb_t out, arb_mat_t image, const arb_mat_t unit, const arb_t rho,
                         long precision) {
  for (slong i = 0; i < arb_mat_nrows(image); i++) {
    arb_ptr entry = arb_mat_entry(image, i, 0);
    arb_submul(entry, rho, arb_mat_entry(unit, i, 0), precision);
    arb_addmul(out, entry, entry, precision);
  }
}

/* rho and the upper bound of r^2 (section 2). false unless both are finite and rho > 0. */
static bool set_rayleigh(workspace *work) {
  long precision = work->precision;
  arb_mat_t xv, xu;
  arb_mat_init(xv, arb_mat_nrows(work->x), 1);
  arb_mat_init(xu, arb_mat_ncols(work->x), 1);
  arb_mat_mul(xv, work->x, work->v, precision);
  arb_mat_mul(xu, work->x_transposed, work->u, precision);
  dot_columns(work->rho, work->u, xv, precision);
  arb_zero(work->residual_square_upper);
  add_residual(work->residual_square_upper, xv, work->u, work->rho, precision);
  add_residual(work->residual_square_upper, xu, work->v, work->rho, precision);
  arb_mul_2exp_si(work->residual_square_upper, work->residual_square_upper, -1);
  arb_mat_clear(xv);
  arb_mat_clear(xu);
  bool good = arb_is_finite(work->rho) && arb_is_positive(work->rho) &&
              arb_is_finite(work->residual_square_upper);
  if (good)
    ab_ball_make_upper(work->residual_square_upper, precision);
  return good;
}

/* E = X - rho u v' (section 3). */
static void set_rest(arb_mat_t rest, const workspace *work) {
  arb_mat_t scaled;
  arb_mat_init(scaled, arb_mat_nrows(work->x), 1);
  arb_mat_scalar_mul_arb(scaled, work->u, work->rho, work->precision);
  for (slong i = 0; i < arb_mat_nrows(work->x); i++)
    for (slong j = 0; j < arb_mat_ncols(work->x); j++) {
      arb_ptr entry = arb_mat_entry(rest, i, j);
      arb_mul(entry, arb_mat_entry(scaled, i, 0), arb_mat_entry(work->v, j, 0), work->precision);
      arb_sub(entry, arb_mat_entry(work->x, i, j), entry, work->precision);
    }
  arb_mat_clear(scaled);
}

/* Finds theta >= |E| >= sigma_2 (section 3), below rho if the bound of |E|^2 is below rho^2. */
static bool find_theta(workspace *work) {
  arb_t square, limit;
  arb_mat_t rest;
  arb_init(square);
  arb_init(limit);
  arb_mat_init(rest, arb_mat_nrows(work->x), arb_mat_ncols(work->x));
  set_rest(rest, work);
  arb_mul(limit, work->rho, work->rho, work->precision);
  bool found = ab_ball_norm_square_below(square, rest, limit);
  if (found) {
    arb_sqrt(square, square, THETA_PRECISION);
    arb_get_ubound_arf(work->theta, square, THETA_PRECISION);
  } else
    arf_set_round(work->theta, arb_midref(work->rho), THETA_PRECISION, ARF_RND_DOWN);
  arb_mat_clear(rest);
  arb_clear(square);
  arb_clear(limit);
  return found;
}

/* The upper bounds of shift and slip (section 4); false unless theta < rho and slip <= 1/2, for
 * certain. */
static bool set_bounds(workspace *work) {
  long precision = work->precision;
  arb_t gap, root;
  arb_init(gap);
  arb_init(root);
  arb_sub_arf(gap, work->rho, work->theta, precision);
  arb_sqrt(root, work->residual_square_upper, precision);
  arb_div(work->shift_upper, work->residual_square_upper, gap, precision);
  arb_div(work->slip_upper, root, gap, precision);
  bool good = arf_sgn(work->theta) >= 0 && arb_is_positive(gap) &&
              arb_is_finite(work->shift_upper) && arb_is_finite(work->slip_upper);
  if (good) {
    ab_ball_make_upper(work->shift_upper, precision);
    ab_ball_make_upper(work->slip_upper, precision);
    good = arf_cmpabs_2exp_si(arb_midref(work->slip_upper), -1) <= 0;
  }
  arb_clear(gap);
  arb_clear(root);
  return good;
}

/* sigma in [rho, rho + shift] (section 4). */
static void set_sigma(arb_t out, const workspace *work) {
  arf_t lo, hi;
  arf_init(lo);
  arf_init(hi);
  arb_add(out, work->rho, work->shift_upper, work->precision);
  arb_get_ubound_arf(hi, out, work->precision);
  arb_get_lbound_arf(lo, work->rho, work->precision);
  arb_set_interval_arf(out, lo, hi, work->precision);
  arf_clear(lo);
  arf_clear(hi);
}

/* scale = sqrt(sigma) / cos, where sqrt(1 - slip^2) <= cos <= 1 (section 5). */
static void set_scale(arb_t scale, const arb_t sigma, const workspace *work) {
  long precision = work->precision;
  arb_t cosine;
  arf_t lo, one;
  arb_init(cosine);
  arf_init(lo);
  arf_init(one);
  arf_one(one);
  arb_one(cosine);
  arb_submul(cosine, work->slip_upper, work->slip_upper, precision);
  arb_sqrt(cosine, cosine, precision);
  arb_get_lbound_arf(lo, cosine, precision);
  arb_set_interval_arf(cosine, lo, one, precision);
  arb_sqrt(scale, sigma, precision);
  arb_div(scale, scale, cosine, precision);
  arb_clear(cosine);
  arf_clear(lo);
  arf_clear(one);
}

/* [lo[i], hi[i]] contains scale * (unit_i + e), |e| <= sqrt(2) slip (section 5). */
static bool get_vector(mpq_t *lo, mpq_t *hi, const arb_mat_t unit, const arb_t scale,
                       const workspace *work) {
  long precision = work->precision;
  arb_t entry, error;
  arb_init(entry);
  arb_init(error);
  arb_sqrt_ui(error, 2, precision);
  arb_mul(error, error, work->slip_upper, precision);
  bool good = true;
  for (slong i = 0; good && i < arb_mat_nrows(unit); i++) {
    arb_set(entry, arb_mat_entry(unit, i, 0));
    arb_add_error(entry, error);
    arb_mul(entry, entry, scale, precision);
    good = ab_ball_get_rationals(lo[i], hi[i], entry, precision);
  }
  arb_clear(entry);
  arb_clear(error);
  return good;
}

/* Everything known, as rationals. */
static bool get_triplet(ab_triplet *triplet, const workspace *work) {
  arb_t sigma, scale, theta;
  arb_init(sigma);
  arb_init(scale);
  arb_init(theta);
  set_sigma(sigma, work);
  set_scale(scale, sigma, work);
  arb_set_arf(theta, work->theta);
  bool good =
      ab_ball_get_rationals(triplet->sigma_lo, triplet->sigma_hi, sigma, work->precision) &&
      ab_ball_get_rationals(triplet->second_upper, triplet->second_upper, theta, THETA_PRECISION) &&
      get_vector(triplet->a_lo, triplet->a_hi, work->u, scale, work) &&
      get_vector(triplet->b_lo, triplet->b_hi, work->v, scale, work) &&
      mpq_cmp(triplet->second_upper, triplet->sigma_lo) < 0;
  arb_clear(sigma);
  arb_clear(scale);
  arb_clear(theta);
  return good;
}

/* The refusal, with the figures found (approximate decimals, for the reader only). `proved`: theta
 * was proved. */
static ab_status refuse_gap(const workspace *work, bool proved, ab_error *error) {
  enum { DIGITS = 12 };
  arb_t value;
  arb_init(value);
  char *rho = arb_get_str(work->rho, DIGITS, ARB_STR_NO_RADIUS);
  arb_set_arf(value, work->theta);
  char *theta = arb_get_str(value, DIGITS, ARB_STR_NO_RADIUS);
  arb_sqrt(value, work->residual_square_upper, work->precision);
  char *residual = arb_get_str(value, 3, ARB_STR_NO_RADIUS);
  ab_error_set(error, AB_BAD_PROBLEM,
               "the gap between the two largest singular values, sigma_1 > sigma_2, cannot be "
               "certified (sigma_1 is at least about %s; sigma_2 <= %s %s; the residual of the "
               "approximate singular vectors is %s)",
               rho, theta, proved ? "holds, but is too near for them" : "could not be proved",
               residual);
  flint_free(rho);
  flint_free(theta);
  flint_free(residual);
  arb_clear(value);
  return AB_BAD_PROBLEM;
}

static ab_status enclose(ab_triplet *triplet, workspace *work, const mpq_t *hint_a,
                         const mpq_t *hint_b, ab_error *error) {
  if (!set_unit(work->u, hint_a, triplet->rows, work->precision) ||
      !set_unit(work->v, hint_b, triplet->columns, work->precision))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "an approximate singular vector is zero: is the matrix zero?");
  if (!set_rayleigh(work))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "the approximate singular vectors a, b do not have a'Xb > 0: the largest "
                        "singular value cannot be bounded away from zero");
  if (!find_theta(work))
    return refuse_gap(work, false, error);
  if (!set_bounds(work) || !get_triplet(triplet, work))
    return refuse_gap(work, true, error);
  return AB_OK;
}

ab_status ab_triplet_enclose(ab_triplet *triplet, const ab_matrix *x, const mpq_t *hint_a,
                             const mpq_t *hint_b, long precision, ab_error *error) {
  assert(triplet->rows == x->rows && triplet->columns == x->columns);
  if (precision < PRECISION_MIN || precision > PRECISION_MAX)
    return ab_error_set(error, AB_BAD_PROBLEM, "a precision of %ld bits is not supported",
                        precision);
  workspace work;
  workspace_init(&work, x, precision);
  ab_status status = enclose(triplet, &work, hint_a, hint_b, error);
  workspace_clear(&work);
  return status;
}
