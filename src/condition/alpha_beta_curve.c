/* SPDX-License-Identifier: MIT */
#include "condition/alpha_beta_curve.h"

#include "base/memory.h"
#include "condition/conditions.h"
#include "expr/evaluate.h"
#include "num/rational.h"
#include "problem/calculus.h"

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
                     const ab_facts *facts, const char *name, const char *const *variables) {
  size_t count = witness->constants.count;
  const char **parameters = ab_allocate(count, sizeof *parameters);
  for (size_t c = 0; c < count; c++)
    parameters[c] = witness->constants.items[c].name;
  builder b = {statement,
               facts,
               facts->family,
               clauses,
               ab_clauses_add_template(clauses, name, variables, 2, parameters, count),
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

/* ---- f above f* off the curve ---- */

/* Over D: f - f* > 0, or x is on the curve: foot (u, -c(u)/a(u)), which differs from x in v alone.
 */
static void compile_minimum(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts) {
  const ab_functions *f = facts->family;
  const ab_curve *curve = &f->curve;
  const char *names[] = {f->names[0], f->names[1]};
  builder b = begin(clauses, statement, witness, facts, "minimum", names);
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
  builder b = begin(clauses, statement, witness, facts, "regular", foot_names);
  foot t = build_foot(&b);
  positive(&b, add(&b, ab_build_pow(b.graph, t.a, 2), ab_build_pow(b.graph, t.c, 2)));
  end_foot(&b, "regular", rho);
}

static void compile_condition(ab_clauses *clauses, const ab_statement *statement,
                              const ab_witness *witness, const ab_facts *facts, size_t i,
                              const mpq_t rho) {
  char name[AB_NAME_MAX];
  snprintf(name, sizeof name, "T[%zu,1]", i + 1);
  builder b = begin(clauses, statement, witness, facts, name, foot_names);
  foot t = build_foot(&b);
  ab_template_add_literal(b.template_, AB_LITERAL_NONNEGATIVE, build_t(&b, i, &t));
  add_outside(&b, &t);
  /* |w - h| > rho, times a^2 */
  positive(&b, sub(&b, ab_build_pow(b.graph, t.g, 2),
                   ab_build_pow(b.graph, mul(&b, number(&b, rho), t.a), 2)));
  for (size_t k = 0; k < facts->curve->count / 2; k++)
    add_nearer(&b, &t, (const mpq_t *)facts->curve->values + 2 * k);
  end_foot(&b, name, rho);
}

void ab_curve_compile(ab_clauses *clauses, const ab_statement *statement, const ab_witness *witness,
                      const ab_facts *facts) {
  const ab_functions *f = facts->family;
  mpq_t rho;
  mpq_init(rho);
  reach(rho, facts);
  if (!f->assume_minimizers)
    compile_minimum(clauses, statement, witness, facts);
  compile_regular(clauses, statement, witness, facts, rho);
  for (size_t i = 0; i < f->function_count; i++)
    compile_condition(clauses, statement, witness, facts, i, rho);
  mpq_clear(rho);
}
