/* SPDX-License-Identifier: MIT
 * Expectations by following all index sequences: docs/theory/sgd.md, section 8. */
#include "base/memory.h"
#include "num/rational.h"
#include "sgd/course.h"
#include "sgd/states.h"
#include "sgd/stepper.h"

enum {
  STATES_MAX = 40000, /* at one k */
  STEPS_MAX = 400000, /* in all */
  TUBE_SHARE = 40,    /* so much less where each state has to be shown to be in a tube */
  PRECISION_FIRST = 128,
  PRECISION_LAST = 2048,
  WIDTH_BITS = 60, /* enclosures narrower than 2^-60 are narrow */
  WEIGHT_BITS = 96 /* probabilities are rounded outward to this many bits */
};

typedef struct {
  const ab_sgd_plan *plan;
  const ab_sgd_model *model;
  ab_stepper *stepper;
  mpfr_prec_t precision;
  ab_interval gap, stopped, term, weight;
  uint64_t steps; /* made so far */
  bool narrow;    /* all that was found */
} walk;

/* The truth of "before and now". */
static ab_truth both(ab_truth before, ab_truth now) {
  return now < before ? now : before;
}

static void get_range(ab_range *out, const ab_interval *x) {
  mpfr_get_q(out->lo, x->lo);
  mpfr_get_q(out->hi, x->hi);
}

/* The width is at most 2^-WIDTH_BITS max(1, |hi|). */
static bool is_narrow(const ab_range *range) {
  mpq_t width, scale;
  mpq_inits(width, scale, NULL);
  mpq_sub(width, range->hi, range->lo);
  mpq_mul_2exp(width, width, WIDTH_BITS);
  mpq_abs(scale, range->hi);
  bool narrow = mpq_cmp(width, scale) <= 0 || mpq_cmp_ui(width, 1, 1) <= 0;
  mpq_clears(width, scale, NULL);
  return narrow;
}

/* [lower, upper]/total, rounded outward. */
static void set_share(ab_range *out, const mpz_t lower, const mpz_t upper, const mpz_t total) {
  mpq_set_z(out->lo, lower);
  mpq_set_z(out->hi, upper);
  mpz_set(mpq_denref(out->lo), total);
  mpz_set(mpq_denref(out->hi), total);
  mpq_canonicalize(out->lo);
  mpq_canonicalize(out->hi);
  if (mpz_sizeinbase(mpq_denref(out->lo), 2) > WEIGHT_BITS)
    ab_rational_round(out->lo, out->lo, WEIGHT_BITS, -1);
  if (mpz_sizeinbase(mpq_denref(out->hi), 2) > WEIGHT_BITS)
    ab_rational_round(out->hi, out->hi, WEIGHT_BITS, 1);
}

/* Adds what one state contributes to the sums. */
static void add_state(walk *w, const ab_state *state, mpq_t share) {
  ab_interval_set_rational(&w->weight, share);
  ab_interval_mul(&w->term, ab_stepper_gap(w->stepper, state->x), &w->weight);
  ab_interval_add(&w->gap, &w->gap, &w->term);
  if (state->inside == AB_FALSE)
    return;
  if (state->inside == AB_UNKNOWN) { /* it counts or it does not */
    ab_interval_set_long(&w->weight, 0);
    ab_interval_hull(&w->term, &w->term, &w->weight);
  }
  ab_interval_add(&w->stopped, &w->stopped, &w->term);
}

/* The moment of a distribution; false if it is not finite. */
static bool measure(ab_moment *moment, walk *w, const ab_states *states) {
  mpz_t total, inside, maybe;
  mpq_t share;
  mpz_inits(total, inside, maybe, NULL);
  mpq_init(share);
  for (size_t i = 0; i < states->count; i++) {
    const ab_state *state = &states->items[i];
    mpz_add(total, total, state->weight);
    if (state->inside == AB_TRUE)
      mpz_add(inside, inside, state->weight);
    if (state->inside != AB_FALSE)
      mpz_add(maybe, maybe, state->weight);
  }
  ab_interval_set_long(&w->gap, 0);
  ab_interval_set_long(&w->stopped, 0);
  for (size_t i = 0; i < states->count; i++) {
    mpq_set_num(share, states->items[i].weight);
    mpq_set_den(share, total);
    mpq_canonicalize(share);
    add_state(w, &states->items[i], share);
  }
  bool finite = ab_interval_is_finite(&w->gap) && ab_interval_is_finite(&w->stopped);
  if (finite) {
    moment->kind = AB_MOMENT_ENUMERATED;
    moment->has_gap = true;
    get_range(&moment->gap, &w->gap);
    get_range(&moment->stopped, &w->stopped);
    set_share(&moment->inside, inside, maybe, total);
    w->narrow = w->narrow && is_narrow(&moment->gap) && mpz_cmp(inside, maybe) == 0;
  }
  mpq_clear(share);
  mpz_clears(total, inside, maybe, NULL);
  return finite;
}

/* Replaces the distribution by that of the next iterate; false if that exceeds a limit. */
static bool advance(walk *w, ab_states *states, uint64_t k) {
  const ab_sgd_model *m = w->model;
  size_t n = m->function_count, d = m->variable_count;
  size_t share = m->region.has_tube ? TUBE_SHARE : 1;
  if (states->count > STATES_MAX / share / n || w->steps + states->count * n > STEPS_MAX / share)
    return false;
  w->steps += states->count * n;
  ab_states next;
  ab_states_init(&next, d, w->precision);
  ab_interval *x = ab_intervals_create(d, w->precision);
  mpz_t weight;
  mpz_init(weight);
  ab_stepper_set_number(w->stepper, k);
  for (size_t s = 0; s < states->count; s++)
    for (size_t i = 0; i < n; i++) {
      const ab_state *state = &states->items[s];
      for (size_t j = 0; j < d; j++)
        ab_interval_set(&x[j], &state->x[j]);
      ab_stepper_step(w->stepper, x, i);
      mpz_mul_ui(weight, state->weight, m->multiplicity[i]);
      ab_states_add(&next, x, weight, both(state->inside, ab_stepper_is_inside(w->stepper, x)));
    }
  mpz_clear(weight);
  ab_intervals_destroy(x, d);
  ab_states_clear(states);
  *states = next;
  return true;
}

static void add_start(ab_states *states, const walk *w, const mpq_t *start) {
  size_t d = w->model->variable_count;
  ab_interval *x = ab_intervals_create(d, w->precision);
  bool inside = ab_sgd_model_holds(w->model, start) == AB_TRUE;
  mpz_t one;
  mpz_init_set_ui(one, 1);
  for (size_t j = 0; j < d; j++)
    ab_interval_set_rational(&x[j], start[j]);
  ab_states_add(states, x, one, inside ? AB_TRUE : AB_FALSE);
  mpz_clear(one);
  ab_intervals_destroy(x, d);
}

/* All moments that the limits allow, in one precision. */
static void enumerate(ab_course *course, walk *w, const mpq_t *start) {
  ab_states states;
  ab_states_init(&states, w->model->variable_count, w->precision);
  add_start(&states, w, start);
  course->enumerated = 0;
  course->states = 1;
  for (size_t k = 0; k < course->count; k++) {
    if (k > 0 && !advance(w, &states, k - 1))
      break;
    if (!measure(&course->moments[k], w, &states)) {
      w->narrow = false;
      break;
    }
    course->enumerated = k + 1;
    course->states = states.count > course->states ? states.count : course->states;
  }
  ab_states_clear(&states);
}

void ab_course_enumerate(ab_course *course, const ab_sgd_plan *plan, const ab_sgd_model *model,
                         const mpq_t *start) {
  for (mpfr_prec_t precision = PRECISION_FIRST; precision <= PRECISION_LAST; precision *= 2) {
    walk w = {.plan = plan, .model = model, .precision = precision, .narrow = true};
    w.stepper = ab_stepper_create(plan, model, precision);
    ab_interval *const sums[] = {&w.gap, &w.stopped, &w.term, &w.weight};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
      ab_interval_init(sums[i], precision);
    enumerate(course, &w, start);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
      ab_interval_clear(sums[i]);
    ab_stepper_destroy(w.stepper);
    if (w.narrow)
      break;
  }
  course->known = course->enumerated;
}
