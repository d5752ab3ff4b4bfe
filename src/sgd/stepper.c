/* SPDX-License-Identifier: MIT */
#include "sgd/stepper.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "num/rational.h"
#include "problem/calculus.h"

#include <math.h>

struct ab_stepper {
  const ab_sgd_plan *plan;
  const ab_sgd_model *model;
  mpfr_prec_t precision;
  ab_evaluator *evaluator; /* roots: f, f_i, the derivatives of f_i, the switches */
  ab_interval *point;      /* x, then the derivatives of relu */
  ab_interval *parameters;
  ab_interval *gradient;     /* of one f_i */
  bool *vanishes;            /* that derivative of f_i is 0 identically */
  ab_interval minimum, zero; /* f*, 0 */
  ab_interval gamma;         /* of step k; gamma_b for SPS_max */
  ab_interval c, value, square, step, gap, lo, hi;
};

enum { INTERVALS = 10 };

static void list_intervals(ab_stepper *s, ab_interval *out[INTERVALS]) {
  ab_interval *all[INTERVALS] = {&s->minimum, &s->zero, &s->gamma, &s->c,  &s->value,
                                 &s->square,  &s->step, &s->gap,   &s->lo, &s->hi};
  for (int k = 0; k < INTERVALS; k++)
    out[k] = all[k];
}

static void make_evaluator(ab_stepper *s) {
  const ab_sgd_model *m = s->model;
  size_t n = m->function_count, d = m->variable_count, count = 1 + n + n * d;
  ab_expr *roots = ab_allocate(count + m->switch_count, sizeof *roots);
  s->vanishes = ab_allocate(n * d, sizeof *s->vanishes);
  roots[0] = m->mean;
  for (size_t i = 0; i < n; i++)
    roots[1 + i] = m->functions[i];
  for (size_t g = 0; g < n * d; g++) {
    roots[1 + n + g] = m->gradients[g];
    s->vanishes[g] = ab_is_integer(m->graph, m->gradients[g], 0);
  }
  for (size_t q = 0; q < m->switch_count; q++)
    roots[count + q] = m->switches[q];
  s->evaluator = ab_evaluator_create(m->graph, roots, count + m->switch_count, d + m->switch_count,
                                     s->precision);
  ab_free(roots);
}

ab_stepper *ab_stepper_create(const ab_sgd_plan *plan, const ab_sgd_model *model,
                              mpfr_prec_t precision) {
  ab_stepper *s = ab_allocate(1, sizeof *s);
  s->plan = plan;
  s->model = model;
  s->precision = precision;
  s->parameters = ab_sgd_model_parameters(model, precision);
  s->gradient = ab_intervals_create(model->variable_count, precision);
  s->point = ab_intervals_create(model->variable_count + model->switch_count, precision);
  make_evaluator(s);
  ab_interval *all[INTERVALS];
  list_intervals(s, all);
  for (int k = 0; k < INTERVALS; k++)
    ab_interval_init(all[k], precision);
  ab_interval_set_rationals(&s->minimum, model->minimum.lo, model->minimum.hi);
  ab_interval_set_long(&s->zero, 0);
  ab_interval_set_rational(&s->c, plan->c);
  ab_stepper_set_number(s, 0);
  return s;
}

void ab_stepper_destroy(ab_stepper *s) {
  ab_interval *all[INTERVALS];
  list_intervals(s, all);
  for (int k = 0; k < INTERVALS; k++)
    ab_interval_clear(all[k]);
  ab_evaluator_destroy(s->evaluator);
  ab_intervals_destroy(s->parameters, s->model->parameter_count);
  ab_intervals_destroy(s->gradient, s->model->variable_count);
  ab_intervals_destroy(s->point, s->model->variable_count + s->model->switch_count);
  ab_free(s->vanishes);
  ab_free(s);
}

void ab_stepper_set_number(ab_stepper *s, uint64_t k) {
  ab_range gamma;
  ab_range_init(&gamma);
  ab_sgd_plan_step(&gamma, s->plan, k);
  ab_interval_set_rationals(&s->gamma, gamma.lo, gamma.hi);
  ab_range_clear(&gamma);
}

static const ab_interval *range(ab_stepper *s, size_t root) {
  return ab_evaluator_range(s->evaluator, root, s->point, s->parameters);
}

static void place(ab_stepper *s, const ab_interval *x) {
  for (size_t j = 0; j < s->model->variable_count; j++)
    ab_interval_set(&s->point[j], &x[j]);
}

/* The derivative of relu at h: 0 at h = 0, and all of [0, 1] where the sign is open. */
static void set_switch(ab_interval *out, const ab_interval *h) {
  ab_interval_set_long(out, 0);
  if (ab_interval_is_positive(h) == AB_FALSE)
    return;
  mpfr_set_ui(out->hi, 1, MPFR_RNDU);
  if (ab_interval_is_positive(h) == AB_TRUE)
    mpfr_set_ui(out->lo, 1, MPFR_RNDD);
}

static void set_switches(ab_stepper *s, size_t i) {
  const ab_sgd_model *m = s->model;
  size_t d = m->variable_count, roots = 1 + m->function_count * (1 + d);
  for (size_t q = 0; q < m->switches_of_each; q++) {
    size_t number = m->first_switch[i] + q;
    set_switch(&s->point[d + number], range(s, roots + number));
  }
}

/* The gradient of f_i at the point, and the square of its length. */
static void find_gradient(ab_stepper *s, size_t i) {
  size_t n = s->model->function_count, d = s->model->variable_count;
  set_switches(s, i);
  ab_interval_set(&s->square, &s->zero);
  for (size_t j = 0; j < d; j++) {
    if (s->vanishes[i * d + j]) {
      ab_interval_set(&s->gradient[j], &s->zero);
      continue;
    }
    ab_interval_set(&s->gradient[j], range(s, 1 + n + i * d + j));
    ab_interval_sqr(&s->value, &s->gradient[j]);
    ab_interval_add(&s->square, &s->square, &s->value);
  }
}

/* min{(f_i - f_i*)/(c |g|^2), gamma_b}, gamma_b if g = 0; between 0 and gamma_b in any case for x
 * in D, as f_i >= f_i* there. There is nothing to say elsewhere where |g| may be 0. */
static void sps_step(ab_stepper *s, const ab_interval *x, size_t i) {
  if (ab_interval_is_nonzero(&s->square) == AB_FALSE) {
    ab_interval_set(&s->step, &s->gamma);
    return;
  }
  const ab_sgd_model *m = s->model;
  ab_interval_set_rationals(&s->value, m->infima[i].lo, m->infima[i].hi);
  ab_interval_sub(&s->value, range(s, 1 + i), &s->value);
  ab_interval_mul(&s->step, &s->square, &s->c);
  ab_interval_div(&s->step, &s->value, &s->step);
  if (ab_interval_is_defined(&s->step))
    ab_interval_min(&s->step, &s->step, &s->gamma);
  else if (ab_stepper_is_inside(s, x) == AB_TRUE)
    ab_interval_hull(&s->step, &s->zero, &s->gamma);
}

/* gamma/(1 + gamma |g|^2/(2 f_i)), gamma if f_i = 0 (then g = 0); between 0 and gamma in any case
 * for x in D if f_i* >= 0, as then f_i >= 0. */
static void ngn_step(ab_stepper *s, const ab_interval *x, size_t i) {
  if (ab_interval_is_nonzero(&s->square) == AB_FALSE) {
    ab_interval_set(&s->step, &s->gamma);
    return;
  }
  ab_interval_set(&s->value, range(s, 1 + i));
  ab_interval_add(&s->value, &s->value, &s->value);
  ab_interval_div(&s->step, &s->square, &s->value);
  ab_interval_mul(&s->step, &s->step, &s->gamma);
  ab_interval_set_long(&s->value, 1);
  ab_interval_add(&s->step, &s->step, &s->value);
  ab_interval_div(&s->step, &s->gamma, &s->step);
  bool above = mpq_sgn(s->model->infima[i].lo) >= 0;
  if (!ab_interval_is_defined(&s->step) && above && ab_stepper_is_inside(s, x) == AB_TRUE)
    ab_interval_hull(&s->step, &s->zero, &s->gamma);
}

static void project(ab_stepper *s, ab_interval *x) {
  const ab_domain *domain = &s->model->region.box;
  for (size_t j = 0; j < domain->count; j++) {
    ab_interval_set_rational(&s->lo, domain->lo[j]);
    ab_interval_set_rational(&s->hi, domain->hi[j]);
    if (!ab_domain_is_unbounded_at(domain, j, -1))
      ab_interval_max(&x[j], &x[j], &s->lo);
    if (!ab_domain_is_unbounded_at(domain, j, 1))
      ab_interval_min(&x[j], &x[j], &s->hi);
  }
}

void ab_stepper_step(ab_stepper *s, ab_interval *x, size_t i) {
  place(s, x);
  find_gradient(s, i);
  if (s->plan->optimizer == AB_OPTIMIZER_SPS_MAX)
    sps_step(s, x, i);
  else if (s->plan->optimizer == AB_OPTIMIZER_NGN)
    ngn_step(s, x, i);
  else
    ab_interval_set(&s->step, &s->gamma);
  for (size_t j = 0; j < s->model->variable_count; j++) {
    if (s->vanishes[i * s->model->variable_count + j])
      continue;
    ab_interval_mul(&s->value, &s->step, &s->gradient[j]);
    ab_interval_sub(&x[j], &x[j], &s->value);
  }
  if (s->plan->projected)
    project(s, x);
}

const ab_interval *ab_stepper_gap(ab_stepper *s, const ab_interval *x) {
  place(s, x);
  ab_interval_sub(&s->gap, range(s, 0), &s->minimum);
  return &s->gap;
}

/* Whether the box is in the ball. */
static ab_truth is_in_ball(ab_stepper *s, const ab_interval *x) {
  ab_interval_set_rational(&s->value, s->model->region.ball);
  ab_interval_sqr(&s->square, &s->value);
  for (size_t j = 0; j < s->model->variable_count; j++) {
    ab_interval_sqr(&s->value, &x[j]);
    ab_interval_sub(&s->square, &s->square, &s->value);
  }
  return ab_interval_is_nonnegative(&s->square);
}

static ab_truth is_in_box(const ab_domain *domain, const ab_interval *x) {
  ab_truth inside = AB_TRUE;
  for (size_t j = 0; j < domain->count; j++) {
    bool from_below = !ab_domain_is_unbounded_at(domain, j, -1);
    bool from_above = !ab_domain_is_unbounded_at(domain, j, 1);
    if (!ab_interval_is_finite(&x[j]))
      return AB_UNKNOWN;
    if ((from_below && mpfr_cmp_q(x[j].hi, domain->lo[j]) < 0) ||
        (from_above && mpfr_cmp_q(x[j].lo, domain->hi[j]) > 0))
      return AB_FALSE;
    if ((from_below && mpfr_cmp_q(x[j].lo, domain->lo[j]) < 0) ||
        (from_above && mpfr_cmp_q(x[j].hi, domain->hi[j]) > 0))
      inside = AB_UNKNOWN;
  }
  return inside;
}

/* A double near x, as a rational (short, for the exact arithmetic that follows), and how far from
 * it points of x are at most. */
static void set_near(mpq_t near, mpq_t radius, const ab_interval *x) {
  mpq_t other;
  mpq_init(other);
  mpq_set_d(near, mpfr_get_d(x->lo, MPFR_RNDN));
  mpfr_get_q(radius, x->hi);
  mpq_sub(radius, radius, near);
  mpfr_get_q(other, x->lo);
  mpq_sub(other, other, near);
  ab_rational_magnitude(radius, radius, other);
  mpq_clear(other);
}

/* Whether the box is shown to lie in the tube. */
static bool is_in_tube(const ab_sgd_model *m, const ab_interval *x) {
  mpq_t *near = ab_rationals_create(m->variable_count), slack, radius;
  bool finite = true;
  mpq_inits(slack, radius, NULL);
  for (size_t j = 0; j < m->variable_count && finite; j++) {
    finite = ab_interval_is_finite(&x[j]) && isfinite(mpfr_get_d(x[j].lo, MPFR_RNDN));
    if (!finite)
      break;
    set_near(near[j], radius, &x[j]);
    mpq_add(slack, slack, radius); /* the sum of the sides is not below the diagonal */
  }
  bool shown = finite && ab_sgd_model_is_in_tube(m, (const mpq_t *)near, slack);
  mpq_clears(slack, radius, NULL);
  ab_rationals_destroy(near, m->variable_count);
  return shown;
}

ab_truth ab_stepper_is_inside(ab_stepper *s, const ab_interval *x) {
  const ab_region *region = &s->model->region;
  if (s->plan->projected)
    return AB_TRUE;
  ab_truth inside = is_in_box(&region->box, x);
  if (region->has_ball && inside != AB_FALSE) {
    ab_truth ball = is_in_ball(s, x);
    inside = ball < inside ? ball : inside;
  }
  return inside != AB_FALSE && region->has_tube && !is_in_tube(s->model, x) ? AB_FALSE : inside;
}
