/* SPDX-License-Identifier: MIT
 * Own functions with kinks: branches, and how fast f grows away from minimisers at kinks. */
#include "base/memory.h"
#include "num/rational.h"
#include "prove/functions_maker.h"
#include "prove/numeric.h"

#include <math.h>
#include <stdio.h>

enum { DIRECTIONS = 64 };
static const double NEAR = 1e-5; /* how far from a point growth is measured */

void ab_maker_take_branch(ab_maker *m, const mpq_t *at) {
  ab_functions *f = m->f;
  if (!m->has_kinks)
    return;
  ab_expr kinks[AB_KINKS_MAX];
  size_t d = f->variable_count, count = ab_kinks(f->graph, f->mean, kinks, AB_KINKS_MAX);
  double *x = ab_allocate(d, sizeof *x);
  for (size_t j = 0; j < d; j++)
    x[j] = mpq_get_d(at[j]);
  uint64_t pattern = 0;
  for (size_t j = 0; j < count && j < AB_KINKS_MAX; j++) {
    ab_numeric *argument = ab_numeric_create(f->graph, ab_kink_argument(f->graph, kinks[j]), NULL,
                                             d, m->witness->constants.items, f->root_count);
    if (ab_numeric_value(argument, x, NULL) > 0)
      pattern |= UINT64_C(1) << j;
    ab_numeric_destroy(argument);
  }
  ab_expr branch = ab_branch(f->graph, f->mean, pattern);
  for (size_t j = 0; j < d; j++)
    m->gradient[j] = ab_partial(f->graph, branch, j, d, 0);
  ab_free(x);
}

bool ab_maker_is_at_kink(const ab_maker *m, const mpq_t *at) {
  ab_functions *f = m->f;
  ab_expr kinks[AB_KINKS_MAX];
  size_t count = ab_kinks(f->graph, f->mean, kinks, AB_KINKS_MAX);
  for (size_t j = 0; j < count && j < AB_KINKS_MAX; j++)
    if (ab_maker_vanishes_at(m, ab_kink_argument(f->graph, kinks[j]), at))
      return true;
  return false;
}

/* The least and the greatest of (e(x) - e(y))/|x - y|_1 for x near y, y = point k. */
static void measure(const ab_maker *m, ab_expr e, size_t k, double *least, double *most) {
  const ab_functions *f = m->f;
  size_t d = f->variable_count;
  double *x = ab_allocate(d, sizeof *x), *lo = ab_allocate(d, sizeof *lo),
         *hi = ab_allocate(d, sizeof *hi);
  ab_numeric *numeric =
      ab_numeric_create(f->graph, e, NULL, d, m->witness->constants.items, f->root_count);
  for (size_t j = 0; j < d; j++) {
    x[j] = mpq_get_d(ab_maker_point(m, k)[j]);
    lo[j] = -1;
    hi[j] = 1;
  }
  double here = ab_numeric_value(numeric, x, NULL);
  *least = INFINITY;
  *most = 0;
  for (size_t s = 0; s < DIRECTIONS + 2 * d; s++) {
    double step[AB_VARIABLES_MAX] = {0}, length = 0;
    if (s < 2 * d)
      step[s / 2] = s % 2 ? 1 : -1;
    else
      ab_numeric_start(step, s, lo, hi, d);
    for (size_t j = 0; j < d; j++) {
      length += fabs(step[j]);
      x[j] = mpq_get_d(ab_maker_point(m, k)[j]) + NEAR * step[j];
    }
    double slope = (ab_numeric_value(numeric, x, NULL) - here) / (NEAR * length);
    if (isfinite(slope)) {
      *least = fmin(*least, slope);
      *most = fmax(*most, fabs(slope));
    }
  }
  ab_numeric_destroy(numeric);
  ab_free(x);
  ab_free(lo);
  ab_free(hi);
}

/* A short number near value > 0, at most that if `below`, else at least. */
static void set_short(mpq_t out, double value, bool below) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_set_d(lo, below ? value * 0.9 : value);
  mpq_set_d(hi, below ? value : value * 1.1);
  ab_rational_simplest(out, lo, hi);
  mpq_clears(lo, hi, NULL);
}

void ab_maker_add_kink_choices(ab_maker *m) {
  static const double SHARE = 0.25, LEAST = 1e-9, STEEPER = 16;
  double steepest = 0;
  for (size_t k = 0; k < m->point_count && m->has_kinks; k++) {
    if (!m->sharp[k])
      continue;
    char name[AB_NAME_MAX];
    double least, most;
    snprintf(name, sizeof name, "sharpness[%zu]", k + 1);
    measure(m, m->f->mean, k, &least, &most);
    set_short(ab_witness_add_choice(m->witness, name, 1)->values[0],
              isfinite(least) ? fmax(least * SHARE, LEAST) : LEAST, true);
    for (size_t i = 0; i < m->f->function_count; i++) {
      measure(m, m->f->functions[i], k, &least, &most);
      steepest = fmax(steepest, most);
    }
  }
  if (steepest > 0)
    set_short(ab_witness_add_choice(m->witness, "penalty", 1)->values[0], STEEPER * (1 + steepest),
              false);
}
