/* SPDX-License-Identifier: MIT
 * logistic and softplus: increasing, but not in MPFR, so they are enclosed at the two ends step by
 * step, with more bits. Proofs: docs/theory/intervals.md, section 8. */
#include "num/endpoint.h"

/* Extra bits of the intermediate results. */
enum { GUARD_BITS = 32 };

/* out encloses the function at a number t, infinite or not; `work` has GUARD_BITS more than out. */
typedef void enclosure_at(ab_interval *out, mpfr_srcptr t, ab_interval *work);

/* out = exp(-t) or, if `decaying`, exp(-|t|), for a number t. */
static void exp_of_negative(ab_interval *out, mpfr_srcptr t, bool decaying) {
  ab_interval minus;
  ab_interval_init(&minus, mpfr_get_prec(t));
  mpfr_neg(minus.lo, t, MPFR_RNDD); /* exact, as is what follows */
  if (decaying && mpfr_sgn(minus.lo) > 0)
    mpfr_neg(minus.lo, minus.lo, MPFR_RNDD);
  mpfr_set(minus.hi, minus.lo, MPFR_RNDU);
  ab_interval_exp(out, &minus);
  ab_interval_clear(&minus);
}

/* 1/(1 + exp(-t)): the quotient decreases in the exponential. */
static void logistic_at(ab_interval *out, mpfr_srcptr t, ab_interval *work) {
  exp_of_negative(work, t, false);
  mpfr_add_ui(work->lo, work->lo, 1, MPFR_RNDD);
  mpfr_add_ui(work->hi, work->hi, 1, MPFR_RNDU);
  mpfr_ui_div(out->lo, 1, work->hi, MPFR_RNDD);
  mpfr_ui_div(out->hi, 1, work->lo, MPFR_RNDU);
}

/* max(t, 0) + log1p(exp(-|t|)): increases in the exponential. */
static void softplus_at(ab_interval *out, mpfr_srcptr t, ab_interval *work) {
  exp_of_negative(work, t, true);
  ab_interval_log1p(work, work);
  if (mpfr_sgn(t) > 0) {
    mpfr_add(out->lo, t, work->lo, MPFR_RNDD);
    mpfr_add(out->hi, t, work->hi, MPFR_RNDU);
  } else {
    ab_interval_set(out, work);
  }
}

static void from_ends(ab_interval *out, const ab_interval *x, enclosure_at *at) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_prec_t precision = mpfr_get_prec(out->lo);
  ab_interval low, high, work;
  ab_interval_init(&low, precision);
  ab_interval_init(&high, precision);
  ab_interval_init(&work, precision + GUARD_BITS);
  at(&low, x->lo, &work);
  if (mpfr_equal_p(x->lo, x->hi))
    ab_interval_set(&high, &low);
  else
    at(&high, x->hi, &work);
  mpfr_set(out->lo, low.lo, MPFR_RNDD);
  mpfr_set(out->hi, high.hi, MPFR_RNDU);
  ab_interval_clear(&low);
  ab_interval_clear(&high);
  ab_interval_clear(&work);
}

void ab_interval_logistic(ab_interval *out, const ab_interval *x) {
  from_ends(out, x, logistic_at);
}

void ab_interval_softplus(ab_interval *out, const ab_interval *x) {
  from_ends(out, x, softplus_at);
}
