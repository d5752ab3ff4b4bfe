/* SPDX-License-Identifier: MIT
 * Rank-one matrix factorisation straight from the definitions, in long double: no formula of
 * docs/theory/rank-one.md is used, nothing of src/ is called.
 *
 * f_ij(w, s) = 1/2 (X_ij - w_i s_j)^2; M = {(t a, b/t)}; projections by minimising the distance. */
#ifndef AB_TESTS_RANK_ONE_MODEL_H
#define AB_TESTS_RANK_ONE_MODEL_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { ROWS_MAX = 20, COLUMNS_MAX = 20, POINT_MAX = ROWS_MAX + COLUMNS_MAX };
enum { X_UNIT = 12, DOMAIN_UNIT = 16 }; /* entries and ends are whole multiples of 1/these */

/* X is n x m; a point is w_1..w_n, s_1..s_m. */
typedef struct {
  size_t n, m;
  long x_units[ROWS_MAX * COLUMNS_MAX], lo_units[POINT_MAX], hi_units[POINT_MAX];
  long double x[ROWS_MAX * COLUMNS_MAX], lo[POINT_MAX], hi[POINT_MAX];
  long double a[ROWS_MAX], b[COLUMNS_MAX], sigma, second; /* Z = a b', |a|^2 = |b|^2 = sigma */
} model;

typedef struct {
  long double v[POINT_MAX];
} point;

static inline uint64_t random_bits(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline long random_range(uint64_t *state, long lo, long hi) {
  return lo + (long)(random_bits(state) % (uint64_t)(hi - lo + 1));
}

static inline long double random_real(uint64_t *state, long double lo, long double hi) {
  return lo + (hi - lo) * (long double)(random_bits(state) >> 11) / 9007199254740992.0L;
}

/* ---- the best rank-one approximation, by power iteration with deflation ---- */

static inline long double norm(const long double *v, size_t n) {
  long double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += v[i] * v[i];
  return sqrtl(sum);
}

/* The dominant singular value of the n x m matrix x with unit vectors u, v. */
static inline long double dominant(const long double *x, size_t n, size_t m, long double *u,
                                   long double *v) {
  for (size_t j = 0; j < m; j++)
    v[j] = 1 + 0.37L * (long double)j;
  long double sigma = 0;
  for (int step = 0; step < 3000; step++) {
    for (size_t i = 0; i < n; i++) {
      u[i] = 0;
      for (size_t j = 0; j < m; j++)
        u[i] += x[i * m + j] * v[j];
    }
    long double length = norm(u, n);
    if (length < 1e-17L)
      return 0;
    for (size_t i = 0; i < n; i++)
      u[i] /= length;
    for (size_t j = 0; j < m; j++) {
      v[j] = 0;
      for (size_t i = 0; i < n; i++)
        v[j] += x[i * m + j] * u[i];
    }
    long double next = norm(v, m);
    for (size_t j = 0; j < m; j++)
      v[j] /= next;
    if (next == sigma && step > 200)
      break;
    sigma = next;
  }
  return sigma;
}

/* Everything that follows from the units. */
static inline void model_finish(model *k) {
  long double u[ROWS_MAX], v[COLUMNS_MAX], rest[ROWS_MAX * COLUMNS_MAX];
  for (size_t e = 0; e < k->n * k->m; e++)
    k->x[e] = (long double)k->x_units[e] / X_UNIT;
  for (size_t c = 0; c < k->n + k->m; c++) {
    k->lo[c] = (long double)k->lo_units[c] / DOMAIN_UNIT;
    k->hi[c] = (long double)k->hi_units[c] / DOMAIN_UNIT;
  }
  k->sigma = dominant(k->x, k->n, k->m, u, v);
  for (size_t i = 0; i < k->n; i++)
    k->a[i] = sqrtl(k->sigma) * u[i];
  for (size_t j = 0; j < k->m; j++)
    k->b[j] = sqrtl(k->sigma) * v[j];
  for (size_t i = 0; i < k->n; i++)
    for (size_t j = 0; j < k->m; j++)
      rest[i * k->m + j] = k->x[i * k->m + j] - k->a[i] * k->b[j];
  k->second = dominant(rest, k->n, k->m, u, v);
}

static inline long double noise(const model *k, size_t i, size_t j) {
  return k->x[i * k->m + j] - k->a[i] * k->b[j];
}

static inline long double least_noise(const model *k) {
  long double least = INFINITY;
  for (size_t i = 0; i < k->n; i++)
    for (size_t j = 0; j < k->m; j++)
      least = fminl(least, fabsl(noise(k, i, j)));
  return least;
}

/* ---- M and the projections onto it ---- */

static inline point minimizer(const model *k, long double t) {
  point y = {0};
  for (size_t i = 0; i < k->n; i++)
    y.v[i] = t * k->a[i];
  for (size_t j = 0; j < k->m; j++)
    y.v[k->n + j] = k->b[j] / t;
  return y;
}

static inline long double squared_distance(const model *k, const point *x, const point *y) {
  long double sum = 0;
  for (size_t c = 0; c < k->n + k->m; c++)
    sum += (x->v[c] - y->v[c]) * (x->v[c] - y->v[c]);
  return sum;
}

static inline long double distance_to(const model *k, const point *x, long double t) {
  point y = minimizer(k, t);
  return squared_distance(k, x, &y);
}

/* Half the derivative of the squared distance with respect to t: sum (y - x) y'. */
static inline long double distance_slope(const model *k, const point *x, long double t) {
  long double sum = 0;
  for (size_t i = 0; i < k->n; i++)
    sum += (t * k->a[i] - x->v[i]) * k->a[i];
  for (size_t j = 0; j < k->m; j++)
    sum -= (k->b[j] / t - x->v[k->n + j]) * k->b[j] / (t * t);
  return sum;
}

/* A local minimum of the distance between lo < hi, where the slope changes from - to + (given the
 * same sign for both ends of t). */
static inline long double bisect_minimum(const model *k, const point *x, long double lo,
                                         long double hi) {
  for (int step = 0; step < 90 && lo < hi; step++) {
    long double middle = (lo + hi) / 2;
    if (middle == lo || middle == hi)
      break;
    if (distance_slope(k, x, middle) < 0)
      lo = middle;
    else
      hi = middle;
  }
  return (lo + hi) / 2;
}

enum { GRID = 48, SUBGRID = 24, PROJECTIONS_MAX = 8 };

typedef struct {
  long double t[PROJECTIONS_MAX], distance[PROJECTIONS_MAX];
  size_t count;
} minima;

/* All local minima between lo and hi that a grid of `cells` equal cells tells apart. */
static inline void add_minima(minima *found, const model *k, const point *x, long double lo,
                              long double hi, int cells) {
  long double width = (hi - lo) / cells, from = lo;
  bool falls = distance_slope(k, x, from) < 0;
  for (int c = 1; c <= cells; c++) {
    long double to = c == cells ? hi : lo + width * c;
    bool falls_after = distance_slope(k, x, to) < 0;
    if (falls && !falls_after && found->count < PROJECTIONS_MAX) {
      long double t = bisect_minimum(k, x, from, to);
      found->t[found->count] = t;
      found->distance[found->count++] = distance_to(k, x, t);
    }
    falls = falls_after;
    from = to;
  }
}

/* All t whose y(t) is nearest to x, up to `tie` in the squared distance, relative to |x|^2 + sigma.
 * |y| <= |x| + dist(x, y(1)) for a nearest y bounds the t to be looked at. */
static inline size_t project(const model *k, const point *x, long double tie, long double *out) {
  minima found = {.count = 0};
  long double size = norm(x->v, k->n + k->m);
  long double reach = (size + sqrtl(distance_to(k, x, 1))) / sqrtl(k->sigma) * 1.01L;
  long double step = powl(reach, 2.0L / GRID), scale = size * size + k->sigma, t = 1 / reach;
  for (int g = 0; g <= GRID; g++, t *= step)
    for (int sign = -1; sign <= 1; sign += 2) {
      long double lo = sign > 0 ? t : -t * step, hi = sign > 0 ? t * step : -t;
      if (distance_slope(k, x, lo) < 0 && distance_slope(k, x, hi) >= 0)
        add_minima(&found, k, x, lo, hi, SUBGRID);
    }
  long double best = INFINITY;
  size_t kept = 0;
  for (size_t c = 0; c < found.count; c++)
    best = fminl(best, found.distance[c]);
  for (size_t c = 0; c < found.count; c++)
    if (found.distance[c] <= best + tie * scale)
      out[kept++] = found.t[c];
  return kept;
}

/* ---- the condition ---- */

static inline long double loss(const model *k, size_t i, size_t j, const point *x) {
  long double r = k->x[i * k->m + j] - x->v[i] * x->v[k->n + j];
  return r * r / 2;
}

static inline point gradient(const model *k, size_t i, size_t j, const point *x) {
  point g = {0};
  long double r = k->x[i * k->m + j] - x->v[i] * x->v[k->n + j];
  g.v[i] = -r * x->v[k->n + j];
  g.v[k->n + j] = -r * x->v[i];
  return g;
}

/* <grad f_ij(x), x - y>, summed over all coordinates. */
static inline long double gradient_term(const model *k, size_t i, size_t j, const point *x,
                                        const point *y) {
  point g = gradient(k, i, j, x);
  long double sum = 0;
  for (size_t c = 0; c < k->n + k->m; c++)
    sum += g.v[c] * (x->v[c] - y->v[c]);
  return sum;
}

/* T_ij(x, y), with f_ij* = 0. */
static inline long double condition_value(const model *k, size_t i, size_t j, const point *x,
                                          const point *y, long double alpha, long double beta) {
  return gradient_term(k, i, j, x, y) - alpha * (loss(k, i, j, x) - loss(k, i, j, y)) +
         beta * loss(k, i, j, x);
}

/* The least beta with T_ij(x, y) >= 0 for alpha = beta + d: T is affine in beta. */
static inline long double needed_beta(const model *k, size_t i, size_t j, const point *x,
                                      const point *y, long double d) {
  long double fx = loss(k, i, j, x), fy = loss(k, i, j, y);
  return (d * (fx - fy) - gradient_term(k, i, j, x, y)) / fy;
}

/* The least beta that all entries and all (nearly) nearest y ask for at x. */
static inline long double needed_at(const model *k, const point *x, long double d) {
  long double ts[PROJECTIONS_MAX], worst = -INFINITY;
  size_t count = project(k, x, 1e-15L, ts);
  for (size_t c = 0; c < count; c++) {
    point y = minimizer(k, ts[c]);
    for (size_t i = 0; i < k->n; i++)
      for (size_t j = 0; j < k->m; j++)
        worst = fmaxl(worst, needed_beta(k, i, j, x, &y, d));
  }
  return worst;
}

#endif
