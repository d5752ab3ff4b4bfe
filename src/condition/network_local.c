/* SPDX-License-Identifier: MIT
 * Several feature points and units, not too far from M: an upper bound
 * (docs/theory/two-layer-relu.md, section 6).
 *
 * Every nearest y of M is at most as far from x as any other point of M. The choice `weights` has
 * the weights W of such points; the least change of v that makes the outputs z* completes each of
 * them. One clause for each point, label and set of units that are on at x there, in the variables
 * W and v: T is at least what it is at the worst y that is no farther. */
#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_argument.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "family/network_completion.h"

enum { WEIGHTS = AB_NETWORK_ARGUMENT, WEIGHTS_MAX = 256 };

/* mu in F <= |x| (mu r^2 + mu A^2/(4 mu^2 - 1)), as numerator and denominator. */
static const int mus[][2] = {{3, 5}, {4, 5}, {5, 4}, {2, 1}, {4, 1}};

/* The numbers of the parameters: z*_1, .., then these, then the features of the point, and for each
 * unit 1 if it is on, else 0. */
enum { LABEL, AT_MINIMIZER, NORM_SQUARED, FEATURES };

static size_t weights_size(const ab_network *network) {
  return network->width * network->points.columns;
}

static uint32_t parameter(const ab_network *network, size_t which) {
  return (uint32_t)(network->points.rows + which);
}

/* After all others. */
static uint32_t shift_of(const ab_network *network) {
  return parameter(network, FEATURES + network->points.columns + network->width);
}

/* The ends of coordinate k over the domain; false if it has none. */
static bool range(mpq_t lo, mpq_t hi, const ab_region *region, size_t k) {
  bool below = !ab_domain_is_unbounded_at(&region->box, k, -1),
       above = !ab_domain_is_unbounded_at(&region->box, k, 1);
  mpq_neg(lo, region->ball);
  mpq_set(hi, region->ball);
  if (below && (!region->has_ball || mpq_cmp(region->box.lo[k], lo) > 0))
    mpq_set(lo, region->box.lo[k]);
  if (above && (!region->has_ball || mpq_cmp(region->box.hi[k], hi) < 0))
    mpq_set(hi, region->box.hi[k]);
  return (region->has_ball || (below && above)) && mpq_cmp(lo, hi) <= 0;
}

bool ab_network_local_applies(const ab_network *network) {
  size_t n = network->region.box.count;
  bool good = network->points.rows <= network->width && network->width <= AB_COMPLETION_UNITS_MAX &&
              n <= AB_VARIABLES_MAX && !network->region.has_tube;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t k = 0; k < n && good; k++)
    good = range(lo, hi, &network->region, k);
  mpq_clears(lo, hi, NULL);
  return good;
}

static bool are_complete(const ab_network *network, const ab_choice *weights) {
  bool good = true;
  for (size_t n = 0; n < weights->count && good; n += weights_size(network)) {
    ab_network_completion c;
    good = ab_network_complete(&c, network, (const mpq_t *)weights->values + n);
    ab_network_completion_clear(&c);
  }
  return good;
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  const ab_choice *weights = &witness->choices[WEIGHTS];
  size_t size = weights_size(network);
  if (!ab_network_local_applies(network))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "this argument is for bounded domains without a tube and at most %d units, "
                        "no fewer than the points",
                        (int)AB_COMPLETION_UNITS_MAX);
  if (witness->constants.count != network->points.rows ||
      witness->choice_count != AB_NETWORK_CHOICES || weights->count == 0 ||
      weights->count % size != 0 || weights->count / size > WEIGHTS_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "this argument takes the constants z and the choice 'weights' of at most "
                        "%d times %zu numbers",
                        (int)WEIGHTS_MAX, size);
  if (!are_complete(network, weights))
    return ab_error_set(error, AB_NOT_VERIFIED, "there are 'weights' that do not attain z*");
  return ab_network_verify_difference(statement, error);
}

/* Expressions in W and v. */
typedef struct {
  const ab_network *network;
  ab_graph *g;
  ab_expr *h;                     /* of the point in question, one a unit */
  ab_expr *strong;                /* relu(label v_j) */
  ab_expr norm, label, q, target; /* label z, label z* */
  ab_expr gradient_squared;
} terms;

static ab_expr w_of(const terms *t, size_t unit, size_t l) {
  return ab_graph_variable(t->g, (uint32_t)(ab_network_w(t->network, unit) + l));
}

static ab_expr v_of(const terms *t, size_t unit) {
  return ab_graph_variable(t->g, (uint32_t)ab_network_v(t->network, unit));
}

static ab_expr own(const terms *t, size_t which) {
  return ab_graph_parameter(t->g, parameter(t->network, which));
}

static ab_expr on(const terms *t, size_t unit) {
  return own(t, FEATURES + t->network->points.columns + unit);
}

/* 0 + x is x. */
static ab_expr plus(ab_graph *g, ab_expr sum, ab_expr x) {
  const ab_node *node = ab_graph_node(g, sum);
  bool nothing = node->op == AB_OP_CONSTANT && mpq_sgn(ab_graph_constant_value(g, sum)) == 0;
  return nothing ? x : ab_add(g, sum, x);
}

static ab_expr relu(ab_graph *g, ab_expr x) {
  return ab_graph_unary(g, AB_OP_RELU, x);
}

static ab_expr minimum(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_MIN, x, y);
}

static ab_expr maximum(ab_graph *g, ab_expr x, ab_expr y) {
  return ab_graph_binary(g, AB_OP_MAX, x, y);
}

static void begin(terms *t, ab_graph *g, const ab_network *network) {
  size_t k = network->width, d = network->points.columns;
  *t = (terms){.network = network,
               .g = g,
               .h = ab_allocate(k, sizeof *t->h),
               .strong = ab_allocate(k, sizeof *t->strong)};
  t->label = own(t, LABEL);
  t->norm = ab_graph_unary(g, AB_OP_SQRT, own(t, NORM_SQUARED));
  t->target = ab_mul(g, t->label, own(t, AT_MINIMIZER));
  ab_expr output = ab_graph_integer(g, 0), squares = output;
  for (size_t j = 0; j < k; j++) {
    ab_expr v = v_of(t, j);
    t->h[j] = ab_graph_integer(g, 0);
    for (size_t l = 0; l < d; l++)
      t->h[j] = plus(g, t->h[j], ab_mul(g, own(t, FEATURES + l), w_of(t, j, l)));
    t->strong[j] = relu(g, ab_mul(g, t->label, v));
    output = plus(g, output, ab_mul(g, on(t, j), ab_mul(g, v, t->h[j])));
    ab_expr square = ab_mul(g, own(t, NORM_SQUARED), ab_square(g, v));
    square = ab_add(g, square, ab_square(g, t->h[j]));
    squares = plus(g, squares, ab_mul(g, on(t, j), square));
  }
  t->q = ab_mul(g, t->label, output);
  t->gradient_squared = squares;
}

static void end(terms *t) {
  ab_free(t->h);
  ab_free(t->strong);
}

/* factor x; x where it is 1. */
static ab_expr times(const terms *t, const mpq_t factor, ab_expr x) {
  if (mpq_cmp_ui(factor, 1, 1) == 0)
    return x;
  ab_expr constant = ab_graph_constant(t->g, factor);
  return ab_mul(t->g, constant, x);
}

/* The square of the least change of v. */
static ab_expr change_of_v(const terms *t, const ab_network_completion *c) {
  size_t k = t->network->width, p = t->network->points.rows;
  ab_graph *g = t->g;
  ab_expr sum = ab_graph_integer(g, 0);
  mpq_t inverse;
  mpq_init(inverse);
  for (size_t s = 0; s < p; s++) {
    ab_expr rest = ab_graph_integer(g, 0);
    for (size_t i = 0; i <= s; i++)
      if (mpq_sgn(c->combine.entries[s * p + i]) != 0)
        rest = plus(g, rest,
                    times(t, c->combine.entries[s * p + i], ab_graph_parameter(g, (uint32_t)i)));
    for (size_t j = 0; j < k; j++)
      if (mpq_sgn(c->outputs.entries[s * k + j]) != 0)
        rest = ab_sub(g, rest, times(t, c->outputs.entries[s * k + j], v_of(t, j)));
    mpq_inv(inverse, c->pivots[s]);
    sum = plus(g, sum, times(t, inverse, ab_square(g, rest)));
  }
  mpq_clear(inverse);
  return sum;
}

/* The square of the distance from x to the point of M with these weights. */
static ab_expr distance_squared(const terms *t, const mpq_t *weights) {
  size_t d = t->network->points.columns;
  ab_network_completion c;
  ab_network_complete(&c, t->network, weights);
  ab_expr sum = change_of_v(t, &c);
  ab_network_completion_clear(&c);
  for (size_t j = 0; j < t->network->width; j++)
    for (size_t l = 0; l < d; l++) {
      ab_expr there = ab_graph_constant(t->g, weights[j * d + l]);
      sum = plus(t->g, sum, ab_square(t->g, ab_sub(t->g, w_of(t, j, l), there)));
    }
  return sum;
}

/* |x_i| times the least over mu of mu r^2 + mu A^2/(4 mu^2 - 1), and r^2/2 + A r. */
static ab_expr reach(const terms *t, ab_expr r_squared, ab_expr a_squared) {
  ab_graph *g = t->g;
  ab_expr root = ab_graph_unary(g, AB_OP_SQRT, ab_mul(g, r_squared, a_squared));
  ab_expr least = ab_add(g, ab_div(g, r_squared, ab_graph_integer(g, 2)), root);
  for (size_t n = 0; n < sizeof mus / sizeof *mus; n++) {
    mpq_t mu, factor;
    mpq_inits(mu, factor, NULL);
    mpq_set_si(mu, mus[n][0], (unsigned long)mus[n][1]);
    mpq_set_si(factor, 4 * mus[n][0] * mus[n][0] - mus[n][1] * mus[n][1],
               (unsigned long)(mus[n][1] * mus[n][1]));
    mpq_canonicalize(mu);
    mpq_canonicalize(factor);
    mpq_div(factor, mu, factor);
    ab_expr first = ab_mul(g, ab_graph_constant(g, mu), r_squared);
    ab_expr second = ab_mul(g, ab_graph_constant(g, factor), a_squared);
    least = minimum(g, least, ab_add(g, first, second));
    mpq_clears(mu, factor, NULL);
  }
  return ab_mul(g, t->norm, least);
}

/* How far label l can be below label z*, if a nearest y has |x - y|^2 <= r_squared: the largest,
 * over the sets J of units that may switch, of reach - sum over J of strong_j |h_j|. */
static ab_expr excess(const terms *t, ab_expr r_squared) {
  ab_graph *g = t->g;
  ab_expr half = ab_div(g, r_squared, ab_graph_integer(g, 2));
  ab_expr most = ab_mul(g, t->norm, half);
  for (unsigned set = 1; set < 1u << t->network->width; set++) {
    ab_expr squares = ab_graph_integer(g, 0), cost = squares;
    for (size_t j = 0; j < t->network->width; j++) {
      if (!(set >> j & 1))
        continue;
      squares = plus(g, squares, ab_square(g, t->strong[j]));
      ab_expr size = ab_graph_unary(g, AB_OP_ABS, t->h[j]);
      cost = plus(g, cost, ab_mul(g, t->strong[j], size));
    }
    most = maximum(g, most, ab_sub(g, reach(t, r_squared, squares), cost));
  }
  return most;
}

/* T is at least this if a nearest y has |x - y|^2 <= r_squared. */
static ab_expr condition_within(const terms *t, const ab_statement *statement, ab_expr r_squared) {
  ab_graph *g = t->g;
  ab_expr by_output = ab_sub(g, t->target, excess(t, r_squared));
  ab_expr step = ab_mul(g, r_squared, t->gradient_squared);
  ab_expr by_gradient = ab_sub(g, t->q, ab_graph_unary(g, AB_OP_SQRT, step));
  ab_expr linearised = maximum(g, by_output, by_gradient);
  return ab_network_condition(g, statement, shift_of(t->network), t->q, linearised, t->target);
}

/* That x is not as the clause has it: h_j < 0 of a unit that is on, h_j > 0 of one that is off;
 * outside of the ball. */
static void add_hypotheses(ab_template *template_, const terms *t) {
  ab_graph *g = t->g;
  ab_expr one = ab_graph_integer(g, 1), two = ab_graph_integer(g, 2);
  for (size_t j = 0; j < t->network->width; j++) {
    ab_expr sign = ab_sub(g, one, ab_mul(g, two, on(t, j)));
    ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_mul(g, sign, t->h[j]));
  }
  const ab_region *region = &t->network->region;
  if (!region->has_ball)
    return;
  ab_expr squares = ab_graph_integer(g, 0);
  for (size_t k = 0; k < region->box.count; k++)
    squares = plus(g, squares, ab_square(g, ab_graph_variable(g, (uint32_t)k)));
  ab_expr radius = ab_square(g, ab_graph_constant(g, region->ball));
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_sub(g, squares, radius));
}

static void add_literals(ab_template *template_, const ab_statement *statement,
                         const ab_choice *weights) {
  const ab_network *network = &statement->network;
  terms t;
  begin(&t, template_->graph, network);
  add_hypotheses(template_, &t);
  ab_expr r_squared = distance_squared(&t, (const mpq_t *)weights->values);
  for (size_t n = weights_size(network); n < weights->count; n += weights_size(network)) {
    ab_expr other = distance_squared(&t, (const mpq_t *)weights->values + n);
    r_squared = minimum(t.g, r_squared, other);
  }
  ab_template_add_literal(template_, AB_LITERAL_NONNEGATIVE,
                          condition_within(&t, statement, r_squared));
  end(&t);
}

/* Names under construction. */
typedef struct {
  ab_text *texts;
  const char **names;
  size_t count;
} names;

static ab_text *next_name(names *n) {
  ab_text *text = &n->texts[n->count++];
  ab_text_init(text);
  return text;
}

static void add_numbered(names *n, const char *stem, size_t count) {
  for (size_t k = 1; k <= count; k++)
    ab_text_printf(next_name(n), "%s%zu", stem, k);
}

static names make_names(const ab_network *network) {
  size_t p = network->points.rows, d = network->points.columns, k = network->width;
  size_t coordinates = network->region.box.count;
  size_t count = coordinates + shift_of(network) + ab_network_shift_count(network);
  names n = {ab_allocate(count, sizeof *n.texts), ab_allocate(count, sizeof *n.names), 0};
  for (size_t c = 0; c < coordinates; c++)
    ab_network_coordinate(next_name(&n), network, c);
  add_numbered(&n, "z", p);
  ab_text_add(next_name(&n), "label");
  ab_text_add(next_name(&n), "at_minimizer");
  ab_text_add(next_name(&n), "norm_squared");
  add_numbered(&n, "x", d);
  add_numbered(&n, "on", k);
  if (ab_network_has_targets(network))
    ab_text_add(next_name(&n), "shift");
  for (size_t c = 0; c < n.count; c++)
    n.names[c] = n.texts[c].data;
  return n;
}

static ab_template *add_template(ab_clauses *clauses, const ab_network *network) {
  size_t coordinates = network->region.box.count;
  names n = make_names(network);
  ab_template *result = ab_clauses_add_template(clauses, "local", n.names, coordinates,
                                                n.names + coordinates, n.count - coordinates);
  for (size_t c = 0; c < n.count; c++)
    ab_text_clear(&n.texts[c]);
  ab_free(n.names);
  ab_free(n.texts);
  return result;
}

/* The clause of point i, the label, and the units of `set` on. */
static void add_clause(ab_clauses *clauses, const ab_network *network, ab_network_sample sample,
                       unsigned set) {
  size_t d = network->points.columns, i = sample.point;
  ab_text suffix;
  ab_text_init(&suffix);
  ab_text_add(&suffix, ":on");
  for (size_t j = 0; j < network->width; j++)
    if (set >> j & 1)
      ab_text_printf(&suffix, ":%zu", j + 1);
  ab_clause *clause =
      ab_network_add_clause(clauses, 0, network, sample, shift_of(network), suffix.data);
  ab_text_clear(&suffix);
  for (size_t k = 0; k < network->region.box.count; k++)
    range(clause->lo[k], clause->hi[k], &network->region, k);
  for (size_t m = 0; m < network->points.rows; m++)
    ab_network_bind(clause, m, m);
  ab_network_bind(clause, parameter(network, AT_MINIMIZER), i);
  mpq_set_si(clause->arguments[parameter(network, LABEL)].value, sample.label, 1);
  ab_network_norm_squared(clause->arguments[parameter(network, NORM_SQUARED)].value, network, i);
  for (size_t l = 0; l < d; l++)
    mpq_set(clause->arguments[parameter(network, FEATURES + l)].value,
            ab_network_point(network, i)[l]);
  for (size_t j = 0; j < network->width; j++)
    mpq_set_ui(clause->arguments[parameter(network, FEATURES + d + j)].value, set >> j & 1, 1);
}

/* Whether a permutation of units maps the domain to itself: all of them have the same ranges. */
static bool units_are_alike(const ab_network *network) {
  const ab_domain *box = &network->region.box;
  bool alike = ab_domain_is_uniform(box, ab_network_v(network, 0), network->width);
  for (size_t j = 1; j < network->width; j++)
    for (size_t l = 0; l < network->points.columns && alike; l++)
      alike =
          ab_domain_is_equal_at(box, ab_network_w(network, 0) + l, ab_network_w(network, j) + l);
  return alike;
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  const ab_network *network = &statement->network;
  add_literals(add_template(clauses, network), statement, &witness->choices[WEIGHTS]);
  bool alike = units_are_alike(network);
  for (size_t i = 0; i < network->points.rows; i++)
    for (size_t n = 0; n < ab_network_sample_count(network, i); n++)
      for (unsigned set = 0; set < 1u << network->width; set++)
        if (!alike || (set & (set + 1)) == 0) /* the first so many units */
          add_clause(clauses, network, ab_network_sample_at(network, i, n), set);
}

const ab_network_argument ab_network_local = {
    .name = "weights", .kind = AB_CERTIFICATE_PROOF, .verify = verify, .compile = compile};
