/* SPDX-License-Identifier: MIT */
#include "prove/network_units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRID = 400, HALVINGS = 60 };

/* (1 - l^2)^2 times (the output of the units of the set, at multiplier l, minus zeta). */
static double excess(const ab_units *x, unsigned set, double zeta, double l) {
  double sum = -zeta * (1 - l * l) * (1 - l * l);
  for (size_t j = 0; j < x->count; j++)
    if (set >> j & 1)
      sum += (x->h[j] - l * x->v[j]) * (x->v[j] - l * x->h[j]);
  return sum;
}

/* The point of M for these units and l, if it is one, and its squared distance; else infinity. */
static double candidate(ab_units *y, const ab_units *x, unsigned set, double l) {
  double squared = 0;
  *y = *x;
  for (size_t j = 0; j < x->count; j++) {
    y->h[j] = fmin(x->h[j], 0);
    if (set >> j & 1) {
      y->h[j] = (x->h[j] - l * x->v[j]) / (1 - l * l);
      y->v[j] = (x->v[j] - l * x->h[j]) / (1 - l * l);
      if (!(y->h[j] > 0))
        return INFINITY;
    }
    squared += pow(y->h[j] - x->h[j], 2) + pow(y->v[j] - x->v[j], 2);
  }
  return squared;
}

static void take_root(ab_units *best, double *least, const ab_units *x, unsigned set, double zeta,
                      double lo, double hi) {
  double at_lo = excess(x, set, zeta, lo);
  if (at_lo * excess(x, set, zeta, hi) > 0)
    return;
  for (int n = 0; n < HALVINGS; n++) {
    double middle = (lo + hi) / 2;
    *(excess(x, set, zeta, middle) * at_lo > 0 ? &lo : &hi) = middle;
  }
  ab_units y;
  double squared = candidate(&y, x, set, lo);
  if (squared < *least) {
    *least = squared;
    *best = y;
  }
}

double ab_units_nearest(ab_units *y, const ab_units *x, double zeta) {
  double least = INFINITY;
  *y = *x;
  for (unsigned set = 1; set < 1u << x->count; set++) {
    for (int n = 0; n < GRID; n++) /* -1 < l < 1 */
      take_root(y, &least, x, set, zeta, 2.0 * n / GRID - 1, 2.0 * (n + 1) / GRID - 1);
    for (int n = 0; n < GRID && (set & (set - 1)) == 0; n++) /* l < -1 */
      take_root(y, &least, x, set, zeta, -1.0 / ((double)n / GRID + 1e-9),
                -1.0 / ((double)(n + 1) / GRID));
  }
  return least;
}

/* psi(q). */
static double loss(ab_loss kind, double q) {
  if (kind == AB_LOSS_LOGISTIC)
    return q > 0 ? log1p(exp(-q)) : log1p(exp(q)) - q;
  double slope = fmin(fmax(1 - q, 0), 1), linear = fmax(-q, 0);
  return kind == AB_LOSS_SQUARED ? linear * linear / 2 : slope * slope / 2 + linear;
}

/* -psi'(q). */
static double descent(ab_loss kind, double q) {
  if (kind == AB_LOSS_LOGISTIC)
    return 1 / (1 + exp(q));
  return kind == AB_LOSS_SQUARED ? fmax(-q, 0) : fmin(fmax(1 - q, 0), 1);
}

double ab_units_condition(const ab_units *x, double zeta, double norm, const ab_units_sample *s,
                          double alpha, double d) {
  ab_units y;
  ab_units_nearest(&y, x, zeta);
  double q = 0, linearised = 0;
  int label = s->label;
  for (size_t j = 0; j < x->count; j++)
    if (x->h[j] > 0) {
      q += label * norm * x->v[j] * x->h[j];
      if (y.h[j] > 0)
        linearised += label * norm * (x->v[j] * y.h[j] + x->h[j] * (y.v[j] - x->v[j]));
    }
  double at_minimizer = label * norm * zeta - s->shift, step = linearised - q;
  double noise =
      s->loss == AB_LOSS_SQUARED ? at_minimizer * at_minimizer / 2 : loss(s->loss, at_minimizer);
  q -= s->shift;
  return step * descent(s->loss, q) - d * loss(s->loss, q) + alpha * noise;
}

/* One unit on at y, beyond the multiplier -1: (m, h), then e or the output of the others. */
static void lift_single(ab_units *x, size_t j, const double *at, double zeta) {
  x->h[j] = at[1] - at[0] * zeta / at[1];
  x->v[j] = zeta / at[1] - at[0] * at[1];
}

static double switched_off(double e, double zeta, double v_lower) {
  double a = zeta / e;
  return e - (v_lower + a) * a / e;
}

void ab_units_lift(ab_units *x, const char *clause, const mpq_t *point, double zeta, double v_lower,
                   int label, size_t first) {
  const char *division = strstr(clause, ":several");
  size_t k = x->count, on = division && division[8] ? strtoul(division + 9, NULL, 10) : 1;
  bool single = strstr(clause, ":single") != NULL, off = strstr(clause, ":single_off") != NULL;
  double at[3] = {0};
  for (size_t n = 0; n < (single ? (off ? 3 : 2) : division ? 2 : 0); n++)
    at[n] = mpq_get_d(point[n]);
  size_t turned = division && division[8] ? k - on : 1;
  for (size_t n = 0; n < k; n++) {
    size_t j = (first + n) % k;
    x->h[j] = -INFINITY; /* off, where it can be */
    x->v[j] = 0;
    if (single && n == 0) {
      lift_single(x, j, at, zeta);
    } else if (off) {
      x->h[j] = switched_off(at[2], zeta, v_lower);
      x->v[j] = -v_lower;
    } else if (division && n < on) { /* on at x and y */
      x->h[j] = sqrt(at[1] / (double)on);
      x->v[j] = -label * x->h[j];
    } else if (division && n < on + turned) { /* at the kink at x, on at y */
      double more = label * zeta + at[1] / pow(1 + at[0], 2);
      x->h[j] = 0;
      x->v[j] = label * (1 - at[0] * at[0]) * sqrt(fmax(more, 0) / ((double)turned * at[0]));
    }
  }
}
