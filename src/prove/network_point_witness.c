/* SPDX-License-Identifier: MIT
 * The witness of the argument for one feature point (docs/theory/two-layer-relu.md, section 5). */
#include "family/network_bounds.h"
#include "num/rational.h"
#include "prove/network_witness.h"

#include <math.h>

enum { NORM_BITS = 128, RANGE_BITS = 10, CLOSED_FORM_BITS = 28 };

/* The root of an increasing function on [lo, infinity), a little enlarged. */
static double root_above(double (*value)(double x, double zeta, double v), double lo, double zeta,
                         double v) {
  double hi = 2 * lo + 1;
  while (value(hi, zeta, v) < 0 && hi < 1e300)
    hi *= 2;
  for (int n = 0; n < 200; n++) {
    double middle = (lo + hi) / 2;
    *(value(middle, zeta, v) < 0 ? &lo : &hi) = middle;
  }
  return hi;
}

static double of_m(double m, double zeta, double v) {
  return zeta * (m * m - 1) * (m * m - 1) - v * v * m;
}

static double of_h(double h, double zeta, double v) {
  return h * h - zeta - v * h;
}

static double of_e_lower(double e, double zeta, double v) {
  return e * e - (v + zeta / e) * (zeta / e);
}

static double of_e_upper(double e, double zeta, double v) {
  return e * e - (v + zeta / e) * (v + 3 * zeta / e);
}

/* A rational a little below (direction < 0) or above x > 0, of so many significant bits. */
static void set_near(mpq_t out, double x, int direction, unsigned bits) {
  int exponent;
  double fraction = frexp(x * (1 + direction * 1e-9), &exponent);
  mpq_set_d(out, fraction);
  ab_rational_round(out, out, bits, direction);
  if (exponent >= 0)
    mpq_mul_2exp(out, out, (mp_bitcnt_t)exponent);
  else
    mpq_div_2exp(out, out, (mp_bitcnt_t)-exponent);
}

/* The root of |x|^2, exact if it is a multiple of 2^-NORM_BITS. */
static void add_norm(ab_witness *witness, const ab_network *network) {
  mpq_t lo, hi;
  mpz_t scaled, rest;
  mpq_inits(lo, hi, NULL);
  mpz_inits(scaled, rest, NULL);
  ab_network_norm_squared(lo, network, 0);
  mpz_mul_2exp(scaled, mpq_numref(lo), 2 * NORM_BITS);
  mpz_fdiv_qr(scaled, rest, scaled, mpq_denref(lo));
  bool exact = mpz_sgn(rest) == 0;
  mpz_sqrtrem(scaled, rest, scaled);
  exact = exact && mpz_sgn(rest) == 0;
  mpq_set_z(lo, scaled);
  mpz_add_ui(scaled, scaled, exact ? 0 : 1);
  mpq_set_z(hi, scaled);
  mpq_div_2exp(lo, lo, NORM_BITS);
  mpq_div_2exp(hi, hi, NORM_BITS);
  ab_constants_add(&witness->constants, "norm", lo, hi);
  mpz_clears(scaled, rest, NULL);
  mpq_clears(lo, hi, NULL);
}

static bool has_bounds(double *v, const ab_network *network) {
  int sign = ab_network_sign(network, 0);
  mpq_t bound;
  mpq_init(bound);
  bool good = ab_network_v_upper(bound, network, -sign);
  *v = mpq_get_d(bound);
  if (network->width > 1)
    good =
        good && ab_network_v_upper(bound, network, sign) && ab_network_h_upper(bound, network, 0);
  mpq_clear(bound);
  return good;
}

bool ab_network_witness_add_point(ab_witness *witness, const ab_network *network) {
  double v;
  if (network->points.rows != 1 || ab_network_sign(network, 0) == 0 || !has_bounds(&v, network))
    return false;
  add_norm(witness, network);
  double norm = mpq_get_d(witness->constants.items[1].hi);
  double zeta = fabs(mpq_get_d(witness->constants.items[0].hi)) / norm;
  bool off = network->width > 1 && !network->region.has_ball;
  ab_choice *ranges = ab_witness_add_choice(witness, "one_point", off ? 5 : 3);
  set_near(ranges->values[0], root_above(of_m, 1, zeta, v), 1, RANGE_BITS);
  set_near(ranges->values[1], sqrt(zeta), -1, RANGE_BITS);
  set_near(ranges->values[2], root_above(of_h, sqrt(zeta), zeta, v), 1, RANGE_BITS);
  if (off) {
    double low = root_above(of_e_lower, 1e-9 * sqrt(zeta), zeta, v);
    set_near(ranges->values[3], low, -1, RANGE_BITS);
    set_near(ranges->values[4], root_above(of_e_upper, low, zeta, v), 1, RANGE_BITS);
  }
  return true;
}

bool ab_network_witness_add_closed_form(ab_witness *witness, const ab_network *network) {
  double v;
  if (network->width != 1 || network->points.rows != 1 || ab_network_sign(network, 0) == 0 ||
      !has_bounds(&v, network))
    return false;
  add_norm(witness, network);
  double norm = mpq_get_d(witness->constants.items[1].hi);
  double zeta = fabs(mpq_get_d(witness->constants.items[0].hi)) / norm;
  ab_choice *m = ab_witness_add_choice(witness, "closed_form", 1);
  set_near(m->values[0], root_above(of_m, 1, zeta, v), 1, CLOSED_FORM_BITS);
  return true;
}
