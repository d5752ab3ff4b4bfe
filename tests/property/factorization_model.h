/* SPDX-License-Identifier: MIT
 * Matrix factorisation of any rank in doubles, independently of the tool: singular values by
 * LAPACK, nearest minimizers by minimising |x - (A W0, A'^{-1} S0)|^2 over GL(k) from many starts,
 * T_ij from the definition. */
#ifndef AB_TESTS_FACTORIZATION_MODEL_H
#define AB_TESTS_FACTORIZATION_MODEL_H

#include "rank_one_model.h"

#include <assert.h>
#include <lapacke.h>
#include <math.h>
#include <nlopt.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SIDE_MAX = 5, RANK_MAX = 3, STARTS = 24, X_DENOMINATOR = 16 };

typedef struct {
  size_t n, m, k;
  long units[SIDE_MAX * SIDE_MAX]; /* X_ij = units / X_DENOMINATOR */
  double x[SIDE_MAX * SIDE_MAX], z[SIDE_MAX * SIDE_MAX], sigma[SIDE_MAX];
  double w0[RANK_MAX * SIDE_MAX], s0[RANK_MAX * SIDE_MAX]; /* balanced: k x n and k x m */
  double noise;                                            /* least |X_ij - Z_ij| */
} factorization;

/* From the units: singular values, Z, the balanced minimizer. */
static inline void factorization_finish(factorization *f) {
  double copy[SIDE_MAX * SIDE_MAX], u[SIDE_MAX * SIDE_MAX], v[SIDE_MAX * SIDE_MAX];
  double work[SIDE_MAX];
  size_t full = f->n < f->m ? f->n : f->m;
  for (size_t e = 0; e < f->n * f->m; e++)
    copy[e] = f->x[e] = (double)f->units[e] / X_DENOMINATOR;
  lapack_int info =
      LAPACKE_dgesvd(LAPACK_ROW_MAJOR, 'S', 'S', (lapack_int)f->n, (lapack_int)f->m, copy,
                     (lapack_int)f->m, f->sigma, u, (lapack_int)full, v, (lapack_int)f->m, work);
  assert(info == 0);
  (void)info;
  memset(f->z, 0, sizeof f->z);
  for (size_t c = 0; c < f->k; c++) {
    for (size_t i = 0; i < f->n; i++)
      f->w0[c * f->n + i] = sqrt(f->sigma[c]) * u[i * full + c];
    for (size_t j = 0; j < f->m; j++)
      f->s0[c * f->m + j] = sqrt(f->sigma[c]) * v[c * f->m + j];
  }
  f->noise = INFINITY;
  for (size_t i = 0; i < f->n; i++)
    for (size_t j = 0; j < f->m; j++) {
      double *z = &f->z[i * f->m + j];
      for (size_t c = 0; c < f->k; c++)
        *z += f->w0[c * f->n + i] * f->s0[c * f->m + j];
      f->noise = fmin(f->noise, fabs(f->x[i * f->m + j] - *z));
    }
}

/* A random X with a gap after sigma_k and noise in every entry. */
static inline void factorization_random(factorization *f, size_t n, size_t m, size_t k,
                                        uint64_t *state) {
  do {
    *f = (factorization){.n = n, .m = m, .k = k};
    for (size_t e = 0; e < n * m; e++)
      f->units[e] = (long)(random_bits(state) % 65) - 32;
    factorization_finish(f);
  } while (f->sigma[k - 1] - f->sigma[k] < 0.1 || f->noise < 0.05);
}

/* out = the inverse of the k x k matrix a; 0 if it is singular. */
static inline int invert(double *out, const double *a, size_t k) {
  lapack_int pivots[RANK_MAX], size = (lapack_int)k;
  memcpy(out, a, k * k * sizeof *a);
  return LAPACKE_dgetrf(LAPACK_ROW_MAJOR, size, size, out, size, pivots) == 0 &&
         LAPACKE_dgetri(LAPACK_ROW_MAJOR, size, out, size, pivots) == 0;
}

/* (A W0, A'^{-1} S0) as W then S, row by row; 0 if A is singular. */
static inline int point_of_orbit(double *y, const factorization *f, const double *a) {
  double inverse[RANK_MAX * RANK_MAX];
  size_t k = f->k;
  if (!invert(inverse, a, k))
    return 0;
  for (size_t c = 0; c < k; c++) {
    for (size_t i = 0; i < f->n; i++) {
      y[c * f->n + i] = 0;
      for (size_t d = 0; d < k; d++)
        y[c * f->n + i] += a[c * k + d] * f->w0[d * f->n + i];
    }
    for (size_t j = 0; j < f->m; j++) {
      double *s = &y[k * f->n + c * f->m + j];
      *s = 0;
      for (size_t d = 0; d < k; d++)
        *s += inverse[d * k + c] * f->s0[d * f->m + j];
    }
  }
  return 1;
}

typedef struct {
  const factorization *f;
  const double *x;
} distance_problem;

static inline double distance_square_of(const factorization *f, const double *x, const double *y) {
  double sum = 0;
  for (size_t c = 0; c < f->k * (f->n + f->m); c++)
    sum += (x[c] - y[c]) * (x[c] - y[c]);
  return sum;
}

static inline double distance_objective(unsigned count, const double *a, double *gradient,
                                        void *context) {
  const distance_problem *p = context;
  double y[RANK_MAX * 2 * SIDE_MAX];
  double value = point_of_orbit(y, p->f, a) ? distance_square_of(p->f, p->x, y) : 1e300;
  for (unsigned c = 0; c < count && gradient; c++) {
    double moved[RANK_MAX * RANK_MAX], step = 1e-6 * (1 + fabs(a[c])), end[2];
    for (int side = 0; side < 2; side++) {
      memcpy(moved, a, count * sizeof *a);
      moved[c] += side ? step : -step;
      end[side] = point_of_orbit(y, p->f, moved) ? distance_square_of(p->f, p->x, y) : 1e300;
    }
    gradient[c] = (end[1] - end[0]) / (2 * step);
  }
  return value;
}

/* y = the nearest point of M to x that many starts find; returns the distance squared. */
static inline double nearest_minimizer(double *y, const factorization *f, const double *x,
                                       uint64_t *state) {
  distance_problem p = {f, x};
  unsigned count = (unsigned)(f->k * f->k);
  double best = INFINITY, chosen[RANK_MAX * RANK_MAX] = {0};
  for (int start = 0; start < STARTS; start++) {
    double a[RANK_MAX * RANK_MAX], value = 0;
    for (unsigned c = 0; c < count; c++)
      a[c] = (double)random_real(state, -2, 2);
    nlopt_opt opt = nlopt_create(NLOPT_LD_LBFGS, count);
    nlopt_set_min_objective(opt, distance_objective, &p);
    nlopt_set_ftol_rel(opt, 1e-14);
    nlopt_set_maxeval(opt, 300);
    nlopt_optimize(opt, a, &value);
    nlopt_destroy(opt);
    value = distance_objective(count, a, NULL, &p);
    if (value < best) {
      best = value;
      memcpy(chosen, a, sizeof chosen);
    }
  }
  point_of_orbit(y, f, chosen);
  return best;
}

/* T_ij(x, y) = <grad f_ij(x), x - y> - alpha (f_ij(x) - f_ij(y)) + beta f_ij(x). */
static inline double t_of_definition(const factorization *f, const double *x, const double *y,
                                     size_t i, size_t j, double alpha, double beta) {
  double product = 0, product_y = 0, inner = 0, target = f->x[i * f->m + j];
  const double *s = x + f->k * f->n, *s_y = y + f->k * f->n;
  for (size_t c = 0; c < f->k; c++) {
    product += x[c * f->n + i] * s[c * f->m + j];
    product_y += y[c * f->n + i] * s_y[c * f->m + j];
  }
  double r = target - product, r_y = target - product_y;
  for (size_t c = 0; c < f->k; c++)
    inner += -r * s[c * f->m + j] * (x[c * f->n + i] - y[c * f->n + i]) -
             r * x[c * f->n + i] * (s[c * f->m + j] - s_y[c * f->m + j]);
  return inner - alpha * (r * r - r_y * r_y) / 2 + beta * r * r / 2;
}

#endif
