/* SPDX-License-Identifier: MIT
 * One unit, several points, over a box: an exact reduction (docs/theory/two-layer-relu.md, sections
 * 8 and 13).
 *
 * Everything is told for v > 0 on M; else v and the labels are negated. M = {v = t, P w = w0/t, t >
 * 0}, w0.x_i = z_i* (in a narrow network z_i* is its relu). For each point and label a clause in h
 * = w.x_i, q = w0.w and t for h >= 0, and one without variables where h <= 0. The choice `one_unit`
 * is a range of t that holds every nearest minimizer. */
#include "condition/network_one_unit.h"
#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "num/rational.h"

enum { T_LO, T_HI, VALUES };
enum { RANGE_BITS = 20 };

/* The parameters: z*_1, .., then these, then the features of the point. */
enum { LABEL, AT_MINIMIZER, V_LO, V_HI, FEATURES };

/* The unit, and bounds over the domain. */
typedef struct {
  ab_one_unit unit;
  mpq_t q_lo, q_hi, v_lo, v_hi; /* of w0.w and v */
} bounds;

bool ab_network_one_unit_refutes(const ab_network *network) {
  return network->width == 1 && network->points.rows > 1 && !network->regularized &&
         !network->region.has_tube;
}

bool ab_network_one_unit_applies(const ab_network *network) {
  const ab_region *region = &network->region;
  return ab_network_one_unit_refutes(network) && ab_domain_is_bounded(&region->box) &&
         !region->has_ball;
}

static void bounds_init(bounds *b, const ab_network *network, const ab_witness *witness) {
  const ab_domain *box = &network->region.box;
  size_t v = ab_network_v(network, 0);
  ab_one_unit_init(&b->unit, network, witness);
  bool negative = b->unit.sign < 0;
  mpq_inits(b->q_lo, b->q_hi, b->v_lo, b->v_hi, NULL);
  for (size_t l = 0; l < b->unit.dimension; l++) {
    size_t k = ab_network_w(network, 0) + l;
    ab_add_product_range(b->q_lo, b->q_hi, b->unit.w0_lo[l], b->unit.w0_hi[l], box->lo[k],
                         box->hi[k]);
  }
  mpq_set(b->v_lo, negative ? box->hi[v] : box->lo[v]);
  mpq_set(b->v_hi, negative ? box->lo[v] : box->hi[v]);
  if (negative) {
    mpq_neg(b->v_lo, b->v_lo);
    mpq_neg(b->v_hi, b->v_hi);
  }
}

static void bounds_clear(bounds *b) {
  ab_one_unit_clear(&b->unit);
  mpq_clears(b->q_lo, b->q_hi, b->v_lo, b->v_hi, NULL);
}

static bool holds_t(const bounds *b, const ab_choice *t) {
  mpq_t v, q;
  mpq_inits(v, q, NULL);
  ab_rational_magnitude(v, b->v_lo, b->v_hi);
  ab_rational_magnitude(q, b->q_lo, b->q_hi);
  bool good = ab_one_unit_holds_t(&b->unit, t->values[T_LO], t->values[T_HI], v, q);
  mpq_clears(v, q, NULL);
  return good;
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  size_t at = ab_network_argument_of(witness);
  const ab_choice *t = &witness->choices[at];
  if (!ab_network_one_unit_applies(network) || !ab_one_unit_has_sign(network, witness) ||
      witness->constants.count != network->points.rows || witness->choice_count != at + 1 ||
      t->count != VALUES)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "this argument is for one unit, several points with z* of one sign "
                        "and a box, and takes the constants z and a range of t");
  bounds b;
  bounds_init(&b, network, witness);
  bool good = holds_t(&b, t);
  bounds_clear(&b);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the range 'one_unit' is not shown to hold every t of a minimizer");
}

/* Expressions in h, q, t. */
typedef struct {
  const ab_network *network;
  ab_graph *g;
  ab_expr h, q, t, v, label;
  ab_expr at_minimizer, made; /* w0.x_i, and the output there */
  ab_expr *w0;
  ab_expr square; /* |w0|^2 */
  uint32_t shift;
} terms;

/* The number of the parameter after all others. */
static uint32_t shift_of(const ab_network *network) {
  return (uint32_t)(network->points.rows + FEATURES + network->points.columns);
}

static ab_expr own(const terms *s, size_t which) {
  return ab_graph_parameter(s->g, (uint32_t)(s->network->points.rows + which));
}

static void set_at_minimizer(terms *s, const ab_one_unit *unit) {
  ab_expr z = own(s, AT_MINIMIZER);
  s->label = own(s, LABEL);
  s->at_minimizer = unit->sign < 0 ? ab_neg(s->g, z) : z;
  s->made = unit->is_narrow ? ab_graph_unary(s->g, AB_OP_RELU, s->at_minimizer) : s->at_minimizer;
}

/* w0.w, where w0 is a multiple of x_i. */
static ab_expr product_on_line(const terms *s) {
  ab_graph *g = s->g;
  ab_expr norm = ab_graph_integer(g, 0);
  for (size_t l = 0; l < s->network->points.columns; l++)
    norm = ab_add(g, norm, ab_square(g, own(s, FEATURES + l)));
  return ab_div(g, ab_mul(g, s->h, s->at_minimizer), norm);
}

static void begin(terms *s, ab_graph *g, const ab_one_unit *unit) {
  const ab_network *network = unit->network;
  *s = (terms){.network = network, .g = g, .w0 = ab_allocate(unit->dimension, sizeof *s->w0)};
  s->shift = shift_of(network);
  set_at_minimizer(s, unit);
  s->h = ab_graph_variable(g, 0);
  s->q = unit->is_line ? product_on_line(s) : ab_graph_variable(g, 1);
  s->t = ab_graph_variable(g, unit->is_line ? 1 : 2);
  s->square = ab_one_unit_w0(g, unit, s->w0);
  ab_expr rest = ab_sub(g, s->q, ab_div(g, s->square, s->t));
  s->v = ab_add(g, s->t, ab_div(g, rest, ab_square(g, s->t)));
}

/* (h, q) lies beyond the edges that belong to w_l of the polygon {(w.x_i, w0.w): w in its box}. */
static ab_expr beyond(const terms *s, size_t l) {
  ab_graph *g = s->g;
  const ab_domain *box = &s->network->region.box;
  ab_expr own_x = own(s, FEATURES + l);
  ab_expr along = ab_sub(g, ab_mul(g, s->w0[l], s->h), ab_mul(g, own_x, s->q));
  ab_expr reach = ab_graph_integer(g, 0);
  mpq_t half;
  mpq_init(half);
  for (size_t m = 0; m < s->network->points.columns; m++) {
    size_t k = ab_network_w(s->network, 0) + m;
    if (m == l)
      continue;
    ab_expr first = ab_mul(g, s->w0[l], own(s, FEATURES + m));
    ab_expr cross = ab_sub(g, first, ab_mul(g, own_x, s->w0[m]));
    mpq_add(half, box->hi[k], box->lo[k]);
    mpq_div_2exp(half, half, 1);
    along = ab_sub(g, along, ab_mul(g, ab_graph_constant(g, half), cross));
    mpq_sub(half, box->hi[k], box->lo[k]);
    mpq_div_2exp(half, half, 1);
    ab_expr size = ab_graph_unary(g, AB_OP_ABS, cross);
    reach = ab_add(g, reach, ab_mul(g, ab_graph_constant(g, half), size));
  }
  mpq_clear(half);
  return ab_sub(g, ab_graph_unary(g, AB_OP_ABS, along), reach);
}

static void add_on_literals(ab_template *t, const ab_statement *statement,
                            const ab_one_unit *unit) {
  const ab_network *network = &statement->network;
  terms s;
  begin(&s, t->graph, unit);
  ab_graph *g = s.g;
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, own(&s, V_LO), s.v));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, s.v, own(&s, V_HI)));
  ab_expr moved = ab_sub(g, s.v, s.t); /* mu |w0|/t */
  ab_expr size = ab_graph_unary(g, AB_OP_SQRT, s.square);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, ab_mul(g, s.t, moved), size));
  for (size_t l = 0; l < network->points.columns && !unit->is_line; l++)
    ab_template_add_literal(t, AB_LITERAL_POSITIVE, beyond(&s, l));
  ab_expr q = ab_mul(g, s.label, ab_mul(g, s.v, s.h));
  ab_expr there = ab_div(g, ab_mul(g, s.v, s.at_minimizer), s.t);
  ab_expr linearised = ab_mul(g, s.label, ab_sub(g, there, ab_mul(g, s.h, moved)));
  ab_expr target = ab_mul(g, s.label, s.made);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_condition(g, statement, s.shift, q, linearised, target));
  ab_free(s.w0);
}

/* Where the unit is off the output and the linearised prediction are 0. */
static void add_off_literals(ab_template *t, const ab_statement *statement,
                             const ab_one_unit *unit) {
  terms s = {.network = &statement->network, .g = t->graph};
  s.shift = shift_of(s.network);
  ab_expr zero = ab_graph_integer(s.g, 0);
  set_at_minimizer(&s, unit);
  ab_expr target = ab_mul(s.g, s.label, s.made);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_condition(s.g, statement, s.shift, zero, zero, target));
}

/* Template 0 is `on`, 1 is `off`. */
static void add_templates(ab_clauses *clauses, const ab_statement *statement, const bounds *b) {
  static const char *const variables[] = {"h", "q", "t"}, *const on_line[] = {"h", "t"};
  bool line = b->unit.is_line;
  size_t p = statement->network.points.rows, shift = shift_of(&statement->network);
  size_t count = shift + ab_network_shift_count(&statement->network);
  ab_text *texts = ab_allocate(count, sizeof *texts);
  const char **names = ab_allocate(count, sizeof *names);
  static const char *const own_names[] = {"label", "at_minimizer", "v_lower", "v_upper"};
  for (size_t k = 0; k < count; k++) {
    ab_text_init(&texts[k]);
    if (k < p)
      ab_text_printf(&texts[k], "z%zu", k + 1);
    else if (k < p + FEATURES)
      ab_text_add(&texts[k], own_names[k - p]);
    else if (k < shift)
      ab_text_printf(&texts[k], "x%zu", k - p - FEATURES + 1);
    else
      ab_text_add(&texts[k], "shift");
    names[k] = texts[k].data;
  }
  add_on_literals(ab_clauses_add_template(clauses, "on", line ? on_line : variables, line ? 2 : 3,
                                          names, count),
                  statement, &b->unit);
  add_off_literals(ab_clauses_add_template(clauses, "off", NULL, 0, names, count), statement,
                   &b->unit);
  for (size_t k = 0; k < count; k++)
    ab_text_clear(&texts[k]);
  ab_free(names);
  ab_free(texts);
}

/* The parameter `label` is that for z_i* > 0. */
static ab_clause *add_clause(ab_clauses *clauses, const ab_network *network, size_t template_index,
                             ab_network_sample sample, const char *suffix, const bounds *b) {
  size_t p = network->points.rows, i = sample.point;
  int label = sample.label;
  ab_clause *clause =
      ab_network_add_clause(clauses, template_index, network, sample, shift_of(network), suffix);
  for (size_t k = 0; k < p; k++)
    ab_network_bind(clause, k, k);
  ab_network_bind(clause, p + AT_MINIMIZER, i);
  mpq_set_si(clause->arguments[p + LABEL].value, label * b->unit.sign, 1);
  mpq_set(clause->arguments[p + V_LO].value, b->v_lo);
  mpq_set(clause->arguments[p + V_HI].value, b->v_hi);
  for (size_t l = 0; l < b->unit.dimension; l++)
    mpq_set(clause->arguments[p + FEATURES + l].value, ab_network_point(network, i)[l]);
  return clause;
}

static void add_sample(ab_clauses *clauses, const ab_network *network, const ab_choice *t,
                       ab_network_sample sample, const bounds *b) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_one_unit_range(lo, hi, network, ab_network_point(network, sample.point));
  if (mpq_sgn(lo) <= 0)
    add_clause(clauses, network, 1, sample, ":off", b);
  if (mpq_sgn(hi) >= 0) {
    ab_clause *clause = add_clause(clauses, network, 0, sample, ":on", b);
    if (mpq_sgn(lo) > 0)
      mpq_set(clause->lo[0], lo);
    mpq_set(clause->hi[0], hi);
    size_t last = b->unit.is_line ? 1 : 2;
    if (!b->unit.is_line) {
      ab_rational_round(clause->lo[1], b->q_lo, RANGE_BITS, -1);
      ab_rational_round(clause->hi[1], b->q_hi, RANGE_BITS, 1);
    }
    mpq_set(clause->lo[last], t->values[T_LO]);
    mpq_set(clause->hi[last], t->values[T_HI]);
  }
  mpq_clears(lo, hi, NULL);
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  const ab_network *network = &statement->network;
  bounds b;
  bounds_init(&b, network, witness);
  add_templates(clauses, statement, &b);
  for (size_t i = 0; i < network->points.rows; i++)
    for (size_t n = 0; n < ab_network_sample_count(network, i); n++)
      add_sample(clauses, network, &witness->choices[ab_network_argument_of(witness)],
                 ab_network_sample_at(network, i, n), &b);
  bounds_clear(&b);
}

const ab_network_argument ab_network_one_unit = {.name = "one_unit",
                                                 .kind = AB_CERTIFICATE_PROOF,
                                                 .takes_narrow = true,
                                                 .verify = verify,
                                                 .compile = compile};
