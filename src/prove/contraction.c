/* SPDX-License-Identifier: MIT
 * The bound is convex in the contraction: subgradient steps, each projected by cutting singular
 * values at 1. */
#include "prove/contraction.h"

#include "base/memory.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

enum { STEPS = 200 };
static const double MOST = 1 - 0x1p-24; /* norm */

/* |y|^2 + max over the box of |x|^2 - 2 <C y, x>, and the gradient in C. */
static double bound(double *gradient, const double *c, const ab_contraction_factor *factors,
                    size_t factor_count, size_t k) {
  double sum = 0;
  memset(gradient, 0, k * k * sizeof *gradient);
  for (size_t n = 0; n < factor_count; n++) {
    const ab_contraction_factor *f = &factors[n];
    for (size_t at = 0; at < k * f->columns; at++) {
      size_t row = at / f->columns, column = at % f->columns;
      double turned = 0;
      for (size_t l = 0; l < k; l++)
        turned += c[row * k + l] * f->y[l * f->columns + column];
      double low = f->lo[at] * (f->lo[at] - 2 * turned);
      double high = f->hi[at] * (f->hi[at] - 2 * turned);
      double x = low > high ? f->lo[at] : f->hi[at];
      sum += f->y[at] * f->y[at] + fmax(low, high);
      for (size_t l = 0; l < k; l++)
        gradient[row * k + l] -= 2 * x * f->y[l * f->columns + column];
    }
  }
  return sum;
}

/* c = the nearest matrix of norm at most MOST; with all singular values MOST if `polar`. */
static void project(double *c, size_t k, int polar) {
  lapack_int size = (lapack_int)k;
  double *work = ab_allocate(3 * k * k + k, sizeof *work);
  double *u = work, *v = u + k * k, *copy = v + k * k, *values = copy + k * k;
  memcpy(copy, c, k * k * sizeof *c);
  if (LAPACKE_dgesdd(LAPACK_ROW_MAJOR, 'A', size, size, copy, size, values, u, size, v, size) == 0)
    for (size_t i = 0; i < k; i++)
      for (size_t j = 0; j < k; j++) {
        c[i * k + j] = 0;
        for (size_t l = 0; l < k; l++)
          c[i * k + j] += u[i * k + l] * (polar ? MOST : fmin(values[l], MOST)) * v[l * k + j];
      }
  else
    memset(c, 0, k * k * sizeof *c);
  ab_free(work);
}

/* Steps from `c`; the best matrix takes the place of `best`. */
static double descend(double *best, double least, double *c, const ab_contraction_factor *factors,
                      size_t factor_count, size_t k) {
  double *gradient = ab_allocate(k * k, sizeof *gradient);
  for (size_t step = 0; step <= STEPS; step++) {
    double value = bound(gradient, c, factors, factor_count, k), length = 0;
    if (value < least) {
      least = value;
      memcpy(best, c, k * k * sizeof *c);
    }
    for (size_t l = 0; l < k * k; l++)
      length = hypot(length, gradient[l]);
    if (!(length > 0))
      break;
    for (size_t l = 0; l < k * k; l++)
      c[l] -= gradient[l] / length / (double)(step + 1);
    project(c, k, 0);
  }
  ab_free(gradient);
  return least;
}

double ab_contraction_find(double *c, const ab_contraction_factor *factors, size_t factor_count,
                           size_t k) {
  double *start = ab_allocate(k * k, sizeof *start), *gradient = ab_allocate(k * k, sizeof *start);
  memset(c, 0, k * k * sizeof *c);
  memset(start, 0, k * k * sizeof *start);
  double least = bound(gradient, c, factors, factor_count, k) * (1 - 1e-6);
  for (size_t l = 0; l < k * k; l++)
    start[l] = -gradient[l];
  project(start, k, 1);
  least = descend(c, least, start, factors, factor_count, k);
  memset(start, 0, k * k * sizeof *start);
  least = descend(c, least, start, factors, factor_count, k);
  least = bound(gradient, c, factors, factor_count, k);
  ab_free(start);
  ab_free(gradient);
  return least;
}
