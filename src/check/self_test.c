/* SPDX-License-Identifier: MIT */
#include "check/self_test.h"

#include "base/platform.h"
#include "certificate/digest.h"
#include "num/interval.h"
#include "num/rational.h"

#include <string.h>

static bool is_digest_right(void) { /* FIPS 180-4, example "abc" */
  char hex[AB_DIGEST_HEX + 1];
  ab_digest(hex, "abc", 3);
  return strcmp(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == 0;
}

/* lo < value < hi, and no number of this precision in between. */
static bool is_tight_around(const ab_interval *x, const mpq_t value) {
  mpfr_t next;
  mpfr_init2(next, mpfr_get_prec(x->lo));
  mpfr_set(next, x->lo, MPFR_RNDN);
  mpfr_nextabove(next);
  bool tight = mpfr_cmp_q(x->lo, value) < 0 && mpfr_cmp_q(x->hi, value) > 0 &&
               mpfr_equal_p(next, x->hi) != 0;
  mpfr_clear(next);
  return tight;
}

/* 1/3 and -1/3 by each way in which numbers get rounded: conversion, division, product, sum. */
static bool rounds_outward(const ab_interval *one, int sign) {
  enum { CONVERTED, DIVISOR, QUOTIENT, PRODUCT, SUM, COUNT };
  ab_interval *t = ab_intervals_create(COUNT, AB_PRECISION_MIN);
  mpq_t third, two_thirds;
  mpq_inits(third, two_thirds, NULL);
  mpq_set_si(third, sign, 3);
  mpq_add(two_thirds, third, third);
  ab_interval_set_rational(&t[CONVERTED], third);
  ab_interval_set_long(&t[DIVISOR], 3L * sign);
  ab_interval_div(&t[QUOTIENT], one, &t[DIVISOR]);
  ab_interval_mul(&t[PRODUCT], &t[QUOTIENT], &t[QUOTIENT]);
  ab_interval_add(&t[SUM], &t[QUOTIENT], one);
  bool good = is_tight_around(&t[CONVERTED], third) && is_tight_around(&t[QUOTIENT], third) &&
              mpfr_cmp_si_2exp(t[PRODUCT].lo, 1, -4) > 0 &&
              mpfr_cmp_si_2exp(t[PRODUCT].hi, 1, -3) < 0;
  mpq_mul(two_thirds, third, third);
  good = good && mpfr_cmp_q(t[PRODUCT].lo, two_thirds) < 0 &&
         mpfr_cmp_q(t[PRODUCT].hi, two_thirds) > 0;
  mpq_set_ui(two_thirds, 1, 1);
  mpq_add(two_thirds, two_thirds, third);
  good = good && mpfr_cmp_q(t[SUM].lo, two_thirds) < 0 && mpfr_cmp_q(t[SUM].hi, two_thirds) > 0;
  mpq_clears(third, two_thirds, NULL);
  ab_intervals_destroy(t, COUNT);
  return good;
}

static bool are_intervals_right(void) {
  ab_interval one;
  ab_interval_init(&one, AB_PRECISION_MIN);
  ab_interval_set_long(&one, 1);
  bool good = rounds_outward(&one, 1) && rounds_outward(&one, -1);
  ab_interval_clear(&one);
  return good && mpfr_get_emax() > 1L << 24 && mpfr_get_emin() < -(1L << 24);
}

ab_status ab_self_test(ab_error *error) {
  const char *wrong = NULL;
  if (!ab_platform_is_sound())
    wrong = "this machine does not round to nearest, or flushes small numbers to 0";
  else if (mp_bits_per_limb != GMP_NUMB_BITS)
    wrong = "this GMP has limbs of another size than the one this program was built with";
  else if (!are_intervals_right())
    wrong = "this MPFR does not round outward";
  else if (!is_digest_right())
    wrong = "this SHA-256 is none";
  return wrong ? ab_error_set(error, AB_INTERNAL, "%s", wrong) : AB_OK;
}
