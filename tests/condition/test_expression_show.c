/* SPDX-License-Identifier: MIT
 * Expressions of templates as people write them. */
#include "condition/expression_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[] = {"x", "y"}, *const parameters[] = {"p"};

static void assert_shown(const ab_template *t, ab_expr e, const char *expected) {
  ab_text text;
  ab_text_init(&text);
  ab_expression_show(&text, t, e);
  assert_string_equal(text.data, expected);
  ab_text_clear(&text);
}

static void parentheses_stand_where_they_are_needed(void **state) {
  (void)state;
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  ab_template *t = ab_clauses_add_template(&clauses, "t", names, 2, parameters, 1);
  ab_graph *g = t->graph;
  mpq_t half;
  mpq_init(half);
  mpq_set_si(half, -1, 2);
  ab_expr x = ab_graph_variable(g, 0), y = ab_graph_variable(g, 1), p = ab_graph_parameter(g, 0);
  ab_expr sum = ab_graph_binary(g, AB_OP_ADD, x, p), ratio = ab_graph_binary(g, AB_OP_DIV, x, y);
  ab_expr difference = ab_graph_binary(g, AB_OP_SUB, sum, sum);
  assert_shown(t, difference, "x + p - (x + p)");
  assert_shown(t, ab_graph_binary(g, AB_OP_MUL, sum, ratio), "(x + p)*x/y");
  assert_shown(t, ab_graph_binary(g, AB_OP_DIV, x, ratio), "x/(x/y)");
  assert_shown(t, ab_graph_pow(g, ratio, -2), "(x/y)^-2");
  assert_shown(t, ab_graph_unary(g, AB_OP_NEG, sum), "-(x + p)");
  assert_shown(t, ab_graph_unary(g, AB_OP_EXP, difference), "exp(x + p - (x + p))");
  assert_shown(t, ab_graph_binary(g, AB_OP_MAX, ab_graph_pi(g), ab_graph_constant(g, half)),
               "max(pi, (-1/2))");
  assert_shown(t, ab_graph_pow(g, ab_graph_integer(g, 3), 2), "3^2");
  mpq_clear(half);
  ab_clauses_clear(&clauses);
}

static void of_long_expressions_parts_are_left_out(void **state) {
  (void)state;
  ab_clauses clauses;
  ab_text text;
  ab_clauses_init(&clauses);
  ab_template *t = ab_clauses_add_template(&clauses, "t", names, 2, parameters, 1);
  ab_expr wide = ab_graph_variable(t->graph, 0), deep = wide;
  for (int i = 0; i < 50; i++) {
    wide = ab_graph_binary(t->graph, AB_OP_ADD, wide, wide); /* 2^50 summands */
    deep = ab_graph_unary(t->graph, AB_OP_SIN, deep);
  }
  ab_text_init(&text);
  ab_expression_show(&text, t, wide);
  ab_expression_show(&text, t, deep);
  assert_true(text.length < 1000);
  assert_non_null(strstr(text.data, "..."));
  ab_text_clear(&text);
  ab_clauses_clear(&clauses);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(parentheses_stand_where_they_are_needed),
                                     cmocka_unit_test(of_long_expressions_parts_are_left_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
