/* SPDX-License-Identifier: MIT */
#include "prove/numeric.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "prove/literals.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { PRECISION = 64 };

struct ab_numeric {
  size_t d, parameter_count;
  bool has_gradient;
  ab_evaluator *evaluator; /* root 0: the value; root 1 + k: partial derivative k */
  ab_interval *point, *parameters;
  ab_literals *literals; /* in place of all that: the value is that of a literal */
  size_t literal;
  double *values, *gradients; /* of all literals */
};

ab_numeric *ab_numeric_create(const ab_graph *graph, ab_expr value, const ab_expr *gradient,
                              size_t d, const ab_constant *parameters, size_t parameter_count) {
  ab_numeric *n = ab_allocate(1, sizeof *n);
  size_t count = gradient ? d + 1 : 1;
  ab_expr *roots = ab_allocate(count, sizeof *roots);
  roots[0] = value;
  for (size_t k = 1; k < count; k++)
    roots[k] = gradient[k - 1];
  n->d = d;
  n->has_gradient = gradient != NULL;
  n->parameter_count = parameter_count;
  n->evaluator = ab_evaluator_create(graph, roots, count, d, PRECISION);
  n->point = ab_intervals_create(d, PRECISION);
  n->parameters = ab_intervals_create(parameter_count, PRECISION);
  for (size_t p = 0; p < parameter_count; p++)
    ab_interval_set_rationals(&n->parameters[p], parameters[p].lo, parameters[p].hi);
  ab_free(roots);
  return n;
}

ab_numeric *ab_numeric_create_literal(const ab_clauses *clauses, size_t clause, size_t literal,
                                      const ab_constants *constants) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  ab_numeric *n = ab_allocate(1, sizeof *n);
  n->d = t->variable_count;
  n->has_gradient = true;
  n->literals = ab_literals_create(clauses, clause, constants);
  n->literal = literal;
  n->values = ab_allocate(t->literal_count, sizeof *n->values);
  n->gradients = ab_allocate(t->literal_count * n->d, sizeof *n->gradients);
  return n;
}

void ab_numeric_destroy(ab_numeric *n) {
  ab_literals_destroy(n->literals);
  ab_free(n->values);
  ab_free(n->gradients);
  ab_evaluator_destroy(n->evaluator);
  ab_intervals_destroy(n->point, n->d);
  ab_intervals_destroy(n->parameters, n->parameter_count);
  ab_free(n);
}

static double evaluate(ab_numeric *n, size_t root) {
  const ab_interval *x = ab_evaluator_range(n->evaluator, root, n->point, n->parameters);
  return ab_interval_is_finite(x) ? mpfr_get_d(x->lo, MPFR_RNDN) : NAN;
}

static double literal_value(ab_numeric *n, const double *x, double *gradient) {
  ab_literals_evaluate(n->literals, x, n->values, gradient ? n->gradients : NULL);
  if (gradient)
    memcpy(gradient, n->gradients + n->literal * n->d, n->d * sizeof *gradient);
  return n->values[n->literal];
}

double ab_numeric_value(ab_numeric *n, const double *x, double *gradient) {
  if (n->literals)
    return literal_value(n, x, gradient);
  for (size_t k = 0; k < n->d; k++) {
    if (!isfinite(x[k]))
      return NAN;
    mpfr_set_d(n->point[k].lo, x[k], MPFR_RNDD);
    mpfr_set_d(n->point[k].hi, x[k], MPFR_RNDU);
  }
  for (size_t k = 0; gradient && k < n->d; k++)
    gradient[k] = evaluate(n, k + 1);
  return evaluate(n, 0);
}

static double objective(unsigned d, const double *x, double *gradient, void *context) {
  double value = ab_numeric_value(context, x, gradient);
  for (unsigned k = 0; gradient && k < d; k++)
    if (!isfinite(gradient[k]))
      gradient[k] = 0;
  return isfinite(value) ? value : 1e300;
}

double ab_numeric_minimize(ab_numeric *n, double *x, const double *lo, const double *hi) {
  nlopt_opt opt = nlopt_create(n->has_gradient ? NLOPT_LD_LBFGS : NLOPT_LN_SBPLX, (unsigned)n->d);
  if (!opt)
    return NAN;
  double value = NAN;
  nlopt_set_min_objective(opt, objective, n);
  nlopt_set_lower_bounds(opt, lo);
  nlopt_set_upper_bounds(opt, hi);
  nlopt_set_ftol_rel(opt, 1e-15);
  nlopt_set_xtol_rel(opt, 1e-14);
  nlopt_set_maxeval(opt, n->has_gradient ? 400 : 2000);
  nlopt_result result = nlopt_optimize(opt, x, &value);
  nlopt_destroy(opt);
  return result > 0 || result == NLOPT_ROUNDOFF_LIMITED || result == NLOPT_FAILURE
             ? ab_numeric_value(n, x, NULL)
             : NAN;
}

void ab_numeric_start(double *x, size_t k, const double *lo, const double *hi, size_t d) {
  static const unsigned primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};
  for (size_t j = 0; j < d; j++) {
    double fraction = 0, unit = 1;
    unsigned base = primes[j % (sizeof primes / sizeof *primes)];
    for (size_t rest = k; rest > 0; rest /= base) {
      unit /= base;
      fraction += unit * (double)(rest % base);
    }
    x[j] = k == 0 ? (lo[j] + hi[j]) / 2 : lo[j] + fraction * (hi[j] - lo[j]);
  }
}
