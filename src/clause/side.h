/* SPDX-License-Identifier: MIT
 * One side [lo, hi] of a clause's box, ready to be asked for the numbers that cells need, without
 * rational arithmetic: with a common denominator the point lo + (hi - lo) i/2^d is
 * (start 2^d + width i)/(divisor 2^(twos + d)), one integer over another. */
#ifndef AB_CLAUSE_SIDE_H
#define AB_CLAUSE_SIDE_H

#include <gmp.h>
#include <mpfr.h>

typedef struct {
  mpz_t start, width, divisor; /* lo = start/(divisor 2^twos), hi - lo = width/(divisor 2^twos) */
  unsigned long twos;          /* divisor > 0 is odd */
  mpz_t numerator;             /* working memory, as is dividend */
  mpfr_t dividend, exact_divisor;
} ab_side;

void ab_side_init(ab_side *side);
void ab_side_clear(ab_side *side);
void ab_side_set(ab_side *side, const mpq_t lo, const mpq_t hi);

/* out = lo + (hi - lo) (index + more)/2^depth, correctly rounded in the direction to the precision
 * of out. */
void ab_side_point(mpfr_ptr out, ab_side *side, const mpz_t index, unsigned long more,
                   unsigned depth, mpfr_rnd_t direction);
/* out = (hi - lo)/2^depth, likewise. */
void ab_side_length(mpfr_ptr out, ab_side *side, unsigned depth, mpfr_rnd_t direction);

#endif
