/* SPDX-License-Identifier: MIT */
#include "condition/functions_shared.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "family/root_constants.h"
#include "num/rational.h"
#include "real/identity.h"
#include "real/zero.h"

#include <stdio.h>
#include <string.h>

enum { BELOW_PRECISION = 64 };

size_t ab_facts_point(const ab_facts *facts, size_t k, size_t j) {
  return facts->family->root_count + k * facts->family->variable_count + j;
}

size_t ab_facts_minimum(const ab_facts *facts) {
  return ab_facts_point(facts, facts->point_count, 0);
}

size_t ab_facts_value(const ab_facts *facts, size_t i, size_t k) {
  return ab_facts_minimum(facts) + 1 + i * facts->point_count + k;
}

const ab_constant *ab_facts_constant(const ab_facts *facts, size_t index) {
  return &facts->witness->constants.items[index];
}

ab_status ab_facts_refuse(ab_error *error, const char *what) {
  return ab_error_set(error, AB_NOT_VERIFIED, "%s", what);
}

/* ---- reading ---- */

bool ab_facts_has_points(const ab_functions *f) {
  return f->minimizers != AB_MINIMIZERS_AFFINE && f->minimizers != AB_MINIMIZERS_CURVE &&
         f->minimizers != AB_MINIMIZERS_CIRCLE && f->minimizers != AB_MINIMIZERS_LEVEL;
}

/* How many of the first `count` infima are found. */
static size_t found_before(const ab_functions *f, size_t count) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++)
    found += f->infimum_found[i];
  return found;
}

size_t ab_facts_infimum(const ab_facts *facts, size_t i) {
  const ab_functions *f = facts->family;
  size_t numbers = facts->point_count * (f->function_count + f->variable_count) + 1;
  return f->root_count + (ab_facts_has_points(f) ? numbers : 0) + found_before(f, i);
}

/* How many points there are: as given, or for `auto` as the number of constants says. */
static ab_status count_points(ab_facts *facts, ab_error *error) {
  const ab_functions *f = facts->family;
  size_t count = facts->witness->constants.count, n = f->function_count, d = f->variable_count;
  size_t others = f->root_count + 1 + found_before(f, n);
  facts->point_count = f->point_count;
  if (f->minimizers == AB_MINIMIZERS_AUTO)
    facts->point_count = count > others ? (count - others) / (n + d) : 0;
  if (count != ab_facts_infimum(facts, n) || (ab_facts_has_points(f) && facts->point_count == 0))
    return ab_facts_refuse(error, "the witness does not have the constants that the claim needs");
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
    good = good && strcmp(ab_facts_constant(facts, r)->name,
                          ab_definitions_root_name(f->definitions, r)) == 0;
  for (size_t k = 0; k < facts->point_count; k++)
    for (size_t j = 0; j < f->variable_count; j++)
      good = good && name_is(ab_facts_constant(facts, ab_facts_point(facts, k, j))->name, "y",
                             k + 1, j + 1);
  if (ab_facts_has_points(f))
    good = good && name_is(ab_facts_constant(facts, ab_facts_minimum(facts))->name, "fmin", 0, 0);
  for (size_t i = 0; i < f->function_count; i++)
    for (size_t k = 0; k < facts->point_count; k++)
      good = good && name_is(ab_facts_constant(facts, ab_facts_value(facts, i, k))->name, "f",
                             i + 1, k + 1);
  for (size_t i = 0; i < f->function_count; i++)
    if (f->infimum_found[i])
      good = good &&
             name_is(ab_facts_constant(facts, ab_facts_infimum(facts, i))->name, "fstar", i + 1, 0);
  return good ? AB_OK
              : ab_facts_refuse(error,
                                "the constants of the witness do not have the expected names");
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
  if (f->minimizers == AB_MINIMIZERS_CURVE || f->minimizers == AB_MINIMIZERS_LEVEL) {
    size_t size = f->minimizers == AB_MINIMIZERS_CURVE ? 2 : 2 * d;
    size_t count = facts->witness->choice_count ? facts->witness->choices[0].count : 0;
    facts->curve = take_choice(facts, &next, "curve", 0, count);
    if (!facts->curve || count == 0 || count % size != 0)
      return ab_facts_refuse(error, "the witness does not give points of the curve");
  }
  if (f->minimizers == AB_MINIMIZERS_LEVEL) {
    facts->level_value = take_choice(facts, &next, "value", 0, 1);
    facts->steepness = take_choice(facts, &next, "steepness", 0, 1);
    if (!facts->steepness || (!facts->level_value && !f->assume_minimizers))
      return ab_facts_refuse(error, "the witness does not give 'value' and 'steepness'");
  }
  for (size_t k = 1; k < facts->point_count; k++)
    facts->symmetry[k] = take_choice(facts, &next, "symmetry", k + 1, 2 * d);
  for (size_t i = 0; i < f->function_count; i++)
    facts->attained[i] = take_choice(facts, &next, "attained", i + 1, d);
  for (size_t k = 0; k < facts->point_count; k++)
    facts->sharpness[k] = take_choice(facts, &next, "sharpness", k + 1, 1);
  facts->penalty = take_choice(facts, &next, "penalty", 0, 1);
  facts->radius = take_choice(facts, &next, "radius", 0, 1);
  facts->point = take_choice(facts, &next, "point", 0, f->whole ? f->whole->variable_count : d);
  return next == facts->witness->choice_count
             ? AB_OK
             : ab_facts_refuse(error,
                               "a choice of the witness is unknown, doubled or out of order");
}

/* The constants [first, first + count) as intervals. */
ab_interval *ab_facts_enclosures(const ab_facts *facts, size_t first, size_t count) {
  ab_interval *x = ab_intervals_create(count, AB_FACTS_PRECISION);
  for (size_t i = 0; i < count; i++)
    ab_interval_set_rationals(&x[i], ab_facts_constant(facts, first + i)->lo,
                              ab_facts_constant(facts, first + i)->hi);
  return x;
}

/* The expression e of the family's graph at a rational point, in a graph of its own. */
ab_expr ab_facts_at_point(ab_graph *out, const ab_functions *f, ab_expr e, const mpq_t *point) {
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x);
  for (size_t j = 0; j < f->variable_count; j++)
    x[j] = ab_graph_constant(out, point[j]);
  ab_expr value = ab_substitute(out, f->graph, e, x);
  ab_free(x);
  return value;
}

/* Whether an expression without variables exists: an identity alone would not say so. */
bool ab_facts_exists(const ab_facts *facts, const ab_graph *graph, ab_expr e) {
  size_t count = facts->family->root_count;
  ab_interval *roots = ab_facts_enclosures(facts, 0, count);
  ab_evaluator *evaluator = ab_evaluator_create(graph, &e, 1, 0, AB_FACTS_PRECISION);
  bool finite = ab_interval_is_finite(ab_evaluator_range(evaluator, 0, NULL, roots));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(roots, count);
  return finite;
}

/* Whether an expression is identical to 0. */
bool ab_facts_is_zero(const ab_graph *graph, ab_expr e) {
  mpq_t value;
  mpq_init(value);
  bool zero = ab_identical_to_rational(graph, e, value) && mpq_sgn(value) == 0;
  mpq_clear(value);
  return zero;
}

bool ab_facts_vanishes_at(const ab_facts *facts, ab_expr e, const mpq_t *point) {
  ab_graph *graph = ab_graph_create();
  ab_expr value = ab_facts_at_point(graph, facts->family, e, point);
  bool zero = ab_facts_is_zero(graph, value) && ab_facts_exists(facts, graph, value);
  ab_graph_destroy(graph);
  return zero;
}

/* Every partial derivative of e vanishes at the point, exactly. */
bool ab_facts_is_flat_at(const ab_facts *facts, ab_expr e, const mpq_t *point) {
  const ab_functions *f = facts->family;
  bool flat = true;
  for (size_t j = 0; j < f->variable_count && flat; j++)
    flat = ab_facts_vanishes_at(facts, ab_partial(f->graph, e, j, f->variable_count, 0), point);
  return flat;
}

/* f_i - f_i* */
ab_expr ab_facts_excess(const ab_functions *f, size_t i) {
  return ab_build_sub(f->graph, f->functions[i], f->infima[i]);
}

/* f_i - f_i* >= 0 on R^d by its range over unbounded intervals; functions.md, section 4. */
static bool is_bounded_below(const ab_facts *facts, size_t i) {
  const ab_functions *f = facts->family;
  ab_expr root = ab_facts_excess(f, i);
  ab_interval *box = ab_intervals_create(f->variable_count, BELOW_PRECISION);
  ab_interval *roots = ab_intervals_create(f->root_count, BELOW_PRECISION);
  for (size_t j = 0; j < f->variable_count; j++) {
    mpfr_set_inf(box[j].lo, -1);
    mpfr_set_inf(box[j].hi, 1);
  }
  for (size_t r = 0; r < f->root_count; r++)
    ab_interval_set_rationals(&roots[r], ab_facts_constant(facts, r)->lo,
                              ab_facts_constant(facts, r)->hi);
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
bool ab_facts_rational_point(const ab_facts *facts, size_t k, mpq_t *out) {
  for (size_t j = 0; j < facts->family->variable_count; j++) {
    const ab_constant *c = ab_facts_constant(facts, ab_facts_point(facts, k, j));
    if (!mpq_equal(c->lo, c->hi))
      return false;
    mpq_set(out[j], c->lo);
  }
  return true;
}

/* Whether the gradient of f_i exists at y_k = point, and is zero, exactly. */
static bool is_flat_near(const ab_facts *facts, size_t i, size_t k, const mpq_t *point) {
  const ab_functions *f = facts->family;
  uint64_t pattern;
  return ab_facts_pattern_near(facts, f->functions[i], k, &pattern) &&
         ab_facts_is_flat_at(facts, ab_branch(f->graph, f->functions[i], pattern), point);
}

/* Whether a number made of root constants is zero: as an identity, or because it vanishes where the
 * equation of one of them does. */
static bool is_zero_number(const ab_facts *facts, ab_expr value) {
  const ab_functions *f = facts->family;
  bool zero = ab_facts_is_zero(f->graph, value);
  for (size_t r = 0; r < f->root_count && !zero; r++) {
    ab_root_definition root;
    ab_error unused;
    ab_root_definition_init(&root);
    if (ab_definitions_root(f->definitions, r, f->graph, &root, &unused) == AB_OK) {
      ab_expr itself = ab_graph_parameter(f->graph, (uint32_t)r);
      zero = ab_vanishes_where(f->graph, value,
                               ab_substitute(f->graph, f->graph, root.equation, &itself));
    }
    ab_root_definition_clear(&root);
  }
  return zero;
}

/* Whether coordinate j of the point that the problem gives is a rational number. */
static bool is_given_rational_at(const ab_facts *facts, size_t k, size_t j) {
  const ab_functions *f = facts->family;
  mpq_t unused;
  mpq_init(unused);
  bool rational = ab_identical_to_rational(f->graph, f->points[k * f->variable_count + j], unused);
  mpq_clear(unused);
  return rational;
}

/* Whether the gradient of f vanishes at the point that the problem gives, as an identity in its
 * coordinates, or f has a kink there and it is rational. */
static bool is_given_exactly(const ab_facts *facts, size_t k) {
  const ab_functions *f = facts->family;
  const ab_expr *y = f->points + k * f->variable_count;
  bool exact = true;
  for (size_t j = 0; j < f->variable_count && exact && facts->sharp[k]; j++)
    exact = is_given_rational_at(facts, k, j);
  for (size_t j = 0; j < f->variable_count && exact && !facts->sharp[k]; j++) {
    ab_expr slope = ab_partial(f->graph, facts->smooth[k], j, f->variable_count, 0);
    ab_expr value = ab_substitute(f->graph, f->graph, slope, y);
    exact = is_zero_number(facts, value) && ab_facts_exists(facts, f->graph, value);
  }
  return exact;
}

/* Whether e is 0 at the point k that the problem gives, as an identity between numbers. */
static bool vanishes_at_given(const ab_facts *facts, ab_expr e, size_t k) {
  const ab_functions *f = facts->family;
  ab_expr value = ab_substitute(f->graph, f->graph, e, f->points + k * f->variable_count);
  return is_zero_number(facts, value) && ab_facts_exists(facts, f->graph, value);
}

/* Whether y_k is such a point, and f_i(y_k) = f_i* with a gradient that exists and is 0. */
static bool interpolates_at_given(const ab_facts *facts, size_t i, size_t k) {
  const ab_functions *f = facts->family;
  uint64_t pattern;
  bool given = f->minimizers == AB_MINIMIZERS_POINTS || f->minimizers == AB_MINIMIZERS_AT;
  if (!given || facts->given_loosely[k] ||
      !ab_facts_pattern_near(facts, f->functions[i], k, &pattern) ||
      !vanishes_at_given(facts, ab_facts_excess(f, i), k))
    return false;
  ab_expr branch = ab_branch(f->graph, f->functions[i], pattern);
  bool flat = true;
  for (size_t j = 0; j < f->variable_count && flat; j++)
    flat = vanishes_at_given(facts, ab_partial(f->graph, branch, j, f->variable_count, 0), k);
  return flat;
}

static void find_interpolation(ab_facts *facts) {
  const ab_functions *f = facts->family;
  mpq_t *y = ab_rationals_create(f->variable_count);
  for (size_t k = 0; k < facts->point_count; k++)
    for (size_t i = 0; i < f->function_count; i++) {
      bool exact = ab_facts_rational_point(facts, k, y) &&
                   ab_facts_vanishes_at(facts, ab_facts_excess(f, i), (const mpq_t *)y) &&
                   is_flat_near(facts, i, k, (const mpq_t *)y);
      facts->interpolates[i * facts->point_count + k] =
          !f->infimum_found[i] && (exact || interpolates_at_given(facts, i, k));
    }
  ab_rationals_destroy(y, f->variable_count);
}

size_t ab_facts_interpolating_point(const ab_facts *facts, size_t i) {
  size_t k = 0;
  while (k < facts->point_count && !facts->interpolates[i * facts->point_count + k])
    k++;
  return k;
}

static void find_properties(ab_facts *facts) {
  const ab_functions *f = facts->family;
  ab_facts_find_branches(facts);
  for (size_t k = 0; k < facts->point_count; k++)
    facts->given_loosely[k] =
        f->minimizers != AB_MINIMIZERS_AUTO && !f->assume_minimizers && !is_given_exactly(facts, k);
  for (size_t i = 0; i < f->function_count; i++) {
    facts->bounded_below[i] = !f->infimum_on_domain && is_bounded_below(facts, i);
    facts->attained_flat[i] =
        facts->attained[i] && ab_kinks(f->graph, f->functions[i], NULL, 0) == 0 &&
        ab_facts_is_flat_at(facts, f->functions[i], (const mpq_t *)facts->attained[i]->values);
  }
  find_interpolation(facts);
  if (facts->point)
    facts->refuted_at = ab_functions_coordinates(f, (const mpq_t *)facts->point->values);
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
  facts->smooth = ab_allocate(facts->point_count, sizeof(ab_expr));
  facts->sharp = ab_allocate(facts->point_count, sizeof(bool));
  facts->sharpness = ab_allocate(facts->point_count, sizeof(ab_choice *));
  facts->given_loosely = ab_allocate(facts->point_count, sizeof(bool));
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
  ab_free(facts->smooth);
  ab_free(facts->sharp);
  ab_free(facts->sharpness);
  ab_free(facts->given_loosely);
  ab_free(facts->attained);
  ab_free(facts->attained_flat);
  ab_free(facts->bounded_below);
  ab_free(facts->interpolates);
  if (facts->cube_lo)
    ab_rationals_destroy(facts->cube_lo, facts->family->variable_count);
  if (facts->refuted_at)
    ab_rationals_destroy(facts->refuted_at, facts->family->variable_count);
  if (facts->cube_hi)
    ab_rationals_destroy(facts->cube_hi, facts->family->variable_count);
  *facts = (ab_facts){0};
}
