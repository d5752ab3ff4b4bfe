/* SPDX-License-Identifier: MIT
 * A result may be any of the arguments, and arguments may be the same; precisions differ. */
#include "interval_support.h"

/* A random interval: either sign, thin or wide, sometimes with zero or infinite endpoints. */
static void random_interval(ab_interval *x, uint64_t *seed) {
  mpfr_t a, b;
  mpfr_init2(a, mpfr_get_prec(x->lo));
  mpfr_init2(b, mpfr_get_prec(x->lo));
  random_number(a, seed, random_below(seed, 8) - 4);
  random_number(b, seed, random_below(seed, 8) - 4);
  set_sorted(x, a, b);
  switch (random_below(seed, 12)) {
  case 0:
    mpfr_set_inf(x->hi, 1);
    break;
  case 1:
    mpfr_set_inf(x->lo, -1);
    break;
  case 2:
    mpfr_set_zero(mpfr_sgn(x->lo) > 0 ? x->lo : x->hi, -1);
    break;
  case 3:
    mpfr_set(x->hi, x->lo, MPFR_RNDN);
    break;
  default:
    break;
  }
  if (mpfr_greater_p(x->lo, x->hi))
    mpfr_swap(x->lo, x->hi);
  mpfr_clear(a);
  mpfr_clear(b);
}

/* copy = x at x's precision. */
static void copy_interval(ab_interval *copy, const ab_interval *x) {
  mpfr_set_prec(copy->lo, mpfr_get_prec(x->lo));
  mpfr_set_prec(copy->hi, mpfr_get_prec(x->hi));
  ab_interval_set(copy, x);
}

static void check_unary_alias(const named_unary *f, const ab_interval *x, ab_interval *expected,
                              ab_interval *out, uint64_t *seed) {
  mpfr_set_prec(expected->lo, mpfr_get_prec(x->lo));
  mpfr_set_prec(expected->hi, mpfr_get_prec(x->lo));
  fill_with_garbage(expected, seed);
  f->f(expected, x);
  copy_interval(out, x);
  f->f(out, out);
  if (!same(expected, out))
    print_message("%s\n", f->name);
  assert_true(is_legal(out) && same(expected, out));
  assert_int_equal(mpfr_get_prec(out->lo), mpfr_get_prec(x->lo));
}

static void check_binary_alias(const named_binary *f, const ab_interval *x, const ab_interval *y,
                               ab_interval *expected, ab_interval *out, uint64_t *seed) {
  const ab_interval *arguments[2] = {x, y};
  for (int i = 0; i < 2; i++) {
    copy_interval(expected, arguments[i]);
    fill_with_garbage(expected, seed);
    f->f(expected, x, y);
    copy_interval(out, arguments[i]);
    f->f(out, i == 0 ? out : x, i == 0 ? y : out);
    if (!same(expected, out))
      print_message("%s, argument %d\n", f->name, i);
    assert_true(is_legal(out) && same(expected, out));
  }
  ab_interval twin;
  ab_interval_init(&twin, mpfr_get_prec(x->lo));
  ab_interval_set(&twin, x);
  copy_interval(expected, x);
  f->f(expected, x, &twin);
  copy_interval(out, x);
  f->f(out, x, x);
  assert_true(same(expected, out));
  copy_interval(out, x);
  f->f(out, out, out);
  assert_true(same(expected, out));
  ab_interval_clear(&twin);
}

static void results_may_alias_arguments(void **state) {
  (void)state;
  uint64_t seed = 12;
  print_message("seed %d\n", 12);
  ab_interval x, y, expected, out;
  ab_interval_init(&x, 60);
  ab_interval_init(&y, 40);
  ab_interval_init(&expected, 60);
  ab_interval_init(&out, 60);
  for (int round = 0; round < 1000; round++) {
    random_interval(&x, &seed);
    random_interval(&y, &seed);
    for (size_t i = 0; i < UNARY_COUNT; i++)
      check_unary_alias(&all_unary[i], &x, &expected, &out, &seed);
    for (size_t i = 0; i < BINARY_COUNT; i++)
      check_binary_alias(&all_binary[i], &x, &y, &expected, &out, &seed);
    for (long n = -3; n <= 4; n++) {
      copy_interval(&out, &x);
      copy_interval(&expected, &x);
      fill_with_garbage(&expected, &seed);
      ab_interval_pow(&expected, &x, n);
      ab_interval_pow(&out, &out, n);
      assert_true(same(&expected, &out));
    }
  }
  ab_interval_clear(&x);
  ab_interval_clear(&y);
  ab_interval_clear(&expected);
  ab_interval_clear(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(results_may_alias_arguments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
