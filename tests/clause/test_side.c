/* SPDX-License-Identifier: MIT
 * Points of a side against rational arithmetic and one rounding by MPFR. */
#include "../expr/expr_support.h"

#include "clause/side.h"

enum { SEED = 20261122 };

/* out is exactly the value of `expected` rounded in the direction. */
static void assert_rounded(mpfr_srcptr out, const mpq_t expected, mpfr_rnd_t direction) {
  mpfr_t rounded;
  mpfr_init2(rounded, mpfr_get_prec(out));
  mpfr_set_q(rounded, expected, direction);
  assert_true(mpfr_equal_p(out, rounded) && !mpfr_signbit(out) == !mpfr_signbit(rounded));
  mpfr_clear(rounded);
}

static void check_in_both_directions(ab_side *side, const mpq_t lo, const mpq_t width,
                                     const mpz_t index, unsigned long more, unsigned depth,
                                     mpfr_ptr out) {
  static const mpfr_rnd_t directions[2] = {MPFR_RNDD, MPFR_RNDU};
  mpq_t length, point;
  mpq_inits(length, point, NULL);
  mpq_div_2exp(length, width, depth);
  mpq_set_z(point, index);
  mpz_add_ui(mpq_numref(point), mpq_numref(point), more);
  mpq_mul(point, point, length);
  mpq_add(point, point, lo);
  for (int i = 0; i < 2; i++) {
    ab_side_point(out, side, index, more, depth, directions[i]);
    assert_rounded(out, point, directions[i]);
    ab_side_length(out, side, depth, directions[i]);
    assert_rounded(out, length, directions[i]);
  }
  mpq_clears(length, point, NULL);
}

/* Whole numbers, common fractions, numbers of 200 bits; no width at times. */
static void random_ends(mpq_t lo, mpq_t hi, uint64_t *seed) {
  long kind = random_below(seed, 4);
  unsigned long most = kind == 0 ? 1 : 1000;
  set_fraction(lo, random_below(seed, 2000) - 1000,
               (unsigned long)random_below(seed, (long)most) + 1);
  set_fraction(hi, random_below(seed, 2000), (unsigned long)random_below(seed, (long)most) + 1);
  if (kind == 3) {
    mpz_ui_pow_ui(mpq_denref(lo), 7, 71);
    mpz_ui_pow_ui(mpq_numref(hi), 3, 120);
    mpq_canonicalize(lo);
    mpq_canonicalize(hi);
  }
  if (random_below(seed, 8) == 0)
    mpq_set_ui(hi, 0, 1);
  mpq_add(hi, hi, lo);
}

static void points_and_lengths_are_correctly_rounded(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  mpq_t lo, hi, width;
  mpz_t index;
  mpfr_t out;
  mpq_inits(lo, hi, width, NULL);
  mpz_init(index);
  mpfr_init2(out, 64);
  ab_side side;
  ab_side_init(&side); /* the same one for all: nothing of the former side may be left */
  for (int round = 0; round < 20000; round++) {
    random_ends(lo, hi, &seed);
    mpq_sub(width, hi, lo);
    ab_side_set(&side, lo, hi);
    unsigned depth = (unsigned)random_below(&seed, random_below(&seed, 10) ? 20 : 400);
    mpz_set_ui(index, next_random(&seed));
    mpz_mul_2exp(index, index, 340);
    mpz_add_ui(index, index, next_random(&seed));
    mpz_fdiv_r_2exp(index, index, depth);
    mpfr_set_prec(out, 24 + random_below(&seed, 100));
    check_in_both_directions(&side, lo, width, index, (unsigned long)random_below(&seed, 2), depth,
                             out);
  }
  ab_side_clear(&side);
  mpq_clears(lo, hi, width, NULL);
  mpz_clear(index);
  mpfr_clear(out);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(points_and_lengths_are_correctly_rounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
