/* SPDX-License-Identifier: MIT
 * logistic and softplus: increasing, but not in MPFR, so each step is rounded towards the side that
 * bounds the result. Proofs: docs/theory/intervals.md, section 8. */
#include "num/endpoint.h"

/* Extra bits of the intermediate results. */
enum { GUARD_BITS = 32 };

/* exp(-|t|) or, if not `decaying`, exp(-t), rounded in `direction` to the precision of out, which
 * is not t. */
static void exp_of_negative(mpfr_ptr out, mpfr_srcptr t, bool decaying, mpfr_rnd_t direction) {
  ab_spare minus;
  ab_spare_init(&minus, mpfr_get_prec(t));
  mpfr_neg(minus.number, t, MPFR_RNDN); /* exact */
  if (decaying && mpfr_sgn(minus.number) > 0)
    mpfr_neg(minus.number, minus.number, MPFR_RNDN); /* exact */
  mpfr_exp(out, minus.number, direction);
  ab_spare_clear(&minus);
}

/* 1/(1 + exp(-t)): the quotient decreases in the exponential. */
static int logistic(mpfr_ptr out, mpfr_srcptr t, mpfr_rnd_t direction) {
  mpfr_rnd_t opposite = direction == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
  ab_spare e;
  ab_spare_init(&e, mpfr_get_prec(out) + GUARD_BITS);
  exp_of_negative(e.number, t, false, opposite);
  mpfr_add_ui(e.number, e.number, 1, opposite);
  int inexact = mpfr_ui_div(out, 1, e.number, direction);
  ab_spare_clear(&e);
  return inexact;
}

/* max(t, 0) + log1p(exp(-|t|)): increases in the exponential. */
static int softplus(mpfr_ptr out, mpfr_srcptr t, mpfr_rnd_t direction) {
  ab_spare e;
  ab_spare_init(&e, mpfr_get_prec(out) + GUARD_BITS);
  exp_of_negative(e.number, t, true, direction);
  mpfr_log1p(e.number, e.number, direction);
  int inexact =
      mpfr_sgn(t) > 0 ? mpfr_add(out, t, e.number, direction) : mpfr_set(out, e.number, direction);
  ab_spare_clear(&e);
  return inexact;
}

void ab_interval_logistic(ab_interval *out, const ab_interval *x) {
  ab_endpoint_ends(out, x, logistic);
}

void ab_interval_softplus(ab_interval *out, const ab_interval *x) {
  ab_endpoint_ends(out, x, softplus);
}
