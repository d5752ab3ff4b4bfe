/* SPDX-License-Identifier: MIT */
#include "condition/curve_builder.h"

#include "base/memory.h"
#include "condition/averaged.h"
#include "condition/conditions.h"
#include "expr/evaluate.h"
#include "problem/calculus.h"

enum { PRECISION = 320 };

static ab_interval *root_enclosures(const ab_facts *facts) {
  size_t count = facts->family->root_count;
  ab_interval *roots = ab_intervals_create(count, PRECISION);
  for (size_t r = 0; r < count; r++) {
    const ab_constant *c = &facts->witness->constants.items[r];
    ab_interval_set_rationals(&roots[r], c->lo, c->hi);
  }
  return roots;
}

static const ab_interval *range(ab_evaluator **evaluator, const ab_facts *facts, ab_expr e,
                                const ab_interval *box) {
  ab_interval *roots = root_enclosures(facts);
  *evaluator =
      ab_evaluator_create(facts->family->graph, &e, 1, facts->family->variable_count, PRECISION);
  const ab_interval *found = ab_evaluator_range(*evaluator, 0, box, roots);
  ab_intervals_destroy(roots, facts->family->root_count);
  return found;
}

bool ab_curve_defined_on(const ab_facts *facts, ab_expr e, const ab_interval *box) {
  ab_evaluator *evaluator;
  bool defined = ab_interval_is_finite(range(&evaluator, facts, e, box));
  ab_evaluator_destroy(evaluator);
  return defined;
}

bool ab_curve_defined(const ab_facts *facts, ab_expr e, const mpq_t *point) {
  size_t d = facts->family->variable_count;
  ab_interval *box = ab_intervals_create(d, PRECISION);
  for (size_t j = 0; j < d; j++) {
    if (point) {
      ab_interval_set_rationals(&box[j], point[j], point[j]);
    } else {
      mpfr_set_inf(box[j].lo, -1);
      mpfr_set_inf(box[j].hi, 1);
    }
  }
  ab_evaluator *evaluator;
  const ab_interval *found = range(&evaluator, facts, e, box);
  bool defined = point ? ab_interval_is_finite(found) : ab_interval_is_defined(found);
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, d);
  return defined;
}

ab_curve_builder ab_curve_begin(ab_clauses *clauses, const ab_statement *statement,
                                const ab_witness *witness, const ab_facts *facts, const char *name,
                                const char *const *variables, size_t variable_count) {
  size_t count = witness->constants.count;
  const char **parameters = ab_allocate(count, sizeof *parameters);
  for (size_t c = 0; c < count; c++)
    parameters[c] = witness->constants.items[c].name;
  ab_curve_builder b = {
      statement,
      facts,
      facts->family,
      clauses,
      ab_clauses_add_template(clauses, name, variables, variable_count, parameters, count),
      NULL};
  b.graph = b.template_->graph;
  ab_free(parameters);
  return b;
}

ab_clause *ab_curve_end(ab_curve_builder *b, const char *name) {
  ab_clause *clause = ab_clauses_add(b->clauses, name, b->clauses->template_count - 1);
  for (size_t c = 0; c < b->template_->parameter_count; c++) {
    clause->arguments[c].bound = true;
    clause->arguments[c].constant = c;
  }
  return clause;
}

ab_expr ab_curve_add(ab_curve_builder *b, ab_expr x, ab_expr y) {
  return ab_build_add(b->graph, x, y);
}

ab_expr ab_curve_sub(ab_curve_builder *b, ab_expr x, ab_expr y) {
  return ab_build_sub(b->graph, x, y);
}

ab_expr ab_curve_mul(ab_curve_builder *b, ab_expr x, ab_expr y) {
  return ab_build_mul(b->graph, x, y);
}

ab_expr ab_curve_number(ab_curve_builder *b, const mpq_t value) {
  return ab_graph_constant(b->graph, value);
}

ab_expr ab_curve_at(ab_curve_builder *b, ab_expr e, const ab_expr *point) {
  return ab_substitute(b->graph, b->f->graph, e, point);
}

ab_expr ab_curve_build_t(ab_curve_builder *b, size_t i, const ab_expr *x, const ab_expr *offset,
                         ab_expr value) {
  const ab_statement *s = b->statement;
  ab_expr inner = ab_graph_integer(b->graph, 0);
  size_t d = b->f->variable_count;
  for (size_t j = 0; j < d; j++) {
    ab_expr partial = ab_partial(b->f->graph, b->f->functions[i], j, d, 0);
    inner = ab_curve_add(b, inner, ab_curve_mul(b, ab_curve_at(b, partial, x), offset[j]));
  }
  mpq_t difference;
  mpq_init(difference);
  mpq_sub(difference, ab_statement_constant(s, AB_ALPHA), ab_statement_constant(s, AB_BETA));
  ab_expr descent =
      ab_curve_mul(b, ab_curve_number(b, difference), ab_curve_at(b, b->f->functions[i], x));
  mpq_clear(difference);
  ab_expr rest = ab_curve_sub(
      b, ab_curve_mul(b, ab_curve_number(b, ab_statement_constant(s, AB_ALPHA)), value),
      ab_curve_mul(b, ab_curve_number(b, ab_statement_constant(s, AB_BETA)),
                   ab_curve_at(b, b->f->infima[i], x)));
  return ab_curve_add(b, ab_curve_sub(b, inner, descent), rest);
}

ab_expr ab_curve_build_averaged(ab_curve_builder *b, const ab_expr *x, const ab_expr *offset,
                                ab_expr lowest) {
  size_t d = b->f->variable_count;
  ab_expr *gradient = ab_allocate(d, sizeof *gradient);
  for (size_t j = 0; j < d; j++)
    gradient[j] = ab_curve_at(b, ab_partial(b->f->graph, b->f->mean, j, d, 0), x);
  ab_expr value = ab_curve_at(b, b->f->mean, x);
  ab_averaged_terms terms = {b->graph, b->f, gradient, offset, value, lowest};
  ab_expr e = ab_averaged_build(b->statement->condition->averaged, &terms,
                                ab_statement_constant(b->statement, 0));
  ab_free(gradient);
  return e;
}

ab_expr ab_curve_lowest(const ab_facts *facts, ab_graph *graph) {
  const ab_functions *f = facts->family;
  mpq_t value;
  mpq_init(value);
  ab_expr point[2], lowest;
  for (size_t j = 0; j < 2; j++)
    point[j] = ab_graph_constant(graph, facts->curve->values[j]);
  if (ab_curve_constant(&f->curve, f->graph, f->mean, value))
    lowest = ab_graph_constant(graph, value);
  else
    lowest = ab_substitute(graph, f->graph, f->mean, point);
  mpq_clear(value);
  return lowest;
}

ab_expr ab_curve_with_minimizer(ab_curve_builder *b, ab_expr e, const ab_expr *y) {
  if (ab_curve_defined(b->facts, b->f->mean, NULL))
    return e;
  return ab_derivative_on_domain(b->graph, ab_curve_at(b, b->f->mean, y), e);
}
