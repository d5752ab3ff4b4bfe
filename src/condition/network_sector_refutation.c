/* SPDX-License-Identifier: MIT
 * One unit that is on at a single point of a plane: a rational x of the domain at which every
 * projection violates the condition (docs/theory/two-layer-relu.md, section 14), by one clause in t
 * for each case of the nearest minimizer. Choices: sector_point (x), sample (its point and label),
 * range (holds every t). */
#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_one_unit.h"
#include "condition/network_sector.h"
#include "family/network_narrow.h"
#include "num/rational.h"

#include <string.h>

/* The choices, from the one that names the argument on. */
enum { POINT, SAMPLE, RANGE, CHOICES };

static const ab_choice *choice_of(const ab_witness *witness, size_t which) {
  return &witness->choices[ab_network_argument_of(witness) + which];
}

static bool has_shape(const ab_network *network, const ab_witness *witness) {
  static const char *const names[] = {
      [POINT] = "sector_point", [SAMPLE] = "sample", [RANGE] = "range"};
  const size_t counts[] = {[POINT] = network->region.box.count, [SAMPLE] = 2, [RANGE] = 2};
  bool good = ab_network_narrow_is_free(network, witness) && !network->region.has_tube &&
              witness->choice_count == AB_NARROW_CHOICES + CHOICES;
  for (size_t c = 0; c < CHOICES && good; c++) {
    const ab_choice *choice = choice_of(witness, c);
    good = strcmp(choice->name, names[c]) == 0 && choice->count == counts[c];
  }
  return good;
}

static bool holds_t(const ab_network *network, const ab_witness *witness) {
  const mpq_t *x = (const mpq_t *)choice_of(witness, POINT)->values;
  const ab_choice *t = choice_of(witness, RANGE);
  ab_narrow_sector sector;
  ab_narrow_sector_init(&sector, network, witness);
  mpq_t v, alpha, omega;
  mpq_inits(v, alpha, omega, NULL);
  mpq_abs(v, x[ab_network_v(network, 0)]);
  ab_one_unit_product(alpha, network, x, ab_network_point(network, sector.active));
  mpq_abs(alpha, alpha);
  ab_one_unit_product(omega, network, x, (const mpq_t *)sector.e);
  mpq_abs(omega, omega);
  bool good = ab_sector_holds_t(&sector, witness, t->values[0], t->values[1], v, alpha, omega);
  mpq_clears(v, alpha, omega, NULL);
  ab_narrow_sector_clear(&sector);
  return good;
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  ab_network_sample unused;
  if (!has_shape(network, witness) ||
      !ab_one_unit_find_sample(&unused, network, choice_of(witness, SAMPLE)))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation for one unit that is on at one point of a plane takes the "
                        "choices sector_point, sample (one of the problem) and range");
  if (!ab_region_holds(&network->region, (const mpq_t *)choice_of(witness, POINT)->values))
    return ab_error_set(error, AB_NOT_VERIFIED, "the point is not shown to lie in the domain");
  return holds_t(network, witness)
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED,
                            "the range of t is not shown to hold every t of a minimizer");
}

/* t is no root of t^4 - v t^3 + q t - square. */
static void add_no_root(ab_template *template_, const ab_sector_terms *s, ab_expr v) {
  ab_graph *g = s->g;
  ab_expr q, square;
  ab_sector_stationary(&q, &square, s);
  ab_expr cubic = ab_mul(g, ab_graph_pow(g, s->t, 3), ab_sub(g, s->t, v));
  ab_expr root = ab_add(g, cubic, ab_sub(g, ab_mul(g, q, s->t), square));
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, root);
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_neg(g, root));
}

static void add_case(ab_clauses *clauses, const ab_statement *statement,
                     const ab_narrow_sector *sector, ab_sector_case which,
                     const ab_witness *witness) {
  static const char *const variables[] = {"t"}, *const parameters[] = {"c"};
  const ab_network *network = &statement->network;
  const mpq_t *x = (const mpq_t *)choice_of(witness, POINT)->values;
  const ab_choice *range = choice_of(witness, RANGE);
  int sign = ab_network_narrow_sign(witness);
  ab_network_sample sample;
  ab_one_unit_find_sample(&sample, network, choice_of(witness, SAMPLE));
  ab_template *t = ab_clauses_add_template(clauses, "projection", variables, 1, parameters, 1);
  ab_sector_terms s = {.g = t->graph, .sector = sector, .which = which};
  mpq_t number;
  mpq_init(number);
  ab_one_unit_product(number, network, x, ab_network_point(network, sector->active));
  s.alpha = ab_graph_constant(s.g, number);
  ab_one_unit_product(number, network, x, (const mpq_t *)sector->e);
  s.omega = ab_graph_constant(s.g, number);
  s.t = ab_graph_variable(s.g, 0);
  ab_expr c = ab_graph_parameter(s.g, 0), v = ab_graph_constant(s.g, x[ab_network_v(network, 0)]);
  s.c = sign > 0 ? c : ab_neg(s.g, c);
  v = sign > 0 ? v : ab_neg(s.g, v);
  add_no_root(t, &s, v);
  ab_sector_add_hypotheses(t, &s, v);
  ab_one_unit_product(number, network, x, ab_network_point(network, sample.point));
  ab_expr value = mpq_sgn(number) > 0 ? ab_sector_condition(&s, statement, v, sample, sign)
                                      : ab_sector_condition_off(&s, statement, sample, sign);
  mpq_clear(number);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_neg(s.g, value));
  ab_clause *clause =
      ab_clauses_add(clauses, ab_sector_case_word(which), clauses->template_count - 1);
  ab_network_bind(clause, 0, sector->active);
  mpq_set(clause->lo[0], range->values[0]);
  mpq_set(clause->hi[0], range->values[1]);
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  ab_narrow_sector sector;
  ab_narrow_sector_init(&sector, &statement->network, witness);
  for (int which = 0; which < AB_SECTOR_CASES; which++)
    if (ab_sector_has(&sector, (ab_sector_case)which))
      add_case(clauses, statement, &sector, (ab_sector_case)which, witness);
  ab_narrow_sector_clear(&sector);
}

const ab_network_argument ab_network_sector_refutation = {.name = "sector_point",
                                                          .kind = AB_CERTIFICATE_REFUTATION,
                                                          .takes_narrow = true,
                                                          .verify = verify,
                                                          .compile = compile};
