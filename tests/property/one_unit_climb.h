/* SPDX-License-Identifier: MIT
 * Networks of one unit, whose minimizers are given one for each t = |v|: the nearest one, points of
 * the box where the condition needs a large alpha, and the verdict for an alpha. */
#ifndef AB_TESTS_ONE_UNIT_CLIMB_H
#define AB_TESTS_ONE_UNIT_CLIMB_H

#include "network_problem.h"

typedef struct {
  model m;
  double radius, v_lo, v_hi, difference;
} sampled_case;

static inline double dot(const model *m, const double *a, const double *b) {
  double sum = 0;
  for (size_t l = 0; l < m->d; l++)
    sum += a[l] * b[l];
  return sum;
}

/* out = the combination of the two points whose products with them are c. */
static inline void solve(double *out, const model *m, const double *c) {
  double aa = dot(m, m->x[0], m->x[0]), ab = dot(m, m->x[0], m->x[1]),
         bb = dot(m, m->x[1], m->x[1]), det = aa * bb - ab * ab;
  for (size_t l = 0; l < m->d; l++)
    out[l] = ((bb * c[0] - ab * c[1]) * m->x[0][l] + (aa * c[1] - ab * c[0]) * m->x[1][l]) / det;
}

/* Of the minimizers with |v| = t, that nearest to x; returns its squared distance. */
typedef double minimizer_function(parameters *y, const void *curve, const parameters *x, double t);

/* The nearest minimizer: the best t of a grid, and then thirds. */
static inline parameters nearest(minimizer_function *minimizer, const void *curve,
                                 const parameters *x) {
  enum { GRID = 160, THIRDS = 50 };
  double best = 0, least = INFINITY;
  parameters y;
  for (int n = 0; n < GRID; n++) {
    double t = 0.02 * pow(600, (double)n / GRID), squared = minimizer(&y, curve, x, t);
    if (squared < least) {
      least = squared;
      best = t;
    }
  }
  double lo = best / 1.03, hi = best * 1.03;
  for (int n = 0; n < THIRDS; n++) {
    double a = lo + (hi - lo) / 3, b = hi - (hi - lo) / 3;
    if (minimizer(&y, curve, x, a) < minimizer(&y, curve, x, b))
      hi = b;
    else
      lo = a;
  }
  minimizer(&y, curve, x, lo);
  return y;
}

static inline void clip(const sampled_case *s, parameters *x) {
  x->v[0] = fmin(fmax(x->v[0], s->v_lo), s->v_hi);
  for (size_t l = 0; l < s->m.d; l++)
    x->w[0][l] = fmin(fmax(x->w[0][l], -s->radius), s->radius);
}

/* The largest alpha that a climb meets: steps of shrinking size from 0, several times. Some steps
 * go to a kink of x: a coordinate of w becomes 0, where points are unit vectors. */
static inline double climbed(const sampled_case *s, minimizer_function *minimizer,
                             const void *curve, uint64_t *random) {
  enum { STARTS = 12, STEPS = 220, LARGE = 20 };
  double worst = 0;
  for (int start = 0; start < STARTS; start++) {
    parameters x = {0};
    double alpha = 0, size = 1;
    for (int n = 0; n < STEPS; n++) {
      parameters next = x;
      next.v[0] += size * 2 * uniform(random);
      for (size_t l = 0; l < s->m.d; l++)
        next.w[0][l] = uniform(random) < -0.9 ? 0 : next.w[0][l] + size * 2 * uniform(random);
      clip(s, &next);
      parameters y = nearest(minimizer, curve, &next);
      double value = alpha_at(&s->m, &next, &y, s->difference);
      if (value > alpha) {
        alpha = value;
        x = next;
      } else {
        size = n < LARGE ? 1 : 0.97 * size;
      }
    }
    worst = fmax(worst, alpha);
  }
  return worst;
}

static inline ab_verdict verdict_at(const sampled_case *s, double alpha, uint64_t node_limit) {
  char box[128], claim[128];
  snprintf(box, sizeof box, "W in [-%g, %g]; v in [%g, %g];", s->radius, s->radius, s->v_lo,
           s->v_hi);
  snprintf(claim, sizeof claim, "alpha = %.9f; beta = alpha - %g;", alpha, s->difference);
  return verdict_of_network(&s->m, box, claim, node_limit);
}

#endif
