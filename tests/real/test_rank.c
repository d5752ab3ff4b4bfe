/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "caches.h"
#include "matrices.h"

#include <mpfr.h>

enum { SEED = 20240611 };

static void rank_of_a_matrix_is_exact(void **state) {
  (void)state;
  static const struct {
    size_t rows, columns, rank;
    const char *entries;
  } cases[] = {
      {1, 1, 0, "0"},
      {1, 1, 1, "-1/7"},
      {1, 1, 1, "1152921504606847009"}, /* zero modulo the prime that is tried first */
      {2, 3, 0, "0 0 0 0 0 0"},
      {2, 3, 1, "1/3 2/3 1 1/2 1 3/2"},
      {2, 3, 2, "1/3 2/3 1 1/2 1 1500000000000000000001/1000000000000000000000"},
      {3, 3, 2, "1 2 3 4 5 6 7 8 9"},
      {4, 2, 2, "0 0 1/5 0 0 0 0 -3"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ab_matrix x;
    ab_matrix_init(&x, cases[i].rows, cases[i].columns);
    set_values(x.entries, cases[i].entries);
    assert_int_equal(ab_matrix_rank(&x), cases[i].rank);
    ab_matrix_clear(&x);
  }
}

/* The product of a random 9 x 4 and a random 4 x 12 matrix; 4 x 4 minors of such factors do not
 * vanish here. */
static void rank_of_a_product_is_the_inner_dimension(void **state) {
  (void)state;
  uint64_t seed = SEED;
  ab_matrix x;
  ab_matrix_init(&x, 9, 12);
  mpq_t *left = ab_rationals_create(36), *right = ab_rationals_create(48), term;
  mpq_init(term);
  set_random(left, 36, &seed);
  set_random(right, 48, &seed);
  for (size_t i = 0; i < 9; i++)
    for (size_t j = 0; j < 12; j++)
      for (size_t k = 0; k < 4; k++) {
        mpq_mul(term, left[4 * i + k], right[12 * k + j]);
        mpq_add(x.entries[12 * i + j], x.entries[12 * i + j], term);
      }
  assert_int_equal(ab_matrix_rank(&x), 4);
  mpq_set_ui(term, 1, 1000000007);
  mpq_add(x.entries[5], x.entries[5], term);
  assert_int_equal(ab_matrix_rank(&x), 5);
  mpq_clear(term);
  ab_rationals_destroy(left, 36);
  ab_rationals_destroy(right, 48);
  ab_matrix_clear(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rank_of_a_matrix_is_exact),
      cmocka_unit_test(rank_of_a_product_is_the_inner_dimension),
  };
  return cmocka_run_group_tests(tests, NULL, release_caches);
}
