/* SPDX-License-Identifier: MIT */
#include "family/network_sector.h"

#include "family/network_branches.h"
#include "num/rational.h"

/* out = x . y */
static void dot(mpq_t out, const mpq_t *x, const mpq_t *y, size_t d) {
  mpq_t product;
  mpq_init(product);
  mpq_set_ui(out, 0, 1);
  for (size_t l = 0; l < d; l++) {
    mpq_mul(product, x[l], y[l]);
    mpq_add(out, out, product);
  }
  mpq_clear(product);
}

/* e = x - (x.a/|a|^2) a */
static void set_e(ab_narrow_sector *s, const mpq_t *x, const mpq_t *a, size_t d) {
  mpq_t share, product;
  mpq_inits(share, product, NULL);
  dot(share, x, a, d);
  mpq_div(share, share, s->a_square);
  for (size_t l = 0; l < d; l++) {
    mpq_mul(product, share, a[l]);
    mpq_sub(s->e[l], x[l], product);
  }
  dot(s->e_square, (const mpq_t *)s->e, (const mpq_t *)s->e, d);
  mpq_clears(share, product, NULL);
}

/* rho_i + kappa_i tau <= 0 bounds tau. */
static void bound(ab_narrow_sector *s, size_t i) {
  int sign = mpq_sgn(s->kappa[i]);
  if (sign == 0)
    return;
  mpq_t end;
  mpq_init(end);
  mpq_div(end, s->rho[i], s->kappa[i]);
  mpq_neg(end, end);
  if (sign > 0 && (!s->has_hi || mpq_cmp(end, s->hi) < 0))
    mpq_set(s->hi, end);
  if (sign < 0 && (!s->has_lo || mpq_cmp(end, s->lo) > 0))
    mpq_set(s->lo, end);
  s->has_hi = s->has_hi || sign > 0;
  s->has_lo = s->has_lo || sign < 0;
  mpq_clear(end);
}

void ab_narrow_sector_init(ab_narrow_sector *s, const ab_network *network,
                           const ab_witness *witness) {
  size_t p = network->points.rows, d = network->points.columns;
  *s = (ab_narrow_sector){.network = network,
                          .active = ab_narrow_point(witness->choices[AB_NARROW_UNIT].values[1], p),
                          .e = ab_rationals_create(d),
                          .rho = ab_rationals_create(p),
                          .kappa = ab_rationals_create(p)};
  mpq_inits(s->a_square, s->e_square, s->lo, s->hi, NULL);
  const mpq_t *a = ab_network_point(network, s->active);
  dot(s->a_square, a, a, d);
  for (size_t i = 0; i < p && mpq_sgn(s->e_square) == 0; i++)
    set_e(s, ab_network_point(network, i), a, d);
  for (size_t i = 0; i < p; i++) {
    const mpq_t *x = ab_network_point(network, i);
    dot(s->rho[i], x, a, d);
    mpq_div(s->rho[i], s->rho[i], s->a_square);
    dot(s->kappa[i], x, (const mpq_t *)s->e, d);
    mpq_div(s->kappa[i], s->kappa[i], s->e_square);
    bound(s, i);
  }
}

void ab_narrow_sector_clear(ab_narrow_sector *s) {
  ab_rationals_destroy(s->e, s->network->points.columns);
  ab_rationals_destroy(s->rho, s->network->points.rows);
  ab_rationals_destroy(s->kappa, s->network->points.rows);
  mpq_clears(s->a_square, s->e_square, s->lo, s->hi, NULL);
}
