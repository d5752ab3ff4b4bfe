/* SPDX-License-Identifier: MIT */
#include "real/logarithm.h"

#include "real/arb.h"

bool ab_logarithm_enclose(mpq_t lo, mpq_t hi, const mpq_t x, long precision) {
  if (mpq_sgn(x) <= 0)
    return false;
  if (mpq_cmp_ui(x, 1, 1) == 0) {
    mpq_set_ui(lo, 0, 1);
    mpq_set_ui(hi, 0, 1);
    return true;
  }
  fmpq_t value;
  arb_t ball;
  fmpq_init(value);
  arb_init(ball);
  fmpq_set_mpq(value, x);
  /* log P - log Q: both logarithms of integers, so that x needs no rounding */
  arb_t denominator;
  arb_init(denominator);
  arb_log_fmpz(ball, fmpq_numref(value), precision);
  arb_log_fmpz(denominator, fmpq_denref(value), precision);
  arb_sub(ball, ball, denominator, precision);
  bool finite = ab_ball_get_rationals(lo, hi, ball, precision);
  arb_clear(denominator);
  arb_clear(ball);
  fmpq_clear(value);
  return finite;
}
