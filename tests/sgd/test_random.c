/* SPDX-License-Identifier: MIT
 * Random indices: reference outputs of the two generators come from their authors' code. */
#include "sgd/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void the_generator_gives_the_reference_outputs(void **state) {
  (void)state;
  static const uint64_t expected[] = {UINT64_C(11520),
                                      UINT64_C(0),
                                      UINT64_C(1509978240),
                                      UINT64_C(1215971899390074240),
                                      UINT64_C(1216172134540287360),
                                      UINT64_C(607988272756665600),
                                      UINT64_C(16172922978634559625),
                                      UINT64_C(8476171486693032832)};
  ab_random random = {{1, 2, 3, 4}};
  for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
    assert_true(ab_random_next(&random) == expected[k]);
}

static void the_seed_is_spread_by_splitmix64(void **state) {
  (void)state;
  static const uint64_t expected[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                      UINT64_C(9817491932198370423), UINT64_C(4593380528125082431)};
  ab_random random;
  ab_random_seed(&random, 1234567);
  for (size_t k = 0; k < 4; k++)
    assert_true(random.words[k] == expected[k]);
}

static void indices_are_in_range_and_every_one_occurs_about_as_often(void **state) {
  (void)state;
  enum { COUNT = 7, DRAWS = 70000 };
  size_t seen[COUNT] = {0};
  ab_random random;
  ab_random_seed(&random, 42);
  for (size_t k = 0; k < DRAWS; k++) {
    uint64_t index = ab_random_index(&random, COUNT);
    assert_true(index < COUNT);
    seen[index]++;
  }
  for (size_t k = 0; k < COUNT; k++) /* within five standard deviations of DRAWS/COUNT */
    assert_in_range(seen[k], DRAWS / COUNT - 463, DRAWS / COUNT + 463);
}

/* With count = 3 * 2^62 a quarter of all words has to be thrown away: without rejection, indices
 * below 2^62 would come twice as often as the others. */
static void words_beyond_the_last_multiple_are_rejected(void **state) {
  (void)state;
  enum { DRAWS = 30000 };
  ab_random random;
  ab_random_seed(&random, 3);
  size_t low = 0;
  for (size_t k = 0; k < DRAWS; k++)
    low += ab_random_index(&random, UINT64_C(3) << 62) < UINT64_C(1) << 62;
  assert_in_range(low, DRAWS / 3 - 410, DRAWS / 3 + 410);
}

static void a_copy_gives_the_same_numbers_again(void **state) {
  (void)state;
  ab_random random, copy;
  ab_random_seed(&random, 7);
  copy = random;
  for (size_t k = 0; k < 100; k++)
    assert_true(ab_random_index(&random, 10) == ab_random_index(&copy, 10));
}

static void one_function_needs_no_choice(void **state) {
  (void)state;
  ab_random random;
  ab_random_seed(&random, 0);
  assert_true(ab_random_index(&random, 1) == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_generator_gives_the_reference_outputs),
      cmocka_unit_test(the_seed_is_spread_by_splitmix64),
      cmocka_unit_test(indices_are_in_range_and_every_one_occurs_about_as_often),
      cmocka_unit_test(words_beyond_the_last_multiple_are_rejected),
      cmocka_unit_test(a_copy_gives_the_same_numbers_again),
      cmocka_unit_test(one_function_needs_no_choice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
