/* SPDX-License-Identifier: MIT */
#include "condition/level_set.h"

#include "condition/averaged.h"
#include "condition/charts.h"
#include "condition/curve_builder.h"
#include "condition/functions_shared.h"
#include "family/level.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

#include <stdio.h>

enum { REACH_UNIT = 64 };

static ab_level level_of(const ab_functions *f) {
  return (ab_level){f->graph, f->curve.g, f->variable_count};
}

/* ---- the segments of the witness ---- */

static size_t segment_count(const ab_facts *facts) {
  return facts->curve->count / (2 * facts->family->variable_count);
}

/* End number `end`, 0 or 1, of segment k. */
static const mpq_t *segment_end(const ab_facts *facts, size_t k, size_t end) {
  return (const mpq_t *)facts->curve->values + (2 * k + end) * facts->family->variable_count;
}

/* |x - q|^2 - |x - p|^2 at most, or 0 if that is larger, for x in the box [lo, hi], p and q the
 * ends of segment k. */
static void find_slack(mpq_t out, const ab_facts *facts, size_t k, const mpq_t *lo,
                       const mpq_t *hi) {
  const mpq_t *p = segment_end(facts, k, 0), *q = segment_end(facts, k, 1);
  mpq_t factor, term;
  mpq_inits(factor, term, NULL);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < facts->family->variable_count; j++) { /* (p - q) (2 x - p - q) */
    mpq_sub(factor, p[j], q[j]);
    mpq_srcptr x = mpq_sgn(factor) > 0 ? hi[j] : lo[j];
    mpq_add(term, x, x);
    mpq_sub(term, term, p[j]);
    mpq_sub(term, term, q[j]);
    mpq_mul(term, term, factor);
    mpq_add(out, out, term);
  }
  if (mpq_sgn(out) < 0)
    mpq_set_ui(out, 0, 1);
  mpq_clears(factor, term, NULL);
}

/* The larger of out and |a - b|. */
static void raise_to_distance(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_t distance;
  mpq_init(distance);
  mpq_sub(distance, a, b);
  mpq_abs(distance, distance);
  if (mpq_cmp(distance, out) > 0)
    mpq_set(out, distance);
  mpq_clear(distance);
}

/* A rational number >= |x - y| for x in D and y on the first segment. */
static void find_reach(mpq_t out, const ab_facts *facts) {
  const ab_domain *domain = &facts->family->domain;
  mpq_t side;
  mpz_t whole;
  mpq_init(side);
  mpz_init(whole);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < facts->family->variable_count; j++) {
    mpq_set_ui(side, 0, 1);
    for (size_t end = 0; end < 2; end++) {
      raise_to_distance(side, segment_end(facts, 0, end)[j], domain->lo[j]);
      raise_to_distance(side, segment_end(facts, 0, end)[j], domain->hi[j]);
    }
    mpq_mul(side, side, side);
    mpq_add(out, out, side);
  }
  mpq_set_ui(side, REACH_UNIT * REACH_UNIT, 1);
  mpq_mul(out, out, side);
  mpz_cdiv_q(whole, mpq_numref(out), mpq_denref(out));
  mpz_sqrt(whole, whole);
  mpz_add_ui(whole, whole, 1); /* above the root */
  mpq_set_z(out, whole);
  mpq_set_ui(side, REACH_UNIT, 1);
  mpq_div(out, out, side);
  mpq_clear(side);
  mpz_clear(whole);
}

/* ---- what is verified ---- */

static bool exists_on_segment(const ab_facts *facts, ab_expr e) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count;
  ab_interval *box = ab_intervals_create(d, AB_FACTS_PRECISION);
  for (size_t j = 0; j < d; j++) {
    mpq_srcptr p = segment_end(facts, 0, 0)[j], q = segment_end(facts, 0, 1)[j];
    bool ordered = mpq_cmp(p, q) <= 0;
    ab_interval_set_rationals(&box[j], ordered ? p : q, ordered ? q : p);
  }
  bool exists = ab_curve_defined_on(facts, e, box);
  ab_intervals_destroy(box, d);
  return exists;
}

ab_status ab_level_facts_verify(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  ab_level level = level_of(f);
  for (size_t k = 0; k < segment_count(facts); k++)
    if (!ab_level_separates(&level, segment_end(facts, k, 0), segment_end(facts, k, 1)))
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "segment %zu of the witness is not shown to meet the set of minimizers",
                          k + 1);
  if (mpq_sgn(facts->steepness->values[0]) <= 0)
    return ab_facts_refuse(error, "the choice 'steepness' is not positive");
  if (f->assume_minimizers)
    return AB_OK;
  ab_expr lowest = ab_graph_constant(f->graph, facts->level_value->values[0]);
  ab_expr excess = ab_build_sub(f->graph, f->mean, lowest);
  return exists_on_segment(facts, f->mean) && ab_level_vanishes(&level, excess)
             ? AB_OK
             : ab_facts_refuse(error, "f is not shown to have the value stated on the set of "
                                      "minimizers");
}

/* F with f = F(g) in variable number d. */
static bool compose(const ab_facts *facts, ab_expr *out) {
  ab_level level = level_of(facts->family);
  return ab_level_compose(&level, facts->family->mean, out);
}

bool ab_level_settles_space(const ab_facts *facts) {
  ab_expr unused;
  return facts->radius && !facts->family->assume_minimizers && compose(facts, &unused);
}

bool ab_level_minimum_is_zero(const ab_facts *facts) {
  return !facts->family->assume_minimizers && mpq_sgn(facts->level_value->values[0]) == 0;
}

/* ---- templates in (y, t), x = y + t grad g(y) ---- */

typedef struct {
  ab_curve_builder b;
  ab_level level; /* g at y, in the template's graph */
  size_t d;
  ab_expr t, square; /* |grad g(y)|^2 */
  ab_expr y[AB_LEVEL_VARIABLES_MAX], gradient[AB_LEVEL_VARIABLES_MAX];
  ab_expr x[AB_LEVEL_VARIABLES_MAX], offset[AB_LEVEL_VARIABLES_MAX]; /* x - y = t grad g(y) */
} normals;

typedef struct {
  ab_clauses *clauses;
  const ab_statement *statement;
  const ab_witness *witness;
  const ab_facts *facts;
  ab_error *error;
  mpq_t reach;
} compiler;

/* Which variables there are, and what x is. */
typedef enum {
  NORMAL, /* y and t */
  FIXED,  /* y; x is the point of a refutation */
  FOOT    /* y; there is no x */
} shape;

static normals begin(const compiler *c, const char *name, shape kind) {
  static const char *const names[] = {"foot[1]", "foot[2]", "foot[3]", "foot[4]",
                                      "foot[5]", "foot[6]", "step"};
  _Static_assert(sizeof names / sizeof *names == AB_LEVEL_VARIABLES_MAX + 1, "a name each");
  const char *used[AB_LEVEL_VARIABLES_MAX + 1];
  normals n = {.d = c->facts->family->variable_count};
  for (size_t j = 0; j < n.d; j++)
    used[j] = names[j];
  used[n.d] = names[AB_LEVEL_VARIABLES_MAX];
  n.b = ab_curve_begin(c->clauses, c->statement, c->witness, c->facts, name, used,
                       kind == NORMAL ? n.d + 1 : n.d);
  ab_graph *graph = n.b.graph, *family = n.b.f->graph;
  for (size_t j = 0; j < n.d; j++)
    n.y[j] = ab_graph_variable(graph, (uint32_t)j);
  n.level = (ab_level){graph, ab_curve_at(&n.b, n.b.f->curve.g, n.y), n.d};
  n.square = ab_graph_integer(graph, 0);
  if (kind == NORMAL)
    n.t = ab_graph_variable(graph, (uint32_t)n.d);
  for (size_t j = 0; j < n.d; j++) {
    n.gradient[j] = ab_curve_at(&n.b, ab_partial(family, n.b.f->curve.g, j, n.d, 0), n.y);
    n.square = ab_curve_add(&n.b, n.square, ab_build_pow(graph, n.gradient[j], 2));
    if (kind == NORMAL) {
      n.offset[j] = ab_curve_mul(&n.b, n.t, n.gradient[j]);
      n.x[j] = ab_curve_add(&n.b, n.y[j], n.offset[j]);
    } else if (kind == FIXED) {
      n.x[j] = ab_curve_number(&n.b, c->facts->refuted_at[j]);
      n.offset[j] = ab_curve_sub(&n.b, n.x[j], n.y[j]);
    }
  }
  return n;
}

/* Adds the clause, with y within the reach of D, or of the point; |t| <= reach/steepness. */
static void end(normals *n, const compiler *c, const char *name, shape kind) {
  ab_clause *clause = ab_curve_end(&n->b, name);
  const ab_domain *domain = &n->b.f->domain;
  for (size_t j = 0; j < n->d; j++) {
    mpq_sub(clause->lo[j], kind == FIXED ? c->facts->refuted_at[j] : domain->lo[j], c->reach);
    mpq_add(clause->hi[j], kind == FIXED ? c->facts->refuted_at[j] : domain->hi[j], c->reach);
  }
  if (kind == NORMAL) {
    mpq_div(clause->hi[n->d], c->reach, c->facts->steepness->values[0]);
    mpq_neg(clause->lo[n->d], clause->hi[n->d]);
  }
}

static void add(normals *n, ab_literal_kind kind, ab_expr e) {
  ab_template_add_literal(n->b.template_, kind, e);
}

/* ---- literals ---- */

/* f*: as verified, or where that is assumed the value at y. */
static ab_expr lowest(normals *n) {
  return n->b.f->assume_minimizers ? ab_curve_at(&n->b, n->b.f->mean, n->y)
                                   : ab_curve_number(&n->b, n->b.facts->level_value->values[0]);
}

/* What a clause says: inequality number `number` of the claim, or with MINIMUM that f > f*. */
enum { MINIMUM = SIZE_MAX };

static ab_expr build_inequality(normals *n, size_t number) {
  if (number == MINIMUM) {
    ab_expr value = ab_curve_at(&n->b, n->b.f->mean, n->x);
    return ab_curve_sub(&n->b, value, lowest(n));
  }
  bool averaged = n->b.statement->condition->averaged;
  ab_expr value = averaged ? lowest(n) : ab_curve_at(&n->b, n->b.f->functions[number], n->y);
  ab_expr e = averaged ? ab_curve_build_averaged(&n->b, n->x, n->offset, value)
                       : ab_curve_build_t(&n->b, number, n->x, n->offset, value);
  return ab_curve_with_minimizer(&n->b, e, n->y);
}

static size_t inequality_count(const ab_statement *statement) {
  return statement->condition->averaged ? 1 : statement->functions.function_count;
}

/* e - e(t = 0) - t de/dt(t = 0), with the zero set t = 0, if both vanish on M (section 4). */
static void add_order_two(normals *n, ab_expr e, ab_literal_kind kind) {
  ab_graph *graph = n->b.graph;
  ab_expr feet[AB_LEVEL_VARIABLES_MAX + 1];
  for (size_t j = 0; j < n->d; j++)
    feet[j] = n->y[j];
  feet[n->d] = ab_graph_integer(graph, 0);
  ab_expr slope = ab_partial(graph, e, n->d, n->d + 1, 0);
  ab_expr at_foot = ab_substitute(graph, graph, e, feet);
  ab_expr slope_at_foot = ab_substitute(graph, graph, slope, feet);
  if (!ab_level_vanishes(&n->level, at_foot) || !ab_level_vanishes(&n->level, slope_at_foot))
    return;
  ab_expr second = ab_partial(graph, slope, n->d, n->d + 1, 0);
  ab_expr linear = ab_curve_mul(&n->b, n->t, slope_at_foot);
  ab_expr rest = ab_curve_sub(&n->b, e, at_foot);
  add(n, kind, ab_curve_sub(&n->b, rest, linear));
  ab_template_add_zero_set(n->b.template_, n->b.template_->literal_count - 1, 1, feet, &second);
}

/* y is not on M. */
static void add_off(normals *n) {
  add(n, AB_LITERAL_NONZERO, n->level.g);
}

/* x is not in D. */
static void add_outside(normals *n) {
  const ab_domain *domain = &n->b.f->domain;
  for (size_t j = 0; j < n->d; j++) {
    add(n, AB_LITERAL_POSITIVE,
        ab_curve_sub(&n->b, ab_curve_number(&n->b, domain->lo[j]), n->x[j]));
    add(n, AB_LITERAL_POSITIVE,
        ab_curve_sub(&n->b, n->x[j], ab_curve_number(&n->b, domain->hi[j])));
  }
}

/* |x - y| > reach. */
static void add_far(normals *n, const mpq_t reach) {
  ab_expr square = ab_curve_mul(&n->b, ab_build_pow(n->b.graph, n->t, 2), n->square);
  ab_expr limit = ab_build_pow(n->b.graph, ab_curve_number(&n->b, reach), 2);
  add(n, AB_LITERAL_POSITIVE, ab_curve_sub(&n->b, square, limit));
}

/* |x - y|^2 - |x - p|^2 - slack > 0: the point of M on segment k is nearer. With n = x - y,
 * |x - y|^2 - |x - p|^2 = 2 <n, p - y> - |p - y|^2. */
static void add_nearer(normals *n, size_t k, const mpq_t *lo, const mpq_t *hi) {
  const mpq_t *p = segment_end(n->b.facts, k, 0);
  ab_expr inner = ab_graph_integer(n->b.graph, 0), square = inner;
  for (size_t j = 0; j < n->d; j++) {
    ab_expr step = ab_curve_sub(&n->b, ab_curve_number(&n->b, p[j]), n->y[j]);
    inner = ab_curve_add(&n->b, inner, ab_curve_mul(&n->b, n->offset[j], step));
    square = ab_curve_add(&n->b, square, ab_build_pow(n->b.graph, step, 2));
  }
  mpq_t slack;
  mpq_init(slack);
  find_slack(slack, n->b.facts, k, lo, hi);
  ab_expr twice = ab_curve_mul(&n->b, ab_graph_integer(n->b.graph, 2), inner);
  ab_expr difference = ab_curve_sub(&n->b, twice, square);
  add(n, AB_LITERAL_POSITIVE, ab_curve_sub(&n->b, difference, ab_curve_number(&n->b, slack)));
  mpq_clear(slack);
}

/* ---- clauses ---- */

/* |grad g| > steepness at the points of M within the reach of D. */
static void compile_regular(const compiler *c) {
  normals n = begin(c, "regular", FOOT);
  mpq_srcptr steepness = c->facts->steepness->values[0];
  ab_expr least = ab_build_pow(n.b.graph, ab_curve_number(&n.b, steepness), 2);
  add(&n, AB_LITERAL_POSITIVE, ab_curve_sub(&n.b, n.square, least));
  add_off(&n);
  end(&n, c, "regular", FOOT);
}

static void compile_on_domain(const compiler *c, const char *name, size_t number) {
  const ab_domain *domain = &c->facts->family->domain;
  normals n = begin(c, name, NORMAL);
  ab_expr e = build_inequality(&n, number);
  bool strict = number == MINIMUM;
  add(&n, strict ? AB_LITERAL_POSITIVE : AB_LITERAL_NONNEGATIVE, e);
  add_off(&n);
  add_outside(&n);
  add_far(&n, c->reach);
  for (size_t k = 0; k < segment_count(c->facts); k++)
    add_nearer(&n, k, (const mpq_t *)domain->lo, (const mpq_t *)domain->hi);
  add_order_two(&n, e, strict ? AB_LITERAL_POSITIVE_OFF : AB_LITERAL_NONNEGATIVE);
  end(&n, c, name, NORMAL);
}

static void compile_claim(const compiler *c) {
  for (size_t i = 0; i < inequality_count(c->statement); i++) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, c->statement->condition->averaged ? "bound[%zu]" : "T[%zu,1]",
             i + 1);
    compile_on_domain(c, name, i);
  }
}

/* At the point x: y is not on M, not stationary (x - y is no multiple of grad g(y)), farther than a
 * point of a segment, or some inequality is false. */
static void compile_violated(const compiler *c) {
  const mpq_t *point = (const mpq_t *)c->facts->refuted_at;
  normals n = begin(c, "violated", FIXED);
  for (size_t i = 0; i < inequality_count(c->statement); i++)
    add(&n, AB_LITERAL_POSITIVE, ab_build_neg(n.b.graph, build_inequality(&n, i)));
  add_off(&n);
  for (size_t i = 0; i < n.d; i++)
    for (size_t j = 0; j < i; j++) {
      ab_expr left = ab_curve_mul(&n.b, n.offset[i], n.gradient[j]);
      ab_expr right = ab_curve_mul(&n.b, n.offset[j], n.gradient[i]);
      add(&n, AB_LITERAL_NONZERO, ab_curve_sub(&n.b, left, right));
    }
  for (size_t k = 0; k < segment_count(c->facts); k++)
    add_nearer(&n, k, point, point);
  end(&n, c, "violated", FIXED);
}

/* F(t) > f* for t != 0. */
static ab_template *add_composition(const compiler *c, ab_clauses *clauses) {
  static const char *const names[] = {"g"};
  const ab_functions *f = c->facts->family;
  ab_curve_builder b =
      ab_curve_begin(clauses, c->statement, c->witness, c->facts, "minimum", names, 1);
  ab_expr composed = 0, at[AB_LEVEL_VARIABLES_MAX + 1];
  compose(c->facts, &composed);
  for (size_t j = 0; j <= f->variable_count; j++)
    at[j] = ab_graph_variable(b.graph, 0);
  ab_expr e = ab_curve_sub(&b, ab_curve_at(&b, composed, at),
                           ab_curve_number(&b, c->facts->level_value->values[0]));
  ab_expr foot = ab_graph_integer(b.graph, 0), slope = ab_partial(b.graph, e, 0, 1, 0);
  bool flat = ab_facts_is_zero(b.graph, ab_substitute(b.graph, b.graph, e, &foot)) &&
              ab_facts_is_zero(b.graph, ab_substitute(b.graph, b.graph, slope, &foot));
  ab_template_add_literal(b.template_, flat ? AB_LITERAL_POSITIVE_OFF : AB_LITERAL_POSITIVE, e);
  ab_expr second = ab_partial(b.graph, slope, 0, 1, 0);
  if (flat)
    ab_template_add_zero_set(b.template_, 0, 1, &foot, &second);
  return b.template_;
}

/* That for all real t, by the cube of the radius and the charts at infinity. */
static ab_status compile_composition(const compiler *c) {
  mpq_srcptr radius = c->facts->radius->values[0];
  ab_curve_builder b = {.clauses = c->clauses, .template_ = add_composition(c, c->clauses)};
  ab_clause *clause = ab_curve_end(&b, "minimum");
  mpq_neg(clause->lo[0], radius);
  mpq_set(clause->hi[0], radius);
  ab_domain line;
  ab_clauses scratch;
  ab_domain_init_space(&line, 1);
  ab_clauses_init(&scratch);
  const ab_template *near = add_composition(c, &scratch);
  ab_status status = ab_charts_compile(c->clauses, near, "minimum", &line, radius,
                                       &c->witness->constants, NULL, NULL, c->error);
  ab_clauses_clear(&scratch);
  ab_domain_clear(&line);
  return status;
}

ab_status ab_level_compile(ab_clauses *clauses, const ab_statement *statement,
                           ab_certificate_kind kind, const ab_witness *witness,
                           const ab_facts *facts, ab_error *error) {
  compiler c = {.clauses = clauses,
                .statement = statement,
                .witness = witness,
                .facts = facts,
                .error = error};
  ab_status status = AB_OK;
  bool composed = ab_level_settles_space(facts), proof = kind == AB_CERTIFICATE_PROOF;
  bool minimum_on_domain = !composed && !facts->family->assume_minimizers;
  mpq_init(c.reach);
  find_reach(c.reach, facts);
  if (composed)
    status = compile_composition(&c);
  if (proof || minimum_on_domain)
    compile_regular(&c);
  if (minimum_on_domain)
    compile_on_domain(&c, "minimum", MINIMUM);
  if (proof)
    compile_claim(&c);
  else if (kind == AB_CERTIFICATE_REFUTATION)
    compile_violated(&c);
  mpq_clear(c.reach);
  return status;
}
