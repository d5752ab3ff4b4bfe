/* SPDX-License-Identifier: MIT
 * One feature point: a rational point x of the domain at which every projection violates the
 * condition (docs/theory/two-layer-relu.md, section 7).
 *
 * A nearest y has a set of units that are on, and one multiplier l for them. For each set there is
 * a clause in l (two, if it is one unit): l gives no point of M of this kind, or one that is
 * farther from x than a point of M that the witness knows, or T < 0. Choices: point (x), label (and
 * for the squared loss the number of the target), near (w_j.x and v_j of that point of M; v of the
 * unit whose w_j.x is largest is made to fit), multiplier (no l is below minus it). */
#include "base/memory.h"
#include "condition/arithmetic.h"
#include "condition/conditions.h"
#include "condition/network_point.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "num/rational.h"

#include <string.h>

enum { POINT = AB_NETWORK_ARGUMENT, LABEL, NEAR, MULTIPLIER, CHOICES };
enum { UNITS_MAX = 8, DISTANCE_BITS = 96 };

/* The parameters: then one for each unit, 1 if it is on at y. */
enum { Z, P_NORM, REGION, DISTANCE, ON };

/* w_j.x and v_j of the units at the chosen x, v negated if z* < 0. */
typedef struct {
  size_t count;
  mpq_t *chi, *v;
} units;

static units make_units(const ab_network *network, const ab_witness *witness) {
  const ab_choice *point = &witness->choices[POINT];
  units u = {network->width, ab_rationals_create(network->width),
             ab_rationals_create(network->width)};
  mpq_t product;
  mpq_init(product);
  for (size_t j = 0; j < u.count; j++) {
    for (size_t l = 0; l < network->points.columns; l++) {
      mpq_mul(product, ab_network_point(network, 0)[l],
              point->values[ab_network_w(network, j) + l]);
      mpq_add(u.chi[j], u.chi[j], product);
    }
    mpq_set(u.v[j], point->values[ab_network_v(network, j)]);
    if (ab_network_sign(network, 0) < 0)
      mpq_neg(u.v[j], u.v[j]);
  }
  mpq_clear(product);
  return u;
}

static void clear_units(units *u) {
  ab_rationals_destroy(u->chi, u->count);
  ab_rationals_destroy(u->v, u->count);
}

static ab_status verify_shape(const ab_network *network, const ab_witness *witness,
                              ab_error *error) {
  static const char *const names[] = {
      [POINT] = "point", [LABEL] = "label", [NEAR] = "near", [MULTIPLIER] = "multiplier"};
  size_t k = network->width, d = network->points.columns;
  size_t labels = ab_network_has_targets(network) ? 2 : 1;
  const size_t counts[] = {
      [POINT] = k * (d + 1), [LABEL] = labels, [NEAR] = 2 * k, [MULTIPLIER] = 1};
  bool good = witness->choice_count == CHOICES && k <= UNITS_MAX;
  for (size_t c = POINT; c < CHOICES && good; c++)
    good =
        strcmp(witness->choices[c].name, names[c]) == 0 && witness->choices[c].count == counts[c];
  if (!good)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "a refutation takes the choices point, label, near and multiplier, and at "
                        "most %d units",
                        (int)UNITS_MAX);
  ab_network_sample unused;
  return ab_network_find_sample(&unused, network, 0, (const mpq_t *)witness->choices[LABEL].values)
             ? AB_OK
             : ab_error_set(error, AB_NOT_VERIFIED,
                            "the label has to be 1 or -1, and a target that of the point");
}

/* The free unit of `near`: the first one with the largest w_j.x. */
static size_t free_unit(const ab_choice *near, size_t k) {
  size_t best = 0;
  for (size_t j = 1; j < k; j++)
    if (mpq_cmp(near->values[j], near->values[best]) > 0)
      best = j;
  return best;
}

/* No multiplier l < -m: zeta (m^2 - 1)^2 >= (m v + h)(m h + v), m > 1, v >= -v_j, h >= -w_j.x/|x|.
 */
static bool verify_multiplier(const units *u, const mpq_t m, const mpq_t zeta, const mpq_t norm) {
  mpq_t v, h, a, b, one;
  mpq_inits(v, h, a, b, one, NULL);
  mpq_set_ui(one, 1, 1);
  for (size_t j = 0; j < u->count; j++) {
    mpq_neg(a, u->v[j]);
    if (mpq_cmp(a, v) > 0)
      mpq_set(v, a);
    mpq_neg(a, u->chi[j]);
    mpq_div(a, a, norm);
    if (mpq_cmp(a, h) > 0)
      mpq_set(h, a);
  }
  bool good = mpq_cmp(m, one) > 0;
  mpq_mul(a, m, v);
  mpq_add(a, a, h);
  mpq_mul(b, m, h);
  mpq_add(b, b, v);
  mpq_mul(a, a, b);
  mpq_mul(b, m, m);
  mpq_sub(b, b, one);
  mpq_mul(b, b, b);
  mpq_mul(b, b, zeta);
  good = good && mpq_cmp(b, a) >= 0;
  mpq_clears(v, h, a, b, one, NULL);
  return good;
}

static ab_status verify(const ab_statement *statement, const ab_witness *witness, ab_error *error) {
  const ab_network *network = &statement->network;
  ab_status status = ab_network_point_verify(statement, witness, error);
  if (status == AB_OK)
    status = verify_shape(network, witness, error);
  if (status != AB_OK)
    return status;
  if (!ab_region_holds(&network->region, (const mpq_t *)witness->choices[POINT].values))
    return ab_error_set(error, AB_NOT_VERIFIED, "the point is not shown to lie in the domain");
  const ab_choice *near = &witness->choices[NEAR];
  if (mpq_sgn(near->values[free_unit(near, network->width)]) <= 0)
    return ab_error_set(error, AB_NOT_VERIFIED, "the choice 'near' has no unit that is on");
  units u = make_units(network, witness);
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_network_zeta(lo, hi, network, witness);
  if (!verify_multiplier(&u, witness->choices[MULTIPLIER].values[0], lo,
                         witness->constants.items[AB_NETWORK_POINT_NORM].lo))
    status = ab_error_set(error, AB_NOT_VERIFIED, "the bound 'multiplier' is not shown");
  mpq_clears(lo, hi, NULL);
  clear_units(&u);
  return status;
}

/* out += the larger of (x - lo)^2 and (x - hi)^2. */
static void add_larger_square(mpq_t out, const mpq_t x, const mpq_t lo, const mpq_t hi) {
  mpq_t a, b;
  mpq_inits(a, b, NULL);
  mpq_sub(a, x, lo);
  mpq_sub(b, x, hi);
  mpq_mul(a, a, a);
  mpq_mul(b, b, b);
  mpq_add(out, out, mpq_cmp(a, b) > 0 ? a : b);
  mpq_clears(a, b, NULL);
}

/* The v of the free unit lies in [lo, hi] (v negated if z* < 0). */
static void free_v(mpq_t lo, mpq_t hi, const ab_network *network, const ab_constant *z,
                   const ab_choice *near, size_t free) {
  size_t k = network->width;
  bool negative = ab_network_sign(network, 0) < 0;
  mpq_t product;
  mpq_init(product);
  mpq_set(lo, z->lo);
  mpq_set(hi, z->hi);
  for (size_t j = 0; j < k; j++) {
    if (j == free || mpq_sgn(near->values[j]) <= 0)
      continue;
    mpq_mul(product, near->values[j], near->values[k + j]);
    mpq_sub(lo, lo, product);
    mpq_sub(hi, hi, product);
  }
  mpq_div(lo, lo, near->values[free]);
  mpq_div(hi, hi, near->values[free]);
  if (negative) {
    mpq_swap(lo, hi);
    mpq_neg(lo, lo);
    mpq_neg(hi, hi);
  }
  mpq_clear(product);
}

/* An upper bound of the squared distance from x to the point of M `near`. */
static void distance_squared(mpq_t out, const ab_network *network, const ab_witness *witness,
                             const units *u) {
  const ab_choice *near = &witness->choices[NEAR];
  size_t k = network->width, free = free_unit(near, k);
  mpq_t lo, hi, norm;
  mpq_inits(lo, hi, norm, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < k; j++)
    add_larger_square(out, u->chi[j], near->values[j], near->values[j]);
  ab_network_norm_squared(norm, network, 0);
  mpq_div(out, out, norm);
  for (size_t j = 0; j < k; j++) {
    if (j == free) {
      free_v(lo, hi, network, &witness->constants.items[Z], near, free);
    } else {
      mpq_set(lo, near->values[k + j]);
      if (ab_network_sign(network, 0) < 0)
        mpq_neg(lo, lo);
      mpq_set(hi, lo);
    }
    add_larger_square(out, u->v[j], lo, hi);
  }
  ab_rational_round(out, out, DISTANCE_BITS, 1);
  mpq_clears(lo, hi, norm, NULL);
}

/* Expressions at one multiplier. */
typedef struct {
  ab_graph *g;
  const units *u;
  ab_expr l, squared, less, norm, zeta; /* l^2, 1 - l^2 */
} terms;

/* (h - l v) of unit j, that is (1 - l^2) h^y if it is on at y, and (v - l h). */
static void unit_terms(ab_expr *h, ab_expr *v, const terms *t, size_t j) {
  ab_expr at_h = ab_div(t->g, ab_graph_constant(t->g, t->u->chi[j]), t->norm);
  ab_expr at_v = ab_graph_constant(t->g, t->u->v[j]);
  *h = ab_sub(t->g, at_h, ab_mul(t->g, t->l, at_v));
  *v = ab_sub(t->g, at_v, ab_mul(t->g, t->l, at_h));
}

/* Over all units, or those that are on at x: the sum of on_j (h - l v)(v - l h), which is (1 -
 * l^2)^2 times their output at y. */
static ab_expr made(const terms *t, bool on_at_x) {
  ab_expr sum = ab_graph_integer(t->g, 0);
  for (size_t j = 0; j < t->u->count; j++) {
    if (on_at_x && mpq_sgn(t->u->chi[j]) <= 0)
      continue;
    ab_expr h, v;
    unit_terms(&h, &v, t, j);
    ab_expr on = ab_graph_parameter(t->g, ON + (uint32_t)j);
    sum = ab_add(t->g, sum, ab_mul(t->g, on, ab_mul(t->g, h, v)));
  }
  return sum;
}

/* (1 - l^2)^2 times the squared distance to this point, minus the same of `near`. */
static ab_expr farther(const terms *t) {
  ab_graph *g = t->g;
  ab_expr moved = ab_graph_integer(g, 0), kinks = moved;
  for (size_t j = 0; j < t->u->count; j++) {
    ab_expr h, v, on = ab_graph_parameter(g, ON + (uint32_t)j);
    unit_terms(&h, &v, t, j);
    moved = ab_add(g, moved, ab_mul(g, on, ab_add(g, ab_square(g, h), ab_square(g, v))));
    if (mpq_sgn(t->u->chi[j]) > 0) { /* not on at y: at the kink */
      ab_expr off = ab_sub(g, ab_graph_integer(g, 1), on);
      ab_expr at_h = ab_div(g, ab_graph_constant(g, t->u->chi[j]), t->norm);
      kinks = ab_add(g, kinks, ab_mul(g, off, ab_square(g, at_h)));
    }
  }
  ab_expr rest = ab_sub(g, ab_graph_parameter(g, DISTANCE), kinks);
  return ab_sub(g, ab_mul(g, t->squared, moved), ab_mul(g, rest, ab_square(g, t->less)));
}

/* That a unit is not of its type at y: h^y < 0 where it is on, h > l v where it is at the kink. */
static void add_types(ab_template *template_, const terms *t) {
  ab_graph *g = t->g;
  for (size_t j = 0; j < t->u->count; j++) {
    ab_expr h, v, on = ab_graph_parameter(g, ON + (uint32_t)j);
    unit_terms(&h, &v, t, j);
    ab_expr region = ab_graph_parameter(g, REGION);
    ab_template_add_literal(template_, AB_LITERAL_POSITIVE,
                            ab_neg(g, ab_mul(g, on, ab_mul(g, region, h))));
    if (mpq_sgn(t->u->chi[j]) > 0) {
      ab_expr off = ab_sub(g, ab_graph_integer(g, 1), on);
      ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_mul(g, off, h));
    }
  }
}

/* The label times the output at x. */
static ab_expr output(const terms *t, const mpq_t label) {
  mpq_t sum, product;
  mpq_inits(sum, product, NULL);
  for (size_t j = 0; j < t->u->count; j++)
    if (mpq_sgn(t->u->chi[j]) > 0) {
      mpq_mul(product, t->u->chi[j], t->u->v[j]);
      mpq_add(sum, sum, product);
    }
  mpq_mul(sum, sum, label);
  ab_expr result = ab_graph_constant(t->g, sum);
  mpq_clears(sum, product, NULL);
  return result;
}

static void add_literals(ab_template *template_, const ab_statement *statement, const units *u,
                         const mpq_t label) {
  ab_graph *g = template_->graph;
  terms t = {.g = g, .u = u, .l = ab_graph_variable(g, 0), .norm = ab_graph_parameter(g, P_NORM)};
  ab_expr z = ab_graph_parameter(g, Z);
  if (ab_network_sign(&statement->network, 0) < 0)
    z = ab_neg(g, z);
  t.squared = ab_square(g, t.l);
  t.less = ab_sub(g, ab_graph_integer(g, 1), t.squared);
  t.zeta = ab_div(g, z, t.norm);
  ab_expr excess = ab_sub(g, made(&t, false), ab_mul(g, t.zeta, ab_square(g, t.less)));
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, excess);
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_neg(g, excess));
  ab_expr y = ab_graph_constant(g, label);
  ab_expr linearised = ab_mul(g, ab_mul(g, y, t.norm), ab_div(g, made(&t, true), t.less));
  ab_expr value = ab_network_condition(g, statement, ON + (uint32_t)u->count, output(&t, label),
                                       linearised, ab_mul(g, y, z));
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, ab_neg(g, value));
  add_types(template_, &t);
  ab_template_add_literal(template_, AB_LITERAL_POSITIVE, farther(&t));
}

/* The clause of a set of units, l in [-1, 1] or, region -1, in [-m, -1]. */
static void add_set(ab_clauses *clauses, const units *u, unsigned set, int region,
                    const mpq_t distance, const mpq_t m) {
  ab_text name;
  ab_text_init(&name);
  ab_text_add(&name, "on");
  for (size_t j = 0; j < u->count; j++)
    if (set >> j & 1)
      ab_text_printf(&name, ":%zu", j + 1);
  ab_text_add(&name, region < 0 ? ":beyond" : "");
  ab_clause *clause = ab_clauses_add(clauses, name.data, 0);
  ab_text_clear(&name);
  mpq_set_si(clause->lo[0], -1, 1);
  mpq_set_si(clause->hi[0], region, 1);
  if (region < 0)
    mpq_neg(clause->lo[0], m);
  ab_network_bind(clause, Z, 0);
  ab_network_bind(clause, P_NORM, AB_NETWORK_POINT_NORM);
  mpq_set_si(clause->arguments[REGION].value, region, 1);
  mpq_set(clause->arguments[DISTANCE].value, distance);
  for (size_t j = 0; j < u->count; j++)
    mpq_set_ui(clause->arguments[ON + j].value, set >> j & 1, 1);
}

static void compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness) {
  static const char *const variables[] = {"l"};
  const char *parameters[ON + UNITS_MAX + 1] = {"z",    "norm", "region", "distance_squared",
                                                "on_1", "on_2", "on_3",   "on_4",
                                                "on_5", "on_6", "on_7",   "on_8"};
  const ab_network *network = &statement->network;
  units u = make_units(network, witness);
  ab_network_sample sample;
  ab_network_find_sample(&sample, network, 0, (const mpq_t *)witness->choices[LABEL].values);
  parameters[ON + u.count] = "shift";
  mpq_t label, distance;
  mpq_inits(label, distance, NULL);
  mpq_set_si(label, sample.label * ab_network_sign(network, 0), 1);
  add_literals(ab_clauses_add_template(clauses, "projection", variables, 1, parameters,
                                       ON + u.count + ab_network_shift_count(network)),
               statement, &u, label);
  distance_squared(distance, network, witness, &u);
  for (unsigned set = 1; set < 1u << u.count; set++) {
    add_set(clauses, &u, set, 1, distance, NULL);
    if ((set & (set - 1)) == 0)
      add_set(clauses, &u, set, -1, distance, witness->choices[MULTIPLIER].values[0]);
  }
  for (size_t n = 0; n < clauses->clause_count; n++)
    ab_network_set_shift(&clauses->clauses[n], ON + (uint32_t)u.count, sample);
  mpq_clears(label, distance, NULL);
  clear_units(&u);
}

const ab_network_argument ab_network_point_refutation = {
    .name = "point", .kind = AB_CERTIFICATE_REFUTATION, .verify = verify, .compile = compile};
