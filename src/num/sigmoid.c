/* SPDX-License-Identifier: MIT
 * logistic and softplus: increasing, but not in MPFR, so each step is rounded towards the side that
 * bounds the result. Proofs: docs/theory/intervals.md, section 8. */
#include "num/endpoint.h"

/* Extra bits of the intermediate results. */
enum { GUARD_BITS = 32 };

/* exp(-|t|) or, if not `decaying`, exp(-t), rounded in `direction` to the precision of out, which
 * is not t. */
static void exp_of_negative(mpfr_ptr out, mpfr_srcptr t, bool decaying, mpfr_rnd_t direction) {
  mpfr_t minus;
  mpfr_init2(minus, mpfr_get_prec(t));
  mpfr_neg(minus, t, MPFR_RNDN); /* exact */
  if (decaying && mpfr_sgn(minus) > 0)
    mpfr_neg(minus, minus, MPFR_RNDN); /* exact */
  mpfr_exp(out, minus, direction);
  mpfr_clear(minus);
}

/* 1/(1 + exp(-t)): the quotient decreases in the exponential. */
static int logistic(mpfr_ptr out, mpfr_srcptr t, mpfr_rnd_t direction) {
  mpfr_rnd_t opposite = direction == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
  mpfr_t e;
  mpfr_init2(e, mpfr_get_prec(out) + GUARD_BITS);
  exp_of_negative(e, t, false, opposite);
  mpfr_add_ui(e, e, 1, opposite);
  int inexact = mpfr_ui_div(out, 1, e, direction);
  mpfr_clear(e);
  return inexact;
}

/* max(t, 0) + log1p(exp(-|t|)): increases in the exponential. */
static int softplus(mpfr_ptr out, mpfr_srcptr t, mpfr_rnd_t direction) {
  mpfr_t e;
  mpfr_init2(e, mpfr_get_prec(out) + GUARD_BITS);
  exp_of_negative(e, t, true, direction);
  mpfr_log1p(e, e, direction);
  int inexact = mpfr_sgn(t) > 0 ? mpfr_add(out, t, e, direction) : mpfr_set(out, e, direction);
  mpfr_clear(e);
  return inexact;
}

void ab_interval_logistic(ab_interval *out, const ab_interval *x) {
  ab_endpoint_increasing(out, x, logistic);
}

void ab_interval_softplus(ab_interval *out, const ab_interval *x) {
  ab_endpoint_increasing(out, x, softplus);
}
