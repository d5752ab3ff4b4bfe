/* SPDX-License-Identifier: MIT */
#include "condition/alpha_beta_curve.h"

#include "base/memory.h"
#include "condition/charts.h"
#include "condition/conditions.h"
#include "condition/functions_shared.h"
#include "expr/evaluate.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

#include <stdio.h>

enum { PRECISION = 320, REACH_UNIT = 64 };

/* ---- what is verified ---- */

static ab_interval *root_enclosures(const ab_facts *facts) {
  size_t count = facts->family->root_count;
  ab_interval *roots = ab_intervals_create(count, PRECISION);
  for (size_t r = 0; r < count; r++) {
    const ab_constant *c = &facts->witness->constants.items[r];
    ab_interval_set_rationals(&roots[r], c->lo, c->hi);
  }
  return roots;
}

/* Whether e is defined on a box in the plane: the given point, or with NULL everywhere. */
static bool is_defined(const ab_facts *facts, ab_expr e, const mpq_t *point) {
  ab_interval *box = ab_intervals_create(2, PRECISION), *roots = root_enclosures(facts);
  for (size_t j = 0; j < 2; j++) {
    if (point) {
      ab_interval_set_rationals(&box[j], point[j], point[j]);
    } else {
      mpfr_set_inf(box[j].lo, -1);
      mpfr_set_inf(box[j].hi, 1);
    }
  }
  ab_evaluator *evaluator = ab_evaluator_create(facts->family->graph, &e, 1, 2, PRECISION);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, roots);
  bool defined = point ? ab_interval_is_finite(range) : ab_interval_is_defined(range);
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, 2);
  ab_intervals_destroy(roots, facts->family->root_count);
  return defined;
}

/* Whether e has one rational value on the curve, wherever it is defined on it. */
static bool constant_on_curve(const ab_functions *f, ab_expr e, mpq_t value) {
  return ab_curve_constant(&f->curve, f->graph, e, value);
}

ab_status ab_curve_facts_verify(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  const mpq_t *points = (const mpq_t *)facts->curve->values;
  for (size_t k = 0; k < facts->curve->count / 2; k++)
    if (!ab_curve_holds(&f->curve, f->graph, points + 2 * k))
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "point %zu of the witness is not shown to lie on the curve", k + 1);
  if (f->assume_minimizers)
    return AB_OK;
  mpq_t value;
  mpq_init(value);
  bool good = is_defined(facts, f->mean, points) && constant_on_curve(f, f->mean, value) &&
              constant_on_curve(f, ab_partial(f->graph, f->mean, f->curve.v, 2, 0), value) &&
              mpq_sgn(value) == 0;
  mpq_clear(value);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "f is not shown to have one rational value on the curve of minimizers "
                             "and to be stationary there");
}

void ab_curve_assumption(ab_text *text, const ab_functions *family) {
  ab_text_add(text, family->assume_minimizers
                        ? "the set of minimizers is the one given\n"
                        : "outside D, f is above its value on the curve of minimizers except on "
                          "that curve (on D this is proved)\n");
}

/* ---- templates ---- */

typedef struct {
  const ab_statement *statement;
  const ab_facts *facts;
  const ab_functions *f;
  ab_clauses *clauses;
  ab_template *template_;
  ab_graph *graph;
} builder;

/* Parameters: all constants of the witness, in order. */
static builder begin(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness,
                     const ab_facts *facts, const char *name, const char *const *variables,
                     size_t variable_count) {
  size_t count = witness->constants.count;
  const char **parameters = ab_allocate(count, sizeof *parameters);
  for (size_t c = 0; c < count; c++)
    parameters[c] = witness->constants.items[c].name;
  builder b = {statement,
               facts,
               facts->family,
               clauses,
               ab_clauses_add_template(clauses, name, variables, variable_count, parameters, count),
               NULL};
  b.graph = b.template_->graph;
  ab_free(parameters);
  return b;
}

static ab_clause *end(builder *b, const char *name) {
  ab_clause *clause = ab_clauses_add(b->clauses, name, b->clauses->template_count - 1);
  for (size_t c = 0; c < b->template_->parameter_count; c++) {
    clause->arguments[c].bound = true;
    clause->arguments[c].constant = c;
  }
  return clause;
}

static ab_expr add(builder *b, ab_expr x, ab_expr y) {
  return ab_build_add(b->graph, x, y);
}

static ab_expr sub(builder *b, ab_expr x, ab_expr y) {
  return ab_build_sub(b->graph, x, y);
}

static ab_expr mul(builder *b, ab_expr x, ab_expr y) {
  return ab_build_mul(b->graph, x, y);
}

static ab_expr number(builder *b, const mpq_t value) {
  return ab_graph_constant(b->graph, value);
}

/* An expression of the family at this point of the template. */
static ab_expr at(builder *b, ab_expr e, const ab_expr *point) {
  return ab_substitute(b->graph, b->f->graph, e, point);
}

/* ---- f as a function of g ---- */

/* F with f = F(g), as an expression in variable 0 of the family's graph, if the functions show it:
 * F(t) = f(u_0, (t - c(u_0))/a(u_0)) for the first point of the curve. */
static bool find_composition(const ab_facts *facts, ab_expr *out) {
  const ab_functions *f = facts->family;
  const ab_curve *curve = &f->curve;
  ab_graph *graph = f->graph;
  ab_expr t = ab_graph_variable(graph, 0), g = curve->g, point[2],
          zero = ab_graph_integer(graph, 0);
  point[curve->u] = ab_graph_constant(graph, facts->curve->values[curve->u]);
  point[curve->v] = zero;
  ab_expr a = ab_substitute(graph, graph, curve->a, point);
  ab_expr c = ab_substitute(graph, graph, curve->c, point);
  point[curve->v] = ab_build_div(graph, ab_build_sub(graph, t, c), a);
  *out = ab_substitute(graph, graph, f->mean, point);
  ab_expr slope = ab_partial(graph, *out, 0, 1, 0);
  return is_defined(facts, f->mean, NULL) &&
         ab_identical(graph, f->mean, ab_substitute(graph, graph, *out, &g)) &&
         ab_facts_is_zero(graph, ab_substitute(graph, graph, slope, &zero));
}

bool ab_curve_settles_space(const ab_facts *facts) {
  ab_expr unused;
  return facts->radius && !facts->family->assume_minimizers && find_composition(facts, &unused);
}

/* F(t) > f* for t != 0. */
static ab_template *add_composition(ab_clauses *clauses, const ab_statement *statement,
                                    const ab_witness *witness, const ab_facts *facts) {
  static const char *const names[] = {"g"};
  builder b = begin(clauses, statement, witness, facts, "minimum", names, 1);
  ab_expr t = ab_graph_variable(b.graph, 0), composed = 0;
  mpq_t lowest;
  mpq_init(lowest);
  find_composition(facts, &composed);
  constant_on_curve(b.f, b.f->mean, lowest);
  ab_expr e = sub(&b, at(&b, composed, &t), number(&b, lowest));
  ab_template_add_literal(b.template_, AB_LITERAL_POSITIVE_OFF, e);
  ab_expr foot = ab_graph_integer(b.graph, 0);
  ab_expr second = ab_partial(b.graph, ab_partial(b.graph, e, 0, 1, 0), 0, 1, 0);
  ab_template_add_zero_set(b.template_, 0, 1, &foot, &second);
  mpq_clear(lowest);
  return b.template_;
}

/* That for all real t, by the cube of the radius and the charts at infinity. */
static ab_status compile_composition(ab_clauses *clauses, const ab_statement *statement,
                                     const ab_witness *witness, const ab_facts *facts,
                                     ab_error *error) {
  mpq_srcptr radius = facts->radius->values[0];
  ab_domain line;
  ab_clauses scratch;
  add_composition(clauses, statement, witness, facts);
  builder b = {.clauses = clauses, .template_ = &clauses->templates[clauses->template_count - 1]};
  ab_clause *clause = end(&b, "minimum");
  mpq_neg(clause->lo[0], radius);
  mpq_set(clause->hi[0], radius);
  ab_domain_init_space(&line, 1);
  ab_clauses_init(&scratch);
  const ab_template *near = add_composition(&scratch, statement, witness, facts);
  ab_status status = ab_charts_compile(clauses, near, "minimum", &line, radius, &witness->constants,
                                       NULL, NULL, error);
  ab_clauses_clear(&scratch);
  ab_domain_clear(&line);
  return status;
}

/* ---- f above f* off the curve ---- */

/* Over D: f - f* > 0, or x is on the curve: foot (u, -c(u)/a(u)), which differs from x in v alone.
 */
static void compile_minimum(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts) {
  const ab_functions *f = facts->family;
  const ab_curve *curve = &f->curve;
  const char *names[] = {f->names[0], f->names[1]};
  builder b = begin(clauses, statement, witness, facts, "minimum", names, 2);
  ab_expr x[] = {ab_graph_variable(b.graph, 0), ab_graph_variable(b.graph, 1)}, feet[2];
  mpq_t lowest;
  mpq_init(lowest);
  constant_on_curve(f, f->mean, lowest);
  ab_expr e = sub(&b, at(&b, f->mean, x), number(&b, lowest));
  mpq_clear(lowest);
  ab_template_add_literal(b.template_, AB_LITERAL_POSITIVE_OFF, e);
  feet[curve->u] = x[curve->u];
  feet[curve->v] =
      ab_build_neg(b.graph, ab_build_div(b.graph, at(&b, curve->c, x), at(&b, curve->a, x)));
  ab_expr second = ab_partial(b.graph, ab_partial(b.graph, e, curve->v, 2, 0), curve->v, 2, 0);
  ab_template_add_zero_set(b.template_, 0, 1, feet, &second);
  ab_clause *clause = end(&b, "minimum");
  for (size_t k = 0; k < 2; k++) {
    mpq_set(clause->lo[k], f->domain.lo[k]);
    mpq_set(clause->hi[k], f->domain.hi[k]);
  }
}

/* ---- the condition ---- */

/* In the variables u (of the foot) and w (x_v): with N = c'a - c a' and G = a w + c, x - y = (N
 * G/a^3, G/a) in the coordinates (u, v). */
typedef struct {
  ab_expr u, w, a, c, n, g;
  ab_expr across[2]; /* x - y, by coordinate */
  ab_expr x[2], y[2];
} foot;

static foot build_foot(builder *b) {
  const ab_curve *curve = &b->f->curve;
  ab_graph *family = b->f->graph;
  foot t = {.u = ab_graph_variable(b->graph, 0), .w = ab_graph_variable(b->graph, 1)};
  ab_expr at_u[2];
  at_u[curve->u] = t.u;
  at_u[curve->v] = ab_graph_integer(b->graph, 0); /* a, c do not depend on v */
  t.a = at(b, curve->a, at_u);
  t.c = at(b, curve->c, at_u);
  ab_expr a1 = at(b, ab_partial(family, curve->a, curve->u, 2, 0), at_u);
  ab_expr c1 = at(b, ab_partial(family, curve->c, curve->u, 2, 0), at_u);
  t.n = sub(b, mul(b, c1, t.a), mul(b, t.c, a1));
  t.g = add(b, mul(b, t.a, t.w), t.c);
  t.across[curve->u] = ab_build_div(b->graph, mul(b, t.n, t.g), ab_build_pow(b->graph, t.a, 3));
  t.across[curve->v] = ab_build_div(b->graph, t.g, t.a);
  t.x[curve->u] = add(b, t.u, t.across[curve->u]);
  t.x[curve->v] = t.w;
  t.y[curve->u] = t.u;
  t.y[curve->v] = ab_build_neg(b->graph, ab_build_div(b->graph, t.c, t.a));
  return t;
}

/* f_i(y): a rational number where f_i is constant along the curve and defined everywhere. */
static ab_expr value_on_curve(builder *b, size_t i, const foot *t) {
  mpq_t value;
  mpq_init(value);
  ab_expr e = b->f->functions[i];
  ab_expr result = is_defined(b->facts, e, NULL) && constant_on_curve(b->f, e, value)
                       ? number(b, value)
                       : at(b, e, t->y);
  mpq_clear(value);
  return result;
}

/* T_i = <grad f_i(x), x - y> - (alpha - beta) f_i(x) + alpha f_i(y) - beta f_i*. */
static ab_expr build_t(builder *b, size_t i, const foot *t) {
  const ab_statement *s = b->statement;
  ab_expr inner = ab_graph_integer(b->graph, 0);
  for (size_t j = 0; j < 2; j++) {
    ab_expr partial = ab_partial(b->f->graph, b->f->functions[i], j, 2, 0);
    inner = add(b, inner, mul(b, at(b, partial, t->x), t->across[j]));
  }
  mpq_t difference;
  mpq_init(difference);
  mpq_sub(difference, ab_statement_constant(s, AB_ALPHA), ab_statement_constant(s, AB_BETA));
  ab_expr descent = mul(b, number(b, difference), at(b, b->f->functions[i], t->x));
  mpq_clear(difference);
  ab_expr rest =
      sub(b, mul(b, number(b, ab_statement_constant(s, AB_ALPHA)), value_on_curve(b, i, t)),
          mul(b, number(b, ab_statement_constant(s, AB_BETA)), at(b, b->f->infima[i], t->x)));
  return add(b, sub(b, inner, descent), rest);
}

static void positive(builder *b, ab_expr e) {
  ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, e);
}

/* x_u outside the domain, times a^4: a^4 (u - hi) + a N G > 0, a^4 (lo - u) - a N G > 0. */
static void add_outside(builder *b, const foot *t) {
  const ab_domain *domain = &b->f->domain;
  size_t u = b->f->curve.u;
  ab_expr fourth = ab_build_pow(b->graph, t->a, 4), shift = mul(b, t->a, mul(b, t->n, t->g));
  positive(b, add(b, mul(b, fourth, sub(b, t->u, number(b, domain->hi[u]))), shift));
  positive(b, sub(b, mul(b, fourth, sub(b, number(b, domain->lo[u]), t->u)), shift));
}

/* (|x - y|^2 - |x - y_k|^2) a^4 > 0. */
static void add_nearer(builder *b, const foot *t, const mpq_t *point) {
  const ab_curve *curve = &b->f->curve;
  ab_expr u0 = number(b, point[curve->u]), v0 = number(b, point[curve->v]);
  ab_expr two = ab_graph_integer(b->graph, 2), square = ab_build_pow(b->graph, t->a, 2);
  ab_expr along = add(b, mul(b, ab_build_pow(b->graph, t->a, 4), sub(b, t->u, u0)),
                      mul(b, two, mul(b, t->a, mul(b, t->n, t->g))));
  ab_expr first = mul(b, sub(b, u0, t->u), along);
  ab_expr low = add(b, mul(b, t->a, v0), t->c);
  ab_expr high = add(b, mul(b, t->a, sub(b, mul(b, two, t->w), v0)), t->c);
  positive(b, add(b, first, mul(b, square, mul(b, low, high))));
}

/* A rational number >= max over D of |x - y_1|. */
static void reach(mpq_t out, const ab_facts *facts) {
  const ab_domain *domain = &facts->family->domain;
  mpq_t low, high;
  mpz_t whole;
  mpq_inits(low, high, NULL);
  mpz_init(whole);
  mpq_set_ui(out, 0, 1);
  for (size_t j = 0; j < 2; j++) {
    mpq_sub(low, facts->curve->values[j], domain->lo[j]);
    mpq_sub(high, domain->hi[j], facts->curve->values[j]);
    mpq_mul(low, low, low);
    mpq_mul(high, high, high);
    mpq_add(out, out, mpq_cmp(low, high) < 0 ? high : low);
  }
  mpq_set_ui(low, REACH_UNIT * REACH_UNIT, 1);
  mpq_mul(out, out, low);
  mpz_cdiv_q(whole, mpq_numref(out), mpq_denref(out));
  mpz_sqrt(whole, whole);
  mpz_add_ui(whole, whole, 1); /* above the root */
  mpq_set_z(out, whole);
  mpq_set_ui(low, REACH_UNIT, 1);
  mpq_div(out, out, low);
  mpq_clears(low, high, NULL);
  mpz_clear(whole);
}

static const char *const foot_names[] = {"foot[1]", "point[2]"};

/* The box of (u, w). */
static void end_foot(builder *b, const char *name, const mpq_t rho) {
  const ab_domain *domain = &b->f->domain;
  const ab_curve *curve = &b->f->curve;
  ab_clause *clause = end(b, name);
  mpq_sub(clause->lo[0], domain->lo[curve->u], rho);
  mpq_add(clause->hi[0], domain->hi[curve->u], rho);
  mpq_set(clause->lo[1], domain->lo[curve->v]);
  mpq_set(clause->hi[1], domain->hi[curve->v]);
}

/* a and c have no common zero in the range of u: a^2 + c^2 > 0. */
static void compile_regular(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts, const mpq_t rho) {
  builder b = begin(clauses, statement, witness, facts, "regular", foot_names, 2);
  foot t = build_foot(&b);
  positive(&b, add(&b, ab_build_pow(b.graph, t.a, 2), ab_build_pow(b.graph, t.c, 2)));
  end_foot(&b, "regular", rho);
}

/* With interpolation T, the last literal, vanishes to second order in w at w = h(u), where x = y,
 * as identities show: a zero set of it. */
static void add_interpolation(builder *b, ab_expr e, const foot *t) {
  const ab_expr feet[] = {t->u, t->y[b->f->curve.v]};
  ab_expr slope = ab_partial(b->graph, e, 1, 2, 0);
  if (!ab_facts_is_zero(b->graph, ab_substitute(b->graph, b->graph, e, feet)) ||
      !ab_facts_is_zero(b->graph, ab_substitute(b->graph, b->graph, slope, feet)))
    return;
  ab_expr second = ab_partial(b->graph, slope, 1, 2, 0);
  ab_template_add_zero_set(b->template_, b->template_->literal_count - 1, 1, feet, &second);
}

static void compile_condition(ab_clauses *clauses, const ab_statement *statement,
                              const ab_witness *witness, const ab_facts *facts, size_t i,
                              const mpq_t rho) {
  char name[AB_NAME_MAX];
  snprintf(name, sizeof name, "T[%zu,1]", i + 1);
  builder b = begin(clauses, statement, witness, facts, name, foot_names, 2);
  foot t = build_foot(&b);
  ab_expr e = build_t(&b, i, &t);
  ab_template_add_literal(b.template_, AB_LITERAL_NONNEGATIVE, e);
  add_interpolation(&b, e, &t);
  add_outside(&b, &t);
  /* |w - h| > rho, times a^2 */
  positive(&b, sub(&b, ab_build_pow(b.graph, t.g, 2),
                   ab_build_pow(b.graph, mul(&b, number(&b, rho), t.a), 2)));
  for (size_t k = 0; k < facts->curve->count / 2; k++)
    add_nearer(&b, &t, (const mpq_t *)facts->curve->values + 2 * k);
  end_foot(&b, name, rho);
}

/* ---- a refutation ---- */

/* (|x - y|^2 - |x - y_k|^2) a^2 > 0 for a given x. */
static void add_nearer_to(builder *b, const foot *t, const ab_expr *x, const mpq_t *point) {
  const ab_curve *curve = &b->f->curve;
  ab_expr square = ab_build_pow(b->graph, t->a, 2);
  ab_expr here = sub(b, x[curve->u], t->u), up = t->g;
  ab_expr there = sub(b, x[curve->u], number(b, point[curve->u]));
  ab_expr above = mul(b, t->a, sub(b, t->w, number(b, point[curve->v])));
  ab_expr near =
      mul(b, square, sub(b, ab_build_pow(b->graph, here, 2), ab_build_pow(b->graph, there, 2)));
  positive(b,
           add(b, near, sub(b, ab_build_pow(b->graph, up, 2), ab_build_pow(b->graph, above, 2))));
}

/* At the point x, for all u: (u, h(u)) is no nearest point to x, or T_i(x, (u, h(u))) < 0 for some
 * i; curves.md, section 5. */
static void compile_violated(ab_clauses *clauses, const ab_statement *statement,
                             const ab_witness *witness, const ab_facts *facts, const mpq_t rho) {
  builder b = begin(clauses, statement, witness, facts, "violated", foot_names, 2);
  const ab_curve *curve = &b.f->curve;
  const mpq_t *point = (const mpq_t *)facts->refuted_at;
  foot t = build_foot(&b);
  ab_expr third = ab_build_pow(b.graph, t.a, 3);
  t.x[curve->u] = number(&b, point[curve->u]);
  t.x[curve->v] = number(&b, point[curve->v]);
  t.across[curve->u] = sub(&b, t.x[curve->u], t.u);
  for (size_t i = 0; i < b.f->function_count; i++)
    positive(&b, ab_build_neg(b.graph, build_t(&b, i, &t)));
  ab_template_add_literal(b.template_, AB_LITERAL_NONZERO,
                          sub(&b, mul(&b, third, t.across[curve->u]), mul(&b, t.n, t.g)));
  for (size_t k = 0; k < facts->curve->count / 2; k++)
    add_nearer_to(&b, &t, t.x, (const mpq_t *)facts->curve->values + 2 * k);
  ab_clause *clause = end(&b, "violated");
  mpq_sub(clause->lo[0], point[curve->u], rho);
  mpq_add(clause->hi[0], point[curve->u], rho);
  mpq_set(clause->lo[1], point[curve->v]);
  mpq_set(clause->hi[1], point[curve->v]);
}

ab_status ab_curve_compile(ab_clauses *clauses, const ab_statement *statement,
                           ab_certificate_kind kind, const ab_witness *witness,
                           const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  ab_status status = AB_OK;
  mpq_t rho;
  mpq_init(rho);
  reach(rho, facts);
  if (ab_curve_settles_space(facts))
    status = compile_composition(clauses, statement, witness, facts, error);
  else if (!f->assume_minimizers)
    compile_minimum(clauses, statement, witness, facts);
  compile_regular(clauses, statement, witness, facts, rho);
  if (kind == AB_CERTIFICATE_REFUTATION)
    compile_violated(clauses, statement, witness, facts, rho);
  for (size_t i = 0; i < f->function_count && kind == AB_CERTIFICATE_PROOF; i++)
    compile_condition(clauses, statement, witness, facts, i, rho);
  mpq_clear(rho);
  return status;
}
