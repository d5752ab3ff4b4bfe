/* SPDX-License-Identifier: MIT */
#include "condition/functions_facts.h"

#include "base/memory.h"
#include "condition/alpha_beta_curve.h"
#include "expr/evaluate.h"
#include "family/root_constants.h"
#include "num/rational.h"
#include "real/identity.h"
#include "real/zero.h"

#include <stdio.h>
#include <string.h>

enum { BALL_PRECISION = 320, ISOLATION_BITS = 40, BELOW_PRECISION = 64 };

size_t ab_facts_point(const ab_facts *facts, size_t k, size_t j) {
  return facts->family->root_count + k * facts->family->variable_count + j;
}

size_t ab_facts_minimum(const ab_facts *facts) {
  return ab_facts_point(facts, facts->point_count, 0);
}

size_t ab_facts_value(const ab_facts *facts, size_t i, size_t k) {
  return ab_facts_minimum(facts) + 1 + i * facts->point_count + k;
}

static const ab_constant *constant(const ab_facts *facts, size_t index) {
  return &facts->witness->constants.items[index];
}

static ab_status refuse(ab_error *error, const char *what) {
  return ab_error_set(error, AB_NOT_VERIFIED, "%s", what);
}

/* ---- reading ---- */

static bool has_points(const ab_functions *f) {
  return f->minimizers != AB_MINIMIZERS_AFFINE && f->minimizers != AB_MINIMIZERS_CURVE;
}

/* How many points there are: as given, or for `auto` as the number of constants says. */
static ab_status count_points(ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t count = facts->witness->constants.count, n = f->function_count, d = f->variable_count;
  facts->point_count = f->point_count;
  if (f->minimizers == AB_MINIMIZERS_AUTO)
    facts->point_count = count > f->root_count + 1 ? (count - f->root_count - 1) / (n + d) : 0;
  size_t expected = f->root_count + (has_points(f) ? facts->point_count * (n + d) + 1 : 0);
  if (count != expected || (has_points(f) && facts->point_count == 0))
    return refuse(error, "the witness does not have the constants that the claim needs");
  return AB_OK;
}

static bool name_is(const char *name, const char *word, size_t i, size_t k) {
  char expected[AB_NAME_MAX];
  if (k)
    snprintf(expected, sizeof expected, "%s[%zu,%zu]", word, i, k);
  else if (i)
    snprintf(expected, sizeof expected, "%s[%zu]", word, i);
  else
    snprintf(expected, sizeof expected, "%s", word);
  return strcmp(name, expected) == 0;
}

static ab_status check_names(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  bool good = true;
  for (size_t r = 0; r < f->root_count; r++)
    good =
        good && strcmp(constant(facts, r)->name, ab_definitions_root_name(f->definitions, r)) == 0;
  for (size_t k = 0; k < facts->point_count; k++)
    for (size_t j = 0; j < f->variable_count; j++)
      good = good && name_is(constant(facts, ab_facts_point(facts, k, j))->name, "y", k + 1, j + 1);
  if (has_points(f))
    good = good && name_is(constant(facts, ab_facts_minimum(facts))->name, "fmin", 0, 0);
  for (size_t i = 0; i < f->function_count; i++)
    for (size_t k = 0; k < facts->point_count; k++)
      good = good && name_is(constant(facts, ab_facts_value(facts, i, k))->name, "f", i + 1, k + 1);
  return good ? AB_OK
              : refuse(error, "the constants of the witness do not have the expected names");
}

/* The choice at *next if it has this name and number of values; moves on. */
static const ab_choice *take_choice(const ab_facts *facts, size_t *next, const char *word, size_t i,
                                    size_t count) {
  const ab_witness *w = facts->witness;
  if (*next >= w->choice_count || !name_is(w->choices[*next].name, word, i, 0) ||
      w->choices[*next].count != count)
    return NULL;
  return &w->choices[(*next)++];
}

static ab_status read_choices(ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t next = 0, d = f->variable_count;
  if (f->minimizers == AB_MINIMIZERS_CURVE) {
    size_t count = facts->witness->choice_count ? facts->witness->choices[0].count : 0;
    facts->curve = take_choice(facts, &next, "curve", 0, count);
    if (!facts->curve || count < 2 || count % 2 != 0)
      return refuse(error, "the witness does not give points of the curve");
  }
  for (size_t k = 1; k < facts->point_count; k++)
    facts->symmetry[k] = take_choice(facts, &next, "symmetry", k + 1, 2 * d);
  for (size_t i = 0; i < f->function_count; i++)
    facts->attained[i] = take_choice(facts, &next, "attained", i + 1, d);
  facts->radius = take_choice(facts, &next, "radius", 0, 1);
  return next == facts->witness->choice_count
             ? AB_OK
             : refuse(error, "a choice of the witness is unknown, doubled or out of order");
}

/* The constants [first, first + count) as intervals. */
static ab_interval *enclosures(const ab_facts *facts, size_t first, size_t count) {
  ab_interval *x = ab_intervals_create(count, BALL_PRECISION);
  for (size_t i = 0; i < count; i++)
    ab_interval_set_rationals(&x[i], constant(facts, first + i)->lo,
                              constant(facts, first + i)->hi);
  return x;
}

/* The expression e of the family's graph at a rational point, in a graph of its own. */
static ab_expr at_point(ab_graph *out, const ab_functions *f, ab_expr e, const mpq_t *point) {
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x);
  for (size_t j = 0; j < f->variable_count; j++)
    x[j] = ab_graph_constant(out, point[j]);
  ab_expr value = ab_substitute(out, f->graph, e, x);
  ab_free(x);
  return value;
}

/* Whether an expression without variables exists: an identity alone would not say so. */
static bool exists(const ab_facts *facts, const ab_graph *graph, ab_expr e) {
  size_t count = facts->family->root_count;
  ab_interval *roots = enclosures(facts, 0, count);
  ab_evaluator *evaluator = ab_evaluator_create(graph, &e, 1, 0, BALL_PRECISION);
  bool finite = ab_interval_is_finite(ab_evaluator_range(evaluator, 0, NULL, roots));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(roots, count);
  return finite;
}

/* Whether an expression is identical to 0. */
static bool is_zero(const ab_graph *graph, ab_expr e) {
  mpq_t value;
  mpq_init(value);
  bool zero = ab_identical_to_rational(graph, e, value) && mpq_sgn(value) == 0;
  mpq_clear(value);
  return zero;
}

static bool vanishes_at(const ab_facts *facts, ab_expr e, const mpq_t *point) {
  ab_graph *graph = ab_graph_create();
  ab_expr value = at_point(graph, facts->family, e, point);
  bool zero = is_zero(graph, value) && exists(facts, graph, value);
  ab_graph_destroy(graph);
  return zero;
}

/* Every partial derivative of e vanishes at the point, exactly. */
static bool is_flat_at(const ab_facts *facts, ab_expr e, const mpq_t *point) {
  const ab_functions *f = facts->family;
  bool flat = true;
  for (size_t j = 0; j < f->variable_count && flat; j++)
    flat = vanishes_at(facts, ab_partial(f->graph, e, j, f->variable_count, 0), point);
  return flat;
}

/* f_i - f_i* */
static ab_expr excess(const ab_functions *f, size_t i) {
  return ab_build_sub(f->graph, f->functions[i], f->infima[i]);
}

/* f_i - f_i* >= 0 on R^d by its range over unbounded intervals; functions.md, section 4. */
static bool is_bounded_below(const ab_facts *facts, size_t i) {
  const ab_functions *f = facts->family;
  ab_expr root = excess(f, i);
  ab_interval *box = ab_intervals_create(f->variable_count, BELOW_PRECISION);
  ab_interval *roots = ab_intervals_create(f->root_count, BELOW_PRECISION);
  for (size_t j = 0; j < f->variable_count; j++) {
    mpfr_set_inf(box[j].lo, -1);
    mpfr_set_inf(box[j].hi, 1);
  }
  for (size_t r = 0; r < f->root_count; r++)
    ab_interval_set_rationals(&roots[r], constant(facts, r)->lo, constant(facts, r)->hi);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &root, 1, f->variable_count, BELOW_PRECISION);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, roots);
  bool below =
      ab_interval_is_defined(range) && mpfr_number_p(range->lo) && mpfr_sgn(range->lo) >= 0;
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, f->variable_count);
  ab_intervals_destroy(roots, f->root_count);
  return below;
}

/* Point k as rationals, if its enclosures are single numbers. */
static bool rational_point(const ab_facts *facts, size_t k, mpq_t *out) {
  for (size_t j = 0; j < facts->family->variable_count; j++) {
    const ab_constant *c = constant(facts, ab_facts_point(facts, k, j));
    if (!mpq_equal(c->lo, c->hi))
      return false;
    mpq_set(out[j], c->lo);
  }
  return true;
}

static void find_interpolation(ab_facts *facts) {
  const ab_functions *f = facts->family;
  mpq_t *y = ab_rationals_create(f->variable_count);
  for (size_t k = 0; k < facts->point_count; k++)
    for (size_t i = 0; i < f->function_count; i++)
      facts->interpolates[i * facts->point_count + k] =
          rational_point(facts, k, y) && vanishes_at(facts, excess(f, i), (const mpq_t *)y) &&
          is_flat_at(facts, f->functions[i], (const mpq_t *)y);
  ab_rationals_destroy(y, f->variable_count);
}

static void find_properties(ab_facts *facts) {
  const ab_functions *f = facts->family;
  for (size_t i = 0; i < f->function_count; i++) {
    facts->bounded_below[i] = !f->infimum_on_domain && is_bounded_below(facts, i);
    facts->attained_flat[i] =
        facts->attained[i] &&
        is_flat_at(facts, f->functions[i], (const mpq_t *)facts->attained[i]->values);
  }
  find_interpolation(facts);
  if (!facts->radius)
    return;
  facts->cube_lo = ab_rationals_create(f->variable_count);
  facts->cube_hi = ab_rationals_create(f->variable_count);
  for (size_t j = 0; j < f->variable_count; j++) {
    mpq_set(facts->cube_hi[j], facts->radius->values[0]);
    mpq_neg(facts->cube_lo[j], facts->radius->values[0]);
  }
}

ab_status ab_facts_read(ab_facts *facts, const ab_functions *family, const ab_witness *witness,
                        ab_error *error) {
  *facts = (ab_facts){.family = family, .witness = witness};
  ab_status status = count_points(facts, error);
  if (status == AB_OK)
    status = check_names(facts, error);
  if (status != AB_OK)
    return status;
  size_t n = family->function_count;
  facts->symmetry = ab_allocate(facts->point_count, sizeof(ab_choice *));
  facts->attained = ab_allocate(n, sizeof(ab_choice *));
  facts->attained_flat = ab_allocate(n, sizeof(bool));
  facts->bounded_below = ab_allocate(n, sizeof(bool));
  facts->interpolates = ab_allocate(n * facts->point_count, sizeof(bool));
  status = read_choices(facts, error);
  if (status == AB_OK)
    find_properties(facts);
  else
    ab_facts_clear(facts);
  return status;
}

void ab_facts_clear(ab_facts *facts) {
  ab_free(facts->symmetry);
  ab_free(facts->attained);
  ab_free(facts->attained_flat);
  ab_free(facts->bounded_below);
  ab_free(facts->interpolates);
  if (facts->cube_lo)
    ab_rationals_destroy(facts->cube_lo, facts->family->variable_count);
  if (facts->cube_hi)
    ab_rationals_destroy(facts->cube_hi, facts->family->variable_count);
  *facts = (ab_facts){0};
}

/* ---- the proofs ---- */

/* The range of an expression of the family's graph over a box, the roots in their enclosures, lies
 * within [lo, hi]. */
static bool range_within(const ab_facts *facts, ab_expr e, const ab_interval *box, const mpq_t lo,
                         const mpq_t hi) {
  const ab_functions *f = facts->family;
  ab_interval *roots = enclosures(facts, 0, f->root_count);
  ab_evaluator *evaluator = ab_evaluator_create(f->graph, &e, 1, f->variable_count, BALL_PRECISION);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, roots);
  bool within = ab_interval_is_finite(range) && mpfr_cmp_q(range->lo, lo) >= 0 &&
                mpfr_cmp_q(range->hi, hi) <= 0;
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(roots, f->root_count);
  return within;
}

/* The box around the middle of point k in which its zero of the gradient is the only one: radius
 * 2^-ISOLATION_BITS. */
static void isolation_box(const ab_facts *facts, size_t k, mpq_t *lo, mpq_t *hi) {
  mpq_t radius;
  mpq_init(radius);
  mpq_set_ui(radius, 1, 1);
  mpq_div_2exp(radius, radius, ISOLATION_BITS);
  for (size_t j = 0; j < facts->family->variable_count; j++) {
    const ab_constant *c = constant(facts, ab_facts_point(facts, k, j));
    mpq_add(lo[j], c->lo, c->hi);
    mpq_div_2exp(lo[j], lo[j], 1);
    mpq_add(hi[j], lo[j], radius);
    mpq_sub(lo[j], lo[j], radius);
  }
  mpq_clear(radius);
}

static bool is_defined_on(const ab_facts *facts, const mpq_t *lo, const mpq_t *hi) {
  const ab_functions *f = facts->family;
  ab_interval *box = ab_intervals_create(f->variable_count, BALL_PRECISION);
  ab_interval *roots = enclosures(facts, 0, f->root_count);
  for (size_t j = 0; j < f->variable_count; j++)
    ab_interval_set_rationals(&box[j], lo[j], hi[j]);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &f->mean, 1, f->variable_count, BALL_PRECISION);
  bool finite = ab_interval_is_finite(ab_evaluator_range(evaluator, 0, box, roots));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, f->variable_count);
  ab_intervals_destroy(roots, f->root_count);
  return finite;
}

/* The gradient of f has exactly one zero in the isolation box, and it lies in the enclosures of
 * point k. */
static ab_status verify_zero(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count;
  ab_expr *equations = ab_allocate(d, sizeof *equations);
  for (size_t i = 0; i < d; i++) {
    equations[i] = ab_partial(f->graph, f->mean, i, d, 0);
  }
  mpq_t *lo = ab_rationals_create(d), *hi = ab_rationals_create(d);
  mpq_t *zero_lo = ab_rationals_create(d), *zero_hi = ab_rationals_create(d);
  isolation_box(facts, k, lo, hi);
  ab_system system = {f->graph, equations, d, facts->witness->constants.items, f->root_count};
  ab_status status = ab_zero_verify(zero_lo, zero_hi, &system, (const mpq_t *)lo, (const mpq_t *)hi,
                                    BALL_PRECISION, error);
  if (status == AB_OK && !is_defined_on(facts, (const mpq_t *)lo, (const mpq_t *)hi))
    status = ab_error_set(error, AB_NOT_VERIFIED, "f is not shown to be defined around point %zu",
                          k + 1);
  for (size_t j = 0; j < d && status == AB_OK; j++) {
    const ab_constant *c = constant(facts, ab_facts_point(facts, k, j));
    if (mpq_cmp(c->lo, zero_lo[j]) > 0 || mpq_cmp(zero_hi[j], c->hi) > 0)
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

/* Point k of the witness encloses the point that the problem gives; a point of no width is that
 * point, exactly. */
static ab_status verify_given(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t d = f->variable_count;
  if (f->minimizers == AB_MINIMIZERS_AUTO)
    return AB_OK;
  ab_interval *nowhere =
      ab_intervals_create(d, BALL_PRECISION); /* the point mentions no variable */
  bool given = true;
  for (size_t j = 0; j < d && given; j++) {
    const ab_constant *c = constant(facts, ab_facts_point(facts, k, j));
    ab_expr expected = f->points[k * d + j];
    given = mpq_equal(c->lo, c->hi)
                ? is_zero(f->graph,
                          ab_build_sub(f->graph, expected, ab_graph_constant(f->graph, c->lo)))
                : range_within(facts, expected, nowhere, c->lo, c->hi);
  }
  ab_intervals_destroy(nowhere, d);
  return given ? AB_OK
               : ab_error_set(error, AB_NOT_VERIFIED,
                              "point %zu of the witness is not the one given", k + 1);
}

/* Point k is a zero of the gradient: exactly, where it is rational, else by the test above. */
static ab_status verify_point(const ab_facts *facts, size_t k, ab_error *error) {
  const ab_functions *f = facts->family;
  mpq_t *y = ab_rationals_create(f->variable_count);
  bool flat = rational_point(facts, k, y) && is_flat_at(facts, f->mean, (const mpq_t *)y);
  ab_rationals_destroy(y, f->variable_count);
  return flat ? AB_OK : verify_zero(facts, k, error);
}

/* x -> P x + c as the choice says it: coordinate j of the image is +-x_s + c_j, s = |values[2 j]|
 * from 1. */
static bool apply_symmetry(const ab_choice *choice, ab_graph *graph, const ab_expr *x, size_t d,
                           ab_expr *out) {
  for (size_t j = 0; j < d; j++) {
    mpq_srcptr source = choice->values[2 * j];
    if (mpz_cmp_ui(mpq_denref(source), 1) != 0 || mpq_sgn(source) == 0 ||
        mpz_cmpabs_ui(mpq_numref(source), (unsigned long)d) > 0)
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
  bool good = apply_symmetry(choice, f->graph, x, d, image) &&
              ab_identical(f->graph, f->mean, ab_substitute(f->graph, f->graph, f->mean, image));
  isolation_box(facts, k, lo, hi);
  ab_interval *first = enclosures(facts, ab_facts_point(facts, 0, 0), d);
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
  if (rational_point(facts, 0, first) && rational_point(facts, k, y)) {
    ab_graph *graph = ab_graph_create();
    ab_expr left = at_point(graph, f, f->mean, (const mpq_t *)first);
    ab_expr right = at_point(graph, f, f->mean, (const mpq_t *)y);
    equal = ab_identical(graph, left, right) && exists(facts, graph, left) &&
            exists(facts, graph, right);
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
    ab_interval *y = enclosures(facts, ab_facts_point(facts, k, 0), f->variable_count);
    bool within = range_within(facts, e, y, value->lo, value->hi);
    ab_intervals_destroy(y, f->variable_count);
    return within;
  }
  mpq_t *y = ab_rationals_create(f->variable_count);
  bool exact = rational_point(facts, k, y) &&
               vanishes_at(facts, ab_build_sub(f->graph, e, ab_graph_constant(f->graph, value->lo)),
                           (const mpq_t *)y);
  ab_rationals_destroy(y, f->variable_count);
  return exact;
}

/* fmin and f[i,k] enclose the values of f at y_1 and of f_i at y_k. */
static ab_status verify_values(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  bool good = has_value(facts, f->mean, 0, constant(facts, ab_facts_minimum(facts)));
  for (size_t k = 0; k < facts->point_count && good; k++)
    for (size_t i = 0; i < f->function_count && good; i++)
      good = has_value(facts, f->functions[i], k, constant(facts, ab_facts_value(facts, i, k)));
  return good ? AB_OK
              : refuse(error, "the values of the functions at the minimizers are not as stated");
}

static ab_status verify_in_domain(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  for (size_t k = 0; k < facts->point_count; k++)
    for (size_t j = 0; j < f->variable_count; j++) {
      const ab_constant *c = constant(facts, ab_facts_point(facts, k, j));
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
  bool good = exists(facts, f->graph, lowest) &&
              ab_identical(f->graph, ab_substitute(f->graph, f->graph, f->mean, foot), lowest);
  for (size_t a = 0; a < f->equation_count && good; a++) {
    for (size_t j = 0; j < d; j++)
      row[j] = ab_graph_constant(f->graph, f->matrix[a * d + j]);
    ab_expr slope = ab_derivative(f->graph, f->mean, row, d, 0);
    good = is_zero(f->graph, ab_substitute(f->graph, f->graph, slope, foot));
  }
  ab_free(foot);
  ab_free(one);
  ab_free(x);
  ab_free(row);
  return good ? AB_OK
              : refuse(error, "f is not shown to be constant and stationary on the affine set of "
                              "minimizers");
}

static ab_status verify_attained(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  for (size_t i = 0; i < f->function_count; i++) {
    if (!facts->attained[i])
      continue;
    const mpq_t *point = (const mpq_t *)facts->attained[i]->values;
    bool good = vanishes_at(facts, excess(f, i), point);
    for (size_t j = 0; j < f->variable_count && f->infimum_on_domain; j++)
      good =
          good &&
          (ab_domain_is_unbounded_at(&f->domain, j, -1) ||
           mpq_cmp(f->domain.lo[j], point[j]) <= 0) &&
          (ab_domain_is_unbounded_at(&f->domain, j, 1) || mpq_cmp(point[j], f->domain.hi[j]) <= 0);
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
  ab_interval *box = ab_intervals_create(f->variable_count, BELOW_PRECISION);
  ab_interval *roots = enclosures(facts, 0, f->root_count);
  for (size_t j = 0; j < f->variable_count; j++) {
    mpfr_set_inf(box[j].lo, -1);
    mpfr_set_inf(box[j].hi, 1);
  }
  if (sign > 0)
    mpfr_set_q(box[axis].lo, facts->cube_hi[axis], MPFR_RNDD);
  else
    mpfr_set_q(box[axis].hi, facts->cube_lo[axis], MPFR_RNDU);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &root, 1, f->variable_count, BELOW_PRECISION);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box, roots);
  bool above = ab_interval_is_defined(range) && mpfr_number_p(range->lo) &&
               mpfr_cmp_q(range->lo, constant(facts, ab_facts_minimum(facts))->hi) > 0;
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, f->variable_count);
  ab_intervals_destroy(roots, f->root_count);
  return above;
}

/* The cube holds every finite end of the domain; an unbounded domain needs one. */
static ab_status verify_radius(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  if (!facts->radius)
    return ab_domain_is_bounded(&f->domain) ? AB_OK
                                            : refuse(error, "an unbounded domain needs a radius");
  bool good = mpq_sgn(facts->radius->values[0]) > 0;
  for (size_t j = 0; j < f->variable_count; j++)
    good = good &&
           (ab_domain_is_unbounded_at(&f->domain, j, -1) ||
            mpq_cmp(facts->cube_lo[j], f->domain.lo[j]) <= 0) &&
           (ab_domain_is_unbounded_at(&f->domain, j, 1) ||
            mpq_cmp(f->domain.hi[j], facts->cube_hi[j]) <= 0);
  return good ? AB_OK : refuse(error, "the cube of the radius does not hold the domain");
}

ab_status ab_facts_verify(const ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  ab_status status = ab_root_constants_verify(f->definitions, &facts->witness->constants, error);
  for (size_t k = 0; k < facts->point_count && status == AB_OK; k++)
    status = verify_given(facts, k, error);
  for (size_t k = 0; k < facts->point_count && status == AB_OK && !f->assume_minimizers; k++) {
    status = verify_point(facts, k, error);
    if (status == AB_OK && k > 0)
      status = verify_equal_value(facts, k, error);
  }
  if (status == AB_OK && has_points(f))
    status = verify_values(facts, error);
  if (status == AB_OK && has_points(f) && f->minimizers_on_domain)
    status = verify_in_domain(facts, error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_CURVE)
    status = ab_curve_facts_verify(facts, error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_AFFINE && !f->assume_minimizers)
    status = verify_affine(facts, error);
  if (status == AB_OK)
    status = verify_attained(facts, error);
  return status == AB_OK ? verify_radius(facts, error) : status;
}
