/* SPDX-License-Identifier: MIT
 * One feature point, any width (docs/theory/two-layer-relu.md, section 5), z* != 0, d <= 1.
 *
 * Everything is told for z* > 0; z* < 0 is the same with v and the labels negated. zeta = |z*|/|x|
 * is the output that the units have to make of h_j = w_j.x/|x| and v_j. Clauses: two without
 * variables for all cases in which the linearised prediction lies between 0 and z*; `single` and
 * `single_off`, or in a ball `single_ball`, multiplier l < -1; `several`, -1 <= l <= 1, for each
 * way to divide the units into those on at x and y and those off at x, or one for a ball.
 * Constants: z[1], norm = |x|. The choice `one_point` has the bounds of m, h and, if it is needed,
 * e in `single` and `single_off`. */
#include "condition/network_point.h"
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "num/rational.h"

enum { M_HI, H_LO, H_HI, E_LO, E_HI, BOUNDS }; /* values of the choice */
enum { RANGE_BITS = 20 };

/* The parameters of all templates, in this order; three are named by each. SIGN is that of z*. */
enum { Z, P_NORM, SIGN, FIRST_OWN, SECOND_OWN, THIRD_OWN, SHIFT };

/* Bounds over the domain, for z* > 0. */
typedef struct {
  mpq_t v_lower, v_upper, h; /* of -v_j, v_j, w_j.x */
  bool v_lower_bounded, v_upper_bounded, h_bounded;
} bounds;

static void make_bounds(bounds *b, const ab_network *network) {
  int sign = ab_network_sign(network, 0);
  mpq_inits(b->v_lower, b->v_upper, b->h, NULL);
  b->v_lower_bounded = ab_network_v_upper(b->v_lower, network, -sign);
  b->v_upper_bounded = ab_network_v_upper(b->v_upper, network, sign);
  b->h_bounded = ab_network_h_upper(b->h, network, 0);
}

static void clear_bounds(bounds *b) {
  mpq_clears(b->v_lower, b->v_upper, b->h, NULL);
}

/* Whether there are clauses `single_off`. */
static bool has_off(const ab_network *network) {
  return network->width > 1 && !network->region.has_ball;
}

/* 0 < lo, lo^2 <= zeta and hi^2 - zeta >= v hi: h_y lies in between. */
static bool holds_h(const mpq_t lo, const mpq_t hi, const mpq_t zeta_lo, const mpq_t zeta_hi,
                    const mpq_t v) {
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  mpq_mul(a, lo, lo);
  bool good = mpq_sgn(lo) > 0 && mpq_cmp(lo, hi) <= 0 && mpq_cmp(a, zeta_lo) <= 0;
  mpq_mul(a, hi, hi);
  mpq_sub(a, a, zeta_hi);
  mpq_mul(b, v, hi);
  good = good && mpq_cmp(a, b) >= 0;
  mpq_clears(a, b, NULL);
  return good;
}

/* With a = zeta/e: lo^2 <= (v + a) a at lo, and hi^2 >= (v + a)(v + 3 a) at hi. */
static bool holds_e(const mpq_t lo, const mpq_t hi, const mpq_t zeta_lo, const mpq_t zeta_hi,
                    const mpq_t v) {
  if (mpq_sgn(lo) <= 0 || mpq_cmp(lo, hi) > 0)
    return false;
  mpq_t a, b, c;
  mpq_inits(a, b, c, NULL);
  mpq_div(a, zeta_lo, lo);
  mpq_add(b, v, a);
  mpq_mul(b, b, a);
  mpq_mul(c, lo, lo);
  bool good = mpq_cmp(c, b) <= 0;
  mpq_div(a, zeta_hi, hi);
  mpq_add(b, v, a);
  mpq_add(c, b, a);
  mpq_add(c, c, a);
  mpq_mul(b, b, c);
  mpq_mul(c, hi, hi);
  good = good && mpq_cmp(c, b) >= 0;
  mpq_clears(a, b, c, NULL);
  return good;
}

static bool verify_ranges(const ab_statement *statement, const ab_witness *witness,
                          const bounds *b) {
  const ab_network *network = &statement->network;
  const mpq_t *r = (const mpq_t *)witness->choices[AB_NETWORK_ARGUMENT].values;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_network_zeta(lo, hi, network, witness);
  bool good = ab_network_point_bounds_m(r[M_HI], lo, b->v_lower) &&
              holds_h(r[H_LO], r[H_HI], lo, hi, b->v_lower) &&
              (!has_off(network) || holds_e(r[E_LO], r[E_HI], lo, hi, b->v_lower));
  mpq_clears(lo, hi, NULL);
  return good;
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  ab_status status = ab_network_point_verify(statement, witness, error);
  if (status == AB_OK)
    status = ab_network_verify_difference(statement, error);
  if (status != AB_OK)
    return status;
  if (witness->choice_count != AB_NETWORK_CHOICES ||
      witness->choices[AB_NETWORK_ARGUMENT].count != (has_off(network) ? BOUNDS : E_LO))
    return ab_error_set(error, AB_NOT_VERIFIED, "'one_point' has to give the bounds m, h and e");
  bounds b;
  make_bounds(&b, network);
  bool more = network->width > 1;
  if (!(b.v_lower_bounded && (!more || (b.v_upper_bounded && b.h_bounded))))
    status = ab_error_set(error, AB_NOT_VERIFIED, "the domain does not bound what this needs");
  else if (!verify_ranges(statement, witness, &b))
    status = ab_error_set(error, AB_NOT_VERIFIED, "the ranges in 'one_point' are not shown");
  clear_bounds(&b);
  return status;
}

/* What the templates share. */
typedef struct {
  ab_graph *g;
  ab_expr p[SHIFT], one, size, zeta; /* size = |z*| */
} terms;

static terms begin(ab_template *t) {
  terms s = {.g = t->graph};
  for (uint32_t k = 0; k < SHIFT; k++)
    s.p[k] = ab_graph_parameter(s.g, k);
  s.one = ab_graph_integer(s.g, 1);
  s.size = ab_mul(s.g, s.p[SIGN], s.p[Z]);
  s.zeta = ab_div(s.g, s.size, s.p[P_NORM]);
  return s;
}

static ab_template *add_template(ab_clauses *clauses, const ab_statement *statement,
                                 const char *name, const char *const *variables, size_t count,
                                 const char *first, const char *second, const char *third) {
  const char *names[] = {"z", "norm", "sign", first, second, third, "shift"};
  return ab_clauses_add_template(clauses, name, variables, count, names,
                                 SHIFT + ab_network_shift_count(&statement->network));
}

/* alpha phi(q) >= psi(bound), q = label |z*|; parameters: the label, the bound over |z*|. */
static void add_simple(ab_clauses *clauses, const ab_statement *statement) {
  ab_template *t = add_template(clauses, statement, "between", NULL, 0, "label", "share", "unused");
  terms s = begin(t);
  ab_expr at_minimizer = ab_mul(s.g, s.p[FIRST_OWN], s.size);
  ab_expr most = ab_mul(s.g, s.p[SECOND_OWN], s.size);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_comparison(s.g, statement, SHIFT, at_minimizer, most));
}

/* One unit is on at y, with l = -m < -1, and on at x: (h_0, v_0) = (h - m v, v - m h) with h = h_y,
 * v = zeta/h. h_0 and v_0 have to lie in the domain. */
typedef struct {
  ab_expr m, h, h0, v0, linearised;
} single;

static single add_single_literals(ab_template *t, const terms *s, bool h_bounded) {
  ab_graph *g = s->g;
  single u = {.m = ab_graph_variable(g, 0), .h = ab_graph_variable(g, 1)};
  ab_expr v = ab_div(g, s->zeta, u.h);
  u.h0 = ab_sub(g, u.h, ab_mul(g, u.m, v));
  u.v0 = ab_sub(g, v, ab_mul(g, u.m, u.h));
  u.linearised = ab_mul(g, ab_sub(g, s->one, ab_square(g, u.m)), s->size);
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_neg(g, u.h0));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE,
                          ab_neg(g, ab_add(g, u.v0, s->p[FIRST_OWN]))); /* v_0 < -v_lower */
  if (h_bounded)
    ab_template_add_literal(t, AB_LITERAL_POSITIVE,
                            ab_sub(g, ab_mul(g, s->p[P_NORM], u.h0), s->p[SECOND_OWN]));
  return u;
}

static void add_single(ab_clauses *clauses, const ab_statement *statement, bool h_bounded) {
  static const char *const variables[] = {"m", "h"};
  ab_template *t =
      add_template(clauses, statement, "single", variables, 2, "v_lower", "h_upper", "unused");
  terms s = begin(t);
  single u = add_single_literals(t, &s, h_bounded);
  ab_expr q = ab_mul(s.g, s.p[P_NORM], ab_mul(s.g, u.v0, u.h0));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_condition(s.g, statement, SHIFT, q, u.linearised, s.size));
}

/* The same, with other units on at x and at a kink at y: together they add -(k - 1) v_lower eta to
 * the output, eta = e - (v_lower + a) a/e, a = zeta/e, and eta is small enough for none of them to
 * be worth a swap with the one unit. */
static void add_single_off(ab_clauses *clauses, const ab_statement *statement) {
  static const char *const variables[] = {"m", "h", "e"};
  ab_template *t =
      add_template(clauses, statement, "single_off", variables, 3, "v_lower", "h_upper", "others");
  terms s = begin(t);
  ab_graph *g = s.g;
  single u = add_single_literals(t, &s, true);
  ab_expr e = ab_graph_variable(g, 2), a = ab_div(g, s.zeta, e);
  ab_expr reach = ab_add(g, s.p[FIRST_OWN], a);
  ab_expr eta = ab_sub(g, e, ab_mul(g, reach, ab_div(g, a, e)));
  ab_expr three = ab_mul(g, ab_graph_integer(g, 3), a);
  ab_expr gain = ab_sub(g, ab_mul(g, reach, ab_add(g, s.p[FIRST_OWN], three)), ab_square(g, e));
  ab_expr squares = ab_mul(g, ab_sub(g, ab_square(g, u.m), s.one), ab_square(g, u.h));
  ab_expr cost = ab_add(g, squares, ab_mul(g, ab_graph_integer(g, 2), ab_mul(g, u.m, s.zeta)));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_neg(g, eta));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, cost, gain));
  ab_expr lost = ab_mul(g, ab_mul(g, s.p[THIRD_OWN], s.p[FIRST_OWN]), eta);
  ab_expr q = ab_mul(g, s.p[P_NORM], ab_sub(g, ab_mul(g, u.v0, u.h0), lost));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_condition(g, statement, SHIFT, q, u.linearised, s.size));
}

/* In the ball of radius^2 SECOND_OWN: the other units add -y to the output of all, and
 * h_0^2 + v_0^2 + 2 y <= radius^2. */
static void add_single_ball(ab_clauses *clauses, const ab_statement *statement) {
  static const char *const variables[] = {"m", "h", "y"};
  ab_template *t = add_template(clauses, statement, "single_ball", variables, 3, "v_lower",
                                "radius_squared", "unused");
  terms s = begin(t);
  ab_graph *g = s.g;
  single u = add_single_literals(t, &s, false);
  ab_expr y = ab_graph_variable(g, 2), twice = ab_mul(g, ab_graph_integer(g, 2), y);
  ab_expr squares = ab_add(g, ab_square(g, u.h0), ab_square(g, u.v0));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE,
                          ab_sub(g, ab_add(g, squares, twice), s.p[SECOND_OWN]));
  ab_expr q = ab_mul(g, s.p[P_NORM], ab_sub(g, ab_mul(g, u.v0, u.h0), y));
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_condition(g, statement, SHIFT, q, u.linearised, s.size));
}

/* -1 <= l <= 1, m = |l|: the units that are on at x and y make -+Y/(1 + m)^2 more than they should,
 * and those that are off at x can make up for it only if
 * (Y + label zeta (1 + m)^2)(1 - m)^2 <= m (cap - slope Y). */
static void add_several(ab_clauses *clauses, const ab_statement *statement) {
  static const char *const variables[] = {"m", "y"};
  ab_template *t =
      add_template(clauses, statement, "several", variables, 2, "label", "cap", "slope");
  terms s = begin(t);
  ab_graph *g = s.g;
  ab_expr m = ab_graph_variable(g, 0), y = ab_graph_variable(g, 1);
  ab_expr more = ab_add(g, s.one, m), less = ab_sub(g, s.one, m);
  ab_expr target = ab_mul(g, ab_mul(g, s.p[FIRST_OWN], s.zeta), ab_square(g, more));
  ab_expr needed = ab_mul(g, ab_add(g, y, target), ab_square(g, less));
  ab_expr have = ab_mul(g, m, ab_sub(g, s.p[SECOND_OWN], ab_mul(g, s.p[THIRD_OWN], y)));
  ab_template_add_literal(t, AB_LITERAL_POSITIVE, ab_sub(g, needed, have));
  ab_expr q = ab_neg(g, ab_mul(g, s.p[P_NORM], y));
  ab_expr linearised = ab_mul(g, ab_div(g, less, more), q);
  ab_expr at_minimizer = ab_mul(g, s.p[FIRST_OWN], s.size);
  ab_template_add_literal(t, AB_LITERAL_NONNEGATIVE,
                          ab_network_condition(g, statement, SHIFT, q, linearised, at_minimizer));
}

/* The label of a sample as for z* > 0. */
static int label_of(const ab_network *network, ab_network_sample sample) {
  return ab_network_sign(network, 0) * sample.label;
}

/* A clause of the template that was added last. */
static ab_clause *add_clause(ab_clauses *clauses, const ab_network *network,
                             ab_network_sample sample, const char *suffix) {
  int sign = ab_network_sign(network, 0);
  ab_clause *clause =
      ab_network_add_clause(clauses, clauses->template_count - 1, network, sample, SHIFT, suffix);
  ab_network_bind(clause, Z, 0);
  ab_network_bind(clause, P_NORM, AB_NETWORK_POINT_NORM);
  mpq_set_si(clause->arguments[SIGN].value, sign, 1);
  return clause;
}

/* A clause of the template last added, in the variables m, h and one more that depends on it. */
static ab_clause *add_single_clause(ab_clauses *clauses, const ab_network *network,
                                    ab_network_sample sample, const ab_witness *witness,
                                    const bounds *b, const char *suffix) {
  const mpq_t *r = (const mpq_t *)witness->choices[AB_NETWORK_ARGUMENT].values;
  ab_clause *clause = add_clause(clauses, network, sample, suffix);
  mpq_set_ui(clause->lo[0], 1, 1);
  mpq_set(clause->hi[0], r[M_HI]);
  mpq_set(clause->lo[1], r[H_LO]);
  mpq_set(clause->hi[1], r[H_HI]);
  mpq_set(clause->arguments[FIRST_OWN].value, b->v_lower);
  mpq_set(clause->arguments[SECOND_OWN].value, b->h);
  return clause;
}

static void add_off_clause(ab_clauses *clauses, const ab_network *network, ab_network_sample sample,
                           const ab_witness *witness, const bounds *b) {
  const mpq_t *r = (const mpq_t *)witness->choices[AB_NETWORK_ARGUMENT].values;
  ab_clause *clause = add_single_clause(clauses, network, sample, witness, b, ":single_off");
  mpq_set(clause->lo[2], r[E_LO]);
  mpq_set(clause->hi[2], r[E_HI]);
  mpq_set_ui(clause->arguments[THIRD_OWN].value, network->width - 1, 1);
}

static void add_ball_clause(ab_clauses *clauses, const ab_network *network,
                            ab_network_sample sample, const ab_witness *witness, const bounds *b) {
  ab_clause *clause = add_single_clause(clauses, network, sample, witness, b, ":single");
  mpq_t *square = &clause->arguments[SECOND_OWN].value;
  mpq_mul(*square, network->region.ball, network->region.ball);
  if (network->width > 1)
    mpq_div_2exp(clause->hi[2], *square, 1);
}

/* Y in [0, upper], upper rounded up. */
static ab_clause *add_several_clause(ab_clauses *clauses, const ab_network *network,
                                     ab_network_sample sample, const mpq_t upper,
                                     const char *suffix) {
  int label = label_of(network, sample);
  ab_clause *clause = add_clause(clauses, network, sample, suffix);
  mpq_set_ui(clause->hi[0], 1, 1);
  ab_rational_round(clause->hi[1], upper, RANGE_BITS, 1);
  mpq_set_si(clause->arguments[FIRST_OWN].value, label, 1);
  return clause;
}

/* In a box: Y <= on h v / norm, v the bound on the side of those units, and cap = off w^2, w the
 * bound on the other side. */
static void add_division(ab_clauses *clauses, const ab_network *network, const ab_constant *norm,
                         const bounds *b, ab_network_sample sample, size_t on) {
  int label = label_of(network, sample);
  mpq_srcptr own = label > 0 ? b->v_lower : b->v_upper, other = label > 0 ? b->v_upper : b->v_lower;
  mpq_t value, factor;
  mpq_inits(value, factor, NULL);
  mpq_set_ui(factor, on, 1);
  mpq_mul(value, b->h, own);
  mpq_mul(value, value, factor);
  mpq_div(value, value, norm->lo);
  ab_text suffix;
  ab_text_init(&suffix);
  ab_text_printf(&suffix, ":several:%zu", on);
  ab_clause *clause = add_several_clause(clauses, network, sample, value, suffix.data);
  ab_text_clear(&suffix);
  mpq_set_ui(factor, network->width - on, 1);
  mpq_mul(value, other, other);
  mpq_mul(clause->arguments[SECOND_OWN].value, value, factor);
  mpq_clears(value, factor, NULL);
}

/* In a ball of radius r, whatever the width: Y <= r^2/2, cap = r^2, slope = 2. */
static void add_ball(ab_clauses *clauses, const ab_network *network, ab_network_sample sample) {
  mpq_t square, half;
  mpq_inits(square, half, NULL);
  mpq_mul(square, network->region.ball, network->region.ball);
  mpq_div_2exp(half, square, 1);
  ab_clause *clause = add_several_clause(clauses, network, sample, half, ":several");
  mpq_set(clause->arguments[SECOND_OWN].value, square);
  mpq_set_ui(clause->arguments[THIRD_OWN].value, 2, 1);
  mpq_clears(square, half, NULL);
}

static void add_simple_clauses(ab_clauses *clauses, const ab_network *network) {
  for (size_t n = 0; n < ab_network_sample_count(network, 0); n++) {
    ab_network_sample sample = ab_network_sample_at(network, 0, n);
    int label = label_of(network, sample);
    ab_clause *clause = add_clause(clauses, network, sample, ":between");
    mpq_set_si(clause->arguments[FIRST_OWN].value, label, 1);
    mpq_set_si(clause->arguments[SECOND_OWN].value, label > 0 ? 0 : -1, 1);
  }
}

typedef void (*add_one)(ab_clauses *clauses, const ab_network *network, ab_network_sample sample,
                        const ab_witness *witness, const bounds *b);

/* For the samples that l < -1 leaves to be settled: those with label 1. */
static void add_for_positive(add_one add, ab_clauses *clauses, const ab_network *network,
                             const ab_witness *witness, const bounds *b) {
  for (size_t n = 0; n < ab_network_sample_count(network, 0); n++) {
    ab_network_sample sample = ab_network_sample_at(network, 0, n);
    if (label_of(network, sample) > 0)
      add(clauses, network, sample, witness, b);
  }
}

static void add_box_clause(ab_clauses *clauses, const ab_network *network, ab_network_sample sample,
                           const ab_witness *witness, const bounds *b) {
  add_single_clause(clauses, network, sample, witness, b, ":single");
}

static void add_several_clauses(ab_clauses *clauses, const ab_network *network,
                                const ab_witness *witness, const bounds *b) {
  for (size_t n = 0; n < ab_network_sample_count(network, 0); n++) {
    ab_network_sample sample = ab_network_sample_at(network, 0, n);
    if (network->region.has_ball)
      add_ball(clauses, network, sample);
    for (size_t on = 1; on < network->width && !network->region.has_ball; on++)
      add_division(clauses, network, &witness->constants.items[AB_NETWORK_POINT_NORM], b, sample,
                   on);
  }
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  const ab_network *network = &statement->network;
  bool ball = network->region.has_ball;
  bounds b;
  make_bounds(&b, network);
  add_simple(clauses, statement);
  add_simple_clauses(clauses, network);
  if (ball)
    add_single_ball(clauses, statement);
  else
    add_single(clauses, statement, b.h_bounded);
  add_for_positive(ball ? add_ball_clause : add_box_clause, clauses, network, witness, &b);
  if (has_off(network)) {
    add_single_off(clauses, statement);
    add_for_positive(add_off_clause, clauses, network, witness, &b);
  }
  if (network->width > 1) {
    add_several(clauses, statement);
    add_several_clauses(clauses, network, witness, &b);
  }
  clear_bounds(&b);
}

const ab_network_argument ab_network_point_argument = {
    .name = "one_point", .kind = AB_CERTIFICATE_PROOF, .verify = verify, .compile = compile};
