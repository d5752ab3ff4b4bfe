/* SPDX-License-Identifier: MIT
 * The nearest point of M to a point, in doubles: local minima of the distance over W, the least
 * change of v eliminated. Untrusted. */
#ifndef AB_PROVE_NETWORK_NEAREST_H
#define AB_PROVE_NETWORK_NEAREST_H

#include "certificate/certificate.h"
#include "family/two_layer_network.h"

typedef struct {
  size_t k, d, p;
  double *x; /* the points, row by row */
  double *z; /* z* */
} ab_network_model;

void ab_network_model_init(ab_network_model *model, const ab_network *network);
void ab_network_model_clear(ab_network_model *model);

/* Points have the coordinates of the family: W row by row, then v. y becomes the nearest point of M
 * that a few starts find. Its squared distance; infinite if none was found. */
double ab_network_nearest(double *y, const ab_network_model *model, const double *x);

/* The squared distance from x to the points of M with the weights W = w; infinite if there is none.
 */
double ab_network_distance_with(const ab_network_model *model, const double *x, const double *w);

#endif
