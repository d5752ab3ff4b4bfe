/* SPDX-License-Identifier: MIT */
#include "prove/network_one_unit_refutation.h"

#include "base/memory.h"
#include "condition/network_argument.h"
#include "condition/network_one_unit.h"
#include "family/network_data.h"
#include "prove/network_lift.h"
#include "prove/network_witness.h"
#include "prove/short_point.h"

#include <math.h>
#include <string.h>

static double middle(const mpq_t lo, const mpq_t hi) {
  return (mpq_get_d(lo) + mpq_get_d(hi)) / 2;
}

/* w0.w where w.x_i = h and w0 is a multiple of x_i. */
static double product_on_line(double h, const double *feature, const double *w0, size_t d) {
  double product = 0, square = 0;
  for (size_t l = 0; l < d; l++) {
    product += feature[l] * w0[l];
    square += feature[l] * feature[l];
  }
  return h * product / square;
}

/* x = (w, v), with w.x_i and w0.w, and v as at the t of the clause; where the unit is off, w.x_i as
 * small as it gets. */
static bool lift(double *x, const ab_one_unit *unit, size_t i, const char *clause,
                 const mpq_t *at) {
  const ab_network *network = unit->network;
  const ab_domain *box = &network->region.box;
  size_t d = unit->dimension, v = ab_network_v(network, 0);
  double *lo = ab_allocate(4 * d, sizeof *lo), *hi = lo + d, *feature = lo + 2 * d,
         *w0 = lo + 3 * d, square = 0;
  for (size_t l = 0; l < d; l++) {
    size_t k = ab_network_w(network, 0) + l;
    lo[l] = mpq_get_d(box->lo[k]);
    hi[l] = mpq_get_d(box->hi[k]);
    feature[l] = mpq_get_d(ab_network_point(network, i)[l]);
    w0[l] = middle(unit->w0_lo[l], unit->w0_hi[l]);
    square += w0[l] * w0[l];
    x[l] = (lo[l] + hi[l]) / 2;
  }
  bool off = strstr(clause, ":off") != NULL, good = true;
  x[v] = (mpq_get_d(box->lo[v]) + mpq_get_d(box->hi[v])) / 2;
  if (off) {
    for (size_t l = 0; l < d; l++)
      x[l] = feature[l] > 0 ? lo[l] : feature[l] < 0 ? hi[l] : x[l];
  } else {
    double h = mpq_get_d(at[0]), t = mpq_get_d(at[unit->is_line ? 1 : 2]), q = 0;
    if (unit->is_line)
      q = product_on_line(h, feature, w0, d);
    else
      q = mpq_get_d(at[1]);
    x[v] = unit->sign * (t + (q - square / t) / (t * t));
    good = ab_lift_weights(x, lo, hi, feature, h, w0, q, d);
  }
  ab_free(lo);
  return good && isfinite(x[v]);
}

/* A bound of |w0.w| near x. */
static double size_of_product(const double *x, const ab_one_unit *unit) {
  double sum = 0;
  for (size_t l = 0; l < unit->dimension; l++)
    sum += fabs(mpq_get_d(unit->w0_lo[l]) * x[ab_network_w(unit->network, 0) + l]);
  return sum;
}

bool ab_network_one_unit_refutation_make(ab_witness *witness, const ab_statement *statement,
                                         const ab_witness *proof, const char *clause,
                                         const mpq_t *at, unsigned slack) {
  const ab_network *network = &statement->network;
  ab_network_sample sample;
  ab_witness_copy(witness, proof);
  ab_witness_drop_choices(witness, ab_network_argument_of(proof));
  if (!ab_lift_find_sample(&sample, network, clause))
    return false;
  ab_one_unit unit;
  ab_one_unit_init(&unit, network, proof);
  size_t n = network->region.box.count;
  double *x = ab_allocate(n, sizeof *x);
  bool good = lift(x, &unit, sample.point, clause, at);
  if (good) {
    ab_choice *point = ab_witness_add_choice(witness, "unit_point", n);
    for (size_t k = 0; k < n; k++)
      mpq_set_d(point->values[k], x[k]);
    ab_point_shorten(point->values, &network->region.box, slack);
    if (!strstr(clause, ":off"))
      ab_lift_switch_on(point->values, network, sample.point, slack);
    for (size_t k = 0; k < n; k++)
      x[k] = mpq_get_d(point->values[k]);
    ab_choice *named = ab_witness_add_choice(witness, "sample", sample.target ? 3 : 2);
    mpq_set_ui(named->values[0], (unsigned long)sample.point + 1, 1);
    mpq_set_si(named->values[1], sample.label, 1);
    if (sample.target)
      mpq_set_ui(named->values[2], (unsigned long)sample.number + 1, 1);
    ab_network_witness_add_range(witness, "range", &unit, size_of_product(x, &unit),
                                 fabs(x[ab_network_v(network, 0)]));
  }
  ab_one_unit_clear(&unit);
  ab_free(x);
  return good;
}
