/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "caches.h"
#include "expressions.h"
#include "num/rational.h"
#include "real/identity.h"

#include <mpfr.h>
#include <time.h>

static bool identical(const char *a, const char *b) {
  ab_graph *graph = ab_graph_create();
  ab_expr left = expression(graph, a), right = expression(graph, b);
  bool result = ab_identical(graph, left, right);
  if (result != ab_identical(graph, right, left))
    fail_msg("not symmetric: %s, %s", a, b);
  ab_graph_destroy(graph);
  return result;
}

typedef struct {
  const char *a, *b;
} couple;

static void expect_all(const couple *cases, size_t count, bool expected) {
  for (size_t i = 0; i < count; i++)
    if (identical(cases[i].a, cases[i].b) != expected)
      fail_msg("%s  and  %s  should%s be found identical", cases[i].a, cases[i].b,
               expected ? "" : " not");
}

#define EXPECT_ALL(cases, expected) expect_all(cases, sizeof(cases) / sizeof *(cases), expected)

static void identities_of_rational_functions_are_recognised(void **state) {
  (void)state;
  static const couple cases[] = {
      {"(x + y)^2", "x^2 + 2*x*y + y^2"},
      {"(x - y)*(x^2 + x*y + y^2)", "x^3 - y^3"},
      {"(x + 1/3)^3", "x^3 + x^2 + x/3 + 1/27"},
      {"1/(x - 1) - 1/(x + 1)", "2/(x^2 - 1)"},
      {"(x^6 - 1)/(x - 1)", "x^5 + x^4 + x^3 + x^2 + x + 1"},
      {"1/(1/x + 1/y)", "x*y/(x + y)"},
      {"x^-3 * x^5", "x^2"},
      {"(p*x + q)^2 - (p*x - q)^2", "4*p*q*x"},
      {"pi*(x + 1) - pi", "pi*x"},
      {"(x + y)^2/((x + y)^2 + 1)", "((-1 - x) + (1 + 2*x) + y - x + x)^2/((x + y)^2 + 1)"},
      /* the reflection x -> -1 - x */
      {"(x + 1/2)^2/((x + 1/2)^2 + 1)", "((-1 - x) + 1/2)^2/(((-1 - x) + 1/2)^2 + 1)"},
      /* f1 + f2 under (x, y) -> (1 - x, 1 - y), which swaps the two */
      {"(x^2 + y^2)/(1 + x^2 + y^2) + ((x - 1)^2 + (y - 1)^2)/(1 + (x - 1)^2 + (y - 1)^2)",
       "((1-x)^2 + (1-y)^2)/(1 + (1-x)^2 + (1-y)^2) + ((1-x-1)^2 + (1-y-1)^2)/(1 + (1-x-1)^2 + "
       "(1-y-1)^2)"},
      /* the derivative of x^2/(1 + x^2) */
      {"(2*x*(1 + x^2) - x^2*2*x)/(1 + x^2)^2", "2*x/(1 + x^2)^2"},
      /* Newton's form of the cubic through (0, 1), (1, 3), (2, 11), (3, 31) */
      {"1 + 2*x + 3*x*(x - 1) + x*(x - 1)*(x - 2)", "x^3 + x + 1"},
  };
  EXPECT_ALL(cases, true);
}

static void identities_of_other_operations_are_recognised(void **state) {
  (void)state;
  static const couple cases[] = {
      {"exp(-(x - 2)^2)", "exp(-((2 - x) - 0)^2)"},
      {"exp(x)*exp(y)", "exp(x + y)"},
      {"exp(x/2)^2*exp(-x)", "1"},
      {"exp(x/2)*exp(x/3)*exp(x/6)", "exp(x)"},
      {"exp(1/10)^10", "exp(1)"},
      {"exp(-(x - 1/2)^2/3)", "exp(-x^2/3)*exp(x/3 - 1/12)"},
      {"exp(exp(x) + exp(2*x))", "exp(exp(x)*(1 + exp(x)))"},
      {"exp(exp(x/2)^2 - x)", "exp(exp(x))/exp(x)"},
      {"exp(x*(x + y)/(x + y))", "exp(x)"},
      {"tanh(x)", "2*logistic(2*x) - 1"},
      {"logistic(x) + logistic(-x)", "1"},
      {"logistic(x)*(1 - logistic(x))", "exp(-x)/(1 + exp(-x))^2"},
      {"cosh(x)^2 - sinh(x)^2", "1"},
      {"tanh(x)", "sinh(x)/cosh(x)"},
      {"expm1(x) + 1", "exp(x)"},
      {"softplus(x)", "log1p(exp(x))"},
      {"softplus(x)", "log(1 + exp(x))"},
      {"log((x + 1)^2)", "log(x^2 + 2*x + 1)"},
      {"sin(x)^2 + cos(x)^2", "1"},
      {"sin(x - y)", "-sin(y - x)"},
      {"cos(x - y)", "cos(y - x)"},
      {"tan(x)^2 + 1", "1/cos(x)^2"},
      {"tan(-x)", "-tan(x)"},
      {"(sin(x) + cos(x))^2", "1 + 2*sin(x)*cos(x)"},
      {"asin(x) + acos(x)", "pi/2"},
      {"atan(2*x - y) + atan(y - x*2)", "0"},
      {"sqrt(x)^2", "x"},
      {"sqrt(x + y)^3", "sqrt(x + y)*(x + y)"},
      {"(sqrt(x) - sqrt(y))*(sqrt(x) + sqrt(y))", "x - y"},
      {"1/(sqrt(x + 1) + sqrt(x))", "sqrt(x + 1) - sqrt(x)"},
      {"sqrt(1/(1 + x^2))^2", "1/(1 + x^2)"},
      {"sqrt(4*x^2 + 4*y^2)", "2*sqrt(x^2 + y^2)"},
      {"sqrt(1 + sqrt(x))^4", "1 + 2*sqrt(x) + x"},
      {"abs(x - y)", "abs(y - x)"},
      {"abs(x)^2", "x^2"},
      {"abs(-3*x)/3", "abs(x)"},
      {"max(x, y) + min(x, y)", "x + y"},
      {"max(x, y)*min(x, y)", "x*y"},
      {"max(x, y)", "y + relu(x - y)"},
      {"min(x, y)", "min(y, x)"},
      {"relu(x) - relu(-x)", "x"},
      {"relu(x) + relu(-x)", "abs(x)"},
  };
  EXPECT_ALL(cases, true);
}

static void values_at_constants_are_exact(void **state) {
  (void)state;
  static const couple cases[] = {
      {"exp(x - x)", "1"},
      {"log(x/x)", "0"},
      {"sqrt(0*x)", "0"},
      {"sin(0) + tan(0) + asin(0) + atan(0) + sinh(0) + tanh(0) + expm1(0) + log1p(0)", "0"},
      {"cos(0) + cosh(0) + 2*logistic(0)", "3"},
      {"acos(0)", "pi/2"},
      {"softplus(0)", "log(2)"},
      {"abs(-7/3) + relu(-2) + relu(5) + min(2, 3) + max(-1, 1/2)", "7/3 + 5 + 2 + 1/2"},
      {"sqrt(4/9)", "2/3"},
      {"sqrt(12) + sqrt(27)", "5*sqrt(3)"},
      {"sqrt(2)*sqrt(3)*sqrt(6)", "6"},
      {"sqrt(1/2)", "sqrt(2)/2"},
      {"sqrt(2*1009^2)", "1009*sqrt(2)"},
      /* 16 u^2 - 24 u + 6 = 0 at u = (3 - sqrt(3))/4 */
      {"16*((3 - sqrt(3))/4)^2 - 24*((3 - sqrt(3))/4) + 6", "0"},
      {"((1 + sqrt(5))/2)^10", "(123 + 55*sqrt(5))/2"},
      {"sqrt(sqrt(2))^8", "4"},
  };
  EXPECT_ALL(cases, true);
}

static void what_differs_is_never_identical(void **state) {
  (void)state;
  static const couple cases[] = {
      {"x", "y"},
      {"x", "p"},
      {"p", "q"},
      {"pi", "3"},
      {"pi", "3141592653589793238/1000000000000000000"},
      {"(x + y)^2", "x^2 + 2*x*y + y^2 + 1/1000000000000000000"},
      {"(x + y)^2", "x^2 + 2*x*y + y^2*(1 + 1/1000000000000000000)"},
      {"(x + y)^2", "x^2 + y^2"},
      {"exp(x)", "exp(x + 1/1000000000000000000)"},
      {"exp(x)*exp(y)", "exp(x*y)"},
      {"exp(x/2)", "exp(x)/2"},
      {"exp(2*x)", "exp(x^2)"},
      {"exp(x)", "exp(-x)"},
      {"exp(x/3)^2", "exp(x/2)"},
      {"log(2*x)", "2*log(x)"},
      {"log(x)", "log1p(x)"},
      {"sin(x)", "cos(x)"},
      {"sin(x)", "sin(-x)"},
      {"sin(2*x)", "2*sin(x)"},
      {"sin(x)^2 - cos(x)^2", "1"},
      {"sin(x)^2 + cos(y)^2", "1"},
      {"cosh(x)^2 + sinh(x)^2", "1"},
      {"asin(x)", "acos(x)"},
      {"atan(x)", "tan(x)"},
      {"logistic(x)", "logistic(-x)"},
      {"abs(x)", "x"},
      {"abs(x)", "-x"},
      {"abs(x*y + 1)", "abs(x*y - 1)"},
      {"sqrt(x^2)", "x"},
      {"sqrt(x^2)", "-x"},
      {"sqrt(x^4)", "-x^2"},
      {"sqrt(x)*sqrt(-x)", "x"},
      {"sqrt(2)", "7/5"},
      {"sqrt(2) + sqrt(3)", "sqrt(5)"},
      {"sqrt(8)", "2"},
      {"relu(x)", "x"},
      {"relu(x)", "0"},
      {"min(x, y)", "max(x, y)"},
      {"min(x, y)", "x"},
      {"x^-1", "x"},
      {"x^0", "x"},
      {"tanh(x)", "logistic(x)"},
      {"softplus(x)", "relu(x)"},
      {"exp(-(x - 2)^2)", "exp(-(x + 2)^2)"},
  };
  EXPECT_ALL(cases, false);
}

/* No two of them agree wherever both are defined. */
static void different_operations_are_never_identical(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr x = ab_graph_variable(graph, 0);
  for (int i = AB_OP_NEG; i < AB_OP_COUNT; i++)
    for (int j = AB_OP_NEG; j < AB_OP_COUNT; j++) {
      ab_expr a = ab_graph_unary(graph, (ab_op)i, x), b = ab_graph_unary(graph, (ab_op)j, x);
      if (ab_identical(graph, a, b) != (i == j))
        fail_msg("%s, %s", ab_op_word((ab_op)i), ab_op_word((ab_op)j));
    }
  ab_graph_destroy(graph);
}

static void domains_are_not_compared(void **state) {
  (void)state;
  static const couple cases[] = {
      {"x/x", "1"},     {"0*log(x)", "0"},      {"x^0", "1"},
      {"(1/x)^0", "1"}, {"log(x)/log(x)", "1"}, {"sqrt(x) - sqrt(x)", "0"},
  };
  EXPECT_ALL(cases, true);
}

static void what_is_defined_nowhere_is_identical_to_nothing(void **state) {
  (void)state;
  static const char *const nowhere[] = {"0/0",
                                        "1/0",
                                        "x/(x - x)",
                                        "1/((x + y)^2 - x^2 - 2*x*y - y^2)",
                                        "(y - y)^-1",
                                        "0*(1/0)",
                                        "log(0)",
                                        "log(-1)",
                                        "log(x - x)",
                                        "log1p(-1)",
                                        "sqrt(-1)",
                                        "sqrt(-x/x)",
                                        "asin(2)",
                                        "acos(-3/2)",
                                        "1/(sqrt(x)^2 - x)",
                                        "1/(sin(x)^2 + cos(x)^2 - 1)",
                                        "1/(abs(x) - abs(-x))",
                                        "1/(sqrt(x^2) - x)*(1/(sqrt(x^2) + x))",
                                        "(1/0)^0",
                                        "exp(1/0)",
                                        "min(1/0, 1)"};
  ab_graph *graph = ab_graph_create();
  mpq_t value;
  mpq_init(value);
  for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
    ab_expr e = expression(graph, nowhere[i]);
    if (ab_identical(graph, e, e) || ab_identical(graph, e, expression(graph, "1")) ||
        ab_identical(graph, expression(graph, "0"), e) || ab_independent_of(graph, e, 0) ||
        ab_identical_to_rational(graph, e, value))
      fail_msg("%s is defined nowhere", nowhere[i]);
  }
  mpq_clear(value);
  ab_graph_destroy(graph);
}

static void a_rational_value_is_found(void **state) {
  (void)state;
  static const couple cases[] = {
      {"(x + 1)^2/(x^2 + 2*x + 1)", "1"},
      {"(3*x - y)/(2*y - 6*x)", "-1/2"},
      {"(sqrt(3)*x + x)/(sqrt(3) + 1)/x", "1"},
      {"1/(sqrt(2) - 1) - sqrt(2)", "1"},
      {"exp(x)*exp(-x) - 1", "0"},
      {"cos(x - x)*7/3", "7/3"},
      {"4*acos(0)/pi", "2"},
      {"x", NULL},
      {"p", NULL},
      {"pi", NULL},
      {"sqrt(2)", NULL},
      {"exp(1)", NULL},
      {"(x + 1)/(x + 1 + 1/1000000000000000000)", NULL},
      {"(2*x + 1)/(x + 1)", NULL},
  };
  mpq_t value, expected;
  mpq_inits(value, expected, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ab_graph *graph = ab_graph_create();
    mpq_set_str(value, "22/7", 10);
    mpq_set_str(expected, cases[i].b ? cases[i].b : "22/7", 10);
    bool found = ab_identical_to_rational(graph, expression(graph, cases[i].a), value);
    if (found != (cases[i].b != NULL) || !mpq_equal(value, expected))
      fail_msg("rational value of %s", cases[i].a);
    ab_graph_destroy(graph);
  }
  mpq_clears(value, expected, NULL);
}

static void independence_of_a_variable_is_seen(void **state) {
  (void)state;
  static const struct {
    const char *expression;
    bool of_x, of_y;
  } cases[] = {
      {"1 + p*pi", true, true},
      {"x*0 + y", true, false},
      {"(x + y)^2 - (x - y)^2 - 4*x*y + z", true, true},
      {"(x*y + x)/(x*z)", true, false},
      {"(x^2 - y^2)/(x - y) - y", false, true},
      {"exp(x + y)/exp(x)", true, false},
      {"exp(x + 1)", false, true},
      {"1/(x + z)", false, true},
      {"log(1/y)", true, false},
      {"exp(sin(x))", false, true},
      {"exp(sin(y + x - x))", true, false},
      {"sin(x)^2 + cos(x)^2 + y", true, false},
      {"sin(x)^2 + cos(y)^2", false, false},
      {"max(x, y) + min(x, y) - x", true, false},
      {"abs(x)/x", false, true},
      {"sqrt(x)*y/y", false, true},
      {"0*log(x) + log(y)", true, false},
      {"log(abs(sqrt(exp(atan(x)))))", false, true},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ab_graph *graph = ab_graph_create();
    ab_expr e = expression(graph, cases[i].expression);
    if (ab_independent_of(graph, e, 0) != cases[i].of_x ||
        ab_independent_of(graph, e, 1) != cases[i].of_y)
      fail_msg("variables of %s", cases[i].expression);
    assert_true(ab_independent_of(graph, e, 17));
    ab_graph_destroy(graph);
  }
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Each would take very long, or all memory, without limits; true or not, false is returned. */
static bool vanishes_where(const char *a, const char *b) {
  ab_graph *graph = ab_graph_create();
  ab_expr left = expression(graph, a), right = expression(graph, b);
  bool result = ab_vanishes_where(graph, left, right);
  ab_graph_destroy(graph);
  return result;
}

static void vanishing_where_another_vanishes_is_seen(void **state) {
  (void)state;
  assert_true(vanishes_where("p^2 - 2", "3*p^2 - 6"));
  assert_true(vanishes_where("(p^3 - 2*p)/(1 + p^2)", "p^2/2 - 1"));
  assert_true(vanishes_where("0*p", "p - 1"));
  /* twin bowls: the gradient at (t, t) and the quartic of t */
  assert_true(vanishes_where("p/(1 + 2*p^2)^2 + (p - 1)/(1 + 2*(p - 1)^2)^2",
                             "4*p^4 - 8*p^3 + 12*p^2 - 8*p + 1"));
  assert_true(vanishes_where("exp(x) - 1", "2*exp(x) - 2"));
}

static void not_vanishing_is_never_vanishing(void **state) {
  (void)state;
  assert_false(vanishes_where("p^2 - 2", "p^2 - 3"));
  assert_false(vanishes_where("p - 1", "p^2 - 1")); /* not at -1 */
  assert_false(vanishes_where("p/(1 + 2*p^2)^2 + (p - 1)/(1 + 2*(p - 1)^2)^2",
                              "4*p^4 - 8*p^3 + 12*p^2 - 8*p + 2"));
  assert_false(vanishes_where("1", "p - 1"));
  assert_false(vanishes_where("x", "y"));
  assert_false(vanishes_where("p", "0*p")); /* 0 vanishes everywhere */
  assert_false(vanishes_where("1/p", "1/p^2 - 1/p^2"));
}

static void limits_end_the_work_in_time(void **state) {
  (void)state;
  static const couple cases[] = {
      {"(x + y + z + 1)^200", "(1 + x + y + z)^200"},
      {"(x + y + z + w + p + q + 1)^1048576", "(1 + x + y + z + w + p + q)^1048576"},
      {"(2^1048576)^1048576", "(4^1048576)^524288"},
      {"((x^1048576)^1048576)^1048576", "((x^1048576)^1048576)^1048576 + 1"},
      {"exp(x/1000003)*exp(x/1000033)*exp(x/1000037)*exp(x/1000039)", "exp(y)"},
      {"exp(10^22*x/3)", "exp(10^20*100*x/3)"},
      {"1/(((x^1048576)^1048576)^1048576)^1048576 + 1/y",
       "1/y + 1/(((x^1048576)^1048576)^1048576)^1048576"},
      {"sqrt(x + y + z)^100001", "(x + y + z)^50000*sqrt(x + y + z)"},
      {"(x^1048576 - 1)/(x - 1)", "1 + x"},
      {"(x^48 + 3*y^47 + z^48 + w + 1)*(x + y^13 + z + w^40)/((x^3 + y^5 - z^7*w + 2)^5 * (y + w))",
       "x"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double start = seconds();
    assert_false(identical(cases[i].a, cases[i].b));
    if (seconds() - start > 2) /* both orders */
      fail_msg("%s took %.1f s", cases[i].a, seconds() - start);
  }
}

/* Sums of many quotients, with a common denominator of growing degree. */
static void long_sums_end_in_time(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr zero = expression(graph, "0"), sum = zero;
  char text[2][160];
  for (int i = 0; i < 60; i++) {
    snprintf(text[0], sizeof text[0], "exp(-(x - %d/7)^2)/(1 + (x - %d)^2 + (y + %d/3)^2)", i, i,
             i);
    snprintf(text[1], sizeof text[1], "logistic(x*%d/11 - y + %d/10)/(z + %d)", i, i, i);
    sum = ab_graph_binary(graph, AB_OP_ADD, sum, expression(graph, text[i % 2]));
  }
  double start = seconds();
  assert_false(ab_identical(graph, sum, zero));
  assert_true(ab_identical(graph, sum, sum));
  if (seconds() - start > 2)
    fail_msg("took %.1f s", seconds() - start);
  ab_graph_destroy(graph);
}

static void a_deep_expression_needs_no_stack(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr x = ab_graph_variable(graph, 0), y = ab_graph_variable(graph, 1), e = x;
  for (int i = 0; i < 5000; i++) {
    e = ab_graph_binary(graph, AB_OP_ADD, e, y);
    e = ab_graph_binary(graph, AB_OP_SUB, y, e);
  }
  assert_true(ab_identical(graph, e, x));
  ab_graph_destroy(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(identities_of_rational_functions_are_recognised),
      cmocka_unit_test(identities_of_other_operations_are_recognised),
      cmocka_unit_test(values_at_constants_are_exact),
      cmocka_unit_test(what_differs_is_never_identical),
      cmocka_unit_test(vanishing_where_another_vanishes_is_seen),
      cmocka_unit_test(not_vanishing_is_never_vanishing),
      cmocka_unit_test(different_operations_are_never_identical),
      cmocka_unit_test(domains_are_not_compared),
      cmocka_unit_test(what_is_defined_nowhere_is_identical_to_nothing),
      cmocka_unit_test(a_rational_value_is_found),
      cmocka_unit_test(independence_of_a_variable_is_seen),
      cmocka_unit_test(limits_end_the_work_in_time),
      cmocka_unit_test(long_sums_end_in_time),
      cmocka_unit_test(a_deep_expression_needs_no_stack),
  };
  return cmocka_run_group_tests(tests, NULL, release_caches);
}
