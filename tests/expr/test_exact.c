/* SPDX-License-Identifier: MIT */
#include "expr_support.h"

#include "expr/exact.h"

typedef struct {
  const char *expression, *x, *expected;
} exact_case;

static ab_exact evaluate(mpq_t out, const char *expression, const char *x, bool parameter_exact) {
  ab_graph *graph = ab_graph_create();
  ab_expr root = postfix(graph, expression);
  mpq_t *variables = ab_rationals_create(2), *parameters = ab_rationals_create(1);
  set_text(variables[0], x);
  mpq_set_si(variables[1], -2, 3);
  mpq_set_si(parameters[0], 7, 5);
  const bool is_exact[] = {parameter_exact};
  ab_exact answer = ab_exact_evaluate(out, graph, root, (const mpq_t *)variables,
                                      (const mpq_t *)parameters, is_exact);
  ab_rationals_destroy(variables, 2);
  ab_rationals_destroy(parameters, 1);
  ab_graph_destroy(graph);
  return answer;
}

/* Expected values by hand; x2 = -2/3, p1 = 7/5. */
static void every_rational_operation_is_exact(void **state) {
  (void)state;
  static const exact_case cases[] = {
      {"x1 x2 +", "1/2", "-1/6"},
      {"x1 x2 -", "1/2", "7/6"},
      {"x1 x2 *", "1/2", "-1/3"},
      {"x1 x2 /", "1/2", "-3/4"},
      {"x1 x2 min", "1/2", "-2/3"},
      {"x1 x2 max", "1/2", "1/2"},
      {"x1 x2 min", "-2/3", "-2/3"},
      {"x1 ^3", "-2/3", "-8/27"},
      {"x1 ^-3", "-2/3", "-27/8"},
      {"x1 ^-2", "-2/3", "9/4"},
      {"x1 ^0", "0", "1"},
      {"x1 ^1", "-2/3", "-2/3"},
      {"x1 ^5", "0", "0"},
      {"x1 neg", "-2/3", "2/3"},
      {"x1 abs", "-2/3", "2/3"},
      {"x1 abs", "2/3", "2/3"},
      {"x1 relu", "-2/3", "0"},
      {"x1 relu", "2/3", "2/3"},
      {"x1 relu", "0", "0"},
      {"p1 x1 *", "5/7", "1"},
      {"x1 5 x1 ^2 4 * - * 3/2 +", "-1", "1/2"},
      {"x1 ^1048576", "-1", "1"},
      {"x1 ^-1048575", "-1", "-1"},
  };
  mpq_t out, expected;
  mpq_inits(out, expected, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    set_text(expected, cases[i].expected);
    assert_int_equal(evaluate(out, cases[i].expression, cases[i].x, true), AB_EXACT_VALUE);
    if (!mpq_equal(out, expected))
      fail_msg("%s at %s", cases[i].expression, cases[i].x);
  }
  mpq_clears(out, expected, NULL);
}

static void what_does_not_exist_is_undefined(void **state) {
  (void)state;
  static const exact_case cases[] = {
      {"x1 x1 x1 - /", "3", NULL}, {"1 x1 /", "0", NULL},          {"x1 ^-1", "0", NULL},
      {"x1 ^-2", "0", NULL},       {"x1 ^-1 ^0", "0", NULL},       {"0 1 x1 / *", "0", NULL},
      {"1 x1 / 0 min", "0", NULL}, {"1 x1 / relu abs", "0", NULL},
  };
  mpq_t out;
  mpq_init(out);
  mpq_set_si(out, 17, 1);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(evaluate(out, cases[i].expression, cases[i].x, true), AB_EXACT_UNDEFINED);
    assert_int_equal(mpq_cmp_si(out, 17, 1), 0); /* not written */
  }
  mpq_clear(out);
}

/* 3^(2^20) has more than 2^20 bits, 2^(2^20 - 1) has exactly 2^20. */
static void what_is_not_rational_or_too_long_is_left_open(void **state) {
  (void)state;
  static const exact_case cases[] = {
      {"x1 sqrt", "4", NULL},
      {"x1 exp", "0", NULL},
      {"x1 pi *", "0", NULL},
      {"x1 log", "1", NULL},
      {"x1 sin", "0", NULL},
      {"x1 ^1048576", "3", NULL},
      {"x1 ^-1048576", "3", NULL},
      {"x1 ^1048576", "2", NULL},
      {"x1 ^524288 x1 ^524288 *", "2", NULL},
      {"x1 sqrt 0 *", "4", NULL},
  };
  mpq_t out;
  mpq_init(out);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(evaluate(out, cases[i].expression, cases[i].x, true), AB_EXACT_NOT_RATIONAL);
  assert_int_equal(evaluate(out, "p1 x1 -", "1", false), AB_EXACT_NOT_RATIONAL);
  assert_int_equal(evaluate(out, "p1 0 *", "1", false), AB_EXACT_NOT_RATIONAL);
  assert_int_equal(evaluate(out, "x1 1 -", "1", false), AB_EXACT_VALUE); /* p1 is not needed */
  assert_int_equal(evaluate(out, "x1 ^524288", "2", true), AB_EXACT_VALUE);
  assert_int_equal(mpz_sizeinbase(mpq_numref(out), 2), 524289);
  assert_int_equal(evaluate(out, "x1 ^-349525", "7", true), AB_EXACT_VALUE);
  assert_int_equal(mpz_cmp_ui(mpq_numref(out), 1), 0);
  mpq_clear(out);
}

/* Nodes beside the root's own must not matter. */
static void only_what_the_root_needs_is_evaluated(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  postfix(graph, "x1 ^-1");
  postfix(graph, "x1 sqrt");
  ab_expr root = postfix(graph, "x1 1 +");
  mpq_t *variables = ab_rationals_create(1), out;
  mpq_init(out);
  assert_int_equal(ab_exact_evaluate(out, graph, root, (const mpq_t *)variables, NULL, NULL),
                   AB_EXACT_VALUE);
  assert_int_equal(mpq_cmp_si(out, 1, 1), 0);
  mpq_clear(out);
  ab_rationals_destroy(variables, 1);
  ab_graph_destroy(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_rational_operation_is_exact),
      cmocka_unit_test(what_does_not_exist_is_undefined),
      cmocka_unit_test(what_is_not_rational_or_too_long_is_left_open),
      cmocka_unit_test(only_what_the_root_needs_is_evaluated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
