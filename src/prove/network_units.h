/* SPDX-License-Identifier: MIT
 * A network on one feature point as units (h_j, v_j), h_j = w_j.x/|x|, told for z* > 0 (else v and
 * the labels are negated): nearest points of M, lifting a point of a clause to units. In doubles,
 * untrusted. */
#ifndef AB_PROVE_NETWORK_UNITS_H
#define AB_PROVE_NETWORK_UNITS_H

#include "family/network_data.h"

enum { AB_UNITS_MAX = 8 };

typedef struct {
  size_t count;
  double h[AB_UNITS_MAX], v[AB_UNITS_MAX];
} ab_units;

/* y becomes the nearest units with sum of v relu(h) = zeta > 0; the squared distance to x. */
double ab_units_nearest(ab_units *y, const ab_units *x, double zeta);

/* A sample, label and shift = label target as for z* > 0 (family/network_data.h). */
typedef struct {
  ab_loss loss;
  int label;
  double shift;
} ab_units_sample;

/* T for the sample at x and the nearest y, alpha - beta = d; norm = |x|. */
double ab_units_condition(const ab_units *x, double zeta, double norm, const ab_units_sample *s,
                          double alpha, double d);

/* The units at which the clause of this name (docs/theory/two-layer-relu.md, section 5) is tight at
 * the point `at`, v_lower bounding -v_j; the roles start at unit `first`. */
void ab_units_lift(ab_units *x, const char *clause, const mpq_t *at, double zeta, double v_lower,
                   int label, size_t first);

#endif
