/* SPDX-License-Identifier: MIT
 * Terms as text: the expected texts by hand; random terms against the parser and against exact
 * evaluation. */
#include "syntax_support.h"

#include <gmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

/* `constant v = <text>;` */
static ab_syntax *parse_value(const char *text) {
  ab_text source;
  ab_text_init(&source);
  ab_text_printf(&source, "language 1; constant v = ");
  ab_text_add(&source, text);
  ab_text_add(&source, ";");
  ab_syntax *syntax = parse_text(source.data);
  ab_text_clear(&source);
  return syntax;
}

static void check_print(const char *source, const char *expected) {
  ab_syntax *syntax = parse_value(source);
  ab_text text;
  ab_text_init(&text);
  ab_syntax_print_term(&text, syntax, syntax->entries[0].value);
  assert_string_equal(text.data, expected);
  ab_text_clear(&text);
  ab_syntax_destroy(syntax);
}

static void signs_are_spaced_as_in_a_paper(void **state) {
  (void)state;
  check_print("4*u ^4-8 * u^3+12*u^2", "4*u^4 - 8*u^3 + 12*u^2");
  check_print("(x+y)^2/((x+y)^2+1)", "(x + y)^2/((x + y)^2 + 1)");
  check_print("W[ 1 , 2 ]", "W[1,2]");
  check_print("grad( f[i],x )", "grad(f[i], x)");
  check_print("[[3/2,1/2],[1/2,1]]", "[[3/2, 1/2], [1/2, 1]]");
  check_print("[-inf,inf]", "[-inf, inf]");
  check_print("sum(i in 1 .. n)(x[i]-1)^2", "sum(i in 1..n) (x[i] - 1)^2");
}

static void parentheses_only_where_needed(void **state) {
  (void)state;
  check_print("((a)+((b)))+c", "a + b + c");
  check_print("a+(b+c)", "a + (b + c)");
  check_print("a-(b-c)", "a - (b - c)");
  check_print("(a-b)-c", "a - b - c");
  check_print("(a*b)/c", "a*b/c");
  check_print("a/(b*c)", "a/(b*c)");
  check_print("a*(b*c)", "a*(b*c)");
  check_print("(a+b)*c", "(a + b)*c");
  check_print("(a^b)^c", "(a^b)^c");
  check_print("a^(b^c)", "a^b^c");
  check_print("a^(b*c)", "a^(b*c)");
  check_print("(-x)^2", "(-x)^2");
  check_print("-(x^2)", "-x^2");
  check_print("-(x*y)", "-(x*y)");
  check_print("(-x)*y", "-x*y");
  check_print("a+(-x)", "a + (-x)");
  check_print("a-(-x)*y", "a - (-x*y)");
  check_print("x*(-y)", "x*(-y)");
  check_print("2^(-1)", "2^-1");
  check_print("-(-x)", "-(-x)");
}

static void fractions_are_written_in_lowest_terms(void **state) {
  (void)state;
  check_print("0.1", "1/10");
  check_print("0.50*x", "1/2*x");
  check_print("x*0.5", "x*(1/2)");
  check_print("x^0.5", "x^(1/2)");
  check_print("0.5^2", "(1/2)^2");
  check_print("-0.5", "-1/2");
  check_print("-1/2", "-1/2");
  check_print("-0.5^2", "-(1/2)^2");
  check_print("1 - 0.5", "1 - 1/2");
  check_print("1 + -0.5", "1 + (-1/2)");
  check_print("2.0", "2");
  check_print("1/0.5", "1/(1/2)");
}

static void the_largest_numbers_come_back(void **state) {
  (void)state;
  ab_syntax *syntax = parse_value("1e4096"), *again;
  ab_text text;
  ab_text_init(&text);
  ab_syntax_print_term(&text, syntax, syntax->entries[0].value);
  again = parse_value(text.data);
  assert_int_equal(text.length, 4097);
  assert_int_equal(mpq_cmp(syntax->numbers[0], again->numbers[0]), 0);
  ab_syntax_destroy(again);
  ab_syntax_destroy(syntax);
  ab_text_clear(&text);
}

static void sums_stand_bare_only_in_additions(void **state) {
  (void)state;
  check_print("a - sum(i in 1..2) i + b", "a - sum(i in 1..2) i + b");
  check_print("2*sum(i in 1..2) i*j", "2*(sum(i in 1..2) i*j)");
  check_print("(sum(i in 1..2) i)*j", "(sum(i in 1..2) i)*j");
  check_print("-sum(i in 1..2) i*j", "-(sum(i in 1..2) i*j)");
  check_print("sum(i in 1..2) sum(j in 1..3) i*j", "sum(i in 1..2) sum(j in 1..3) i*j");
  check_print("sum(i in 1..2) (i + 1)", "sum(i in 1..2) (i + 1)");
  check_print("exp(sum(i in 1..2) i)", "exp(sum(i in 1..2) i)");
}

/* Random expressions, written with parentheses or without. */
static uint64_t random_state;

static unsigned random_below(unsigned bound) {
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return (unsigned)(random_state >> 33) % bound;
}

static void add_random(ab_text *out, int depth) {
  static const char *const leaves[] = {"1", "2", "3", "0.5", "1.25", "x", "y[1]", "inf", "3/2"};
  static const char *const binary[] = {"+", "-", "*", "/", "^"};
  unsigned choice = depth <= 0 ? 0 : random_below(12);
  bool parentheses = random_below(2) == 0;
  ab_text_add(out, parentheses ? "(" : "");
  if (choice < 2) {
    ab_text_add(out, leaves[random_below(9)]);
  } else if (choice < 4) {
    ab_text_add(out, "-");
    add_random(out, depth - 1);
  } else if (choice < 5) {
    ab_text_add(out, "sum(i in 1..3) ");
    add_random(out, depth - 1);
  } else if (choice < 6) {
    ab_text_add(out, "max(");
    add_random(out, depth - 1);
    ab_text_add(out, ",");
    add_random(out, depth - 1);
    ab_text_add(out, ")");
  } else {
    add_random(out, depth - 1);
    ab_text_add(out, binary[random_below(5)]);
    add_random(out, depth - 1);
  }
  ab_text_add(out, parentheses ? ")" : "");
}

/* An exact number of each term, different for different trees with a probability near 1, and the
 * same for a literal P/Q and the division P/Q, -P/Q and (-P)/Q: arithmetic modulo a prime, powers
 * and calls as made-up functions. */
enum { PRIME = 2147483647 };

static uint64_t power_modulo(uint64_t base, uint64_t exponent) {
  uint64_t result = 1;
  for (; exponent; exponent >>= 1, base = base * base % PRIME)
    if (exponent & 1)
      result = result * base % PRIME;
  return result;
}

static uint64_t invert(uint64_t a) {
  return power_modulo(a, PRIME - 2);
}

static uint64_t evaluate(const ab_syntax *s, ab_term term) {
  const ab_term_node *node = &s->terms[term];
  uint64_t v[3] = {0, 0, 0};
  for (size_t k = 0; k < node->count && k < 3; k++)
    v[k] = evaluate(s, ab_term_child(s, term, k));
  switch (node->kind) {
  case AB_TERM_NUMBER:
    return mpz_get_ui(mpq_numref(s->numbers[node->number])) % PRIME *
           invert(mpz_get_ui(mpq_denref(s->numbers[node->number]))) % PRIME;
  case AB_TERM_NEGATE:
    return (PRIME - v[0]) % PRIME;
  case AB_TERM_ADD:
    return (v[0] + v[1]) % PRIME;
  case AB_TERM_SUBTRACT:
    return (v[0] + PRIME - v[1]) % PRIME;
  case AB_TERM_MULTIPLY:
    return v[0] * v[1] % PRIME;
  case AB_TERM_DIVIDE:
    return v[0] * invert(v[1]) % PRIME;
  case AB_TERM_POWER:
    return (power_modulo(v[0] + 12345, 3) + 77 * v[1] + 5) % PRIME;
  case AB_TERM_SUM:
    return (31 * v[2] + v[1] + 7) % PRIME;
  case AB_TERM_CALL:
    return (1009 * v[0] + 917 * v[1] + 3) % PRIME;
  default:
    return 1000003U * (unsigned)(node->kind + 1);
  }
}

static void printed_terms_parse_to_the_same_value_and_text(void **state) {
  (void)state;
  random_state = 20240229;
  print_message("seed 20240229\n");
  for (int round = 0; round < 20000; round++) {
    ab_text source, once, twice;
    ab_text_init(&source);
    ab_text_init(&once);
    ab_text_init(&twice);
    add_random(&source, (int)random_below(7));
    ab_syntax *first = parse_value(source.data);
    ab_syntax_print_term(&once, first, first->entries[0].value);
    ab_syntax *second = parse_value(once.data);
    ab_syntax_print_term(&twice, second, second->entries[0].value);
    if (!ab_text_equal(&once, &twice) ||
        evaluate(first, first->entries[0].value) != evaluate(second, second->entries[0].value))
      fail_msg("%s\nprints as\n%s\nand then as\n%s", source.data, once.data, twice.data);
    ab_syntax_destroy(first);
    ab_syntax_destroy(second);
    ab_text_clear(&source);
    ab_text_clear(&once);
    ab_text_clear(&twice);
  }
}

/* Seconds to parse and print prefix unit^count suffix; checks that the text comes back. */
static double time_round_trip(const char *open, const char *unit, const char *close, size_t count,
                              const char *last) {
  ab_text source, printed;
  ab_text_init(&source);
  ab_text_init(&printed);
  ab_text_add(&source, "language 1; constant v = ");
  for (size_t i = 0; i < count; i++)
    ab_text_add(&source, open);
  ab_text_add(&source, unit);
  for (size_t i = 0; i < count; i++)
    ab_text_add(&source, close);
  ab_text_add(&source, last);
  size_t start = strlen("language 1; constant v = "), length = source.length - start;
  ab_text_add(&source, ";");
  clock_t before = clock();
  ab_syntax *syntax = parse_text(source.data);
  ab_syntax_print_term(&printed, syntax, syntax->entries[0].value);
  double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
  assert_int_equal(printed.length, length);
  assert_memory_equal(printed.data, source.data + start, length);
  ab_syntax_destroy(syntax);
  ab_text_clear(&source);
  ab_text_clear(&printed);
  return seconds;
}

static void long_and_deep_terms_take_linear_time(void **state) {
  (void)state;
  static const char *const shapes[][4] = {{"", "x", " + x", ""},
                                          {"", "x", "*y", ""},
                                          {"x - (", "y - y", ")", ""},
                                          {"(", "x", " + y)*z", ""},
                                          {"exp(", "x", ")", ""},
                                          {"x^", "2", "", ""},
                                          {"[", "x", "]", ""},
                                          {"-(", "-x", ")", ""},
                                          {"a + (-x*(", "b*b", "))", ""},
                                          {"sum(i in 1..2) ", "i", "", ""}};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    double small = time_round_trip(shapes[i][0], shapes[i][1], shapes[i][2], 20000, shapes[i][3]);
    double large = time_round_trip(shapes[i][0], shapes[i][1], shapes[i][2], 200000, shapes[i][3]);
    if (large > 0.05 + 40 * small) /* quadratic time would be a factor of 100 */
      fail_msg("shape %zu: %g s, then %g s for ten times the length", i, small, large);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(signs_are_spaced_as_in_a_paper),
      cmocka_unit_test(parentheses_only_where_needed),
      cmocka_unit_test(fractions_are_written_in_lowest_terms),
      cmocka_unit_test(the_largest_numbers_come_back),
      cmocka_unit_test(sums_stand_bare_only_in_additions),
      cmocka_unit_test(printed_terms_parse_to_the_same_value_and_text),
      cmocka_unit_test(long_and_deep_terms_take_linear_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
