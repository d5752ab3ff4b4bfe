/* SPDX-License-Identifier: MIT
 * |x - ((I + E) y)|^2 for y = (W^y, S^y), (I + E) y = ((I + E) W^y, (I + E)'^{-1} S^y), is |x -
 * y|^2
 * + 2 <E, N2 - N1> + a quadratic form in E + .. with N1 = (W - W^y) W^y', N2 = S^y (S - S^y)'. */
#include "prove/factorization_nearest.h"

#include "base/memory.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

enum { STEPS = 60, HALVINGS = 30, POLISHING = 3 };
static const double NEAR = 1e-5; /* full steps from there on */
static const double CONVERGED = 1e-12;

void ab_nearest_model_init(ab_nearest_model *model, size_t k, size_t n, size_t m) {
  *model = (ab_nearest_model){.k = k, .n = n, .m = m};
  model->w0 = ab_allocate(k * n, sizeof(double));
  model->s0 = ab_allocate(k * m, sizeof(double));
  model->balance = ab_allocate(k, sizeof(double));
  model->work = ab_allocate(k * k * k * k + 16 * k * k + 2 * k * (n + m), sizeof(double));
}

void ab_nearest_model_clear(ab_nearest_model *model) {
  ab_free(model->w0);
  ab_free(model->s0);
  ab_free(model->balance);
  ab_free(model->work);
}

void ab_nearest_init(ab_nearest *nearest, const ab_nearest_model *model) {
  *nearest = (ab_nearest){.chart = ab_allocate(model->k * model->k, sizeof(double)),
                          .y = ab_allocate(model->k * (model->n + model->m), sizeof(double))};
}

void ab_nearest_clear(ab_nearest *nearest) {
  ab_free(nearest->chart);
  ab_free(nearest->y);
}

/* out = a b', both with `columns` columns and k rows. */
static void times_transposed(double *out, const double *a, const double *b, size_t k,
                             size_t columns) {
  for (size_t p = 0; p < k; p++)
    for (size_t q = 0; q < k; q++) {
      double sum = 0;
      for (size_t l = 0; l < columns; l++)
        sum += a[p * columns + l] * b[q * columns + l];
      out[p * k + q] = sum;
    }
}

static bool invert(double *a, size_t k) {
  lapack_int size = (lapack_int)k;
  lapack_int *pivots = ab_allocate(k, sizeof *pivots);
  bool good = LAPACKE_dgetrf(LAPACK_ROW_MAJOR, size, size, a, size, pivots) == 0 &&
              LAPACKE_dgetri(LAPACK_ROW_MAJOR, size, a, size, pivots) == 0;
  ab_free(pivots);
  return good;
}

/* y = (B W0, B'^{-1} S0). */
static bool set_y(double *y, const ab_nearest_model *m, const double *chart, double *scratch) {
  size_t k = m->k;
  memcpy(scratch, chart, k * k * sizeof *scratch);
  if (!invert(scratch, k))
    return false;
  memset(y, 0, k * (m->n + m->m) * sizeof *y);
  for (size_t c = 0; c < k; c++)
    for (size_t l = 0; l < k; l++) {
      for (size_t i = 0; i < m->n; i++)
        y[c * m->n + i] += chart[c * k + l] * m->w0[l * m->n + i];
      for (size_t j = 0; j < m->m; j++)
        y[k * m->n + c * m->m + j] += scratch[l * k + c] * m->s0[l * m->m + j];
    }
  return true;
}

static double distance_square(const ab_nearest_model *m, const double *x, const double *y) {
  double sum = 0;
  for (size_t l = 0; l < m->k * (m->n + m->m); l++)
    sum += (x[l] - y[l]) * (x[l] - y[l]);
  return sum;
}

/* The best orthogonal multiple of the balanced point: the polar factor of W W0' + S S0' for it. */
static bool start(double *chart, const ab_nearest_model *m, const double *x, double *scratch) {
  size_t k = m->k;
  lapack_int size = (lapack_int)k;
  double *a = scratch, *u = a + k * k, *v = u + k * k, *values = v + k * k;
  times_transposed(a, x, m->w0, k, m->n);
  times_transposed(u, x + k * m->n, m->s0, k, m->m);
  for (size_t l = 0; l < k * k; l++)
    a[l] = a[l] * m->balance[l % k] + u[l] / m->balance[l % k];
  if (LAPACKE_dgesdd(LAPACK_ROW_MAJOR, 'A', size, size, a, size, values, u, size, v, size) != 0)
    return false;
  memset(chart, 0, k * k * sizeof *chart);
  for (size_t p = 0; p < k; p++)
    for (size_t q = 0; q < k; q++)
      for (size_t l = 0; l < k; l++)
        chart[p * k + q] += u[p * k + l] * v[l * k + q] * m->balance[q];
  return true;
}

/* The matrices k x k of a place. */
typedef struct {
  double *n1, *n2, *g, *h, *step, *form;
} matrices;

static void set_matrices(matrices *a, const ab_nearest_model *m, const double *x, const double *y,
                         double *difference) {
  size_t k = m->k, first = k * m->n;
  for (size_t l = 0; l < k * (m->n + m->m); l++)
    difference[l] = x[l] - y[l];
  times_transposed(a->n1, difference, y, k, m->n);
  times_transposed(a->n2, y + first, difference + first, k, m->m);
  times_transposed(a->g, y, y, k, m->n);
  times_transposed(a->h, y + first, y + first, k, m->m);
}

/* The quadratic form in E, plus a multiple of the identity; E_ab is number a k + b. */
static void set_form(const matrices *a, size_t k, double shift) {
  memset(a->form, 0, k * k * k * k * sizeof *a->form);
  for (size_t p = 0; p < k; p++)
    for (size_t q = 0; q < k; q++) {
      double *row = a->form + (p * k + q) * k * k;
      row[p * k + q] += shift;
      for (size_t l = 0; l < k; l++) {
        row[p * k + l] += a->g[q * k + l];
        row[l * k + q] += a->h[p * k + l];
        row[l * k + p] -= a->n2[l * k + q];
        row[q * k + l] -= a->n2[p * k + l];
      }
    }
}

/* E = form^{-1} (N1 - N2), for the least shift that makes the form positive definite. */
static bool set_step(const matrices *a, size_t k) {
  double size = 0, shift = 0;
  for (size_t l = 0; l < k; l++)
    size += a->g[l * k + l] + a->h[l * k + l];
  for (int tries = 0; tries < 20; tries++) {
    lapack_int count = (lapack_int)(k * k);
    set_form(a, k, shift);
    for (size_t l = 0; l < k * k; l++)
      a->step[l] = a->n1[l] - a->n2[l];
    if (LAPACKE_dposv(LAPACK_ROW_MAJOR, 'U', count, 1, a->form, count, a->step, 1) == 0)
      return true;
    shift = shift > 0 ? 4 * shift : 1e-3 * size;
  }
  return false;
}

/* chart += length E chart. */
static void move(double *out, const double *chart, const double *step, size_t k, double length) {
  for (size_t p = 0; p < k; p++)
    for (size_t q = 0; q < k; q++) {
      double sum = chart[p * k + q];
      for (size_t l = 0; l < k; l++)
        sum += length * step[p * k + l] * chart[l * k + q];
      out[p * k + q] = sum;
    }
}

/* |U'L V|: its square is the greatest eigenvalue of (Y H^{-1} Y') - lambda G, Y = N2'. */
static double ratio_of(const matrices *a, size_t k, double *scratch) {
  double *inverse = scratch, *product = inverse + k * k, *values = product + k * k;
  lapack_int size = (lapack_int)k;
  memcpy(inverse, a->h, k * k * sizeof *inverse);
  if (!invert(inverse, k))
    return INFINITY;
  memset(product, 0, k * k * sizeof *product);
  for (size_t p = 0; p < k; p++)
    for (size_t q = 0; q < k; q++)
      for (size_t l = 0; l < k; l++)
        for (size_t r = 0; r < k; r++)
          product[p * k + q] += a->n2[l * k + p] * inverse[l * k + r] * a->n2[r * k + q];
  memcpy(inverse, a->g, k * k * sizeof *inverse);
  if (LAPACKE_dsygv(LAPACK_ROW_MAJOR, 1, 'N', 'U', size, product, size, inverse, size, values) != 0)
    return INFINITY;
  return sqrt(fmax(0, values[k - 1]));
}

/* |N1 - N2| over the size of G and H. */
static double relative_residual(const matrices *a, size_t k) {
  double size = 0, residual = 0;
  for (size_t l = 0; l < k * k; l++) {
    size = fmax(size, fmax(fabs(a->g[l]), fabs(a->h[l])));
    residual = fmax(residual, fabs(a->n1[l] - a->n2[l]));
  }
  return residual / size;
}

bool ab_nearest_find(ab_nearest *nearest, const ab_nearest_model *m, const double *x, bool warm) {
  size_t k = m->k, square = k * k;
  double *w = m->work;
  matrices a = {w, w + square, w + 2 * square, w + 3 * square, w + 4 * square, w + 5 * square};
  double *scratch = a.form + square * square, *chart = scratch + 4 * square;
  double *difference = chart + square, *next = difference + k * (m->n + m->m);
  if ((!warm && !start(nearest->chart, m, x, scratch)) ||
      !set_y(nearest->y, m, nearest->chart, scratch))
    return false;
  double value = distance_square(m, x, nearest->y);
  for (int step = 0, polished = 0; step < STEPS; step++) {
    set_matrices(&a, m, x, nearest->y, difference);
    double residual = relative_residual(&a, k);
    if (polished == POLISHING) {
      nearest->ratio = ratio_of(&a, k, scratch);
      return residual <= CONVERGED;
    }
    if (!set_step(&a, k))
      return false;
    bool near = residual <= NEAR, moved = false;
    polished += near;
    double length = 1;
    for (int halving = 0; halving < HALVINGS && !moved; halving++, length /= 2) {
      move(chart, nearest->chart, a.step, k, length);
      double now = set_y(next, m, chart, scratch) ? distance_square(m, x, next) : INFINITY;
      moved = now < value || (near && isfinite(now));
      if (moved) {
        value = now;
        memcpy(nearest->chart, chart, square * sizeof *chart);
        memcpy(nearest->y, next, k * (m->n + m->m) * sizeof *next);
      }
    }
    if (!moved)
      return false;
  }
  return false;
}
