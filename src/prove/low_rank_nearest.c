/* SPDX-License-Identifier: MIT */
#include "prove/low_rank_nearest.h"

#include "base/memory.h"
#include "prove/numeric.h"

#include <lapacke.h>
#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { EVALUATIONS = 300 };
static const double FAR = 1e100;

typedef struct {
  size_t k, rows, columns;
  const double *y, *x;
  double *inverse, *rest, *turned; /* B' = A^-1; k x k products */
  lapack_int *pivots;
} search;

/* out = A^-1; false if A is singular. */
static bool invert(search *s, double *out, const double *a) {
  lapack_int k = (lapack_int)s->k;
  memcpy(out, a, s->k * s->k * sizeof *out);
  return LAPACKE_dgetrf(LAPACK_ROW_MAJOR, k, k, out, k, s->pivots) == 0 &&
         LAPACKE_dgetri(LAPACK_ROW_MAJOR, k, out, k, s->pivots) == 0;
}

/* The entry (c, i) of a y - x, a k x k, or its transpose. */
static double residual(const search *s, const double *a, bool transposed, const double *y,
                       const double *x, size_t n, size_t c, size_t i) {
  double sum = -x[c * n + i];
  for (size_t l = 0; l < s->k; l++)
    sum += (transposed ? a[l * s->k + c] : a[c * s->k + l]) * y[l * n + i];
  return sum;
}

/* |a y - x|^2; rest = (a y - x) y'. */
static double square(search *s, const double *a, bool transposed, const double *y, const double *x,
                     size_t n) {
  double sum = 0;
  memset(s->rest, 0, s->k * s->k * sizeof *s->rest);
  for (size_t c = 0; c < s->k; c++)
    for (size_t i = 0; i < n; i++) {
      double r = residual(s, a, transposed, y, x, n, c, i);
      sum += r * r;
      for (size_t l = 0; l < s->k; l++)
        s->rest[c * s->k + l] += r * y[l * n + i];
    }
  return sum;
}

/* gradient -= 2 B R' B, R = rest, B' = inverse. */
static void turn(search *s, double *gradient) {
  size_t k = s->k;
  for (size_t c = 0; c < k; c++)
    for (size_t l = 0; l < k; l++) { /* turned = R' B */
      s->turned[c * k + l] = 0;
      for (size_t m = 0; m < k; m++)
        s->turned[c * k + l] += s->rest[m * k + c] * s->inverse[l * k + m];
    }
  for (size_t c = 0; c < k; c++)
    for (size_t l = 0; l < k; l++)
      for (size_t m = 0; m < k; m++)
        gradient[c * k + l] -= 2 * s->inverse[m * k + c] * s->turned[m * k + l];
}

static double objective(unsigned n, const double *a, double *gradient, void *context) {
  search *s = context;
  size_t first = s->k * s->rows;
  if (gradient)
    memset(gradient, 0, n * sizeof *gradient);
  if (!invert(s, s->inverse, a))
    return FAR;
  double sum = square(s, a, false, s->y, s->x, s->rows);
  for (unsigned e = 0; e < n && gradient; e++)
    gradient[e] = 2 * s->rest[e];
  sum += square(s, s->inverse, true, s->y + first, s->x + first, s->columns);
  if (gradient)
    turn(s, gradient);
  return isfinite(sum) ? sum : FAR;
}

/* A local minimum from a. */
static double descend(search *s, double *a) {
  double value;
  unsigned n = (unsigned)(s->k * s->k);
  nlopt_opt opt = nlopt_create(NLOPT_LD_LBFGS, n);
  if (!opt)
    return FAR;
  nlopt_set_min_objective(opt, objective, s);
  nlopt_set_xtol_rel(opt, 1e-12);
  nlopt_set_maxeval(opt, EVALUATIONS);
  nlopt_optimize(opt, a, &value);
  nlopt_destroy(opt);
  return objective(n, a, NULL, s);
}

/* About the size of the A for which both parts of the point are alike: sqrt(|S0|/|W0|). */
static double scale_of(const search *s) {
  double w = 0, v = 0;
  size_t first = s->k * s->rows;
  for (size_t e = 0; e < first; e++)
    w += s->y[e] * s->y[e];
  for (size_t e = first; e < first + s->k * s->columns; e++)
    v += s->y[e] * s->y[e];
  return w > 0 && v > 0 ? sqrt(sqrt(v / w)) : 1;
}

/* Start 0: the A that fits W alone if the rows of W0 are orthonormal. 1: the same with row 1
 * reversed. The others: spread over a cube. */
static void begin(search *s, double *a, size_t start, double scale, double *lo, double *hi) {
  size_t count = s->k * s->k;
  if (start < 2) {
    memset(a, 0, count * sizeof *a);
    square(s, a, false, s->y, s->x, s->rows); /* rest = -x W0' */
    for (size_t e = 0; e < count; e++)
      a[e] = (start == 1 && e < s->k ? 1 : -1) * s->rest[e];
    return;
  }
  for (size_t e = 0; e < count; e++) {
    hi[e] = 1.5 * scale;
    lo[e] = -hi[e];
  }
  ab_numeric_start(a, start, lo, hi, count);
}

void ab_low_rank_nearest(double *a, size_t k, size_t rows, size_t columns, const double *y,
                         const double *x, size_t starts) {
  size_t count = k * k;
  double *memory = ab_allocate(6 * count, sizeof *memory), best = INFINITY;
  double *here = memory + 3 * count, *lo = here + count, *hi = lo + count;
  search s = {k,
              rows,
              columns,
              y,
              x,
              memory,
              memory + count,
              memory + 2 * count,
              ab_allocate(k, sizeof(lapack_int))};
  double scale = scale_of(&s);
  for (size_t start = 0; start < starts; start++) {
    begin(&s, here, start, scale, lo, hi);
    double value = descend(&s, here);
    if (value < best) {
      best = value;
      memcpy(a, here, count * sizeof *a);
    }
  }
  ab_free(s.pivots);
  ab_free(memory);
}
