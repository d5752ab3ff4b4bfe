/* SPDX-License-Identifier: MIT */
#include "condition/averaged_compile.h"

#include "base/memory.h"
#include "problem/calculus.h"

size_t ab_averaged_clause_count(const ab_facts *facts, const ab_averaged *condition) {
  bool one = facts->family->minimizers == AB_MINIMIZERS_AFFINE || !ab_averaged_has_point(condition);
  return one ? 1 : facts->point_count;
}

static bool is_affine(const ab_builder *b) {
  return b->facts->family->minimizers == AB_MINIMIZERS_AFFINE;
}

/* left - factor c right in a graph whose first variables are x. */
static ab_expr build(const ab_builder *b, ab_graph *graph, const ab_expr *x, const ab_expr *y,
                     ab_expr value, ab_expr lowest, size_t variable_count) {
  const ab_functions *f = b->facts->family;
  size_t d = f->variable_count;
  ab_expr *gradient = ab_allocate(d, sizeof *gradient), *offset = ab_allocate(d, sizeof *offset);
  for (size_t j = 0; j < d; j++) {
    gradient[j] = ab_partial(graph, value, j, variable_count, 0);
    offset[j] = ab_build_sub(graph, x[j], y[j]);
  }
  ab_averaged_terms terms = {graph, f, gradient, offset, value, lowest};
  ab_expr e = ab_averaged_build(b->statement->condition->averaged, &terms,
                                ab_statement_constant(b->statement, 0));
  ab_free(gradient);
  ab_free(offset);
  return e;
}

/* y and f* for minimiser k: y is an array to be freed. */
static ab_expr *minimizer(ab_builder *b, size_t k, ab_expr *lowest) {
  const ab_functions *f = b->facts->family;
  ab_expr *y = is_affine(b) ? ab_functions_foot(f, b->graph, b->x) : ab_builder_point(b, k);
  *lowest = is_affine(b) ? ab_builder_at(b, f->mean, y)
                         : ab_builder_parameter(b, ab_facts_minimum(b->facts));
  return y;
}

static bool is_growth(const ab_builder *b) {
  return b->statement->condition->averaged->growth;
}

/* e, which is about a branch of `function`, where that is defined. */
static ab_expr on_domain(ab_builder *b, ab_expr function, ab_expr e) {
  return ab_kinks(b->facts->family->graph, function, NULL, 0) == 0
             ? e
             : ab_derivative_on_domain(b->graph, ab_builder_at(b, function, b->x), e);
}

/* 2 L (f_i - f_i*) - |grad f_i|^2. */
static ab_expr growth(ab_builder *b, size_t i) {
  const ab_functions *f = b->facts->family;
  ab_expr value = ab_builder_branch(b, f->functions[i]), lowest = ab_builder_infimum(b, i);
  ab_expr e = build(b, b->graph, b->x, b->x, value, lowest, f->variable_count);
  return on_domain(b, f->functions[i], e);
}

/* Where nothing else shows that f exists at the nearest point of an affine M, this does. */
static ab_expr expression(ab_builder *b, size_t k) {
  ab_expr lowest, *y = minimizer(b, k, &lowest);
  ab_expr value = ab_builder_branch(b, b->facts->family->mean);
  ab_expr e = build(b, b->graph, b->x, y, value, lowest, b->facts->family->variable_count);
  ab_free(y);
  e = on_domain(b, b->facts->family->mean, e);
  return is_affine(b) && b->facts->family->assume_minimizers
             ? ab_derivative_on_domain(b->graph, lowest, e)
             : e;
}

/* The zero set of the last literal on an affine M. Its second derivatives are those with the foot
 * held fixed: they are formed in a graph in which x and y are different variables. */
static void add_affine_zero_set(ab_builder *b) {
  const ab_functions *f = b->facts->family;
  size_t d = f->variable_count, m;
  ab_graph *graph = ab_graph_create();
  ab_expr *both = ab_allocate(2 * d, sizeof *both), *along = ab_allocate(2 * d, sizeof *along);
  for (size_t j = 0; j < 2 * d; j++)
    both[j] = ab_graph_variable(graph, (uint32_t)j);
  ab_expr value = ab_substitute(graph, f->graph, f->mean, both);
  ab_expr lowest = ab_substitute(graph, f->graph, f->mean, both + d);
  ab_expr e = build(b, graph, both, both + d, value, lowest, 2 * d);
  ab_expr *rows = ab_builder_directions(b, graph, &m);
  ab_expr *hessian = ab_allocate(m * (m + 1) / 2, sizeof *hessian);
  ab_expr *foot = ab_functions_foot(f, b->graph, b->x), zero = ab_graph_integer(graph, 0);
  for (size_t j = 0; j < d; j++) {
    both[j] = b->x[j];
    both[d + j] = foot[j];
    along[d + j] = zero;
  }
  for (size_t i = 0, k = 0; i < m; i++)
    for (size_t j = 0; j <= i; j++) {
      for (size_t l = 0; l < d; l++)
        along[l] = rows[i * d + l];
      ab_expr first = ab_derivative(graph, e, along, 2 * d, 0);
      for (size_t l = 0; l < d; l++)
        along[l] = rows[j * d + l];
      ab_expr second = ab_derivative(graph, first, along, 2 * d, 0);
      hessian[k++] = ab_substitute(b->graph, graph, second, both);
    }
  ab_template_add_zero_set(b->template_, b->template_->literal_count - 1, m, foot, hessian);
  ab_free(both);
  ab_free(along);
  ab_free(rows);
  ab_free(hessian);
  ab_free(foot);
  ab_graph_destroy(graph);
}

/* Where f_i = f_i* and grad f_i = 0, exactly, the growth bound vanishes to second order, in all
 * directions (docs/theory/sgd.md, section 11). */
static void add_growth_zero(ab_builder *b, ab_expr e, size_t i) {
  const ab_facts *facts = b->facts;
  const ab_choice *attained = facts->attained[i];
  size_t d = facts->family->variable_count, at = 0;
  if (!attained || facts->family->infimum_found[i] || !facts->attained_flat[i])
    return;
  ab_expr *feet = ab_allocate(d, sizeof *feet);
  ab_expr *hessian = ab_allocate(d * (d + 1) / 2, sizeof *hessian);
  for (size_t j = 0; j < d; j++) {
    feet[j] = ab_graph_constant(b->graph, attained->values[j]);
    ab_expr first = ab_partial(b->graph, e, j, d, 0);
    for (size_t k = 0; k <= j; k++)
      hessian[at++] = ab_partial(b->graph, first, k, d, 0);
  }
  ab_template_add_zero_set(b->template_, b->template_->literal_count - 1, d, feet, hessian);
  ab_free(feet);
  ab_free(hessian);
}

/* It vanishes to second order at y: where y does not occur in it, at every minimiser. */
static void add_zero_sets(ab_builder *b, ab_expr e, size_t k) {
  const ab_functions *f = b->facts->family;
  if (f->assume_minimizers && f->minimizers_on_domain)
    return; /* a minimiser at the boundary need not be stationary */
  if (is_affine(b)) {
    add_affine_zero_set(b);
    return;
  }
  bool every = !ab_averaged_has_point(b->statement->condition->averaged);
  for (size_t i = every ? 0 : k; i < (every ? b->facts->point_count : k + 1); i++) {
    if (!ab_builder_is_branch_near(b, f->mean, i))
      continue;
    ab_expr *y = ab_builder_point(b, i);
    ab_builder_add_zero_set(b, e, y);
    ab_free(y);
  }
}

static void add_nearer(ab_builder *b, size_t k) {
  for (size_t j = 0;
       j < b->facts->point_count && ab_averaged_has_point(b->statement->condition->averaged); j++)
    if (j != k)
      ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, ab_builder_nearer(b, k, j));
}

void ab_averaged_add_literals(ab_builder *b, size_t i, size_t k) {
  ab_expr e = is_growth(b) ? growth(b, i) : expression(b, k);
  ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE, e);
  if (is_growth(b))
    add_growth_zero(b, e, i);
  else
    add_zero_sets(b, e, k);
  add_nearer(b, k);
  ab_expr function = is_growth(b) ? b->facts->family->functions[i] : b->facts->family->mean;
  ab_builder_add_wrong_sides(b, function);
  if (b->facts->penalty && ab_kinks(b->facts->family->graph, function, NULL, 0) > 0)
    ab_template_add_literal(b->template_, AB_LITERAL_NONNEGATIVE,
                            ab_builder_penalize(b, function, e));
}

void ab_averaged_add_negation(ab_builder *b, size_t k) {
  size_t functions = is_growth(b) ? b->facts->family->function_count : 1;
  for (size_t i = 0; i < functions; i++) {
    const ab_functions *f = b->facts->family;
    if (!ab_facts_pattern_at_point(b->facts, is_growth(b) ? f->functions[i] : f->mean, &b->pattern))
      continue; /* at a kink the gradient is not one number */
    ab_expr e = is_growth(b) ? growth(b, i) : expression(b, k);
    ab_template_add_literal(b->template_, AB_LITERAL_POSITIVE, ab_build_neg(b->graph, e));
  }
  add_nearer(b, k);
}
