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

void ab_network_zeta(mpq_t lo, mpq_t hi, const ab_network *network, const ab_witness *witness) {
  const ab_constant *z = &witness->constants.items[0];
  const ab_constant *norm = &witness->constants.items[AB_NETWORK_POINT_NORM];
  bool positive = ab_network_sign(network, 0) > 0;
  mpq_div(lo, positive ? z->lo : z->hi, norm->hi);
  mpq_div(hi, positive ? z->hi : z->lo, norm->lo);
  mpq_abs(lo, lo);
  mpq_abs(hi, hi);
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
