/* SPDX-License-Identifier: MIT
 * Problems of rank-one matrix factorisation that have no answer: each is an error of its own, and
 * says what a mathematician needs to know. */
#include "rank_one_problem.h"

typedef struct {
  const char *x, *domain, *claim, *fragment;
} bad_problem;

#define GOOD_X "[[3/2, 1/2], [1/2, 1]]"
#define GOOD_DOMAIN "W in [-1, 1]; S in [-1, 1];"
#define GOOD_CLAIM "beta = 182; alpha = beta + 1;"

static ab_status try_to_prove(const bad_problem *bad, ab_error *error) {
  problem p;
  problem_of_blocks(&p, bad->x, bad->domain, bad->claim);
  ab_status status = problem_try(&p, error);
  if (status != AB_OK) {
    problem_free_text(&p);
    return status;
  }
  ab_proof proof;
  ab_prove_options options = {.precision = AB_PRECISION_DEFAULT, .threads = 1, .node_limit = 1000};
  status = ab_prove(&proof, &p.statement, &options, error);
  if (status == AB_OK)
    ab_proof_clear(&proof);
  problem_clear(&p);
  return status;
}

static void assert_errors(const bad_problem *bad, size_t count) {
  for (size_t n = 0; n < count; n++) {
    ab_error error;
    ab_status status = try_to_prove(&bad[n], &error);
    if (status != AB_BAD_PROBLEM || !strstr(error.message, bad[n].fragment))
      fail_msg("X = %s, %s, %s: status %d, \"%s\" instead of \"%s\"", bad[n].x, bad[n].domain,
               bad[n].claim, (int)status, status == AB_OK ? "" : error.message, bad[n].fragment);
  }
}

static void the_good_problem_is_no_error(void **state) {
  (void)state;
  ab_error error;
  assert_int_equal(try_to_prove(&(bad_problem){GOOD_X, GOOD_DOMAIN, GOOD_CLAIM, ""}, &error),
                   AB_OK);
}

static void matrices_without_a_gap_or_without_noise_are_errors(void **state) {
  (void)state;
  static const bad_problem bad[] = {
      {"[[1, 0], [0, 1]]", GOOD_DOMAIN, GOOD_CLAIM,
       "the gap between the two largest singular values"},
      {"[[1, 2], [-2, 1]]", GOOD_DOMAIN, GOOD_CLAIM,
       "the gap between the two largest singular values"},
      {"[[1, 2], [2, 4]]", GOOD_DOMAIN, GOOD_CLAIM,
       "rank = 1 is not below the rank of X, which is 1"},
      {"[[0, 0], [0, 0]]", GOOD_DOMAIN, GOOD_CLAIM,
       "rank = 1 is not below the rank of X, which is 0"},
      {"[[1], [2]]", GOOD_DOMAIN, GOOD_CLAIM, "rank = 1 is not below the rank of X, which is 1"},
      {"[[2, 0], [0, 1]]", GOOD_DOMAIN, GOOD_CLAIM, "the noise X - Z of entry (1,1)"},
      {"[[1, 2], [2]]", GOOD_DOMAIN, GOOD_CLAIM, "X is not rectangular: row 2 has 1"},
      {"[[1, 2], 3]", GOOD_DOMAIN, GOOD_CLAIM, "X is not rectangular: row 2"},
      {"[1, 2]", GOOD_DOMAIN, GOOD_CLAIM, "list of rows"},
      {"5", GOOD_DOMAIN, GOOD_CLAIM, "list of rows"},
  };
  assert_errors(bad, sizeof bad / sizeof *bad);
}

static void constants_that_make_no_condition_are_errors(void **state) {
  (void)state;
  static const bad_problem bad[] = {
      {GOOD_X, GOOD_DOMAIN, "beta = 2; alpha = 2;", "alpha has to be larger than beta"},
      {GOOD_X, GOOD_DOMAIN, "beta = 2; alpha = beta - 1;", "alpha has to be larger than beta"},
      {GOOD_X, GOOD_DOMAIN, "beta = 0; alpha = 2;", "beta has to be positive"},
      {GOOD_X, GOOD_DOMAIN, "alpha = 1; beta = alpha - 3;", "beta has to be positive"},
      {GOOD_X, GOOD_DOMAIN, "beta = 1;", "alpha is missing"},
      {GOOD_X, GOOD_DOMAIN, "alpha = beta + 1; beta = alpha - 1;", "defined by each other"},
  };
  assert_errors(bad, sizeof bad / sizeof *bad);
}

static void domains_that_are_no_full_box_are_errors(void **state) {
  (void)state;
  static const bad_problem bad[] = {
      {GOOD_X, "W in [1, -1]; S in [-1, 1];", GOOD_CLAIM, "this range is empty"},
      {GOOD_X, GOOD_DOMAIN " W[1,2] in [1, 0];", GOOD_CLAIM, "this range is empty"},
      {GOOD_X, "W in [-1, 1];", GOOD_CLAIM, "the domain has no range for S[1,1]"},
      {GOOD_X, "W in [-1, 1]; S[1,1] in [0, 1];", GOOD_CLAIM, "the domain has no range for S[1,2]"},
      {GOOD_X, GOOD_DOMAIN " S in [0, 1];", GOOD_CLAIM, "a second range for S[1,1]"},
      {GOOD_X, GOOD_DOMAIN " W[1,2] in [0, 1]; W[1,2] in [0, 1];", GOOD_CLAIM,
       "a second range for W[1,2]"},
      {GOOD_X, GOOD_DOMAIN " T in [0, 1];", GOOD_CLAIM, "unknown name 'T'; expected W or S"},
      {GOOD_X, GOOD_DOMAIN " W[2,1] in [0, 1];", GOOD_CLAIM,
       "the row of W has to be a whole number from 1 to 1"},
      {GOOD_X, GOOD_DOMAIN " S[1,3] in [0, 1];", GOOD_CLAIM,
       "the column of S has to be a whole number from 1 to 2"},
      {GOOD_X, GOOD_DOMAIN " S[1,0] in [0, 1];", GOOD_CLAIM,
       "the column of S has to be a whole number from 1 to 2"},
      {GOOD_X, GOOD_DOMAIN " W[1] in [0, 1];", GOOD_CLAIM, "expected two indices"},
      {GOOD_X, "W in [-inf, 1]; S in [-1, 1];", GOOD_CLAIM, "bounded domain"},
      {GOOD_X, GOOD_DOMAIN " ball radius = 3;", GOOD_CLAIM, "this claim needs a box"},
      {GOOD_X, "ball radius = 3; W in [0, 1];", GOOD_CLAIM, "given by its radius alone"},
      {GOOD_X, "tube radius = 0;", GOOD_CLAIM, "the radius of the tube has to be positive"},
      {GOOD_X, "ball radius = -1;", GOOD_CLAIM, "the radius of the ball has to be positive"},
      {GOOD_X, "tube radius = inf;", GOOD_CLAIM, "inf"},
  };
  assert_errors(bad, sizeof bad / sizeof *bad);
}

static void ranks_that_are_not_understood_are_errors(void **state) {
  (void)state;
  static const struct {
    const char *rank, *fragment;
  } bad[] = {
      {"3", "rank = 3 is not below the rank of X, which is 3"},
      {"0", "whole number"},
      {"3/2", "whole number"},
  };
  for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
    problem p = {0};
    ab_error error;
    ab_text_printf(&p.text,
                   "problem ranks { family matrix_factorization { X = [[2, 1, 1/2], [1/2, -3/2, 1],"
                   " [1, 1/2, -3/2]]; rank = %s; } domain { %s } claim alpha_beta { %s } }",
                   bad[n].rank, GOOD_DOMAIN, GOOD_CLAIM);
    assert_int_equal(problem_try(&p, &error), AB_BAD_PROBLEM);
    if (!strstr(error.message, bad[n].fragment))
      fail_msg("rank = %s: %s", bad[n].rank, error.message);
    problem_free_text(&p);
  }
}

/* Z_11 = X_11 for this X, and no other entry is without noise (checked below, in long double). Rows
 * and columns may be permuted; the message has to follow. */
static void the_one_entry_without_noise_is_named_with_its_enclosure(void **state) {
  (void)state;
  static const long x[3][3] = {{12, 24, 0}, {24, 6, 6}, {0, 6, 30}};
  for (size_t shift = 0; shift < 9; shift++) {
    size_t rows = shift / 3, columns = shift % 3;
    model k = {.n = 3, .m = 3};
    for (size_t i = 0; i < 3; i++)
      for (size_t j = 0; j < 3; j++)
        k.x_units[(i + rows) % 3 * 3 + (j + columns) % 3] = x[i][j];
    for (size_t c = 0; c < 6; c++) {
      k.lo_units[c] = -16;
      k.hi_units[c] = 16;
    }
    model_finish(&k);
    for (size_t e = 0; e < 9; e++) {
      long double there = fabsl(noise(&k, e / 3, e % 3));
      assert_true(e == rows * 3 + columns ? there < 1e-15L : there > 0.01L);
    }
    problem p;
    ab_proof proof;
    ab_error error = {0};
    ab_prove_options options = {.precision = AB_PRECISION_DEFAULT, .threads = 1};
    problem_of_model(&p, &k, 100, 1);
    assert_int_equal(ab_prove(&proof, &p.statement, &options, &error), AB_BAD_PROBLEM);
    char expected[64];
    snprintf(expected, sizeof expected, "entry (%zu,%zu) is or may be zero: it lies in [-",
             rows + 1, columns + 1);
    if (!strstr(error.message, expected))
      fail_msg("%s", error.message);
    problem_clear(&p);
  }
}

static void range_of_one_entry_overrides_the_whole_in_any_order(void **state) {
  (void)state;
  static const char *const domains[] = {"W in [-1, 1]; W[1,2] in [0, 1/2]; S in [-1, 1];",
                                        "W[1,2] in [0, 1/2]; S in [-1, 1]; W in [-1, 1];"};
  for (size_t n = 0; n < 2; n++) {
    problem p;
    problem_of_blocks(&p, GOOD_X, domains[n], GOOD_CLAIM);
    problem_read(&p);
    ab_text text;
    ab_text_init(&text);
    ab_statement_append(&text, &p.statement);
    assert_non_null(strstr(text.data, "domain {\n  W[1,1] in [-1, 1];\n  W[1,2] in [0, 1/2];\n"
                                      "  S in [-1, 1];\n}\n"));
    ab_text_clear(&text);
    problem_clear(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_good_problem_is_no_error),
      cmocka_unit_test(matrices_without_a_gap_or_without_noise_are_errors),
      cmocka_unit_test(constants_that_make_no_condition_are_errors),
      cmocka_unit_test(domains_that_are_no_full_box_are_errors),
      cmocka_unit_test(ranks_that_are_not_understood_are_errors),
      cmocka_unit_test(range_of_one_entry_overrides_the_whole_in_any_order),
      cmocka_unit_test(the_one_entry_without_noise_is_named_with_its_enclosure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
