/* SPDX-License-Identifier: MIT
 * Random models, random points of their domains where the condition is likely to fail, and the
 * worst point that a local search finds. */
#ifndef AB_TESTS_RANK_ONE_SAMPLES_H
#define AB_TESTS_RANK_ONE_SAMPLES_H

#include "rank_one_model.h"

typedef enum { SYMMETRIC, BOX, SKEW, DOMAINS } domain_kind;

/* SYMMETRIC: [-R, R] each; BOX: one range for W, one for S; SKEW: an own range for each
 * coordinate, some of no width. */
static inline void random_domain(model *k, domain_kind kind, uint64_t *random) {
  size_t count = k->n + k->m;
  long radius = random_range(random, 8, 28);
  for (size_t c = 0; c < count; c++) {
    bool first = c == 0 || c == k->n;
    if (kind == SYMMETRIC) {
      k->lo_units[c] = -radius;
      k->hi_units[c] = radius;
    } else if (kind == BOX && !first) {
      k->lo_units[c] = k->lo_units[c - 1];
      k->hi_units[c] = k->hi_units[c - 1];
    } else {
      k->lo_units[c] = random_range(random, -28, 20);
      bool special = random_range(random, 0, 4) == 0;
      long width = !special ? random_range(random, 4, 36) : kind == SKEW ? 0 : 16;
      k->hi_units[c] = k->lo_units[c] + width;
    }
  }
}

/* A model with a clear gap and clear noise in every entry. */
static inline void random_model(model *k, size_t n, size_t m, domain_kind kind, uint64_t *random) {
  do {
    *k = (model){.n = n, .m = m};
    for (size_t e = 0; e < n * m; e++)
      k->x_units[e] = random_range(random, -24, 24);
    random_domain(k, kind, random);
    model_finish(k);
  } while (!(k->second > 0.1L && k->second < 0.85L * k->sigma && least_noise(k) > 0.08L));
}

static inline void clip(const model *k, point *x) {
  for (size_t c = 0; c < k->n + k->m; c++)
    x->v[c] = fminl(fmaxl(x->v[c], k->lo[c]), k->hi[c]);
}

static inline long double product_w(const model *k, const point *x) { /* a . w */
  long double sum = 0;
  for (size_t i = 0; i < k->n; i++)
    sum += k->a[i] * x->v[i];
  return sum;
}

static inline long double product_s(const model *k, const point *x) { /* b . s */
  long double sum = 0;
  for (size_t j = 0; j < k->m; j++)
    sum += k->b[j] * x->v[k->n + j];
  return sum;
}

/* Moves x towards the medial axis, where a.w = +-b.s, as far as the domain lets it. */
static inline void towards_medial_axis(const model *k, point *x, long double sign) {
  for (int step = 0; step < 8; step++) {
    long double gap = (product_w(k, x) - sign * product_s(k, x)) / (2 * k->sigma);
    for (size_t i = 0; i < k->n; i++)
      x->v[i] -= gap * k->a[i];
    for (size_t j = 0; j < k->m; j++)
      x->v[k->n + j] += sign * gap * k->b[j];
    clip(k, x);
  }
}

/* A point of the domain: anywhere, in corners and faces, near M, near the medial axis. */
static inline point random_point(const model *k, uint64_t *random) {
  point x = {0};
  long where = random_range(random, 0, 5);
  for (size_t c = 0; c < k->n + k->m; c++) {
    long end = random_range(random, 0, where == 0 ? 1 : 3);
    bool free = where >= 2 || (where == 1 && end >= 2);
    x.v[c] = free ? random_real(random, k->lo[c], k->hi[c]) : end == 0 ? k->lo[c] : k->hi[c];
  }
  if (where == 3) {
    long double t = expl(random_real(random, -1, 1));
    point y = minimizer(k, random_range(random, 0, 1) ? t : -t);
    for (size_t c = 0; c < k->n + k->m; c++)
      x.v[c] = y.v[c] + random_real(random, -0.1L, 0.1L);
    clip(k, &x);
  }
  if (where == 4)
    towards_medial_axis(k, &x, random_range(random, 0, 1) ? 1 : -1);
  return x;
}

typedef struct {
  point x;
  long double beta; /* needed at x */
} worst_point;

/* Hill climbing: moves of all or single coordinates, of shrinking size, now and then onto a face.
 */
static inline void climb(const model *k, worst_point *worst, long double d, int steps,
                         uint64_t *random) {
  long double size = 0.5L;
  for (int step = 0; step < steps; step++, size *= powl(1e-7L, 1.0L / (long double)steps)) {
    point x = worst->x;
    long one = random_range(random, 0, (long)(2 * (k->n + k->m)));
    for (size_t c = 0; c < k->n + k->m; c++) {
      if ((size_t)one < k->n + k->m && c != (size_t)one)
        continue;
      long double width = k->hi[c] - k->lo[c];
      x.v[c] += size * width * random_real(random, -1, 1);
      if (random_range(random, 0, 30) == 0)
        x.v[c] = random_range(random, 0, 1) ? k->lo[c] : k->hi[c];
    }
    clip(k, &x);
    long double beta = needed_at(k, &x, d);
    if (beta > worst->beta)
      *worst = (worst_point){x, beta};
  }
}

/* The worst point found: `samples` random points, the best few of them refined. */
static inline worst_point find_worst(const model *k, long double d, int samples, int steps,
                                     uint64_t *random) {
  enum { STARTS = 6 };
  worst_point starts[STARTS];
  for (size_t s = 0; s < STARTS; s++)
    starts[s] = (worst_point){{{0}}, -INFINITY};
  for (int n = 0; n < samples; n++) {
    worst_point w = {.x = random_point(k, random)};
    w.beta = needed_at(k, &w.x, d);
    size_t s = (size_t)n % STARTS;
    if (w.beta > starts[s].beta)
      starts[s] = w;
  }
  worst_point best = starts[0];
  for (size_t s = 0; s < STARTS; s++) {
    climb(k, &starts[s], d, steps, random);
    if (starts[s].beta > best.beta)
      best = starts[s];
  }
  return best;
}

#endif
