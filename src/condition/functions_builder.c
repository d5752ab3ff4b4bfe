/* SPDX-License-Identifier: MIT */
#include "condition/functions_builder.h"

#include "base/memory.h"
#include "problem/calculus.h"

ab_builder ab_builder_begin(ab_clauses *clauses, const ab_statement *statement,
                            const ab_witness *witness, const ab_facts *facts, const char *name) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count, count = witness->constants.count;
  const char **variables = ab_allocate(d, sizeof *variables);
  const char **parameters = ab_allocate(count, sizeof *parameters);
  for (size_t k = 0; k < d; k++)
    variables[k] = f->names[k];
  for (size_t c = 0; c < count; c++)
    parameters[c] = witness->constants.items[c].name;
  ab_builder b = {statement, facts, clauses,
                  ab_clauses_add_template(clauses, name, variables, d, parameters, count)};
  b.graph = b.template_->graph;
  b.x = ab_allocate(d, sizeof *b.x);
  for (size_t k = 0; k < d; k++)
    b.x[k] = ab_graph_variable(b.graph, (uint32_t)k);
  ab_free(variables);
  ab_free(parameters);
  return b;
}

void ab_builder_end(ab_builder *b, const char *name, const mpq_t *lo, const mpq_t *hi) {
  ab_clause *clause = ab_clauses_add(b->clauses, name, b->clauses->template_count - 1);
  for (size_t k = 0; k < b->template_->variable_count; k++) {
    mpq_set(clause->lo[k], lo[k]);
    mpq_set(clause->hi[k], hi[k]);
  }
  for (size_t c = 0; c < b->template_->parameter_count; c++) {
    clause->arguments[c].bound = true;
    clause->arguments[c].constant = c;
  }
  ab_free(b->x);
}

ab_expr ab_builder_parameter(ab_builder *b, size_t constant) {
  const ab_constant *c = &b->facts->witness->constants.items[constant];
  return mpq_equal(c->lo, c->hi) ? ab_graph_constant(b->graph, c->lo)
                                 : ab_graph_parameter(b->graph, (uint32_t)constant);
}

ab_expr ab_builder_at(ab_builder *b, ab_expr e, const ab_expr *point) {
  return ab_substitute(b->graph, b->facts->family->graph, e, point);
}

ab_expr ab_builder_branch(ab_builder *b, ab_expr e) {
  ab_graph *family = b->facts->family->graph;
  bool smooth = ab_kinks(family, e, NULL, 0) == 0;
  return ab_builder_at(b, smooth ? e : ab_branch(family, e, b->pattern), b->x);
}

/* How far x is on the wrong side of kink j: > 0 there. */
static ab_expr wrong_side(ab_builder *b, ab_expr kink, size_t j) {
  ab_expr argument = ab_kink_argument(b->facts->family->graph, kink);
  ab_expr h = ab_builder_at(b, argument, b->x);
  return b->pattern >> j & 1 ? ab_build_neg(b->graph, h) : h;
}

void ab_builder_add_wrong_sides(ab_builder *b, ab_expr e) {
  ab_expr kinks[AB_KINKS_MAX];
  size_t count = ab_kinks(b->facts->family->graph, e, kinks, AB_KINKS_MAX);
  for (size_t j = 0; j < count; j++)
    ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, wrong_side(b, kinks[j], j));
}

ab_expr ab_builder_penalize(ab_builder *b, ab_expr e, ab_expr left) {
  ab_expr kinks[AB_KINKS_MAX], sum = ab_graph_integer(b->graph, 0);
  size_t count = ab_kinks(b->facts->family->graph, e, kinks, AB_KINKS_MAX);
  for (size_t j = 0; j < count; j++) {
    ab_expr by = ab_graph_unary(b->graph, AB_OP_RELU, wrong_side(b, kinks[j], j));
    sum = ab_build_add(b->graph, sum, by);
  }
  ab_expr factor = ab_graph_constant(b->graph, b->facts->penalty->values[0]);
  return ab_build_add(b->graph, left, ab_build_mul(b->graph, factor, sum));
}

bool ab_builder_is_branch_near(const ab_builder *b, ab_expr e, size_t k) {
  uint64_t pattern;
  return ab_facts_pattern_near(b->facts, e, k, &pattern) && pattern == b->pattern;
}

ab_expr ab_builder_infimum(ab_builder *b, size_t i) {
  const ab_functions *f = b->facts->family;
  return f->infimum_found[i] ? ab_builder_parameter(b, ab_facts_infimum(b->facts, i))
                             : ab_builder_at(b, f->infima[i], b->x);
}

ab_expr *ab_builder_point(ab_builder *b, size_t k) {
  size_t d = b->facts->family->variable_count;
  ab_expr *y = ab_allocate(d, sizeof *y);
  for (size_t j = 0; j < d; j++)
    y[j] = ab_builder_parameter(b, ab_facts_point(b->facts, k, j));
  return y;
}

/* constant - e > 0 (side < 0) or e - constant > 0. */
static void add_beyond(ab_builder *b, ab_expr e, const mpq_t end, int side) {
  ab_expr limit = ab_graph_constant(b->graph, end);
  ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE,
                          side < 0 ? ab_build_sub(b->graph, limit, e)
                                   : ab_build_sub(b->graph, e, limit));
}

void ab_builder_add_off_face(ab_builder *b, const ab_expr *foot) {
  const ab_domain *domain = &b->facts->family->domain;
  for (size_t j = 0; j < domain->count; j++) {
    if (b->face->sides[j] != 0) {
      ab_expr multiplier = ab_face_multiplier(b->face, b->graph, b->x, j);
      ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE,
                              b->face->sides[j] < 0 ? multiplier
                                                    : ab_build_neg(b->graph, multiplier));
      continue;
    }
    if (!ab_domain_is_unbounded_at(domain, j, -1))
      add_beyond(b, foot[j], domain->lo[j], -1);
    if (!ab_domain_is_unbounded_at(domain, j, 1))
      add_beyond(b, foot[j], domain->hi[j], 1);
  }
}

ab_expr *ab_builder_directions(ab_builder *b, ab_graph *graph, size_t *count) {
  const ab_functions *f = b->facts->family;
  size_t d = f->variable_count;
  bool affine = f->minimizers == AB_MINIMIZERS_AFFINE;
  *count = affine ? f->equation_count : d;
  ab_expr *v = ab_allocate(*count * d, sizeof *v);
  for (size_t a = 0; a < *count; a++)
    for (size_t j = 0; j < d; j++)
      v[a * d + j] =
          affine ? ab_graph_constant(graph, f->matrix[a * d + j]) : ab_graph_integer(graph, a == j);
  return v;
}

void ab_builder_add_zero_set(ab_builder *b, ab_expr e, const ab_expr *feet) {
  size_t d = b->facts->family->variable_count, m;
  ab_expr *v = ab_builder_directions(b, b->graph, &m);
  ab_expr *hessian = ab_allocate(m * (m + 1) / 2, sizeof *hessian);
  for (size_t i = 0, k = 0; i < m; i++) {
    ab_expr first = ab_derivative(b->graph, e, v + i * d, d, 0);
    for (size_t j = 0; j <= i; j++)
      hessian[k++] = ab_derivative(b->graph, first, v + j * d, d, 0);
  }
  ab_template_add_zero_set(b->template_, b->template_->literal_count - 1, m, feet, hessian);
  ab_free(hessian);
  ab_free(v);
}

/* |x - y_k|^2 - |x - y_j|^2 = sum over l of (y_j - y_k)_l (2 x_l - y_j,l - y_k,l) > 0: y_j is
 * strictly nearer. */
ab_expr ab_builder_nearer(ab_builder *b, size_t k, size_t j) {
  size_t d = b->facts->family->variable_count;
  ab_graph *g = b->graph;
  ab_expr sum = ab_graph_integer(g, 0), two = ab_graph_integer(g, 2);
  for (size_t l = 0; l < d; l++) {
    ab_expr here = ab_builder_parameter(b, ab_facts_point(b->facts, k, l));
    ab_expr there = ab_builder_parameter(b, ab_facts_point(b->facts, j, l));
    ab_expr twice = ab_build_mul(g, two, b->x[l]);
    ab_expr factor = ab_build_sub(g, twice, ab_build_add(g, there, here));
    sum = ab_build_add(g, sum, ab_build_mul(g, ab_build_sub(g, there, here), factor));
  }
  return sum;
}
