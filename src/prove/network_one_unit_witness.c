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

void ab_network_witness_add_range(ab_witness *witness, const char *name, const ab_one_unit *unit,
                                  double q, double v) {
  double square = mpq_get_d(unit->square_lo), lo = pow(square, 0.25), hi = lo;
  while (pow(hi, 4) <= v * pow(hi, 3) + q * hi + square)
    hi *= STEP;
  while (square <= pow(lo, 4) + v * pow(lo, 3) + q * lo)
    lo /= STEP;
  ab_choice *range = ab_witness_add_choice(witness, name, 2);
  set_short(range->values[0], lo / STEP, -1);
  set_short(range->values[1], hi * STEP, 1);
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
