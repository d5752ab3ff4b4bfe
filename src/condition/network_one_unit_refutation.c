/* SPDX-License-Identifier: MIT
 * One unit and several points: a rational x of the domain at which every projection violates the
 * condition (docs/theory/two-layer-relu.md, section 12).
 *
 * The nearest minimizers are among the y(t), t a positive root of a polynomial: one clause in t.
 * Choices: unit_point (x), sample (its point, its label and, for the squared loss, the number of
 * its target), range (holds every such t). */
#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_one_unit.h"
#include "condition/network_terms.h"
#include "num/rational.h"

#include <string.h>

/* The choices, from the one that names the argument on. */
enum { POINT, SAMPLE, RANGE, CHOICES };

static const ab_choice *choice_of(const ab_witness *witness, size_t which) {
  return &witness->choices[ab_network_argument_of(witness) + which];
}

static bool has_shape(const ab_network *network, const ab_witness *witness) {
  static const char *const names[] = {
      [POINT] = "unit_point", [SAMPLE] = "sample", [RANGE] = "range"};
  const size_t counts[] = {[POINT] = network->region.box.count,
                           [SAMPLE] = ab_network_has_targets(network) ? 3 : 2,
                           [RANGE] = 2};
  bool good = ab_network_one_unit_refutes(network) && ab_one_unit_has_sign(network, witness) &&
              witness->constants.count == network->points.rows &&
              witness->choice_count == ab_network_argument_of(witness) + CHOICES;
  for (size_t c = 0; c < CHOICES && good; c++) {
    const ab_choice *choice = choice_of(witness, c);
    good = strcmp(choice->name, names[c]) == 0 && choice->count == counts[c];
  }
  return good;
}

/* |w0.w| and |v| at the chosen x are at most these. */
static void find_sizes(mpq_t q_size, mpq_t v_size, const ab_one_unit *unit, const mpq_t *x) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t l = 0; l < unit->dimension; l++) {
    mpq_srcptr w = x[ab_network_w(unit->network, 0) + l];
    ab_add_product_range(lo, hi, w, w, unit->w0_lo[l], unit->w0_hi[l]);
  }
  ab_rational_magnitude(q_size, lo, hi);
  mpq_abs(v_size, x[ab_network_v(unit->network, 0)]);
  mpq_clears(lo, hi, NULL);
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  ab_network_sample unused;
  if (!has_shape(network, witness) ||
      !ab_one_unit_find_sample(&unused, network, choice_of(witness, SAMPLE)))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation for one unit and several points takes the choices "
                        "unit_point, sample (one of the problem) and range");
  const mpq_t *x = (const mpq_t *)choice_of(witness, POINT)->values;
  if (!ab_region_holds(&network->region, x))
    return ab_error_set(error, AB_NOT_VERIFIED, "the point is not shown to lie in the domain");
  const ab_choice *t = choice_of(witness, RANGE);
  ab_one_unit unit;
  ab_one_unit_init(&unit, network, witness);
  mpq_t q, v;
  mpq_inits(q, v, NULL);
  find_sizes(q, v, &unit, x);
  bool good = ab_one_unit_holds_t(&unit, t->values[0], t->values[1], v, q);
  mpq_clears(q, v, NULL);
  ab_one_unit_clear(&unit);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the range of t is not shown to hold every t of a minimizer");
}

/* Expressions at one t. */
typedef struct {
  ab_graph *g;
  ab_expr t, v, q, square;
} terms;

static terms begin(ab_graph *g, const ab_one_unit *unit, const mpq_t *x) {
  terms s = {.g = g, .t = ab_graph_variable(g, 0)};
  ab_expr *w0 = ab_allocate(unit->dimension, sizeof *w0);
  s.square = ab_one_unit_w0(g, unit, w0);
  s.v = ab_graph_constant(g, x[ab_network_v(unit->network, 0)]);
  if (unit->sign < 0)
    s.v = ab_neg(g, s.v);
  s.q = ab_graph_integer(g, 0);
  for (size_t l = 0; l < unit->dimension; l++) {
    ab_expr w = ab_graph_constant(g, x[ab_network_w(unit->network, 0) + l]);
    s.q = ab_add(g, s.q, ab_mul(g, w, w0[l]));
  }
  ab_free(w0);
  return s;
}

/* That t belongs to no nearest minimizer: it is no root of t^4 - v t^3 + q t - |w0|^2, or mu > 1.
 */
static void add_no_minimizer(ab_template *template_, const terms *s) {
  ab_graph *g = s->g;
  ab_expr moved = ab_sub(g, s->t, s->v);
  ab_expr cubic = ab_mul(g, ab_graph_pow(g, s->t, 3), moved);
  ab_expr rest = ab_sub(g, ab_mul(g, s->q, s->t), s->square);
  ab_expr root = ab_add(g, cubic, rest);
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, root);
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_neg(g, root));
  ab_expr size = ab_graph_unary(g, AB_OP_SQRT, s->square);
  ab_expr back = ab_neg(g, ab_mul(g, s->t, moved));
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_sub(g, back, size));
}

/* T < 0; where the unit is off, or at its kink, s = 0. */
static void add_violation(ab_template *template_, const terms *s, const ab_statement *statement,
                          const ab_one_unit *unit, const mpq_t h, ab_network_sample sample,
                          uint32_t shift) {
  ab_graph *g = s->g;
  ab_expr label = ab_graph_integer(g, sample.label * unit->sign);
  ab_expr there = ab_graph_parameter(g, (uint32_t)sample.point);
  if (unit->sign < 0)
    there = ab_neg(g, there);
  ab_expr output = ab_graph_integer(g, 0), linearised = output;
  if (mpq_sgn(h) > 0) {
    ab_expr at = ab_graph_constant(g, h);
    ab_expr share = ab_div(g, ab_mul(g, s->v, there), s->t);
    ab_expr step = ab_mul(g, at, ab_sub(g, s->t, s->v));
    output = ab_mul(g, label, ab_mul(g, s->v, at));
    linearised = ab_mul(g, label, ab_add(g, share, step));
  }
  ab_expr made = unit->is_narrow ? ab_graph_unary(g, AB_OP_RELU, there) : there;
  ab_expr value =
      ab_network_condition(g, statement, shift, output, linearised, ab_mul(g, label, made));
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_neg(g, value));
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  static const char *const variables[] = {"t"};
  const ab_network *network = &statement->network;
  const mpq_t *x = (const mpq_t *)choice_of(witness, POINT)->values;
  const ab_choice *t = choice_of(witness, RANGE);
  size_t p = network->points.rows, count = p + ab_network_shift_count(network);
  ab_network_sample sample;
  ab_one_unit_find_sample(&sample, network, choice_of(witness, SAMPLE));
  ab_text *names = ab_allocate(count, sizeof *names);
  const char **parameters = ab_allocate(count, sizeof *parameters);
  for (size_t i = 0; i < count; i++) {
    ab_text_init(&names[i]);
    if (i < p)
      ab_text_printf(&names[i], "z%zu", i + 1);
    else
      ab_text_add(&names[i], "shift");
    parameters[i] = names[i].data;
  }
  ab_one_unit unit;
  ab_one_unit_init(&unit, network, witness);
  ab_template *template_ =
      ab_clauses_add_template(clauses, "projection", variables, 1, parameters, count);
  terms s = begin(template_->graph, &unit, x);
  add_no_minimizer(template_, &s);
  mpq_t h;
  mpq_init(h);
  ab_one_unit_product(h, network, x, ab_network_point(network, sample.point));
  add_violation(template_, &s, statement, &unit, h, sample, (uint32_t)p);
  mpq_clear(h);
  ab_clause *clause = ab_clauses_add(clauses, "projection", clauses->template_count - 1);
  mpq_set(clause->lo[0], t->values[0]);
  mpq_set(clause->hi[0], t->values[1]);
  for (size_t i = 0; i < p; i++)
    ab_network_bind(clause, i, i);
  ab_network_set_shift(clause, (uint32_t)p, sample);
  ab_one_unit_clear(&unit);
  for (size_t i = 0; i < count; i++)
    ab_text_clear(&names[i]);
  ab_free(parameters);
  ab_free(names);
}

const ab_network_argument ab_network_one_unit_refutation = {.name = "unit_point",
                                                            .kind = AB_CERTIFICATE_REFUTATION,
                                                            .takes_narrow = true,
                                                            .verify = verify,
                                                            .compile = compile};
