/* SPDX-License-Identifier: MIT
 * Nearest minimizers of matrix factorisation in doubles: untrusted. */
#ifndef AB_PROVE_FACTORIZATION_NEAREST_H
#define AB_PROVE_FACTORIZATION_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* A point (W0, S0) of M, k x n and k x m, row by row; numbers a_c for which (a_c W0_c, S0_c/a_c) is
 * about balanced; and work space. */
typedef struct {
  size_t k, n, m;
  double *w0, *s0, *balance;
  double *work;
} ab_nearest_model;

void ab_nearest_model_init(ab_nearest_model *model, size_t k, size_t n, size_t m);
void ab_nearest_model_clear(ab_nearest_model *model);

/* What is known of x = (W, S): the stationary point y = (B W0, B'^{-1} S0) near the start, and the
 * norm |U'L V| there: below 1 y is the nearest one (docs/theory/nearest.md). */
typedef struct {
  double *chart; /* B, k x k */
  double *y;     /* W^y, then S^y */
  double ratio;
} ab_nearest;

void ab_nearest_init(ab_nearest *nearest, const ab_nearest_model *model);
void ab_nearest_clear(ab_nearest *nearest);

/* Newton's method from the orthogonal B that is best for x (`warm`: from nearest->chart). false if
 * it does not converge. */
bool ab_nearest_find(ab_nearest *nearest, const ab_nearest_model *model, const double *x,
                     bool warm);

#endif
