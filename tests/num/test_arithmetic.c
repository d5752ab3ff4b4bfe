/* SPDX-License-Identifier: MIT
 * Every interval with endpoints k/4, |k| <= 8, at tiny and ordinary precisions, against exact
 * rationals. */
#include "interval_support.h"

#include "num/rational.h"

enum { GRID = 17, INTERVALS = GRID * (GRID + 1) / 2, PRECISIONS = 4 };

static const mpfr_prec_t precisions[PRECISIONS] = {2, 3, 5, 24};

typedef struct {
  mpq_t lo, hi;
  ab_interval enclosure; /* exact */
} grid_interval;

static grid_interval grid[INTERVALS];

static int setup(void **state) {
  (void)state;
  size_t n = 0;
  for (long i = 0; i < GRID; i++)
    for (long j = i; j < GRID; j++, n++) {
      mpq_init(grid[n].lo);
      mpq_init(grid[n].hi);
      mpq_set_si(grid[n].lo, i - 8, 4);
      mpq_set_si(grid[n].hi, j - 8, 4);
      mpq_canonicalize(grid[n].lo);
      mpq_canonicalize(grid[n].hi);
      ab_interval_init(&grid[n].enclosure, 8);
      ab_interval_set_rationals(&grid[n].enclosure, grid[n].lo, grid[n].hi);
    }
  return 0;
}

static int teardown(void **state) {
  (void)state;
  for (size_t n = 0; n < INTERVALS; n++) {
    mpq_clear(grid[n].lo);
    mpq_clear(grid[n].hi);
    ab_interval_clear(&grid[n].enclosure);
  }
  return 0;
}

static bool has_zero(const grid_interval *x) {
  return mpq_sgn(x->lo) <= 0 && mpq_sgn(x->hi) >= 0;
}

typedef void rational_operation(mpq_t, const mpq_t, const mpq_t);

static void rational_add(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_add(out, a, b);
}
static void rational_sub(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_sub(out, a, b);
}
static void rational_mul(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_mul(out, a, b);
}
static void rational_div(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_div(out, a, b);
}
static void rational_min(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_set(out, mpq_cmp(a, b) < 0 ? a : b);
}
static void rational_max(mpq_t out, const mpq_t a, const mpq_t b) {
  mpq_set(out, mpq_cmp(a, b) > 0 ? a : b);
}

/* The range of an operation that is monotone in each argument: over the four corners. */
static void corner_range(mpq_t lo, mpq_t hi, const grid_interval *x, const grid_interval *y,
                         rational_operation *op) {
  mpq_t value;
  mpq_init(value);
  for (int corner = 0; corner < 4; corner++) {
    op(value, corner & 1 ? x->hi : x->lo, corner & 2 ? y->hi : y->lo);
    if (corner == 0 || mpq_cmp(value, lo) < 0)
      mpq_set(lo, value);
    if (corner == 0 || mpq_cmp(value, hi) > 0)
      mpq_set(hi, value);
  }
  mpq_clear(value);
}

/* One pair at all precisions; undefined where the operation is. */
static void check_pair(ab_interval out[PRECISIONS], const grid_interval *x, const grid_interval *y,
                       binary_function *f, rational_operation *op, uint64_t *seed) {
  bool undefined = op == rational_div && has_zero(y);
  mpq_t lo, hi;
  mpq_init(lo);
  mpq_init(hi);
  if (!undefined)
    corner_range(lo, hi, x, y, op);
  for (int p = 0; p < PRECISIONS; p++) {
    fill_with_garbage(&out[p], seed);
    f(&out[p], &x->enclosure, &y->enclosure);
    bool good = undefined ? is_undefined(&out[p]) : is_rounded(&out[p], lo, hi);
    if (!good) {
      print_interval("x", &x->enclosure);
      print_interval("y", &y->enclosure);
      print_interval("got", &out[p]);
    }
    assert_true(good);
  }
  mpq_clear(lo);
  mpq_clear(hi);
}

static void check_all_pairs(binary_function *f, rational_operation *op) {
  uint64_t seed = 1;
  ab_interval out[PRECISIONS];
  for (int p = 0; p < PRECISIONS; p++)
    ab_interval_init(&out[p], precisions[p]);
  for (size_t i = 0; i < INTERVALS; i++)
    for (size_t j = 0; j < INTERVALS; j++)
      check_pair(out, &grid[i], &grid[j], f, op, &seed);
  for (int p = 0; p < PRECISIONS; p++)
    ab_interval_clear(&out[p]);
}

static void add_is_tightest_on_the_grid(void **state) {
  (void)state;
  check_all_pairs(ab_interval_add, rational_add);
}
static void sub_is_tightest_on_the_grid(void **state) {
  (void)state;
  check_all_pairs(ab_interval_sub, rational_sub);
}
static void mul_is_tightest_on_the_grid(void **state) {
  (void)state;
  check_all_pairs(ab_interval_mul, rational_mul);
}
static void div_is_tightest_and_undefined_over_zero_on_the_grid(void **state) {
  (void)state;
  check_all_pairs(ab_interval_div, rational_div);
}
static void min_is_tightest_on_the_grid(void **state) {
  (void)state;
  check_all_pairs(ab_interval_min, rational_min);
}
static void max_is_tightest_on_the_grid(void **state) {
  (void)state;
  check_all_pairs(ab_interval_max, rational_max);
}

typedef void rational_function(mpq_t, const mpq_t);

static void rational_neg(mpq_t out, const mpq_t a) {
  mpq_neg(out, a);
}
static void rational_abs(mpq_t out, const mpq_t a) {
  mpq_abs(out, a);
}
static void rational_sqr(mpq_t out, const mpq_t a) {
  mpq_mul(out, a, a);
}
static void rational_relu(mpq_t out, const mpq_t a) {
  if (mpq_sgn(a) < 0)
    mpq_set_ui(out, 0, 1);
  else
    mpq_set(out, a);
}

static void widen(mpq_t lo, mpq_t hi, const mpq_t value) {
  if (mpq_cmp(value, lo) < 0)
    mpq_set(lo, value);
  if (mpq_cmp(value, hi) > 0)
    mpq_set(hi, value);
}

/* The range of a function that is monotone on each side of 0. */
static void range_by_sides(mpq_t lo, mpq_t hi, const grid_interval *x, rational_function *f) {
  mpq_t zero, value;
  mpq_init(zero);
  mpq_init(value);
  f(lo, x->lo);
  mpq_set(hi, lo);
  f(value, x->hi);
  widen(lo, hi, value);
  if (has_zero(x)) {
    f(value, zero);
    widen(lo, hi, value);
  }
  mpq_clear(zero);
  mpq_clear(value);
}

static void check_all(unary_function *f, rational_function *exact) {
  uint64_t seed = 2;
  mpq_t lo, hi;
  mpq_init(lo);
  mpq_init(hi);
  for (int p = 0; p < PRECISIONS; p++) {
    ab_interval out;
    ab_interval_init(&out, precisions[p]);
    for (size_t i = 0; i < INTERVALS; i++) {
      fill_with_garbage(&out, &seed);
      f(&out, &grid[i].enclosure);
      range_by_sides(lo, hi, &grid[i], exact);
      assert_true(is_rounded(&out, lo, hi));
    }
    ab_interval_clear(&out);
  }
  mpq_clear(lo);
  mpq_clear(hi);
}

static void neg_abs_sqr_relu_are_tightest_on_the_grid(void **state) {
  (void)state;
  check_all(ab_interval_neg, rational_neg);
  check_all(ab_interval_abs, rational_abs);
  check_all(ab_interval_sqr, rational_sqr);
  check_all(ab_interval_relu, rational_relu);
}

static void rational_power(mpq_t out, const mpq_t a, long n) {
  mpq_set_ui(out, 1, 1);
  for (long k = 0; k < labs(n); k++)
    mpq_mul(out, out, a);
  if (n < 0)
    mpq_inv(out, out);
}

static void power_range(mpq_t lo, mpq_t hi, const grid_interval *x, long n) {
  mpq_t zero, value;
  mpq_init(zero);
  mpq_init(value);
  rational_power(lo, x->lo, n);
  mpq_set(hi, lo);
  rational_power(value, x->hi, n);
  widen(lo, hi, value);
  if (n > 0 && has_zero(x))
    widen(lo, hi, zero);
  mpq_clear(zero);
  mpq_clear(value);
}

static void check_power(ab_interval *out, const grid_interval *x, long n) {
  mpq_t lo, hi;
  mpq_init(lo);
  mpq_init(hi);
  ab_interval_pow(out, &x->enclosure, n);
  if (n < 0 && has_zero(x)) {
    assert_true(is_undefined(out));
  } else {
    power_range(lo, hi, x, n);
    assert_true(is_rounded(out, lo, hi));
  }
  mpq_clear(lo);
  mpq_clear(hi);
}

static void pow_is_tightest_for_exponents_up_to_five(void **state) {
  (void)state;
  uint64_t seed = 3;
  for (int p = 0; p < PRECISIONS; p++) {
    ab_interval out;
    ab_interval_init(&out, precisions[p]);
    for (size_t i = 0; i < INTERVALS; i++)
      for (long n = -5; n <= 5; n++) {
        fill_with_garbage(&out, &seed);
        check_power(&out, &grid[i], n);
      }
    ab_interval_clear(&out);
  }
}

/* bound^2 compared with x. */
static int compare_square(mpfr_srcptr bound, const mpq_t x) {
  mpq_t square;
  mpq_init(square);
  mpfr_get_q(square, bound);
  mpq_mul(square, square, square);
  int order = mpq_cmp(square, x);
  mpq_clear(square);
  return order;
}

/* out is the tightest enclosure of the square roots: the squares of its endpoints and of their
 * inner neighbours say so. */
static void check_root(ab_interval *out, const grid_interval *x) {
  assert_true(mpfr_sgn(out->lo) >= 0);
  assert_true(compare_square(out->lo, x->lo) <= 0);
  assert_true(compare_square(out->hi, x->hi) >= 0);
  if (compare_square(out->lo, x->lo) < 0) {
    mpfr_nextabove(out->lo);
    assert_true(compare_square(out->lo, x->lo) > 0);
  }
  if (compare_square(out->hi, x->hi) > 0) {
    mpfr_nextbelow(out->hi);
    assert_true(compare_square(out->hi, x->hi) < 0);
  }
}

static void sqrt_is_tightest_and_undefined_below_zero(void **state) {
  (void)state;
  uint64_t seed = 4;
  for (int p = 0; p < PRECISIONS; p++) {
    ab_interval out;
    ab_interval_init(&out, precisions[p]);
    for (size_t i = 0; i < INTERVALS; i++) {
      fill_with_garbage(&out, &seed);
      ab_interval_sqrt(&out, &grid[i].enclosure);
      if (mpq_sgn(grid[i].lo) < 0)
        assert_true(is_undefined(&out));
      else
        check_root(&out, &grid[i]);
    }
    ab_interval_clear(&out);
  }
}

static void hull_is_the_tightest_on_the_grid(void **state) {
  (void)state;
  ab_interval out;
  ab_interval_init(&out, 3);
  for (size_t i = 0; i < INTERVALS; i++)
    for (size_t j = 0; j < INTERVALS; j++) {
      const grid_interval *x = &grid[i], *y = &grid[j];
      ab_interval_hull(&out, &x->enclosure, &y->enclosure);
      assert_true(is_rounded(&out, mpq_cmp(x->lo, y->lo) < 0 ? x->lo : y->lo,
                             mpq_cmp(x->hi, y->hi) > 0 ? x->hi : y->hi));
    }
  ab_interval_clear(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(add_is_tightest_on_the_grid),
      cmocka_unit_test(sub_is_tightest_on_the_grid),
      cmocka_unit_test(mul_is_tightest_on_the_grid),
      cmocka_unit_test(div_is_tightest_and_undefined_over_zero_on_the_grid),
      cmocka_unit_test(min_is_tightest_on_the_grid),
      cmocka_unit_test(max_is_tightest_on_the_grid),
      cmocka_unit_test(neg_abs_sqr_relu_are_tightest_on_the_grid),
      cmocka_unit_test(pow_is_tightest_for_exponents_up_to_five),
      cmocka_unit_test(sqrt_is_tightest_and_undefined_below_zero),
      cmocka_unit_test(hull_is_the_tightest_on_the_grid),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
