/* SPDX-License-Identifier: MIT
 * Two-layer networks in doubles, straight from the definitions: the condition's T, minimizers. */
#ifndef AB_TESTS_NETWORK_MODEL_H
#define AB_TESTS_NETWORK_MODEL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { UNITS = 6, FEATURES = 5, POINTS = 6, TARGETS = 4 };

typedef enum { LOGISTIC, SMOOTHED_HINGE, SQUARED } loss_kind;

typedef struct {
  size_t k, d, p;
  double x[POINTS][FEATURES], z[POINTS];
  long a[POINTS], b[POINTS]; /* labels */
  loss_kind kind;
  double t[POINTS][TARGETS]; /* or targets, a_i of them */
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

static inline double smoothed_hinge(double q) {
  return q >= 1 ? 0 : q <= 0 ? 0.5 - q : (1 - q) * (1 - q) / 2;
}

/* The loss of a sample of point i at the output z, and its derivative: s is the label, or for the
 * squared loss the number of the target. */
static inline double sample_loss(const model *m, size_t i, int s, double z) {
  if (m->kind == SQUARED)
    return (z - m->t[i][s]) * (z - m->t[i][s]) / 2;
  return m->kind == LOGISTIC ? loss(s * z) : smoothed_hinge(s * z);
}

static inline double sample_slope(const model *m, size_t i, int s, double z) {
  if (m->kind == SQUARED)
    return z - m->t[i][s];
  double q = s * z;
  return m->kind == LOGISTIC ? -s / (1 + exp(q)) : q >= 1 ? 0 : q <= 0 ? -s : -s * (1 - q);
}

/* z*: where the losses of all samples of point i together are least, by halving. */
static inline void set_outputs(model *m) {
  for (size_t i = 0; i < m->p; i++) {
    double lo = -100, hi = 100;
    for (int n = 0; n < 100; n++) {
      double z = (lo + hi) / 2, slope = 0;
      for (int s = 0; s < m->a[i] && m->kind == SQUARED; s++)
        slope += sample_slope(m, i, s, z);
      if (m->kind != SQUARED)
        slope = (double)m->a[i] * sample_slope(m, i, 1, z) +
                (double)m->b[i] * sample_slope(m, i, -1, z);
      *(slope > 0 ? &hi : &lo) = z;
    }
    m->z[i] = (lo + hi) / 2;
  }
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

/* T for a sample of point i with this label or target, with the subgradient `kink` of relu at 0. */
static inline double condition_value(const model *m, size_t i, int s, const parameters *x,
                                     const parameters *y, double kink, double alpha, double beta) {
  double z = output(m, x, i), slope = sample_slope(m, i, s, z), product = 0;
  double here = sample_loss(m, i, s, z), there = sample_loss(m, i, s, output(m, y, i));
  for (size_t j = 0; j < m->k; j++) {
    double h = activation(m, x, i, j), on = h > 0 ? 1 : h < 0 ? 0 : kink;
    for (size_t l = 0; l < m->d; l++)
      product += slope * on * x->v[j] * m->x[i][l] * (x->w[j][l] - y->w[j][l]);
    product += slope * fmax(h, 0) * (x->v[j] - y->v[j]);
  }
  return product - alpha * (here - there) + beta * here;
}

/* The least alpha with T >= 0 for all samples and subgradients 0 and 1, beta = alpha - d; T is
 * affine in alpha, its slope the loss at y, > 0. */
static inline double alpha_at(const model *m, const parameters *x, const parameters *y, double d) {
  double alpha = -INFINITY;
  for (size_t i = 0; i < m->p; i++)
    for (int n = 0; n < 2 * (m->kind == SQUARED ? m->a[i] : 2); n++) {
      int s = m->kind == SQUARED ? n >> 1 : n & 2 ? 1 : -1;
      double value = condition_value(m, i, s, x, y, n & 1, 0, -d);
      alpha = fmax(alpha, -value / sample_loss(m, i, s, output(m, y, i)));
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
