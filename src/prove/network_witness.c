/* SPDX-License-Identifier: MIT */
#include "prove/network_witness.h"

#include "family/network_bounds.h"
#include "family/network_feasible.h"
#include "family/network_minimizers.h"
#include "num/rational.h"
#include "prove/network_realisation.h"

#include <math.h>
#include <string.h>

enum { OUTPUT_PRECISION = 192, OUTPUT_BITS = 128, SCALE_BITS = 10, DISTANCE_BITS = 24 };

static void add_output(ab_witness *witness, const ab_network *network, size_t i) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_network_best_output(lo, hi, network, i, OUTPUT_PRECISION);
  if (!mpq_equal(lo, hi)) {
    ab_rational_round(lo, lo, OUTPUT_BITS, -1);
    ab_rational_round(hi, hi, OUTPUT_BITS, 1);
  }
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "z[%zu]", i + 1);
  ab_constants_add(&witness->constants, name.data, lo, hi);
  ab_text_clear(&name);
  mpq_clears(lo, hi, NULL);
}

ab_status ab_network_witness_begin(ab_witness *witness, const ab_network *network,
                                   ab_error *error) {
  ab_witness_init(witness);
  for (size_t i = 0; i < network->points.rows; i++)
    add_output(witness, network, i);
  return ab_network_add_realisation(witness, network, error);
}

/* The size of entries first .. first + count - 1 of a point. */
static double size_of(const ab_network_feasible *y, size_t first, size_t count) {
  double sum = 0;
  for (size_t k = first; k < first + count; k++)
    sum += pow(mpq_get_d(y->hi[k]), 2);
  return sqrt(sum);
}

/* Scales at which |w_j| = |v_j|, about; those of the point with scales 1 are given. */
static void balance(ab_choice *scales, const ab_network_feasible *y) {
  size_t d = y->dimension;
  for (size_t j = 0; j < y->unit_count; j++) {
    double w = size_of(y, j * (d + 1), d), v = size_of(y, j * (d + 1) + d, 1);
    double s = w > 0 && v > 0 ? sqrt(v / w) : 1;
    mpq_set_d(scales->values[j], fmin(fmax(s, 1e-3), 1e6));
    ab_rational_round(scales->values[j], scales->values[j], SCALE_BITS, 1);
  }
}

/* The points of M nearest to the middle of things, and the distance to them. */
static bool add_points(ab_witness *witness, size_t distance, const ab_network *network) {
  const ab_choice *realisation = &witness->choices[0];
  if (strcmp(realisation->name, "gates") == 0)
    return false;
  size_t count = ab_network_feasible_count(network, realisation);
  ab_choice *scales = ab_witness_add_choice(witness, "scales", count);
  for (size_t j = 0; j < count; j++)
    mpq_set_ui(scales->values[j], 1, 1);
  ab_network_feasible y;
  bool good = true;
  for (int round = 0; round < 2 && good; round++) {
    good = ab_network_feasible_make(&y, network, &witness->constants, &witness->choices[0], scales);
    if (!good)
      return false;
    if (round == 0)
      balance(scales, &y);
    else
      good = ab_network_distance_squared_upper(witness->choices[distance].values[0], network, &y);
    ab_network_feasible_clear(&y);
  }
  return good;
}

ab_status ab_network_witness_add_tube(ab_witness *witness, const ab_network *network,
                                      ab_error *error) {
  mpq_t v;
  mpq_init(v);
  bool bounded = ab_network_v_squared_upper(v, network);
  mpq_clear(v);
  if (!bounded)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "domain: the theorem for networks of this kind needs a bound on v, by "
                        "ranges or a ball");
  size_t distance = witness->choice_count;
  mpq_t *bound = &ab_witness_add_choice(witness, "distance", 1)->values[0];
  if (!ab_network_distance_squared_upper(*bound, network, NULL)) {
    if (!add_points(witness, distance, network))
      return ab_error_set(error, AB_BAD_PROBLEM,
                          "domain: no bound on dist(x, M) is known on this domain; give a tube, "
                          "such as 'tube radius = 1/2;'");
    bound = &witness->choices[distance].values[0];
    ab_rational_round(*bound, *bound, DISTANCE_BITS, 1);
  }
  return AB_OK;
}
