/* SPDX-License-Identifier: MIT
 * The growth bound |g|^2 <= 2 L (f_i - f_i*) for two-layer networks, f_i* = 0, all generalised
 * gradients g (docs/theory/sgd.md, section 11). With the loss psi(q), q = label (z_i - target),
 *
 *   |g|^2 = psi'(q)^2 sum over units of (s_j^2 v_j^2 |x_i|^2 + relu(h_j)^2),   s_j in [0, 1].
 *
 * On a box a point and a label have a clause in h_j >= 0 and v_j of all units, to which the claim
 * is equivalent. On a ball (or by the ball about a box) one clause in q will do, for the point that
 * is farthest from 0. A refutation is a point of D and a sample. */
#include "condition/growth_network.h"

#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_claim.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "num/rational.h"

#include <string.h>

/* The parameters of both templates. */
enum { LABEL, NORM_SQUARED, PARAMETERS };

/* ---- what is known of the domain ---- */

bool ab_growth_network_by_units(const ab_network *network) {
  return ab_domain_is_bounded(&network->region.box) && !network->region.has_ball &&
         2 * network->width <= AB_VARIABLES_MAX;
}

/* The largest |x|^2 over the domain: false if there is none. */
static bool reach_square(mpq_t out, const ab_network *network) {
  const ab_region *region = &network->region;
  mpq_t zero;
  mpq_init(zero);
  mpq_set_ui(out, 0, 1);
  if (region->has_ball)
    mpq_mul(out, region->ball, region->ball);
  bool bounded = true;
  for (size_t k = 0; k < region->box.count && bounded && !region->has_ball; k++)
    bounded = ab_box_add_square_upper(out, &region->box, k, zero, zero);
  mpq_clear(zero);
  return bounded;
}

size_t ab_growth_network_farthest(mpq_t norm_squared, const ab_network *network) {
  size_t best = 0;
  mpq_t here;
  mpq_init(here);
  ab_network_norm_squared(norm_squared, network, 0);
  for (size_t i = 1; i < network->points.rows; i++) {
    ab_network_norm_squared(here, network, i);
    if (mpq_cmp(here, norm_squared) <= 0)
      continue;
    best = i;
    mpq_set(norm_squared, here);
  }
  mpq_clear(here);
  return best;
}

bool ab_growth_network_range(mpq_t lo, mpq_t hi, const ab_network *network, size_t i, size_t unit) {
  const mpq_t *x = ab_network_point(network, i);
  size_t d = network->points.columns, first = ab_network_w(network, unit);
  const ab_domain *box = &network->region.box;
  mpq_t product;
  mpq_init(product);
  mpq_set_ui(lo, 0, 1);
  mpq_set_ui(hi, 0, 1);
  for (size_t l = 0; l < d; l++) {
    bool up = mpq_sgn(x[l]) >= 0;
    mpq_mul(product, x[l], up ? box->lo[first + l] : box->hi[first + l]);
    mpq_add(lo, lo, product);
    mpq_mul(product, x[l], up ? box->hi[first + l] : box->lo[first + l]);
    mpq_add(hi, hi, product);
  }
  mpq_clear(product);
  return mpq_sgn(hi) >= 0;
}

/* ---- clauses ---- */

/* What has to be >= 0: 2 L psi(q) - psi'(q)^2 square, which is psi'(q)^2 (L - square) + 2 L
 * relu(-q) for the smoothed hinge; for the squared loss L - square. */
static ab_expr excess(ab_graph *g, const ab_statement *statement, ab_expr q, ab_expr square) {
  ab_loss kind = statement->network.loss;
  ab_expr constant = ab_graph_constant(g, ab_statement_constant(statement, 0));
  ab_expr less = ab_sub(g, constant, square), two = ab_graph_integer(g, 2);
  if (kind == AB_LOSS_SQUARED)
    return less;
  ab_expr slope = ab_square(g, ab_network_descent(g, kind, q)), twice = ab_mul(g, two, constant);
  if (kind == AB_LOSS_LOGISTIC) {
    ab_expr loss = ab_mul(g, twice, ab_network_loss(g, kind, q));
    return ab_sub(g, loss, ab_mul(g, slope, square));
  }
  ab_expr linear = ab_graph_unary(g, AB_OP_RELU, ab_neg(g, q));
  ab_expr curved = ab_mul(g, slope, less), rest = ab_mul(g, twice, linear);
  return ab_add(g, curved, rest);
}

/* In h_1..h_k, v_1..v_k. */
static void add_units_template(ab_clauses *clauses, const ab_statement *statement) {
  static const char *const parameters[] = {"label", "norm_squared"};
  size_t k = statement->network.width;
  ab_text names[AB_VARIABLES_MAX];
  const char *variables[AB_VARIABLES_MAX] = {NULL};
  for (size_t j = 0; j < 2 * k; j++) {
    ab_text_init(&names[j]);
    ab_text_printf(&names[j], "%c[%zu]", j < k ? 'h' : 'v', j % k + 1);
    variables[j] = names[j].data;
  }
  ab_template *t =
      ab_clauses_add_template(clauses, "units", variables, 2 * k, parameters, PARAMETERS);
  for (size_t j = 0; j < 2 * k; j++)
    ab_text_clear(&names[j]);
  ab_graph *g = t->graph;
  ab_expr norm = ab_graph_parameter(g, NORM_SQUARED), z = ab_graph_integer(g, 0), square = z;
  for (size_t j = 0; j < k; j++) {
    ab_expr h = ab_graph_variable(g, (uint32_t)j), v = ab_graph_variable(g, (uint32_t)(k + j));
    ab_expr through = ab_mul(g, ab_square(g, v), norm), here = ab_square(g, h);
    ab_expr sum = ab_add(g, through, here), product = ab_mul(g, v, h);
    z = j ? ab_add(g, z, product) : product;
    square = j ? ab_add(g, square, sum) : sum;
  }
  ab_expr q = ab_mul(g, ab_graph_parameter(g, LABEL), z);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, excess(g, statement, q, square));
}

/* A unit that is off on all of the box has h_j = v_j = 0. */
static void add_units_clause(ab_clauses *clauses, const ab_network *network, size_t i, int label) {
  ab_text name;
  ab_text_init(&name);
  ab_text_printf(&name, "point[%zu]", i + 1);
  if (network->loss != AB_LOSS_SQUARED)
    ab_text_add(&name, label > 0 ? ":positive" : ":negative");
  ab_clause *clause = ab_clauses_add(clauses, name.data, 0);
  ab_text_clear(&name);
  mpq_set_si(clause->arguments[LABEL].value, label, 1);
  ab_network_norm_squared(clause->arguments[NORM_SQUARED].value, network, i);
  for (size_t j = 0; j < network->width; j++) {
    size_t v = network->width + j, at = ab_network_v(network, j);
    if (!ab_growth_network_range(clause->lo[j], clause->hi[j], network, i, j)) {
      mpq_set_ui(clause->lo[j], 0, 1);
      mpq_set_ui(clause->hi[j], 0, 1);
      continue;
    }
    if (mpq_sgn(clause->lo[j]) < 0)
      mpq_set_ui(clause->lo[j], 0, 1);
    mpq_set(clause->lo[v], network->region.box.lo[at]);
    mpq_set(clause->hi[v], network->region.box.hi[at]);
  }
}

/* For |q| <= |x_i| r^2/2, the square at most |x_i|^2 r^2; the same for both labels. */
static void compile_ball(ab_clauses *clauses, const ab_statement *statement) {
  static const char *const variables[] = {"q"}, *const parameters[] = {"square"};
  ab_template *t = ab_clauses_add_template(clauses, "ball", variables, 1, parameters, 1);
  ab_graph *g = t->graph;
  ab_expr q = ab_graph_variable(g, 0), square = ab_graph_parameter(g, 0);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE, excess(g, statement, q, square));
  ab_clause *clause = ab_clauses_add(clauses, "ball", 0);
  mpq_t norm, reach;
  mpq_inits(norm, reach, NULL);
  ab_growth_network_farthest(norm, &statement->network);
  reach_square(reach, &statement->network);
  mpq_mul(clause->arguments[0].value, norm, reach);
  ab_root_upper(norm, norm);
  mpq_mul(clause->hi[0], norm, reach);
  mpq_div_2exp(clause->hi[0], clause->hi[0], 1);
  mpq_neg(clause->lo[0], clause->hi[0]);
  mpq_clears(norm, reach, NULL);
}

/* The output z_i and the square at a point; 0 is taken for the derivative of relu at 0. */
static void evaluate(mpq_t z, mpq_t square, const ab_network *network, const mpq_t *x, size_t i) {
  mpq_t h, norm, t;
  mpq_inits(h, norm, t, NULL);
  ab_network_norm_squared(norm, network, i);
  mpq_set_ui(z, 0, 1);
  mpq_set_ui(square, 0, 1);
  for (size_t j = 0; j < network->width; j++) {
    mpq_srcptr v = x[ab_network_v(network, j)];
    mpq_set_ui(h, 0, 1);
    for (size_t l = 0; l < network->points.columns; l++) {
      mpq_mul(t, x[ab_network_w(network, j) + l], ab_network_point(network, i)[l]);
      mpq_add(h, h, t);
    }
    if (mpq_sgn(h) <= 0)
      continue;
    mpq_mul(t, v, h);
    mpq_add(z, z, t);
    mpq_mul(t, v, v);
    mpq_mul(t, t, norm);
    mpq_add(square, square, t);
    mpq_mul(t, h, h);
    mpq_add(square, square, t);
  }
  mpq_clears(h, norm, t, NULL);
}

static ab_network_sample sample_of(const ab_network *network, const ab_witness *witness) {
  const mpq_t *v = (const mpq_t *)witness->choices[AB_GROWTH_SAMPLE].values;
  return ab_network_sample_at(network, mpz_get_ui(mpq_numref(v[0])) - 1,
                              mpz_get_ui(mpq_numref(v[1])) - 1);
}

/* psi'(q)^2 square - 2 L psi(q) > 0. */
static void compile_refutation(ab_clauses *clauses, const ab_statement *statement,
                               const ab_witness *witness) {
  const ab_network *network = &statement->network;
  ab_network_sample sample = sample_of(network, witness);
  mpq_t q, square;
  mpq_inits(q, square, NULL);
  evaluate(q, square, network, (const mpq_t *)witness->choices[AB_GROWTH_POINT].values,
           sample.point);
  if (sample.target)
    mpq_sub(q, q, sample.target);
  if (sample.label < 0)
    mpq_neg(q, q);
  ab_template *t = ab_clauses_add_template(clauses, "larger", NULL, 0, NULL, 0);
  ab_graph *g = t->graph;
  ab_expr margin = ab_graph_constant(g, q), size = ab_graph_constant(g, square);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_neg(g, excess(g, statement, margin, size)));
  ab_clauses_add(clauses, "larger", 0);
  if (network->loss == AB_LOSS_SQUARED) { /* and the loss is not 0 */
    t = ab_clauses_add_template(clauses, "loss", NULL, 0, NULL, 0);
    ab_template_add_literal(t, AB_LITERAL_NONZERO, ab_graph_constant(t->graph, q));
    ab_clauses_add(clauses, "loss", 1);
  }
  mpq_clears(q, square, NULL);
}

static ab_status compile(ab_clauses *clauses, const ab_statement *statement,
                         ab_certificate_kind kind, const ab_witness *witness, ab_error *error) {
  (void)error;
  const ab_network *network = &statement->network;
  if (kind == AB_CERTIFICATE_REFUTATION) {
    compile_refutation(clauses, statement, witness);
    return AB_OK;
  }
  if (witness->choice_count > 0) {
    compile_ball(clauses, statement);
    return AB_OK;
  }
  add_units_template(clauses, statement);
  int last = network->loss == AB_LOSS_SQUARED ? 1 : -1; /* there the label does not matter */
  for (size_t i = 0; i < network->points.rows; i++)
    for (int label = 1; label >= last; label -= 2)
      add_units_clause(clauses, network, i, label);
  return AB_OK;
}

/* ---- witness ---- */

static bool is_one(const mpq_t value) {
  return mpq_cmp_ui(value, 1, 1) == 0;
}

static ab_status verify_proof(const ab_network *network, const ab_witness *witness,
                              ab_error *error) {
  if (witness->choice_count == 0)
    return ab_growth_network_by_units(network)
               ? AB_OK
               : ab_error_set(error, AB_NOT_VERIFIED,
                              "clauses in the units are for a bounded box and few units");
  const ab_choice *ball = &witness->choices[0];
  mpq_t unused;
  mpq_init(unused);
  bool bounded = reach_square(unused, network);
  mpq_clear(unused);
  if (witness->choice_count == 1 && strcmp(ball->name, "ball") == 0 && ball->count == 1 &&
      is_one(ball->values[0]) && bounded)
    return AB_OK;
  return ab_error_set(error, AB_NOT_VERIFIED,
                      "a proof of the growth bound has no choice, or the choice 'ball' = 1 on a "
                      "bounded domain");
}

static bool is_number(const mpq_t value, size_t count) {
  return mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpq_sgn(value) > 0 &&
         mpq_cmp_ui(value, count, 1) <= 0;
}

/* A point i, and one of its samples, both from 1. */
static bool is_sample(const ab_choice *sample, const ab_network *network) {
  const mpq_t *v = (const mpq_t *)sample->values;
  return is_number(v[0], network->points.rows) &&
         is_number(v[1], ab_network_sample_count(network, mpz_get_ui(mpq_numref(v[0])) - 1));
}

static ab_status verify_refutation(const ab_network *network, const ab_witness *witness,
                                   ab_error *error) {
  if (witness->choice_count != AB_GROWTH_CHOICES)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation needs the choices 'point' and 'sample'");
  const ab_choice *point = &witness->choices[AB_GROWTH_POINT];
  const ab_choice *sample = &witness->choices[AB_GROWTH_SAMPLE];
  if (strcmp(point->name, "point") != 0 || point->count != network->region.box.count ||
      strcmp(sample->name, "sample") != 0 || sample->count != 2 || !is_sample(sample, network))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation needs the choices 'point' and 'sample'");
  return ab_region_holds(&network->region, (const mpq_t *)point->values)
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED, "the point is not shown to be in the domain");
}

static ab_status verify(const ab_statement *statement, ab_certificate_kind kind,
                        const ab_witness *witness, ab_error *error) {
  if (kind == AB_CERTIFICATE_THEOREM || witness->constants.count != 0)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the growth bound is proved or refuted without constants");
  return kind == AB_CERTIFICATE_REFUTATION ? verify_refutation(&statement->network, witness, error)
                                           : verify_proof(&statement->network, witness, error);
}

static ab_status read(ab_statement *statement, ab_error *error) {
  ab_status status = ab_network_claim_read(statement, error);
  mpq_t unused;
  mpq_init(unused);
  if (status == AB_OK && !reach_square(unused, &statement->network))
    status = ab_syntax_error(statement->syntax, statement->claim->place, error,
                             "growth needs a bounded box or a ball: on an unbounded domain no L "
                             "will do");
  mpq_clear(unused);
  return status;
}

static void show(ab_text *text, const ab_statement *statement) {
  ab_network_show_problem(text, &statement->network);
  ab_text_add(text, "f_i* = 0   (the infimum over the whole space)\n"
                    "For all x in D, all samples i, all generalised gradients g_i of f_i at x:\n"
                    "  |g_i|^2 <= 2 L (f_i(x) - f_i*)\n"
                    "with ");
  ab_statement_show_constants(text, statement);
}

static void basis(ab_basis *out, const ab_statement *statement, const ab_witness *witness) {
  (void)statement;
  (void)witness;
  *out = (ab_basis){.infimum = "proved"};
}

const ab_condition ab_condition_growth_network = {.claim = "growth",
                                                  .family = "two_layer_relu",
                                                  .constants = &ab_growth_form,
                                                  .basis = basis,
                                                  .coordinate = ab_network_claim_coordinate,
                                                  .read = read,
                                                  .append = ab_network_claim_append,
                                                  .show = show,
                                                  .verify = verify,
                                                  .compile = compile};
