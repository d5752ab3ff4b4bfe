/* SPDX-License-Identifier: MIT */
#include "condition/alpha_beta_curve.h"

#include "condition/averaged.h"
#include "condition/conditions.h"
#include "condition/curve_builder.h"
#include "condition/functions_shared.h"
#include "num/rational.h"
#include "problem/calculus.h"

#include <stdio.h>

enum { REACH_UNIT = 64 };

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
  bool good = ab_curve_defined(facts, f->mean, points) &&
              ab_curve_constant(&f->curve, f->graph, f->mean, value) &&
              ab_curve_constant(&f->curve, f->graph,
                                ab_partial(f->graph, f->mean, f->curve.v, 2, 0), value) &&
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

/* ---- the condition ---- */

/* In the variables u (of the foot) and w (x_v): with N = c'a - c a' and G = a w + c, x - y = (N
 * G/a^3, G/a) in the coordinates (u, v). */
typedef struct {
  ab_expr u, w, a, c, n, g;
  ab_expr across[2]; /* x - y, by coordinate */
  ab_expr x[2], y[2];
} foot;

static foot build_foot(ab_curve_builder *b) {
  const ab_curve *curve = &b->f->curve;
  ab_graph *family = b->f->graph;
  foot t = {.u = ab_graph_variable(b->graph, 0), .w = ab_graph_variable(b->graph, 1)};
  ab_expr at_u[2];
  at_u[curve->u] = t.u;
  at_u[curve->v] = ab_graph_integer(b->graph, 0); /* a, c do not depend on v */
  t.a = ab_curve_at(b, curve->a, at_u);
  t.c = ab_curve_at(b, curve->c, at_u);
  ab_expr a1 = ab_curve_at(b, ab_partial(family, curve->a, curve->u, 2, 0), at_u);
  ab_expr c1 = ab_curve_at(b, ab_partial(family, curve->c, curve->u, 2, 0), at_u);
  t.n = ab_curve_sub(b, ab_curve_mul(b, c1, t.a), ab_curve_mul(b, t.c, a1));
  t.g = ab_curve_add(b, ab_curve_mul(b, t.a, t.w), t.c);
  t.across[curve->u] =
      ab_build_div(b->graph, ab_curve_mul(b, t.n, t.g), ab_build_pow(b->graph, t.a, 3));
  t.across[curve->v] = ab_build_div(b->graph, t.g, t.a);
  t.x[curve->u] = ab_curve_add(b, t.u, t.across[curve->u]);
  t.x[curve->v] = t.w;
  t.y[curve->u] = t.u;
  t.y[curve->v] = ab_build_neg(b->graph, ab_build_div(b->graph, t.c, t.a));
  return t;
}

/* f_i(y): a rational number where f_i is constant along the curve and defined everywhere. */
static ab_expr value_on_curve(ab_curve_builder *b, size_t i, const foot *t) {
  mpq_t value;
  mpq_init(value);
  ab_expr e = b->f->functions[i];
  ab_expr result =
      ab_curve_defined(b->facts, e, NULL) && ab_curve_constant(&b->f->curve, b->f->graph, e, value)
          ? ab_curve_number(b, value)
          : ab_curve_at(b, e, t->y);
  mpq_clear(value);
  return result;
}

/* left - factor c right of a condition on f at (x, y). */
static ab_expr build_averaged(ab_curve_builder *b, const foot *t) {
  ab_expr least = ab_curve_lowest(b->facts, b->graph);
  return ab_curve_build_averaged(b, t->x, t->across, least);
}

/* What is to be >= 0 at (x, y); how many of them there are. */
static ab_expr build_inequality(ab_curve_builder *b, size_t i, const foot *t) {
  ab_expr e = b->statement->condition->averaged
                  ? build_averaged(b, t)
                  : ab_curve_build_t(b, i, t->x, t->across, value_on_curve(b, i, t));
  return ab_curve_with_minimizer(b, e, t->y);
}

static size_t inequality_count(const ab_statement *statement) {
  return statement->condition->averaged ? 1 : statement->functions.function_count;
}

static void positive(ab_curve_builder *b, ab_expr e) {
  ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, e);
}

/* x_u outside the domain, times a^4: a^4 (u - hi) + a N G > 0, a^4 (lo - u) - a N G > 0. */
static void add_outside(ab_curve_builder *b, const foot *t) {
  const ab_domain *domain = &b->f->domain;
  size_t u = b->f->curve.u;
  ab_expr fourth = ab_build_pow(b->graph, t->a, 4),
          shift = ab_curve_mul(b, t->a, ab_curve_mul(b, t->n, t->g));
  positive(b,
           ab_curve_add(
               b, ab_curve_mul(b, fourth, ab_curve_sub(b, t->u, ab_curve_number(b, domain->hi[u]))),
               shift));
  positive(b,
           ab_curve_sub(
               b, ab_curve_mul(b, fourth, ab_curve_sub(b, ab_curve_number(b, domain->lo[u]), t->u)),
               shift));
}

/* (|x - y|^2 - |x - y_k|^2) a^4 > 0. */
static void add_nearer(ab_curve_builder *b, const foot *t, const mpq_t *point) {
  const ab_curve *curve = &b->f->curve;
  ab_expr u0 = ab_curve_number(b, point[curve->u]), v0 = ab_curve_number(b, point[curve->v]);
  ab_expr two = ab_graph_integer(b->graph, 2), square = ab_build_pow(b->graph, t->a, 2);
  ab_expr along =
      ab_curve_add(b, ab_curve_mul(b, ab_build_pow(b->graph, t->a, 4), ab_curve_sub(b, t->u, u0)),
                   ab_curve_mul(b, two, ab_curve_mul(b, t->a, ab_curve_mul(b, t->n, t->g))));
  ab_expr first = ab_curve_mul(b, ab_curve_sub(b, u0, t->u), along);
  ab_expr low = ab_curve_add(b, ab_curve_mul(b, t->a, v0), t->c);
  ab_expr high =
      ab_curve_add(b, ab_curve_mul(b, t->a, ab_curve_sub(b, ab_curve_mul(b, two, t->w), v0)), t->c);
  positive(b, ab_curve_add(b, first, ab_curve_mul(b, square, ab_curve_mul(b, low, high))));
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
static void end_foot(ab_curve_builder *b, const char *name, const mpq_t rho) {
  const ab_domain *domain = &b->f->domain;
  const ab_curve *curve = &b->f->curve;
  ab_clause *clause = ab_curve_end(b, name);
  mpq_sub(clause->lo[0], domain->lo[curve->u], rho);
  mpq_add(clause->hi[0], domain->hi[curve->u], rho);
  mpq_set(clause->lo[1], domain->lo[curve->v]);
  mpq_set(clause->hi[1], domain->hi[curve->v]);
}

/* a and c have no common zero in the range of u: a^2 + c^2 > 0. */
static void compile_regular(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts, const mpq_t rho) {
  ab_curve_builder b = ab_curve_begin(clauses, statement, witness, facts, "regular", foot_names, 2);
  foot t = build_foot(&b);
  positive(&b, ab_curve_add(&b, ab_build_pow(b.graph, t.a, 2), ab_build_pow(b.graph, t.c, 2)));
  end_foot(&b, "regular", rho);
}

/* With interpolation T, the last literal, vanishes to second order in w at w = h(u), where x = y,
 * as identities show: a zero set of it. */
static void add_interpolation(ab_curve_builder *b, ab_expr e, const foot *t) {
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
  if (statement->condition->averaged)
    snprintf(name, sizeof name, "bound[1]");
  else
    snprintf(name, sizeof name, "T[%zu,1]", i + 1);
  ab_curve_builder b = ab_curve_begin(clauses, statement, witness, facts, name, foot_names, 2);
  foot t = build_foot(&b);
  ab_expr e = build_inequality(&b, i, &t);
  ab_template_add_literal(b.template_, AB_LITERAL_NONNEGATIVE, e);
  add_interpolation(&b, e, &t);
  add_outside(&b, &t);
  /* |w - h| > rho, times a^2 */
  positive(&b,
           ab_curve_sub(&b, ab_build_pow(b.graph, t.g, 2),
                        ab_build_pow(b.graph, ab_curve_mul(&b, ab_curve_number(&b, rho), t.a), 2)));
  for (size_t k = 0; k < facts->curve->count / 2; k++)
    add_nearer(&b, &t, (const mpq_t *)facts->curve->values + 2 * k);
  end_foot(&b, name, rho);
}

/* ---- a refutation ---- */

/* (|x - y|^2 - |x - y_k|^2) a^2 > 0 for a given x. */
static void add_nearer_to(ab_curve_builder *b, const foot *t, const ab_expr *x,
                          const mpq_t *point) {
  const ab_curve *curve = &b->f->curve;
  ab_expr square = ab_build_pow(b->graph, t->a, 2);
  ab_expr here = ab_curve_sub(b, x[curve->u], t->u), up = t->g;
  ab_expr there = ab_curve_sub(b, x[curve->u], ab_curve_number(b, point[curve->u]));
  ab_expr above = ab_curve_mul(b, t->a, ab_curve_sub(b, t->w, ab_curve_number(b, point[curve->v])));
  ab_expr near = ab_curve_mul(
      b, square,
      ab_curve_sub(b, ab_build_pow(b->graph, here, 2), ab_build_pow(b->graph, there, 2)));
  positive(b, ab_curve_add(b, near,
                           ab_curve_sub(b, ab_build_pow(b->graph, up, 2),
                                        ab_build_pow(b->graph, above, 2))));
}

/* At the point x, for all u: (u, h(u)) is no nearest point to x, or T_i(x, (u, h(u))) < 0 for some
 * i; curves.md, section 5. */
static void compile_violated(ab_clauses *clauses, const ab_statement *statement,
                             const ab_witness *witness, const ab_facts *facts, const mpq_t rho) {
  ab_curve_builder b =
      ab_curve_begin(clauses, statement, witness, facts, "violated", foot_names, 2);
  const ab_curve *curve = &b.f->curve;
  const mpq_t *point = (const mpq_t *)facts->refuted_at;
  foot t = build_foot(&b);
  ab_expr third = ab_build_pow(b.graph, t.a, 3);
  t.x[curve->u] = ab_curve_number(&b, point[curve->u]);
  t.x[curve->v] = ab_curve_number(&b, point[curve->v]);
  t.across[curve->u] = ab_curve_sub(&b, t.x[curve->u], t.u);
  for (size_t i = 0; i < inequality_count(statement); i++)
    positive(&b, ab_build_neg(b.graph, build_inequality(&b, i, &t)));
  ab_template_add_literal(
      b.template_, AB_LITERAL_NONZERO,
      ab_curve_sub(&b, ab_curve_mul(&b, third, t.across[curve->u]), ab_curve_mul(&b, t.n, t.g)));
  for (size_t k = 0; k < facts->curve->count / 2; k++)
    add_nearer_to(&b, &t, t.x, (const mpq_t *)facts->curve->values + 2 * k);
  ab_clause *clause = ab_curve_end(&b, "violated");
  mpq_sub(clause->lo[0], point[curve->u], rho);
  mpq_add(clause->hi[0], point[curve->u], rho);
  mpq_set(clause->lo[1], point[curve->v]);
  mpq_set(clause->hi[1], point[curve->v]);
}

ab_status ab_curve_compile(ab_clauses *clauses, const ab_statement *statement,
                           ab_certificate_kind kind, const ab_witness *witness,
                           const ab_facts *facts, ab_error *error) {
  ab_status status = ab_curve_compile_minimum(clauses, statement, witness, facts, error);
  mpq_t rho;
  mpq_init(rho);
  reach(rho, facts);
  const ab_averaged *averaged = statement->condition->averaged;
  bool plain = averaged && !ab_averaged_has_point(averaged);
  compile_regular(clauses, statement, witness, facts, rho);
  if (plain)
    ab_curve_compile_plain(clauses, statement, witness, facts, kind);
  else if (kind == AB_CERTIFICATE_REFUTATION)
    compile_violated(clauses, statement, witness, facts, rho);
  for (size_t i = 0; i < inequality_count(statement) && kind == AB_CERTIFICATE_PROOF && !plain; i++)
    compile_condition(clauses, statement, witness, facts, i, rho);
  mpq_clear(rho);
  return status;
}
