/* SPDX-License-Identifier: MIT
 * Sampled runs, each followed rigorously: docs/theory/sgd.md, section 8. */
#include "base/memory.h"
#include "sgd/confidence.h"
#include "sgd/course.h"
#include "sgd/stepper.h"

enum { PRECISION_FIRST = 96, PRECISION_LAST = 8192 };

/* One run: f(x^k) - f*, and whether x^0..x^k are in D. */
typedef struct {
  ab_interval *gaps; /* of PRECISION_FIRST bits */
  ab_truth *inside;
  size_t *indices;
  size_t length; /* moments that were reached */
  bool has_left; /* it is out of D from then on; else nothing is known of what follows */
} run;

typedef struct {
  const ab_sgd_plan *plan;
  const ab_sgd_model *model;
  const mpq_t *start;
  const ab_sample_options *options;
  ab_stepper *steppers[8]; /* of PRECISION_FIRST bits and its doubles, made when needed */
  run run;
  size_t count; /* K + 1 */
} sampler;

static bool is_narrow(const ab_interval *x) {
  if (!ab_interval_is_finite(x))
    return false;
  double width = mpfr_get_d(x->hi, MPFR_RNDU) - mpfr_get_d(x->lo, MPFR_RNDD);
  double size = mpfr_get_d(x->hi, MPFR_RNDU);
  return width <= 0x1p-40 * (size > 1 ? size : 1);
}

/* The truth of "before and now". */
static ab_truth both(ab_truth before, ab_truth now) {
  return now < before ? now : before;
}

static void set_start(const sampler *s, ab_interval *x, ab_truth *inside) {
  for (size_t j = 0; j < s->model->variable_count; j++)
    ab_interval_set_rational(&x[j], s->start[j]);
  *inside = ab_sgd_model_holds(s->model, s->start) == AB_TRUE ? AB_TRUE : AB_FALSE;
}

/* Follows the run's indices in one precision, until it has left D. false if a number is not narrow
 * or an answer is open. */
static bool follow(sampler *s, ab_stepper *stepper, mpfr_prec_t precision) {
  run *r = &s->run;
  ab_interval *x = ab_intervals_create(s->model->variable_count, precision);
  bool good = true;
  ab_truth inside;
  set_start(s, x, &inside);
  r->length = 0;
  r->has_left = false;
  for (size_t k = 0; k < s->count && good; k++) {
    if (k > 0) {
      if (s->plan->optimizer == AB_OPTIMIZER_DECREASING)
        ab_stepper_set_number(stepper, k - 1);
      ab_stepper_step(stepper, x, r->indices[k - 1]);
      inside = s->options->stays ? AB_TRUE : both(inside, ab_stepper_is_inside(stepper, x));
    }
    r->has_left = inside == AB_FALSE;
    if (r->has_left)
      break;
    ab_interval_set(&r->gaps[k], ab_stepper_gap(stepper, x));
    r->inside[k] = inside;
    good = is_narrow(&r->gaps[k]) && inside == AB_TRUE;
    r->length = k + 1;
  }
  ab_intervals_destroy(x, s->model->variable_count);
  return good;
}

/* A run with fresh indices; precision is doubled until all of it is narrow. */
static void make_run(sampler *s, ab_random *random) {
  for (size_t k = 0; k + 1 < s->count; k++)
    s->run.indices[k] =
        ab_sgd_model_function(s->model, ab_random_index(random, s->model->sample_count));
  mpfr_prec_t precision = PRECISION_FIRST;
  for (size_t level = 0; precision <= PRECISION_LAST; level++, precision *= 2) {
    if (!s->steppers[level])
      s->steppers[level] = ab_stepper_create(s->plan, s->model, precision);
    if (follow(s, s->steppers[level], precision))
      break;
  }
}

typedef struct {
  ab_sample gap, inside;
} moment_sums;

/* What is known of 1_{A_k} Delta_k and of 1_{A_k}; anything in [0, B] and [0, 1] beyond a limit of
 * precision. */
static void observe(ab_interval *gap, ab_interval *here, const sampler *s, size_t k) {
  const run *r = &s->run;
  bool reached = k < r->length, open = !reached && !r->has_left;
  bool known = reached && ab_interval_is_finite(&r->gaps[k]);
  ab_interval zero;
  ab_interval_init(&zero, AB_SAMPLE_PRECISION);
  ab_interval_set_long(&zero, 0);
  ab_interval_set_long(here, reached || open ? 1 : 0);
  ab_interval_set_long(gap, 0);
  if (known)
    ab_interval_set(gap, &r->gaps[k]);
  else if (reached || open)
    ab_interval_set_rational(gap, *s->options->gap_upper);
  bool unsure = open || (reached && r->inside[k] != AB_TRUE);
  if (unsure || (reached && !known))
    ab_interval_hull(gap, gap, &zero);
  if (unsure)
    ab_interval_hull(here, here, &zero);
  ab_interval_clear(&zero);
}

/* Adds the run to the sums of the moments from `first` on. */
static void add_run(const sampler *s, moment_sums *sums, size_t first) {
  ab_interval gap, here;
  ab_interval_init(&gap, AB_SAMPLE_PRECISION);
  ab_interval_init(&here, AB_SAMPLE_PRECISION);
  for (size_t k = first; k < s->count; k++) {
    observe(&gap, &here, s, k);
    ab_sample_add(&sums[k].gap, &gap);
    ab_sample_add(&sums[k].inside, &here);
  }
  ab_interval_clear(&gap);
  ab_interval_clear(&here);
}

static void get_range(ab_range *out, const ab_interval *x) {
  mpfr_get_q(out->lo, x->lo);
  mpfr_get_q(out->hi, x->hi);
}

static void record_run(const sampler *s, ab_course *course) {
  for (size_t k = 0; k < s->run.length; k++) {
    if (!is_narrow(&s->run.gaps[k]))
      continue;
    course->moments[k].has_run = true;
    get_range(&course->moments[k].run, &s->run.gaps[k]);
  }
}

static void conclude(ab_course *course, const moment_sums *sums, const ab_sample_options *options) {
  uint64_t means = (options->stays ? 1 : 2) * (course->count - course->enumerated);
  ab_interval value;
  mpq_t one;
  ab_interval_init(&value, AB_SAMPLE_PRECISION);
  mpq_init(one);
  mpq_set_ui(one, 1, 1);
  for (size_t k = course->enumerated; k < course->count; k++) {
    ab_moment *moment = &course->moments[k];
    moment->kind = AB_MOMENT_SAMPLED;
    moment->has_gap = options->stays;
    ab_sample_confidence(&value, &sums[k].gap, *options->gap_upper, means);
    get_range(&moment->stopped, &value);
    get_range(&moment->gap, &value);
    ab_sample_confidence(&value, &sums[k].inside, one, means);
    get_range(&moment->inside, &value);
    if (options->stays) {
      mpq_set_ui(moment->inside.lo, 1, 1);
      mpq_set_ui(moment->inside.hi, 1, 1);
    }
  }
  course->known = course->count;
  mpq_clear(one);
  ab_interval_clear(&value);
}

static void open_sampler(sampler *s, const ab_course *course) {
  s->count = course->count;
  s->run.gaps = ab_intervals_create(s->count, PRECISION_FIRST);
  s->run.inside = ab_allocate(s->count, sizeof *s->run.inside);
  s->run.indices = ab_allocate(s->count, sizeof *s->run.indices);
}

static void close_sampler(sampler *s) {
  for (size_t k = 0; k < sizeof s->steppers / sizeof *s->steppers; k++)
    if (s->steppers[k])
      ab_stepper_destroy(s->steppers[k]);
  ab_intervals_destroy(s->run.gaps, s->count);
  ab_free(s->run.inside);
  ab_free(s->run.indices);
}

void ab_course_sample(ab_course *course, const ab_sgd_plan *plan, const ab_sgd_model *model,
                      const mpq_t *start, const ab_sample_options *options) {
  sampler s = {plan, model, start, options};
  bool is_wanted = course->enumerated < course->count && options->gap_upper;
  uint64_t runs = is_wanted ? options->runs : 1;
  ab_random random;
  ab_random_seed(&random, options->seed);
  open_sampler(&s, course);
  moment_sums *sums = ab_allocate(course->count, sizeof *sums);
  for (size_t k = 0; k < course->count; k++) {
    ab_sample_init(&sums[k].gap);
    ab_sample_init(&sums[k].inside);
  }
  for (uint64_t r = 0; r < runs; r++) {
    make_run(&s, &random);
    if (r == 0)
      record_run(&s, course);
    if (is_wanted)
      add_run(&s, sums, course->enumerated);
    course->stayed += s.run.length == s.count && s.run.inside[s.count - 1] == AB_TRUE;
  }
  if (is_wanted)
    conclude(course, sums, options);
  for (size_t k = 0; k < course->count; k++) {
    ab_sample_clear(&sums[k].gap);
    ab_sample_clear(&sums[k].inside);
  }
  ab_free(sums);
  close_sampler(&s);
}
