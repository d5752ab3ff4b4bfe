/* SPDX-License-Identifier: MIT
 * The witness of the argument for one unit (docs/theory/two-layer-relu.md, section 8). */
#include "condition/network_argument.h"
#include "num/rational.h"
#include "prove/network_witness.h"

#include <math.h>

static const double STEP = 1.03125;

/* |w0|, max|w0.w| and max|v| over the box, about. */
static void find_sizes(double *sigma, double *q, double *v, const ab_witness *witness,
                       const ab_network *network) {
  const ab_domain *box = &network->region.box;
  size_t p = network->points.rows, d = network->points.columns, k = ab_network_v(network, 0);
  ab_matrix inverse;
  ab_matrix_init(&inverse, d, p);
  ab_matrix_right_inverse(&inverse, &network->points);
  double square = 0, low = 0, high = 0;
  for (size_t l = 0; l < d; l++) {
    double w0 = 0, a, b;
    for (size_t i = 0; i < p; i++)
      w0 += mpq_get_d(inverse.entries[l * p + i]) * fabs(mpq_get_d(witness->constants.items[i].lo));
    a = w0 * mpq_get_d(box->lo[ab_network_w(network, 0) + l]);
    b = w0 * mpq_get_d(box->hi[ab_network_w(network, 0) + l]);
    square += w0 * w0;
    low += fmin(a, b);
    high += fmax(a, b);
  }
  ab_matrix_clear(&inverse);
  *sigma = sqrt(square);
  *q = fmax(fabs(low), fabs(high));
  *v = fmax(fabs(mpq_get_d(box->lo[k])), fabs(mpq_get_d(box->hi[k])));
}

/* A number with few bits, x or a little beyond it. */
static void set_short(mpq_t out, double x, int direction) {
  int exponent;
  double fraction = ldexp(frexp(x, &exponent), 8);
  mpq_set_d(out, ldexp(direction < 0 ? floor(fraction) : ceil(fraction), exponent - 8));
}

bool ab_network_witness_add_one_unit(ab_witness *witness, const ab_network *network) {
  if (!ab_network_one_unit_applies(network))
    return false;
  double sigma, q, v;
  find_sizes(&sigma, &q, &v, witness, network);
  double lo = sqrt(sigma), hi = lo;
  while (pow(hi, 4) <= v * pow(hi, 3) + q * hi + sigma * sigma)
    hi *= STEP;
  while (sigma * sigma <= pow(lo, 4) + v * pow(lo, 3) + q * lo)
    lo /= STEP;
  ab_choice *range = ab_witness_add_choice(witness, "one_unit", 2);
  set_short(range->values[0], lo / STEP, -1);
  set_short(range->values[1], hi * STEP, 1);
  return true;
}
