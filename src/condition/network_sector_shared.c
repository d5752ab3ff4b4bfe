/* SPDX-License-Identifier: MIT */
#include "condition/network_sector.h"

#include "condition/arithmetic.h"
#include "condition/network_one_unit.h"
#include "condition/network_terms.h"
#include "family/network_narrow.h"
#include "num/rational.h"

const char *ab_sector_case_word(ab_sector_case which) {
  static const char *const words[] = {
      [AB_SECTOR_FREE] = "free", [AB_SECTOR_LOW] = "low", [AB_SECTOR_HIGH] = "high"};
  return words[which];
}

bool ab_sector_has(const ab_narrow_sector *sector, ab_sector_case which) {
  return which == AB_SECTOR_FREE || (which == AB_SECTOR_LOW ? sector->has_lo : sector->has_hi);
}

/* tau of an end. */
static mpq_srcptr end_of(const ab_narrow_sector *sector, ab_sector_case which) {
  return which == AB_SECTOR_LOW ? sector->lo : sector->hi;
}

/* out = 1/|a|^2, and at an end + tau^2/|e|^2: the square is this times c^2. */
static void square_factor(mpq_t out, const ab_narrow_sector *sector, ab_sector_case which) {
  mpq_inv(out, sector->a_square);
  if (which == AB_SECTOR_FREE)
    return;
  mpq_t more;
  mpq_init(more);
  mpq_mul(more, end_of(sector, which), end_of(sector, which));
  mpq_div(more, more, sector->e_square);
  mpq_add(out, out, more);
  mpq_clear(more);
}

/* For c in [lo, hi], positive. */
static bool case_holds_t(const ab_narrow_sector *sector, ab_sector_case which, const mpq_t lo,
                         const mpq_t hi, const mpq_t t_lo, const mpq_t t_hi, const mpq_t v,
                         const mpq_t alpha, const mpq_t omega) {
  mpq_t factor, least, most, q;
  mpq_inits(factor, least, most, q, NULL);
  square_factor(factor, sector, which);
  mpq_mul(least, lo, lo);
  mpq_mul(least, least, factor);
  mpq_mul(most, hi, hi);
  mpq_mul(most, most, factor);
  mpq_div(q, alpha, sector->a_square);
  if (which != AB_SECTOR_FREE) {
    mpq_abs(factor, end_of(sector, which));
    mpq_mul(factor, factor, omega);
    mpq_div(factor, factor, sector->e_square);
    mpq_add(q, q, factor);
  }
  mpq_mul(q, q, hi);
  bool good = ab_holds_t(t_lo, t_hi, least, most, v, q);
  mpq_clears(factor, least, most, q, NULL);
  return good;
}

bool ab_sector_holds_t(const ab_narrow_sector *sector, const ab_witness *witness, const mpq_t t_lo,
                       const mpq_t t_hi, const mpq_t v, const mpq_t alpha, const mpq_t omega) {
  const ab_constant *c = &witness->constants.items[sector->active];
  bool good = true;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_abs(lo, ab_network_narrow_sign(witness) > 0 ? c->lo : c->hi);
  mpq_abs(hi, ab_network_narrow_sign(witness) > 0 ? c->hi : c->lo);
  for (int which = 0; which < AB_SECTOR_CASES && good; which++)
    good = !ab_sector_has(sector, (ab_sector_case)which) ||
           case_holds_t(sector, (ab_sector_case)which, lo, hi, t_lo, t_hi, v, alpha, omega);
  mpq_clears(lo, hi, NULL);
  return good;
}

/* x y, for a rational x. */
static ab_expr times(ab_graph *g, const mpq_t x, ab_expr y) {
  ab_expr factor = ab_graph_constant(g, x);
  return ab_mul(g, factor, y);
}

void ab_sector_stationary(ab_expr *q, ab_expr *square, const ab_sector_terms *s) {
  ab_graph *g = s->g;
  mpq_t number;
  mpq_init(number);
  square_factor(number, s->sector, s->which);
  *square = times(g, number, ab_square(g, s->c));
  mpq_inv(number, s->sector->a_square);
  ab_expr along = times(g, number, s->alpha);
  if (s->which != AB_SECTOR_FREE) {
    mpq_div(number, end_of(s->sector, s->which), s->sector->e_square);
    along = ab_add(g, along, times(g, number, s->omega));
  }
  *q = ab_mul(g, s->c, along);
  mpq_clear(number);
}

/* omega t - tau c */
static ab_expr beyond(const ab_sector_terms *s, mpq_srcptr tau) {
  ab_expr here = ab_mul(s->g, s->omega, s->t);
  return ab_sub(s->g, here, times(s->g, tau, s->c));
}

void ab_sector_add_hypotheses(ab_template *template_, const ab_sector_terms *s, ab_expr v) {
  ab_graph *g = s->g;
  ab_expr q, square;
  ab_sector_stationary(&q, &square, s);
  if (s->which == AB_SECTOR_FREE) {
    if (s->sector->has_hi)
      ab_template_add_literal(template_, AB_LITERAL_POSITIVE, beyond(s, s->sector->hi));
    if (s->sector->has_lo)
      ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_neg(g, beyond(s, s->sector->lo)));
    mpq_t number;
    mpq_init(number);
    mpq_inv(number, s->sector->e_square);
    ab_expr own = ab_square(g, ab_mul(g, s->omega, s->t));
    square = ab_add(g, square, times(g, number, own));
    mpq_clear(number);
  } else {
    ab_expr inside = beyond(s, end_of(s->sector, s->which));
    if (s->which == AB_SECTOR_HIGH)
      inside = ab_neg(g, inside);
    ab_template_add_literal(template_, AB_LITERAL_POSITIVE, inside);
  }
  ab_expr moved = ab_mul(g, s->t, ab_sub(g, v, s->t));
  ab_expr size = ab_graph_unary(g, AB_OP_SQRT, square);
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_sub(g, moved, size));
}

ab_expr ab_sector_activation(const ab_sector_terms *s, size_t i) {
  ab_expr first = times(s->g, s->sector->rho[i], s->alpha);
  return ab_add(s->g, first, times(s->g, s->sector->kappa[i], s->omega));
}

/* t w^y.x_i */
static ab_expr at_minimizer(const ab_sector_terms *s, size_t i) {
  if (s->which == AB_SECTOR_FREE) {
    ab_expr first = times(s->g, s->sector->rho[i], s->c);
    ab_expr own = ab_mul(s->g, s->omega, s->t);
    return ab_add(s->g, first, times(s->g, s->sector->kappa[i], own));
  }
  mpq_t factor;
  mpq_init(factor);
  mpq_mul(factor, s->sector->kappa[i], end_of(s->sector, s->which));
  mpq_add(factor, factor, s->sector->rho[i]);
  ab_expr result = times(s->g, factor, s->c);
  mpq_clear(factor);
  return result;
}

/* The label times the output at the minimizers. */
static ab_expr output_there(const ab_sector_terms *s, ab_network_sample sample, ab_expr label) {
  return sample.point == s->sector->active ? ab_mul(s->g, label, s->c) : ab_graph_integer(s->g, 0);
}

ab_expr ab_sector_condition(const ab_sector_terms *s, const ab_statement *statement, ab_expr v,
                            ab_network_sample sample, int sign) {
  ab_graph *g = s->g;
  ab_expr label = ab_graph_integer(g, sample.label * sign);
  ab_expr h = ab_sector_activation(s, sample.point);
  ab_expr output = ab_mul(g, label, ab_mul(g, v, h));
  ab_expr share = ab_div(g, ab_mul(g, v, at_minimizer(s, sample.point)), s->t);
  ab_expr step = ab_mul(g, h, ab_sub(g, s->t, v));
  ab_expr linearised = ab_mul(g, label, ab_add(g, share, step));
  return ab_network_condition(g, statement, 0, output, linearised, output_there(s, sample, label));
}

ab_expr ab_sector_condition_off(const ab_sector_terms *s, const ab_statement *statement,
                                ab_network_sample sample, int sign) {
  ab_expr label = ab_graph_integer(s->g, sample.label * sign);
  ab_expr zero = ab_graph_integer(s->g, 0);
  return ab_network_condition(s->g, statement, 0, zero, zero, output_there(s, sample, label));
}
