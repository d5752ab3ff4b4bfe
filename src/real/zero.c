/* SPDX-License-Identifier: MIT
 * Krawczyk's test with slopes. The sections cited are those of docs/theory/zeros.md. */
#include "real/zero.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "real/zero_inverse.h"

enum { TIGHTENINGS_MAX = 1024 };

/* X, m, K of section 2, with F(m), slopes A, the matrix Y, X - m, and a row of I - Y A. */
typedef struct {
  const ab_system *system;
  size_t n;
  mpfr_prec_t precision;
  ab_evaluator *evaluator;
  ab_interval *parameters;
  ab_interval *box, *middle, *image;
  ab_interval *value, *slopes, *inverse, *offset;
  ab_interval defect, term;
  mpfr_t *floor; /* widths not worth improving */
  bool *moves;
} workspace;

static void workspace_init(workspace *work, const ab_system *system, long precision) {
  size_t n = system->count;
  *work = (workspace){.system = system, .n = n, .precision = precision};
  work->evaluator = ab_evaluator_create(system->graph, system->equations, n, n, precision);
  work->parameters = ab_intervals_create(system->parameter_count, precision);
  for (size_t j = 0; j < system->parameter_count; j++)
    ab_interval_set_rationals(&work->parameters[j], system->parameters[j].lo,
                              system->parameters[j].hi);
  work->box = ab_intervals_create(n, precision);
  work->middle = ab_intervals_create(n, precision);
  work->image = ab_intervals_create(n, precision);
  work->value = ab_intervals_create(n, precision);
  work->slopes = ab_intervals_create(n * n, precision);
  work->inverse = ab_intervals_create(n * n, precision);
  work->offset = ab_intervals_create(n, precision);
  ab_interval_init(&work->defect, precision);
  ab_interval_init(&work->term, precision);
  work->floor = ab_allocate(n, sizeof *work->floor);
  work->moves = ab_allocate(n, sizeof *work->moves);
  for (size_t k = 0; k < n; k++) {
    mpfr_init2(work->floor[k], precision);
    work->moves[k] = true;
  }
}

static void workspace_clear(workspace *work) {
  size_t n = work->n;
  ab_evaluator_destroy(work->evaluator);
  ab_intervals_destroy(work->parameters, work->system->parameter_count);
  ab_intervals_destroy(work->box, n);
  ab_intervals_destroy(work->middle, n);
  ab_intervals_destroy(work->image, n);
  ab_intervals_destroy(work->value, n);
  ab_intervals_destroy(work->slopes, n * n);
  ab_intervals_destroy(work->inverse, n * n);
  ab_intervals_destroy(work->offset, n);
  ab_interval_clear(&work->defect);
  ab_interval_clear(&work->term);
  for (size_t k = 0; k < n; k++)
    mpfr_clear(work->floor[k]);
  ab_free(work->floor);
  ab_free(work->moves);
}

/* m, one number a coordinate, in X: (lo + hi)/2, rounded, is between lo and hi since rounding is
 * monotone. And X - m. */
static bool set_middle(workspace *work) {
  for (size_t k = 0; k < work->n; k++) {
    const ab_interval *x = &work->box[k];
    ab_interval *m = &work->middle[k];
    mpfr_add(m->lo, x->lo, x->hi, MPFR_RNDN);
    mpfr_div_2ui(m->lo, m->lo, 1, MPFR_RNDN);
    mpfr_set(m->hi, m->lo, MPFR_RNDN);
    if (!ab_interval_is_finite(x) || !ab_interval_is_subset(m, x))
      return false;
    ab_interval_sub(&work->offset[k], x, m);
  }
  return true;
}

/* A: for all x, y in X and all parameters p, F(x, p) - F(y, p) = a (x - y) for some a in A. */
static ab_status set_slopes(workspace *work, ab_error *error) {
  for (size_t i = 0; i < work->n; i++) {
    ab_slopes found = ab_evaluator_slopes(work->evaluator, i, work->box, work->box, work->moves,
                                          work->parameters);
    if (!ab_interval_is_finite(found.range) || !ab_interval_is_finite(found.anchored))
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "equation %zu is not known to be defined and finite on the whole box",
                          i + 1);
    for (size_t k = 0; k < work->n; k++) {
      if (!ab_interval_is_finite(&found.slopes[k]))
        return ab_error_set(error, AB_NOT_VERIFIED,
                            "the slope of equation %zu in variable %zu is not bounded on the box",
                            i + 1, k + 1);
      ab_interval_set(&work->slopes[i * work->n + k], &found.slopes[k]);
    }
  }
  return AB_OK;
}

static ab_status set_value(workspace *work, ab_error *error) {
  for (size_t i = 0; i < work->n; i++) {
    const ab_interval *value =
        ab_evaluator_range(work->evaluator, i, work->middle, work->parameters);
    if (!ab_interval_is_finite(value))
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "equation %zu is not known to be defined at the middle of the box",
                          i + 1);
    ab_interval_set(&work->value[i], value);
  }
  return AB_OK;
}

/* K_i = m_i - sum_j Y_ij F_j(m) + sum_k (I - Y A)_ik (X_k - m_k). */
static void set_image(workspace *work, size_t i) {
  size_t n = work->n;
  const ab_interval *row = &work->inverse[i * n];
  ab_interval *image = &work->image[i], *defect = &work->defect, *term = &work->term;
  ab_interval_set(image, &work->middle[i]);
  for (size_t j = 0; j < n; j++) {
    ab_interval_mul(term, &row[j], &work->value[j]);
    ab_interval_sub(image, image, term);
  }
  for (size_t k = 0; k < n; k++) {
    ab_interval_set_long(defect, i == k);
    for (size_t j = 0; j < n; j++) {
      ab_interval_mul(term, &row[j], &work->slopes[j * n + k]);
      ab_interval_sub(defect, defect, term);
    }
    ab_interval_mul(term, defect, &work->offset[k]);
    ab_interval_add(image, image, term);
  }
}

/* K(X) for the X of the workspace, in image. */
static ab_status apply_operator(workspace *work, ab_error *error) {
  if (!set_middle(work))
    return ab_error_set(error, AB_NOT_VERIFIED, "the box has no finite middle");
  ab_status status = set_slopes(work, error);
  if (status == AB_OK)
    status = set_value(work, error);
  if (status != AB_OK)
    return status;
  if (!ab_inverse_approximate(work->inverse, work->slopes, work->n, work->precision))
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the Jacobian in the middle of the box is singular, or too nearly so");
  for (size_t i = 0; i < work->n; i++) {
    set_image(work, i);
    if (!ab_interval_is_finite(&work->image[i]))
      return ab_error_set(error, AB_NOT_VERIFIED, "Krawczyk's operator is not finite on the box");
  }
  return AB_OK;
}

/* K strictly inside [lo, hi], compared exactly (K is finite). */
static ab_status check_inside(const workspace *work, const mpq_t *lo, const mpq_t *hi,
                              ab_error *error) {
  for (size_t i = 0; i < work->n; i++)
    if (mpfr_cmp_q(work->image[i].lo, lo[i]) <= 0 || mpfr_cmp_q(work->image[i].hi, hi[i]) >= 0)
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "the test for exactly one zero fails in variable %zu: the box may "
                          "contain no zero, several or a multiple one, or be too wide, or have the "
                          "zero too near its boundary",
                          i + 1);
  return AB_OK;
}

/* X := K(X) intersected with X: all zeros in X stay (section 3). progress: some width that matters
 * has become less than three quarters. An empty intersection contradicts the theorem. */
static ab_status intersect(workspace *work, bool *progress, ab_error *error) {
  mpfr_t before, after;
  mpfr_inits2(work->precision, before, after, (mpfr_ptr)NULL);
  bool empty = false;
  *progress = false;
  for (size_t k = 0; k < work->n; k++) {
    ab_interval *x = &work->box[k], *image = &work->image[k];
    mpfr_sub(before, x->hi, x->lo, MPFR_RNDU);
    mpfr_max(x->lo, x->lo, image->lo, MPFR_RNDD);
    mpfr_min(x->hi, x->hi, image->hi, MPFR_RNDU);
    mpfr_sub(after, x->hi, x->lo, MPFR_RNDU);
    empty = empty || mpfr_greater_p(x->lo, x->hi);
    mpfr_mul_ui(before, before, 3, MPFR_RNDD);
    mpfr_div_2ui(before, before, 2, MPFR_RNDD);
    if (mpfr_less_p(after, before) && mpfr_greater_p(after, work->floor[k]))
      *progress = true;
  }
  mpfr_clears(before, after, (mpfr_ptr)NULL);
  if (empty)
    return ab_error_set(error, AB_NOT_VERIFIED, "a contradiction: the zero has been lost");
  return AB_OK;
}

/* After a successful test. A step that cannot be made ends the tightening and does no harm. */
static ab_status tighten(workspace *work, ab_error *error) {
  bool progress = false;
  ab_status status = intersect(work, &progress, error);
  for (int step = 0; step < TIGHTENINGS_MAX && progress && status == AB_OK; step++) {
    ab_error ignored;
    if (apply_operator(work, &ignored) != AB_OK)
      break;
    status = intersect(work, &progress, error);
  }
  return status;
}

/* X := the box, rounded outward; a width below 2^(-2 precision) of it is not worth improving (it
 * bounds the exponents of the result if the zero is 0). */
static ab_status set_box(workspace *work, const mpq_t *lo, const mpq_t *hi, ab_error *error) {
  for (size_t k = 0; k < work->n; k++) {
    if (mpq_cmp(lo[k], hi[k]) >= 0)
      return ab_error_set(error, AB_NOT_VERIFIED,
                          "the box has no width in variable %zu, so no interior", k + 1);
    ab_interval_set_rationals(&work->box[k], lo[k], hi[k]);
    mpfr_sub(work->floor[k], work->box[k].hi, work->box[k].lo, MPFR_RNDU);
    mpfr_div_2ui(work->floor[k], work->floor[k], 2 * (unsigned long)work->precision, MPFR_RNDU);
  }
  return AB_OK;
}

static ab_status verify(workspace *work, const mpq_t *lo, const mpq_t *hi, ab_error *error) {
  ab_status status = set_box(work, lo, hi, error);
  if (status == AB_OK)
    status = apply_operator(work, error);
  if (status == AB_OK)
    status = check_inside(work, lo, hi, error);
  if (status == AB_OK)
    status = tighten(work, error);
  return status;
}

ab_status ab_zero_verify(mpq_t *zero_lo, mpq_t *zero_hi, const ab_system *system, const mpq_t *lo,
                         const mpq_t *hi, long precision, ab_error *error) {
  if (system->count < 1 || system->count > AB_SYSTEM_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED, "a system of %zu equations: 1 to %d can be treated",
                        system->count, AB_SYSTEM_MAX);
  if (precision < AB_PRECISION_MIN || precision > AB_PRECISION_MAX)
    return ab_error_set(error, AB_NOT_VERIFIED, "a precision of %ld bits: %d to %d is possible",
                        precision, AB_PRECISION_MIN, AB_PRECISION_MAX);
  workspace work;
  workspace_init(&work, system, precision);
  ab_status status = verify(&work, lo, hi, error);
  for (size_t k = 0; k < work.n && status == AB_OK; k++) {
    mpfr_get_q(zero_lo[k], work.box[k].lo);
    mpfr_get_q(zero_hi[k], work.box[k].hi);
  }
  workspace_clear(&work);
  return status;
}
