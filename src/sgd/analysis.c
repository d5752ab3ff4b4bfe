/* SPDX-License-Identifier: MIT */
#include "sgd/analysis.h"

#include "base/memory.h"
#include "num/rational.h"

static ab_hypothesis start_in_domain(const ab_sgd_analysis *a) {
  ab_truth inside = ab_sgd_model_holds(&a->model, (const mpq_t *)a->block.start);
  return inside == AB_TRUE    ? AB_HYPOTHESIS_PROVED
         : inside == AB_FALSE ? AB_HYPOTHESIS_BROKEN
                              : AB_HYPOTHESIS_ASSUMED;
}

/* What the enumerated moments of x^0..x^{K-1} say. What is not shown to be in a tube counts as
 * outside, and may be inside. */
static ab_hypothesis enumerated_in_domain(const ab_course *course, bool has_tube) {
  bool all = course->enumerated + 1 >= course->count;
  for (size_t k = 0; k < course->enumerated && k + 1 < course->count; k++) {
    if (mpq_cmp_ui(course->moments[k].inside.hi, 1, 1) < 0)
      return has_tube ? AB_HYPOTHESIS_ASSUMED : AB_HYPOTHESIS_BROKEN;
    all = all && mpq_cmp_ui(course->moments[k].inside.lo, 1, 1) == 0;
  }
  return all ? AB_HYPOTHESIS_PROVED : AB_HYPOTHESIS_ASSUMED;
}

static void run_course(ab_sgd_analysis *a) {
  const mpq_t *start = (const mpq_t *)a->block.start;
  bool stays = a->start == AB_HYPOTHESIS_PROVED &&
               (a->plan.projected || ab_sgd_is_invariant(&a->model, a->plan.step));
  ab_course_init(&a->course, a->plan.iterations);
  ab_course_enumerate(&a->course, &a->plan, &a->model, start);
  a->iterates =
      stays ? AB_HYPOTHESIS_PROVED : enumerated_in_domain(&a->course, a->model.region.has_tube);
  a->has_gap_upper = ab_sgd_gap_upper(a->gap_upper, &a->model);
  ab_sample_options options = {.runs = a->block.runs,
                               .seed = a->block.seed,
                               .gap_upper = a->has_gap_upper ? &a->gap_upper : NULL,
                               .stays = stays};
  ab_course_sample(&a->course, &a->plan, &a->model, start, &options);
}

/* ---- bounds ---- */

static bool is_possible(const ab_sgd_analysis *a, ab_hypothesis step) {
  return step == AB_HYPOTHESIS_PROVED && a->growth.holds != AB_HYPOTHESIS_BROKEN &&
         a->start != AB_HYPOTHESIS_BROKEN;
}

static void take_lower(mpq_t *least, mpq_t *other, size_t count) {
  for (size_t k = 0; k < count; k++)
    if (mpq_cmp(other[k], least[k]) < 0)
      mpq_swap(other[k], least[k]);
}

/* The least of the sharp bounds. */
static mpq_t *sharp_bounds(ab_sgd_analysis *a, const mpq_t *weights) {
  ab_sgd_rate rates[AB_SGD_RATES_MAX];
  size_t count = ab_sgd_rates_sharp(rates, &a->plan, &a->model), steps = a->plan.iterations;
  mpq_t *best = ab_rationals_create(steps), *other = ab_rationals_create(steps);
  for (size_t r = 0; r < count; r++) {
    ab_sgd_rate_bounds(r ? other : best, &rates[r], &a->plan, &a->model, weights);
    if (r)
      take_lower(best, other, steps);
    if (r == 0 || mpq_cmp(rates[r].floor.hi, a->floor_sharp.hi) < 0) {
      mpq_set(a->floor_sharp.lo, rates[r].floor.lo);
      mpq_set(a->floor_sharp.hi, rates[r].floor.hi);
    }
    ab_sgd_rate_clear(&rates[r]);
  }
  ab_rationals_destroy(other, steps);
  return best;
}

static mpq_t *published_bounds(ab_sgd_analysis *a) {
  ab_sgd_rate rate;
  mpq_t *bounds = ab_rationals_create(a->plan.iterations);
  ab_sgd_rate_published(&rate, &a->plan, &a->model);
  ab_sgd_rate_bounds(bounds, &rate, &a->plan, &a->model, NULL);
  mpq_set(a->floor_published.lo, rate.floor.lo);
  mpq_set(a->floor_published.hi, rate.floor.hi);
  ab_sgd_rate_clear(&rate);
  return bounds;
}

static void find_bounds(ab_sgd_analysis *a) {
  bool projects_badly = a->plan.projected && a->minimizers != AB_HYPOTHESIS_PROVED;
  if (projects_badly)
    return;
  if (is_possible(a, a->plan.step_sharp) && a->iterates != AB_HYPOTHESIS_BROKEN)
    a->sharp = sharp_bounds(a, NULL);
  if (is_possible(a, a->plan.step_published) && a->iterates != AB_HYPOTHESIS_BROKEN)
    a->published = published_bounds(a);
  if (!is_possible(a, a->plan.step_sharp) || a->iterates == AB_HYPOTHESIS_PROVED ||
      a->course.known < a->course.count)
    return;
  mpq_t *weights = ab_rationals_create(a->plan.iterations);
  for (size_t k = 0; k < a->plan.iterations; k++)
    mpq_set(weights[k], a->course.moments[k].inside.hi);
  a->stopped = sharp_bounds(a, (const mpq_t *)weights);
  ab_rationals_destroy(weights, a->plan.iterations);
}

/* The least expected gap of the steps that the bound is about. */
static void find_least(ab_sgd_analysis *a) {
  a->has_least = a->course.known >= a->plan.iterations;
  for (size_t k = 0; k < a->plan.iterations && a->has_least; k++) {
    const ab_moment *moment = &a->course.moments[k];
    const ab_range *gap = a->iterates == AB_HYPOTHESIS_PROVED ? &moment->gap : &moment->stopped;
    if (k == 0 || mpq_cmp(gap->lo, a->least.lo) < 0)
      mpq_set(a->least.lo, gap->lo);
    if (k == 0 || mpq_cmp(gap->hi, a->least.hi) < 0)
      mpq_set(a->least.hi, gap->hi);
  }
}

bool ab_sgd_sharp_holds(const ab_sgd_analysis *a) {
  return a->sharp && a->growth.holds == AB_HYPOTHESIS_PROVED && a->iterates == AB_HYPOTHESIS_PROVED;
}

bool ab_sgd_published_holds(const ab_sgd_analysis *a) {
  return a->published && a->growth.holds == AB_HYPOTHESIS_PROVED &&
         a->iterates == AB_HYPOTHESIS_PROVED;
}

/* A bound that is violated although its hypotheses hold cannot be. */
static ab_status check(const ab_sgd_analysis *a, ab_error *error) {
  size_t last = a->plan.iterations - 1;
  const mpq_t *const bounds[] = {ab_sgd_sharp_holds(a) ? (const mpq_t *)a->sharp : NULL,
                                 ab_sgd_published_holds(a) ? (const mpq_t *)a->published : NULL,
                                 a->growth.holds == AB_HYPOTHESIS_PROVED ? (const mpq_t *)a->stopped
                                                                         : NULL};
  for (size_t b = 0; b < sizeof bounds / sizeof *bounds && a->has_least; b++)
    if (bounds[b] && mpq_cmp(a->least.lo, bounds[b][last]) > 0)
      return ab_error_set(error, AB_INTERNAL,
                          "the expected gap exceeds a bound whose hypotheses are all proved "
                          "(please report this)");
  return AB_OK;
}

/* L of own functions where there is no certificate of one. */
static ab_status find_growth(ab_sgd_analysis *a, const ab_statement *statement, ab_error *error) {
  ab_sgd_growth_fact *fact = &a->growth;
  if (fact->is_certified)
    return AB_OK;
  if (!statement->condition->family) {
    fact->holds =
        ab_sgd_growth(fact->value, &a->model, a->block.has_growth ? a->block.growth : NULL);
    return AB_OK;
  }
  if (mpq_sgn(fact->value) > 0)
    return AB_OK;
  return ab_error_set(error, AB_BAD_PROBLEM, "sgd: no growth constant L is known on this domain%s",
                      a->block.has_within ? ""
                                          : "; look at the iteration in a ball by within = r;");
}

/* With the model. */
static ab_status analyze(ab_sgd_analysis *a, const ab_statement *statement, ab_error *error) {
  if (!a->model.has_distance)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: no minimizer near the start was found, so that dist(x^0, M) is "
                        "unknown");
  ab_status status = find_growth(a, statement, error);
  if (status != AB_OK)
    return status;
  ab_sgd_plan_make(&a->plan, &a->block, statement, &a->model, a->growth.value);
  a->start = start_in_domain(a);
  a->minimizers = a->model.minimizers_in_domain ? AB_HYPOTHESIS_PROVED : AB_HYPOTHESIS_ASSUMED;
  run_course(a);
  find_bounds(a);
  find_least(a);
  return check(a, error);
}

ab_status ab_sgd_analyze(ab_sgd_analysis *a, ab_sgd_block *block, ab_sgd_growth_fact *growth,
                         const ab_statement *statement, const ab_witness *witness,
                         ab_error *error) {
  *a = (ab_sgd_analysis){.block = *block, .growth = *growth};
  *block = (ab_sgd_block){0};
  ab_sgd_growth_fact_init(growth);
  mpq_init(a->gap_upper);
  ab_range_init(&a->floor_sharp);
  ab_range_init(&a->floor_published);
  ab_range_init(&a->least);
  const mpq_t *start = (const mpq_t *)a->block.start;
  ab_status status = ab_sgd_model_make(&a->model, statement, witness, start,
                                       a->block.has_within ? a->block.within : NULL, error);
  if (status == AB_OK)
    status = analyze(a, statement, error);
  if (status != AB_OK)
    ab_sgd_analysis_clear(a);
  return status;
}

void ab_sgd_analysis_clear(ab_sgd_analysis *a) {
  mpq_t *const bounds[] = {a->sharp, a->published, a->stopped};
  for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++)
    if (bounds[b])
      ab_rationals_destroy(bounds[b], a->plan.iterations);
  if (a->course.moments)
    ab_course_clear(&a->course);
  if (a->plan.iterations)
    ab_sgd_plan_clear(&a->plan);
  if (a->model.functions)
    ab_sgd_model_clear(&a->model);
  ab_sgd_block_clear(&a->block);
  ab_sgd_growth_fact_clear(&a->growth);
  mpq_clear(a->gap_upper);
  ab_range_clear(&a->floor_sharp);
  ab_range_clear(&a->floor_published);
  ab_range_clear(&a->least);
}

/* ---- in words ---- */

enum { FACTOR_DIGITS = 3 };

static void append_factor(ab_text *text, const mpq_t above, const mpq_t below) {
  mpq_t factor;
  mpq_init(factor);
  mpq_div(factor, above, below);
  ab_rational_append_decimal(text, factor, FACTOR_DIGITS, -1);
  mpq_clear(factor);
}

/* About the floor next to what is possible at all on D. */
static void append_floor(ab_text *text, const ab_sgd_analysis *a) {
  if (!a->has_gap_upper)
    return;
  if (mpq_cmp(a->floor_sharp.lo, a->gap_upper) > 0) {
    ab_text_add(text, "; its floor is above the largest possible gap on D, so it says nothing from "
                      "here on");
  } else if (mpq_sgn(a->floor_sharp.hi) > 0) {
    ab_text_add(text, "; its floor is ");
    append_factor(text, a->gap_upper, a->floor_sharp.hi);
    ab_text_add(text, " times below what is known of the largest possible gap on D");
  }
}

void ab_sgd_append_sentence(ab_text *text, const ab_sgd_analysis *a) {
  const mpq_t *bounds = (const mpq_t *)(a->stopped ? a->stopped : a->sharp);
  if (!bounds || !a->has_least) {
    ab_text_add(text, "there is nothing to compare: see the hypotheses");
    return;
  }
  size_t last = a->plan.iterations - 1;
  ab_text_add(text, a->stopped ? "the stopped form of the bound" : "the bound");
  if (mpq_sgn(a->least.hi) <= 0) {
    ab_text_add(text, " holds: the expected gap is 0");
  } else if (mpq_cmp(bounds[last], a->least.hi) >= 0) {
    ab_text_add(text, " holds with a factor of ");
    append_factor(text, bounds[last], a->least.hi);
    ab_text_add(text, " to spare");
  } else if (mpq_cmp(bounds[last], a->least.lo) >= 0) {
    ab_text_add(text, " is not contradicted: it lies within the enclosure of the expected gap");
  } else {
    ab_text_add(text, " does not hold, and a hypothesis that it needs is not proved");
  }
  append_floor(text, a);
}
