/* SPDX-License-Identifier: MIT */
#include "condition/network_one_unit.h"

#include "condition/arithmetic.h"
#include "condition/network_terms.h"
#include "family/network_branches.h"
#include "family/network_narrow.h"
#include "num/rational.h"

void ab_add_product_range(mpq_t lo, mpq_t hi, const mpq_t a, const mpq_t b, const mpq_t c,
                          const mpq_t d) {
  mpq_srcptr left[] = {a, b}, right[] = {c, d};
  mpq_t product, least, most;
  mpq_inits(product, least, most, NULL);
  for (int n = 0; n < 4; n++) {
    mpq_mul(product, left[n & 1], right[n >> 1]);
    if (n == 0 || mpq_cmp(product, least) < 0)
      mpq_set(least, product);
    if (n == 0 || mpq_cmp(product, most) > 0)
      mpq_set(most, product);
  }
  mpq_add(lo, lo, least);
  mpq_add(hi, hi, most);
  mpq_clears(product, least, most, NULL);
}

void ab_one_unit_range(mpq_t lo, mpq_t hi, const ab_network *network, const mpq_t *direction) {
  const ab_domain *box = &network->region.box;
  mpq_set_ui(lo, 0, 1);
  mpq_set_ui(hi, 0, 1);
  for (size_t l = 0; l < network->points.columns; l++) {
    size_t k = ab_network_w(network, 0) + l;
    ab_add_product_range(lo, hi, direction[l], direction[l], box->lo[k], box->hi[k]);
  }
}

void ab_one_unit_product(mpq_t out, const ab_network *network, const mpq_t *x,
                         const mpq_t *direction) {
  mpq_t product;
  mpq_init(product);
  mpq_set_ui(out, 0, 1);
  for (size_t l = 0; l < network->points.columns; l++) {
    mpq_mul(product, x[ab_network_w(network, 0) + l], direction[l]);
    mpq_add(out, out, product);
  }
  mpq_clear(product);
}

bool ab_one_unit_find_sample(ab_network_sample *sample, const ab_network *network,
                             const ab_choice *given) {
  size_t i = ab_narrow_point(given->values[0], network->points.rows);
  return i < network->points.rows &&
         ab_network_find_sample(sample, network, i, (const mpq_t *)given->values + 1);
}

/* Adds the square of [a, b]. */
static void add_square(mpq_t lo, mpq_t hi, const mpq_t a, const mpq_t b) {
  mpq_t x, y;
  mpq_inits(x, y, NULL);
  mpq_mul(x, a, a);
  mpq_mul(y, b, b);
  if (mpq_cmp(x, y) > 0)
    mpq_swap(x, y);
  mpq_add(hi, hi, y);
  if (mpq_sgn(a) * mpq_sgn(b) > 0)
    mpq_add(lo, lo, x);
  mpq_clears(x, y, NULL);
}

static void enclose_w0(ab_one_unit *unit, const ab_constants *z) {
  size_t p = unit->network->points.rows;
  mpq_t factor;
  mpq_init(factor);
  for (size_t l = 0; l < unit->dimension; l++) {
    for (size_t i = 0; i < p; i++) {
      mpq_set_si(factor, unit->sign, 1);
      mpq_mul(factor, factor, unit->inverse.entries[l * p + i]);
      ab_add_product_range(unit->w0_lo[l], unit->w0_hi[l], factor, factor, z->items[i].lo,
                           z->items[i].hi);
    }
    add_square(unit->square_lo, unit->square_hi, unit->w0_lo[l], unit->w0_hi[l]);
  }
  mpq_clear(factor);
}

bool ab_one_unit_has_sign(const ab_network *network, const ab_witness *witness) {
  return ab_network_is_narrow(witness) ? !ab_network_narrow_is_free(network, witness)
                                       : ab_network_common_sign(network) != 0;
}

void ab_one_unit_init(ab_one_unit *unit, const ab_network *network, const ab_witness *witness) {
  size_t d = network->points.columns;
  bool narrow = ab_network_is_narrow(witness);
  *unit = (ab_one_unit){
      .network = network,
      .is_narrow = narrow,
      .is_line = narrow && witness->choices[AB_NARROW_UNIT].count == 2, /* and not free */
      .sign = narrow ? ab_network_narrow_sign(witness) : ab_network_common_sign(network),
      .dimension = d,
      .w0_lo = ab_rationals_create(d),
      .w0_hi = ab_rationals_create(d)};
  mpq_inits(unit->square_lo, unit->square_hi, NULL);
  ab_matrix_init(&unit->inverse, d, network->points.rows);
  if (narrow)
    ab_network_narrow_inverse(&unit->inverse, network, witness);
  else
    ab_matrix_right_inverse(&unit->inverse, &network->points);
  enclose_w0(unit, &witness->constants);
}

void ab_one_unit_clear(ab_one_unit *unit) {
  ab_rationals_destroy(unit->w0_lo, unit->dimension);
  ab_rationals_destroy(unit->w0_hi, unit->dimension);
  mpq_clears(unit->square_lo, unit->square_hi, NULL);
  ab_matrix_clear(&unit->inverse);
}

/* Whether t^4 dominates (direction > 0) or the square does: the one is larger than the sum of the
 * other, |v| t^3 and |q| t. */
static bool dominates(const mpq_t t, const mpq_t square, const mpq_t v, const mpq_t q,
                      int direction) {
  mpq_t power, sum, fourth;
  mpq_inits(power, sum, fourth, NULL);
  mpq_mul(sum, q, t);
  mpq_mul(power, t, t);
  mpq_mul(power, power, t);
  mpq_mul(fourth, power, t);
  mpq_mul(power, power, v);
  mpq_add(sum, sum, power);
  mpq_add(sum, sum, direction > 0 ? square : fourth);
  bool good = mpq_cmp(direction > 0 ? fourth : square, sum) > 0;
  mpq_clears(power, sum, fourth, NULL);
  return good;
}

bool ab_holds_t(const mpq_t t_lo, const mpq_t t_hi, const mpq_t square_lo, const mpq_t square_hi,
                const mpq_t v_size, const mpq_t q_size) {
  return mpq_sgn(t_lo) > 0 && mpq_cmp(t_lo, t_hi) <= 0 &&
         dominates(t_lo, square_lo, v_size, q_size, -1) &&
         dominates(t_hi, square_hi, v_size, q_size, 1);
}

bool ab_one_unit_holds_t(const ab_one_unit *unit, const mpq_t t_lo, const mpq_t t_hi,
                         const mpq_t v_size, const mpq_t q_size) {
  return ab_holds_t(t_lo, t_hi, unit->square_lo, unit->square_hi, v_size, q_size);
}

ab_expr ab_one_unit_w0(ab_graph *g, const ab_one_unit *unit, ab_expr *w0) {
  size_t p = unit->network->points.rows;
  ab_expr square = ab_graph_integer(g, 0);
  for (size_t l = 0; l < unit->dimension; l++) {
    w0[l] = ab_graph_integer(g, 0);
    for (size_t i = 0; i < p; i++) {
      if (unit->is_narrow && mpq_sgn(unit->inverse.entries[l * p + i]) == 0)
        continue;
      ab_expr c = ab_graph_constant(g, unit->inverse.entries[l * p + i]);
      ab_expr z = ab_graph_parameter(g, (uint32_t)i);
      w0[l] = ab_add(g, w0[l], ab_mul(g, c, z));
    }
    if (unit->sign < 0)
      w0[l] = ab_neg(g, w0[l]);
    square = ab_add(g, square, ab_square(g, w0[l]));
  }
  return square;
}
