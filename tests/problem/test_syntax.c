/* SPDX-License-Identifier: MIT
 * What is shown in the description of the language parses, to the tree that was meant (written by
 * hand). */
#include "syntax_support.h"

static void the_matrix_factorization_example(void **state) {
  (void)state;
  check_items("family matrix_factorization {\n X    = [[3/2, 1/2], [1/2, 1]];  # n rows, m "
              "columns\n rank = 1;\n }\n"
              "domain { W in [-2, 2]; S in [-2, 2]; }   # every entry\n"
              "claim alpha_beta { beta = 382; alpha = beta + 1; }",
              "block family matrix_factorization { assign X := (list (list (/ 3 2) (/ 1 2)) (list "
              "(/ 1 2) 1)); assign rank := 1; }; "
              "block domain { range W := (list (- 2) 2); range S := (list (- 2) 2); }; "
              "block claim alpha_beta { assign beta := 382; assign alpha := (+ beta 1); }");
}

static void the_network_example(void **state) {
  (void)state;
  check_items(
      "family two_layer_relu { width = 1; point [1] positive 3 negative 1; point [1/2, -1] "
      "positive 0 negative 2; }"
      "domain { W in [-2, 2]; v in [-2, 2]; } claim alpha_beta { alpha = 7.53; beta = alpha - 1; }",
      "block family two_layer_relu { assign width := 1; point point := (list 1) pos 3 neg 1; "
      "point point := (list (/ 1 2) (- 1)) pos 0 neg 2; }; "
      "block domain { range W := (list (- 2) 2); range v := (list (- 2) 2); }; "
      "block claim alpha_beta { assign alpha := 753/100; assign beta := (- alpha 1); }");
}

static void the_two_lines_example(void **state) {
  (void)state;
  check_items(
      "variables x, y; function f1 = (x + y)^2 / ((x + y)^2 + 1); infimum { f1 = 0; f2 = 0; }\n"
      "minimizers affine { x + y = -1/2; } domain { x in [-10, 10]; }",
      "variables variables x y; definition function f1 := (/ (^ (+ x y) 2) (+ (^ (+ x y) 2) 1)); "
      "block infimum { assign f1 := 0; assign f2 := 0; }; block minimizers affine { or (+ x y) = "
      "(/ (- 1) 2); }; "
      "block domain { range x := (list (- 10) 10); }");
}

static void the_twin_bowls_example(void **state) {
  (void)state;
  check_items("constant t = root(u, 4*u^4 - 8*u^3 + 1, [0.1, 0.2]); minimizers points { (t, t); (1 "
              "- t, 1 - t); }",
              "definition constant t := (call root u (+ (- (* 4 (^ u 4)) (* 8 (^ u 3))) 1) (list "
              "1/10 1/5)); "
              "block minimizers points { term := (tuple t t); term := (tuple (- 1 t) (- 1 t)); }");
}

static void claims_hold_literals_hypotheses_and_settings(void **state) {
  (void)state;
  check_items("claim clause { x^2 + y^2 - x*y >= 0 or x > 1; }",
              "block claim clause { or (- (+ (^ x 2) (^ y 2)) (* x y)) >= 0 | x > 1; }");
  check_items("claim clause { given x + y >= 1; given y - x > 0; show x*y + 1 >= 0; }",
              "block claim clause { or given (+ x y) >= 1; or given (- y x) > 0; or show (+ (* x "
              "y) 1) >= 0; }");
  check_items("claim alpha_beta tight { alpha = best; beta = 4/5*alpha; gap = 1e-6; }",
              "block claim alpha_beta tight { assign alpha := best; assign beta := (* (/ 4 5) "
              "alpha); assign gap := 1/1000000; }");
  check_items("claim clause { x < 1 or x <= 2 or x != 3; }",
              "block claim clause { or x < 1 | x <= 2 | x != 3; }");
  check_items("claim clause { given x = 1; x + y = 1; W[1,2] = 3; c = [1, 2]; x = 1 or y = 1; }",
              "block claim clause { or given x = 1; or (+ x y) = 1; assign (@W 1 2) := 3; assign c "
              ":= (list 1 2); or x = 1 | y = 1; }");
}

static void all_forms_of_domains(void **state) {
  (void)state;
  check_items("domain { W in [-2, 2]; W[1,2] in [0, 1]; ball radius = 3; tube radius = 3/2; x in "
              "[-inf, inf]; }",
              "block domain { range W := (list (- 2) 2); range (@W 1 2) := (list 0 1); radius ball "
              ":= 3; radius tube := (/ 3 2); "
              "range x := (list (- inf) inf); }");
}

static void all_forms_of_minimizers(void **state) {
  (void)state;
  check_items("minimizers equations { w*s = 1; }",
              "block minimizers equations { or (* w s) = 1; }");
  check_items("minimizers equations { x = 1; }", "block minimizers equations { or x = 1; }");
  check_items("minimizers at (0, 0);", "term minimizers at := (tuple 0 0)");
  check_items("minimizers at (1);", "term minimizers at := (tuple 1)");
  check_items("minimizers points { (a); ((a)); }",
              "block minimizers points { term := (tuple a); term := (tuple a); }");
  check_items("minimizers points auto;", "words minimizers points auto");
  check_items("minimizers domain;", "words minimizers domain");
}

static void scope_assume_and_regularization(void **state) {
  (void)state;
  check_items("scope { minimizers = space; infimum = domain; }",
              "block scope { assign minimizers := space; assign infimum := domain; }");
  check_items("assume minimizers; assume infimum;",
              "words assume minimizers; words assume infimum");
  check_items("regularization { v = 1/10; W = 1/10; }",
              "block regularization { assign v := (/ 1 10); assign W := (/ 1 10); }");
}

static void the_sgd_block(void **state) {
  (void)state;
  check_items("sgd { start { W = [[1, 1/2]]; S = [[1/2, 3/4]]; } stepsize = 1/10; seed = 7; "
              "optimizer = sgd; }",
              "block sgd { block start { assign W := (list (list 1 (/ 1 2))); assign S := (list "
              "(list (/ 1 2) (/ 3 4))); }; "
              "assign stepsize := (/ 1 10); assign seed := 7; assign optimizer := sgd; }");
}

static void variables_and_indexed_definitions(void **state) {
  (void)state;
  check_items("variables x, y, z[1..3], w[1..2*n];", "variables variables x y (@z 3) (@w (* 2 n))");
  check_items("function f[i] for i in 1..n = (x - i)^2;",
              "definition function (@f i) for i from 1 to n := (^ (- x i) 2)");
  check_items("constant c = [1, 2, 3]; parameter p = 1/2;",
              "definition constant c := (list 1 2 3); definition parameter p := (/ 1 2)");
}

static void operators_bind_as_in_mathematics(void **state) {
  (void)state;
  check_expression("-x^2", "(- (^ x 2))");
  check_expression("-x*y", "(* (- x) y)");
  check_expression("2^-1", "(^ 2 (- 1))");
  check_expression("2^-x^2", "(^ 2 (- (^ x 2)))");
  check_expression("x^2^3", "(^ x (^ 2 3))");
  check_expression("a - b - c", "(- (- a b) c)");
  check_expression("a / b / c * d", "(* (/ (/ a b) c) d)");
  check_expression("a + b*c^2", "(+ a (* b (^ c 2)))");
  check_expression("a*-b", "(* a (- b))");
  check_expression("--a", "(- (- a))");
  check_expression("2^-x*y", "(* (^ 2 (- x)) y)");
  check_expression("((a))", "a");
}

static void a_sum_takes_the_product_that_follows(void **state) {
  (void)state;
  check_expression("sum(i in 1..n) a[i]*x[i] + 1", "(+ (sum i 1 n (* (@a i) (@x i))) 1)");
  check_expression("sum(i in 1..n) (x[i] - 1)^2", "(sum i 1 n (^ (- (@x i) 1) 2))");
  check_expression("2*sum(i in 1..n) i*j - 1", "(- (* 2 (sum i 1 n (* i j))) 1)");
  check_expression("-sum(i in 1..n) i/2", "(- (sum i 1 n (/ i 2)))");
  check_expression("sum(i in 1..n) -i*j", "(sum i 1 n (* (- i) j))");
  check_expression("sum(i in 1..n) sum(j in i..n) x[i,j]", "(sum i 1 n (sum j i n (@x i j)))");
  check_expression("a + sum(i in 1..2) i + b", "(+ (+ a (sum i 1 2 i)) b)");
}

static void calls_and_indices(void **state) {
  (void)state;
  check_expression("grad(f[i], x) + hess(f, x, y)", "(+ (call grad (@f i) x) (call hess f x y))");
  check_expression("max(x, exp(-x), pi)", "(call max x (call exp (- x)) pi)");
  check_expression("x[i + 1]", "(@x (+ i 1))");
}

static void numbers_are_exact(void **state) {
  (void)state;
  check_expression("0.1", "1/10");
  check_expression("1.5E3 + .5 + 1e-6", "(+ (+ 1500 1/2) 1/1000000)");
  check_expression("12345678901234567890.5", "24691357802469135781/2");
  check_expression("x[1]*2e+2", "(* (@x 1) 200)");
}

static void only_reserved_words_are_reserved(void **state) {
  static const char *const words[] = {
      "in",       "or",    "for",    "given",  "show",      "sum",  "ball", "tube",
      "radius",   "point", "points", "affine", "equations", "auto", "at",   "positive",
      "negative", "start", "e",      "t",      "h",         "exp",  "best", "space",
      "pi",       "_",     "x_1",    "Domain", "e1"};
  (void)state;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const char *w = words[i];
    ab_text source, dump;
    ab_text_init(&source);
    ab_text_init(&dump);
    ab_text_printf(&source,
                   "variables %s; constant %s = 1 + %s^2*%s; domain { %s in [0, %s]; } infimum { "
                   "%s = 0; } sgd { %s = 1; } "
                   "family %s { %s = 1; } claim %s %s { 0 <= %s or %s > %s; %s >= 1; given %s = 1; "
                   "} scope { %s = space; } "
                   "minimizers equations { %s - 1 = 0; } constant a = sum(%s in 1..2) %s;",
                   w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w);
    ab_text_printf(
        &dump,
        "variables variables %s; definition constant %s := (+ 1 (* (^ %s 2) %s)); block domain { "
        "range %s := (list 0 %s); }; "
        "block infimum { assign %s := 0; }; block sgd { assign %s := 1; }; block family %s { "
        "assign %s := 1; }; "
        "block claim %s %s { or 0 <= %s | %s > %s; or %s >= 1; or given %s = 1; }; block scope { "
        "assign %s := space; }; "
        "block minimizers equations { or (- %s 1) = 0; }; definition constant a := (sum %s 1 2 %s)",
        w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w);
    check_items(source.data, dump.data);
    ab_text_clear(&dump);
    ab_text_clear(&source);
  }
}

static void given_before_an_expression_is_the_keyword(void **state) {
  (void)state;
  check_items("claim clause { given -x >= 0; given (x) >= 0; show given >= 0; }",
              "block claim clause { or given (- x) >= 0; or given x >= 0; or show given >= 0; }");
}

static void both_forms_of_a_file_and_its_name(void **state) {
  (void)state;
  ab_syntax *syntax = parse_text("problem twin_bowls { variables x; }\n");
  assert_string_equal(syntax->problem_name, "twin_bowls");
  assert_false(syntax->canonical);
  assert_int_equal(syntax->entry_count, 1);
  ab_syntax_destroy(syntax);
  syntax = parse_text("language 1;\nvariables x;\nassume infimum;\n");
  assert_null(syntax->problem_name);
  assert_true(syntax->canonical);
  assert_int_equal(syntax->entry_count, 2);
  ab_syntax_destroy(syntax);
  syntax = parse_text("problem empty { domain { }; claim clause { } ; }");
  assert_int_equal(syntax->entry_count, 2);
  assert_null(syntax->entries[0].entries);
  ab_syntax_destroy(syntax);
}

static void byte_order_mark_and_crlf_change_nothing(void **state) {
  (void)state;
  ab_syntax *syntax = parse_text(
      "\xEF\xBB\xBFproblem p {\r\n  variables x; # \xC3\xA9\r\n  assume infimum;\r\n}\r\n");
  assert_int_equal(syntax->entry_count, 2);
  assert_int_equal(syntax->entries[1].place.line, 3);
  assert_int_equal(syntax->entries[1].place.column, 3);
  assert_string_equal(syntax->source,
                      "problem p {\n  variables x; # \xC3\xA9\n  assume infimum;\n}\n");
  ab_syntax_destroy(syntax);
}

static void places_are_those_of_words_and_signs(void **state) {
  (void)state;
  ab_syntax *syntax =
      parse_text("problem p {\n  claim clause name {\n    x + y >= 1 or exp(x) > 2;\n  }\n}\n");
  const ab_entry *claim = &syntax->entries[0], *literals = &claim->entries[0];
  assert_int_equal(claim->place.line, 2);
  assert_int_equal(claim->place.column, 3);
  assert_int_equal(claim->subject_place.column, 9);
  assert_int_equal(claim->name_place.column, 16);
  assert_int_equal(literals->place.line, 3);
  assert_int_equal(literals->place.column, 5);
  assert_int_equal(literals->comparisons[0].place.column, 11);
  assert_int_equal(syntax->terms[literals->comparisons[0].left].place.column, 7);
  assert_int_equal(syntax->terms[literals->comparisons[1].left].place.column, 19);
  ab_syntax_destroy(syntax);
}

static void equal_names_are_equal_pointers(void **state) {
  (void)state;
  ab_syntax *syntax = parse_text("problem p { variables x, y; constant z = x; }");
  const char *x = ab_syntax_find_name(syntax, "x");
  assert_ptr_equal(syntax->terms[syntax->entries[0].terms[0]].name, x);
  assert_ptr_equal(syntax->terms[syntax->entries[1].value].name, x);
  assert_null(ab_syntax_find_name(syntax, "xx"));
  assert_null(ab_syntax_find_name(syntax, "X"));
  ab_syntax_destroy(syntax);
}

static void a_misspelt_word_finds_its_neighbour(void **state) {
  static const char *const words[] = {"domain", "claim", "variables", "x1"};
  (void)state;
  assert_string_equal(ab_closest_name("domian", words, 4), "domain");
  assert_string_equal(ab_closest_name("clam", words, 4), "claim");
  assert_string_equal(ab_closest_name("varaible", words, 4), "variables");
  assert_string_equal(ab_closest_name("y1", words, 4), "x1");
  assert_null(ab_closest_name("yy", words, 4));
  assert_null(ab_closest_name("function", words, 4));
  assert_null(ab_closest_name("x", words, 3));
  assert_null(ab_closest_name("domain", words, 0));
  assert_null(ab_closest_name("", words, 4));
}

static void an_error_of_a_later_stage_has_place_and_excerpt(void **state) {
  (void)state;
  ab_syntax *syntax = parse_text("problem p {\n  variables x;\n}\n");
  ab_error error;
  assert_int_equal(ab_syntax_error(syntax, syntax->entries[0].place, &error, "no %s", "use"),
                   AB_BAD_PROBLEM);
  assert_string_equal(error.message, "no use");
  assert_string_equal(error.file, "test.abp");
  assert_int_equal(error.line, 2);
  assert_int_equal(error.column, 3);
  assert_string_equal(error.excerpt, "  variables x;\n  ^");
  ab_syntax_destroy(syntax);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_matrix_factorization_example),
      cmocka_unit_test(the_network_example),
      cmocka_unit_test(the_two_lines_example),
      cmocka_unit_test(the_twin_bowls_example),
      cmocka_unit_test(claims_hold_literals_hypotheses_and_settings),
      cmocka_unit_test(all_forms_of_domains),
      cmocka_unit_test(all_forms_of_minimizers),
      cmocka_unit_test(scope_assume_and_regularization),
      cmocka_unit_test(the_sgd_block),
      cmocka_unit_test(variables_and_indexed_definitions),
      cmocka_unit_test(operators_bind_as_in_mathematics),
      cmocka_unit_test(a_sum_takes_the_product_that_follows),
      cmocka_unit_test(calls_and_indices),
      cmocka_unit_test(numbers_are_exact),
      cmocka_unit_test(only_reserved_words_are_reserved),
      cmocka_unit_test(given_before_an_expression_is_the_keyword),
      cmocka_unit_test(both_forms_of_a_file_and_its_name),
      cmocka_unit_test(byte_order_mark_and_crlf_change_nothing),
      cmocka_unit_test(places_are_those_of_words_and_signs),
      cmocka_unit_test(equal_names_are_equal_pointers),
      cmocka_unit_test(a_misspelt_word_finds_its_neighbour),
      cmocka_unit_test(an_error_of_a_later_stage_has_place_and_excerpt),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
