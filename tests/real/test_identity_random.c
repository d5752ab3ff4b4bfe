/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "caches.h"
#include "expr/evaluate.h"
#include "expr/exact.h"
#include "expressions.h"
#include "num/rational.h"
#include "real/identity.h"

#include <mpfr.h>

enum { SEED = 20250117, VARIABLES = 3, PARAMETERS = 1, POINTS = 50, PRECISION = 200 };

static ab_expr random_leaf(ab_graph *graph, uint64_t *seed) {
  long kind = random_until(seed, 8);
  if (kind < 5)
    return ab_graph_variable(graph, (uint32_t)random_until(seed, VARIABLES));
  if (kind == 5)
    return ab_graph_parameter(graph, 0);
  mpq_t value;
  mpq_init(value);
  long numerator = random_until(seed, 9) - 4;
  mpq_set_si(value, numerator, (unsigned long)random_until(seed, 4) + 1);
  mpq_canonicalize(value);
  ab_expr leaf = ab_graph_constant(graph, value);
  mpq_clear(value);
  return leaf;
}

/* ((x + y)^2 - x^2 - y^2)/2 */
static ab_expr product_by_squares(ab_graph *graph, ab_expr x, ab_expr y) {
  ab_expr e = ab_graph_pow(graph, ab_graph_binary(graph, AB_OP_ADD, x, y), 2);
  e = ab_graph_binary(graph, AB_OP_SUB, e, ab_graph_pow(graph, x, 2));
  e = ab_graph_binary(graph, AB_OP_SUB, e, ab_graph_pow(graph, y, 2));
  return ab_graph_binary(graph, AB_OP_DIV, e, ab_graph_integer(graph, 2));
}

/* The operation of node on x and y, written in another way; with `wrong`, ways that are not right
 * in general are among them. */
static ab_expr rewrite(ab_graph *graph, const ab_node *node, ab_expr x, ab_expr y, bool wrong,
                       uint64_t *seed) {
  ab_expr minus = ab_graph_unary(graph, AB_OP_NEG, x);
  if (wrong && random_until(seed, 6) == 0 && ab_op_arity(node->op) == 2)
    return ab_graph_binary(graph, node->op, y, minus);
  if (wrong && random_until(seed, 6) == 0 && ab_op_arity(node->op) == 1 && node->op != AB_OP_POW)
    return ab_graph_unary(graph, node->op, minus);
  bool other = random_until(seed, 2);
  switch (node->op) {
  case AB_OP_ADD:
    return other ? ab_graph_binary(graph, AB_OP_ADD, y, x)
                 : ab_graph_binary(graph, AB_OP_SUB, y, minus);
  case AB_OP_SUB:
    return ab_graph_unary(graph, AB_OP_NEG, ab_graph_binary(graph, AB_OP_SUB, y, x));
  case AB_OP_MUL:
    return other ? ab_graph_binary(graph, AB_OP_MUL, y, x) : product_by_squares(graph, x, y);
  case AB_OP_DIV:
    return ab_graph_binary(graph, AB_OP_MUL, ab_graph_pow(graph, y, -1), x);
  case AB_OP_MIN:
    return ab_graph_binary(
        graph, AB_OP_SUB, x,
        ab_graph_unary(graph, AB_OP_RELU, ab_graph_binary(graph, AB_OP_SUB, x, y)));
  case AB_OP_MAX:
    return ab_graph_binary(graph, AB_OP_MAX, y, x);
  default:
    if (ab_op_arity(node->op) == 2)
      return ab_graph_binary(graph, node->op, x, y);
    return node->op == AB_OP_POW ? ab_graph_pow(graph, x, node->exponent)
                                 : ab_graph_unary(graph, node->op, x);
  }
}

static const ab_op rational_ops[] = {AB_OP_ADD, AB_OP_SUB, AB_OP_MUL, AB_OP_DIV,
                                     AB_OP_ADD, AB_OP_MIN, AB_OP_MAX, AB_OP_POW,
                                     AB_OP_NEG, AB_OP_ABS, AB_OP_RELU};

static ab_op random_op(bool rational, uint64_t *seed) {
  if (rational || random_until(seed, 2))
    return rational_ops[random_until(seed, (long)(sizeof rational_ops / sizeof *rational_ops))];
  return (ab_op)(AB_OP_SQRT + random_until(seed, AB_OP_COUNT - AB_OP_SQRT));
}

enum { SIZE_MAX_OF_EXPRESSION = 12 };

/* A random expression and another one built in parallel, node by node. */
static void random_couple(ab_graph *graph, bool rational, bool wrong, ab_expr out[2],
                          uint64_t *seed) {
  ab_expr made[SIZE_MAX_OF_EXPRESSION][2];
  size_t size = 3 + (size_t)random_until(seed, SIZE_MAX_OF_EXPRESSION - 3);
  for (size_t i = 0; i < size; i++) {
    if (i < 3) {
      made[i][0] = made[i][1] = random_leaf(graph, seed);
      continue;
    }
    size_t left = (size_t)random_until(seed, (long)i);
    size_t right = random_until(seed, 2) ? i - 1 : (size_t)random_until(seed, (long)i);
    ab_node node = {.op = random_op(rational, seed),
                    .exponent = (int32_t)random_until(seed, 6) - 2};
    made[i][0] = ab_op_arity(node.op) == 2
                     ? ab_graph_binary(graph, node.op, made[left][0], made[right][0])
                 : node.op == AB_OP_POW ? ab_graph_pow(graph, made[right][0], node.exponent)
                                        : ab_graph_unary(graph, node.op, made[right][0]);
    size_t first = ab_op_arity(node.op) == 2 ? left : right;
    made[i][1] = rewrite(graph, &node, made[first][1], made[right][1], wrong, seed);
  }
  out[0] = made[size - 1][0];
  out[1] = made[size - 1][1];
}

typedef struct {
  mpq_t *values;
  ab_interval *box;
} point;

static void point_init(point *p) {
  p->values = ab_rationals_create(VARIABLES + PARAMETERS);
  p->box = ab_intervals_create(VARIABLES + PARAMETERS, PRECISION);
}

static void point_clear(point *p) {
  ab_rationals_destroy(p->values, VARIABLES + PARAMETERS);
  ab_intervals_destroy(p->box, VARIABLES + PARAMETERS);
}

static void point_move(point *p, uint64_t *seed) {
  for (size_t k = 0; k < VARIABLES + PARAMETERS; k++) {
    long numerator = random_until(seed, 41) - 20;
    mpq_set_si(p->values[k], numerator, (unsigned long)random_until(seed, 12) + 1);
    mpq_canonicalize(p->values[k]);
    ab_interval_set_rational(&p->box[k], p->values[k]);
  }
}

typedef enum { SAME, DIFFERENT, UNKNOWN } comparison;

static comparison compare_exactly(const ab_graph *graph, const ab_expr e[2], const point *p) {
  mpq_t value[2];
  mpq_inits(value[0], value[1], NULL);
  comparison result = UNKNOWN;
  ab_exact found[2];
  for (size_t i = 0; i < 2; i++)
    found[i] = ab_exact_evaluate(value[i], graph, e[i], (const mpq_t *)p->values,
                                 (const mpq_t *)p->values + VARIABLES, NULL);
  if (found[0] == AB_EXACT_VALUE && found[1] == AB_EXACT_VALUE)
    result = mpq_equal(value[0], value[1]) ? SAME : DIFFERENT;
  mpq_clears(value[0], value[1], NULL);
  return result;
}

static comparison compare_enclosures(ab_evaluator *evaluator, const point *p) {
  ab_interval first;
  ab_interval_init(&first, PRECISION);
  ab_interval_set(&first, ab_evaluator_range(evaluator, 0, p->box, p->box + VARIABLES));
  const ab_interval *second = ab_evaluator_range(evaluator, 1, p->box, p->box + VARIABLES);
  comparison result = UNKNOWN;
  if (ab_interval_is_defined(&first) && ab_interval_is_defined(second))
    result = mpfr_lessequal_p(first.lo, second->hi) && mpfr_lessequal_p(second->lo, first.hi)
                 ? SAME
                 : DIFFERENT;
  ab_interval_clear(&first);
  return result;
}

/* How the couple compares over POINTS random points: DIFFERENT if it does at one. */
static comparison compare_at_points(const ab_graph *graph, const ab_expr e[2], bool rational,
                                    uint64_t *seed) {
  point p;
  point_init(&p);
  ab_evaluator *evaluator = ab_evaluator_create(graph, e, 2, VARIABLES, PRECISION);
  comparison all = UNKNOWN;
  for (size_t i = 0; i < POINTS && all != DIFFERENT; i++) {
    point_move(&p, seed);
    comparison here = rational ? compare_exactly(graph, e, &p) : compare_enclosures(evaluator, &p);
    if (here != UNKNOWN)
      all = here;
  }
  ab_evaluator_destroy(evaluator);
  point_clear(&p);
  return all;
}

typedef struct {
  size_t identical, missed, different;
} tally;

static tally check_random_couples(bool rational, bool wrong, size_t count) {
  uint64_t seed = SEED + (uint64_t)rational * 2 + wrong;
  print_message("seed %llu\n", (unsigned long long)seed);
  tally t = {0};
  for (size_t i = 0; i < count; i++) {
    ab_graph *graph = ab_graph_create();
    ab_expr e[2];
    random_couple(graph, rational, wrong, e, &seed);
    comparison at_points = compare_at_points(graph, e, rational, &seed);
    bool found = ab_identical(graph, e[0], e[1]);
    if (found && at_points == DIFFERENT)
      fail_msg("couple %zu: found identical, but different at a point", i);
    if (!wrong && at_points == DIFFERENT)
      fail_msg("couple %zu: this test rewrites wrongly", i);
    t.identical += found;
    t.missed += !found && at_points == SAME;
    t.different += at_points == DIFFERENT;
    ab_graph_destroy(graph);
  }
  print_message("%zu identical, %zu perhaps missed, %zu different, of %zu\n", t.identical, t.missed,
                t.different, count);
  return t;
}

static void rewritten_rational_expressions_are_mostly_identical(void **state) {
  (void)state;
  tally t = check_random_couples(true, false, 600);
  assert_true(t.identical > 300 && t.missed < 60);
}

static void rewritten_expressions_are_mostly_identical(void **state) {
  (void)state;
  tally t = check_random_couples(false, false, 600);
  assert_true(t.identical > 300 && t.missed < 60);
}

static void wrongly_rewritten_rational_expressions_are_told_apart(void **state) {
  (void)state;
  tally t = check_random_couples(true, true, 600);
  assert_true(t.identical > 50 && t.different > 100);
}

static void wrongly_rewritten_expressions_are_told_apart(void **state) {
  (void)state;
  tally t = check_random_couples(false, true, 600);
  assert_true(t.identical > 50 && t.different > 100);
}

/* e + 10^-30 is never e; e is always e unless it is defined nowhere. */
static void a_tiny_shift_is_always_seen(void **state) {
  (void)state;
  uint64_t seed = SEED;
  mpq_t tiny;
  mpq_init(tiny);
  mpq_set_str(tiny, "1/1000000000000000000000000000000", 10);
  for (size_t i = 0; i < 500; i++) {
    ab_graph *graph = ab_graph_create();
    ab_expr e[2];
    random_couple(graph, i % 2, false, e, &seed);
    ab_expr shifted = ab_graph_binary(graph, AB_OP_ADD, e[1], ab_graph_constant(graph, tiny));
    assert_false(ab_identical(graph, e[0], shifted));
    ab_graph_destroy(graph);
  }
  mpq_clear(tiny);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rewritten_rational_expressions_are_mostly_identical),
      cmocka_unit_test(rewritten_expressions_are_mostly_identical),
      cmocka_unit_test(wrongly_rewritten_rational_expressions_are_told_apart),
      cmocka_unit_test(wrongly_rewritten_expressions_are_told_apart),
      cmocka_unit_test(a_tiny_shift_is_always_seen),
  };
  return cmocka_run_group_tests(tests, NULL, release_caches);
}
