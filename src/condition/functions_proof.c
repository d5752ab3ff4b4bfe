/* SPDX-License-Identifier: MIT
 * The proof of what a witness says about own functions: docs/theory/functions.md, sections 2 to 4.
 */
#include "condition/functions_shared.h"

#include "condition/alpha_beta_curve.h"
#include "condition/charts.h"
#include "condition/circle.h"
#include "condition/level_set.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "family/root_constants.h"
#include "num/rational.h"
#include "real/identity.h"
#include "real/zero.h"

#include <stdio.h>
#include <string.h>

enum { FAR_PRECISION = 64 };

/* The range of an expression of the family's graph over a box, the roots in their enclosures, lies
 * within [lo, hi]. */
static bool range_within(const ab_facts *facts, ab_expr e, const ab_interval *box, const mpq_t lo,
                         const mpq_t hi) {
  const ab_functions *f = facts->family;
  ab_interval *roots = ab_facts_enclosures(facts, 0, f->root_count);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &e, 1, f->variable_count, AB_FACTS_PRECISION);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, roots);
  bool within = ab_interval_is_finite(range) && mpfr_cmp_q(range->lo, lo) >= 0 &&
                mpfr_cmp_q(range->hi, hi) <= 0;
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(roots, f->root_count);
  return within;
}

static bool is_defined_on(const ab_facts *facts, const mpq_t *lo, const mpq_t *hi) {
  const ab_functions *f = facts->family;
  ab_interval *box = ab_intervals_create(f->variable_count, AB_FACTS_PRECISION);
  ab_interval *roots = ab_facts_enclosures(facts, 0, f->root_count);
  for (size_t j = 0; j < f->variable_count; j++)
    ab_interval_set_rationals(&box[j], lo[j], hi[j]);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &f->mean, 1, f->variable_count, AB_FACTS_PRECISION);
  bool finite = ab_interval_is_finite(ab_evaluator_range(evaluator, 0, box, roots));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, f->variable_count);
  ab_intervals_destroy(roots, f->root_count);
  return finite;
}

/* The gradient of f has exactly one zero in the isolation box, and it lies in the enclosures of
 * point k, which lie in that box. */
static ab_status verify_zero(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count;
  ab_expr *equations = ab_allocate(d, sizeof *equations);
  for (size_t i = 0; i < d; i++) {
    equations[i] = ab_partial(f->graph, facts->smooth[k], i, d, 0);
  }
  mpq_t *lo = ab_rationals_create(d), *hi = ab_rationals_create(d);
  mpq_t *zero_lo = ab_rationals_create(d), *zero_hi = ab_rationals_create(d);
  ab_facts_isolation_box(facts, k, lo, hi);
  ab_system system = {f->graph, equations, d, facts->witness->constants.items, f->root_count};
  ab_status status = ab_zero_verify(zero_lo, zero_hi, &system, (const mpq_t *)lo, (const mpq_t *)hi,
                                    AB_FACTS_PRECISION, error);
  if (status == AB_OK && !is_defined_on(facts, (const mpq_t *)lo, (const mpq_t *)hi))
    status = ab_error_set(error, AB_NOT_VERIFIED, "f is not shown to be defined around point %zu",
                          k + 1);
  for (size_t j = 0; j < d && status == AB_OK; j++) {
    const ab_constant *c = ab_facts_constant(facts, ab_facts_point(facts, k, j));
    if (mpq_cmp(c->lo, zero_lo[j]) > 0 || mpq_cmp(zero_hi[j], c->hi) > 0 ||
        mpq_cmp(c->lo, lo[j]) < 0 || mpq_cmp(hi[j], c->hi) < 0)
      status = ab_error_set(error, AB_NOT_VERIFIED,
                            "the enclosure of the constant %s cannot be confirmed", c->name);
  }
  ab_rationals_destroy(lo, d);
  ab_rationals_destroy(hi, d);
  ab_rationals_destroy(zero_lo, d);
  ab_rationals_destroy(zero_hi, d);
  ab_free(equations);
  return status;
}

static bool is_given_rational(const ab_functions *f, size_t k) {
  mpq_t value;
  mpq_init(value);
  bool rational = true;
  for (size_t j = 0; j < f->variable_count && rational; j++)
    rational = ab_identical_to_rational(f->graph, f->points[k * f->variable_count + j], value);
  mpq_clear(value);
  return rational;
}

/* Point k of the witness encloses the point that the problem gives; a point of no width is that
 * point, exactly. A rational point has to be a zero of the gradient itself: a zero beside it is not
 * the point that the problem gives. */
static ab_status verify_given(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count;
  if (f->minimizers == AB_MINIMIZERS_AUTO)
    return AB_OK;
  ab_interval *nowhere =
      ab_intervals_create(d, AB_FACTS_PRECISION); /* the point mentions no variable */
  bool given = !facts->given_loosely[k] || !is_given_rational(f, k);
  for (size_t j = 0; j < d && given; j++) {
    const ab_constant *c = ab_facts_constant(facts, ab_facts_point(facts, k, j));
    ab_expr expected = f->points[k * d + j];
    given = mpq_equal(c->lo, c->hi)
                ? ab_facts_is_zero(f->graph, ab_build_sub(f->graph, expected,
                                                          ab_graph_constant(f->graph, c->lo)))
                : range_within(facts, expected, nowhere, c->lo, c->hi);
  }
  ab_intervals_destroy(nowhere, d);
  return given ? AB_OK
               : ab_error_set(error, AB_NOT_VERIFIED,
                              "point %zu of the witness is not the one given", k + 1);
}

/* Point k is a zero of the gradient: exactly, where it is rational, else by the test above; or it
 * is rational and at a kink (functions.md, section 8). */
static ab_status verify_point(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  mpq_t *y = ab_rationals_create(f->variable_count);
  bool rational = ab_facts_rational_point(facts, k, y);
  bool flat = rational && !facts->sharp[k] &&
              ab_facts_is_flat_at(facts, facts->smooth[k], (const mpq_t *)y);
  ab_rationals_destroy(y, f->variable_count);
  if (facts->sharp[k])
    return rational && facts->sharpness[k] && mpq_sgn(facts->sharpness[k]->values[0]) > 0
               ? AB_OK
               : ab_facts_refuse(error, "a point at a kink has to be rational, with a positive "
                                        "'sharpness'");
  return flat ? AB_OK : verify_zero(facts, k, error);
}

/* x -> P x + c as the choice says it: coordinate j of the image is +-x_s + c_j, s = |values[2 j]|
 * from 1, every s once. */
static bool apply_symmetry(const ab_choice *choice, ab_graph *graph, const ab_expr *x, size_t d,
                           ab_expr *out) {
  for (size_t j = 0; j < d; j++) {
    mpq_srcptr source = choice->values[2 * j];
    if (mpz_cmp_ui(mpq_denref(source), 1) != 0 || mpq_sgn(source) == 0 ||
        mpz_cmpabs_ui(mpq_numref(source), (unsigned long)d) > 0)
      return false;
    for (size_t i = 0; i < j; i++)
      if (mpz_cmpabs(mpq_numref(source), mpq_numref(choice->values[2 * i])) == 0)
        return false;
    ab_expr image = x[mpz_get_ui(mpq_numref(source)) - 1]; /* of the absolute value */
    if (mpq_sgn(source) < 0)
      image = ab_build_neg(graph, image);
    out[j] = ab_build_add(graph, image, ab_graph_constant(graph, choice->values[2 * j + 1]));
  }
  return true;
}

/* f(y_k) = f(y_1) by a symmetry s of f, f(s(x)) = f(x), that takes y_1 into the box in which y_k is
 * the only zero of the gradient: s(y_1) is such a zero, so it is y_k. */
static ab_status verify_symmetry(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  const ab_choice *choice = facts->symmetry[k];
  size_t d = f->variable_count;
  ab_expr *x = ab_allocate(d, sizeof *x), *image = ab_allocate(d, sizeof *image);
  mpq_t *lo = ab_rationals_create(d), *hi = ab_rationals_create(d);
  for (size_t j = 0; j < d; j++)
    x[j] = ab_graph_variable(f->graph, (uint32_t)j);
  bool good = !facts->sharp[0] && !facts->sharp[k] &&
              apply_symmetry(choice, f->graph, x, d, image) &&
              ab_identical(f->graph, f->mean, ab_substitute(f->graph, f->graph, f->mean, image));
  ab_facts_isolation_box(facts, k, lo, hi);
  ab_interval *first = ab_facts_enclosures(facts, ab_facts_point(facts, 0, 0), d);
  for (size_t j = 0; j < d && good; j++)
    good = range_within(facts, image[j], first, lo[j], hi[j]);
  ab_intervals_destroy(first, d);
  ab_rationals_destroy(lo, d);
  ab_rationals_destroy(hi, d);
  ab_free(x);
  ab_free(image);
  /* uniqueness in the box of point k: not shown yet where the point was verified exactly */
  return good ? verify_zero(facts, k, error)
              : ab_error_set(error, AB_NOT_VERIFIED,
                             "it is not shown that f has the same value at the points 1 and %zu",
                             k + 1);
}

static ab_status verify_equal_value(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  if (facts->symmetry[k])
    return verify_symmetry(facts, k, error);
  mpq_t *y = ab_rationals_create(f->variable_count),
        *first = ab_rationals_create(f->variable_count);
  bool equal = false;
  if (ab_facts_rational_point(facts, 0, first) && ab_facts_rational_point(facts, k, y)) {
    ab_graph *graph = ab_graph_create();
    ab_expr left = ab_facts_at_point(graph, f, f->mean, (const mpq_t *)first);
    ab_expr right = ab_facts_at_point(graph, f, f->mean, (const mpq_t *)y);
    equal = ab_identical(graph, left, right) && ab_facts_exists(facts, graph, left) &&
            ab_facts_exists(facts, graph, right);
    ab_graph_destroy(graph);
  }
  ab_rationals_destroy(y, f->variable_count);
  ab_rationals_destroy(first, f->variable_count);
  return equal ? AB_OK
               : ab_error_set(error, AB_NOT_VERIFIED,
                              "it is not shown that f has the same value at the points 1 and %zu",
                              k + 1);
}

/* An expression at point k: within the enclosure by its range; or exactly, if the enclosure is one
 * number. */
static bool has_value(const ab_facts *facts, ab_expr e, size_t k, const ab_constant *value) {
  const ab_functions *f = facts->family;
  if (!mpq_equal(value->lo, value->hi)) {
    ab_interval *y = ab_facts_enclosures(facts, ab_facts_point(facts, k, 0), f->variable_count);
    bool within = range_within(facts, e, y, value->lo, value->hi);
    ab_intervals_destroy(y, f->variable_count);
    return within;
  }
  mpq_t *y = ab_rationals_create(f->variable_count);
  bool exact =
      ab_facts_rational_point(facts, k, y) &&
      ab_facts_vanishes_at(facts, ab_build_sub(f->graph, e, ab_graph_constant(f->graph, value->lo)),
                           (const mpq_t *)y);
  ab_rationals_destroy(y, f->variable_count);
  return exact;
}

/* fmin and f[i,k] enclose the values of f at y_1 and of f_i at y_k. */
static ab_status verify_values(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  bool good = has_value(facts, f->mean, 0, ab_facts_constant(facts, ab_facts_minimum(facts)));
  for (size_t k = 0; k < facts->point_count && good; k++)
    for (size_t i = 0; i < f->function_count && good; i++)
      good = has_value(facts, f->functions[i], k,
                       ab_facts_constant(facts, ab_facts_value(facts, i, k)));
  return good ? AB_OK
              : ab_facts_refuse(error,
                                "the values of the functions at the minimizers are not as stated");
}

static ab_status verify_in_domain(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  for (size_t k = 0; k < facts->point_count; k++)
    for (size_t j = 0; j < f->variable_count; j++) {
      const ab_constant *c = ab_facts_constant(facts, ab_facts_point(facts, k, j));
      if ((!ab_domain_is_unbounded_at(&f->domain, j, -1) && mpq_cmp(c->lo, f->domain.lo[j]) < 0) ||
          (!ab_domain_is_unbounded_at(&f->domain, j, 1) && mpq_cmp(c->hi, f->domain.hi[j]) > 0))
        return ab_error_set(error, AB_NOT_VERIFIED, "point %zu is not in the domain", k + 1);
    }
  return AB_OK;
}

/* On {A x = b}: f is constant and its derivatives along the rows of A vanish, as identities. */
static ab_status verify_affine(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count;
  ab_expr *x = ab_allocate(d, sizeof *x);
  ab_expr *row = ab_allocate(d, sizeof *row);
  for (size_t j = 0; j < d; j++) {
    x[j] = ab_graph_variable(f->graph, (uint32_t)j);
  }
  ab_expr *foot = ab_functions_foot(f, f->graph, x), *one = ab_functions_foot(f, f->graph, NULL);
  ab_expr lowest = ab_substitute(f->graph, f->graph, f->mean, one);
  bool good = ab_facts_exists(facts, f->graph, lowest) &&
              ab_identical(f->graph, ab_substitute(f->graph, f->graph, f->mean, foot), lowest);
  for (size_t a = 0; a < f->equation_count && good; a++) {
    for (size_t j = 0; j < d; j++)
      row[j] = ab_graph_constant(f->graph, f->matrix[a * d + j]);
    ab_expr slope = ab_derivative(f->graph, f->mean, row, d, 0);
    good = ab_facts_is_zero(f->graph, ab_substitute(f->graph, f->graph, slope, foot));
  }
  ab_free(foot);
  ab_free(one);
  ab_free(x);
  ab_free(row);
  return good ? AB_OK
              : ab_facts_refuse(
                    error,
                    "minimizers: f is not shown to be constant and stationary on the affine set of "
                    "minimizers");
}

/* An infimum that is found: f_i is at most the upper end of its enclosure at the point. (That it is
 * at least the lower end on D is a clause.) */
static bool is_at_most(const ab_facts *facts, size_t i, const mpq_t *point) {
  const ab_functions *f = facts->family;
  ab_interval *x = ab_intervals_create(f->variable_count, AB_FACTS_PRECISION);
  ab_interval *roots = ab_facts_enclosures(facts, 0, f->root_count);
  for (size_t j = 0; j < f->variable_count; j++)
    ab_interval_set_rational(&x[j], point[j]);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &f->functions[i], 1, f->variable_count, AB_FACTS_PRECISION);
  const ab_interval *value = ab_evaluator_range(evaluator, 0, x, roots);
  bool good = ab_interval_is_finite(value) &&
              mpfr_cmp_q(value->hi, ab_facts_constant(facts, ab_facts_infimum(facts, i))->hi) <= 0;
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(x, f->variable_count);
  ab_intervals_destroy(roots, f->root_count);
  return good;
}

bool ab_facts_minimum_is_zero(const ab_facts *facts) {
  const ab_functions *f = facts->family;
  if (f->minimizers == AB_MINIMIZERS_CURVE) {
    mpq_t value;
    mpq_init(value);
    bool zero = ab_curve_constant(&f->curve, f->graph, f->mean, value) && mpq_sgn(value) == 0;
    mpq_clear(value);
    return zero;
  }
  if (f->minimizers == AB_MINIMIZERS_CIRCLE)
    return ab_circle_minimum_is_zero(facts);
  if (f->minimizers == AB_MINIMIZERS_LEVEL)
    return ab_level_minimum_is_zero(facts);
  if (f->minimizers == AB_MINIMIZERS_AFFINE) {
    ab_expr *one = ab_functions_foot(f, f->graph, NULL);
    bool zero = ab_facts_is_zero(f->graph, ab_substitute(f->graph, f->graph, f->mean, one));
    ab_free(one);
    return zero;
  }
  const ab_constant *lowest = ab_facts_constant(facts, ab_facts_minimum(facts));
  return mpq_sgn(lowest->lo) == 0 && mpq_sgn(lowest->hi) == 0;
}

static ab_status verify_attained(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  for (size_t i = 0; i < f->function_count; i++) {
    const ab_choice *attained = facts->attained[i];
    if (!attained && !f->infimum_found[i])
      continue;
    const mpq_t *point = attained ? (const mpq_t *)attained->values : NULL;
    bool good = attained && (!f->infimum_on_domain || ab_domain_holds(&f->domain, point)) &&
                (f->infimum_found[i] ? is_at_most(facts, i, point)
                                     : ab_facts_vanishes_at(facts, ab_facts_excess(f, i), point));
    if (!good)
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "function %zu is not shown to take its infimum at the point stated",
                          i + 1);
  }
  return AB_OK;
}

bool ab_facts_far_above(const ab_facts *facts, size_t axis, int sign) {
  const ab_functions *f = facts->family;
  if (facts->point_count == 0)
    return false;
  ab_expr root = f->mean;
  ab_interval *box = ab_intervals_create(f->variable_count, FAR_PRECISION);
  ab_interval *roots = ab_facts_enclosures(facts, 0, f->root_count);
  for (size_t j = 0; j < f->variable_count; j++) {
    mpfr_set_inf(box[j].lo, -1);
    mpfr_set_inf(box[j].hi, 1);
  }
  if (sign > 0)
    mpfr_set_q(box[axis].lo, facts->cube_hi[axis], MPFR_RNDD);
  else
    mpfr_set_q(box[axis].hi, facts->cube_lo[axis], MPFR_RNDU);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &root, 1, f->variable_count, FAR_PRECISION);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, roots);
  bool above = ab_interval_is_defined(range) && mpfr_number_p(range->lo) &&
               mpfr_cmp_q(range->lo, ab_facts_constant(facts, ab_facts_minimum(facts))->hi) > 0;
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, f->variable_count);
  ab_intervals_destroy(roots, f->root_count);
  return above;
}

/* The cube holds every finite end of the domain; an unbounded domain needs one. */
static ab_status verify_radius(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  if (!facts->radius)
    return ab_domain_is_bounded(&f->domain)
               ? AB_OK
               : ab_facts_refuse(error, "an unbounded domain needs a radius");
  bool good = ab_charts_radius_is_good(&f->domain, facts->radius->values[0]);
  return good ? AB_OK : ab_facts_refuse(error, "the cube of the radius does not hold the domain");
}

ab_status ab_facts_verify(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  ab_status status = ab_root_constants_verify(f->definitions, &facts->witness->constants, error);
  if (status == AB_OK && facts->penalty && mpq_sgn(facts->penalty->values[0]) < 0)
    status = ab_facts_refuse(error, "the choice 'penalty' is negative");
  for (size_t k = 0; k < facts->point_count && status == AB_OK; k++)
    status = verify_given(facts, k, error);
  for (size_t k = 0; k < facts->point_count && status == AB_OK && !f->assume_minimizers; k++) {
    status = verify_point(facts, k, error);
    if (status == AB_OK && k > 0)
      status = verify_equal_value(facts, k, error);
  }
  if (status == AB_OK && ab_facts_has_points(f))
    status = verify_values(facts, error);
  if (status == AB_OK && ab_facts_has_points(f) && f->minimizers_on_domain)
    status = verify_in_domain(facts, error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_CURVE)
    status = ab_curve_facts_verify(facts, error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_CIRCLE)
    status = ab_circle_facts_verify(facts, error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_LEVEL)
    status = ab_level_facts_verify(facts, error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_AFFINE && !f->assume_minimizers)
    status = verify_affine(facts, error);
  if (status == AB_OK)
    status = verify_attained(facts, error);
  return status == AB_OK ? verify_radius(facts, error) : status;
}
