/* SPDX-License-Identifier: MIT
 * The witness of the argument for one unit (docs/theory/two-layer-relu.md, section 8). */
#include "condition/network_argument.h"
#include "condition/network_one_unit.h"
#include "num/rational.h"
#include "prove/network_witness.h"

#include <math.h>

static const double STEP = 1.03125;

/* max|w0.w| and max|v| over the box, about. */
static void find_sizes(double *q, double *v, const ab_one_unit *unit) {
  const ab_domain *box = &unit->network->region.box;
  size_t k = ab_network_v(unit->network, 0);
  double low = 0, high = 0;
  for (size_t l = 0; l < unit->dimension; l++) {
    double w0 = mpq_get_d(unit->w0_lo[l]);
    double a = w0 * mpq_get_d(box->lo[ab_network_w(unit->network, 0) + l]);
    double b = w0 * mpq_get_d(box->hi[ab_network_w(unit->network, 0) + l]);
    low += fmin(a, b);
    high += fmax(a, b);
  }
  *q = fmax(fabs(low), fabs(high));
  *v = fmax(fabs(mpq_get_d(box->lo[k])), fabs(mpq_get_d(box->hi[k])));
}

/* A number with few bits, x or a little beyond it. */
static void set_short(mpq_t out, double x, int direction) {
  int exponent;
  double fraction = ldexp(frexp(x, &exponent), 8);
  mpq_set_d(out, ldexp(direction < 0 ? floor(fraction) : ceil(fraction), exponent - 8));
}

void ab_network_widen_range(double *lo, double *hi, double square, double q, double v) {
  double low = pow(square, 0.25), high = low;
  while (pow(high, 4) <= v * pow(high, 3) + q * high + square)
    high *= STEP;
  while (square <= pow(low, 4) + v * pow(low, 3) + q * low)
    low /= STEP;
  *lo = fmin(*lo, low);
  *hi = fmax(*hi, high);
}

void ab_network_witness_set_range(ab_choice *range, double lo, double hi) {
  set_short(range->values[0], lo / STEP, -1);
  set_short(range->values[1], hi * STEP, 1);
}

void ab_network_witness_add_range(ab_witness *witness, const char *name, const ab_one_unit *unit,
                                  double q, double v) {
  double lo = INFINITY, hi = 0;
  ab_network_widen_range(&lo, &hi, mpq_get_d(unit->square_lo), q, v);
  ab_network_witness_set_range(ab_witness_add_choice(witness, name, 2), lo, hi);
}

bool ab_network_witness_add_one_unit(ab_witness *witness, const ab_network *network) {
  if (!ab_network_one_unit_applies(network) || !ab_one_unit_has_sign(network, witness))
    return false;
  double q, v;
  ab_one_unit unit;
  ab_one_unit_init(&unit, network, witness);
  find_sizes(&q, &v, &unit);
  ab_network_witness_add_range(witness, "one_unit", &unit, q, v);
  ab_one_unit_clear(&unit);
  return true;
}
