/* SPDX-License-Identifier: MIT
 * Values, predicates, infinite endpoints, undefined arguments. */
#include "interval_support.h"

#include <limits.h>
#include <math.h>

enum { PRECISION = 53 };

static void init_is_undefined_and_keeps_the_precision(void **state) {
  (void)state;
  ab_interval *x = ab_intervals_create(3, 77);
  for (size_t i = 0; i < 3; i++) {
    assert_true(is_undefined(&x[i]));
    assert_false(ab_interval_is_defined(&x[i]));
    assert_int_equal(mpfr_get_prec(x[i].lo), 77);
    assert_int_equal(mpfr_get_prec(x[i].hi), 77);
  }
  ab_intervals_destroy(x, 3);
}

static void one_third_is_enclosed_by_two_neighbours(void **state) {
  (void)state;
  ab_interval x;
  ab_interval_init(&x, 3);
  mpq_t third;
  mpq_init(third);
  mpq_set_ui(third, 1, 3);
  ab_interval_set_rational(&x, third); /* 0.3125 = 5/16 < 1/3 < 6/16 */
  expect_doubles(&x, 0.3125, 0.375);
  mpq_neg(third, third);
  ab_interval_set_rational(&x, third);
  expect_doubles(&x, -0.375, -0.3125);
  ab_interval_set_long(&x, 9); /* between 8 and 10 */
  expect_doubles(&x, 8, 10);
  ab_interval_set_long(&x, LONG_MIN);
  expect_doubles(&x, -0x1p63, -0x1p63);
  mpq_clear(third);
  ab_interval_clear(&x);
}

static void pi_lies_between_convergents(void **state) {
  (void)state;
  ab_interval x;
  ab_interval_init(&x, 24);
  ab_interval_set_pi(&x); /* 13176794/2^22 and 13176795/2^22 */
  expect_doubles(&x, 13176794 * 0x1p-22, 13176795 * 0x1p-22);
  ab_interval_clear(&x);
}

typedef struct {
  double lo, hi;
  ab_truth positive, nonnegative, nonzero;
} predicate_case;

static void predicates_follow_the_table(void **state) {
  (void)state;
  const ab_truth no = AB_FALSE, unknown = AB_UNKNOWN, yes = AB_TRUE;
  const predicate_case cases[] = {
      {1, 2, yes, yes, yes},
      {0, 2, unknown, yes, unknown},
      {-0.0, 2, unknown, yes, unknown},
      {0, 0, no, yes, no},
      {-0.0, 0.0, no, yes, no},
      {-0.0, -0.0, no, yes, no},
      {0.0, -0.0, no, yes, no},
      {-1, 1, unknown, unknown, unknown},
      {-1, 0, no, unknown, unknown},
      {-1, -0.0, no, unknown, unknown},
      {-2, -1, no, no, yes},
      {1, INFINITY, unknown, unknown, unknown},
      {-INFINITY, -1, unknown, unknown, unknown},
      {-INFINITY, INFINITY, unknown, unknown, unknown},
      {NAN, NAN, unknown, unknown, unknown},
  };
  ab_interval x;
  ab_interval_init(&x, PRECISION);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    set_doubles(&x, cases[i].lo, cases[i].hi);
    assert_int_equal(ab_interval_is_positive(&x), cases[i].positive);
    assert_int_equal(ab_interval_is_nonnegative(&x), cases[i].nonnegative);
    assert_int_equal(ab_interval_is_nonzero(&x), cases[i].nonzero);
    assert_int_equal(ab_interval_is_finite(&x), isfinite(cases[i].lo) && isfinite(cases[i].hi));
    assert_int_equal(ab_interval_is_defined(&x), !isnan(cases[i].lo));
  }
  ab_interval_clear(&x);
}

static void subset_needs_finite_intervals(void **state) {
  (void)state;
  ab_interval x, y;
  ab_interval_init(&x, PRECISION);
  ab_interval_init(&y, 24);
  set_doubles(&x, 1, 2);
  set_doubles(&y, 1, 2);
  assert_true(ab_interval_is_subset(&x, &y));
  set_doubles(&y, 1.5, 2);
  assert_false(ab_interval_is_subset(&x, &y));
  assert_true(ab_interval_is_subset(&y, &x));
  set_doubles(&y, 0, 1.5);
  assert_false(ab_interval_is_subset(&x, &y));
  set_doubles(&y, 0, INFINITY);
  assert_false(ab_interval_is_subset(&x, &y));
  assert_false(ab_interval_is_subset(&y, &y));
  ab_interval_set_undefined(&y);
  assert_false(ab_interval_is_subset(&x, &y));
  assert_false(ab_interval_is_subset(&y, &x));
  ab_interval_clear(&x);
  ab_interval_clear(&y);
}

static void undefined_arguments_give_undefined_results(void **state) {
  (void)state;
  uint64_t seed = 11;
  ab_interval x, nothing, out;
  ab_interval_init(&x, PRECISION);
  ab_interval_init(&nothing, PRECISION);
  ab_interval_init(&out, PRECISION);
  set_doubles(&x, 0.25, 0.5);
  for (size_t i = 0; i < UNARY_COUNT; i++) {
    fill_with_garbage(&out, &seed);
    all_unary[i].f(&out, &nothing);
    assert_true(is_undefined(&out));
  }
  for (size_t i = 0; i < BINARY_COUNT; i++) {
    fill_with_garbage(&out, &seed);
    all_binary[i].f(&out, &nothing, &x);
    assert_true(is_undefined(&out));
    fill_with_garbage(&out, &seed);
    all_binary[i].f(&out, &x, &nothing);
    assert_true(is_undefined(&out));
  }
  for (long n = -2; n <= 2; n++) {
    fill_with_garbage(&out, &seed);
    ab_interval_pow(&out, &nothing, n);
    assert_true(is_undefined(&out));
  }
  ab_interval_clear(&x);
  ab_interval_clear(&nothing);
  ab_interval_clear(&out);
}

/* Infinite endpoints, by letting `big` stand for infinity: what does not change with it is the
 * value, what grows is infinite, what shrinks is 0. */
static double limit_of(double at_small, double at_big) {
  if (at_small == at_big)
    return at_small;
  if (fabs(at_big) > fabs(at_small))
    return at_big > 0 ? INFINITY : -INFINITY;
  return 0;
}

static double apply(size_t operation, double a, double b) {
  switch (operation) {
  case 0:
    return a + b;
  case 1:
    return a - b;
  case 2:
    return a * b;
  case 3:
    return a / b;
  case 4:
    return a < b ? a : b;
  default:
    return a > b ? a : b;
  }
}

static double finite_value(double a, double big) {
  return isinf(a) ? copysign(big, a) : a;
}

/* The least (sign = 1) or greatest (sign = -1) corner value. */
static double extreme(size_t operation, const double x[2], const double y[2], double big,
                      double sign) {
  double best = INFINITY;
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++) {
      double value = sign * apply(operation, finite_value(x[i], big), finite_value(y[j], big));
      if (value < best)
        best = value;
    }
  return sign * best;
}

static void check_with_infinities(size_t operation, const double a[2], const double b[2]) {
  const double small = 0x1p100, big = 0x1p200;
  ab_interval x, y, out;
  ab_interval_init(&x, 24);
  ab_interval_init(&y, 24);
  ab_interval_init(&out, 24);
  set_doubles(&x, a[0], a[1]);
  set_doubles(&y, b[0], b[1]);
  all_binary[operation].f(&out, &x, &y);
  assert_true(is_legal(&out));
  if (operation == 3 && b[0] <= 0 && b[1] >= 0)
    assert_true(is_undefined(&out));
  else
    expect_doubles(
        &out, limit_of(extreme(operation, a, b, small, 1), extreme(operation, a, b, big, 1)),
        limit_of(extreme(operation, a, b, small, -1), extreme(operation, a, b, big, -1)));
  ab_interval_clear(&x);
  ab_interval_clear(&y);
  ab_interval_clear(&out);
}

static void arithmetic_with_infinite_endpoints_is_the_limit(void **state) {
  (void)state;
  const double lower[] = {-INFINITY, -1, 0, 1}, upper[] = {-1, 0, 1, INFINITY};
  for (size_t operation = 0; operation < 6; operation++)
    for (int i = 0; i < 256; i++) {
      double x[2] = {lower[i & 3], upper[i >> 2 & 3]}, y[2] = {lower[i >> 4 & 3], upper[i >> 6]};
      if (x[0] <= x[1] && y[0] <= y[1])
        check_with_infinities(operation, x, y);
    }
}

static void mul_of_unbounded_by_zero_is_zero(void **state) {
  (void)state;
  ab_interval x, y;
  ab_interval_init(&x, PRECISION);
  ab_interval_init(&y, PRECISION);
  set_doubles(&x, -INFINITY, INFINITY);
  set_doubles(&y, 0, -0.0);
  ab_interval_mul(&x, &x, &y);
  expect_doubles(&x, 0, 0);
  ab_interval_clear(&x);
  ab_interval_clear(&y);
}

typedef struct {
  unary_function *f;
  double x[2], expected[2];
} unary_case;

static void unary_functions_with_infinite_endpoints(void **state) {
  (void)state;
  const double inf = INFINITY;
  const unary_case cases[] = {
      {ab_interval_neg, {-inf, 1}, {-1, inf}},       {ab_interval_neg, {-inf, inf}, {-inf, inf}},
      {ab_interval_sqr, {-inf, -2}, {4, inf}},       {ab_interval_sqr, {-inf, inf}, {0, inf}},
      {ab_interval_abs, {-inf, -2}, {2, inf}},       {ab_interval_abs, {-1, inf}, {0, inf}},
      {ab_interval_relu, {-inf, -1}, {0, 0}},        {ab_interval_relu, {-inf, inf}, {0, inf}},
      {ab_interval_relu, {-1, 2}, {0, 2}},           {ab_interval_sqrt, {0, inf}, {0, inf}},
      {ab_interval_sqrt, {4, inf}, {2, inf}},        {ab_interval_exp, {-inf, 0}, {0, 1}},
      {ab_interval_exp, {0, inf}, {1, inf}},         {ab_interval_log, {1, inf}, {0, inf}},
      {ab_interval_log1p, {0, inf}, {0, inf}},       {ab_interval_expm1, {-inf, 0}, {-1, 0}},
      {ab_interval_expm1, {0, inf}, {0, inf}},       {ab_interval_sin, {0, inf}, {-1, 1}},
      {ab_interval_sin, {-inf, 0}, {-1, 1}},         {ab_interval_cos, {-inf, inf}, {-1, 1}},
      {ab_interval_sinh, {-inf, 0}, {-inf, 0}},      {ab_interval_cosh, {-inf, 0}, {1, inf}},
      {ab_interval_cosh, {-1, inf}, {1, inf}},       {ab_interval_tanh, {-inf, inf}, {-1, 1}},
      {ab_interval_logistic, {-inf, inf}, {0, 1}},   {ab_interval_logistic, {-inf, 0}, {0, 0.5}},
      {ab_interval_softplus, {-inf, inf}, {0, inf}},
  };
  ab_interval x;
  ab_interval_init(&x, PRECISION);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    set_doubles(&x, cases[i].x[0], cases[i].x[1]);
    cases[i].f(&x, &x);
    expect_doubles(&x, cases[i].expected[0], cases[i].expected[1]);
  }
  set_doubles(&x, -inf, 1);
  ab_interval_tan(&x, &x);
  assert_true(is_undefined(&x));
  ab_interval_clear(&x);
}

/* A largest finite number squared is unbounded above and still has a finite lower endpoint. */
static void overflow_leaves_the_lower_endpoint_finite(void **state) {
  (void)state;
  ab_interval x, out;
  ab_interval_init(&x, PRECISION);
  ab_interval_init(&out, PRECISION);
  mpfr_set_inf(x.lo, 1);
  mpfr_nextbelow(x.lo);
  mpfr_set(x.hi, x.lo, MPFR_RNDN);
  unary_function *const growing[] = {ab_interval_sqr, ab_interval_exp, ab_interval_sinh,
                                     ab_interval_cosh, ab_interval_expm1};
  for (size_t i = 0; i < sizeof growing / sizeof *growing; i++) {
    growing[i](&out, &x);
    assert_true(is_legal(&out) && mpfr_inf_p(out.hi) && mpfr_number_p(out.lo));
  }
  ab_interval_add(&out, &x, &x);
  assert_true(is_legal(&out) && mpfr_inf_p(out.hi) && mpfr_equal_p(out.lo, x.lo));
  ab_interval_pow(&out, &x, LONG_MAX);
  assert_true(is_legal(&out) && mpfr_inf_p(out.hi) && mpfr_equal_p(out.lo, x.lo));
  ab_interval_pow(&out, &x, LONG_MIN);
  assert_true(is_legal(&out) && mpfr_zero_p(out.lo) && mpfr_sgn(out.hi) > 0);
  ab_interval_neg(&x, &x);
  ab_interval_pow(&out, &x, 3);
  assert_true(is_legal(&out) && mpfr_inf_p(out.lo) && mpfr_equal_p(out.hi, x.hi));
  ab_interval_clear(&x);
  ab_interval_clear(&out);
}

static void pow_with_extreme_exponents_and_infinite_endpoints(void **state) {
  (void)state;
  const double inf = INFINITY;
  const struct {
    double x[2];
    long n;
    double expected[2];
  } cases[] = {
      {{-inf, inf}, 0, {1, 1}},        {{-1, 1}, LONG_MAX, {-1, 1}},
      {{-1, 1}, LONG_MAX - 1, {0, 1}}, {{1, 1}, LONG_MIN, {1, 1}},
      {{-1, -1}, LONG_MIN, {1, 1}},    {{-1, -1}, LONG_MIN + 1, {-1, -1}},
      {{-inf, 2}, 3, {-inf, 8}},       {{-inf, -2}, 2, {4, inf}},
      {{-inf, 2}, 2, {0, inf}},        {{2, inf}, -1, {0, 0.5}},
      {{-inf, -2}, -1, {-0.5, 0}},     {{-inf, -2}, -2, {0, 0.25}},
      {{-2, inf}, 5, {-32, inf}},      {{-4, -2}, -3, {-0.125, -0.015625}},
  };
  ab_interval x;
  ab_interval_init(&x, PRECISION);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    set_doubles(&x, cases[i].x[0], cases[i].x[1]);
    ab_interval_pow(&x, &x, cases[i].n);
    expect_doubles(&x, cases[i].expected[0], cases[i].expected[1]);
  }
  set_doubles(&x, -0.0, 1);
  ab_interval_pow(&x, &x, -1);
  assert_true(is_undefined(&x));
  ab_interval_clear(&x);
}

static void lower_precision_rounds_outward(void **state) {
  (void)state;
  ab_interval x, coarse;
  ab_interval_init(&x, PRECISION);
  ab_interval_init(&coarse, 2);
  set_doubles(&x, -4.5, 4.5); /* neighbours at two bits: 4 and 6 */
  unary_function *const identities[] = {ab_interval_set, ab_interval_neg};
  for (int i = 0; i < 2; i++) {
    identities[i](&coarse, &x);
    expect_doubles(&coarse, -6, 6);
  }
  ab_interval_hull(&coarse, &x, &x);
  expect_doubles(&coarse, -6, 6);
  set_doubles(&x, 4.5, 4.5);
  ab_interval_relu(&coarse, &x);
  expect_doubles(&coarse, 4, 6);
  ab_interval_abs(&coarse, &x);
  expect_doubles(&coarse, 4, 6);
  ab_interval_clear(&x);
  ab_interval_clear(&coarse);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(init_is_undefined_and_keeps_the_precision),
      cmocka_unit_test(one_third_is_enclosed_by_two_neighbours),
      cmocka_unit_test(pi_lies_between_convergents),
      cmocka_unit_test(predicates_follow_the_table),
      cmocka_unit_test(subset_needs_finite_intervals),
      cmocka_unit_test(undefined_arguments_give_undefined_results),
      cmocka_unit_test(arithmetic_with_infinite_endpoints_is_the_limit),
      cmocka_unit_test(mul_of_unbounded_by_zero_is_zero),
      cmocka_unit_test(unary_functions_with_infinite_endpoints),
      cmocka_unit_test(overflow_leaves_the_lower_endpoint_finite),
      cmocka_unit_test(pow_with_extreme_exponents_and_infinite_endpoints),
      cmocka_unit_test(lower_precision_rounds_outward),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
