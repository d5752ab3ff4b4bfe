/* SPDX-License-Identifier: MIT
 * Clauses in the coordinates of the problem, where the curve of minimisers is a zero set: f above
 * f*, and conditions on f in which y does not occur. */
#include "condition/curve_builder.h"

#include "condition/alpha_beta_curve.h"
#include "condition/averaged.h"
#include "condition/charts.h"
#include "condition/functions_shared.h"
#include "problem/calculus.h"
#include "real/identity.h"

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
  return ab_curve_defined(facts, f->mean, NULL) &&
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
  ab_curve_builder b = ab_curve_begin(clauses, statement, witness, facts, "minimum", names, 1);
  ab_expr t = ab_graph_variable(b.graph, 0), composed = 0;
  mpq_t lowest;
  mpq_init(lowest);
  find_composition(facts, &composed);
  ab_curve_constant(&b.f->curve, b.f->graph, b.f->mean, lowest);
  ab_expr e = ab_curve_sub(&b, ab_curve_at(&b, composed, &t), ab_curve_number(&b, lowest));
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
  ab_curve_builder b = {.clauses = clauses,
                        .template_ = &clauses->templates[clauses->template_count - 1]};
  ab_clause *clause = ab_curve_end(&b, "minimum");
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

/* The curve as a zero set of the last literal, e: foot (u, -c(u)/a(u)), which differs from x in v
 * alone. */
static void add_curve_as_zero_set(ab_curve_builder *b, ab_expr e, const ab_expr *x) {
  const ab_curve *curve = &b->f->curve;
  ab_expr a = ab_curve_at(b, curve->a, x), c = ab_curve_at(b, curve->c, x), feet[2];
  feet[curve->u] = x[curve->u];
  feet[curve->v] = ab_build_neg(b->graph, ab_build_div(b->graph, c, a));
  ab_expr second = ab_partial(b->graph, ab_partial(b->graph, e, curve->v, 2, 0), curve->v, 2, 0);
  ab_template_add_zero_set(b->template_, b->template_->literal_count - 1, 1, feet, &second);
}

/* Over D: f - f* > 0, or x is on the curve. */
static void compile_minimum(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts) {
  const ab_functions *f = facts->family;
  const char *names[] = {f->names[0], f->names[1]};
  ab_curve_builder b = ab_curve_begin(clauses, statement, witness, facts, "minimum", names, 2);
  ab_expr x[] = {ab_graph_variable(b.graph, 0), ab_graph_variable(b.graph, 1)};
  mpq_t lowest;
  mpq_init(lowest);
  ab_curve_constant(&f->curve, f->graph, f->mean, lowest);
  ab_expr e = ab_curve_sub(&b, ab_curve_at(&b, f->mean, x), ab_curve_number(&b, lowest));
  mpq_clear(lowest);
  ab_template_add_literal(b.template_, AB_LITERAL_POSITIVE_OFF, e);
  add_curve_as_zero_set(&b, e, x);
  ab_clause *clause = ab_curve_end(&b, "minimum");
  for (size_t k = 0; k < 2; k++) {
    mpq_set(clause->lo[k], f->domain.lo[k]);
    mpq_set(clause->hi[k], f->domain.hi[k]);
  }
}

/* ---- a condition in which y does not occur ---- */

/* left - factor c right at the point (x_1, x_2) of a graph. */
static ab_expr build_plain(const ab_statement *statement, ab_graph *graph, ab_expr value,
                           ab_expr lowest) {
  ab_expr gradient[2];
  for (size_t j = 0; j < 2; j++)
    gradient[j] = ab_partial(graph, value, j, 2, 0);
  ab_averaged_terms terms = {graph, &statement->functions, gradient, NULL, value, lowest};
  return ab_averaged_build(statement->condition->averaged, &terms,
                           ab_statement_constant(statement, 0));
}

/* It vanishes to second order in v on the curve, as identities show. */
static bool is_flat_on_curve(const ab_functions *f, ab_expr e) {
  mpq_t value;
  mpq_init(value);
  bool flat =
      ab_curve_constant(&f->curve, f->graph, e, value) && mpq_sgn(value) == 0 &&
      ab_curve_constant(&f->curve, f->graph, ab_partial(f->graph, e, f->curve.v, 2, 0), value) &&
      mpq_sgn(value) == 0;
  mpq_clear(value);
  return flat;
}

/* Over D, with the curve as a zero set, as in `minimum`; or at the point of a refutation, negated.
 */
void ab_curve_compile_plain(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts,
                            ab_certificate_kind kind) {
  const ab_functions *f = facts->family;
  const char *names[] = {f->names[0], f->names[1]};
  bool refuted = kind == AB_CERTIFICATE_REFUTATION;
  const char *name = refuted ? "violated" : "bound";
  ab_curve_builder b = ab_curve_begin(clauses, statement, witness, facts, name, names, 2);
  ab_expr x[] = {ab_graph_variable(b.graph, 0), ab_graph_variable(b.graph, 1)};
  ab_expr at_x = ab_curve_at(&b, f->mean, x), lowest = ab_curve_lowest(facts, b.graph);
  ab_expr e = build_plain(statement, b.graph, at_x, lowest);
  ab_expr lowest_in_family = ab_curve_lowest(facts, f->graph);
  ab_expr in_family = build_plain(statement, f->graph, f->mean, lowest_in_family);
  ab_template_add_literal(b.template_, refuted ? AB_LITERAL_POSITIVE : AB_LITERAL_NONNEGATIVE,
                          refuted ? ab_build_neg(b.graph, e) : e);
  if (!refuted && is_flat_on_curve(f, in_family))
    add_curve_as_zero_set(&b, e, x);
  ab_clause *clause = ab_curve_end(&b, name);
  for (size_t k = 0; k < 2; k++) {
    mpq_set(clause->lo[k], refuted ? facts->refuted_at[k] : f->domain.lo[k]);
    mpq_set(clause->hi[k], refuted ? facts->refuted_at[k] : f->domain.hi[k]);
  }
}

ab_status ab_curve_compile_minimum(ab_clauses *clauses, const ab_statement *statement,
                                   const ab_witness *witness, const ab_facts *facts,
                                   ab_error *error) {
  if (ab_curve_settles_space(facts))
    return compile_composition(clauses, statement, witness, facts, error);
  if (!facts->family->assume_minimizers)
    compile_minimum(clauses, statement, witness, facts);
  return AB_OK;
}
