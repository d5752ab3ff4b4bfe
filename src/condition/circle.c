/* SPDX-License-Identifier: MIT */
#include "condition/circle.h"

#include "condition/averaged.h"
#include "condition/charts.h"
#include "condition/conditions.h"
#include "condition/curve_builder.h"
#include "condition/functions_shared.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

#include <stdio.h>

enum { ANGLE, DISTANCE };

/* ---- what is verified ---- */

/* e at distance = radius has one rational value, whatever the angle, wherever it is defined. */
static bool constant_on_circle(const ab_functions *f, ab_graph *graph, ab_expr e, mpq_t value) {
  ab_expr feet[] = {ab_graph_variable(graph, ANGLE), ab_circle_radius(&f->circle, graph)};
  return ab_identical_to_rational(graph, ab_substitute(graph, graph, e, feet), value);
}

static bool vanishes_on_circle(const ab_functions *f, ab_graph *graph, ab_expr e) {
  mpq_t value;
  mpq_init(value);
  bool zero = constant_on_circle(f, graph, e, value) && mpq_sgn(value) == 0;
  mpq_clear(value);
  return zero;
}

/* f in polar coordinates, in a graph. */
static ab_expr polar_mean(const ab_functions *f, ab_graph *graph) {
  ab_polar polar;
  ab_polar_init(&polar, &f->circle, graph);
  return ab_substitute(graph, f->graph, f->mean, polar.x);
}

/* f*; false if it is not seen to be a rational number. */
static bool find_lowest(const ab_functions *f, mpq_t lowest) {
  ab_graph *graph = ab_graph_create();
  bool found = constant_on_circle(f, graph, polar_mean(f, graph), lowest);
  ab_graph_destroy(graph);
  return found;
}

/* f exists at the point with angle 0. */
static bool exists_on_circle(const ab_facts *facts) {
  const ab_functions *f = facts->family;
  ab_graph *graph = ab_graph_create();
  ab_expr at[] = {ab_graph_integer(graph, 0), ab_circle_radius(&f->circle, graph)};
  ab_expr value = ab_substitute(graph, graph, polar_mean(f, graph), at);
  bool exists = ab_facts_exists(facts, graph, value);
  ab_graph_destroy(graph);
  return exists;
}

static bool is_stationary(const ab_functions *f) {
  ab_graph *graph = ab_graph_create();
  ab_expr slope = ab_partial(graph, polar_mean(f, graph), DISTANCE, 2, 0);
  bool good = vanishes_on_circle(f, graph, slope);
  ab_graph_destroy(graph);
  return good;
}

ab_status ab_circle_facts_verify(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  ab_domain plane;
  mpq_t lowest;
  mpq_init(lowest);
  ab_polar_domain(&plane, &f->circle, NULL);
  bool radius = !facts->radius || ab_charts_radius_is_good(&plane, facts->radius->values[0]);
  bool good = find_lowest(f, lowest) && exists_on_circle(facts) && is_stationary(f);
  ab_domain_clear(&plane);
  mpq_clear(lowest);
  if (!radius)
    return ab_facts_refuse(error, "the radius is below 22/7");
  return good || f->assume_minimizers
             ? AB_OK
             : ab_facts_refuse(error, "f is not shown to have one rational value on the circle of "
                                      "minimizers and to be stationary there");
}

bool ab_circle_minimum_is_zero(const ab_facts *facts) {
  mpq_t lowest;
  mpq_init(lowest);
  bool zero = find_lowest(facts->family, lowest) && mpq_sgn(lowest) == 0;
  mpq_clear(lowest);
  return zero;
}

/* ---- literals ---- */

static const char *const polar_names[] = {"angle", "distance"};

static void positive(ab_curve_builder *b, ab_expr e) {
  ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, e);
}

/* The circle as a zero set of the last literal, e, if e and its derivative across vanish there. */
static void add_zero_set(ab_curve_builder *b, ab_expr e) {
  ab_expr slope = ab_partial(b->graph, e, DISTANCE, 2, 0);
  if (!vanishes_on_circle(b->f, b->graph, e) || !vanishes_on_circle(b->f, b->graph, slope))
    return;
  ab_expr feet[] = {ab_graph_variable(b->graph, ANGLE), ab_circle_radius(&b->f->circle, b->graph)};
  ab_expr second = ab_partial(b->graph, slope, DISTANCE, 2, 0);
  ab_template_add_zero_set(b->template_, b->template_->literal_count - 1, 1, feet, &second);
}

/* x is not in D: one literal for each finite end. */
static void add_outside(ab_curve_builder *b, const ab_polar *p) {
  const ab_domain *domain = &b->f->domain;
  for (size_t j = 0; j < 2; j++) {
    if (!ab_domain_is_unbounded_at(domain, j, -1))
      positive(b, ab_curve_sub(b, ab_curve_number(b, domain->lo[j]), p->x[j]));
    if (!ab_domain_is_unbounded_at(domain, j, 1))
      positive(b, ab_curve_sub(b, p->x[j], ab_curve_number(b, domain->hi[j])));
  }
}

/* left - factor c right of a condition on f, or T_i, at x with the nearest point y. */
static ab_expr build_inequality(ab_curve_builder *b, size_t i, const ab_expr *x, const ab_expr *y,
                                const ab_expr *offset) {
  if (!b->statement->condition->averaged) {
    ab_expr t = ab_curve_build_t(b, i, x, offset, ab_curve_at(b, b->f->functions[i], y));
    return ab_curve_with_minimizer(b, t, y);
  }
  mpq_t lowest;
  mpq_init(lowest);
  bool known = find_lowest(b->f, lowest);
  ab_expr least = known ? ab_curve_number(b, lowest) : ab_curve_at(b, b->f->mean, y);
  mpq_clear(lowest);
  ab_expr e = ab_curve_build_averaged(b, x, offset, least);
  return ab_curve_with_minimizer(b, e, y);
}

static size_t inequality_count(const ab_statement *statement) {
  return statement->condition->averaged ? 1 : statement->functions.function_count;
}

/* ---- clauses ---- */

typedef struct {
  ab_clauses *clauses;
  const ab_statement *statement;
  const ab_witness *witness;
  const ab_facts *facts;
  ab_error *error;
} compiler;

/* What a template says: inequality number `number` on D, or with MINIMUM that f > f*. */
enum { MINIMUM = SIZE_MAX };

static ab_curve_builder build(const compiler *c, ab_clauses *clauses, const char *name,
                              size_t number, bool on_domain) {
  ab_curve_builder b =
      ab_curve_begin(clauses, c->statement, c->witness, c->facts, name, polar_names, 2);
  ab_polar p;
  ab_polar_init(&p, &b.f->circle, b.graph);
  if (number == MINIMUM) {
    mpq_t lowest;
    mpq_init(lowest);
    find_lowest(b.f, lowest);
    ab_expr value = ab_curve_at(&b, b.f->mean, p.x);
    ab_expr e = ab_curve_sub(&b, value, ab_curve_number(&b, lowest));
    mpq_clear(lowest);
    ab_template_add_literal(b.template_, AB_LITERAL_POSITIVE_OFF, e);
    add_zero_set(&b, e);
  } else {
    ab_expr e = build_inequality(&b, number, p.x, p.y, p.offset);
    ab_template_add_literal(b.template_, AB_LITERAL_NONNEGATIVE, e);
    add_zero_set(&b, e);
  }
  if (on_domain)
    add_outside(&b, &p);
  return b;
}

/* Over a box of (angle, distance), and in the chart where the distance is large. */
static ab_status add_clauses(const compiler *c, const char *name, size_t number, bool on_domain,
                             const ab_domain *box) {
  ab_curve_builder b = build(c, c->clauses, name, number, on_domain);
  ab_clause *clause = ab_curve_end(&b, name);
  mpq_t none;
  mpq_init(none);
  mpq_srcptr radius = c->facts->radius ? c->facts->radius->values[0] : none;
  ab_charts_near_box(clause->lo, clause->hi, box, radius);
  ab_status status = AB_OK;
  if (!ab_domain_is_bounded(box)) {
    ab_clauses scratch;
    ab_clauses_init(&scratch);
    ab_curve_builder near = build(c, &scratch, name, number, on_domain);
    status = ab_charts_compile(c->clauses, near.template_, name, box, radius,
                               &c->witness->constants, NULL, NULL, c->error);
    ab_clauses_clear(&scratch);
  }
  mpq_clear(none);
  return status;
}

static ab_status compile_minimum(const compiler *c) {
  const ab_functions *f = c->facts->family;
  bool on_domain = !c->facts->radius;
  ab_domain box;
  ab_polar_domain(&box, &f->circle, on_domain ? &f->domain : NULL);
  ab_status status = add_clauses(c, "minimum", MINIMUM, on_domain, &box);
  ab_domain_clear(&box);
  return status;
}

static ab_status compile_claim(const compiler *c) {
  ab_domain box;
  ab_status status = AB_OK;
  ab_polar_domain(&box, &c->facts->family->circle, &c->facts->family->domain);
  for (size_t i = 0; i < inequality_count(c->statement) && status == AB_OK; i++) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, c->statement->condition->averaged ? "bound[%zu]" : "T[%zu,1]",
             i + 1);
    status = add_clauses(c, name, i, true, &box);
  }
  ab_domain_clear(&box);
  return status;
}

/* At the point x: y = c + radius (x - c)/|x - c|; at the centre every y, by its angle. */
static void compile_violated(const compiler *c) {
  const ab_functions *f = c->facts->family;
  const mpq_t *point = (const mpq_t *)c->facts->refuted_at;
  bool centre =
      mpq_equal(point[0], f->circle.centre[0]) && mpq_equal(point[1], f->circle.centre[1]);
  ab_curve_builder b = ab_curve_begin(c->clauses, c->statement, c->witness, c->facts, "violated",
                                      polar_names, centre ? 1 : 0);
  ab_expr x[2], y[2], offset[2], from[2], square = ab_graph_integer(b.graph, 0);
  ab_expr radius = ab_circle_radius(&f->circle, b.graph);
  for (size_t j = 0; j < 2; j++) {
    x[j] = ab_curve_number(&b, point[j]);
    from[j] = ab_curve_sub(&b, x[j], ab_curve_number(&b, f->circle.centre[j]));
    square = ab_curve_add(&b, square, ab_build_pow(b.graph, from[j], 2));
  }
  ab_expr distance = ab_graph_unary(b.graph, AB_OP_SQRT, square);
  for (size_t j = 0; j < 2; j++) {
    ab_expr unit = centre ? ab_graph_unary(b.graph, j ? AB_OP_SIN : AB_OP_COS,
                                           ab_graph_variable(b.graph, ANGLE))
                          : ab_build_div(b.graph, from[j], distance);
    y[j] =
        ab_curve_add(&b, ab_curve_number(&b, f->circle.centre[j]), ab_curve_mul(&b, radius, unit));
    offset[j] = ab_curve_sub(&b, x[j], y[j]);
  }
  for (size_t i = 0; i < inequality_count(c->statement); i++)
    positive(&b, ab_build_neg(b.graph, build_inequality(&b, i, x, y, offset)));
  ab_clause *clause = ab_curve_end(&b, "violated");
  if (centre) {
    mpq_set_si(clause->lo[0], -22, 7);
    mpq_set_si(clause->hi[0], 22, 7);
  }
}

ab_status ab_circle_compile(ab_clauses *clauses, const ab_statement *statement,
                            ab_certificate_kind kind, const ab_witness *witness,
                            const ab_facts *facts, ab_error *error) {
  compiler c = {clauses, statement, witness, facts, error};
  ab_status status = facts->family->assume_minimizers ? AB_OK : compile_minimum(&c);
  if (status == AB_OK && kind == AB_CERTIFICATE_REFUTATION)
    compile_violated(&c);
  return status == AB_OK && kind == AB_CERTIFICATE_PROOF ? compile_claim(&c) : status;
}
