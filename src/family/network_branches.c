/* SPDX-License-Identifier: MIT */
#include "family/network_branches.h"

#include "base/memory.h"

mpq_srcptr ab_network_narrow_for(const ab_network *network, int sign, size_t i) {
  return sign > 0 ? network->positive[i] : network->negative[i];
}

mpq_srcptr ab_network_narrow_against(const ab_network *network, int sign, size_t i) {
  return ab_network_narrow_for(network, -sign, i);
}

size_t ab_narrow_point(const mpq_t value, size_t p) {
  bool good = mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpq_sgn(value) > 0 &&
              mpz_cmp_ui(mpq_numref(value), (unsigned long)p) <= 0;
  return good ? mpz_get_ui(mpq_numref(value)) - 1 : p;
}

void ab_narrow_walk_begin(ab_narrow_walk *walk, const ab_network *network,
                          const ab_witness *witness) {
  size_t p = network->points.rows;
  *walk = (ab_narrow_walk){.network = network,
                           .witness = witness,
                           .side = ab_allocate(p, sizeof *walk->side),
                           .path = ab_allocate(p, sizeof *walk->path)};
  for (size_t i = 0; i < p; i++)
    walk->side[i] = 0;
}

void ab_narrow_walk_end(ab_narrow_walk *walk) {
  ab_free(walk->side);
  ab_free(walk->path);
}

/* To the place after the leaf: the other side of the last branch that has one, or the other tree.
 * false if there is none. */
static bool leave(ab_narrow_walk *walk) {
  if (walk->sign == 0) {
    walk->sign = 1;
    return true;
  }
  while (walk->depth > 0 && walk->side[walk->path[walk->depth - 1]] < 0)
    walk->side[walk->path[--walk->depth]] = 0;
  if (walk->depth > 0) {
    walk->side[walk->path[walk->depth - 1]] = -1;
    return true;
  }
  walk->sign = walk->sign > 0 ? -1 : 2;
  return walk->sign < 2;
}

ab_walk_step ab_narrow_walk_next(ab_narrow_walk *walk) {
  const ab_choice *branches = &walk->witness->choices[AB_NARROW_BRANCHES];
  const ab_choice *multipliers = &walk->witness->choices[AB_NARROW_MULTIPLIERS];
  size_t p = walk->network->points.rows;
  if (!leave(walk))
    return walk->position == branches->count && walk->row * p == multipliers->count ? AB_WALK_DONE
                                                                                    : AB_WALK_WRONG;
  for (; walk->position < branches->count; walk->position++) {
    size_t i = ab_narrow_point(branches->values[walk->position], p);
    if (i == p)
      break;
    if (walk->side[i] != 0)
      return AB_WALK_WRONG;
    walk->side[i] = 1;
    walk->path[walk->depth++] = i;
  }
  if (walk->position == branches->count)
    return AB_WALK_WRONG;
  mpq_srcptr code = branches->values[walk->position++];
  walk->is_minimizer = mpq_cmp_si(code, -1, 1) == 0;
  if (walk->is_minimizer)
    return AB_WALK_LEAF;
  if (mpq_sgn(code) != 0 || multipliers->count / p <= walk->row)
    return AB_WALK_WRONG;
  walk->multipliers = multipliers->values + p * walk->row++;
  return AB_WALK_LEAF;
}

void ab_narrow_share(mpq_t out, const ab_narrow_walk *walk, size_t i) {
  mpq_t all, half;
  mpq_inits(all, half, NULL);
  mpq_set_ui(half, 1, 2);
  mpq_srcptr own = ab_network_narrow_for(walk->network, walk->sign, i);
  mpq_add(all, own, ab_network_narrow_against(walk->network, walk->sign, i));
  mpq_add(out, own, walk->multipliers[i]);
  mpq_div(out, out, all);
  if (walk->side[i] < 0 || mpq_cmp(out, half) < 0)
    mpq_set(out, half);
  mpq_clears(all, half, NULL);
}

bool ab_narrow_are_multipliers(const ab_narrow_walk *walk) {
  size_t p = walk->network->points.rows;
  bool good = true;
  mpq_t sum, product;
  mpq_inits(sum, product, NULL);
  for (size_t l = 0; l < walk->network->points.columns && good; l++) {
    mpq_set_ui(sum, 0, 1);
    for (size_t i = 0; i < p; i++) {
      mpq_mul(product, walk->multipliers[i], ab_network_point(walk->network, i)[l]);
      mpq_add(sum, sum, product);
    }
    good = mpq_sgn(sum) == 0;
  }
  for (size_t i = 0; i < p && good; i++) {
    mpq_srcptr against = ab_network_narrow_against(walk->network, walk->sign, i);
    good = (walk->side[i] > 0 || mpq_sgn(walk->multipliers[i]) >= 0) &&
           (walk->side[i] < 0 || mpq_cmp(walk->multipliers[i], against) < 0);
  }
  mpq_clears(sum, product, NULL);
  return good;
}
