/* SPDX-License-Identifier: MIT */
#include "sgd/level_distance.h"

#include "base/memory.h"
#include "prove/numeric.h"
#include "sgd/random.h"

#include <math.h>

enum { DIRECTIONS = 300, REFINEMENTS = 600, GRID = 24, HALVINGS = 60, EXACT_HALVINGS = 160 };

typedef struct {
  ab_numeric *g;
  size_t d;
  ab_random random;
  double start[AB_LEVEL_VARIABLES_MAX], point[AB_LEVEL_VARIABLES_MAX];
  double at_start; /* g there */
} ray_search;

static double uniform(ab_random *random) { /* in [-1, 1) */
  return (double)(ab_random_next(random) >> 11) * 0x1p-52 - 1;
}

/* Whether g has another sign at start + t u. */
static bool is_beyond(ray_search *s, const double *u, double t) {
  for (size_t j = 0; j < s->d; j++)
    s->point[j] = s->start[j] + t * u[j];
  return ab_numeric_value(s->g, s->point, NULL) * s->at_start <= 0;
}

/* The first t <= most where the sign changes along u, about; `most` if none is seen. */
static double first_change(ray_search *s, const double *u, double most) {
  for (int k = 1; k <= GRID; k++) {
    double hi = most * k / GRID, lo = most * (k - 1) / GRID;
    if (!is_beyond(s, u, hi))
      continue;
    for (int n = 0; n < HALVINGS; n++) {
      double middle = (lo + hi) / 2;
      *(is_beyond(s, u, middle) ? &hi : &lo) = middle;
    }
    return hi;
  }
  return most;
}

static void make_unit(double *u, size_t d) {
  double size = 0;
  for (size_t j = 0; j < d; j++)
    size += u[j] * u[j];
  for (size_t j = 0; j < d; j++)
    u[j] /= size > 0 ? sqrt(size) : 1;
}

/* Directions in general, then near the best one: its u, and t. */
static double search(ray_search *s, double *best, double most) {
  double u[AB_LEVEL_VARIABLES_MAX], width = 0.5;
  for (int n = 0; n < DIRECTIONS + REFINEMENTS; n++) {
    bool near = n >= DIRECTIONS;
    for (size_t j = 0; j < s->d; j++)
      u[j] = (near ? best[j] : 0) + (near ? width : 1) * uniform(&s->random);
    width *= near ? 0.975 : 1;
    make_unit(u, s->d);
    double t = first_change(s, u, most);
    if (!(t < most))
      continue;
    most = t;
    for (size_t j = 0; j < s->d; j++)
      best[j] = u[j];
  }
  return most;
}

static void set_along(mpq_t *out, const mpq_t *start, const double *u, double t, size_t d) {
  mpq_t step;
  mpq_init(step);
  for (size_t j = 0; j < d; j++) {
    mpq_set_d(step, t * u[j]);
    mpq_add(out[j], start[j], step);
  }
  mpq_clear(step);
}

/* Halves a segment that meets M, exactly. */
static void shorten(mpq_t *p, mpq_t *q, const ab_level *level) {
  size_t d = level->variable_count;
  mpq_t middle[AB_LEVEL_VARIABLES_MAX];
  for (size_t j = 0; j < d; j++)
    mpq_init(middle[j]);
  for (int n = 0; n < EXACT_HALVINGS; n++) {
    for (size_t j = 0; j < d; j++) {
      mpq_add(middle[j], p[j], q[j]);
      mpq_div_2exp(middle[j], middle[j], 1);
    }
    mpq_t *end = ab_level_separates(level, (const mpq_t *)p, (const mpq_t *)middle) ? q : p;
    for (size_t j = 0; j < d; j++)
      mpq_set(end[j], middle[j]);
  }
  for (size_t j = 0; j < d; j++)
    mpq_clear(middle[j]);
}

void ab_sgd_level_segment(mpq_t *p, mpq_t *q, const ab_level *level, const mpq_t *start,
                          const mpq_t *other) {
  size_t d = level->variable_count;
  ray_search s = {.g = ab_numeric_create(level->graph, level->g, NULL, d, NULL, 0), .d = d};
  double u[AB_LEVEL_VARIABLES_MAX], most = 0;
  ab_random_seed(&s.random, 1);
  for (size_t j = 0; j < d; j++) {
    s.start[j] = mpq_get_d(start[j]);
    u[j] = mpq_get_d(other[j]) - s.start[j];
    most += u[j] * u[j];
    mpq_set(p[j], start[j]);
    mpq_set(q[j], other[j]);
  }
  s.at_start = ab_numeric_value(s.g, s.start, NULL);
  make_unit(u, d);
  double t = search(&s, u, sqrt(most));
  ab_numeric_destroy(s.g);
  mpq_t near[2][AB_LEVEL_VARIABLES_MAX];
  for (size_t j = 0; j < 2 * d; j++)
    mpq_init(near[j / d][j % d]);
  set_along(near[0], start, u, t * (1 - 1e-12), d);
  set_along(near[1], start, u, t * (1 + 1e-12), d);
  bool found = ab_level_separates(level, (const mpq_t *)near[0], (const mpq_t *)near[1]);
  for (size_t j = 0; j < d && found; j++) {
    mpq_set(p[j], near[0][j]);
    mpq_set(q[j], near[1][j]);
  }
  for (size_t j = 0; j < 2 * d; j++)
    mpq_clear(near[j / d][j % d]);
  shorten(p, q, level);
}
