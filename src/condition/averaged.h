/* SPDX-License-Identifier: MIT
 * Conditions on f, the mean of own functions, and its minimisers: PL, Aiming, quasar-convexity, the
 * restricted secant inequality, the error bound, quadratic growth (docs/theory/averaged.md). Each
 * says
 *
 *   left >= factor c right     for all x in D and all y in Proj(x, M),
 *
 * where c is the constant of the claim, or its square. And the growth bound, about each of them. */
#ifndef AB_CONDITION_AVERAGED_H
#define AB_CONDITION_AVERAGED_H

#include "family/functions.h"

/* What the two sides are made of. */
typedef enum {
  AB_AVERAGED_GRADIENT, /* |grad f(x)|^2 */
  AB_AVERAGED_INNER,    /* <grad f(x), x - y> */
  AB_AVERAGED_EXCESS,   /* f(x) - f* */
  AB_AVERAGED_DISTANCE  /* |x - y|^2 */
} ab_averaged_side;

typedef struct ab_averaged {
  ab_averaged_side left, right;
  unsigned long numerator, denominator; /* the factor */
  bool squared;                         /* the constant enters by its square */
  bool fixed;                           /* only with one fixed minimiser: `minimizers at` */
  bool vanishing;                       /* only with f* = 0 */
  bool growth; /* the other way round, right >= left, for each f_i and f_i* in place of f and f* */
  const char *formula; /* for people */
} ab_averaged;

/* Whether y occurs in it. */
bool ab_averaged_has_point(const ab_averaged *condition);

/* The values at x and y from which both sides are built, as expressions of one graph. */
typedef struct {
  ab_graph *graph;
  const ab_functions *family; /* across an affine M it says how lengths are measured */
  const ab_expr *gradient;    /* of f at x */
  const ab_expr *offset;      /* x - y */
  ab_expr value, lowest;      /* f(x), f* */
} ab_averaged_terms;

/* left - factor c right, or with `growth` factor c right - left; undefined where f(x) is. */
ab_expr ab_averaged_build(const ab_averaged *condition, const ab_averaged_terms *terms,
                          const mpq_t constant);

#endif
