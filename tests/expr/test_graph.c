/* SPDX-License-Identifier: MIT */
#include "expr_support.h"

static void equal_expressions_have_equal_indices(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr first = postfix(graph, "x1 5 x1 ^2 4 * - * 3/2 +");
  size_t size = ab_graph_size(graph);
  assert_int_equal(postfix(graph, "x1 5 x1 ^2 4 * - * 3/2 +"), first);
  assert_int_equal(ab_graph_size(graph), size);
  assert_int_equal(first + 1, size);
  ab_graph_destroy(graph);
}

static void different_meanings_have_different_nodes(void **state) {
  (void)state;
  static const char *const texts[] = {
      "x1",      "x2",       "p1",        "p2",          "1",       "-1",
      "1/2",     "2",        "pi",        "x1 x2 +",     "x2 x1 +", "x1 x2 -",
      "x1 x2 *", "x1 x2 /",  "x1 x2 min", "x1 x2 max",   "x1 ^2",   "x1 ^-2",
      "x1 ^0",   "x1 neg",   "x1 abs",    "x1 relu",     "x1 sqrt", "x1 exp",
      "x1 log",  "x1 log1p", "x1 expm1",  "x1 logistic", "x1 tanh", "p1 neg"};
  enum { COUNT = sizeof texts / sizeof *texts };
  ab_graph *graph = ab_graph_create();
  ab_expr made[COUNT];
  for (size_t i = 0; i < COUNT; i++)
    made[i] = postfix(graph, texts[i]);
  for (size_t i = 0; i < COUNT; i++)
    for (size_t j = 0; j < i; j++)
      assert_int_not_equal(made[i], made[j]);
  assert_int_equal(ab_graph_size(graph), COUNT);
  ab_graph_destroy(graph);
}

static void nodes_say_what_was_built(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr x = ab_graph_variable(graph, 63), q = postfix(graph, "-22/7");
  ab_expr power = ab_graph_pow(graph, x, -AB_EXPONENT_MAX);
  ab_expr sum = ab_graph_binary(graph, AB_OP_SUB, power, q);
  assert_int_equal(ab_graph_node(graph, x)->op, AB_OP_VARIABLE);
  assert_int_equal(ab_graph_node(graph, x)->left, 63);
  assert_int_equal(ab_graph_node(graph, power)->exponent, -AB_EXPONENT_MAX);
  assert_int_equal(ab_graph_node(graph, sum)->left, power);
  assert_int_equal(ab_graph_node(graph, sum)->right, q);
  assert_int_equal(mpq_cmp_si(ab_graph_constant_value(graph, q), -22, 7), 0);
  assert_int_equal(ab_graph_integer(graph, -3), postfix(graph, "-3"));
  ab_graph_destroy(graph);
}

/* A chain and a crowd of constants: indices stay, everything is found again after each growth. */
static void a_graph_grows_to_a_hundred_thousand_nodes(void **state) {
  (void)state;
  enum { COUNT = 50000 };
  ab_graph *graph = ab_graph_create();
  ab_expr *made = calloc(2 * COUNT, sizeof *made);
  assert_non_null(made);
  for (int round = 0; round < 2; round++) {
    ab_expr chain = ab_graph_variable(graph, 0);
    for (long i = 0; i < COUNT; i++) {
      ab_expr constant = ab_graph_integer(graph, i - COUNT / 2);
      chain = ab_graph_binary(graph, i % 2 ? AB_OP_ADD : AB_OP_MUL, chain, constant);
      if (round == 0) {
        made[2 * i] = constant;
        made[2 * i + 1] = chain;
        assert_true(chain == ab_graph_size(graph) - 1);
      } else {
        assert_int_equal(made[2 * i], constant);
        assert_int_equal(made[2 * i + 1], chain);
      }
    }
    assert_int_equal(ab_graph_size(graph), 2 * COUNT + 1);
  }
  for (ab_expr i = 0; i < ab_graph_size(graph); i++) {
    const ab_node *node = ab_graph_node(graph, i);
    if (ab_op_arity(node->op) == 2)
      assert_true(node->left < i && node->right < i);
  }
  free(made);
  ab_graph_destroy(graph);
}

/* Nodes that agree in all but one field, so many that they meet in the table. */
static void nodes_that_differ_in_one_field_stay_apart(void **state) {
  (void)state;
  enum { COUNT = 20000 };
  ab_graph *graph = ab_graph_create();
  ab_expr x = ab_graph_variable(graph, 0);
  for (int round = 0; round < 2; round++)
    for (long i = 0; i < COUNT; i++) {
      ab_expr constant = ab_graph_integer(graph, i);
      ab_expr right = ab_graph_binary(graph, AB_OP_ADD, x, constant);
      ab_expr left = ab_graph_binary(graph, AB_OP_ADD, constant, x);
      ab_expr power = ab_graph_pow(graph, x, (int32_t)i);
      assert_int_equal(ab_graph_node(graph, right)->right, constant);
      assert_int_equal(ab_graph_node(graph, left)->left, constant);
      assert_int_equal(ab_graph_node(graph, power)->exponent, i);
    }
  assert_int_equal(ab_graph_size(graph), 1 + 4 * COUNT);
  ab_graph_destroy(graph);
}

static void the_parts_of_an_expression_are_what_it_is_made_of(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr x = postfix(graph, "x1"), y = postfix(graph, "x2"), q = postfix(graph, "x2 exp");
  ab_expr root = postfix(graph, "x1 3 - x1 abs /"), other = postfix(graph, "x2 exp 7 +");
  bool *parts = ab_graph_parts(graph, root);
  assert_true(parts[root] && parts[x] && parts[postfix(graph, "3")]);
  assert_true(parts[postfix(graph, "x1 3 -")] && parts[postfix(graph, "x1 abs")]);
  assert_false(parts[y] || parts[q]);
  free(parts);
  bool marked[64] = {false};
  assert_true(ab_graph_size(graph) < 64);
  marked[q] = marked[x] = true;
  ab_graph_mark_parts(graph, marked, ab_graph_size(graph));
  for (ab_expr i = 0; i < ab_graph_size(graph); i++)
    assert_int_equal(marked[i], i == x || i == y || i == q);
  assert_false(marked[other]);
  ab_graph_destroy(graph);
}

static void roots_are_algebraic_and_elementary_functions_are_not(void **state) {
  (void)state;
  static const ab_op algebraic[] = {AB_OP_CONSTANT, AB_OP_VARIABLE, AB_OP_PARAMETER, AB_OP_ADD,
                                    AB_OP_SUB,      AB_OP_MUL,      AB_OP_DIV,       AB_OP_MIN,
                                    AB_OP_MAX,      AB_OP_POW,      AB_OP_NEG,       AB_OP_ABS,
                                    AB_OP_RELU,     AB_OP_SQRT};
  unsigned found = 0;
  for (int i = 0; i < AB_OP_COUNT; i++)
    found += ab_op_is_algebraic((ab_op)i);
  assert_int_equal(found, sizeof algebraic / sizeof *algebraic);
  for (size_t i = 0; i < sizeof algebraic / sizeof *algebraic; i++)
    assert_true(ab_op_is_algebraic(algebraic[i]));
}

static void every_operation_has_a_word_of_its_own(void **state) {
  (void)state;
  for (int i = 0; i < AB_OP_COUNT; i++) {
    assert_int_equal(op_of_word(ab_op_word((ab_op)i)), i);
    assert_true(ab_op_arity((ab_op)i) <= 2);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_expressions_have_equal_indices),
      cmocka_unit_test(different_meanings_have_different_nodes),
      cmocka_unit_test(nodes_say_what_was_built),
      cmocka_unit_test(a_graph_grows_to_a_hundred_thousand_nodes),
      cmocka_unit_test(nodes_that_differ_in_one_field_stay_apart),
      cmocka_unit_test(the_parts_of_an_expression_are_what_it_is_made_of),
      cmocka_unit_test(roots_are_algebraic_and_elementary_functions_are_not),
      cmocka_unit_test(every_operation_has_a_word_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
