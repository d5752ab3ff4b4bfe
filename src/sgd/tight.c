/* SPDX-License-Identifier: MIT */
#include "sgd/tight.h"

#include "base/memory.h"
#include "expr/evaluate.h"

struct ab_tight {
  const ab_sgd_model *model;
  ab_evaluator *evaluator; /* the roots, then the switches */
  size_t root_count, variables;
  ab_interval *parameters, *centre, *box; /* the box, then the derivatives of relu over it */
  bool *moves;
  ab_interval range, centred, term;
};

ab_tight *ab_tight_create(const ab_sgd_model *model, const ab_expr *roots, size_t count,
                          mpfr_prec_t precision) {
  size_t d = model->variable_count + model->switch_count;
  ab_tight *t = ab_allocate(1, sizeof *t);
  ab_expr *all = ab_allocate(count + model->switch_count, sizeof *all);
  for (size_t k = 0; k < count + model->switch_count; k++)
    all[k] = k < count ? roots[k] : model->switches[k - count];
  t->model = model;
  t->root_count = count;
  t->variables = d;
  t->evaluator = ab_evaluator_create(model->graph, all, count + model->switch_count, d, precision);
  ab_free(all);
  t->parameters = ab_sgd_model_parameters(model, precision);
  t->centre = ab_intervals_create(d, precision);
  t->box = ab_intervals_create(d, precision);
  t->moves = ab_allocate(d, sizeof *t->moves);
  for (size_t k = 0; k < d; k++)
    t->moves[k] = true;
  ab_interval_init(&t->range, precision);
  ab_interval_init(&t->centred, precision);
  ab_interval_init(&t->term, precision);
  return t;
}

void ab_tight_destroy(ab_tight *t) {
  ab_evaluator_destroy(t->evaluator);
  ab_intervals_destroy(t->parameters, t->model->parameter_count);
  ab_intervals_destroy(t->centre, t->variables);
  ab_intervals_destroy(t->box, t->variables);
  ab_free(t->moves);
  ab_interval_clear(&t->range);
  ab_interval_clear(&t->centred);
  ab_interval_clear(&t->term);
  ab_free(t);
}

/* A point near the middle of each side; any point of it is a right anchor. */
static bool set_centre(ab_tight *t) {
  const ab_interval *box = t->box;
  for (size_t k = 0; k < t->variables; k++) {
    ab_interval *c = &t->centre[k];
    if (!ab_interval_is_finite(&box[k]))
      return false;
    mpfr_add(c->lo, box[k].lo, box[k].hi, MPFR_RNDN);
    mpfr_div_2ui(c->lo, c->lo, 1, MPFR_RNDN);
    if (mpfr_cmp(c->lo, box[k].lo) < 0 || mpfr_cmp(c->lo, box[k].hi) > 0)
      mpfr_set(c->lo, box[k].lo, MPFR_RNDN);
    mpfr_set(c->hi, c->lo, MPFR_RNDN);
  }
  return true;
}

/* range = range intersected with the centred form; both hold the true range. */
static void intersect(ab_tight *t) {
  if (!ab_interval_is_finite(&t->centred))
    return;
  if (mpfr_cmp(t->centred.lo, t->range.lo) > 0)
    mpfr_set(t->range.lo, t->centred.lo, MPFR_RNDD);
  if (mpfr_cmp(t->centred.hi, t->range.hi) < 0)
    mpfr_set(t->range.hi, t->centred.hi, MPFR_RNDU);
}

/* The box, with the derivatives of relu: all of [0, 1] where the sign of its argument is open. */
static void set_box(ab_tight *t, const ab_interval *box) {
  size_t d = t->model->variable_count;
  for (size_t k = 0; k < d; k++)
    ab_interval_set(&t->box[k], &box[k]);
  for (size_t q = 0; q < t->model->switch_count; q++)
    ab_interval_set_long(&t->box[d + q], 0);
  for (size_t q = 0; q < t->model->switch_count; q++) {
    const ab_interval *h =
        ab_evaluator_range(t->evaluator, t->root_count + q, t->box, t->parameters);
    bool on = ab_interval_is_positive(h) == AB_TRUE, off = ab_interval_is_nonzero(h) == AB_TRUE;
    if (!(off && !on))
      mpfr_set_ui(t->box[d + q].hi, 1, MPFR_RNDU);
    if (on)
      mpfr_set_ui(t->box[d + q].lo, 1, MPFR_RNDD);
  }
}

const ab_interval *ab_tight_range(ab_tight *t, size_t which, const ab_interval *cell) {
  const ab_interval *box = t->box;
  set_box(t, cell);
  if (!set_centre(t)) {
    ab_interval_set(&t->range, ab_evaluator_range(t->evaluator, which, box, t->parameters));
    return &t->range;
  }
  ab_slopes slopes =
      ab_evaluator_slopes(t->evaluator, which, box, t->centre, t->moves, t->parameters);
  ab_interval_set(&t->range, slopes.range);
  if (!ab_interval_is_defined(&t->range))
    return &t->range;
  ab_interval_set(&t->centred, slopes.anchored);
  for (size_t k = 0; k < t->variables; k++) {
    ab_interval_sub(&t->term, &box[k], &t->centre[k]);
    ab_interval_mul(&t->term, &t->term, &slopes.slopes[k]);
    ab_interval_add(&t->centred, &t->centred, &t->term);
  }
  intersect(t);
  return &t->range;
}
