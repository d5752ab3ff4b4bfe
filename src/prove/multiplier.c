/* SPDX-License-Identifier: MIT */
#include "prove/multiplier.h"

#include <math.h>

enum { HALVINGS = 60 };

/* The value at a point, and its slope on one side. */
static double value_at(const ab_multiplier_problem *p, const ab_multiplier_point *at,
                       double multiplier, double *slope) {
  double sum = at->base.a + multiplier * at->base.b;
  size_t i = 0;
  *slope = at->base.b;
  for (size_t g = 0; g < p->group_count; g++) {
    double least = INFINITY, least_slope = 0;
    for (; i < p->ends[g]; i++) {
      double value = at->lines[i].a + multiplier * at->lines[i].b;
      if (value < least) {
        least = value;
        least_slope = at->lines[i].b;
      }
    }
    sum += least;
    *slope += least_slope;
  }
  return sum;
}

static double value(const ab_multiplier_problem *p, uint32_t which, double multiplier,
                    double *slope) {
  double least = INFINITY;
  *slope = 0;
  for (size_t i = 0; which >> i; i++) {
    double own, found;
    if (!(which >> i & 1))
      continue;
    found = value_at(p, &p->points[i], multiplier, &own);
    if (!(found >= least)) {
      least = found;
      *slope = own;
    }
  }
  return least;
}

double ab_multiplier_value(const ab_multiplier_problem *p, uint32_t which, double multiplier) {
  double slope;
  return value(p, which, multiplier, &slope);
}

double ab_multiplier_best(const ab_multiplier_problem *p, uint32_t which) {
  double lo = -p->bound, hi = p->bound;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = lo + (hi - lo) / 2, slope;
    value(p, which, middle, &slope);
    if (slope > 0)
      lo = middle;
    else
      hi = middle;
  }
  return lo + (hi - lo) / 2;
}
