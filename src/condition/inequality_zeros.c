/* SPDX-License-Identifier: MIT */
#include "condition/inequality_zeros.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "problem/calculus.h"
#include "real/identity.h"

#include <stdio.h>
#include <string.h>

enum { PRECISION = 128 };

/* An expression without variables exists for all values of the constants. */
static bool exists(const ab_graph *graph, ab_expr e, const ab_constants *constants) {
  ab_interval *values = ab_intervals_create(constants->count, PRECISION);
  for (size_t i = 0; i < constants->count; i++)
    ab_interval_set_rationals(&values[i], constants->items[i].lo, constants->items[i].hi);
  ab_evaluator *evaluator = ab_evaluator_create(graph, &e, 1, 0, PRECISION);
  bool finite = ab_interval_is_finite(ab_evaluator_range(evaluator, 0, NULL, values));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(values, constants->count);
  return finite;
}

static bool is_zero_at(const ab_template *t, ab_expr e, const mpq_t *point,
                       const ab_constants *constants) {
  size_t n = t->variable_count;
  ab_graph *graph = ab_graph_create();
  ab_expr *x = ab_allocate(n, sizeof *x);
  for (size_t k = 0; k < n; k++)
    x[k] = ab_graph_constant(graph, point[k]);
  ab_expr value = ab_substitute(graph, t->graph, e, x);
  mpq_t number;
  mpq_init(number);
  bool zero = ab_identical_to_rational(graph, value, number) && mpq_sgn(number) == 0 &&
              exists(graph, value, constants);
  mpq_clear(number);
  ab_free(x);
  ab_graph_destroy(graph);
  return zero;
}

bool ab_inequality_touches_zero(const ab_template *t, size_t literal, const mpq_t *point,
                                const ab_constants *constants) {
  ab_expr e = t->literals[literal].expr;
  size_t n = t->variable_count;
  bool zero = t->literals[literal].kind == AB_LITERAL_NONNEGATIVE &&
              ab_kinks(t->graph, e, NULL, 0) == 0 && is_zero_at(t, e, point, constants);
  for (size_t k = 0; k < n && zero; k++)
    zero = is_zero_at(t, ab_partial(t->graph, e, k, n, 0), point, constants);
  return zero;
}

/* The literal that choice number i is about, which is after `last`; literal_count if none. */
static size_t literal_of(const ab_template *t, const ab_choice *choice, size_t next) {
  char name[AB_NAME_MAX];
  for (size_t l = next; l < t->literal_count; l++) {
    snprintf(name, sizeof name, "zero[%zu]", l + 1);
    if (strcmp(choice->name, name) == 0)
      return l;
  }
  return t->literal_count;
}

ab_status ab_inequality_verify_zeros(const ab_template *t, const ab_witness *witness, size_t first,
                                     ab_error *error) {
  size_t n = t->variable_count, next = 0, sets = 0;
  for (size_t i = first; i < witness->choice_count; i++) {
    const ab_choice *choice = &witness->choices[i];
    size_t literal = literal_of(t, choice, next);
    next = literal + 1;
    sets += n ? choice->count / n : 0;
    if (literal == t->literal_count || n == 0 || choice->count == 0 || choice->count % n != 0 ||
        sets > AB_ZERO_SETS_MAX)
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "a choice of the witness is unknown, doubled, out of order or of a wrong "
                          "length");
    for (size_t p = 0; p < choice->count; p += n)
      if (!ab_inequality_touches_zero(t, literal, (const mpq_t *)choice->values + p,
                                      &witness->constants))
        return ab_error_set(error, AB_NOT_VERIFIED,
                            "point %zu of %s is not shown to be a zero of the literal and of its "
                            "gradient",
                            p / n + 1, choice->name);
  }
  return AB_OK;
}

/* One point: the second derivatives, and the point itself. */
static void add_zero(ab_template *t, size_t literal, const mpq_t *point) {
  size_t n = t->variable_count;
  ab_expr e = t->literals[literal].expr;
  ab_expr *feet = ab_allocate(n, sizeof *feet);
  ab_expr *hessian = ab_allocate(n * (n + 1) / 2, sizeof *hessian);
  for (size_t k = 0, entry = 0; k < n; k++) {
    feet[k] = ab_graph_constant(t->graph, point[k]);
    ab_expr first = ab_partial(t->graph, e, k, n, 0);
    for (size_t j = 0; j <= k; j++)
      hessian[entry++] = ab_partial(t->graph, first, j, n, 0);
  }
  ab_template_add_zero_set(t, literal, n, feet, hessian);
  ab_free(feet);
  ab_free(hessian);
}

void ab_inequality_add_zeros(ab_template *t, const ab_witness *witness, size_t first) {
  for (size_t i = first; i < witness->choice_count; i++) {
    const ab_choice *choice = &witness->choices[i];
    size_t literal = literal_of(t, choice, 0);
    for (size_t p = 0; p < choice->count; p += t->variable_count)
      add_zero(t, literal, (const mpq_t *)choice->values + p);
  }
}
