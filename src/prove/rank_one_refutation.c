/* SPDX-License-Identifier: MIT */
#include "prove/rank_one_refutation.h"

#include "base/memory.h"
#include "condition/rank_one_restricted.h"
#include "prove/rank_one_witness.h"
#include "prove/short_point.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SUMS = 16, OTHERS = 48, NEARER = 4, NEARER_MOST = 40 }; /* points of grids; bits */

/* One factor of the point: which coordinates of the domain, and which constants go with them. */
typedef struct {
  const ab_domain *domain;
  const ab_constant *constants; /* of the first coordinate */
  size_t first, count, chosen;  /* chosen: the coordinate that the clause has fixed */
  double sign;                  /* -1 on the mirror image */
} factor;

static double coefficient(const factor *f, size_t l) {
  return mpq_get_d(f->constants[l].lo);
}

/* The ends of coordinate l that make c_l x_l small (which < 0) or large, times the sign. */
static double end_of(const factor *f, size_t l, int which) {
  bool upper = (coefficient(f, l) * f->sign > 0) == (which > 0);
  return mpq_get_d(upper ? f->domain->hi[f->first + l] : f->domain->lo[f->first + l]);
}

/* The range of the sum of c_l x_l sign over l != chosen. */
static void sum_range(const factor *f, double *lo, double *hi) {
  *lo = *hi = 0;
  for (size_t l = 0; l < f->count; l++) {
    if (l == f->chosen)
      continue;
    *lo += coefficient(f, l) * end_of(f, l, -1) * f->sign;
    *hi += coefficient(f, l) * end_of(f, l, 1) * f->sign;
  }
}

/* Coordinates whose sum of c_l x_l sign over l != chosen is `target`, as far as the domain allows.
 */
static void fill(double *x, const factor *f, double target) {
  double lo, hi;
  sum_range(f, &lo, &hi);
  double share = hi > lo ? fmin(1, fmax(0, (target - lo) / (hi - lo))) : 0;
  for (size_t l = 0; l < f->count; l++)
    if (l != f->chosen)
      x[f->first + l] = (1 - share) * end_of(f, l, -1) + share * end_of(f, l, 1);
}

/* Limits of mu at t: what the points y(t') that there are allow; for all of M -1 and 1. */
typedef struct {
  double lo, hi;
} limits;

/* A mu that the ranges of p and q allow at (w, s, t): the middle of the three intervals. */
static double choose_mu(const factor *w, const factor *s, double own_w, double own_s, double sigma,
                        double t, limits most) {
  double p_lo, p_hi, q_lo, q_hi;
  sum_range(w, &p_lo, &p_hi);
  sum_range(s, &q_lo, &q_hi);
  double lo = fmax(most.lo, fmax((own_w + p_lo) * t / sigma - t * t,
                                 (own_s + q_lo) / (sigma * t) - 1 / (t * t)));
  double hi = fmin(most.hi, fmin((own_w + p_hi) * t / sigma - t * t,
                                 (own_s + q_hi) / (sigma * t) - 1 / (t * t)));
  return (lo + hi) / 2;
}

/* Where M is restricted to D: the ranges of t there are, own (t > 0) and of -t. */
typedef struct {
  bool has[2];
  double from[2], to[2];
} sides;

static sides sides_of(const ab_matrix_factorization *f, const ab_constants *constants,
                      bool mirrored) {
  sides out = {{false, false}, {0, 0}, {0, 0}};
  for (int side = 0; side < 2 && f->is_restricted; side++) {
    int k = side != mirrored;
    ab_area over = {f, constants, &f->domain, side == 1};
    ab_rank_one_range r;
    ab_rank_one_range_init(&r);
    ab_rank_one_range_set(&r, &over);
    out.has[k] = r.state == AB_RANGE_SOME;
    out.from[k] = out.has[k] ? mpq_get_d(r.from) : 0;
    out.to[k] = out.has[k] ? mpq_get_d(r.to) : 0;
    ab_rank_one_range_clear(&r);
  }
  return out;
}

/* (t u + 1/(t u))/2 for the u of a side nearest to 1/t. */
static double height(const sides *m, int side, double t) {
  double u = fmin(fmax(1 / t, m->from[side]), m->to[side]) * t;
  return m->has[side] ? (u + 1 / u) / 2 : INFINITY;
}

/* The least D(u) - D(t) over points u of the sides but those next to t, D(t) = -2 p t - 2 q/t +
 * sigma (t^2 + 1/t^2) the squared distance less |x|^2; over |u - t|. */
static double least_excess(const sides *m, double p, double q, double sigma, double t) {
  double least = INFINITY, own = -2 * p * t - 2 * q / t + sigma * (t * t + 1 / (t * t));
  for (int side = 0; side < 2; side++)
    for (int k = 0; k <= OTHERS && m->has[side]; k++) {
      double u = m->from[side] * pow(m->to[side] / m->from[side], (double)k / OTHERS);
      u = side ? -u : u;
      double there = -2 * p * u - 2 * q / u + sigma * (u * u + 1 / (u * u));
      if (fabs(u - t) > 1e-6 * t)
        least = fmin(least, (there - own) / fabs(u - t));
    }
  return least;
}

/* p and q from the ranges of the sums for which y(t), t at an end, is nearest most clearly. */
static void choose_sums(double *p, double *q, const factor *w, const factor *s, double own_w,
                        double own_s, double sigma, double t, const sides *m) {
  double p_lo, p_hi, q_lo, q_hi, most = -INFINITY;
  sum_range(w, &p_lo, &p_hi);
  sum_range(s, &q_lo, &q_hi);
  for (int k = 0; k < (SUMS + 1) * (SUMS + 1); k++) {
    double a = own_w + p_lo + (p_hi - p_lo) * (k / (SUMS + 1)) / SUMS;
    double b = own_s + q_lo + (q_hi - q_lo) * (k % (SUMS + 1)) / SUMS;
    double excess = least_excess(m, a, b, sigma, t);
    if (excess > most) {
      most = excess;
      *p = a;
      *q = b;
    }
  }
}

static bool lift(double *x, const ab_matrix_factorization *family, const ab_constants *constants,
                 size_t entry, const char *clause, const mpq_t *point, unsigned slack) {
  bool mirrored = strstr(clause, ":mirrored") != NULL;
  size_t i = entry / family->x.columns, j = entry % family->x.columns;
  double sign = mirrored ? -1 : 1,
         sigma = mpq_get_d(constants->items[ab_rank_one_sigma(family)].lo);
  factor w = {&family->domain,
              &constants->items[ab_rank_one_a(family, 0)],
              ab_matrix_factorization_w(family, 0),
              family->x.rows,
              i,
              sign};
  factor s = {&family->domain,
              &constants->items[ab_rank_one_b(family, 0)],
              ab_matrix_factorization_s(family, 0),
              family->x.columns,
              j,
              sign};
  double t = mpq_get_d(point[2]);
  double own_w = coefficient(&w, i) * mpq_get_d(point[0]);
  double own_s = coefficient(&s, j) * mpq_get_d(point[1]);
  sides m = sides_of(family, constants, mirrored);
  limits most = {-1, 1};
  if (family->is_restricted)
    most = (limits){-height(&m, 1, t), height(&m, 0, t)};
  double mu = choose_mu(&w, &s, own_w, own_s, sigma, t, most);
  double p = sigma * (t + mu / t), q = sigma * (1 / t + mu * t);
  if (strstr(clause, ":low") || strstr(clause, ":high"))
    choose_sums(&p, &q, &w, &s, own_w, own_s, sigma, t, &m);
  fill(x, &w, p - own_w);
  fill(x, &s, q - own_s);
  x[w.first + i] = sign * mpq_get_d(point[0]);
  x[s.first + j] = sign * mpq_get_d(point[1]);
  double share = ldexp(1, -(int)(slack < NEARER_MOST ? slack : NEARER_MOST) - NEARER);
  if (family->is_restricted) /* y(t) is in D, and a little nearer to it there are no ties */
    for (size_t k = 0; k < family->domain.count; k++) {
      double c = k < w.count ? coefficient(&w, k) * t : coefficient(&s, k - w.count) / t;
      x[k] += share * (sign * c - x[k]);
    }
  for (size_t k = 0; k < family->domain.count; k++)
    if (!isfinite(x[k]))
      return false;
  return true;
}

bool ab_rank_one_refutation_make(ab_witness *witness, const ab_matrix_factorization *family,
                                 const ab_constants *constants, const char *clause,
                                 const mpq_t *point, unsigned slack) {
  size_t count = family->domain.count, i, j;
  ab_witness_init(witness);
  if (sscanf(clause, "entry[%zu,%zu]", &i, &j) != 2)
    return false;
  size_t entry = (i - 1) * family->x.columns + j - 1;
  for (size_t c = 0; c < constants->count; c++)
    ab_constants_add(&witness->constants, constants->items[c].name, constants->items[c].lo,
                     constants->items[c].hi);
  double *x = ab_allocate(count, sizeof *x);
  bool good = lift(x, family, constants, entry, clause, point, slack);
  ab_choice *at = ab_witness_add_choice(witness, "point", count);
  for (size_t k = 0; k < count && good; k++)
    mpq_set_d(at->values[k], x[k]);
  if (good)
    ab_point_shorten(at->values, &family->domain, slack);
  ab_free(x);
  ab_domain here = {.count = count, .lo = at->values, .hi = at->values};
  ab_choice *which = ab_witness_add_choice(witness, "entry", 2);
  mpq_set_ui(which->values[0], entry / family->x.columns + 1, 1);
  mpq_set_ui(which->values[1], entry % family->x.columns + 1, 1);
  return good && (family->is_restricted || ab_rank_one_add_ranges(witness, family, &here));
}
