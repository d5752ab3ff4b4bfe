/* SPDX-License-Identifier: MIT */
#include "family/network_bounds.h"

enum { ROOT_BITS = 64 };

void ab_root_upper(mpq_t out, const mpq_t x) {
  mpz_t scaled, rest;
  mpz_inits(scaled, rest, NULL);
  mpz_mul_2exp(scaled, mpq_numref(x), 2 * ROOT_BITS);
  mpz_cdiv_q(scaled, scaled, mpq_denref(x));
  mpz_sqrtrem(scaled, rest, scaled);
  if (mpz_sgn(rest) != 0)
    mpz_add_ui(scaled, scaled, 1);
  mpq_set_z(out, scaled);
  mpq_div_2exp(out, out, ROOT_BITS);
  mpz_clears(scaled, rest, NULL);
}

bool ab_box_add_square_upper(mpq_t out, const ab_domain *box, size_t k, const mpq_t lo,
                             const mpq_t hi) {
  if (ab_domain_is_unbounded_at(box, k, 1) || ab_domain_is_unbounded_at(box, k, -1))
    return false;
  mpq_t up, down;
  mpq_inits(up, down, NULL);
  mpq_sub(up, box->hi[k], lo);
  mpq_sub(down, hi, box->lo[k]);
  if (mpq_cmp(up, down) < 0)
    mpq_set(up, down);
  mpq_mul(up, up, up);
  mpq_add(out, out, up);
  mpq_clears(up, down, NULL);
  return true;
}

bool ab_box_add_product_upper(mpq_t out, const ab_domain *box, size_t first, const mpq_t *c,
                              size_t count) {
  mpq_t product;
  mpq_init(product);
  bool bounded = true;
  for (size_t l = 0; l < count && bounded; l++) {
    int sign = mpq_sgn(c[l]);
    if (sign == 0)
      continue;
    bounded = !ab_domain_is_unbounded_at(box, first + l, sign);
    mpq_mul(product, c[l], sign > 0 ? box->hi[first + l] : box->lo[first + l]);
    mpq_add(out, out, product);
  }
  mpq_clear(product);
  return bounded;
}

/* Lowers a bound, or sets the first one. */
static void lower_to(mpq_t out, bool *have, const mpq_t bound) {
  if (!*have || mpq_cmp(bound, out) < 0)
    mpq_set(out, bound);
  *have = true;
}

bool ab_network_v_squared_upper(mpq_t out, const ab_network *network) {
  const ab_region *region = &network->region;
  bool have = false, bounded = true;
  mpq_t sum, zero;
  mpq_inits(sum, zero, NULL);
  for (size_t j = 0; j < network->width && bounded; j++)
    bounded = ab_box_add_square_upper(sum, &region->box, ab_network_v(network, j), zero, zero);
  if (bounded)
    lower_to(out, &have, sum);
  mpq_mul(sum, region->ball, region->ball);
  if (region->has_ball)
    lower_to(out, &have, sum);
  mpq_clears(sum, zero, NULL);
  return have;
}

/* The largest over all units of the maximum over the box of sum c_l x_l, l counting from the
 * coordinate that first(network, unit) gives; at least 0. */
static bool units_upper(mpq_t out, const ab_network *network,
                        size_t (*first)(const ab_network *network, size_t unit), const mpq_t *c,
                        size_t count) {
  mpq_t sum;
  mpq_init(sum);
  bool bounded = true;
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < network->width && bounded; j++) {
    mpq_set_ui(sum, 0, 1);
    bounded = ab_box_add_product_upper(sum, &network->region.box, first(network, j), c, count);
    if (mpq_cmp(sum, out) > 0)
      mpq_set(out, sum);
  }
  mpq_clear(sum);
  return bounded;
}

bool ab_network_v_upper(mpq_t out, const ab_network *network, int sign) {
  mpq_t bound, one;
  mpq_inits(bound, one, NULL);
  mpq_set_si(one, sign, 1);
  bool have = false;
  if (units_upper(bound, network, ab_network_v, (const mpq_t *)&one, 1))
    lower_to(out, &have, bound);
  if (network->region.has_ball)
    lower_to(out, &have, network->region.ball);
  mpq_clears(bound, one, NULL);
  return have;
}

void ab_network_norm_squared(mpq_t out, const ab_network *network, size_t i) {
  const mpq_t *x = ab_network_point(network, i);
  mpq_t square;
  mpq_init(square);
  mpq_set_ui(out, 0, 1);
  for (size_t l = 0; l < network->points.columns; l++) {
    mpq_mul(square, x[l], x[l]);
    mpq_add(out, out, square);
  }
  mpq_clear(square);
}

bool ab_network_h_upper(mpq_t out, const ab_network *network, size_t i) {
  mpq_t bound;
  mpq_init(bound);
  bool have = false;
  if (units_upper(bound, network, ab_network_w, ab_network_point(network, i),
                  network->points.columns))
    lower_to(out, &have, bound);
  if (network->region.has_ball) {
    ab_network_norm_squared(bound, network, i);
    ab_root_upper(bound, bound);
    mpq_mul(bound, bound, network->region.ball);
    lower_to(out, &have, bound);
  }
  mpq_clear(bound);
  return have;
}
