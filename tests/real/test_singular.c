/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "caches.h"
#include "matrices.h"

#include <mpfr.h>

/* (scale * value - shift)^2 at both ends of [lo, hi] has 5 between: the number is (shift + sqrt 5)
 * / scale. */
static bool contains_golden(const mpq_t lo, const mpq_t hi, long scale, long shift) {
  mpq_t low, high, number;
  mpq_inits(low, high, number, NULL);
  mpq_set_si(number, scale, 1);
  mpq_mul(low, lo, number);
  mpq_mul(high, hi, number);
  mpq_set_si(number, shift, 1);
  mpq_sub(low, low, number);
  mpq_sub(high, high, number);
  bool good = contains_root(low, high, 1, 5, 1) || mpq_sgn(low) <= 0;
  mpq_mul(low, low, low);
  mpq_mul(high, high, high);
  good = good && contains_fraction(low, high, 5, 1);
  mpq_clears(low, high, number, NULL);
  return good;
}

/* sigma_1 = (5 + sqrt 5)/4, a = b = (phi, 1)/sqrt 2, so a_1^2 = (3 + sqrt 5)/4 and a_2^2 = 1/2. */
static void golden_matrix_has_its_closed_form(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 2, 2, "3/2 1/2 1/2 1", "0 0", "0 0");
  assert_int_equal(sample_guess(&s, 192), AB_OK);
  assert_int_equal(sample_enclose(&s, 256), AB_OK);
  const ab_triplet *t = &s.triplet;
  mpq_t low, high;
  mpq_inits(low, high, NULL);
  assert_true(contains_golden(t->sigma_lo, t->sigma_hi, 4, 5));
  assert_true(is_narrow(t->sigma_lo, t->sigma_hi, t->sigma_hi, 245));
  for (size_t i = 0; i < 2; i++) {
    const mpq_t *lo = (const mpq_t *)(i ? t->b_lo : t->a_lo);
    const mpq_t *hi = (const mpq_t *)(i ? t->b_hi : t->a_hi);
    mpq_mul(low, lo[0], lo[0]);
    mpq_mul(high, hi[0], hi[0]);
    assert_true(contains_golden(low, high, 4, 3));
    assert_true(contains_root(lo[1], hi[1], 1, 1, 2));
    assert_true(is_narrow(lo[0], hi[0], hi[0], 190));
  }
  /* sigma_2 = (5 - sqrt 5)/4 > 0.69 */
  assert_true(mpq_cmp_ui(t->second_upper, 69, 100) > 0);
  assert_true(mpq_cmp(t->second_upper, t->sigma_lo) < 0);
  mpq_clears(low, high, NULL);
  sample_clear(&s);
}

static void diagonal_matrix_gives_its_largest_magnitude(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 3, 3, "3 0 0 0 -5 0 0 0 1/2", "0 -1 0", "0 1 0");
  assert_int_equal(sample_enclose(&s, 128), AB_OK);
  const ab_triplet *t = &s.triplet;
  assert_true(contains_fraction(t->sigma_lo, t->sigma_hi, 5, 1));
  assert_true(contains_root(t->a_lo[1], t->a_hi[1], -1, 5, 1));
  assert_true(contains_root(t->b_lo[1], t->b_hi[1], 1, 5, 1));
  assert_true(contains_fraction(t->a_lo[0], t->a_hi[0], 0, 1));
  assert_true(contains_fraction(t->b_lo[2], t->b_hi[2], 0, 1));
  assert_true(mpq_cmp_ui(t->second_upper, 3, 1) > 0);
  sample_clear(&s);
}

/* (3, 4)(5, 12, 0)': sigma = 5 * 13, a = sqrt 65 (3, 4)/5, b = sqrt 65 (5, 12, 0)/13. */
static void rank_one_matrix_is_enclosed(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 2, 3, "15 36 0 20 48 0", "3 4", "5 12 0");
  assert_int_equal(sample_enclose(&s, 192), AB_OK);
  const ab_triplet *t = &s.triplet;
  assert_true(contains_fraction(t->sigma_lo, t->sigma_hi, 65, 1));
  assert_true(contains_root(t->a_lo[0], t->a_hi[0], 1, 65 * 9, 25));
  assert_true(contains_root(t->a_lo[1], t->a_hi[1], 1, 65 * 16, 25));
  assert_true(contains_root(t->b_lo[1], t->b_hi[1], 1, 65 * 144, 169));
  assert_true(contains_fraction(t->b_lo[2], t->b_hi[2], 0, 1));
  assert_true(is_narrow(t->a_lo[0], t->a_hi[0], t->sigma_hi, 175));
  sample_clear(&s);
}

static void one_by_one_matrix_is_enclosed(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 1, 1, "-9/4", "1/3", "-7");
  assert_int_equal(sample_enclose(&s, 64), AB_OK);
  const ab_triplet *t = &s.triplet;
  assert_true(contains_fraction(t->sigma_lo, t->sigma_hi, 9, 4));
  assert_true(contains_fraction(t->a_lo[0], t->a_hi[0], 3, 2));
  assert_true(contains_fraction(t->b_lo[0], t->b_hi[0], -3, 2));
  sample_clear(&s);
}

static void zero_row_has_an_enclosure_of_zero(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 3, 2, "1 2 0 0 2 1/2", "0 0 0", "0 0");
  assert_int_equal(sample_guess(&s, 150), AB_OK);
  assert_int_equal(sample_enclose(&s, 192), AB_OK);
  assert_true(contains_fraction(s.triplet.a_lo[1], s.triplet.a_hi[1], 0, 1));
  sample_clear(&s);
}

static void expect_refusal(const char *matrix, const char *a, const char *b, const char *message) {
  sample s;
  sample_set(&s, 2, 2, matrix, a, b);
  assert_int_equal(sample_enclose(&s, 128), AB_BAD_PROBLEM);
  if (!strstr(s.error.message, message))
    fail_msg("unexpected message: %s", s.error.message);
  sample_clear(&s);
}

static void matrix_without_a_gap_is_refused(void **state) {
  (void)state;
  const char *gap = "the gap between the two largest singular values, sigma_1 > sigma_2, cannot";
  expect_refusal("1 0 0 1", "1 0", "1 0", gap);
  expect_refusal("1 0 0 1", "3/5 4/5", "3/5 4/5", gap);
  expect_refusal("2 0 0 -2", "1 0", "1 0", gap);
  expect_refusal("0 7 7 0", "1 1", "1 1", gap);
  expect_refusal("1 0 0 1099511627775/1099511627776", "1 0", "1 0",
                 gap); /* 2^-40: below the grid */
}

static void small_gap_is_accepted(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 2, 2, "1 0 0 1048575/1048576", "1 0", "1 0"); /* 1 - 2^-20 */
  assert_int_equal(sample_enclose(&s, 128), AB_OK);
  assert_true(mpq_cmp_ui(s.triplet.second_upper, 1048575, 1048576) >= 0);
  sample_clear(&s);
}

static void hints_of_another_pair_are_refused(void **state) {
  (void)state;
  const char *gap = "cannot be certified";
  expect_refusal("3 0 0 2", "0 1", "0 1", gap); /* the second pair */
  expect_refusal("3 0 0 2", "1 1", "1 1", gap); /* between the two */
  expect_refusal("5 0 0 1", "9 5", "9 5", gap); /* nearer the first, too far to separate */
}

/* X = (1, 0)(1, 0)', u = (cos t, sin t), v = (1, 0): rho = cos t, r^2 = sin(t)^2/2, theta = rho/2
 * holds, and so r/(rho - theta) = sqrt 2 tan t must be at most 1/2. */
static void hints_must_be_nearer_than_half_the_gap(void **state) {
  (void)state;
  expect_refusal("1 0 0 0", "5 4", "1 0", "too near for them");
  sample s;
  sample_set(&s, 2, 2, "1 0 0 0", "3 1", "1 0");
  assert_int_equal(sample_enclose(&s, 128), AB_OK);
  const ab_triplet *t = &s.triplet;
  assert_true(contains_fraction(t->sigma_lo, t->sigma_hi, 1, 1));
  assert_true(contains_fraction(t->a_lo[0], t->a_hi[0], 1, 1));
  assert_true(contains_fraction(t->a_lo[1], t->a_hi[1], 0, 1));
  assert_true(contains_fraction(t->b_lo[0], t->b_hi[0], 1, 1));
  sample_clear(&s);
}

static void hints_that_say_nothing_are_refused(void **state) {
  (void)state;
  expect_refusal("3 0 0 2", "0 0", "1 0", "is zero");
  expect_refusal("3 0 0 2", "1 0", "0 0", "is zero");
  expect_refusal("0 0 0 0", "1 0", "1 0", "a'Xb > 0");
  expect_refusal("3 0 0 2", "1 0", "-1 0", "a'Xb > 0");
  expect_refusal("3 0 0 2", "1 0", "0 1", "a'Xb > 0");
}

static void precision_out_of_range_is_refused(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 1, 1, "1", "1", "1");
  assert_int_equal(sample_enclose(&s, 0), AB_BAD_PROBLEM);
  assert_int_equal(sample_enclose(&s, -64), AB_BAD_PROBLEM);
  assert_int_equal(sample_enclose(&s, 1L << 40), AB_BAD_PROBLEM);
  sample_clear(&s);
}

/* Scaling either hint changes nothing but rounding; changing both signs changes the signs. */
static void hints_count_as_directions(void **state) {
  (void)state;
  sample plain, scaled;
  sample_set(&plain, 2, 2, "3/2 1/2 1/2 1", "1618/1000 1", "1618/1000 1");
  sample_set(&scaled, 2, 2, "3/2 1/2 1/2 1", "-16180/1000 -10", "-1618/70 -100/7");
  assert_int_equal(sample_enclose(&plain, 128), AB_OK);
  assert_int_equal(sample_enclose(&scaled, 128), AB_OK);
  for (size_t i = 0; i < 2; i++) {
    mpq_add(scaled.triplet.a_lo[i], scaled.triplet.a_lo[i], plain.triplet.a_hi[i]);
    mpq_abs(scaled.triplet.a_lo[i], scaled.triplet.a_lo[i]);
    mpq_mul_2exp(scaled.triplet.a_lo[i], scaled.triplet.a_lo[i], 110);
    assert_true(mpq_cmp_ui(scaled.triplet.a_lo[i], 1, 1) < 0);
    assert_true(mpq_sgn(plain.triplet.b_lo[i]) > 0 && mpq_sgn(scaled.triplet.b_hi[i]) < 0);
  }
  sample_clear(&plain);
  sample_clear(&scaled);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(golden_matrix_has_its_closed_form),
      cmocka_unit_test(diagonal_matrix_gives_its_largest_magnitude),
      cmocka_unit_test(rank_one_matrix_is_enclosed),
      cmocka_unit_test(one_by_one_matrix_is_enclosed),
      cmocka_unit_test(zero_row_has_an_enclosure_of_zero),
      cmocka_unit_test(matrix_without_a_gap_is_refused),
      cmocka_unit_test(small_gap_is_accepted),
      cmocka_unit_test(hints_of_another_pair_are_refused),
      cmocka_unit_test(hints_must_be_nearer_than_half_the_gap),
      cmocka_unit_test(hints_that_say_nothing_are_refused),
      cmocka_unit_test(precision_out_of_range_is_refused),
      cmocka_unit_test(hints_count_as_directions),
  };
  return cmocka_run_group_tests(tests, NULL, release_caches);
}
