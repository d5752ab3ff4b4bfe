/* SPDX-License-Identifier: MIT */
#include "prove/rank_one_refutation.h"

#include "base/memory.h"
#include "condition/rank_one_restricted.h"
#include "prove/rank_one_witness.h"
#include "prove/short_point.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* (t u + 1/(t u))/2 for the u of the range nearest to 1/t. */
static double height(const ab_rank_one_range *r, double t) {
  double u = fmin(fmax(1 / t, mpq_get_d(r->from)), mpq_get_d(r->to)) * t;
  return (u + 1 / u) / 2;
}

static limits limits_at(const ab_matrix_factorization *f, const ab_constants *constants,
                        bool mirrored, double t) {
  limits out = {-1, 1};
  for (int side = 0; side < 2 && f->is_restricted; side++) {
    ab_area over = {f, constants, &f->domain, side == 1};
    ab_rank_one_range r;
    ab_rank_one_range_init(&r);
    ab_rank_one_range_set(&r, &over);
    bool has = r.state == AB_RANGE_SOME;
    if (side == mirrored)
      out.hi = has ? height(&r, t) : INFINITY;
    else
      out.lo = has ? -height(&r, t) : -INFINITY;
    ab_rank_one_range_clear(&r);
  }
  return out;
}

static bool lift(double *x, const ab_matrix_factorization *family, const ab_constants *constants,
                 size_t entry, const char *clause, const mpq_t *point) {
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
  if (strstr(clause, ":low") || strstr(clause, ":high")) { /* as far outwards as there is */
    fill(x, &w, strstr(clause, ":low") ? -INFINITY : INFINITY);
    fill(x, &s, strstr(clause, ":low") ? INFINITY : -INFINITY);
  } else {
    double mu =
        choose_mu(&w, &s, own_w, own_s, sigma, t, limits_at(family, constants, mirrored, t));
    fill(x, &w, sigma * (t + mu / t) - own_w);
    fill(x, &s, sigma * (1 / t + mu * t) - own_s);
  }
  x[w.first + i] = sign * mpq_get_d(point[0]);
  x[s.first + j] = sign * mpq_get_d(point[1]);
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
  bool good = lift(x, family, constants, entry, clause, point);
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
