/* SPDX-License-Identifier: MIT */
#include "family/curve.h"

#include "base/memory.h"
#include "expr/exact.h"
#include "family/level.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

static ab_status refuse(const ab_syntax *syntax, ab_place place, ab_error *error) {
  return ab_syntax_error(syntax, place, error,
                         "expected one polynomial equation in two to %d variables, with rational "
                         "coefficients, such as 'w*s = 1;' or 'x^2 + 4*y^2 = 1;'",
                         AB_LEVEL_VARIABLES_MAX);
}

static bool is_polynomial_node(const ab_graph *graph, const ab_node *node) {
  switch (node->op) {
  case AB_OP_CONSTANT:
  case AB_OP_VARIABLE:
  case AB_OP_ADD:
  case AB_OP_SUB:
  case AB_OP_MUL:
  case AB_OP_NEG:
    return true;
  case AB_OP_POW:
    return node->exponent >= 0;
  case AB_OP_DIV: {
    const ab_node *divisor = ab_graph_node(graph, node->right);
    return divisor->op == AB_OP_CONSTANT &&
           mpq_sgn(ab_graph_constant_value(graph, node->right)) != 0;
  }
  default:
    return false;
  }
}

/* Built from rational numbers and variables so that it is a polynomial as it stands. */
static bool is_polynomial(const ab_graph *graph, ab_expr root) {
  bool *parts = ab_graph_parts(graph, root);
  bool polynomial = true;
  for (size_t i = 0; i <= root && polynomial; i++)
    polynomial = !parts[i] || is_polynomial_node(graph, ab_graph_node(graph, (ab_expr)i));
  ab_free(parts);
  return polynomial;
}

static bool is_zero(const ab_graph *graph, ab_expr e) {
  mpq_t value;
  mpq_init(value);
  bool zero = ab_identical_to_rational(graph, e, value) && mpq_sgn(value) == 0;
  mpq_clear(value);
  return zero;
}

/* a and c for this choice of v, if dg/dv is free of v and not 0. */
static bool split(ab_curve *curve, ab_graph *graph, size_t v) {
  ab_expr slope = ab_partial(graph, curve->g, v, 2, 0);
  if (!ab_independent_of(graph, slope, (uint32_t)v) || is_zero(graph, slope))
    return false;
  curve->v = v;
  curve->u = 1 - v;
  ab_expr at[2];
  at[v] = ab_graph_integer(graph, 0);
  at[curve->u] = ab_graph_variable(graph, (uint32_t)curve->u);
  curve->a = ab_substitute(graph, graph, slope, at);
  curve->c = ab_substitute(graph, graph, curve->g, at);
  return true;
}

ab_status ab_curve_read(ab_curve *out, ab_circle *circle, ab_graph *graph, size_t variable_count,
                        ab_definitions *definitions, const ab_syntax *syntax, const ab_entry *entry,
                        ab_error *error) {
  out->place = entry->place;
  if (entry->entry_count == 0)
    return refuse(syntax, entry->place, error);
  const ab_entry *e = &entry->entries[entry->entry_count == 1 ? 0 : 1];
  if (entry->entry_count > 1 || e->kind != AB_ENTRY_DISJUNCTION || e->comparison_count != 1)
    return refuse(syntax, e->place, error);
  const ab_comparison *c = &e->comparisons[0];
  out->place = c->place;
  if (c->relation != AB_RELATION_EQ || variable_count < 2 ||
      variable_count > AB_LEVEL_VARIABLES_MAX)
    return refuse(syntax, c->place, error);
  ab_expr left, right;
  ab_status status = ab_definitions_expression(definitions, graph, c->left, &left, error);
  if (status == AB_OK)
    status = ab_definitions_expression(definitions, graph, c->right, &right, error);
  if (status != AB_OK)
    return status;
  out->g = ab_build_sub(graph, left, right);
  ab_level level = {graph, out->g, variable_count};
  if (!is_polynomial(graph, out->g) || !ab_level_is_proper(&level))
    return refuse(syntax, c->place, error);
  out->is_affine = variable_count == 2 && (split(out, graph, 1) || split(out, graph, 0));
  if (!out->is_affine && variable_count == 2)
    ab_circle_find(circle, graph, out->g);
  return AB_OK;
}

static bool value_at(const ab_graph *graph, ab_expr e, const mpq_t *point, mpq_t out) {
  mpq_t *none = ab_rationals_create(1);
  ab_exact found = ab_exact_evaluate(out, graph, e, point, (const mpq_t *)none, NULL);
  ab_rationals_destroy(none, 1);
  return found == AB_EXACT_VALUE;
}

bool ab_curve_height(const ab_curve *curve, const ab_graph *graph, const mpq_t u, mpq_t v) {
  mpq_t *point = ab_rationals_create(2), a, c;
  mpq_inits(a, c, NULL);
  mpq_set(point[curve->u], u);
  bool good = value_at(graph, curve->a, (const mpq_t *)point, a) &&
              value_at(graph, curve->c, (const mpq_t *)point, c) && mpq_sgn(a) != 0;
  if (good) {
    mpq_div(v, c, a);
    mpq_neg(v, v);
  }
  mpq_clears(a, c, NULL);
  ab_rationals_destroy(point, 2);
  return good;
}

bool ab_curve_holds(const ab_curve *curve, const ab_graph *graph, const mpq_t *point) {
  mpq_t v;
  mpq_init(v);
  bool holds = ab_curve_height(curve, graph, point[curve->u], v) && mpq_equal(v, point[curve->v]);
  mpq_clear(v);
  return holds;
}

bool ab_curve_constant(const ab_curve *curve, ab_graph *graph, ab_expr e, mpq_t value) {
  ab_expr point[2];
  point[curve->u] = ab_graph_variable(graph, (uint32_t)curve->u);
  point[curve->v] = ab_build_neg(graph, ab_build_div(graph, curve->c, curve->a));
  return ab_identical_to_rational(graph, ab_substitute(graph, graph, e, point), value);
}
