/* SPDX-License-Identifier: MIT
 * Iterative refinement of the dominant singular pair: residuals in many bits, corrections in the
 * basis that the SVD in doubles gives. Balls are used as plain numbers: only midpoints count. */
#include "prove/singular_guess.h"

#include "base/memory.h"
#include "real/arb.h"

#include <assert.h>
#include <lapacke.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>

/* Bits beyond those asked for: the rounding of the result, the error of the refined vectors, the
 * working precision. */
enum { ROUND_BITS = 8, TARGET_BITS = 48, WORK_BITS = 128, STEPS_MAX = 200 };

/* 2^exponent x is the matrix, its entries below 1 in magnitude. (u, v): unit approximate vectors; p
 * = Xv - sigma u, q = X'u - sigma v. left (rows x rank), values and right (rank x columns): the SVD
 * in doubles, rank = min(rows, columns). du, dv: p and q in doubles, then the corrections. */
typedef struct {
  long rows, columns, rank, precision, exponent;
  arb_ptr x, u, v, p, q;
  arb_t sigma;
  double *left, *values, *right, *du, *dv;
} guess;

static void guess_init(guess *g, const ab_matrix *x, long precision) {
  *g = (guess){.rows = (long)x->rows, .columns = (long)x->columns, .precision = precision};
  g->rank = g->rows < g->columns ? g->rows : g->columns;
  g->x = _arb_vec_init(g->rows * g->columns);
  g->u = _arb_vec_init(g->rows);
  g->v = _arb_vec_init(g->columns);
  g->p = _arb_vec_init(g->rows);
  g->q = _arb_vec_init(g->columns);
  arb_init(g->sigma);
  g->left = ab_allocate((size_t)(g->rows * g->rank), sizeof(double));
  g->values = ab_allocate((size_t)g->rank, sizeof(double));
  g->right = ab_allocate((size_t)(g->rank * g->columns), sizeof(double));
  g->du = ab_allocate((size_t)g->rows, sizeof(double));
  g->dv = ab_allocate((size_t)g->columns, sizeof(double));
}

static void guess_clear(guess *g) {
  _arb_vec_clear(g->x, g->rows * g->columns);
  _arb_vec_clear(g->u, g->rows);
  _arb_vec_clear(g->v, g->columns);
  _arb_vec_clear(g->p, g->rows);
  _arb_vec_clear(g->q, g->columns);
  arb_clear(g->sigma);
  ab_free(g->left);
  ab_free(g->values);
  ab_free(g->right);
  ab_free(g->du);
  ab_free(g->dv);
}

/* The least e with all |vector_i| < 2^e, or LONG_MIN for a zero vector. */
static long common_exponent(arb_srcptr vector, long length) {
  long exponent = LONG_MIN;
  for (long i = 0; i < length; i++)
    if (!arf_is_zero(arb_midref(vector + i))) {
      long e = arf_abs_bound_lt_2exp_si(arb_midref(vector + i));
      exponent = e > exponent ? e : exponent;
    }
  return exponent;
}

/* vector 2^-exponent in doubles. */
static void get_doubles(double *out, arb_srcptr vector, long length, long exponent) {
  arf_t scaled;
  arf_init(scaled);
  for (long i = 0; i < length; i++) {
    arf_mul_2exp_si(scaled, arb_midref(vector + i), -exponent);
    out[i] = arf_get_d(scaled, ARF_RND_NEAR);
  }
  arf_clear(scaled);
}

static void normalise(arb_ptr vector, long length, long precision) {
  arb_t norm;
  arb_init(norm);
  arb_approx_dot(norm, NULL, 0, vector, 1, vector, 1, length, precision);
  arf_rsqrt(arb_midref(norm), arb_midref(norm), precision, ARF_RND_NEAR);
  for (long i = 0; i < length; i++)
    arf_mul(arb_midref(vector + i), arb_midref(vector + i), arb_midref(norm), precision,
            ARF_RND_NEAR);
  arb_clear(norm);
}

/* x and exponent from the rationals; false for the zero matrix. */
static bool set_matrix(guess *g, const ab_matrix *x) {
  long length = g->rows * g->columns;
  for (long i = 0; i < length; i++) {
    ab_ball_set_rational(g->x + i, x->entries[i], g->precision);
    mag_zero(arb_radref(g->x + i));
  }
  g->exponent = common_exponent(g->x, length);
  if (g->exponent == LONG_MIN)
    return false;
  for (long i = 0; i < length; i++)
    arb_mul_2exp_si(g->x + i, g->x + i, -g->exponent);
  return true;
}

/* The SVD in doubles, and the dominant pair as first approximation. */
static bool start(guess *g) {
  double *copy = ab_allocate((size_t)(g->rows * g->columns), sizeof(double));
  get_doubles(copy, g->x, g->rows * g->columns, 0);
  lapack_int rows = (lapack_int)g->rows, columns = (lapack_int)g->columns;
  lapack_int info = LAPACKE_dgesdd(LAPACK_ROW_MAJOR, 'S', rows, columns, copy, columns, g->values,
                                   g->left, (lapack_int)g->rank, g->right, columns);
  ab_free(copy);
  if (info != 0 || !(g->values[0] > 0))
    return false;
  for (long i = 0; i < g->rows; i++)
    arf_set_d(arb_midref(g->u + i), g->left[i * g->rank]);
  for (long j = 0; j < g->columns; j++)
    arf_set_d(arb_midref(g->v + j), g->right[j]);
  normalise(g->u, g->rows, g->precision);
  normalise(g->v, g->columns, g->precision);
  return true;
}

/* image := image - sigma unit, over midpoints. */
static void subtract_multiple(arb_ptr image, const arb_t sigma, arb_srcptr unit, long length,
                              long precision) {
  for (long i = 0; i < length; i++)
    arf_submul(arb_midref(image + i), arb_midref(sigma), arb_midref(unit + i), precision,
               ARF_RND_NEAR);
}

/* sigma = u'Xv and the residuals p, q. */
static void set_residuals(guess *g) {
  long precision = g->precision;
  for (long i = 0; i < g->rows; i++)
    arb_approx_dot(g->p + i, NULL, 0, g->x + i * g->columns, 1, g->v, 1, g->columns, precision);
  for (long j = 0; j < g->columns; j++)
    arb_approx_dot(g->q + j, NULL, 0, g->x + j, g->columns, g->u, 1, g->rows, precision);
  arb_approx_dot(g->sigma, NULL, 0, g->u, 1, g->p, 1, g->rows, precision);
  subtract_multiple(g->p, g->sigma, g->u, g->rows, precision);
  subtract_multiple(g->q, g->sigma, g->v, g->columns, precision);
}

/* Turns du, dv from residuals (p, q) into the solution of X dv - sigma du = -p, X'du - sigma dv =
 * -q: in the basis of the SVD a 2 x 2 system for each singular value, -1/sigma on what the basis
 * does not span, nothing along the dominant pair itself or along one as large in doubles. */
static void solve_correction(guess *g) {
  double sigma = g->values[0];
  double *alpha = ab_allocate((size_t)g->rank, sizeof(double));
  double *beta = ab_allocate((size_t)g->rank, sizeof(double));
  for (long k = 0; k < g->rank; k++) {
    double p = 0, q = 0, s = g->values[k];
    for (long i = 0; i < g->rows; i++)
      p += g->left[i * g->rank + k] * g->du[i];
    for (long j = 0; j < g->columns; j++)
      q += g->right[k * g->columns + j] * g->dv[j];
    bool skip = k == 0 || sigma - s < 1e-14 * sigma;
    double scale = skip ? 0 : 1 / ((sigma - s) * (sigma + s));
    alpha[k] = scale * (sigma * p + s * q) - p / sigma;
    beta[k] = scale * (s * p + sigma * q) - q / sigma;
  }
  for (long i = 0; i < g->rows; i++) {
    g->du[i] /= sigma;
    for (long k = 0; k < g->rank; k++)
      g->du[i] += alpha[k] * g->left[i * g->rank + k];
  }
  for (long j = 0; j < g->columns; j++)
    g->dv[j] /= sigma;
  for (long k = 0; k < g->rank; k++)
    for (long j = 0; j < g->columns; j++)
      g->dv[j] += beta[k] * g->right[k * g->columns + j];
  ab_free(alpha);
  ab_free(beta);
}

/* vector := (vector + 2^exponent change), a unit vector again. Returns the largest |change_i|. */
static double apply_change(arb_ptr vector, const double *change, long length, long exponent,
                           long precision) {
  arf_t scaled;
  arf_init(scaled);
  double largest = 0;
  for (long i = 0; i < length; i++) {
    largest = fmax(largest, fabs(change[i]));
    arf_set_d(scaled, change[i]);
    arf_mul_2exp_si(scaled, scaled, exponent);
    arf_add(arb_midref(vector + i), arb_midref(vector + i), scaled, precision, ARF_RND_NEAR);
  }
  normalise(vector, length, precision);
  arf_clear(scaled);
  return largest;
}

/* Corrects (u, v) until a correction is below 2^-target_bits or no longer shrinks. */
static void refine(guess *g, long target_bits) {
  double last = INFINITY;
  for (int step = 0; step < STEPS_MAX; step++) {
    set_residuals(g);
    long exponent = common_exponent(g->p, g->rows), other = common_exponent(g->q, g->columns);
    exponent = exponent > other ? exponent : other;
    if (exponent == LONG_MIN)
      return;
    get_doubles(g->du, g->p, g->rows, exponent);
    get_doubles(g->dv, g->q, g->columns, exponent);
    solve_correction(g);
    double change = apply_change(g->u, g->du, g->rows, exponent, g->precision);
    change = fmax(change, apply_change(g->v, g->dv, g->columns, exponent, g->precision));
    double size = log2(change) + (double)exponent;
    if (!(size >= -(double)target_bits) || size > last - 0.5)
      return;
    last = size;
  }
}

/* out[i] = root * vector_i rounded to a multiple of 2^-places. */
static void get_dyadic(mpq_t *out, arb_srcptr vector, long length, const arf_t root, long places) {
  arf_t value;
  fmpz_t integer;
  arf_init(value);
  fmpz_init(integer);
  for (long i = 0; i < length; i++) {
    arf_mul(value, arb_midref(vector + i), root, ARF_PREC_EXACT, ARF_RND_NEAR);
    arf_mul_2exp_si(value, value, places);
    arf_get_fmpz(integer, value, ARF_RND_NEAR);
    fmpz_get_mpz(mpq_numref(out[i]), integer);
    mpz_set_ui(mpq_denref(out[i]), 1);
    if (places >= 0)
      mpq_div_2exp(out[i], out[i], (mp_bitcnt_t)places);
    else
      mpq_mul_2exp(out[i], out[i], (mp_bitcnt_t)-places);
  }
  arf_clear(value);
  fmpz_clear(integer);
}

/* Whether the first of the entries of largest magnitude is negative. */
static bool leads_negative(const mpq_t *values, long length) {
  mpq_t largest, magnitude;
  mpq_inits(largest, magnitude, NULL);
  bool negative = false;
  for (long i = 0; i < length; i++) {
    mpq_abs(magnitude, values[i]);
    if (mpq_cmp(magnitude, largest) > 0) {
      mpq_set(largest, magnitude);
      negative = mpq_sgn(values[i]) < 0;
    }
  }
  mpq_clears(largest, magnitude, NULL);
  return negative;
}

/* The balanced pair, sign chosen. */
static void get_pair(mpq_t *a, mpq_t *b, guess *g, unsigned bits) {
  arf_t root;
  arf_init(root);
  set_residuals(g); /* for sigma */
  arf_mul_2exp_si(root, arb_midref(g->sigma), g->exponent);
  arf_sqrt(root, root, g->precision, ARF_RND_NEAR);
  long places = (long)bits + ROUND_BITS - arf_abs_bound_lt_2exp_si(root);
  get_dyadic(a, g->u, g->rows, root, places);
  get_dyadic(b, g->v, g->columns, root, places);
  arf_clear(root);
  if (!leads_negative((const mpq_t *)a, g->rows))
    return;
  for (long i = 0; i < g->rows; i++)
    mpq_neg(a[i], a[i]);
  for (long j = 0; j < g->columns; j++)
    mpq_neg(b[j], b[j]);
}

ab_status ab_singular_guess(mpq_t *a, mpq_t *b, const ab_matrix *x, unsigned bits,
                            ab_error *error) {
  assert(bits <= AB_GUESS_BITS_MAX);
  if (!x->rows || !x->columns || x->rows > INT_MAX / x->columns)
    return ab_error_set(error, AB_BAD_PROBLEM, "a matrix of %zu x %zu has no singular values here",
                        x->rows, x->columns);
  guess g;
  guess_init(&g, x, (long)bits + WORK_BITS);
  ab_status status = AB_OK;
  if (!set_matrix(&g, x))
    status = ab_error_set(error, AB_BAD_PROBLEM,
                          "the matrix is zero: it has no dominant singular vectors");
  else if (!start(&g))
    status = ab_error_set(error, AB_BAD_PROBLEM, "the singular values cannot be computed");
  else {
    refine(&g, (long)bits + TARGET_BITS);
    get_pair(a, b, &g, bits);
  }
  guess_clear(&g);
  return status;
}
