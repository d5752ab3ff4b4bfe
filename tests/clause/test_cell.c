/* SPDX-License-Identifier: MIT */
#include "../expr/expr_support.h"

#include "clause/cell.h"

enum { SEED = 20250313 };

static void assert_ends(const ab_cell *cell, size_t k, const char *lo, const char *hi,
                        const char *expected_lo, const char *expected_hi) {
  mpq_t ends[4], expected;
  mpq_init(expected);
  for (int i = 0; i < 4; i++)
    mpq_init(ends[i]);
  set_text(ends[0], lo);
  set_text(ends[1], hi);
  ab_cell_ends(ends[2], ends[3], cell, k, ends[0], ends[1]);
  set_text(expected, expected_lo);
  assert_true(mpq_equal(ends[2], expected));
  set_text(expected, expected_hi);
  assert_true(mpq_equal(ends[3], expected));
  for (int i = 0; i < 4; i++)
    mpq_clear(ends[i]);
  mpq_clear(expected);
}

static void ends_are_exact(void **state) {
  (void)state;
  ab_cell cell;
  ab_cell_init(&cell, 2);
  assert_ends(&cell, 0, "-1/3", "1/7", "-1/3", "1/7");
  ab_cell_enter_half(&cell, 0, 1);
  assert_ends(&cell, 0, "-1/3", "1/7", "-2/21", "1/7");
  ab_cell_enter_half(&cell, 0, 0);
  assert_ends(&cell, 0, "-1/3", "1/7", "-2/21", "1/42");
  assert_ends(&cell, 1, "0", "1", "0", "1");
  ab_cell_enter_face(&cell, 0, AB_END_HIGH);
  assert_ends(&cell, 0, "-1/3", "1/7", "1/42", "1/42");
  ab_cell_leave_face(&cell, 0);
  ab_cell_enter_face(&cell, 0, AB_END_LOW);
  assert_ends(&cell, 0, "-1/3", "1/7", "-2/21", "-2/21");
  ab_cell_leave_face(&cell, 0);
  ab_cell_enter_half(&cell, 1, 0);
  assert_ends(&cell, 1, "5", "5", "5", "5"); /* no width: a point at every depth */
  ab_cell_clear(&cell);
}

/* 300 halvings leave an end that only exact arithmetic can tell from 1/3. */
static void deep_cells_are_exact(void **state) {
  (void)state;
  ab_cell cell;
  ab_cell_init(&cell, 1);
  mpq_t lo, hi, out_lo, out_hi, width;
  mpq_inits(lo, hi, out_lo, out_hi, width, NULL);
  set_text(lo, "1/3");
  set_text(hi, "4/3");
  for (int i = 0; i < 300; i++)
    ab_cell_enter_half(&cell, 0, 0);
  ab_cell_ends(out_lo, out_hi, &cell, 0, lo, hi);
  assert_true(mpq_equal(out_lo, lo));
  mpq_sub(width, out_hi, out_lo);
  assert_int_equal(mpz_cmp_ui(mpq_numref(width), 1), 0);
  assert_int_equal(mpz_sizeinbase(mpq_denref(width), 2), 301);
  for (int i = 0; i < 300; i++)
    ab_cell_leave_half(&cell, 0);
  ab_cell_ends(out_lo, out_hi, &cell, 0, lo, hi);
  assert_true(mpq_equal(out_hi, hi));
  mpq_clears(lo, hi, out_lo, out_hi, width, NULL);
  ab_cell_clear(&cell);
}

/* The two halves of a cell meet in its midpoint and make it up. */
static void halves_cover_a_cell_exactly(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  mpq_t lo, hi, ends[6];
  mpq_inits(lo, hi, NULL);
  for (int i = 0; i < 6; i++)
    mpq_init(ends[i]);
  for (int round = 0; round < 200; round++) {
    long numerator = random_below(&seed, 100), other = random_below(&seed, 100);
    set_fraction(lo, numerator - 50, (unsigned long)random_below(&seed, 30) + 1);
    set_fraction(hi, other, (unsigned long)random_below(&seed, 30) + 1);
    mpq_add(hi, hi, lo);
    ab_cell cell;
    ab_cell_init(&cell, 1);
    for (long depth = random_below(&seed, 100); depth > 0; depth--)
      ab_cell_enter_half(&cell, 0, (unsigned)random_below(&seed, 2));
    ab_cell_ends(ends[0], ends[1], &cell, 0, lo, hi);
    ab_cell_enter_half(&cell, 0, 0);
    ab_cell_ends(ends[2], ends[3], &cell, 0, lo, hi);
    ab_cell_leave_half(&cell, 0);
    ab_cell_enter_half(&cell, 0, 1);
    ab_cell_ends(ends[4], ends[5], &cell, 0, lo, hi);
    assert_true(mpq_equal(ends[0], ends[2]) && mpq_equal(ends[3], ends[4]) &&
                mpq_equal(ends[5], ends[1]));
    mpq_add(ends[0], ends[0], ends[1]);
    mpq_div_2exp(ends[0], ends[0], 1);
    assert_true(mpq_equal(ends[0], ends[3]));
    ab_cell_clear(&cell);
  }
  for (int i = 0; i < 6; i++)
    mpq_clear(ends[i]);
  mpq_clears(lo, hi, NULL);
}

static bool same_cell(const ab_cell *a, const ab_cell *b) {
  for (size_t k = 0; k < a->count; k++)
    if (mpz_cmp(a->axes[k].index, b->axes[k].index) != 0 || a->axes[k].depth != b->axes[k].depth ||
        a->axes[k].end != b->axes[k].end)
      return false;
  return true;
}

/* A random walk down, and the same way back: every cell on the way is met again. */
static void walking_up_returns_exactly(void **state) {
  (void)state;
  enum { STEPS = 200, AXES = 3 };
  uint64_t seed = SEED + 1;
  print_message("seed %d\n", SEED + 1);
  ab_cell cell, trail[STEPS];
  size_t axes[STEPS];
  bool faces[STEPS];
  ab_cell_init(&cell, AXES);
  size_t steps = 0;
  for (; steps < STEPS; steps++) {
    size_t k = (size_t)random_below(&seed, AXES);
    if (cell.axes[k].end != AB_END_NONE)
      break;
    ab_cell_init(&trail[steps], AXES);
    ab_cell_set(&trail[steps], &cell);
    axes[steps] = k;
    faces[steps] = random_below(&seed, 60) == 0;
    if (faces[steps])
      ab_cell_enter_face(&cell, k, random_below(&seed, 2) ? AB_END_LOW : AB_END_HIGH);
    else
      ab_cell_enter_half(&cell, k, (unsigned)random_below(&seed, 2));
  }
  assert_true(steps > 20);
  while (steps-- > 0) {
    if (faces[steps])
      ab_cell_leave_face(&cell, axes[steps]);
    else
      ab_cell_leave_half(&cell, axes[steps]);
    assert_true(same_cell(&cell, &trail[steps]));
    ab_cell_clear(&trail[steps]);
  }
  ab_cell_clear(&cell);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ends_are_exact),
      cmocka_unit_test(deep_cells_are_exact),
      cmocka_unit_test(halves_cover_a_cell_exactly),
      cmocka_unit_test(walking_up_returns_exactly),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
