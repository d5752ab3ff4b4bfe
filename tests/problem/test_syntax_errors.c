/* SPDX-License-Identifier: MIT
 * Where an error is found and what the message says of it. */
#include "syntax_support.h"

#include <stdio.h>

typedef struct {
  const char *source;
  size_t line, column;
  const char *message; /* a part of it */
} row;

#define P "problem p {\n"

static const row rows[] = {
    /* the file as a whole */
    {"", 1, 1, "expected 'language' or 'problem', found the end of the file"},
    {"problme p { }", 1, 1,
     "expected 'language' or 'problem', found 'problme'; did you mean 'problem'?"},
    {"problem { }", 1, 9, "expected a name, found '{'"},
    {"problem domain { }", 1, 9, "expected a name, found 'domain'; 'domain' is a reserved word"},
    {"problem 2x { }", 1, 9, "expected a name, found '2'"},
    {"problem p { }\nproblem q { }", 2, 1, "found 'problem'; a file holds exactly one problem"},
    {"problem p { } }", 1, 15, "expected the end of the file, found '}'"},
    {"problem p { };", 1, 14, "expected the end of the file, found ';'"},
    {"language 2; variables x;", 1, 10, "this program reads language 1 only"},
    {"language x;", 1, 10, "expected a number, found 'x'"},
    {"language 1; variables x; }", 1, 26, "found '}'"},
    {"problem p", 1, 10, "expected '{', found the end of the file"},

    /* blocks */
    {P " domian { x in [0,1]; } }", 2, 2, "unknown block 'domian'; did you mean 'domain'?"},
    {P " minimisers points auto; }", 2, 2,
     "unknown block 'minimisers'; did you mean 'minimizers'?"},
    {P " banana { } }", 2, 2,
     "unknown block 'banana': expected a block or a definition (family, domain, claim, function, "
     "...) or '}'"},
    {P " problem q { } }", 2, 2, "found 'problem'"},
    {P " minimizers afine { x = 1; } }", 2, 13,
     "expected 'domain', 'points', 'affine', 'equations' or 'at', found 'afine'; did you mean "
     "'affine'?"},
    {P " minimizers points atuo; }", 2, 20,
     "expected 'auto' or '{', found 'atuo'; did you mean 'auto'?"},
    {P " minimizers at 0; }", 2, 16, "expected '(', found '0'"},
    {P " minimizers points { t; } }", 2, 22, "expected '(' or '}', found 't'"},
    {P " assume truth; }", 2, 9, "expected 'infimum' or 'minimizers', found 'truth'"},
    {P " family { } }", 2, 9, "expected a name, found '{'"},
    {P " claim { } }", 2, 8, "expected a name, found '{'"},
    {P " claim a b c { } }", 2, 12, "expected '{', found 'c'"},
    {P " domain { x in [0, 1]; ", 2, 24, "the '{' of line 2, column 9 is still open"},
    {P " domain { x in [0, 1]; }\n", 3, 1,
     "found the end of the file; the '{' of line 1, column 11 is still open"},
    {P " domain { x in [0, 1];\n claim clause { x > 0; } }", 3, 2,
     "found 'claim'; the '{' of line 2, column 9 is still open"},
    {P " domain { x in [0, 1]; }\n scope { infimum = 1; }", 3, 20,
     "expected 'domain', 'infimum', 'minimizers' or a name, found '1'"},

    /* domains, families, variables, definitions */
    {P " domain { x [0, 1]; } }", 2, 19, "expected 'in', found ';'"},
    {P " domain { x = 1; } }", 2, 13, "expected 'in', found '='"},
    {P " domain { x in 0; } }", 2, 16, "expected '[', found '0'"},
    {P " domain { x in [0; 1]; } }", 2, 18,
     "expected an operator or ',', found ';'; the '[' of line 2, column 16 is still open"},
    {P " domain { x in [0, 1, 2]; } }", 2, 21, "expected an operator or ']', found ','"},
    {P " domain { ball radis = 1; } }", 2, 16, "found 'radis'"},
    {P " variables x y; }", 2, 14, "expected ',' or ';', found 'y'"},
    {P " variables x, ; }", 2, 15, "expected a name, found ';'"},
    {P " variables inf; }", 2, 12, "expected a name, found 'inf'; 'inf' is a reserved word"},
    {P " variables x[0..3]; }", 2, 14, "indices start at 1"},
    {P " variables x[3]; }", 2, 15, "expected '..', found ']'"},
    {P " function f = ; }", 2, 15, "expected an expression or a list [...], found ';'"},
    {P " function f(x) = x; }", 2, 12, "expected 'for' or '=', found '('"},
    {P " function f[i] for i in 1.. = i; }", 2, 29, "expected an expression, found '='"},
    {P " function f[i] for i in 1 = i; }", 2, 27, "expected an operator or '..', found '='"},
    {P " family f { point [1] positive 3; } }", 2, 33,
     "expected 'negative' or an operator, found ';'"},
    {P " constant c = [1, 2; }", 2, 20,
     "expected an operator, ',' or ']', found ';'; the '[' of line 2, column 15 is still open"},
    {P " constant c = []; }", 2, 16, "expected an expression or a list [...], found ']'"},

    /* claims and expressions */
    {P " claim clause { 0 <= x <= 1; } }", 2, 24, "found '<='; comparisons cannot be chained"},
    {P " claim clause { x = y = 1; } }", 2, 23, "comparisons cannot be chained"},
    {P " claim clause { x; } }", 2, 18,
     "expected a relation (>=, >, !=, ...) or an operator, found ';'"},
    {P " claim clause { x > 0 or; } }", 2, 25, "expected an expression, found ';'"},
    {P " claim clause { x > 0\n y > 0; } }", 3, 2, "is there a ';' missing at the end of line 2?"},
    {P " claim clause { 2 x > 0; } }", 2, 19, "a product is written with '*'"},
    {P " claim clause { 2(x) > 0; } }", 2, 18, "a product is written with '*'"},
    {P " claim clause { x*(y + 1 > 0; } }", 2, 26, "expected an operator or ')', found '>'"},
    {P " claim clause { x*(y + 1; } }", 2, 25, "the '(' of line 2, column 19 is still open"},
    {P " claim clause { x + > 0; } }", 2, 21, "expected an expression, found '>'"},
    {P " claim clause { +x > 0; } }", 2, 17, "expected an expression or '}', found '+'"},
    {P " claim clause { (x, y) > 0; } }", 2, 19, "expected an operator or ')', found ','"},
    {P " claim clause { f() > 0; } }", 2, 19, "expected an expression or a list [...], found ')'"},
    {P " claim clause { sum(i = 1) i > 0; } }", 2, 23, "expected 'in', found '='"},
    {P " claim clause { domain > 0; } }", 2, 17, "found 'domain'"},
    {P " claim clause { x + y = [1]; } }", 2, 23, "a list can only be given to a name"},
    {P " sgd { start { x = 1; } stepsize = ; } }", 2, 36,
     "expected 'sgd', an expression or a list [...], found ';'"},

    /* characters and numbers */
    {P " claim clause { x == 1; } }", 2, 19, "an equation is written with one '='"},
    {P " claim clause { x => 1; } }", 2, 19, "'>=' or '<='"},
    {P " claim clause { x**2 > 1; } }", 2, 18, "a power is written with '^'"},
    {P " claim clause { x > 1 || y > 1; } }", 2, 23, "'or' is written out"},
    {P " claim clause { x > 1 && y > 1; } }", 2, 23, "there is no 'and'"},
    {P " // a comment", 2, 2, "a comment starts with '#'"},
    {P " /* a comment */", 2, 2, "a comment starts with '#'"},
    {P " claim clause { x > 1.; } }", 2, 22, "a decimal point must be followed by a digit"},
    {P " claim clause { x \xE2\x89\xA5 1; } }", 2, 19, "'\xE2\x89\xA5' is written '>=' here"},
    {P " variables \xC3\xA9; }", 2, 12, "'\xC3\xA9' (byte 0xC3): outside comments only ASCII"},
    {P " variables \x80; }", 2, 12, "the byte 0x80 has no meaning here"},
    {P " variables x\x01; }", 2, 13, "the byte 0x01 has no meaning here"},
    {P " variables x$; }", 2, 13, "the character '$' has no meaning here"},
    {P " claim \"a\" { } }", 2, 8, "no quotation marks"},
    {P " constant c = 1e4097; }", 2, 15, "the power of ten of a number may be at most 4096"},
    {P " constant c = 1e99999999999999999999; }", 2, 15, "the power of ten"},
    {P " constant c = 1e; }", 2, 16, "expected an operator or ';', found 'e'"},
    {"problem p {\r\n\r\n  variables x\r\n}", 4, 1,
     "expected ',' or ';', found '}'; is there a ';' missing at the end of line 3?"},
    {"\xEF\xBB\xBF"
     "prblem p { }",
     1, 1, "did you mean 'problem'?"},
};

static void errors_name_the_place_and_what_was_expected(void **state) {
  (void)state;
  size_t wrong = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const row *r = &rows[i];
    ab_error error;
    ab_syntax *syntax;
    ab_status status = ab_syntax_parse(&syntax, "bad.abp", r->source, strlen(r->source), &error);
    if (status != AB_BAD_PROBLEM || syntax) {
      ab_syntax_destroy(syntax);
      fprintf(stderr, "accepted: %s\n", r->source);
      wrong++;
    } else if (error.line != r->line || error.column != r->column ||
               !strstr(error.message, r->message) || error.status != AB_BAD_PROBLEM ||
               strcmp(error.file, "bad.abp") != 0) {
      fprintf(stderr, "%s\n  %zu:%zu: %s\n  instead of %zu:%zu: %s\n", r->source, error.line,
              error.column, error.message, r->line, r->column, r->message);
      wrong++;
    }
  }
  assert_int_equal(wrong, 0);
}

static void the_caret_stands_below_the_word(void **state) {
  (void)state;
  static const char source[] = "problem p {\n  domian { }\n}\n";
  ab_error error;
  ab_syntax *syntax;
  assert_int_equal(ab_syntax_parse(&syntax, "bad.abp", source, sizeof source - 1, &error),
                   AB_BAD_PROBLEM);
  assert_string_equal(error.excerpt, "  domian { }\n  ^");
}

static void nul_bytes_are_errors_in_text_and_comments(void **state) {
  (void)state;
  static const char text[] = "problem p { \0 }", comment[] = "problem p { # \0\n }",
                    end[] = "problem p { }\0";
  ab_error error;
  ab_syntax *syntax;
  assert_int_equal(ab_syntax_parse(&syntax, "f", text, sizeof text - 1, &error), AB_BAD_PROBLEM);
  assert_int_equal(error.column, 13);
  assert_non_null(strstr(error.message, "NUL byte"));
  assert_int_equal(ab_syntax_parse(&syntax, "f", comment, sizeof comment - 1, &error),
                   AB_BAD_PROBLEM);
  assert_int_equal(error.column, 15);
  assert_int_equal(ab_syntax_parse(&syntax, "f", end, sizeof end - 1, &error), AB_BAD_PROBLEM);
  assert_int_equal(error.column, 14);
}

/* prefix, count times unit, suffix. */
static ab_status parse_long(const char *prefix, const char *unit, size_t count, const char *suffix,
                            ab_error *error) {
  ab_text source;
  ab_syntax *syntax;
  ab_text_init(&source);
  ab_text_add(&source, prefix);
  for (size_t i = 0; i < count; i++)
    ab_text_add(&source, unit);
  ab_text_add(&source, suffix);
  ab_status status = ab_syntax_parse(&syntax, "long.abp", source.data, source.length, error);
  ab_syntax_destroy(syntax);
  ab_text_clear(&source);
  return status;
}

static void oversized_numbers_are_refused(void **state) {
  (void)state;
  ab_error error;
  assert_int_equal(parse_long("language 1; constant c = ", "7", 65536, ";", &error), AB_OK);
  assert_int_equal(parse_long("language 1; constant c = ", "7", 65537, ";", &error),
                   AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "at most 65536 characters; this one has 65537"));
  assert_int_equal(parse_long("language 1; constant c = .", "7", 4095, ";", &error), AB_OK);
  assert_int_equal(parse_long("language 1; constant c = .", "7", 4096, ";", &error),
                   AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "at most 4096 characters; this one has 4097"));
  assert_int_equal(parse_long("language 1; constant c = ", "0", 5000, "7;", &error), AB_OK);
}

static void all_numbers_together_are_limited(void **state) {
  (void)state;
  ab_error error;
  assert_int_equal(parse_long("language 1; constant c = 1", "+1e4096", 50000, ";", &error),
                   AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "the numbers of this file take more than"));
}

static void oversized_sources_are_refused(void **state) {
  (void)state;
  ab_error error;
  assert_int_equal(parse_long("", " ", ((size_t)1 << 26) + 1, "", &error), AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "longer than 67108864 bytes"));
}

static void a_long_word_is_cut_in_the_message(void **state) {
  (void)state;
  ab_error error;
  assert_int_equal(parse_long("problem p { variables x ", "abcdefghij", 6, ";", &error),
                   AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "found 'abcdefghijabcdefghijabcdefghijabcdefghij...'"));
}

static void names_are_limited(void **state) {
  (void)state;
  ab_error error;
  assert_int_equal(parse_long("problem p { variables ", "abcd", 16, "; }", &error), AB_OK);
  assert_int_equal(parse_long("problem p { variables a", "abcd", 16, "; }", &error),
                   AB_BAD_PROBLEM);
  assert_non_null(strstr(error.message, "a name may have at most 64 characters; this one has 65"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_name_the_place_and_what_was_expected),
      cmocka_unit_test(the_caret_stands_below_the_word),
      cmocka_unit_test(nul_bytes_are_errors_in_text_and_comments),
      cmocka_unit_test(oversized_numbers_are_refused),
      cmocka_unit_test(all_numbers_together_are_limited),
      cmocka_unit_test(oversized_sources_are_refused),
      cmocka_unit_test(a_long_word_is_cut_in_the_message),
      cmocka_unit_test(names_are_limited),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
