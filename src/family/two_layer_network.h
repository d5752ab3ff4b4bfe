/* SPDX-License-Identifier: MIT
 * The family f(W, v) = mean of the losses of v . relu(W x): a two-layer ReLU network on distinct
 * feature points x_1..x_p (docs/theory/two-layer-relu.md). Point i carries labels, a_i times 1 and
 * b_i times -1, with the loss phi(label z), phi(q) = log(1 + e^-q) or the smoothed hinge; or
 * targets t, with the loss (z - t)^2/2. */
#ifndef AB_FAMILY_TWO_LAYER_NETWORK_H
#define AB_FAMILY_TWO_LAYER_NETWORK_H

#include "family/region.h"
#include "real/singular.h"

typedef enum { AB_LOSS_LOGISTIC, AB_LOSS_SMOOTHED_HINGE, AB_LOSS_SQUARED, AB_LOSS_COUNT } ab_loss;

/* The coordinates are W row by row (a unit a row, width x dimension), then v (width). */
typedef struct {
  size_t width;
  ab_loss loss;
  ab_matrix points; /* one feature vector a row; none is 0, no two are on one ray */
  mpq_t *positive,
      *negative;  /* labels: a_i, b_i, whole numbers, at least 1, with a penalty one may be 0 */
  mpq_t *targets; /* squared loss: those of point i are numbers first_target[i] .. */
  size_t *first_target; /* .. first_target[i + 1] - 1 */
  bool regularized;     /* penalty_v |v|^2 + penalty_w |W|^2 is added to every f_i, both > 0 */
  mpq_t penalty_v, penalty_w; /* set only then */
  ab_region region;
} ab_network;

/* Reads the family, regularization and domain blocks; family/network_data.h says which data are
 * errors. */
ab_status ab_network_read(ab_network *network, const ab_syntax *syntax, ab_definitions *definitions,
                          ab_error *error);
void ab_network_clear(ab_network *network);

/* Canonical text of family and regularization, and of the domain. */
void ab_network_append(ab_text *text, const ab_network *network);
void ab_network_append_domain(ab_text *text, const ab_network *network);

/* Appends the name of a coordinate: W[unit,feature] or v[unit]. */
void ab_network_coordinate(ab_text *text, const ab_network *network, size_t number);

/* The numbers of coordinates: of W[unit, 1] and v[unit], units from 0. */
size_t ab_network_w(const ab_network *network, size_t unit);
size_t ab_network_v(const ab_network *network, size_t unit);

/* x_i, as `dimension` rationals. */
const mpq_t *ab_network_point(const ab_network *network, size_t i);

/* The sign of z_i*, the output that minimizes the loss at point i, exactly; and that of all of
 * them, 0 if they differ or one is 0. */
int ab_network_sign(const ab_network *network, size_t i);
int ab_network_common_sign(const ab_network *network);

#endif
