/* SPDX-License-Identifier: MIT */
#include "condition/network_point.h"
#include "family/network_bounds.h"

#include <string.h>

static bool verify_norm(const ab_network *network, const ab_constant *norm) {
  mpq_t square, exact;
  mpq_inits(square, exact, NULL);
  ab_network_norm_squared(exact, network, 0);
  mpq_mul(square, norm->lo, norm->lo);
  bool good =
      strcmp(norm->name, "norm") == 0 && mpq_sgn(norm->lo) > 0 && mpq_cmp(square, exact) <= 0;
  mpq_mul(square, norm->hi, norm->hi);
  good = good && mpq_cmp(exact, square) <= 0;
  mpq_clears(square, exact, NULL);
  return good;
}

ab_status ab_network_point_verify(const ab_statement *statement, const ab_witness *witness,
                                  ab_error *error) {
  const ab_network *network = &statement->network;
  if (network->points.rows != 1 || ab_network_sign(network, 0) == 0 ||
      witness->constants.count != AB_NETWORK_POINT_CONSTANTS)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "this argument is for one feature point with z* != 0, and the constants z "
                        "and norm");
  if (!verify_norm(network, &witness->constants.items[AB_NETWORK_POINT_NORM]))
    return ab_error_set(error, AB_NOT_VERIFIED, "the constant norm cannot be confirmed");
  return AB_OK;
}

/* The enclosure of z* may hold 0 and more, for a witness may widen it: |z*| > 0 all the same. */
void ab_network_zeta(mpq_t lo, mpq_t hi, const ab_network *network, const ab_witness *witness) {
  const ab_constant *z = &witness->constants.items[0];
  const ab_constant *norm = &witness->constants.items[AB_NETWORK_POINT_NORM];
  mpq_set(lo, z->lo);
  mpq_set(hi, z->hi);
  if (ab_network_sign(network, 0) < 0) {
    mpq_swap(lo, hi);
    mpq_neg(lo, lo);
    mpq_neg(hi, hi);
  }
  if (mpq_sgn(lo) < 0)
    mpq_set_ui(lo, 0, 1);
  mpq_div(lo, lo, norm->hi);
  mpq_div(hi, hi, norm->lo);
}

bool ab_network_point_bounds_m(const mpq_t m, const mpq_t zeta, const mpq_t v) {
  mpq_t a, b, one;
  mpq_inits(a, b, one, NULL);
  mpq_set_ui(one, 1, 1);
  mpq_mul(a, m, m);
  mpq_sub(a, a, one);
  mpq_mul(a, a, a);
  mpq_mul(a, a, zeta);
  mpq_mul(b, v, v);
  mpq_mul(b, b, m);
  bool good = mpq_cmp(m, one) >= 0 && mpq_cmp(a, b) >= 0;
  mpq_clears(a, b, one, NULL);
  return good;
}
