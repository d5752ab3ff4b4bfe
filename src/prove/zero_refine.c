/* SPDX-License-Identifier: MIT */
#include "prove/zero_refine.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "real/zero_inverse.h"

enum { GUARD_BITS = 64, STEPS_MAX = 200 };

/* Numbers are intervals of one number each. */
typedef struct {
  const ab_system *system;
  size_t n;
  mpfr_prec_t precision;
  ab_evaluator *evaluator;
  ab_interval *parameters, *point, *value, *slopes, *inverse;
  bool *moves;
  mpfr_t step, term, size, scale, last_size;
} newton;

static void make_thin(ab_interval *x) {
  mpfr_add(x->lo, x->lo, x->hi, MPFR_RNDN);
  mpfr_div_2ui(x->lo, x->lo, 1, MPFR_RNDN);
  mpfr_set(x->hi, x->lo, MPFR_RNDN);
}

static void newton_init(newton *work, const ab_system *system, const mpq_t *z, unsigned bits) {
  size_t n = system->count;
  *work = (newton){.system = system, .n = n, .precision = (mpfr_prec_t)bits + GUARD_BITS};
  work->evaluator = ab_evaluator_create(system->graph, system->equations, n, n, work->precision);
  work->parameters = ab_intervals_create(system->parameter_count, work->precision);
  work->point = ab_intervals_create(n, work->precision);
  work->value = ab_intervals_create(n, work->precision);
  work->slopes = ab_intervals_create(n * n, work->precision);
  work->inverse = ab_intervals_create(n * n, work->precision);
  work->moves = ab_allocate(n, sizeof *work->moves);
  mpfr_inits2(work->precision, work->step, work->term, work->size, work->scale, work->last_size,
              (mpfr_ptr)NULL);
  for (size_t j = 0; j < system->parameter_count; j++) {
    ab_interval_set_rationals(&work->parameters[j], system->parameters[j].lo,
                              system->parameters[j].hi);
    make_thin(&work->parameters[j]);
  }
  for (size_t k = 0; k < n; k++) {
    ab_interval_set_rational(&work->point[k], z[k]);
    make_thin(&work->point[k]);
    work->moves[k] = true;
  }
  mpfr_set_inf(work->last_size, 1);
}

static void newton_clear(newton *work) {
  size_t n = work->n;
  ab_evaluator_destroy(work->evaluator);
  ab_intervals_destroy(work->parameters, work->system->parameter_count);
  ab_intervals_destroy(work->point, n);
  ab_intervals_destroy(work->value, n);
  ab_intervals_destroy(work->slopes, n * n);
  ab_intervals_destroy(work->inverse, n * n);
  ab_free(work->moves);
  mpfr_clears(work->step, work->term, work->size, work->scale, work->last_size, (mpfr_ptr)NULL);
}

/* F and its Jacobian at the point, the latter as slopes over a box of one point. */
static bool evaluate(newton *work) {
  bool finite = true;
  for (size_t i = 0; i < work->n; i++) {
    ab_slopes found = ab_evaluator_slopes(work->evaluator, i, work->point, work->point, work->moves,
                                          work->parameters);
    finite = finite && ab_interval_is_finite(found.range);
    ab_interval_set(&work->value[i], found.range);
    make_thin(&work->value[i]);
    for (size_t k = 0; k < work->n; k++)
      ab_interval_set(&work->slopes[i * work->n + k], &found.slopes[k]);
  }
  return finite && ab_inverse_approximate(work->inverse, work->slopes, work->n, work->precision);
}

/* One step; size is the greatest |change| of a coordinate, scale the greatest |coordinate|. */
static bool make_step(newton *work) {
  if (!evaluate(work))
    return false;
  mpfr_set_zero(work->size, 1);
  mpfr_set_zero(work->scale, 1);
  for (size_t i = 0; i < work->n; i++) {
    mpfr_ptr x = work->point[i].lo;
    mpfr_set_zero(work->step, 1);
    for (size_t j = 0; j < work->n; j++) {
      mpfr_mul(work->term, work->inverse[i * work->n + j].lo, work->value[j].lo, MPFR_RNDN);
      mpfr_add(work->step, work->step, work->term, MPFR_RNDN);
    }
    mpfr_sub(x, x, work->step, MPFR_RNDN);
    mpfr_set(work->point[i].hi, x, MPFR_RNDN);
    if (mpfr_cmpabs(work->step, work->size) > 0)
      mpfr_abs(work->size, work->step, MPFR_RNDN);
    if (mpfr_cmpabs(x, work->scale) > 0)
      mpfr_abs(work->scale, x, MPFR_RNDN);
  }
  return mpfr_number_p(work->size) && mpfr_number_p(work->scale);
}

/* The last step was below the last bit, or was small (half of the bits) and no smaller than the one
 * before. */
static bool has_converged(newton *work, unsigned bits) {
  mpfr_div_2ui(work->term, work->scale, bits + 2, MPFR_RNDN);
  if (mpfr_lessequal_p(work->size, work->term))
    return true;
  mpfr_div_2ui(work->term, work->scale, bits / 2, MPFR_RNDN);
  return mpfr_lessequal_p(work->size, work->term) &&
         mpfr_greaterequal_p(work->size, work->last_size);
}

static void copy_out(mpq_t *z, newton *work, unsigned bits) {
  for (size_t k = 0; k < work->n; k++) {
    mpfr_prec_round(work->point[k].lo, bits, MPFR_RNDN);
    mpfr_get_q(z[k], work->point[k].lo);
  }
}

ab_status ab_zero_refine(mpq_t *z, const ab_system *system, unsigned bits, ab_error *error) {
  if (system->count < 1 || system->count > AB_SYSTEM_MAX || bits < AB_PRECISION_MIN ||
      bits > AB_PRECISION_MAX)
    return ab_error_set(error, AB_BAD_PROBLEM, "a system of %zu equations, a precision of %u bits",
                        system->count, bits);
  newton work;
  newton_init(&work, system, z, bits);
  bool converged = false, good = true;
  for (int step = 0; step < STEPS_MAX && good && !converged; step++) {
    good = make_step(&work);
    converged = good && has_converged(&work, bits);
    mpfr_swap(work.size, work.last_size);
  }
  if (converged)
    copy_out(z, &work, bits);
  newton_clear(&work);
  if (converged)
    return AB_OK;
  return ab_error_set(error, AB_BAD_PROBLEM, "Newton's method does not converge to a zero%s",
                      good ? "" : ": the system is not defined or its Jacobian is singular");
}
