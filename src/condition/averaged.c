/* SPDX-License-Identifier: MIT */
#include "condition/averaged.h"

#include "base/memory.h"
#include "family/functions_across.h"
#include "num/rational.h"
#include "problem/calculus.h"

bool ab_averaged_has_point(const ab_averaged *condition) {
  return condition->left == AB_AVERAGED_INNER || condition->right == AB_AVERAGED_DISTANCE;
}

/* sum of a_j b_j; a NULL: sum of b_j^2. */
static ab_expr inner(ab_graph *graph, const ab_expr *a, const ab_expr *b, size_t count) {
  ab_expr sum = ab_graph_integer(graph, 0);
  for (size_t j = 0; j < count; j++) {
    ab_expr term = a ? ab_build_mul(graph, a[j], b[j]) : ab_build_pow(graph, b[j], 2);
    sum = ab_build_add(graph, sum, term);
  }
  return sum;
}

/* The squared length of sum over a of row a of `rows` times v_a. */
static ab_expr square_of_combination(ab_graph *graph, const mpq_t *rows, const ab_expr *v,
                                     size_t row_count, size_t d) {
  ab_expr sum = ab_graph_integer(graph, 0);
  for (size_t j = 0; j < d; j++) {
    ab_expr entry = ab_graph_integer(graph, 0);
    for (size_t a = 0; a < row_count; a++)
      entry = ab_build_add(graph, entry,
                           ab_build_mul(graph, ab_graph_constant(graph, rows[a * d + j]), v[a]));
    sum = ab_build_add(graph, sum, ab_build_pow(graph, entry, 2));
  }
  return sum;
}

/* Across an affine M, x - y = A' c and grad f = L' grad g (averaged.md, section 3). */
static ab_expr square(const ab_averaged_terms *t, ab_averaged_side side) {
  const ab_functions *whole = t->family->whole;
  bool gradient = side == AB_AVERAGED_GRADIENT;
  const ab_expr *v = gradient ? t->gradient : t->offset;
  size_t count = t->family->variable_count;
  if (!whole)
    return inner(t->graph, NULL, v, count);
  size_t d = whole->variable_count;
  mpq_t *inverse = ab_functions_left_inverse(whole);
  const mpq_t *rows = gradient ? (const mpq_t *)inverse : (const mpq_t *)whole->matrix;
  ab_expr sum = square_of_combination(t->graph, rows, v, count, d);
  ab_rationals_destroy(inverse, count * d);
  return sum;
}

static ab_expr build_side(const ab_averaged_terms *t, ab_averaged_side side) {
  switch (side) {
  case AB_AVERAGED_INNER:
    return inner(t->graph, t->gradient, t->offset, t->family->variable_count);
  case AB_AVERAGED_EXCESS:
    return ab_build_sub(t->graph, t->value, t->lowest);
  default:
    return square(t, side);
  }
}

ab_expr ab_averaged_build(const ab_averaged *condition, const ab_averaged_terms *t,
                          const mpq_t constant) {
  mpq_t factor;
  mpq_init(factor);
  mpq_set_ui(factor, condition->numerator, condition->denominator);
  mpq_mul(factor, factor, constant);
  if (condition->squared)
    mpq_mul(factor, factor, constant);
  ab_expr left = build_side(t, condition->left), right = build_side(t, condition->right);
  right = ab_build_mul(t->graph, ab_graph_constant(t->graph, factor), right);
  mpq_clear(factor);
  ab_expr e =
      condition->growth ? ab_build_sub(t->graph, right, left) : ab_build_sub(t->graph, left, right);
  return ab_derivative_on_domain(t->graph, t->value, e);
}
