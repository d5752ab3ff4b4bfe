/* SPDX-License-Identifier: MIT
 * The public C library: what a program gets, and what it is told when something is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <abcert/abcert.h>
#include <cmocka.h>
#include <string.h>

static const char two_claims[] = "problem p {\n"
                                 "  variables x;\n"
                                 "  domain { x in [0, 1]; }\n"
                                 "  claim clause good { show x*(1 - x) < 0.26; }\n"
                                 "  claim clause bad { show x^2 < 0.9; }\n"
                                 "}\n";

static abcert_problem *parse(abcert_context *context, const char *text) {
  abcert_problem *problem;
  assert_int_equal(abcert_problem_parse(context, &problem, "memory", text, strlen(text)),
                   ABCERT_OK);
  return problem;
}

static void a_true_claim_gives_a_certificate_that_is_verified(void **state) {
  (void)state;
  abcert_context *context = abcert_context_create();
  abcert_problem *problem = parse(context, two_claims);
  abcert_result *proof, *checked;
  assert_int_equal(abcert_problem_claim_count(problem), 2);
  assert_string_equal(abcert_problem_claim_name(problem, 0), "good");
  assert_int_equal(abcert_prove(context, &proof, problem, 0, NULL), ABCERT_OK);
  assert_int_equal(abcert_result_verdict(proof), ABCERT_PROVED);
  assert_true(abcert_result_boxes(proof) > 0);
  assert_string_equal(abcert_result_assumptions(proof), "");
  size_t length;
  const char *bytes = abcert_result_certificate(proof, &length);
  const char *hash = abcert_problem_claim_hash(problem, 0);
  assert_int_equal(abcert_check(context, &checked, bytes, length, hash, NULL), ABCERT_OK);
  assert_int_equal(abcert_result_verdict(checked), ABCERT_PROVED);
  assert_string_equal(abcert_result_hash(checked), hash);
  abcert_result_destroy(checked);
  abcert_result_destroy(proof);
  abcert_problem_destroy(problem);
  abcert_context_destroy(context);
}

static void a_false_claim_is_refuted_with_a_certificate(void **state) {
  (void)state;
  abcert_context *context = abcert_context_create();
  abcert_problem *problem = parse(context, two_claims);
  abcert_result *refutation, *checked;
  assert_int_equal(abcert_prove(context, &refutation, problem, 1, NULL), ABCERT_OK);
  assert_int_equal(abcert_result_verdict(refutation), ABCERT_REFUTED);
  size_t length;
  const char *bytes = abcert_result_certificate(refutation, &length);
  assert_int_equal(abcert_check(context, &checked, bytes, length, NULL, NULL), ABCERT_OK);
  assert_int_equal(abcert_result_verdict(checked), ABCERT_REFUTED);
  abcert_result_destroy(checked);
  abcert_result_destroy(refutation);
  abcert_problem_destroy(problem);
  abcert_context_destroy(context);
}

static void a_certificate_of_another_claim_is_not_verified(void **state) {
  (void)state;
  abcert_context *context = abcert_context_create();
  abcert_problem *problem = parse(context, two_claims);
  abcert_result *proof, *checked;
  assert_int_equal(abcert_prove(context, &proof, problem, 0, NULL), ABCERT_OK);
  size_t length;
  const char *bytes = abcert_result_certificate(proof, &length);
  const char *other = abcert_problem_claim_hash(problem, 1);
  assert_int_equal(abcert_check(context, &checked, bytes, length, other, NULL),
                   ABCERT_NOT_VERIFIED);
  assert_null(checked);
  assert_non_null(strstr(abcert_message(context), "another claim"));
  assert_int_equal(abcert_check(context, &checked, bytes, length - 1, NULL, NULL),
                   ABCERT_NOT_VERIFIED);
  abcert_result_destroy(proof);
  abcert_problem_destroy(problem);
  abcert_context_destroy(context);
}

static void an_error_in_a_problem_has_its_place(void **state) {
  (void)state;
  static const char text[] = "problem p {\n  variables x y;\n}\n";
  abcert_context *context = abcert_context_create();
  abcert_problem *problem;
  assert_int_equal(abcert_problem_parse(context, &problem, "memory", text, strlen(text)),
                   ABCERT_BAD_PROBLEM);
  assert_null(problem);
  assert_memory_equal(abcert_message(context), "memory:2:", 9);
  assert_int_equal(abcert_problem_load(context, &problem, "no/such/file.abp"), ABCERT_IO);
  assert_null(problem);
  abcert_context_destroy(context);
}

static void arguments_that_make_no_sense_are_refused(void **state) {
  (void)state;
  static const char best[] = "problem p {\n"
                             "  family matrix_factorization { X = [[2, 1], [1, 1]]; rank = 1; }\n"
                             "  domain { W in [-1, 1]; S in [-1, 1]; }\n"
                             "  claim alpha_beta { beta = best; alpha = beta + 1; }\n"
                             "}\n";
  abcert_context *context = abcert_context_create();
  abcert_problem *problem = parse(context, two_claims);
  abcert_result *result;
  abcert_options narrow = {.precision = 1}, negative = {.time_limit = -1};
  assert_int_equal(abcert_prove(context, &result, problem, 2, NULL), ABCERT_USAGE);
  assert_null(result);
  assert_int_equal(abcert_prove(context, &result, problem, 0, &narrow), ABCERT_USAGE);
  assert_int_equal(abcert_prove(context, &result, problem, 0, &negative), ABCERT_USAGE);
  abcert_problem_destroy(problem);
  problem = parse(context, best);
  assert_null(abcert_problem_claim_text(problem, 0));
  assert_null(abcert_problem_claim_hash(problem, 0));
  assert_int_equal(abcert_prove(context, &result, problem, 0, NULL), ABCERT_USAGE);
  abcert_problem_destroy(problem);
  abcert_context_destroy(context);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_true_claim_gives_a_certificate_that_is_verified),
      cmocka_unit_test(a_false_claim_is_refuted_with_a_certificate),
      cmocka_unit_test(a_certificate_of_another_claim_is_not_verified),
      cmocka_unit_test(an_error_in_a_problem_has_its_place),
      cmocka_unit_test(arguments_that_make_no_sense_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
