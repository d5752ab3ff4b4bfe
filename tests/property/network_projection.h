/* SPDX-License-Identifier: MIT
 * The nearest minimizer of a two-layer network with one feature point, by trying every set of units
 * that may be on there; and points where the condition needs a large alpha, by climbing. */
#ifndef AB_TESTS_NETWORK_PROJECTION_H
#define AB_TESTS_NETWORK_PROJECTION_H

#include "network_model.h"

enum { MULTIPLIERS = 500 };

/* (1 - l^2)^2 times (the output of the units on, at multiplier l, minus zeta). */
static inline double excess(const double *h, const double *v, size_t k, unsigned on, double zeta,
                            double l) {
  double sum = -zeta * (1 - l * l) * (1 - l * l);
  for (size_t j = 0; j < k; j++)
    if (on >> j & 1)
      sum += (h[j] - l * v[j]) * (v[j] - l * h[j]);
  return sum;
}

/* The point of M for these units and l as y_h, y_v, if it is one; its squared distance, else inf.
 */
static inline double candidate(double *y_h, double *y_v, const double *h, const double *v, size_t k,
                               unsigned on, double l) {
  double squared = 0;
  for (size_t j = 0; j < k; j++) {
    y_v[j] = v[j];
    y_h[j] = fmin(h[j], 0);
    if (on >> j & 1) {
      y_h[j] = (h[j] - l * v[j]) / (1 - l * l);
      y_v[j] = (v[j] - l * h[j]) / (1 - l * l);
      if (!(y_h[j] >= 0))
        return INFINITY;
    }
    squared += pow(y_h[j] - h[j], 2) + pow(y_v[j] - v[j], 2);
  }
  return squared;
}

/* Nearest (y_h, y_v) with sum y_v relu(y_h) = zeta > 0. Multipliers beyond +-1 go through 1/l. */
static inline double project_units(double *best_h, double *best_v, const double *h, const double *v,
                                   size_t k, double zeta) {
  double least = INFINITY, y_h[UNITS], y_v[UNITS];
  for (unsigned on = 1; on < 1u << k; on++)
    for (int n = -MULTIPLIERS; n < MULTIPLIERS; n++) {
      /* l runs through the reals: tan of a grid in (-pi/2, pi/2) */
      double lo = tan(1.57 * (n + 0.25) / MULTIPLIERS), hi = tan(1.57 * (n + 1.25) / MULTIPLIERS);
      double at_lo = excess(h, v, k, on, zeta, lo), at_hi = excess(h, v, k, on, zeta, hi);
      if (at_lo * at_hi > 0)
        continue;
      for (int b = 0; b < 60; b++) {
        double middle = (lo + hi) / 2, value = excess(h, v, k, on, zeta, middle);
        *(value * at_lo > 0 ? &lo : &hi) = middle;
      }
      double distance = candidate(y_h, y_v, h, v, k, on, lo);
      if (distance < least) {
        least = distance;
        memcpy(best_h, y_h, k * sizeof *y_h);
        memcpy(best_v, y_v, k * sizeof *y_v);
      }
    }
  return sqrt(least);
}

/* The nearest y in M for one feature point. */
static inline parameters project(const model *m, const parameters *x) {
  double norm = 0, h[UNITS], v[UNITS], y_h[UNITS] = {0}, y_v[UNITS] = {0};
  int sign = m->z[0] > 0 ? 1 : -1;
  for (size_t l = 0; l < m->d; l++)
    norm += m->x[0][l] * m->x[0][l];
  norm = sqrt(norm);
  for (size_t j = 0; j < m->k; j++) {
    h[j] = activation(m, x, 0, j) / norm;
    v[j] = sign * x->v[j];
  }
  project_units(y_h, y_v, h, v, m->k, fabs(m->z[0]) / norm);
  parameters y = *x;
  for (size_t j = 0; j < m->k; j++) {
    y.v[j] = sign * y_v[j];
    for (size_t l = 0; l < m->d; l++)
      y.w[j][l] += (y_h[j] - h[j]) * m->x[0][l] / norm;
  }
  return y;
}

/* {|w| <= R, |v| <= R} entry by entry, or |x| <= R. */
typedef struct {
  double radius;
  bool ball;
} sampled_domain;

static inline void clip(const model *m, parameters *x, const sampled_domain *domain) {
  double r = domain->radius, squared = 0;
  for (size_t j = 0; j < m->k; j++) {
    x->v[j] = fmin(fmax(x->v[j], -r), r);
    squared += x->v[j] * x->v[j];
    for (size_t l = 0; l < m->d; l++) {
      x->w[j][l] = fmin(fmax(x->w[j][l], -r), r);
      squared += x->w[j][l] * x->w[j][l];
    }
  }
  double factor = domain->ball && squared > r * r ? r / sqrt(squared) : 1;
  for (size_t j = 0; j < m->k; j++) {
    x->v[j] *= factor;
    for (size_t l = 0; l < m->d; l++)
      x->w[j][l] *= factor;
  }
}

static inline double alpha_needed_at(const model *m, const parameters *x, double d) {
  parameters y = project(m, x);
  return alpha_at(m, x, &y, d);
}

/* A random climb: steps of shrinking size, kept where alpha grows. */
static inline double climb(const model *m, parameters *x, const sampled_domain *domain, double d,
                           int steps, uint64_t *random) {
  clip(m, x, domain);
  double alpha = alpha_needed_at(m, x, d), size = 1;
  for (int n = 0; n < steps; n++) {
    parameters next = *x;
    for (size_t j = 0; j < m->k; j++) {
      next.v[j] += uniform(random) > 0 ? size * uniform(random) : 0;
      for (size_t l = 0; l < m->d; l++)
        next.w[j][l] += uniform(random) > 0 ? size * uniform(random) : 0;
    }
    clip(m, &next, domain);
    double value = alpha_needed_at(m, &next, d);
    if (value > alpha) {
      alpha = value;
      *x = next;
    } else {
      size = size > 1e-4 ? 0.98 * size : 0.5;
    }
  }
  return alpha;
}

#endif
