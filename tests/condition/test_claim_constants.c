/* SPDX-License-Identifier: MIT
 * The constants of claims: numbers, constants that follow others, one that is `best`. */
#include "condition/conditions.h"
#include "condition/statement.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  ab_syntax *syntax;
  ab_statement statement;
} reading;

/* Reads the claim alpha_beta { BODY }. On failure nothing is to be cleared. */
static ab_status read_claim(reading *r, const char *body, ab_error *error) {
  char source[1024];
  int length = snprintf(source, sizeof source,
                        "problem p { family matrix_factorization { X = [[3/2, 1/2], [1/2, 1]]; "
                        "rank = 1; } domain { W in [-1, 1]; S in [-1, 1]; } constant k = 3; "
                        "claim alpha_beta { %s } }",
                        body);
  const ab_entry **claims = NULL;
  size_t count;
  ab_status status = ab_syntax_parse(&r->syntax, "test", source, (size_t)length, error);
  assert_int_equal(status, AB_OK);
  assert_int_equal(ab_statement_claims(r->syntax, &claims, &count, error), AB_OK);
  status = ab_statement_read(&r->statement, r->syntax, claims[0], error);
  ab_free(claims);
  if (status != AB_OK)
    ab_syntax_destroy(r->syntax);
  return status;
}

static void reading_clear(reading *r) {
  ab_statement_clear(&r->statement);
  ab_syntax_destroy(r->syntax);
}

static void assert_constant(const reading *r, size_t k, long numerator, unsigned long denominator) {
  assert_int_equal(mpq_cmp_si(ab_statement_constant(&r->statement, k), numerator, denominator), 0);
}

static void set_best(reading *r, long numerator, unsigned long denominator, ab_status expected) {
  ab_error error;
  mpq_t value;
  mpq_init(value);
  mpq_set_si(value, numerator, denominator);
  assert_int_equal(ab_statement_set_best(&r->statement, value, &error), expected);
  mpq_clear(value);
}

static void constants_follow_each_other_in_either_order(void **state) {
  (void)state;
  static const char *const bodies[] = {"beta = 4; alpha = beta + 1;",
                                       "alpha = 5; beta = 4/5*alpha;",
                                       "alpha = beta + 1; beta = 4; gap = 1/8;",
                                       "alpha = beta^2 - 11; beta = 4;", "alpha = 5; beta = 4;"};
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    reading r;
    ab_error error;
    assert_int_equal(read_claim(&r, bodies[i], &error), AB_OK);
    assert_false(ab_statement_has_free_constant(&r.statement));
    assert_constant(&r, AB_ALPHA, 5, 1);
    assert_constant(&r, AB_BETA, 4, 1);
    reading_clear(&r);
  }
}

static void the_constant_to_be_found_takes_one_value_after_another(void **state) {
  (void)state;
  reading r;
  ab_error error;
  assert_int_equal(read_claim(&r, "alpha = k*(beta + 1)/2 - 1; beta = best;", &error), AB_OK);
  assert_true(ab_statement_has_free_constant(&r.statement));
  assert_int_equal(ab_claim_constants_best(&r.statement.constants), AB_BETA);
  set_best(&r, 7, 1, AB_OK);
  assert_false(ab_statement_has_free_constant(&r.statement));
  assert_constant(&r, AB_ALPHA, 11, 1);
  set_best(&r, 3, 1, AB_OK);
  assert_constant(&r, AB_ALPHA, 5, 1);
  set_best(&r, -1, 1, AB_BAD_PROBLEM); /* beta < 0 */
  assert_true(ab_statement_has_free_constant(&r.statement));
  set_best(&r, 5, 1, AB_OK);
  ab_text text;
  ab_text_init(&text);
  ab_statement_append_constants(&text, &r.statement);
  assert_string_equal(text.data, "claim alpha_beta {\n  alpha = 8;\n  beta = 5;\n}\n");
  ab_text_clear(&text);
  reading_clear(&r);
}

static void a_value_at_which_alpha_is_not_above_beta_is_refused(void **state) {
  (void)state;
  reading r;
  ab_error error;
  assert_int_equal(read_claim(&r, "alpha = best; beta = 2*alpha - 9;", &error), AB_OK);
  set_best(&r, 8, 1, AB_OK);
  set_best(&r, 9, 1, AB_BAD_PROBLEM);
  set_best(&r, 4, 1, AB_BAD_PROBLEM);
  reading_clear(&r);
}

static void the_gap_is_one_millionth_unless_given(void **state) {
  (void)state;
  reading r;
  ab_error error;
  assert_int_equal(read_claim(&r, "alpha = beta + 1; beta = best;", &error), AB_OK);
  assert_int_equal(mpq_cmp_ui(r.statement.constants.gap, 1, 1000000), 0);
  reading_clear(&r);
  assert_int_equal(read_claim(&r, "alpha = beta + 1; beta = best; gap = 1e-3;", &error), AB_OK);
  assert_int_equal(mpq_cmp_ui(r.statement.constants.gap, 1, 1000), 0);
  reading_clear(&r);
}

static void claims_that_make_no_sense_are_errors(void **state) {
  (void)state;
  static const struct {
    const char *body, *fragment;
  } bad[] = {
      {"alpha = 2; beta = 2;", "alpha has to be larger than beta"},
      {"alpha = 2; beta = 0;", "beta has to be positive"},
      {"beta = 1;", "alpha is missing"},
      {"alpha = beta + 1; beta = alpha - 1;", "defined by each other"},
      {"alpha = alpha; beta = 1;", "defined by each other"},
      {"alpha = best; beta = best;", "only one of alpha and beta can be 'best'"},
      {"alpha = beta^2; beta = best;", "alpha has to follow"},
      {"alpha = 1/beta; beta = best;", "alpha has to follow"},
      {"alpha = beta*beta; beta = best;", "alpha has to follow"},
      {"alpha = max(beta, 1) + 1; beta = best;", "alpha has to follow"},
      {"alpha = beta + 1; beta = best + 1;", "best"},
      {"alpha = 2; beta = 1; gap = 0;", "gap is a relative width"},
      {"alpha = 2; beta = 1; gap = 1;", "gap is a relative width"},
      {"alpha = 2; beta = 1; mu = 1;", "unknown name 'mu'"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    reading r;
    ab_error error;
    ab_status status = read_claim(&r, bad[i].body, &error);
    if (status == AB_OK)
      reading_clear(&r);
    if (status != AB_BAD_PROBLEM || !strstr(error.message, bad[i].fragment))
      fail_msg("%s: status %d, \"%s\" instead of \"%s\"", bad[i].body, (int)status,
               status == AB_OK ? "" : error.message, bad[i].fragment);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(constants_follow_each_other_in_either_order),
      cmocka_unit_test(the_constant_to_be_found_takes_one_value_after_another),
      cmocka_unit_test(a_value_at_which_alpha_is_not_above_beta_is_refused),
      cmocka_unit_test(the_gap_is_one_millionth_unless_given),
      cmocka_unit_test(claims_that_make_no_sense_are_errors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
