/* SPDX-License-Identifier: MIT */
#include "trace/train_model.h"

#include "base/memory.h"
#include "family/network_data.h"

#include <mpfr.h>
#include <string.h>

double ab_train_number(const mpq_t value) {
  mpfr_t number;
  mpfr_init2(number, 53);
  mpfr_set_q(number, value, MPFR_RNDN);
  double out = mpfr_get_d(number, MPFR_RNDN);
  mpfr_clear(number);
  return out;
}

static double *copy_matrix(const ab_matrix *m) {
  size_t count = m->rows * m->columns;
  double *out = ab_allocate(count, sizeof *out);
  for (size_t k = 0; k < count; k++)
    out[k] = ab_train_number(m->entries[k]);
  return out;
}

/* ---- f_ij = 1/2 (X_ij - w_i . s_j)^2, sample i m + j; W then S, row by row ---- */

static double residual(const ab_train_model *m, const double *x, size_t i, size_t j) {
  const double *s = x + m->rank * m->rows;
  double product = 0;
  for (size_t c = 0; c < m->rank; c++)
    product += x[c * m->rows + i] * s[c * m->columns + j];
  return m->data[i * m->columns + j] - product;
}

static double factorization_loss(const ab_train_model *m, const double *x, size_t sample) {
  double r = residual(m, x, sample / m->columns, sample % m->columns);
  return r * r / 2;
}

static size_t factorization_gradient(const ab_train_model *m, double *g, size_t *where,
                                     const double *x, size_t sample) {
  size_t i = sample / m->columns, j = sample % m->columns, first = m->rank * m->rows;
  double r = residual(m, x, i, j);
  for (size_t c = 0; c < m->rank; c++) {
    size_t w = c * m->rows + i, s = first + c * m->columns + j;
    where[2 * c] = w;
    g[2 * c] = -r * x[s];
    where[2 * c + 1] = s;
    g[2 * c + 1] = -r * x[w];
  }
  return 2 * m->rank;
}

/* ---- f_i = log(1 + e^(-label z)), or another loss, z = v . relu(W x); W row by row, then v ----
 */

/* e^t and log(1 + t), rounded to nearest. */
static double rounded(double t, int (*function)(mpfr_t, const mpfr_t, mpfr_rnd_t)) {
  mpfr_t number;
  mpfr_init2(number, 53);
  mpfr_set_d(number, t, MPFR_RNDN);
  function(number, number, MPFR_RNDN);
  double out = mpfr_get_d(number, MPFR_RNDN);
  mpfr_clear(number);
  return out;
}

static int exponential(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding) {
  return mpfr_exp(out, in, rounding);
}

static int logarithm(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding) {
  return mpfr_log1p(out, in, rounding);
}

static double hidden(const ab_train_model *m, const double *x, const double *point, size_t unit) {
  const double *w = x + unit * m->columns;
  double h = 0;
  for (size_t k = 0; k < m->columns; k++)
    h += w[k] * point[k];
  return h;
}

/* z. */
static double output(const ab_train_model *m, const double *x, size_t sample) {
  const double *point = m->data + m->sample_points[sample] * m->columns;
  const double *v = x + m->rank * m->columns;
  double z = 0;
  for (size_t unit = 0; unit < m->rank; unit++) {
    double h = hidden(m, x, point, unit);
    if (h > 0)
      z += v[unit] * h;
  }
  return z;
}

static double least(double x, double y) {
  return x < y ? x : y;
}

static double penalty(const ab_train_model *m, const double *x) {
  double v = 0, w = 0;
  size_t first = m->rank * m->columns;
  for (size_t k = 0; k < first; k++)
    w += x[k] * x[k];
  for (size_t k = first; k < m->coordinates; k++)
    v += x[k] * x[k];
  return m->penalty_v * v + m->penalty_w * w;
}

static double sample_loss(const ab_train_model *m, const double *x, size_t sample) {
  double z = output(m, x, sample), q = m->labels[sample] * z, missed = z - m->labels[sample];
  if (m->kind == AB_LOSS_SQUARED)
    return missed * missed / 2;
  double linear = q > 0 ? 0 : -q;
  if (m->kind == AB_LOSS_SMOOTHED_HINGE) {
    double gap = q > 1 ? 0 : least(1 - q, 1);
    return gap * gap / 2 + linear;
  }
  double e = rounded(q > 0 ? -q : q, exponential);
  return linear + rounded(e, logarithm);
}

static double network_loss(const ab_train_model *m, const double *x, size_t sample) {
  double value = sample_loss(m, x, sample);
  return m->penalty_v > 0 ? value + penalty(m, x) : value;
}

/* The derivative of the loss in z. */
static double network_slope(const ab_train_model *m, const double *x, size_t sample) {
  double z = output(m, x, sample), label = m->labels[sample], q = label * z;
  if (m->kind == AB_LOSS_SQUARED)
    return z - label;
  if (m->kind == AB_LOSS_SMOOTHED_HINGE)
    return -label * (q > 1 ? 0 : least(1 - q, 1));
  double e = rounded(q > 0 ? -q : q, exponential);
  return -label * (q > 0 ? e : 1) / (1 + e);
}

static size_t network_gradient(const ab_train_model *m, double *g, size_t *where, const double *x,
                               size_t sample) {
  const double *point = m->data + m->sample_points[sample] * m->columns;
  size_t first = m->rank * m->columns, count = 0;
  double slope = network_slope(m, x, sample);
  for (size_t unit = 0; unit < m->rank; unit++) {
    double h = hidden(m, x, point, unit);
    if (!(h > 0))
      continue;
    for (size_t k = 0; k < m->columns; k++) {
      where[count] = unit * m->columns + k;
      g[count++] = slope * x[first + unit] * point[k];
    }
    where[count] = first + unit;
    g[count++] = slope * h;
  }
  return count;
}

/* The same with the penalty: at every coordinate. */
static size_t regularized_gradient(const ab_train_model *m, double *g, size_t *where,
                                   const double *x, size_t sample) {
  const double *point = m->data + m->sample_points[sample] * m->columns;
  size_t first = m->rank * m->columns;
  double slope = network_slope(m, x, sample);
  for (size_t k = 0; k < m->coordinates; k++) {
    where[k] = k;
    g[k] = 2 * (k < first ? m->penalty_w : m->penalty_v) * x[k];
  }
  for (size_t unit = 0; unit < m->rank; unit++) {
    double h = hidden(m, x, point, unit);
    if (!(h > 0))
      continue;
    for (size_t k = 0; k < m->columns; k++)
      g[unit * m->columns + k] += slope * x[first + unit] * point[k];
    g[first + unit] += slope * h;
  }
  return m->coordinates;
}

/* A sample a label or target; false if there are too many. */
static bool list_samples(ab_train_model *m, const ab_network *n) {
  mpz_t count;
  mpz_init(count);
  for (size_t i = 0; i < n->points.rows; i++) {
    mpz_add(count, count, mpq_numref(n->positive[i]));
    mpz_add(count, count, mpq_numref(n->negative[i]));
  }
  if (ab_network_has_targets(n))
    mpz_set_ui(count, n->first_target[n->points.rows]);
  bool few = mpz_cmp_ui(count, AB_TRAIN_SAMPLES_MAX) <= 0;
  m->samples = few ? mpz_get_ui(count) : 0;
  mpz_clear(count);
  if (!few)
    return false;
  m->sample_points = ab_allocate(m->samples, sizeof *m->sample_points);
  m->labels = ab_allocate(m->samples, sizeof *m->labels);
  for (size_t i = 0; i < n->points.rows && ab_network_has_targets(n); i++)
    for (size_t at = n->first_target[i]; at < n->first_target[i + 1]; at++) {
      m->sample_points[at] = i;
      m->labels[at] = ab_train_number(n->targets[at]);
    }
  for (size_t i = 0, at = 0; i < n->points.rows && !ab_network_has_targets(n); i++) {
    size_t positive = mpz_get_ui(mpq_numref(n->positive[i]));
    size_t all = positive + mpz_get_ui(mpq_numref(n->negative[i]));
    for (size_t k = 0; k < all; k++, at++) {
      m->sample_points[at] = i;
      m->labels[at] = k < positive ? 1 : -1;
    }
  }
  return true;
}

bool ab_train_model_create(ab_train_model *m, const ab_statement *statement) {
  const ab_matrix_factorization *f = &statement->factorization;
  const ab_network *n = &statement->network;
  const char *family = statement->condition->family;
  *m = (ab_train_model){0};
  if (family && strcmp(family, "matrix_factorization") == 0) {
    *m = (ab_train_model){.coordinates = f->rank * (f->x.rows + f->x.columns),
                          .samples = f->x.rows * f->x.columns,
                          .loss = factorization_loss,
                          .gradient = factorization_gradient,
                          .rows = f->x.rows,
                          .columns = f->x.columns,
                          .rank = f->rank,
                          .data = copy_matrix(&f->x)};
    return true;
  }
  if (!family || strcmp(family, "two_layer_relu") != 0)
    return false;
  *m = (ab_train_model){.coordinates = n->width * (n->points.columns + 1),
                        .loss = network_loss,
                        .gradient = n->regularized ? regularized_gradient : network_gradient,
                        .rows = n->points.rows,
                        .columns = n->points.columns,
                        .rank = n->width,
                        .kind = n->loss,
                        .data = copy_matrix(&n->points)};
  if (n->regularized) {
    m->penalty_v = ab_train_number(n->penalty_v);
    m->penalty_w = ab_train_number(n->penalty_w);
  }
  return list_samples(m, n);
}

void ab_train_model_clear(ab_train_model *m) {
  ab_free(m->data);
  ab_free(m->sample_points);
  ab_free(m->labels);
}
