/* SPDX-License-Identifier: MIT
 * One unit in doubles: where the signs of theta.x_i are given for some of the points, the loss is
 * bounded from below by a convex function, whose minimum is found here. Untrusted
 * (docs/theory/two-layer-relu.md, section 13). */
#ifndef AB_PROVE_NETWORK_CELLS_H
#define AB_PROVE_NETWORK_CELLS_H

#include "family/two_layer_network.h"

typedef struct {
  size_t p, d;
  double *x;     /* points row by row */
  double *a, *b; /* labels on the side of the output, and others */
} ab_cells;

/* As for v of this sign. */
void ab_cells_init(ab_cells *cells, const ab_network *network, int sign);
void ab_cells_clear(ab_cells *cells);

/* c_i = theta.x_i, and the sum of Phi_i(relu(c_i)). */
double ab_cells_activation(const ab_cells *cells, const double *theta, size_t i);
double ab_cells_loss(const ab_cells *cells, const double *theta);

/* Phi_i(relu(c)) and, for c > 0, its slope and curvature. */
double ab_cells_term(const ab_cells *cells, size_t i, double c);
double ab_cells_slope(const ab_cells *cells, size_t i, double c);
double ab_cells_curvature(const ab_cells *cells, size_t i, double c);

/* Nearly the least of sum over i of Phi_i(c_i) where side_i > 0, of Phi_i(0) where side_i < 0, of
 * the convex envelope of Phi_i(relu(.)) where it is 0, over all theta with c_i >= 0 where side_i >
 * 0 and c_i <= 0 where side_i < 0; from the start theta. slopes: of the terms, constraints
 * included; their combination of the points is nearly 0. */
void ab_cells_solve(const ab_cells *cells, const int *side, double *theta, double *slopes);

#endif
