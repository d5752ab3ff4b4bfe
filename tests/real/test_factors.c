/* SPDX-License-Identifier: MIT
 * Common factors of polynomials, against exact values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "expr/exact.h"
#include "expressions.h"
#include "num/rational.h"
#include "real/identity.h"

enum { VARIABLES = 3 };

/* e at a few points is the product of the factors and the rest, for x and z as candidates. */
static void expect_factors(const char *text, bool polynomial, uint32_t of_x, uint32_t of_z) {
  ab_graph *graph = ab_graph_create();
  ab_expr e = expression(graph, text), rest;
  uint32_t variables[] = {0, 2}, exponents[2];
  bool found = ab_take_factors(graph, e, variables, 2, exponents, &rest);
  if (found != polynomial)
    fail_msg("%s: %d", text, found);
  if (found && (exponents[0] != of_x || exponents[1] != of_z))
    fail_msg("%s: x^%u z^%u", text, exponents[0], exponents[1]);
  mpq_t *point = ab_rationals_create(VARIABLES), *parameter = ab_rationals_create(1), left, right;
  mpq_inits(left, right, NULL);
  mpq_set_si(parameter[0], 5, 3);
  for (int n = 0; n < 20 && found; n++) {
    for (int k = 0; k < VARIABLES; k++) {
      mpq_set_si(point[k], 7 * n + 3 * k - 30, 4);
      mpq_canonicalize(point[k]);
    }
    const mpq_t *x = (const mpq_t *)point, *p = (const mpq_t *)parameter;
    assert_int_equal(ab_exact_evaluate(left, graph, e, x, p, NULL), AB_EXACT_VALUE);
    assert_int_equal(ab_exact_evaluate(right, graph, rest, x, p, NULL), AB_EXACT_VALUE);
    for (uint32_t i = 0; i < exponents[0]; i++)
      mpq_mul(right, right, point[0]);
    for (uint32_t i = 0; i < exponents[1]; i++)
      mpq_mul(right, right, point[2]);
    assert_true(mpq_equal(left, right));
  }
  mpq_clears(left, right, NULL);
  ab_rationals_destroy(point, VARIABLES);
  ab_rationals_destroy(parameter, 1);
  ab_graph_destroy(graph);
}

static void common_factors_are_taken_out_of_polynomials(void **state) {
  (void)state;
  expect_factors("1 - (1 - x^4*z)", true, 4, 1);
  expect_factors("2 - x^4*z", true, 0, 0);
  expect_factors("x^3*z/2 - 3*x^2*z^2*y/7 + p*x^5*z^3", true, 2, 1);
  expect_factors("(x + y)^2 - x^2 - y^2", true, 1, 0);
  expect_factors("(x*z - p)^3 + p^3", true, 1, 1);
  expect_factors("y", true, 0, 0);
  expect_factors("-x*z*x*z", true, 2, 2);
  expect_factors("7/3", true, 0, 0);
}

static void what_is_no_polynomial_has_no_factors(void **state) {
  (void)state;
  static const char *const texts[] = {"x/(1 + y)", "x*exp(y)", "x*pi",     "x - x",
                                      "x*abs(z)",  "sqrt(x)",  "x*z/(1/y)"};
  for (size_t i = 0; i + 1 < sizeof texts / sizeof *texts; i++)
    expect_factors(texts[i], false, 0, 0);
  expect_factors("x*z/(1/y)", true, 1, 1);               /* wherever it is defined */
  expect_factors("(1 + x + y + z + p)^20", false, 0, 0); /* too many terms */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(common_factors_are_taken_out_of_polynomials),
      cmocka_unit_test(what_is_no_polynomial_has_no_factors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
