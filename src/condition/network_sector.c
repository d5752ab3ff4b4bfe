/* SPDX-License-Identifier: MIT
 * One unit that is on at a single point of a plane, over a box (docs/theory/two-layer-relu.md,
 * section 14): for each sample clauses in alpha, omega and t, one for each case of the nearest
 * minimizer, where the unit is on at x, and one without variables where it is off. The choice
 * `sector` is a range of t that holds every nearest minimizer. */
#include "condition/network_sector.h"

#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_one_unit.h"
#include "condition/network_terms.h"
#include "family/network_narrow.h"
#include "num/rational.h"

static bool holds_t(const ab_network *network, const ab_narrow_sector *sector,
                    const ab_witness *witness, const ab_choice *t) {
  size_t k = ab_network_v(network, 0);
  mpq_t lo, hi, v, alpha, omega;
  mpq_inits(lo, hi, v, alpha, omega, NULL);
  ab_one_unit_range(lo, hi, network, ab_network_point(network, sector->active));
  ab_rational_magnitude(alpha, lo, hi);
  ab_one_unit_range(lo, hi, network, (const mpq_t *)sector->e);
  ab_rational_magnitude(omega, lo, hi);
  ab_rational_magnitude(v, network->region.box.lo[k], network->region.box.hi[k]);
  bool good = ab_sector_holds_t(sector, witness, t->values[0], t->values[1], v, alpha, omega);
  mpq_clears(lo, hi, v, alpha, omega, NULL);
  return good;
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  size_t at = ab_network_argument_of(witness);
  const ab_choice *t = &witness->choices[at];
  if (!ab_network_one_unit_applies(network) || !ab_network_narrow_is_free(network, witness) ||
      witness->choice_count != at + 1 || t->count != 2)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "this argument is for one unit that is on at one point of a plane, and a "
                        "box, and takes a range of t");
  ab_narrow_sector sector;
  ab_narrow_sector_init(&sector, network, witness);
  bool good = holds_t(network, &sector, witness, t);
  ab_narrow_sector_clear(&sector);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the range 'sector' is not shown to hold every t of a minimizer");
}

static ab_sector_terms begin(ab_graph *g, const ab_narrow_sector *sector, ab_sector_case which,
                             int sign) {
  ab_expr c = ab_graph_parameter(g, 0);
  ab_sector_terms s = {.g = g, .sector = sector, .which = which};
  s.alpha = ab_graph_variable(g, 0);
  s.omega = ab_graph_variable(g, 1);
  s.t = ab_graph_variable(g, 2);
  s.c = sign > 0 ? c : ab_neg(g, c);
  return s;
}

/* (alpha, omega) lies beyond the edges that belong to w_l of the polygon {(w.a, w.e): w in its
 * box}. */
static ab_expr outside(const ab_sector_terms *s, size_t l) {
  ab_graph *g = s->g;
  const ab_network *network = s->sector->network;
  const ab_domain *box = &network->region.box;
  const mpq_t *a = ab_network_point(network, s->sector->active);
  const mpq_t *e = (const mpq_t *)s->sector->e;
  mpq_t middle, reach, cross, half, product;
  mpq_inits(middle, reach, cross, half, product, NULL);
  for (size_t m = 0; m < network->points.columns; m++) {
    size_t k = ab_network_w(network, 0) + m;
    mpq_mul(cross, e[l], a[m]);
    mpq_mul(product, a[l], e[m]);
    mpq_sub(cross, cross, product);
    mpq_add(half, box->hi[k], box->lo[k]);
    mpq_div_2exp(half, half, 1);
    mpq_mul(product, half, cross);
    mpq_add(middle, middle, product);
    mpq_sub(half, box->hi[k], box->lo[k]);
    mpq_div_2exp(half, half, 1);
    mpq_abs(cross, cross);
    mpq_mul(product, half, cross);
    mpq_add(reach, reach, product);
  }
  ab_expr first = ab_mul(g, ab_graph_constant(g, e[l]), s->alpha);
  ab_expr second = ab_mul(g, ab_graph_constant(g, a[l]), s->omega);
  ab_expr along = ab_sub(g, ab_sub(g, first, second), ab_graph_constant(g, middle));
  ab_expr far = ab_graph_unary(g, AB_OP_ABS, along);
  ab_expr result = ab_sub(g, far, ab_graph_constant(g, reach));
  mpq_clears(middle, reach, cross, half, product, NULL);
  return result;
}

/* Hypotheses, negated: v in its range, (alpha, omega) in the polygon, h >= 0, the case, nearness.
 */
static void add_on(ab_clauses *clauses, const ab_statement *statement,
                   const ab_narrow_sector *sector, ab_sector_case which, ab_network_sample sample,
                   int sign) {
  static const char *const variables[] = {"alpha", "omega", "t"}, *const parameters[] = {"c"};
  const ab_domain *box = &statement->network.region.box;
  size_t k = ab_network_v(&statement->network, 0);
  ab_template *t =
      ab_clauses_add_template(clauses, ab_sector_case_word(which), variables, 3, parameters, 1);
  ab_graph *g = t->graph;
  ab_sector_terms s = begin(g, sector, which, sign);
  ab_expr q, square;
  ab_sector_stationary(&q, &square, &s);
  ab_expr rest = ab_sub(g, q, ab_div(g, square, s.t));
  ab_expr v = ab_add(g, s.t, ab_div(g, rest, ab_square(g, s.t)));
  ab_expr own = sign > 0 ? v : ab_neg(g, v);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, ab_graph_constant(g, box->lo[k]), own));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, own, ab_graph_constant(g, box->hi[k])));
  for (size_t l = 0; l < statement->network.points.columns; l++)
    if (mpq_sgn(sector->e[l]) != 0 ||
        mpq_sgn(ab_network_point(sector->network, sector->active)[l]) != 0)
      ab_template_add_literal(t, AB_LITERAL_POSITIVE, outside(&s, l));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE,
                          ab_neg(g, ab_sector_activation(&s, sample.point)));
  ab_sector_add_hypotheses(t, &s, v);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_sector_condition(&s, statement, v, sample, sign));
}

static void bind(ab_clause *clause, const ab_narrow_sector *sector) {
  ab_network_bind(clause, 0, sector->active);
}

/* Whether the unit may be off at point i. */
static bool may_be_off(const ab_network *network, size_t i) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_one_unit_range(lo, hi, network, ab_network_point(network, i));
  bool off = mpq_sgn(lo) <= 0;
  mpq_clears(lo, hi, NULL);
  return off;
}

static void add_off(ab_clauses *clauses, const ab_statement *statement,
                    const ab_narrow_sector *sector, ab_network_sample sample, int sign) {
  static const char *const parameters[] = {"c"};
  ab_template *off = ab_clauses_add_template(clauses, "off", NULL, 0, parameters, 1);
  ab_sector_terms s = {.g = off->graph, .sector = sector};
  ab_expr c = ab_graph_parameter(s.g, 0);
  s.c = sign > 0 ? c : ab_neg(s.g, c);
  ab_template_add_literal(off, AB_LITERAL_NONNEGATIVE,
                          ab_sector_condition_off(&s, statement, sample, sign));
  bind(ab_network_add_clause(clauses, clauses->template_count - 1, &statement->network, sample, 0,
                             ":off"),
       sector);
}

/* Everything about one sample. */
static void add_sample(ab_clauses *clauses, const ab_statement *statement,
                       const ab_narrow_sector *sector, ab_network_sample sample, int sign,
                       const ab_choice *range) {
  const ab_network *network = &statement->network;
  if (may_be_off(network, sample.point))
    add_off(clauses, statement, sector, sample, sign);
  for (int which = 0; which < AB_SECTOR_CASES; which++) {
    if (!ab_sector_has(sector, (ab_sector_case)which))
      continue;
    add_on(clauses, statement, sector, (ab_sector_case)which, sample, sign);
    ab_text suffix;
    ab_text_init(&suffix);
    ab_text_printf(&suffix, ":%s", ab_sector_case_word((ab_sector_case)which));
    ab_clause *clause = ab_network_add_clause(clauses, clauses->template_count - 1, network, sample,
                                              0, suffix.data);
    ab_text_clear(&suffix);
    bind(clause, sector);
    ab_one_unit_range(clause->lo[0], clause->hi[0], network,
                      ab_network_point(network, sector->active));
    ab_one_unit_range(clause->lo[1], clause->hi[1], network, (const mpq_t *)sector->e);
    mpq_set(clause->lo[2], range->values[0]);
    mpq_set(clause->hi[2], range->values[1]);
  }
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  const ab_network *network = &statement->network;
  const ab_choice *range = &witness->choices[ab_network_argument_of(witness)];
  ab_narrow_sector sector;
  ab_narrow_sector_init(&sector, network, witness);
  for (size_t i = 0; i < network->points.rows; i++)
    for (size_t n = 0; n < ab_network_sample_count(network, i); n++)
      add_sample(clauses, statement, &sector, ab_network_sample_at(network, i, n),
                 ab_network_narrow_sign(witness), range);
  ab_narrow_sector_clear(&sector);
}

const ab_network_argument ab_network_sector = {.name = "sector",
                                               .kind = AB_CERTIFICATE_PROOF,
                                               .takes_narrow = true,
                                               .verify = verify,
                                               .compile = compile};
