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

enum { SEED = 20240611 };

/* 2^bits max_i |(X b - |a|^2 a)_i| <= |a|^3, and the same for X' and b: squared, to stay rational.
 */
static bool has_small_residual(const sample *s, bool transposed, unsigned bits) {
  size_t rows = transposed ? s->x.columns : s->x.rows,
         columns = transposed ? s->x.rows : s->x.columns;
  mpq_t *a = transposed ? s->hint_b : s->hint_a, *b = transposed ? s->hint_a : s->hint_b;
  mpq_t sigma, entry, term, bound;
  mpq_inits(sigma, entry, term, bound, NULL);
  for (size_t i = 0; i < rows; i++) {
    mpq_mul(term, a[i], a[i]);
    mpq_add(sigma, sigma, term);
  }
  mpq_mul(bound, sigma, sigma);
  mpq_mul(bound, bound, sigma);
  bool small = mpq_sgn(sigma) > 0;
  for (size_t i = 0; i < rows; i++) {
    mpq_mul(entry, sigma, a[i]);
    mpq_neg(entry, entry);
    for (size_t j = 0; j < columns; j++) {
      mpq_mul(term, s->x.entries[transposed ? j * rows + i : i * columns + j], b[j]);
      mpq_add(entry, entry, term);
    }
    mpq_mul(entry, entry, entry);
    mpq_mul_2exp(entry, entry, 2 * bits);
    small = small && mpq_cmp(entry, bound) <= 0;
  }
  mpq_clears(sigma, entry, term, bound, NULL);
  return small;
}

static void expect_accurate(sample *s, unsigned bits) {
  assert_int_equal(sample_guess(s, bits), AB_OK);
  assert_true(has_small_residual(s, false, bits - 2));
  assert_true(has_small_residual(s, true, bits - 2));
}

static void residual_has_the_bits_asked_for(void **state) {
  (void)state;
  static const size_t shapes[][2] = {{1, 1}, {1, 6}, {6, 1}, {3, 5}, {5, 3}, {9, 9}, {20, 15}};
  static const unsigned bits[] = {10, 53, 100, 192, 600, 1024};
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
    sample s;
    sample_init(&s, shapes[k][0], shapes[k][1]);
    set_random(s.x.entries, s.x.rows * s.x.columns, &seed);
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
      expect_accurate(&s, bits[i]);
    sample_clear(&s);
  }
}

static void entries_beyond_doubles_are_no_obstacle(void **state) {
  (void)state;
  for (int k = 0; k < 3; k++) {
    sample s;
    sample_set(&s, 2, 2, "3/2 1/2 1/2 1", "0 0", "0 0");
    mpq_t power;
    mpq_init(power);
    mpz_ui_pow_ui(mpq_numref(power), 10, 400);
    for (size_t i = 0; i < 4; i++)
      if (k == 0)
        mpq_mul(s.x.entries[i], s.x.entries[i], power);
      else if (k == 1 || i % 2) /* all, or one column only */
        mpq_div(s.x.entries[i], s.x.entries[i], power);
    expect_accurate(&s, 192);
    mpq_clear(power);
    assert_int_equal(sample_enclose(&s, 256), AB_OK);
    assert_true(is_narrow(s.triplet.a_lo[0], s.triplet.a_hi[0], s.triplet.a_hi[0], 185));
    sample_clear(&s);
  }
}

static void small_gap_slows_but_does_not_stop(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 2, 2, "1 1/1048576 1/524288 1", "0 0", "0 0");
  expect_accurate(&s, 192);
  assert_int_equal(sample_enclose(&s, 256), AB_OK);
  assert_true(is_narrow(s.triplet.a_lo[0], s.triplet.a_hi[0], s.triplet.a_hi[0], 165));
  sample_clear(&s);
}

static void largest_entry_of_a_is_positive(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 2, 1, "-1 1", "0 0", "0"); /* a tie: the first counts */
  assert_int_equal(sample_guess(&s, 100), AB_OK);
  assert_true(mpq_sgn(s.hint_a[0]) > 0 && mpq_sgn(s.hint_a[1]) < 0 && mpq_sgn(s.hint_b[0]) < 0);
  sample_clear(&s);
  sample_set(&s, 2, 1, "1/3 -2/5", "0 0", "0");
  assert_int_equal(sample_guess(&s, 100), AB_OK);
  assert_true(mpq_sgn(s.hint_a[0]) < 0 && mpq_sgn(s.hint_a[1]) > 0 && mpq_sgn(s.hint_b[0]) < 0);
  sample_clear(&s);
}

static void double_singular_value_still_gives_some_pair(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 2, 2, "2 0 0 2", "0 0", "0 0");
  expect_accurate(&s, 64);
  sample_clear(&s);
}

static void matrix_without_singular_vectors_is_refused(void **state) {
  (void)state;
  sample s;
  sample_set(&s, 2, 2, "0 0 0 0", "0 0", "0 0");
  assert_int_equal(sample_guess(&s, 64), AB_BAD_PROBLEM);
  assert_non_null(strstr(s.error.message, "zero"));
  sample_clear(&s);
  sample_init(&s, 0, 3);
  assert_int_equal(sample_guess(&s, 64), AB_BAD_PROBLEM);
  sample_clear(&s);
}

/* The use made of it: hints of 192 bits, enclosed; midpoints rounded to 170 bits are hints again,
 * whose enclosure is narrower than 2^-160. */
static void round_trip_through_a_witness_succeeds(void **state) {
  (void)state;
  uint64_t seed = SEED + 1;
  print_message("seed %d\n", SEED + 1);
  for (int k = 0; k < 20; k++) {
    sample s;
    sample_init(&s, 20, 15);
    set_random(s.x.entries, 300, &seed);
    assert_int_equal(sample_guess(&s, 192), AB_OK);
    assert_int_equal(sample_enclose(&s, 256), AB_OK);
    const ab_triplet *t = &s.triplet;
    for (size_t i = 0; i < 20; i++) {
      assert_true(is_narrow(t->a_lo[i], t->a_hi[i], t->sigma_hi, 180));
      mpq_add(s.hint_a[i], t->a_lo[i], t->a_hi[i]);
      mpq_div_2exp(s.hint_a[i], s.hint_a[i], 1);
      ab_rational_round(s.hint_a[i], s.hint_a[i], 170, -1);
    }
    for (size_t j = 0; j < 15; j++) {
      mpq_add(s.hint_b[j], t->b_lo[j], t->b_hi[j]);
      mpq_div_2exp(s.hint_b[j], s.hint_b[j], 1);
      ab_rational_round(s.hint_b[j], s.hint_b[j], 170, 1);
    }
    assert_int_equal(sample_enclose(&s, 256), AB_OK);
    for (size_t i = 0; i < 20; i++) {
      assert_true(is_narrow(t->a_lo[i], t->a_hi[i], t->sigma_hi, 160));
      assert_true(contains(t->a_lo[i], t->a_hi[i], s.hint_a[i]));
    }
    sample_clear(&s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(residual_has_the_bits_asked_for),
      cmocka_unit_test(entries_beyond_doubles_are_no_obstacle),
      cmocka_unit_test(small_gap_slows_but_does_not_stop),
      cmocka_unit_test(largest_entry_of_a_is_positive),
      cmocka_unit_test(double_singular_value_still_gives_some_pair),
      cmocka_unit_test(matrix_without_singular_vectors_is_refused),
      cmocka_unit_test(round_trip_through_a_witness_succeeds),
  };
  return cmocka_run_group_tests(tests, NULL, release_caches);
}
