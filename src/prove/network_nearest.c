/* SPDX-License-Identifier: MIT */
#include "prove/network_nearest.h"

#include "base/memory.h"
#include "family/network_minimizers.h"
#include "prove/numeric.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { STARTS = 12, EVALUATIONS = 200, OUTPUT_PRECISION = 64 };
static const double SINGULAR = 1e-12, FAR = 1e12;

void ab_network_model_init(ab_network_model *model, const ab_network *network) {
  size_t p = network->points.rows, d = network->points.columns;
  *model = (ab_network_model){network->width, d, p, ab_allocate(p * d, sizeof *model->x),
                              ab_allocate(p, sizeof *model->z)};
  for (size_t i = 0; i < p * d; i++)
    model->x[i] = mpq_get_d(network->points.entries[i]);
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t i = 0; i < p; i++) {
    ab_network_best_output(lo, hi, network, i, OUTPUT_PRECISION);
    model->z[i] = mpq_get_d(lo);
  }
  mpq_clears(lo, hi, NULL);
}

void ab_network_model_clear(ab_network_model *model) {
  ab_free(model->x);
  ab_free(model->z);
}

/* What one search works on. */
typedef struct {
  const ab_network_model *m;
  const double *at;
  double *h;           /* w_j.x_i, a row a point */
  double *gram;        /* p x p */
  double *multipliers; /* G^-1 (z* - outputs at v) */
} search;

static double dot(const double *a, const double *b, size_t count) {
  double sum = 0;
  for (size_t l = 0; l < count; l++)
    sum += a[l] * b[l];
  return sum;
}

static double on(double h) {
  return h > 0 ? h : 0;
}

/* Elimination without pivoting in a symmetric positive definite matrix; false if it is singular. */
static bool solve(double *gram, double *rest, size_t p) {
  for (size_t s = 0; s < p; s++) {
    if (!(gram[s * p + s] > SINGULAR))
      return false;
    for (size_t i = s + 1; i < p; i++) {
      double factor = gram[i * p + s] / gram[s * p + s];
      rest[i] -= factor * rest[s];
      for (size_t m = s; m < p; m++)
        gram[i * p + m] -= factor * gram[s * p + m];
    }
  }
  for (size_t s = p; s-- > 0;) {
    for (size_t m = s + 1; m < p; m++)
      rest[s] -= gram[s * p + m] * rest[m];
    rest[s] /= gram[s * p + s];
  }
  return true;
}

/* The squared distance to the point of M with these weights that is nearest in v. */
static double distance_squared(search *s, const double *w, double *gradient) {
  size_t k = s->m->k, d = s->m->d, p = s->m->p;
  const double *v = s->at + k * d;
  for (size_t i = 0; i < p; i++) {
    s->multipliers[i] = s->m->z[i];
    for (size_t j = 0; j < k; j++) {
      s->h[i * k + j] = dot(w + j * d, s->m->x + i * d, d);
      s->multipliers[i] -= v[j] * on(s->h[i * k + j]);
    }
  }
  for (size_t i = 0; i < p; i++)
    for (size_t m = 0; m < p; m++) {
      s->gram[i * p + m] = 0;
      for (size_t j = 0; j < k; j++)
        s->gram[i * p + m] += on(s->h[i * k + j]) * on(s->h[m * k + j]);
    }
  if (!solve(s->gram, s->multipliers, p))
    return FAR;
  double sum = 0;
  for (size_t j = 0; j < k; j++) {
    double change = 0;
    for (size_t i = 0; i < p; i++)
      change += s->multipliers[i] * on(s->h[i * k + j]);
    sum += change * change;
    for (size_t l = 0; l < d; l++) {
      double moved = w[j * d + l] - s->at[j * d + l], pull = 0;
      sum += moved * moved;
      for (size_t i = 0; i < p && gradient; i++)
        pull += s->h[i * k + j] > 0 ? s->multipliers[i] * s->m->x[i * d + l] : 0;
      if (gradient)
        gradient[j * d + l] = 2 * moved - 2 * (v[j] + change) * pull;
    }
  }
  return sum;
}

static double objective(unsigned n, const double *w, double *gradient, void *context) {
  if (gradient)
    memset(gradient, 0, n * sizeof *gradient);
  return distance_squared(context, w, gradient);
}

/* A local minimum from w. */
static double descend(search *s, double *w) {
  double value = INFINITY;
  nlopt_opt opt = nlopt_create(NLOPT_LD_LBFGS, (unsigned)(s->m->k * s->m->d));
  if (!opt)
    return INFINITY;
  nlopt_set_min_objective(opt, objective, s);
  nlopt_set_xtol_rel(opt, 1e-10);
  nlopt_set_maxeval(opt, EVALUATIONS);
  nlopt_optimize(opt, w, &value);
  nlopt_destroy(opt);
  value = distance_squared(s, w, NULL);
  return value < FAR ? value : INFINITY;
}

static search begin(const ab_network_model *model, const double *x) {
  size_t k = model->k, p = model->p;
  search s = {.m = model,
              .at = x,
              .h = ab_allocate(p * k, sizeof *s.h),
              .gram = ab_allocate(p * p, sizeof *s.gram),
              .multipliers = ab_allocate(p, sizeof *s.multipliers)};
  return s;
}

static void end(search *s) {
  ab_free(s->multipliers);
  ab_free(s->gram);
  ab_free(s->h);
}

double ab_network_distance_with(const ab_network_model *model, const double *x, const double *w) {
  search s = begin(model, x);
  double value = distance_squared(&s, w, NULL);
  end(&s);
  return value < FAR ? value : INFINITY;
}

double ab_network_nearest(double *y, const ab_network_model *model, const double *x) {
  size_t k = model->k, d = model->d, p = model->p, n = k * d;
  search s = begin(model, x);
  double *w = ab_allocate(n, sizeof *w), *lo = ab_allocate(n, sizeof *lo);
  double *hi = ab_allocate(n, sizeof *hi), best = INFINITY;
  for (size_t l = 0; l < n; l++) {
    lo[l] = x[l] - 1.5;
    hi[l] = x[l] + 1.5;
  }
  for (size_t start = 0; start < STARTS; start++) {
    ab_numeric_start(w, start, lo, hi, n);
    double value = descend(&s, w);
    if (!(value < best))
      continue;
    best = value;
    memcpy(y, w, n * sizeof *y);
    for (size_t j = 0; j < k; j++) {
      y[n + j] = x[n + j];
      for (size_t i = 0; i < p; i++)
        y[n + j] += s.multipliers[i] * on(s.h[i * k + j]);
    }
  }
  ab_free(hi);
  ab_free(lo);
  ab_free(w);
  end(&s);
  return best;
}
