/* SPDX-License-Identifier: MIT
 * The charts at infinity of an unbounded box and the clauses in them: docs/theory/infinity.md,
 * sections 1 to 4. */
#include "condition/charts.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "problem/calculus_walk.h"
#include "problem/infinity.h"
#include "real/identity.h"

#include <stdio.h>

enum { PRECISION = 64 };

static bool is_unbounded(const ab_domain *domain, size_t k) {
  return ab_domain_is_unbounded_at(domain, k, -1) || ab_domain_is_unbounded_at(domain, k, 1);
}

bool ab_charts_radius_is_good(const ab_domain *domain, const mpq_t radius) {
  bool good = mpq_sgn(radius) > 0;
  mpq_t size;
  mpq_init(size);
  for (size_t k = 0; k < domain->count && good; k++) {
    /* the number of an infinite end is 0 */
    ab_rational_magnitude(size, domain->lo[k], domain->hi[k]);
    good = mpq_cmp(size, radius) <= 0;
  }
  mpq_clear(size);
  return good;
}

void ab_charts_near_box(mpq_t *lo, mpq_t *hi, const ab_domain *domain, const mpq_t radius) {
  for (size_t k = 0; k < domain->count; k++) {
    mpq_set(lo[k], domain->lo[k]);
    mpq_set(hi[k], domain->hi[k]);
    if (ab_domain_is_unbounded_at(domain, k, -1))
      mpq_neg(lo[k], radius);
    if (ab_domain_is_unbounded_at(domain, k, 1))
      mpq_set(hi[k], radius);
  }
}

/* One chart of the domain, with what ab_at_infinity wants to know. */
typedef struct {
  ab_chart chart;
  bool *scaled;
  mpq_t *lo, *hi;
  ab_interval *at, *parameters;
  size_t dimension, parameter_count;
} place;

/* The values that x_k takes in the chart, with infinite ends. */
static void set_place(ab_interval *at, const ab_domain *domain, size_t k, const mpq_t radius,
                      int sign) {
  ab_interval_set_rationals(at, domain->lo[k], domain->hi[k]);
  if (ab_domain_is_unbounded_at(domain, k, -1))
    mpfr_set_inf(at->lo, -1);
  if (ab_domain_is_unbounded_at(domain, k, 1))
    mpfr_set_inf(at->hi, 1);
  if (sign > 0)
    mpfr_set_q(at->lo, radius, MPFR_RNDD);
  if (sign < 0) {
    mpfr_set_q(at->hi, radius, MPFR_RNDD);
    mpfr_neg(at->hi, at->hi, MPFR_RNDU);
  }
}

/* z_k = x_k/|x_axis| in [-1, 1], and of one sign where the domain is; x_k itself where that is
 * bounded. */
static void set_range(place *p, const ab_domain *domain, size_t k) {
  if (!p->scaled[k]) {
    mpq_set(p->lo[k], domain->lo[k]);
    mpq_set(p->hi[k], domain->hi[k]);
    return;
  }
  bool positive = !ab_domain_is_unbounded_at(domain, k, -1) && mpq_sgn(domain->lo[k]) >= 0;
  bool negative = !ab_domain_is_unbounded_at(domain, k, 1) && mpq_sgn(domain->hi[k]) <= 0;
  mpq_set_si(p->lo[k], positive ? 0 : -1, 1);
  mpq_set_si(p->hi[k], negative ? 0 : 1, 1);
}

static void place_init(place *p, const ab_domain *domain, const mpq_t radius,
                       const ab_constants *constants, size_t axis, int sign) {
  size_t d = domain->count;
  *p = (place){.scaled = ab_allocate(d, sizeof(bool)),
               .lo = ab_rationals_create(d),
               .hi = ab_rationals_create(d),
               .at = ab_intervals_create(d, PRECISION),
               .parameters = ab_intervals_create(constants->count, PRECISION),
               .dimension = d,
               .parameter_count = constants->count};
  for (size_t k = 0; k < d; k++) {
    p->scaled[k] = is_unbounded(domain, k);
    set_place(&p->at[k], domain, k, radius, k == axis ? sign : 0);
    set_range(p, domain, k);
  }
  mpq_set_ui(p->lo[axis], 0, 1);
  mpq_inv(p->hi[axis], radius);
  for (size_t i = 0; i < constants->count; i++)
    ab_interval_set_rationals(&p->parameters[i], constants->items[i].lo, constants->items[i].hi);
  p->chart = (ab_chart){
      d, axis, sign, p->scaled, (const mpq_t *)p->lo, (const mpq_t *)p->hi, p->at, p->parameters};
}

static void place_clear(place *p) {
  ab_free(p->scaled);
  ab_rationals_destroy(p->lo, p->dimension);
  ab_rationals_destroy(p->hi, p->dimension);
  ab_intervals_destroy(p->at, p->dimension);
  ab_intervals_destroy(p->parameters, p->parameter_count);
}

static bool vanishes(const ab_graph *graph, ab_expr e) {
  mpq_t value;
  mpq_init(value);
  bool zero = ab_identical_to_rational(graph, e, value) && mpq_sgn(value) == 0;
  mpq_clear(value);
  return zero;
}

static bool vanishes_at(ab_graph *graph, ab_expr e, const ab_expr *feet) {
  return vanishes(graph, ab_substitute(graph, graph, e, feet));
}

/* g without the powers of r and of positive quantities that are factors of it, if a quantity is
 * among them: it has the same sign, and is undefined where g is (infinity.md, section 4). */
static ab_expr take_factors(ab_template *t, ab_expr g, size_t axis,
                            const ab_chart_quantities *quantities) {
  uint32_t factors[AB_VARIABLES_MAX], exponents[AB_VARIABLES_MAX];
  size_t count = 0, dimension = t->variable_count - quantities->count;
  bool taken = false;
  factors[count++] = (uint32_t)axis;
  for (size_t i = 0; i < quantities->count; i++)
    if (quantities->positive[i])
      factors[count++] = (uint32_t)(dimension + i);
  ab_expr rest = g;
  if (count > 1 && ab_take_factors(t->graph, g, factors, count, exponents, &rest))
    for (size_t k = 1; k < count; k++)
      taken = taken || exponents[k] > 0;
  return taken ? ab_derivative_on_domain(t->graph, g, rest) : g;
}

/* Adds the literal g >= 0 or g > 0 for r > 0. If g vanishes at r = 0, identically, so that no range
 * decides it near there, the set r = 0 is a zero set: of g, or of r g, which has the same sign. */
static void add_literal(ab_template *t, ab_literal_kind kind, ab_expr g, size_t axis) {
  size_t n = t->variable_count;
  ab_expr r = ab_graph_variable(t->graph, (uint32_t)axis), *feet = ab_allocate(n, sizeof *feet);
  for (size_t j = 0; j < n; j++)
    feet[j] = j == axis ? ab_graph_integer(t->graph, 0) : ab_graph_variable(t->graph, (uint32_t)j);
  bool zero = kind != AB_LITERAL_NONZERO && vanishes_at(t->graph, g, feet);
  if (zero && !vanishes_at(t->graph, ab_partial(t->graph, g, axis, n, 0), feet))
    g = ab_graph_binary(t->graph, AB_OP_MUL, r, g);
  ab_template_add_literal(t, zero && kind == AB_LITERAL_POSITIVE ? AB_LITERAL_POSITIVE_OFF : kind,
                          g);
  if (zero) {
    ab_expr slope = ab_partial(t->graph, g, axis, n, 0);
    ab_expr second = ab_partial(t->graph, slope, axis, n, 0);
    ab_template_add_zero_set(t, t->literal_count - 1, 1, feet, &second);
  }
  ab_free(feet);
}

/* The name of variable k of a chart: 1/|x| and y/|x| where x is the largest, y where that is
 * bounded, tail[i] for quantity i. */
static void write_variable(ab_text *text, const ab_template *near, const ab_chart *chart,
                           size_t k) {
  if (k >= chart->dimension)
    ab_text_printf(text, "tail[%zu]", k - chart->dimension + 1);
  else if (k == chart->axis)
    ab_text_printf(text, "r=1/|%s|", near->variables[k]);
  else if (chart->scaled[k])
    ab_text_printf(text, "%s/|%s|", near->variables[k], near->variables[chart->axis]);
  else
    ab_text_add(text, near->variables[k]);
  if (text->length <= AB_NAME_MAX)
    return;
  text->length = 0; /* long names of variables */
  ab_text_printf(text, "z[%zu]", k + 1);
}

/* An empty template with the variables of the chart and the parameters of near. */
static ab_template *add_template(ab_clauses *clauses, const ab_template *near, const char *name,
                                 const ab_chart *chart, size_t quantities) {
  size_t count = chart->dimension + quantities;
  ab_text *texts = ab_allocate(count, sizeof *texts);
  const char **variables = ab_allocate(count, sizeof *variables);
  for (size_t k = 0; k < count; k++) {
    ab_text_init(&texts[k]);
    write_variable(&texts[k], near, chart, k);
    variables[k] = texts[k].data;
  }
  ab_template *t =
      ab_clauses_add_template(clauses, name, variables, count,
                              (const char *const *)near->parameters, near->parameter_count);
  for (size_t k = 0; k < count; k++)
    ab_text_clear(&texts[k]);
  ab_free(texts);
  ab_free(variables);
  return t;
}

static void add_literals(ab_template *t, const ab_template *near, const ab_graph *graph,
                         const ab_scaled *seen, size_t axis,
                         const ab_chart_quantities *quantities) {
  ab_expr *variables = ab_allocate(t->variable_count, sizeof *variables);
  for (size_t k = 0; k < t->variable_count; k++)
    variables[k] = ab_graph_variable(t->graph, (uint32_t)k);
  for (size_t l = 0; l < near->literal_count; l++) {
    ab_literal_kind kind = near->literals[l].kind;
    ab_expr g = ab_substitute(t->graph, graph, seen[l].value, variables);
    g = take_factors(t, g, axis, quantities);
    add_literal(t, kind == AB_LITERAL_POSITIVE_OFF ? AB_LITERAL_POSITIVE : kind, g, axis);
  }
  ab_free(variables);
}

static void add_clause(ab_clauses *clauses, const char *name, const place *p,
                       const ab_chart_quantities *quantities) {
  ab_clause *clause = ab_clauses_add(clauses, name, clauses->template_count - 1);
  const ab_template *t = ab_clause_template(clauses, clause);
  for (size_t k = 0; k < t->variable_count; k++) {
    bool tail = k >= p->dimension;
    mpq_set(clause->lo[k], tail ? quantities->lo[k - p->dimension] : p->lo[k]);
    mpq_set(clause->hi[k], tail ? quantities->hi[k - p->dimension] : p->hi[k]);
  }
  for (size_t i = 0; i < t->parameter_count; i++) {
    clause->arguments[i].bound = true;
    clause->arguments[i].constant = i;
  }
}

static ab_status compile_chart(ab_clauses *clauses, const ab_template *near, const char *name,
                               const place *p, ab_error *error) {
  ab_graph *graph = ab_graph_create();
  ab_chart_quantities quantities;
  ab_op obstacle = AB_OP_COUNT;
  ab_scaled *seen = ab_allocate(near->literal_count, sizeof *seen);
  ab_expr *roots = ab_allocate(near->literal_count, sizeof *roots);
  for (size_t l = 0; l < near->literal_count; l++)
    roots[l] = near->literals[l].expr;
  bool good = ab_at_infinity(graph, seen, &quantities, near->graph, roots, near->literal_count,
                             &p->chart, &obstacle);
  if (good) {
    ab_template *t = add_template(clauses, near, name, &p->chart, quantities.count);
    add_literals(t, near, graph, seen, p->chart.axis, &quantities);
    add_clause(clauses, name, p, &quantities);
  }
  ab_chart_quantities_clear(&quantities);
  ab_free(seen);
  ab_free(roots);
  ab_graph_destroy(graph);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "the claim cannot be reduced to bounded boxes: as %s tends to "
                             "%sinfinity, '%s' is applied to something unbounded of which too "
                             "little is known (the manual says what can be reduced)",
                             near->variables[p->chart.axis], p->chart.sign < 0 ? "-" : "",
                             ab_op_word(obstacle));
}

/* The domain with the coordinates that do not occur in a literal cut to their part in the cube:
 * what the literals say does not depend on them. */
static void restrict_domain(ab_domain *out, const ab_template *near, const ab_domain *domain,
                            const mpq_t radius) {
  size_t d = domain->count;
  bool *occurs = ab_allocate(d, sizeof *occurs);
  for (size_t l = 0; l < near->literal_count; l++) {
    bool *needed = ab_graph_parts(near->graph, near->literals[l].expr);
    for (ab_expr i = 0; i <= near->literals[l].expr; i++)
      if (needed[i] && ab_graph_node(near->graph, i)->op == AB_OP_VARIABLE)
        occurs[ab_graph_node(near->graph, i)->left] = true;
    ab_free(needed);
  }
  ab_domain_init(out, d);
  ab_charts_near_box(out->lo, out->hi, domain, radius);
  for (size_t k = 0; k < d; k++) {
    if (!occurs[k])
      continue;
    mpq_set(out->lo[k], domain->lo[k]);
    mpq_set(out->hi[k], domain->hi[k]);
    out->lo_infinite[k] = ab_domain_is_unbounded_at(domain, k, -1);
    out->hi_infinite[k] = ab_domain_is_unbounded_at(domain, k, 1);
  }
  ab_free(occurs);
}

ab_status ab_charts_compile(ab_clauses *clauses, const ab_template *near, const char *name,
                            const ab_domain *whole, const mpq_t radius,
                            const ab_constants *constants,
                            bool (*skip)(const void *context, size_t axis, int sign),
                            const void *context, ab_error *error) {
  ab_status status = AB_OK;
  ab_domain domain;
  restrict_domain(&domain, near, whole, radius);
  for (size_t axis = 0; axis < domain.count; axis++)
    for (int sign = -1; sign <= 1 && status == AB_OK; sign += 2) {
      if (!ab_domain_is_unbounded_at(&domain, axis, sign) || (skip && skip(context, axis, sign)))
        continue;
      char far[AB_NAME_MAX];
      snprintf(far, sizeof far, "%s:far%c%zu", name, sign > 0 ? '+' : '-', axis + 1);
      place p;
      place_init(&p, &domain, radius, constants, axis, sign);
      status = compile_chart(clauses, near, far, &p, error);
      place_clear(&p);
    }
  ab_domain_clear(&domain);
  return status;
}
