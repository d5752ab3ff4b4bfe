/* SPDX-License-Identifier: MIT */
#include "clause/side.h"

void ab_side_init(ab_side *side) {
  mpz_inits(side->start, side->width, side->divisor, side->numerator, NULL);
  mpfr_init2(side->dividend, MPFR_PREC_MIN);
  mpfr_init2(side->exact_divisor, MPFR_PREC_MIN);
}

void ab_side_clear(ab_side *side) {
  mpz_clears(side->start, side->width, side->divisor, side->numerator, NULL);
  mpfr_clear(side->dividend);
  mpfr_clear(side->exact_divisor);
}

/* out = x exactly. */
static void set_exactly(mpfr_ptr out, const mpz_t x) {
  mpfr_set_prec(out, (mpfr_prec_t)mpz_sizeinbase(x, 2));
  mpfr_set_z(out, x, MPFR_RNDN);
}

/* out = q divisor, an integer. */
static void scale(mpz_t out, const mpq_t q, const mpz_t divisor) {
  mpz_divexact(out, divisor, mpq_denref(q));
  mpz_mul(out, out, mpq_numref(q));
}

void ab_side_set(ab_side *side, const mpq_t lo, const mpq_t hi) {
  mpz_lcm(side->divisor, mpq_denref(lo), mpq_denref(hi));
  scale(side->start, lo, side->divisor);
  scale(side->width, hi, side->divisor);
  mpz_sub(side->width, side->width, side->start);
  side->twos = mpz_scan1(side->divisor, 0);
  mpz_tdiv_q_2exp(side->divisor, side->divisor, side->twos);
  set_exactly(side->exact_divisor, side->divisor);
}

/* out = numerator/(divisor 2^(twos + depth)): one rounding, as powers of 2 change the exponent
 * alone.
 */
static void divide(mpfr_ptr out, ab_side *side, unsigned depth, mpfr_rnd_t direction) {
  unsigned long twos = side->twos + depth;
  if (mpz_cmp_ui(side->divisor, 1) == 0) {
    mpfr_set_z_2exp(out, side->numerator, -(mpfr_exp_t)twos, direction);
    return;
  }
  set_exactly(side->dividend, side->numerator);
  mpfr_div(out, side->dividend, side->exact_divisor, direction);
  mpfr_div_2ui(out, out, twos, direction);
}

void ab_side_point(mpfr_ptr out, ab_side *side, const mpz_t index, unsigned long more,
                   unsigned depth, mpfr_rnd_t direction) {
  mpz_mul_2exp(side->numerator, side->start, depth);
  mpz_addmul(side->numerator, side->width, index);
  mpz_addmul_ui(side->numerator, side->width, more);
  divide(out, side, depth, direction);
}

void ab_side_length(mpfr_ptr out, ab_side *side, unsigned depth, mpfr_rnd_t direction) {
  mpz_set(side->numerator, side->width);
  divide(out, side, depth, direction);
}
