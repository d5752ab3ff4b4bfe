/* SPDX-License-Identifier: MIT
 * Decimals: read exactly, printed with a direction. */
#include "num/rational.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The rational that the test writes as a fraction, in any form. */
static void set_fraction(mpq_t out, const char *fraction) {
  assert_int_equal(mpq_set_str(out, fraction, 10), 0);
  mpq_canonicalize(out);
}

static void decimals_are_read_exactly(void **state) {
  (void)state;
  const struct {
    const char *text, *fraction;
  } cases[] = {{"0", "0"},        {"0.0", "0"},       {"0e5", "0"},     {"1", "1"},
               {"007", "7"},      {"0.1", "1/10"},    {".1", "1/10"},   {".5e1", "5"},
               {"12.50", "25/2"}, {"1e3", "1000"},    {"1E+3", "1000"}, {"1e-3", "1/1000"},
               {"2.5e-1", "1/4"}, {"1e0003", "1000"}, {"0.3", "3/10"},  {"1e-0", "1"},
               {"3.14e2", "314"}, {"3.14e1", "157/5"}};
  mpq_t value, expected;
  mpq_inits(value, expected, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(ab_rational_read_decimal(value, cases[i].text, strlen(cases[i].text)));
    set_fraction(expected, cases[i].fraction);
    assert_true(mpq_equal(value, expected));
  }
  mpq_clears(value, expected, NULL);
}

static void text_that_is_no_decimal_is_rejected(void **state) {
  (void)state;
  const char *const cases[] = {"",
                               ".",
                               "1.",
                               "-1",
                               "+1",
                               "e5",
                               ".e5",
                               "1e",
                               "1e+",
                               "1e-",
                               "1.e5",
                               "1..2",
                               "1.2.3",
                               "1e5.",
                               "1e5e5",
                               " 1",
                               "1 ",
                               "0x10",
                               "1/2",
                               "inf",
                               "nan",
                               "1_0",
                               "1e++5",
                               "1,5",
                               "1e4097",
                               "1e-4097",
                               "1e99999999999999999999",
                               "1e-99999999999999999999"};
  mpq_t value;
  mpq_init(value);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool accepted = ab_rational_read_decimal(value, cases[i], strlen(cases[i]));
    if (accepted)
      print_message("accepted \"%s\"\n", cases[i]);
    assert_false(accepted);
  }
  assert_true(ab_rational_read_decimal(value, "1e4096", 6));
  assert_true(ab_rational_read_decimal(value, "1e-4096", 7));
  assert_false(ab_rational_read_decimal(value, "1\0", 2));
  char digits[AB_DECIMAL_EXPONENT_MAX + 1];
  memset(digits, '9', sizeof digits);
  assert_true(ab_rational_read_decimal(value, digits, sizeof digits - 1));
  assert_false(ab_rational_read_decimal(value, digits, sizeof digits));
  mpq_clear(value);
}

typedef struct {
  const char *fraction;
  int digits;
  const char *down, *nearest, *up;
} print_case;

static void check_print(const mpq_t value, int digits, int direction, const char *expected) {
  ab_text text;
  ab_text_init(&text);
  ab_rational_append_decimal(&text, value, digits, direction);
  assert_string_equal(text.data, expected);
  ab_text_clear(&text);
}

static void decimals_are_printed_in_the_given_direction(void **state) {
  (void)state;
  const print_case cases[] = {
      {"0", 5, "0", "0", "0"},
      {"1/3", 5, "0.33333", "0.33333", "0.33334"},
      {"2/3", 3, "0.666", "0.667", "0.667"},
      {"-1/3", 5, "-0.33334", "-0.33333", "-0.33333"},
      {"-2/3", 1, "-0.7", "-0.7", "-0.6"},
      {"1815611234567/10000000000", 7, "181.5611", "181.5611", "181.5612"},
      {"1815611234567/10000000000", 17, "181.5611234567", "181.5611234567", "181.5611234567"},
      {"1815611234567/10000000000", 2, "180", "180", "190"},
      {"9999/1000", 3, "9.99", "10", "10"},
      {"-9999/1000", 3, "-10", "-10", "-9.99"},
      {"999999/1000000", 4, "0.9999", "1", "1"},
      {"1/8", 2, "0.12", "0.12", "0.13"}, /* a tie goes to the even digit */
      {"3/8", 2, "0.37", "0.38", "0.38"},
      {"-1/8", 2, "-0.13", "-0.12", "-0.12"},
      {"5/2", 1, "2", "2", "3"},
      {"7/2", 1, "3", "4", "4"},
      {"1/100000", 3, "0.00001", "0.00001", "0.00001"},
      {"1/1000000", 3, "1e-6", "1e-6", "1e-6"},
      {"123/100000000", 3, "1.23e-6", "1.23e-6", "1.23e-6"},
      {"123/10000000", 3, "0.0000123", "0.0000123", "0.0000123"},
      {"10000000000000000", 5, "10000000000000000", "10000000000000000", "10000000000000000"},
      {"100000000000000000", 5, "1e17", "1e17", "1e17"},
      {"99999999999999999", 5, "99999000000000000", "1e17", "1e17"},
      {"9999999/1000000000000", 3, "9.99e-6", "0.00001", "0.00001"},
      {"1", 1, "1", "1", "1"},
      {"12", 1, "10", "10", "20"},
      {"15", 1, "10", "20", "20"},
      {"1299/100", 3, "12.9", "13", "13"},
      {"-1000", 2, "-1000", "-1000", "-1000"},
  };
  mpq_t value;
  mpq_init(value);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    set_fraction(value, cases[i].fraction);
    check_print(value, cases[i].digits, -1, cases[i].down);
    check_print(value, cases[i].digits, 0, cases[i].nearest);
    check_print(value, cases[i].digits, 1, cases[i].up);
  }
  mpq_clear(value);
}

static void huge_and_tiny_numbers_are_printed(void **state) {
  (void)state;
  mpq_t value;
  mpq_init(value);
  mpq_set_ui(value, 1, 1);
  mpq_mul_2exp(value, value, 100000); /* 2^100000 = 9.9900209301438450794...e30102 */
  check_print(value, 17, -1, "9.990020930143845e30102");
  check_print(value, 17, 1, "9.9900209301438451e30102");
  check_print(value, 2, 1, "1e30103");
  mpq_inv(value, value); /* 1.000998902699...e-30103 */
  check_print(value, 5, -1, "1.0009e-30103");
  check_print(value, 5, 0, "1.001e-30103");
  mpq_neg(value, value);
  check_print(value, 5, -1, "-1.001e-30103");
  check_print(value, 5, 1, "-1.0009e-30103");
  mpq_clear(value);
}

/* The printed number, read by shifting powers of ten here. */
static void reread(mpq_t out, const ab_text *text) {
  bool negative = text->data[0] == '-';
  assert_true(ab_rational_read_decimal(out, text->data + negative, text->length - negative));
  if (negative)
    mpq_neg(out, out);
}

static void printed_bounds_enclose_the_value_tightly(void **state) {
  (void)state;
  mpq_t value, low, high, gap;
  mpq_inits(value, low, high, gap, NULL);
  gmp_randstate_t random;
  gmp_randinit_default(random);
  gmp_randseed_ui(random, 41);
  print_message("seed %d\n", 41);
  for (unsigned round = 0; round < 3000; round++) {
    mpz_urandomb(mpq_numref(value), random, 1 + round % 150);
    mpz_urandomb(mpq_denref(value), random, 1 + round % 97);
    mpz_add_ui(mpq_denref(value), mpq_denref(value), 1);
    mpq_canonicalize(value);
    if (round % 2)
      mpq_neg(value, value);
    ab_text down, up;
    ab_text_init(&down);
    ab_text_init(&up);
    int digits = 1 + (int)(round % 20);
    ab_rational_append_decimal(&down, value, digits, -1);
    ab_rational_append_decimal(&up, value, digits, 1);
    reread(low, &down);
    reread(high, &up);
    assert_true(mpq_cmp(low, value) <= 0 && mpq_cmp(value, high) <= 0);
    /* high - low <= 10^(1 - digits) |value| */
    mpq_sub(gap, high, low);
    for (int i = 1; i < digits; i++)
      mpz_mul_ui(mpq_numref(gap), mpq_numref(gap), 10);
    mpq_canonicalize(gap);
    mpq_abs(low, value);
    assert_true(mpq_cmp(gap, low) <= 0);
    ab_text_clear(&down);
    ab_text_clear(&up);
  }
  gmp_randclear(random);
  mpq_clears(value, low, high, gap, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decimals_are_read_exactly),
      cmocka_unit_test(text_that_is_no_decimal_is_rejected),
      cmocka_unit_test(decimals_are_printed_in_the_given_direction),
      cmocka_unit_test(huge_and_tiny_numbers_are_printed),
      cmocka_unit_test(printed_bounds_enclose_the_value_tightly),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
