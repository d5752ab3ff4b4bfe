/* SPDX-License-Identifier: MIT
 * The verdict: what ab_check says of certificates whose parts do not belong together, although each
 * is well formed and the digest is right. */
#include "check_support.h"

#include "check/self_test.h"

#define DISK "variables x, y; domain { x in [-1, 1]; y in [-1, 1]; }"
static const char TRUE_CLAIM[] = DISK "claim clause { show x^2 + y^2 <= 2; }";
static const char OTHER_CLAIM[] = DISK "claim clause { show x^2 + y^2 <= 3; }";
static const char FALSE_CLAIM[] = DISK "claim clause { show x^2 + y^2 <= 1; }";
#define SQUARES                                                                                    \
  "variables x; function f1 = x^2; function f2 = 2*x^2 + 1; infimum { f1 = 0; f2 = 1; }"           \
  "minimizers points { (0); } domain { x in [-1, 1]; }"
static const char ROOT[] = "variables x; constant r = root(u, u^2 - 2, [1, 2]);"
                           "domain { x in [0, 1]; } claim clause { show r + x > 1; }";

static void assert_refused(const ab_text *text, const char *from, const char *to,
                           const char *reason) {
  ab_text forged;
  ab_error error;
  changed(&forged, text, from, to);
  assert_int_equal(judge(&forged, (ab_check_options){0}, &error), AB_NOT_VERIFIED);
  if (!strstr(error.message, reason))
    fail_msg("'%s' for '%s' is refused because %s", to, from, error.message);
  ab_text_clear(&forged);
}

static void result_says_what_was_verified(void **state) {
  (void)state;
  ab_text text;
  ab_error error;
  ab_check_result result;
  certificate_of(&text, TRUE_CLAIM);
  assert_int_equal(
      ab_check(&result, text.data, text.length, &(ab_check_options){.threads = 1}, &error), AB_OK);
  char hash[AB_DIGEST_HEX + 1];
  const char *begin = strstr(text.data, "\nclaim\n") + 7, *end = strstr(begin, "end claim\n");
  ab_digest(hash, begin, (size_t)(end - begin));
  assert_string_equal(result.hash, hash);
  assert_int_equal(result.kind, AB_CERTIFICATE_PROOF);
  ab_basis_clear(&result.basis);
  ab_text_clear(&text);
  certificate_of(&text, FALSE_CLAIM);
  assert_int_equal(
      ab_check(&result, text.data, text.length, &(ab_check_options){.threads = 1}, &error), AB_OK);
  assert_int_equal(result.kind, AB_CERTIFICATE_REFUTATION);
  ab_basis_clear(&result.basis);
  ab_text_clear(&text);
}

static void assert_assumptions(const ab_text *text, bool any) {
  ab_error error;
  ab_check_result result;
  assert_int_equal(
      ab_check(&result, text->data, text->length, &(ab_check_options){.threads = 1}, &error),
      AB_OK);
  assert_string_equal(result.basis.infimum, any ? "declared" : "proved");
  assert_true((result.basis.assumptions.length > 0) == any);
  ab_basis_clear(&result.basis);
}

static void result_says_on_what_the_claim_rests(void **state) {
  (void)state;
  ab_text text;
  certificate_of(&text, SQUARES "claim alpha_beta { alpha = 3/2; beta = 1/2; }");
  assert_assumptions(&text, false);
  ab_text_clear(&text);
  certificate_of(&text, SQUARES "assume infimum; claim alpha_beta { alpha = 3/2; beta = 1/2; }");
  assert_assumptions(&text, true);
  ab_text_clear(&text);
}

static void nothing_is_said_of_what_is_refused(void **state) {
  (void)state;
  ab_text text, forged;
  ab_error error;
  ab_check_result result;
  certificate_of(&text, SQUARES "assume infimum; claim alpha_beta { alpha = 3/2; beta = 1/2; }");
  changed(&forged, &text, "\ndirect 0", "\ndirect 1");
  assert_int_equal(
      ab_check(&result, forged.data, forged.length, &(ab_check_options){.threads = 1}, &error),
      AB_NOT_VERIFIED);
  assert_null(result.basis.minimizers);
  assert_null(result.basis.assumptions.data);
  ab_text_clear(&forged);
  ab_text_clear(&text);
}

static void another_hash_than_expected_is_refused(void **state) {
  (void)state;
  ab_text text, other;
  ab_error error;
  ab_certificate certificate;
  certificate_of(&text, TRUE_CLAIM);
  certificate_of(&other, OTHER_CLAIM);
  assert_int_equal(ab_certificate_read(&certificate, text.data, text.length, &error), AB_OK);
  ab_check_options options = {.expect = certificate.hash};
  assert_int_equal(judge(&text, options, &error), AB_OK);
  assert_int_equal(judge(&other, options, &error), AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "about another claim"));
  options.replay_only = true;
  assert_int_equal(judge(&other, options, &error), AB_NOT_VERIFIED);
  ab_certificate_clear(&certificate);
  ab_text_clear(&text);
  ab_text_clear(&other);
}

/* Replay believes no claim, and asks for none. */
static void replay_alone_does_not_look_at_the_claim(void **state) {
  (void)state;
  ab_text text, forged;
  ab_error error;
  certificate_of(&text, TRUE_CLAIM);
  changed(&forged, &text, "show 2", "nothing of the kind 2");
  assert_int_equal(judge(&forged, (ab_check_options){.replay_only = true}, &error), AB_OK);
  assert_int_equal(judge(&forged, (ab_check_options){0}, &error), AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "recompile"));
  ab_text_clear(&forged);
  ab_text_clear(&text);
}

static void false_tree_below_the_right_clauses_is_refused(void **state) {
  (void)state;
  ab_text text;
  certificate_of(&text, TRUE_CLAIM);
  const char *tree = strstr(text.data, "\ntree 1 ") + 1, *end = strstr(tree, "end trees\n");
  char *old = ab_copy_text(tree, (size_t)(end - tree));
  assert_refused(&text, old, "tree 1 1\n!\n", "replay: tree 1 (clause");
  ab_free(old);
  ab_text_clear(&text);
}

static void claim_in_any_but_canonical_form_is_refused(void **state) {
  (void)state;
  ab_text text;
  certificate_of(&text, TRUE_CLAIM);
  static const char reason[] = "canonical form";
  assert_refused(&text, "x in [-1, 1];", "x  in [-1, 1];", reason);
  assert_refused(&text, "x in [-1, 1];", "x in [-1, 2/2];", reason);
  assert_refused(&text, "show 2", "# comment\n  show 2", reason);
  assert_refused(&text, "language 1;\n", "", "expected 'language'");
  assert_refused(&text, "claim clause {", "claim clause named {", reason);
  assert_refused(&text, "end claim", "claim clause second {\n  show x <= 1;\n}\nend claim",
                 "recompile");
  assert_refused(&text, "language 1;", "language 2;", "recompile");
  assert_refused(&text, "claim clause", "scope", "recompile");
  assert_refused(&text, "show 2", "show ) 2", "recompile");
  ab_text_clear(&text);
}

/* The certificate with another claim text. */
static void assert_refused_claim(const ab_text *text, const char *claim, const char *reason) {
  ab_text forged;
  ab_error error;
  const char *begin = strstr(text->data, "\nclaim\n") + 7, *end = strstr(begin, "end claim\n");
  ab_text_init(&forged);
  ab_text_append(&forged, text->data, (size_t)(begin - text->data));
  ab_text_add(&forged, claim);
  ab_text_add(&forged, end);
  seal(&forged);
  assert_int_equal(judge(&forged, (ab_check_options){0}, &error), AB_NOT_VERIFIED);
  if (!strstr(error.message, reason))
    fail_msg("'%s' is refused because %s", claim, error.message);
  ab_text_clear(&forged);
}

static void claim_text_is_no_problem_file(void **state) {
  (void)state;
  ab_text text, claim;
  certificate_of(&text, TRUE_CLAIM);
  ab_text_init(&claim);
  ab_text_printf(&claim, "problem p { %s }\n", TRUE_CLAIM);
  assert_refused_claim(&text, claim.data, "has to hold one claim, in canonical form");
  assert_refused_claim(&text, "language 1;\nvariables x;\ndomain {\n  x in [-1, 1];\n}\n",
                       "the problem has no claim");
  ab_text_clear(&claim);
  ab_text_clear(&text);
}

static void claim_that_does_not_compile_is_refused(void **state) {
  (void)state;
  ab_text text, with_radius;
  certificate_of(&text, TRUE_CLAIM);
  changed(&with_radius, &text, "\nwitness\n", "\nwitness\nchoice radius 1\n");
  assert_refused_claim(&with_radius,
                       "language 1;\nvariables x;\ndomain {\n  x in [0, inf];\n}\n"
                       "claim clause {\n  show 2 >= tan(x);\n}\n",
                       "cannot be reduced to bounded boxes");
  ab_text_clear(&with_radius);
  ab_text_clear(&text);
}

static void claim_without_a_number_is_refused(void **state) {
  (void)state;
  ab_text text;
  certificate_of(&text, "family matrix_factorization { X = [[2, 1], [1, 3]]; rank = 1; }"
                        "domain { tube radius = 1/10; }"
                        "claim alpha_beta { alpha = 20; beta = 19; }");
  assert_refused(&text, "alpha = 20;", "alpha = best;", "a constant of the claim has no value");
  ab_text_clear(&text);
}

static void clauses_of_another_claim_are_refused(void **state) {
  (void)state;
  ab_text text;
  static const char reason[] = "the clauses are not those that the claim compiles to";
  certificate_of(&text, OTHER_CLAIM);
  assert_refused(&text, "show 3 >=", "show 2 >=", reason);
  assert_refused(&text, "show 3 >=", "show 1 >=", reason);
  assert_refused(&text, "y in [-1, 1]", "y in [-2, 2]", reason);
  assert_refused(&text, ">= 0\nend template", "> 0\nend template", reason);
  ab_text_clear(&text);
}

static void false_witness_is_refused_before_the_clauses(void **state) {
  (void)state;
  ab_text text;
  certificate_of(&text, ROOT);
  const char *line = strstr(text.data, "\nwitness\n") + 9, *end = strchr(line, '\n');
  char *old = ab_copy_text(line, (size_t)(end - line));
  assert_refused(&text, old, "constant r 3/2 8/5", "recompile");
  assert_refused(&text, old, "constant q 3/2 8/5", "no constant is named 'r'");
  ab_free(old);
  ab_text_clear(&text);
}

static void kind_has_to_be_that_of_the_clauses(void **state) {
  (void)state;
  ab_text text;
  certificate_of(&text, TRUE_CLAIM);
  assert_refused(&text, "kind proof", "kind refutation", "recompile");
  ab_text_clear(&text);
  certificate_of(&text, FALSE_CLAIM);
  assert_refused(&text, "kind refutation", "kind proof", "recompile");
  ab_text_clear(&text);
}

/* exp(1/3) = 1.39561242508...: eight bits do not tell it from the bound. */
static void precision_can_be_chosen_for_replay(void **state) {
  (void)state;
  ab_text text;
  ab_error error;
  certificate_of(&text, "variables x; domain { x in [0, 1]; }"
                        "claim clause { show exp(x) > 999999/1000000; }");
  assert_int_equal(judge(&text, (ab_check_options){.precision = 200}, &error), AB_OK);
  assert_int_equal(judge(&text, (ab_check_options){.precision = 64, .threads = 3}, &error), AB_OK);
  ab_text_clear(&text);
  certificate_of(&text, "variables x; domain { x in [1/3, 1/3]; }"
                        "claim clause { show exp(x) > 1395612425/1000000000; }");
  assert_int_equal(judge(&text, (ab_check_options){0}, &error), AB_OK);
  assert_int_equal(judge(&text, (ab_check_options){.precision = 8}, &error), AB_NOT_VERIFIED);
  assert_non_null(strstr(error.message, "replay"));
  ab_text_clear(&text);
}

/* x >= 0 on [0, 1] by `depth` splits towards 0, beyond what doubles can place. */
static void splits_deeper_than_doubles_are_judged(void **state) {
  (void)state;
  enum { DEPTH = 60, LINE = 100 };
  ab_text text, forged, steps, tree;
  ab_error error;
  certificate_of(&text, "variables x; domain { x in [0, 1]; } claim clause { show x >= 0; }");
  for (int wrong = 0; wrong < 2; wrong++) {
    ab_text_init(&steps);
    for (int i = 0; i < 2 * DEPTH + 1; i++)
      ab_text_add_char(&steps, i < DEPTH ? 'A' : '1');
    ab_text_init(&tree);
    ab_text_printf(&tree, "end clauses\ntrees\ntree 1 %d\n%.*s\n%s\nend trees\ncounts\nclauses 1\n",
                   2 * DEPTH + 1, LINE, steps.data, steps.data + LINE);
    ab_text_printf(&tree, "split %d\nface 0\ndirect %d\ncentred 0\nexact 0\norder-two 0\nshard 0\n",
                   DEPTH, 2 * DEPTH + 1 - DEPTH);
    ab_text_add(&tree, "end counts\nend certificate\n");
    ab_text_init(&forged);
    ab_text_append(&forged, text.data, (size_t)(strstr(text.data, "end clauses\n") - text.data));
    ab_text_add(&forged, tree.data);
    if (wrong) /* x > 0: false at 0 alone, in the deepest cell */
      strstr(forged.data, ">= 0\nend template")[1] = ' ';
    if (wrong)
      memmove(strstr(forged.data, ">  0\n"), "!= 0\n", 5);
    seal(&forged);
    ab_check_options options = {.fast = true, .replay_only = true};
    assert_int_equal(judge(&forged, options, &error), wrong ? AB_NOT_VERIFIED : AB_OK);
    if (wrong)
      assert_non_null(strstr(error.message, "step 61: a direct leaf does not hold"));
    ab_text_clear(&forged);
    ab_text_clear(&tree);
    ab_text_clear(&steps);
  }
  ab_text_clear(&text);
}

static void this_machine_passes_the_self_test(void **state) {
  (void)state;
  ab_error error;
  assert_int_equal(ab_self_test(&error), AB_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(this_machine_passes_the_self_test),
      cmocka_unit_test(result_says_what_was_verified),
      cmocka_unit_test(result_says_on_what_the_claim_rests),
      cmocka_unit_test(nothing_is_said_of_what_is_refused),
      cmocka_unit_test(another_hash_than_expected_is_refused),
      cmocka_unit_test(replay_alone_does_not_look_at_the_claim),
      cmocka_unit_test(false_tree_below_the_right_clauses_is_refused),
      cmocka_unit_test(claim_in_any_but_canonical_form_is_refused),
      cmocka_unit_test(claim_text_is_no_problem_file),
      cmocka_unit_test(claim_that_does_not_compile_is_refused),
      cmocka_unit_test(claim_without_a_number_is_refused),
      cmocka_unit_test(clauses_of_another_claim_are_refused),
      cmocka_unit_test(false_witness_is_refused_before_the_clauses),
      cmocka_unit_test(kind_has_to_be_that_of_the_clauses),
      cmocka_unit_test(splits_deeper_than_doubles_are_judged),
      cmocka_unit_test(precision_can_be_chosen_for_replay),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
