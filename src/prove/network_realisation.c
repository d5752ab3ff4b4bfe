/* SPDX-License-Identifier: MIT */
#include "prove/network_realisation.h"

#include "base/memory.h"
#include "family/network_data.h"
#include "family/network_minimizers.h"

#include <lapacke.h>
#include <math.h>

enum { PLANES = 12, POOL = 8, POOL_EXTRA = 64, ENTRY_MAX = 9, UNITS_MAX = 2048 };

/* The verifier's own judgement on the last choice of the witness; takes it out if it does not
 * convince. */
static bool keep(ab_witness *witness, const ab_network *network) {
  ab_error unused;
  ab_choice *last = &witness->choices[witness->choice_count - 1];
  if (ab_network_verify_realisation(network, last, &unused) == AB_OK)
    return true;
  ab_witness_drop_choices(witness, witness->choice_count - 1);
  return false;
}

static bool try_independent(ab_witness *witness, const ab_network *network) {
  if (network->points.rows > network->points.columns)
    return false;
  mpq_set_ui(ab_witness_add_choice(witness, "independent", 1)->values[0], 1, 1);
  return keep(witness, network);
}

/* A fixed sequence of numbers in -ENTRY_MAX .. ENTRY_MAX. */
static long next_entry(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (long)((*state >> 33) % (2 * ENTRY_MAX + 1)) - ENTRY_MAX;
}

/* Planes of two coordinates first, whose products are cheap, then others. */
static bool try_gates(ab_witness *witness, const ab_network *network) {
  size_t p = network->points.rows, d = network->points.columns;
  if (d < 2 || network->width / 2 < (p + d - 1) / d + 1)
    return false;
  uint64_t state = 1;
  for (size_t attempt = 0; attempt < PLANES; attempt++) {
    ab_choice *plane = ab_witness_add_choice(witness, "gates", 2 * d);
    if (attempt < PLANES / 2) {
      mpq_set_ui(plane->values[2 * attempt % d], 1, 1);
      mpq_set_ui(plane->values[d + (2 * attempt + 1) % d], 1, 1);
    } else {
      for (size_t l = 0; l < 2 * d; l++)
        mpq_set_si(plane->values[l], next_entry(&state), 1);
    }
    if (keep(witness, network))
      return true;
  }
  return false;
}

/* The outputs relu(u_j . x_i) of a pool of units, column-major. */
static double *pool_outputs(const ab_network *network, const double *units, size_t count) {
  size_t p = network->points.rows, d = network->points.columns;
  double *x = ab_allocate(p * d, sizeof *x), *h = ab_allocate(p * count, sizeof *h);
  for (size_t k = 0; k < p * d; k++)
    x[k] = mpq_get_d(network->points.entries[k]);
  for (size_t j = 0; j < count; j++)
    for (size_t i = 0; i < p; i++) {
      double sum = 0;
      for (size_t l = 0; l < d; l++)
        sum += units[j * d + l] * x[i * d + l];
      h[j * p + i] = fmax(sum, 0);
    }
  ab_free(x);
  return h;
}

/* From a pool of units takes p whose outputs are as independent as pivoting makes them. */
static bool try_units(ab_witness *witness, const ab_network *network) {
  size_t p = network->points.rows, d = network->points.columns, pool = POOL * p + POOL_EXTRA;
  if (network->width < p || p > UNITS_MAX)
    return false;
  uint64_t state = 1;
  double *units = ab_allocate(pool * d, sizeof *units);
  for (size_t k = 0; k < pool * d; k++)
    units[k] = (double)next_entry(&state);
  double *h = pool_outputs(network, units, pool), *tau = ab_allocate(p, sizeof *tau);
  lapack_int *pivots = ab_allocate(pool, sizeof *pivots);
  bool good = LAPACKE_dgeqp3(LAPACK_COL_MAJOR, (lapack_int)p, (lapack_int)pool, h, (lapack_int)p,
                             pivots, tau) == 0;
  if (good) {
    ab_choice *choice = ab_witness_add_choice(witness, "units", p * d);
    for (size_t j = 0; j < p; j++)
      for (size_t l = 0; l < d; l++)
        mpq_set_d(choice->values[j * d + l], units[((size_t)pivots[j] - 1) * d + l]);
    good = keep(witness, network);
  }
  ab_free(pivots);
  ab_free(tau);
  ab_free(h);
  ab_free(units);
  return good;
}

ab_status ab_network_add_realisation(ab_witness *witness, const ab_network *network,
                                     ab_error *error) {
  if (try_independent(witness, network) || try_gates(witness, network) ||
      try_units(witness, network))
    return AB_OK;
  size_t p = network->points.rows, d = network->points.columns;
  if (network->width == 1)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "minimizers: one unit is not shown to attain the outputs %s at "
                        "all points: for that they must not have both signs, and the points have "
                        "to be linearly independent",
                        ab_loss_best_output(network->loss));
  return ab_error_set(error, AB_BAD_PROBLEM,
                      "minimizers: it is not shown that a network of width %zu attains the outputs "
                      "%s at all %zu points; it is enough that the points are linearly "
                      "independent, or in general that the width is %zu or more%s",
                      network->width, ab_loss_best_output(network->loss), p,
                      d > 1 && 2 * ((p + d - 1) / d + 1) < p ? 2 * ((p + d - 1) / d + 1) : p,
                      network->width >= p ? " (no outputs of that many units were found to be "
                                            "independent)"
                                          : "");
}
