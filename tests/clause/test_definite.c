/* SPDX-License-Identifier: MIT */
#include "../expr/expr_support.h"

#include "clause/definite.h"

enum { SEED = 20250319, BITS = 53 };

/* entries: lower triangle, row by row, each lo and hi. */
static bool definite(const long (*entries)[2], size_t m, bool strict) {
  ab_interval *matrix = ab_intervals_create(m * (m + 1) / 2, BITS);
  for (size_t i = 0; i < m * (m + 1) / 2; i++) {
    mpfr_set_si(matrix[i].lo, entries[i][0], MPFR_RNDD);
    mpfr_set_si(matrix[i].hi, entries[i][1], MPFR_RNDU);
  }
  bool answer = ab_definite(matrix, m, strict, BITS);
  ab_intervals_destroy(matrix, m * (m + 1) / 2);
  return answer;
}

static void small_matrices_are_judged_as_by_hand(void **state) {
  (void)state;
  static const struct {
    size_t m;
    long entries[6][2];
    bool semidefinite, positive;
  } cases[] = {
      {1, {{0, 1}}, true, false},
      {1, {{1, 2}}, true, true},
      {1, {{-1, 2}}, false, false},
      {2, {{1, 1}, {2, 2}, {1, 1}}, false, false}, /* eigenvalues 3, -1 */
      {2, {{1, 1}, {1, 1}, {1, 1}}, true, false},
      {2, {{2, 2}, {-1, 1}, {1, 1}}, true, true},
      {2, {{1, 1}, {-2, 0}, {1, 1}}, false, false}, /* one member is bad */
      {2, {{1, 1}, {-1, 1}, {1, 4}}, true, false},
      {2, {{0, 0}, {0, 0}, {1, 1}}, false, false}, /* semidefinite, but refused: first pivot */
      {3, {{2, 2}, {-1, -1}, {2, 2}, {0, 0}, {-1, -1}, {2, 2}}, true, true},
      {3, {{2, 2}, {2, 2}, {3, 3}, {2, 2}, {3, 3}, {3, 3}}, true, false},  /* pivots 2, 1, 0 */
      {3, {{1, 1}, {0, 0}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}, false, false}, /* determinant -1 */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(definite(cases[i].entries, cases[i].m, false), cases[i].semidefinite);
    assert_int_equal(definite(cases[i].entries, cases[i].m, true), cases[i].positive);
  }
}

static void what_is_not_finite_is_not_definite(void **state) {
  (void)state;
  ab_interval *x = ab_intervals_create(1, BITS);
  assert_false(ab_definite(x, 1, false, BITS)); /* undefined */
  mpfr_set_si(x[0].lo, 1, MPFR_RNDD);
  mpfr_set_inf(x[0].hi, 1);
  assert_false(ab_definite(x, 1, false, BITS));
  assert_false(ab_definite(x, 0, false, BITS));
  ab_intervals_destroy(x, 1);
}

/* c'Ac for integers of a few digits: exact in 64 bits. */
static long form(const long a[4][4], const long *c, size_t m) {
  long sum = 0;
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < m; j++)
      sum += c[i] * a[i][j] * c[j];
  return sum;
}

/* Members of what is accepted have no negative value; for strict ones no zero either. */
static void what_is_accepted_has_no_negative_value(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  int accepted = 0;
  for (int round = 0; round < 4000; round++) {
    size_t m = 1 + (size_t)random_below(&seed, 4), at = 0;
    long entries[10][2];
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j <= i; j++, at++) {
        entries[at][0] = random_below(&seed, 7) - 3 + (i == j ? 6 : 0);
        entries[at][1] = entries[at][0] + random_below(&seed, 3);
      }
    bool strict = random_below(&seed, 2);
    if (!definite(entries, m, strict))
      continue;
    accepted++;
    for (int sample = 0; sample < 50; sample++) {
      long a[4][4], c[4], any = 0;
      at = 0;
      for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j <= i; j++, at++)
          a[i][j] = a[j][i] = entries[at][random_below(&seed, 2)];
      for (size_t i = 0; i < m; i++)
        any |= c[i] = random_below(&seed, 21) - 10;
      assert_true(form((const long(*)[4])a, c, m) >= (strict && any ? 1 : 0));
    }
  }
  print_message("%d accepted\n", accepted);
  assert_true(accepted > 500 && accepted < 3900);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_matrices_are_judged_as_by_hand),
      cmocka_unit_test(what_is_not_finite_is_not_definite),
      cmocka_unit_test(what_is_accepted_has_no_negative_value),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
