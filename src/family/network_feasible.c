/* SPDX-License-Identifier: MIT */
#include "family/network_feasible.h"

#include "family/network_bounds.h"
#include "family/network_minimizers.h"
#include "num/rational.h"

#include <string.h>

static bool is_named(const ab_choice *choice, const char *name) {
  return strcmp(choice->name, name) == 0;
}

static bool has_sign(const ab_network *network, int sign) {
  for (size_t i = 0; i < network->points.rows; i++)
    if (ab_network_sign(network, i) == sign)
      return true;
  return false;
}

size_t ab_network_feasible_count(const ab_network *network, const ab_choice *realisation) {
  if (is_named(realisation, "units"))
    return network->points.rows;
  return has_sign(network, 1) && has_sign(network, -1) ? 2 : 1;
}

/* [lo, hi] += c [z_lo, z_hi] */
static void add_multiple(mpq_t lo, mpq_t hi, const mpq_t c, const ab_constant *z) {
  mpq_t product;
  mpq_init(product);
  mpq_mul(product, c, mpq_sgn(c) >= 0 ? z->lo : z->hi);
  mpq_add(lo, lo, product);
  mpq_mul(product, c, mpq_sgn(c) >= 0 ? z->hi : z->lo);
  mpq_add(hi, hi, product);
  mpq_clear(product);
}

/* [lo, hi] *= c > 0 */
static void scale(mpq_t lo, mpq_t hi, const mpq_t c) {
  mpq_mul(lo, lo, c);
  mpq_mul(hi, hi, c);
}

/* w = scale X+ (z)_+ or scale X+ (z)_-, v = 1/scale or -1/scale: relu(w.x_i) v is the part of that
 * sign of z_i. */
static void set_part(ab_network_feasible *out, size_t unit, const ab_network *network,
                     const ab_matrix *inverse, const ab_constants *logits, int sign,
                     const mpq_t factor) {
  size_t d = out->dimension, p = network->points.rows, first = unit * (d + 1);
  mpq_t c;
  mpq_init(c);
  for (size_t l = 0; l < d; l++) {
    for (size_t i = 0; i < p; i++) {
      if (ab_network_sign(network, i) != sign)
        continue;
      mpq_set(c, inverse->entries[l * p + i]);
      if (sign < 0)
        mpq_neg(c, c);
      add_multiple(out->lo[first + l], out->hi[first + l], c, &logits->items[i]);
    }
    scale(out->lo[first + l], out->hi[first + l], factor);
  }
  mpq_inv(c, factor);
  if (sign < 0)
    mpq_neg(c, c);
  mpq_set(out->lo[first + d], c);
  mpq_set(out->hi[first + d], c);
  mpq_clear(c);
}

static void set_independent(ab_network_feasible *out, const ab_network *network,
                            const ab_matrix *inverse, const ab_constants *logits,
                            const ab_choice *scales) {
  size_t unit = 0;
  if (has_sign(network, 1) || !has_sign(network, -1))
    set_part(out, unit, network, inverse, logits, 1, scales->values[unit]), unit++;
  if (has_sign(network, -1))
    set_part(out, unit, network, inverse, logits, -1, scales->values[unit]);
}

/* w_j = scale u_j, v_j = (H^-1 z)_j / scale, H = relu(u_j . x_i). */
static void set_units(ab_network_feasible *out, const ab_network *network, const ab_matrix *inverse,
                      const ab_constants *logits, const ab_choice *units, const ab_choice *scales) {
  size_t d = out->dimension, p = network->points.rows;
  mpq_t back;
  mpq_init(back);
  for (size_t j = 0; j < p; j++) {
    size_t first = j * (d + 1);
    for (size_t l = 0; l < d; l++) {
      mpq_mul(out->lo[first + l], units->values[j * d + l], scales->values[j]);
      mpq_set(out->hi[first + l], out->lo[first + l]);
    }
    for (size_t i = 0; i < p; i++)
      add_multiple(out->lo[first + d], out->hi[first + d], inverse->entries[j * p + i],
                   &logits->items[i]);
    mpq_inv(back, scales->values[j]);
    scale(out->lo[first + d], out->hi[first + d], back);
  }
  mpq_clear(back);
}

static bool are_positive(const ab_choice *scales) {
  for (size_t k = 0; k < scales->count; k++)
    if (mpq_sgn(scales->values[k]) <= 0)
      return false;
  return true;
}

bool ab_network_feasible_make(ab_network_feasible *out, const ab_network *network,
                              const ab_constants *logits, const ab_choice *realisation,
                              const ab_choice *scales) {
  size_t d = network->points.columns, p = network->points.rows;
  bool units = is_named(realisation, "units");
  size_t count = ab_network_feasible_count(network, realisation);
  if (!(units || is_named(realisation, "independent")) || scales->count != count ||
      count > network->width || !are_positive(scales))
    return false;
  ab_matrix inverse, h = network->points;
  if (units)
    ab_network_outputs(&h, network, (const mpq_t *)realisation->values, p);
  ab_matrix_init(&inverse, h.columns, p);
  bool regular = ab_matrix_right_inverse(&inverse, &h);
  if (regular) {
    *out = (ab_network_feasible){count, d, ab_rationals_create(count * (d + 1)),
                                 ab_rationals_create(count * (d + 1))};
    if (units)
      set_units(out, network, &inverse, logits, realisation, scales);
    else
      set_independent(out, network, &inverse, logits, scales);
  }
  ab_matrix_clear(&inverse);
  if (units)
    ab_matrix_clear(&h);
  return regular;
}

void ab_network_feasible_clear(ab_network_feasible *feasible) {
  if (feasible->lo) {
    ab_rationals_destroy(feasible->lo, feasible->unit_count * (feasible->dimension + 1));
    ab_rationals_destroy(feasible->hi, feasible->unit_count * (feasible->dimension + 1));
  }
  *feasible = (ab_network_feasible){0};
}

static void lower_to(mpq_t out, bool *have, const mpq_t bound) {
  if (!*have || mpq_cmp(bound, out) < 0)
    mpq_set(out, bound);
  *have = true;
}

/* |x - y|^2 over the box, y the point of M that keeps the weights of the other units. */
static bool distance_in_box(mpq_t out, const ab_network *network,
                            const ab_network_feasible *feasible) {
  const ab_domain *box = &network->region.box;
  size_t d = feasible->dimension;
  bool bounded = true;
  mpq_t zero;
  mpq_init(zero);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < feasible->unit_count && bounded; j++) {
    mpq_t *lo = feasible->lo + j * (d + 1), *hi = feasible->hi + j * (d + 1);
    for (size_t l = 0; l < d && bounded; l++)
      bounded = ab_box_add_square_upper(out, box, ab_network_w(network, j) + l, lo[l], hi[l]);
    bounded = bounded && ab_box_add_square_upper(out, box, ab_network_v(network, j), lo[d], hi[d]);
  }
  for (size_t j = feasible->unit_count; j < network->width && bounded; j++)
    bounded = ab_box_add_square_upper(out, box, ab_network_v(network, j), zero, zero);
  mpq_clear(zero);
  return bounded;
}

/* (r + |y|)^2, y in the enclosures. */
static void distance_in_ball(mpq_t out, const ab_network *network,
                             const ab_network_feasible *feasible) {
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t k = 0; k < feasible->unit_count * (feasible->dimension + 1); k++) {
    mpq_mul(a, feasible->lo[k], feasible->lo[k]);
    mpq_mul(b, feasible->hi[k], feasible->hi[k]);
    mpq_add(out, out, mpq_cmp(a, b) >= 0 ? a : b);
  }
  ab_root_upper(a, out);
  mpq_add(a, a, network->region.ball);
  mpq_mul(out, a, a);
  mpq_clears(a, b, NULL);
}

bool ab_network_distance_squared_upper(mpq_t out, const ab_network *network,
                                       const ab_network_feasible *feasible) {
  const ab_region *region = &network->region;
  bool have = false;
  mpq_t bound;
  mpq_init(bound);
  mpq_mul(bound, region->tube, region->tube);
  if (region->has_tube)
    lower_to(out, &have, bound);
  if (feasible && distance_in_box(bound, network, feasible))
    lower_to(out, &have, bound);
  if (feasible && region->has_ball) {
    distance_in_ball(bound, network, feasible);
    lower_to(out, &have, bound);
  }
  mpq_clear(bound);
  return have;
}
