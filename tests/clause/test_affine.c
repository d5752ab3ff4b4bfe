/* SPDX-License-Identifier: MIT
 * What is called affine is, against exact values of random expressions. */
#include "../expr/expr_support.h"

#include "base/memory.h"
#include "clause/affine.h"
#include "expr/exact.h"
#include "num/rational.h"

enum { SEED = 20261121, ROUNDS = 4000, NODES = 14, VARIABLES = 3 };

static ab_expr random_node(ab_graph *graph, uint64_t *seed) {
  static const ab_op binary[] = {AB_OP_ADD, AB_OP_SUB, AB_OP_MUL, AB_OP_MUL, AB_OP_DIV, AB_OP_MAX};
  static const ab_op unary[] = {AB_OP_NEG, AB_OP_ABS, AB_OP_RELU};
  long size = (long)ab_graph_size(graph);
  ab_expr x = (ab_expr)random_below(seed, size), y = (ab_expr)random_below(seed, size);
  switch (random_below(seed, 8)) {
  case 0:
    return ab_graph_unary(graph, unary[random_below(seed, 3)], x);
  case 1:
    return ab_graph_pow(graph, x, (int32_t)random_below(seed, 5) - 1);
  default:
    return ab_graph_binary(graph, binary[random_below(seed, 6)], x, y);
  }
}

static ab_expr random_expression(ab_graph *graph, uint64_t *seed) {
  for (uint32_t k = 0; k < VARIABLES; k++)
    ab_graph_variable(graph, k);
  ab_graph_integer(graph, random_below(seed, 7) - 3);
  ab_expr last = 0;
  for (int i = 0; i < NODES; i++)
    last = random_node(graph, seed);
  return last;
}

/* The values at x_k = 0, 1, 2, 7, all other coordinates random. */
static bool is_affine(const ab_graph *graph, ab_expr root, size_t k, uint64_t *seed,
                      bool *defined) {
  static const unsigned long places[] = {0, 1, 2, 7};
  mpq_t *x = ab_rationals_create(VARIABLES), *e = ab_rationals_create(4), step;
  mpq_init(step);
  unsigned values = 0;
  for (size_t i = 0; i < VARIABLES; i++)
    set_fraction(x[i], random_below(seed, 13) - 6, (unsigned long)random_below(seed, 3) + 1);
  for (int i = 0; i < 4; i++) {
    mpq_set_ui(x[k], places[i], 1);
    values += ab_exact_evaluate(e[i], graph, root, (const mpq_t *)x, NULL, NULL) == AB_EXACT_VALUE;
  }
  *defined = values > 0;
  bool affine = values == 0 || values == 4; /* a value everywhere or nowhere */
  mpq_sub(step, e[1], e[0]);
  for (int i = 2; i < 4 && values == 4; i++) {
    mpq_t at;
    mpq_init(at);
    mpq_set_ui(at, places[i], 1);
    mpq_mul(at, at, step);
    mpq_add(at, at, e[0]);
    affine = affine && mpq_equal(at, e[i]);
    mpq_clear(at);
  }
  mpq_clear(step);
  ab_rationals_destroy(x, VARIABLES);
  ab_rationals_destroy(e, 4);
  return affine;
}

static void what_is_called_affine_is(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  size_t called = 0, not_constant = 0, straight_unseen = 0;
  for (int round = 0; round < ROUNDS; round++) {
    ab_graph *graph = ab_graph_create();
    ab_expr root = random_expression(graph, &seed);
    ab_shape *shapes = ab_shapes_create(graph, root);
    for (size_t k = 0; k < VARIABLES; k++) {
      bool defined, affine = is_affine(graph, root, k, &seed, &defined);
      bool says = !(shapes[root].bent >> k & 1);
      assert_true(affine || !says);
      called += says && defined;
      not_constant += says && defined && (shapes[root].occurs >> k & 1);
      straight_unseen += !affine && !says;
    }
    ab_free(shapes);
    ab_graph_destroy(graph);
  }
  assert_true(called > 1000 && not_constant > 300 && straight_unseen > 1000);
}

static ab_shape shape(const char *text, ab_graph *graph) {
  ab_expr root = postfix(graph, text);
  ab_shape *shapes = ab_shapes_create(graph, root), out = shapes[root];
  ab_free(shapes);
  return out;
}

static void the_form_decides(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  assert_int_equal(shape("x1 x2 mul x1 add", graph).bent, 0);
  assert_int_equal(shape("x1 x2 mul x1 mul", graph).bent, 1);
  assert_int_equal(shape("x1 x2 div", graph).bent, 2);
  assert_int_equal(shape("x1 x2 add abs x3 mul", graph).bent, 3);
  assert_int_equal(shape("x1 exp x2 mul x3 sub", graph).bent, 1);
  assert_int_equal(shape("x1 x1 sub", graph).bent, 0);
  assert_int_equal(shape("x1 x1 mul x1 x1 mul sub", graph).bent, 1);
  assert_int_equal(shape("x3 x2 add", graph).occurs, 6);
  ab_graph_destroy(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_called_affine_is),
                                     cmocka_unit_test(the_form_decides)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
