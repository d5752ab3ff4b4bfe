/* SPDX-License-Identifier: MIT
 * The largest value that sampling finds of a function on a box; and whether it is as large at the
 * point of a refutation. */
#ifndef AB_TESTS_BOX_CLIMB_H
#define AB_TESTS_BOX_CLIMB_H

#include "functions_problem.h"

#include <math.h>

typedef long double real;

enum { AXES = 3 };

/* What the claim needs at x, of a landscape. */
typedef real need(const void *landscape, const real *x);

/* The largest need met, if it is more than `least`: at corners, at `samples` points of the box, and
 * at as many about the best one, by steps that shrink from 1 to `last`. */
static inline real climb_box(need *needed, const void *landscape, const real *lo, const real *hi,
                             size_t d, real least, int samples, real last, uint64_t *random) {
  real best = least, at[AXES] = {0}, size = 1;
  memcpy(at, lo, d * sizeof *at);
  for (int n = 0; n < 2 * samples; n++) {
    real x[AXES] = {0};
    for (size_t j = 0; j < d; j++) {
      x[j] = n < 1 << d    ? (n >> j & 1 ? hi[j] : lo[j])
             : n < samples ? random_real(random, lo[j], hi[j])
                           : at[j] + size * random_real(random, -1, 1);
      x[j] = fminl(hi[j], fmaxl(lo[j], x[j]));
    }
    if (n >= samples)
      size *= powl(last, 1 / (real)samples);
    real here = needed(landscape, x);
    if (here > best) {
      best = here;
      memcpy(at, x, d * sizeof *at);
    }
  }
  return best;
}

/* A refutation names a point where more than alpha is needed. */
static inline void assert_needed(need *needed, const void *landscape, const ab_proof *proof,
                                 real alpha) {
  const ab_witness *w = &proof->certificate.witness;
  for (size_t i = 0; i < w->choice_count; i++)
    if (strcmp(w->choices[i].name, "point") == 0) {
      real x[AXES] = {0};
      for (size_t j = 0; j < w->choices[i].count; j++)
        x[j] = mpq_get_d(w->choices[i].values[j]);
      assert_true(needed(landscape, x) > alpha - 1e-6L);
      return;
    }
  fail_msg("a refutation without a point");
}

#endif
