/* SPDX-License-Identifier: MIT
 * sin, cos and tan: turning points and poles, found here by comparing with multiples of pi at high
 * precision. */
#include "interval_support.h"

#include <math.h>

enum { HIGH = 1400 };

/* out = k pi/2, at HIGH bits. */
static void quarter_turns(mpfr_ptr out, mpz_srcptr k) {
  mpfr_const_pi(out, MPFR_RNDN);
  mpfr_div_2ui(out, out, 1, MPFR_RNDN);
  mpfr_mul_z(out, out, k, MPFR_RNDN);
}

/* Which residues of k mod 4 occur among the k pi/2 in x, |x| <= 40. */
static unsigned quarters_inside(const ab_interval *x) {
  unsigned found = 0;
  mpfr_t point;
  mpz_t k;
  mpfr_init2(point, HIGH);
  mpz_init(k);
  for (long n = -32; n <= 32; n++) {
    mpz_set_si(k, n);
    quarter_turns(point, k);
    if (contains(x, point))
      found |= 1u << mpz_fdiv_ui(k, 4);
  }
  mpfr_clear(point);
  mpz_clear(k);
  return found;
}

/* The tightest enclosure of f over x, when f has its maximum 1 (minimum -1) inside or not. */
static void expected_wave(ab_interval *out, const ab_interval *x, point_function *f, bool maximum,
                          bool minimum) {
  mpfr_t left, right;
  mpfr_init2(left, HIGH);
  mpfr_init2(right, HIGH);
  f(left, x->lo, MPFR_RNDD);
  f(right, x->hi, MPFR_RNDD);
  mpfr_min(out->lo, left, right, MPFR_RNDD);
  f(left, x->lo, MPFR_RNDU);
  f(right, x->hi, MPFR_RNDU);
  mpfr_max(out->hi, left, right, MPFR_RNDU);
  if (minimum)
    mpfr_set_si(out->lo, -1, MPFR_RNDN);
  if (maximum)
    mpfr_set_si(out->hi, 1, MPFR_RNDN);
  mpfr_clear(left);
  mpfr_clear(right);
}

static void check_tan(const ab_interval *x, ab_interval *got, ab_interval *expected, bool pole) {
  ab_interval_tan(got, x);
  if (pole) {
    assert_true(is_undefined(got));
    return;
  }
  mpfr_t value;
  mpfr_init2(value, HIGH);
  mpfr_tan(value, x->lo, MPFR_RNDD);
  mpfr_set(expected->lo, value, MPFR_RNDD);
  mpfr_tan(value, x->hi, MPFR_RNDU);
  mpfr_set(expected->hi, value, MPFR_RNDU);
  mpfr_clear(value);
  assert_true(same(got, expected));
}

static void check_all_three(const ab_interval *x, mpfr_prec_t precision, uint64_t *seed) {
  ab_interval got, expected;
  ab_interval_init(&got, precision);
  ab_interval_init(&expected, precision);
  unsigned inside = quarters_inside(x);
  fill_with_garbage(&got, seed);
  ab_interval_sin(&got, x);
  expected_wave(&expected, x, mpfr_sin, inside & 2u, inside & 8u);
  if (!same(&got, &expected))
    print_interval("sin of", x);
  assert_true(same(&got, &expected));
  fill_with_garbage(&got, seed);
  ab_interval_cos(&got, x);
  expected_wave(&expected, x, mpfr_cos, inside & 1u, inside & 4u);
  if (!same(&got, &expected))
    print_interval("cos of", x);
  assert_true(same(&got, &expected));
  fill_with_garbage(&got, seed);
  check_tan(x, &got, &expected, inside & 10u);
  ab_interval_clear(&got);
  ab_interval_clear(&expected);
}

static void sin_cos_tan_are_tightest_on_random_intervals(void **state) {
  (void)state;
  const mpfr_prec_t precisions[] = {3, 24, 53, 200};
  uint64_t seed = 31;
  print_message("seed %d\n", 31);
  for (int round = 0; round < 1500; round++) {
    ab_interval x;
    mpfr_t a, width;
    mpfr_prec_t precision = precisions[round & 3];
    ab_interval_init(&x, precision);
    mpfr_inits2(precision, a, width, (mpfr_ptr)0);
    random_number(a, &seed, random_below(&seed, 12) - 7);
    random_number(width, &seed, random_below(&seed, 12) - 8);
    mpfr_add(width, a, width, MPFR_RNDN);
    set_sorted(&x, a, width);
    if (round % 7 == 0)
      mpfr_set_zero(mpfr_sgn(x.lo) > 0 ? x.lo : x.hi, 1);
    if (mpfr_lessequal_p(x.lo, x.hi))
      check_all_three(&x, precisions[round >> 2 & 3], &seed);
    mpfr_clears(a, width, (mpfr_ptr)0);
    ab_interval_clear(&x);
  }
}

/* x becomes the two neighbours of k pi/2 at x's precision, so k pi/2 is inside and no other
 * multiple. */
static void enclose_quarter(ab_interval *x, mpz_srcptr k) {
  mpfr_t point;
  mpfr_init2(point, HIGH);
  quarter_turns(point, k);
  mpfr_set(x->lo, point, MPFR_RNDD);
  mpfr_set(x->hi, point, MPFR_RNDU);
  mpfr_clear(point);
}

static void step_by(mpfr_ptr out, mpfr_srcptr from, double step) {
  mpfr_add_d(out, from, step, step > 0 ? MPFR_RNDD : MPFR_RNDU);
}

static void check_at_quarter(mpz_srcptr k, mpfr_prec_t precision) {
  ab_interval at, y;
  ab_interval_init(&at, precision);
  /* tells the cosine of a number that is 2^-1100 away from a turning point from 1 */
  ab_interval_init(&y, 2 * HIGH);
  enclose_quarter(&at, k);
  unsigned long residue = mpz_fdiv_ui(k, 4);
  ab_interval_sin(&y, &at);
  assert_int_equal(mpfr_cmp_si(y.hi, 1) == 0, residue == 1);
  assert_int_equal(mpfr_cmp_si(y.lo, -1) == 0, residue == 3);
  ab_interval_cos(&y, &at);
  assert_int_equal(mpfr_cmp_si(y.hi, 1) == 0, residue == 0);
  assert_int_equal(mpfr_cmp_si(y.lo, -1) == 0, residue == 2);
  ab_interval_tan(&y, &at);
  assert_int_equal(is_undefined(&y), residue & 1);
  ab_interval_clear(&at);
  ab_interval_clear(&y);
}

/* On one side of k pi/2, up to the neighbour of it, there is no turning point and no pole. */
static void check_beside_quarter(mpz_srcptr k, mpfr_prec_t precision, double step) {
  ab_interval at, side, y;
  ab_interval_init(&at, precision);
  ab_interval_init(&side, precision);
  ab_interval_init(&y, 2 * HIGH);
  enclose_quarter(&at, k);
  mpfr_set(step > 0 ? side.lo : side.hi, step > 0 ? at.hi : at.lo, MPFR_RNDN);
  if (step > 0)
    step_by(side.hi, side.lo, step);
  else
    step_by(side.lo, side.hi, step);
  ab_interval_sin(&y, &side);
  assert_true(mpfr_cmp_si(y.lo, -1) > 0 && mpfr_cmp_si(y.hi, 1) < 0);
  ab_interval_cos(&y, &side);
  assert_true(mpfr_cmp_si(y.lo, -1) > 0 && mpfr_cmp_si(y.hi, 1) < 0);
  ab_interval_tan(&y, &side);
  assert_true(!is_undefined(&y) && is_legal(&y));
  ab_interval_clear(&at);
  ab_interval_clear(&side);
  ab_interval_clear(&y);
}

static void enclosures_of_quarter_turns_hold_exactly_their_extremum(void **state) {
  (void)state;
  mpz_t k;
  mpz_init(k);
  for (long n = -40; n <= 40; n++)
    if (n != 0) {
      mpz_set_si(k, n);
      check_at_quarter(k, 24);
      check_at_quarter(k, 100);
      check_beside_quarter(k, 24, 0.5);
      check_beside_quarter(k, 100, -0.5);
    }
  mpz_clear(k);
}

static void large_quarter_turns_are_told_apart(void **state) {
  (void)state;
  uint64_t seed = 32;
  mpz_t k;
  mpz_init(k);
  for (unsigned long bits = 60; bits <= 500; bits += 55)
    for (unsigned offset = 0; offset < 4; offset++) {
      mpz_set_ui(k, 1);
      mpz_mul_2exp(k, k, bits);
      mpz_add_ui(k, k, (unsigned long)random_below(&seed, 1 << 20) * 4 + offset);
      check_at_quarter(k, (mpfr_prec_t)bits + 30);
      check_beside_quarter(k, (mpfr_prec_t)bits + 30, 0.25);
      mpz_neg(k, k);
      check_at_quarter(k, (mpfr_prec_t)bits + 30);
      check_beside_quarter(k, (mpfr_prec_t)bits + 30, -0.25);
    }
  mpz_clear(k);
}

static void zero_is_a_turning_point_of_cos_and_a_value_of_sin_and_tan(void **state) {
  (void)state;
  ab_interval x, y;
  ab_interval_init(&x, 53);
  ab_interval_init(&y, 53);
  set_doubles(&x, 0, -0.0);
  ab_interval_cos(&y, &x);
  expect_doubles(&y, 1, 1);
  ab_interval_sin(&y, &x);
  expect_doubles(&y, 0, 0);
  ab_interval_tan(&y, &x);
  expect_doubles(&y, 0, 0);
  set_doubles(&x, -0x1p-1000, 0x1p-1000);
  ab_interval_cos(&y, &x);
  expect_doubles(&y, 1 - 0x1p-53, 1);
  set_doubles(&x, 0, 0x1p-1000);
  ab_interval_cos(&y, &x);
  expect_doubles(&y, 1 - 0x1p-53, 1);
  ab_interval_clear(&x);
  ab_interval_clear(&y);
}

static void huge_arguments_give_the_whole_range_quickly(void **state) {
  (void)state;
  const double exponents[] = {513, 1000, 1e6, 1e9};
  ab_interval x, y;
  ab_interval_init(&x, 53);
  ab_interval_init(&y, 53);
  for (int i = 0; i < 4; i++) {
    mpfr_set_ui_2exp(x.lo, 1, (mpfr_exp_t)exponents[i], MPFR_RNDN);
    mpfr_set(x.hi, x.lo, MPFR_RNDN);
    for (int sign = 0; sign < 2; sign++) {
      ab_interval_sin(&y, &x);
      expect_doubles(&y, -1, 1);
      ab_interval_cos(&y, &x);
      expect_doubles(&y, -1, 1);
      ab_interval_tan(&y, &x);
      assert_true(is_undefined(&y));
      ab_interval_neg(&x, &x);
    }
  }
  ab_interval_clear(&x);
  ab_interval_clear(&y);
}

/* Tiny arguments must not ask for a precision as large as their exponent. */
static void tiny_arguments_are_quick_and_tight(void **state) {
  (void)state;
  ab_interval x, y;
  ab_interval_init(&x, 53);
  ab_interval_init(&y, 53);
  mpfr_set_ui_2exp(x.lo, 1, -1000000000, MPFR_RNDN);
  mpfr_set(x.hi, x.lo, MPFR_RNDN);
  ab_interval_sin(&y, &x);
  assert_true(mpfr_less_p(y.lo, x.lo) && mpfr_equal_p(y.hi, x.hi));
  ab_interval_tan(&y, &x);
  assert_true(mpfr_equal_p(y.lo, x.lo) && mpfr_greater_p(y.hi, x.hi));
  ab_interval_cos(&y, &x);
  expect_doubles(&y, 1 - 0x1p-53, 1);
  ab_interval_clear(&x);
  ab_interval_clear(&y);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sin_cos_tan_are_tightest_on_random_intervals),
      cmocka_unit_test(enclosures_of_quarter_turns_hold_exactly_their_extremum),
      cmocka_unit_test(large_quarter_turns_are_told_apart),
      cmocka_unit_test(zero_is_a_turning_point_of_cos_and_a_value_of_sin_and_tan),
      cmocka_unit_test(huge_arguments_give_the_whole_range_quickly),
      cmocka_unit_test(tiny_arguments_are_quick_and_tight),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
