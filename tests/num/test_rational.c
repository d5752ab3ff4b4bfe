/* SPDX-License-Identifier: MIT
 * The canonical text form, rounding to dyadics, the simplest rational of an interval. */
#include "num/rational.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool reads(mpq_t out, const char *text) {
  return ab_rational_read(out, text, strlen(text));
}

static void canonical_forms_are_read(void **state) {
  (void)state;
  const struct {
    const char *text;
    long numerator;
    unsigned long denominator;
  } cases[] = {{"0", 0, 1},         {"7", 7, 1},     {"-7", -7, 1},
               {"10", 10, 1},       {"1/2", 1, 2},   {"-1/2", -1, 2},
               {"-100/7", -100, 7}, {"9/10", 9, 10}, {"2147483648/3", 2147483648, 3}};
  mpq_t value;
  mpq_init(value);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(reads(value, cases[i].text));
    assert_int_equal(mpq_cmp_si(value, cases[i].numerator, cases[i].denominator), 0);
    ab_text text;
    ab_text_init(&text);
    ab_rational_append(&text, value);
    assert_string_equal(text.data, cases[i].text);
    ab_text_clear(&text);
  }
  mpq_clear(value);
}

static void everything_else_is_rejected(void **state) {
  (void)state;
  const char *const cases[] = {
      "",    "-",     "+1",   "-0",  "00",   "01",   "-01",  "0/1",  "0/5",   "1/1",   "5/1",
      "2/4", "-2/4",  "1/0",  "1/",  "/2",   "1//2", "1/-2", "1/+2", "1/02",  "1/2/3", " 1",
      "1 ",  "1/ 2",  "1 /2", "1.0", "1e3",  "0x1",  "a",    "1a",   "1/2a",  "--1",   "-/2",
      "6/3", "1/2\n", "\t1",  "1_0", "-0/2", "inf",  "nan",  "1,0",  "10/10", "-1/1",  "½",
  };
  mpq_t value;
  mpq_init(value);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool accepted = reads(value, cases[i]);
    if (accepted)
      print_message("accepted \"%s\"\n", cases[i]);
    assert_false(accepted);
  }
  assert_false(ab_rational_read(value, "1\0", 2));
  assert_false(ab_rational_read(value, "1\0002", 3));
  assert_true(ab_rational_read(value, "12", 1)); /* exactly length bytes: 1 */
  assert_int_equal(mpq_cmp_si(value, 1, 1), 0);
  assert_false(ab_rational_read(value, "1/2", 2));
  mpq_clear(value);
}

static void long_rationals_are_read_up_to_the_cap(void **state) {
  (void)state;
  size_t size = AB_RATIONAL_TEXT_MAX + 1;
  char *digits = malloc(size);
  memset(digits, '7', size);
  mpq_t value;
  mpq_init(value);
  assert_false(ab_rational_read(value, digits, size));
  assert_true(ab_rational_read(value, digits, size - 1));
  digits[size / 2] = '/';
  digits[size - 2] = '8';
  digits[size - 3] = '3'; /* an even and an odd number */
  ab_rational_read(value, digits, size - 1);
  memset(digits, '3', size);
  digits[0] = '1';
  memset(digits + 1, '0', size / 2 - 1); /* 10^n/33..33, coprime */
  digits[size / 2] = '/';
  assert_true(ab_rational_read(value, digits, size - 1));
  ab_text text;
  ab_text_init(&text);
  ab_rational_append(&text, value);
  assert_int_equal(text.length, size - 1);
  assert_memory_equal(text.data, digits, size - 1);
  ab_text_clear(&text);
  mpq_clear(value);
  free(digits);
}

static void rounding_to_dyadics_is_the_floor_and_the_ceiling(void **state) {
  (void)state;
  const struct {
    long n;
    unsigned long d;
    unsigned bits;
    long down_n, up_n; /* over 2^bits */
  } cases[] = {{1, 3, 2, 1, 2},    {-1, 3, 2, -2, -1}, {5, 4, 2, 5, 5},
               {-5, 4, 2, -5, -5}, {7, 2, 0, 3, 4},    {-7, 2, 0, -4, -3},
               {0, 1, 10, 0, 0},   {1, 1000, 3, 0, 1}, {-1, 1000, 3, -1, 0}};
  mpq_t value, out, expected;
  mpq_inits(value, out, expected, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int direction = -1; direction <= 1; direction += 2) {
      mpq_set_si(value, cases[i].n, cases[i].d);
      mpq_set_si(expected, direction < 0 ? cases[i].down_n : cases[i].up_n, 1ul << cases[i].bits);
      mpq_canonicalize(expected);
      ab_rational_round(out, value, cases[i].bits, direction);
      assert_true(mpq_equal(out, expected));
      ab_rational_round(value, value, cases[i].bits, direction);
      assert_true(mpq_equal(value, expected));
    }
  mpq_clears(value, out, expected, NULL);
}

static void magnitude_is_the_larger_of_the_absolute_values_of_the_ends(void **state) {
  (void)state;
  const long cases[][3] = {{-3, 2, 3}, {-2, 3, 3}, {2, 3, 3}, {-3, -2, 3}, {-2, 2, 2}, {0, 0, 0}};
  mpq_t lo, hi, out;
  mpq_inits(lo, hi, out, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    mpq_set_si(lo, cases[i][0], 7);
    mpq_set_si(hi, cases[i][1], 7);
    mpq_canonicalize(lo);
    mpq_canonicalize(hi);
    ab_rational_magnitude(out, lo, hi);
    assert_int_equal(mpq_cmp_ui(out, (unsigned long)cases[i][2], 7), 0);
    ab_rational_magnitude(hi, lo, hi);
    assert_true(mpq_equal(out, hi));
    mpq_set_si(hi, cases[i][1], 7);
    mpq_canonicalize(hi);
    ab_rational_magnitude(lo, lo, hi);
    assert_true(mpq_equal(out, lo));
  }
  mpq_clears(lo, hi, out, NULL);
}

/* The least denominator q, and for it the least |p|, with p/q in [lo, hi], by trying all. */
static void search_simplest(mpq_t out, const mpq_t lo, const mpq_t hi) {
  mpq_t scaled, denominator;
  mpz_t p, other;
  mpq_inits(scaled, denominator, NULL);
  mpz_inits(p, other, NULL);
  for (unsigned long q = 1;; q++) {
    mpq_set_ui(denominator, q, 1);
    mpq_mul(scaled, lo, denominator);
    mpz_cdiv_q(p, mpq_numref(scaled), mpq_denref(scaled)); /* least p >= q lo */
    mpq_mul(scaled, hi, denominator);
    mpz_fdiv_q(other, mpq_numref(scaled), mpq_denref(scaled)); /* greatest p <= q hi */
    if (mpz_cmp(p, other) > 0)
      continue;
    if (mpz_sgn(p) < 0)
      mpz_set(p, other);
    if (mpz_sgn(p) < 0 || mpq_sgn(lo) > 0)
      mpq_set_z(out, p);
    else
      mpq_set_ui(out, 0, 1);
    mpq_div(out, out, denominator);
    break;
  }
  mpq_clears(scaled, denominator, NULL);
  mpz_clears(p, other, NULL);
}

static void simplest_agrees_with_trying_all_denominators(void **state) {
  (void)state;
  mpq_t lo, hi, out, expected;
  mpq_inits(lo, hi, out, expected, NULL);
  for (long i = 0; i < 90 * 90; i++) {
    mpq_set_si(lo, i % 90 - 45, 13);
    mpq_set_si(hi, i / 90 - 45, 17);
    mpq_canonicalize(lo);
    mpq_canonicalize(hi);
    if (mpq_cmp(lo, hi) > 0)
      continue;
    ab_rational_simplest(out, lo, hi);
    search_simplest(expected, lo, hi);
    assert_true(mpq_equal(out, expected));
    ab_rational_simplest(lo, lo, hi); /* out may be an argument */
    assert_true(mpq_equal(lo, expected));
  }
  mpq_clears(lo, hi, out, expected, NULL);
}

static void simplest_of_known_intervals(void **state) {
  (void)state;
  const struct {
    const char *lo, *hi, *expected;
  } cases[] = {{"314/100", "315/100", "22/7"},
               {"3141592/1000000", "3141593/1000000", "355/113"},
               {"-315/100", "-314/100", "-22/7"},
               {"1/3", "1/3", "1/3"},
               {"-1/3", "-1/3", "-1/3"},
               {"5", "9", "5"},
               {"-9", "-5", "-5"},
               {"-1", "1000", "0"},
               {"0", "1/7", "0"},
               {"1/1000000", "1/999999", "1/999999"},
               {"1/3", "1/2", "1/2"}};
  mpq_t lo, hi, out, expected;
  mpq_inits(lo, hi, out, expected, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    mpq_set_str(lo, cases[i].lo, 10);
    mpq_set_str(hi, cases[i].hi, 10);
    mpq_set_str(expected, cases[i].expected, 10);
    mpq_canonicalize(lo);
    mpq_canonicalize(hi);
    ab_rational_simplest(out, lo, hi);
    assert_true(mpq_equal(out, expected));
  }
  mpq_clears(lo, hi, out, expected, NULL);
}

/* A quotient of Fibonacci numbers has the longest continued fraction: no recursion, no blow-up. */
static void simplest_walks_long_continued_fractions(void **state) {
  (void)state;
  mpq_t value, hi, out;
  mpq_inits(value, hi, out, NULL);
  mpz_fib2_ui(mpq_numref(value), mpq_denref(value), 20000);
  mpq_set_ui(hi, 1, 1);
  mpq_div_2exp(hi, hi, 40000); /* less than 1/F(20000)^2: no simpler one this near */
  mpq_add(hi, hi, value);
  ab_rational_simplest(out, value, hi);
  assert_true(mpq_equal(out, value));
  mpq_clears(value, hi, out, NULL);
}

static void arrays_are_canonical_zeros(void **state) {
  (void)state;
  mpq_t *values = ab_rationals_create(3);
  for (int i = 0; i < 3; i++)
    assert_int_equal(mpq_cmp_ui(values[i], 0, 1), 0);
  ab_rationals_destroy(values, 3);
  ab_rationals_destroy(ab_rationals_create(0), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(canonical_forms_are_read),
      cmocka_unit_test(everything_else_is_rejected),
      cmocka_unit_test(long_rationals_are_read_up_to_the_cap),
      cmocka_unit_test(rounding_to_dyadics_is_the_floor_and_the_ceiling),
      cmocka_unit_test(magnitude_is_the_larger_of_the_absolute_values_of_the_ends),
      cmocka_unit_test(simplest_agrees_with_trying_all_denominators),
      cmocka_unit_test(simplest_of_known_intervals),
      cmocka_unit_test(simplest_walks_long_continued_fractions),
      cmocka_unit_test(arrays_are_canonical_zeros),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
