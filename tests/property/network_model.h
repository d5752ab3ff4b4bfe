/* SPDX-License-Identifier: MIT
 * Two-layer networks in doubles, straight from the definitions: the condition's T, minimizers. */
#ifndef AB_TESTS_NETWORK_MODEL_H
#define AB_TESTS_NETWORK_MODEL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { UNITS = 6, FEATURES = 3, POINTS = 6 };

typedef struct {
  size_t k, d, p;
  double x[POINTS][FEATURES], z[POINTS];
  long a[POINTS], b[POINTS];
} model;

typedef struct {
  double w[UNITS][FEATURES], v[UNITS];
} parameters;

static inline double uniform(uint64_t *random) { /* in [-1, 1) */
  *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(*random >> 11) / 0x1p52 - 1;
}

static inline double loss(double q) {
  return q > 0 ? log1p(exp(-q)) : -q + log1p(exp(q));
}

static inline double loss_slope(double q) {
  return -1 / (1 + exp(q));
}

static inline double activation(const model *m, const parameters *x, size_t i, size_t j) {
  double sum = 0;
  for (size_t l = 0; l < m->d; l++)
    sum += x->w[j][l] * m->x[i][l];
  return sum;
}

static inline double output(const model *m, const parameters *x, size_t i) {
  double sum = 0;
  for (size_t j = 0; j < m->k; j++)
    sum += x->v[j] * fmax(activation(m, x, i, j), 0);
  return sum;
}

/* T for a sample of point i with this label, with the subgradient `kink` of relu at 0. */
static inline double condition_value(const model *m, size_t i, int label, const parameters *x,
                                     const parameters *y, double kink, double alpha, double beta) {
  double q = label * output(m, x, i), slope = label * loss_slope(q), product = 0;
  for (size_t j = 0; j < m->k; j++) {
    double h = activation(m, x, i, j), s = h > 0 ? 1 : h < 0 ? 0 : kink;
    for (size_t l = 0; l < m->d; l++)
      product += slope * s * x->v[j] * m->x[i][l] * (x->w[j][l] - y->w[j][l]);
    product += slope * fmax(h, 0) * (x->v[j] - y->v[j]);
  }
  return product - alpha * (loss(q) - loss(label * output(m, y, i))) + beta * loss(q);
}

/* The least alpha with T >= 0 for all samples and subgradients 0 and 1, beta = alpha - d; T is
 * affine in alpha, with the slope phi(label z*) > 0. */
static inline double alpha_at(const model *m, const parameters *x, const parameters *y, double d) {
  double alpha = -INFINITY;
  for (size_t i = 0; i < m->p; i++)
    for (int n = 0; n < 4; n++) {
      int label = n & 1 ? 1 : -1;
      double value = condition_value(m, i, label, x, y, n >> 1, 0, -d);
      alpha = fmax(alpha, -value / loss(label * output(m, y, i)));
    }
  return alpha;
}

static inline double distance(const model *m, const parameters *x, const parameters *y) {
  double sum = 0;
  for (size_t j = 0; j < m->k; j++) {
    sum += pow(x->v[j] - y->v[j], 2);
    for (size_t l = 0; l < m->d; l++)
      sum += pow(x->w[j][l] - y->w[j][l], 2);
  }
  return sqrt(sum);
}

/* Adds to v of the first p units what makes the outputs z*; false if that is ill-conditioned. */
static inline bool correct_v(const model *m, parameters *y) {
  double a[POINTS][POINTS + 1];
  for (size_t i = 0; i < m->p; i++) {
    for (size_t j = 0; j < m->p; j++)
      a[i][j] = fmax(activation(m, y, i, j), 0);
    a[i][m->p] = m->z[i] - output(m, y, i);
  }
  for (size_t c = 0; c < m->p; c++) {
    size_t best = c;
    for (size_t i = c; i < m->p; i++)
      best = fabs(a[i][c]) > fabs(a[best][c]) ? i : best;
    if (fabs(a[best][c]) < 0.05)
      return false;
    for (size_t j = 0; j <= m->p; j++) {
      double swap = a[c][j];
      a[c][j] = a[best][j];
      a[best][j] = swap;
    }
    for (size_t i = 0; i < m->p; i++) {
      double factor = i == c ? 0 : a[i][c] / a[c][c];
      for (size_t j = c; j <= m->p; j++)
        a[i][j] -= factor * a[c][j];
    }
  }
  for (size_t j = 0; j < m->p; j++)
    y->v[j] += a[j][m->p] / a[j][j];
  return true;
}

#endif
