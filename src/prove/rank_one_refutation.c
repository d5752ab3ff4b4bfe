/* SPDX-License-Identifier: MIT */
#include "prove/rank_one_refutation.h"

#include "base/memory.h"
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

/* A mu that the ranges of p and q allow at (w, s, t): the middle of the three intervals. */
static double choose_mu(const factor *w, const factor *s, double own_w, double own_s, double sigma,
                        double t) {
  double lo, hi, p_lo, p_hi, q_lo, q_hi;
  sum_range(w, &p_lo, &p_hi);
  sum_range(s, &q_lo, &q_hi);
  lo = fmax(-1,
            fmax((own_w + p_lo) * t / sigma - t * t, (own_s + q_lo) / (sigma * t) - 1 / (t * t)));
  hi =
      fmin(1, fmin((own_w + p_hi) * t / sigma - t * t, (own_s + q_hi) / (sigma * t) - 1 / (t * t)));
  return (lo + hi) / 2;
}

static bool lift(double *x, const ab_matrix_factorization *family, const ab_constants *constants,
                 size_t entry, bool mirrored, const mpq_t *point) {
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
  double mu = choose_mu(&w, &s, own_w, own_s, sigma, t);
  fill(x, &w, sigma * (t + mu / t) - own_w);
  fill(x, &s, sigma * (1 / t + mu * t) - own_s);
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
  bool good = lift(x, family, constants, entry, strstr(clause, ":mirrored") != NULL, point);
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
  return good && ab_rank_one_add_ranges(witness, family, &here);
}
