/* SPDX-License-Identifier: MIT
 * Krawczyk's test: what it proves, what it must refuse, and Newton's method for the prover. The
 * decimals come from Python's decimal module, by bisection or closed form. */
#include "zero_support.h"

#include "prove/zero_refine.h"

#define TWIN_ZERO "0.1593749806833933598056057559621691110228" /* 1/2 - sqrt(2 sqrt 3 - 3)/2 */
#define ROOT_TWO "1.4142135623730950488016887242096980785697"

/* One equation in the box [lo, hi]: proved, or refused with this word in the reason. */
static void refused(const char *equation, const char *lo, const char *hi, const char *reason) {
  zero_case c;
  case_init(&c, 1);
  c.equations[0] = postfix(c.graph, equation);
  case_box(&c, 0, lo, hi);
  mpq_set_si(c.zero_lo[0], 7, 1);
  assert_int_equal(case_verify(&c, 128), AB_NOT_VERIFIED);
  if (!strstr(c.error.message, reason))
    fail_msg("%s: %s", equation, c.error.message);
  assert_int_equal(mpq_cmp_si(c.zero_lo[0], 7, 1), 0);
  case_clear(&c);
}

static void proved(const char *equation, const char *lo, const char *hi, const char *decimal) {
  zero_case c;
  case_init(&c, 1);
  c.equations[0] = postfix(c.graph, equation);
  case_box(&c, 0, lo, hi);
  if (case_verify(&c, 160) != AB_OK)
    fail_msg("%s: %s", equation, c.error.message);
  assert_encloses(c.zero_lo[0], c.zero_hi[0], decimal, 130);
  case_clear(&c);
}

static void one_equation_is_a_system(void **state) {
  (void)state;
  proved("x1 ^2 2 -", "1.2", "1.6", ROOT_TWO);
  proved("x1 exp 2 -", "0.6", "0.8", "0.6931471805599453094172321214581765680755");
  proved("x1 ^3 x1 +", "-0.25", "0.3", "0");
  proved("x1 x1 cos -", "0.6", "0.9", "0.7390851332151606416553120876738734040134");
}

static void kinks_need_no_derivative(void **state) {
  (void)state;
  proved("x1 abs x1 3 * +", "-0.3", "0.25", "0"); /* slopes 2 and 4 */
  refused("x1 abs", "-0.3", "0.25", "singular");
  refused("x1 abs 10 * x1 + 1/100 -", "-1", "1", "exactly one zero");
}

/* Slopes anchored in the middle, 1/2, lie in [2/5, 34/25], and would pass a test that needs them to
 * be slopes between any two points; the zeros are 49/50, 11/10 and 61/50. */
static void three_zeros_with_good_slopes_from_the_middle_are_refused(void **state) {
  (void)state;
  refused("x1 x1 1 - abs 3/5 * - x1 6/5 - abs 3/5 * + 11/10 -", "-0.5", "1.5", "exactly one zero");
}

static void refusals_have_reasons(void **state) {
  (void)state;
  refused("x1 ^2 2 -", "1.5", "1.6", "exactly one zero"); /* none */
  refused("x1 ^2 2 -", "-2", "2.1", "exactly one zero");  /* two */
  refused("x1 ^2", "-1", "1.1", "exactly one zero");      /* a double one */
  refused("x1 ^2", "-1", "1", "singular");
  refused("x1 1 -", "1", "2", "exactly one zero"); /* at an end */
  refused("x1 1 -", "1", "1", "no width in variable 1");
  refused("x1 1 -", "2", "1", "no width in variable 1");
  refused("x1 log 1 x1 / -", "-1", "2", "defined");
  refused("x1 sqrt", "0", "1", "slope");
  refused("x1 x1 -", "0", "1", "singular");
}

static void the_empty_and_the_large_system_are_refused(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 1);
  c.equations[0] = postfix(c.graph, "x1");
  c.system.count = 0;
  assert_int_equal(case_verify(&c, 64), AB_NOT_VERIFIED);
  c.system.count = AB_SYSTEM_MAX + 1;
  assert_int_equal(case_verify(&c, 64), AB_NOT_VERIFIED);
  c.system.count = 1;
  case_box(&c, 0, "-1", "2");
  assert_int_equal(case_verify(&c, 23), AB_NOT_VERIFIED);
  assert_int_equal(case_verify(&c, 16385), AB_NOT_VERIFIED);
  assert_int_equal(case_verify(&c, 24), AB_OK);
  case_clear(&c);
}

/* 2 times the gradient of (q0/(1 + q0) + q1/(1 + q1))/2, q0 = x^2 + y^2, q1 = (x - 1)^2 + (y -
 * 1)^2, by hand: x/(1 + q0)^2 + (x - 1)/(1 + q1)^2, and the same with y. */
#define BOWLS(x) x " x1 ^2 x2 ^2 + 1 + ^2 / " x " 1 - x1 1 - ^2 x2 1 - ^2 + 1 + ^2 / +"

static void bowls(zero_case *c) {
  case_init(c, 2);
  c->equations[0] = postfix(c->graph, BOWLS("x1"));
  c->equations[1] = postfix(c->graph, BOWLS("x2"));
}

static void twin_bowls_have_their_minimizer(void **state) {
  (void)state;
  zero_case c;
  bowls(&c);
  case_box(&c, 0, "0.13", "0.18");
  case_box(&c, 1, "0.14", "0.19");
  assert_int_equal(case_verify(&c, 256), AB_OK);
  for (size_t k = 0; k < 2; k++)
    assert_encloses(c.zero_lo[k], c.zero_hi[k], TWIN_ZERO, 240);
  /* a box beside it */
  case_box(&c, 0, "0.16", "0.18");
  assert_int_equal(case_verify(&c, 256), AB_NOT_VERIFIED);
  /* both minimizers and the saddle */
  case_box(&c, 0, "0", "1");
  case_box(&c, 1, "0", "1");
  assert_int_equal(case_verify(&c, 256), AB_NOT_VERIFIED);
  case_clear(&c);
}

static void newton_finds_the_minimizer_for_the_proof(void **state) {
  (void)state;
  zero_case c;
  bowls(&c);
  mpq_t *z = ab_rationals_create(2);
  set_decimal(z[0], "0.16");
  set_decimal(z[1], "0.158");
  assert_int_equal(ab_zero_refine(z, &c.system, 200, &c.error), AB_OK);
  for (size_t k = 0; k < 2; k++) {
    assert_encloses(z[k], z[k], TWIN_ZERO, 256);
    assert_true(mpz_sizeinbase(mpq_numref(z[k]), 2) <= 200);
  }
  set_decimal(c.lo[0], "1e-50"); /* the zero is found to 200 bits: boxes as small as this work */
  for (size_t k = 2; k-- > 0;) {
    mpq_add(c.hi[k], z[k], c.lo[0]);
    mpq_sub(c.lo[k], z[k], c.lo[0]);
  }
  assert_int_equal(case_verify(&c, 256), AB_OK);
  ab_rationals_destroy(z, 2);
  case_clear(&c);
}

static void newton_reports_failure(void **state) {
  (void)state;
  static const char *const equations[] = {"x1 ^2 1 +", "0", "x1 log", "x1 sqrt 1 +"};
  for (size_t i = 0; i < 4; i++) {
    zero_case c;
    case_init(&c, 1);
    c.equations[0] = postfix(c.graph, equations[i]);
    mpq_t *z = ab_rationals_create(1);
    set_decimal(z[0], i == 3 ? "0.5" : "-0.3");
    assert_int_equal(ab_zero_refine(z, &c.system, 100, &c.error), AB_BAD_PROBLEM);
    set_decimal(c.lo[0], i == 3 ? "0.5" : "-0.3");
    assert_true(mpq_equal(z[0], c.lo[0]));
    ab_rationals_destroy(z, 1);
    case_clear(&c);
  }
}

static void newton_finds_a_zero_at_zero(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 1);
  c.equations[0] = postfix(c.graph, "x1 x1 ^2 +");
  mpq_t *z = ab_rationals_create(1);
  set_decimal(z[0], "0.01");
  assert_int_equal(ab_zero_refine(z, &c.system, 100, &c.error), AB_OK);
  assert_encloses(z[0], z[0], "0", 256);
  ab_rationals_destroy(z, 1);
  case_clear(&c);
}

/* x + 2y + 3z = 14, 2x - y + z = 3, 4x + y - 2z = 0 at (1, 2, 3); its determinant is 33. */
static void a_linear_system_is_solved(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 3);
  c.equations[0] = postfix(c.graph, "x1 x2 2 * + x3 3 * + 14 -");
  c.equations[1] = postfix(c.graph, "x1 2 * x2 - x3 + 3 -");
  c.equations[2] = postfix(c.graph, "x1 4 * x2 + x3 2 * -");
  for (size_t k = 0; k < 3; k++)
    case_box(&c, k, "-1000", "3000.1");
  assert_int_equal(case_verify(&c, 160), AB_OK);
  assert_encloses(c.zero_lo[0], c.zero_hi[0], "1", 130);
  assert_encloses(c.zero_lo[1], c.zero_hi[1], "2", 130);
  assert_encloses(c.zero_lo[2], c.zero_hi[2], "3", 130);
  /* the same twice is singular, solvable or not */
  c.equations[2] = c.equations[0];
  assert_int_equal(case_verify(&c, 160), AB_NOT_VERIFIED);
  case_clear(&c);
}

/* x^2 = p, p in [1.9, 2.1]: the zeros are from 1.3784... to 1.4491... . */
static void parameters_move_the_zero(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 1);
  c.equations[0] = postfix(c.graph, "x1 ^2 p1 -");
  c.system.parameter_count = 1;
  set_decimal(c.parameters[0].lo, "1.9");
  set_decimal(c.parameters[0].hi, "2.1");
  case_box(&c, 0, "1.3", "1.5");
  assert_int_equal(case_verify(&c, 64), AB_OK);
  mpq_t end;
  mpq_init(end);
  set_decimal(end, "1.37840487520902217679");
  assert_true(mpq_cmp(c.zero_lo[0], end) < 0);
  set_decimal(end, "1.37");
  assert_true(mpq_cmp(c.zero_lo[0], end) > 0);
  set_decimal(end, "1.44913767461894385737");
  assert_true(mpq_cmp(c.zero_hi[0], end) > 0);
  set_decimal(end, "1.46");
  assert_true(mpq_cmp(c.zero_hi[0], end) < 0);
  /* some parameters have no zero in the box: only nearly all have one */
  set_decimal(c.parameters[0].hi, "2.26");
  assert_int_equal(case_verify(&c, 64), AB_NOT_VERIFIED);
  mpq_clear(end);
  case_clear(&c);
}

static void outputs_may_alias_inputs(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 1);
  c.equations[0] = postfix(c.graph, "x1 ^2 2 -");
  case_box(&c, 0, "1", "2");
  assert_int_equal(ab_zero_verify(c.lo, c.hi, &c.system, c.lo, c.hi, 160, &c.error), AB_OK);
  assert_encloses(c.lo[0], c.hi[0], ROOT_TWO, 140);
  case_clear(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_equation_is_a_system),
      cmocka_unit_test(kinks_need_no_derivative),
      cmocka_unit_test(three_zeros_with_good_slopes_from_the_middle_are_refused),
      cmocka_unit_test(refusals_have_reasons),
      cmocka_unit_test(the_empty_and_the_large_system_are_refused),
      cmocka_unit_test(twin_bowls_have_their_minimizer),
      cmocka_unit_test(newton_finds_the_minimizer_for_the_proof),
      cmocka_unit_test(newton_reports_failure),
      cmocka_unit_test(newton_finds_a_zero_at_zero),
      cmocka_unit_test(a_linear_system_is_solved),
      cmocka_unit_test(parameters_move_the_zero),
      cmocka_unit_test(outputs_may_alias_inputs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
