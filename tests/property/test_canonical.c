/* SPDX-License-Identifier: MIT
 * Canonical forms (docs/theory/symmetry.md, section 3) against the expressions that they are made
 * of: the same value, or none, at random points, by exact arithmetic and by MPFR alone; and one
 * form for what is written in several ways. */
#include "../expr/expr_support.h"

#include "condition/canonical.h"
#include "expr/exact.h"

enum { VARIABLES = 3, PARAMETERS = 2, NODES = 14, EXPRESSIONS = 6000, POINTS = 8, LEAVES = 5 };

static const ab_op rational_ops[] = {AB_OP_ADD, AB_OP_SUB, AB_OP_MUL, AB_OP_DIV,
                                     AB_OP_MUL, AB_OP_MIN, AB_OP_MAX, AB_OP_POW,
                                     AB_OP_NEG, AB_OP_ABS, AB_OP_RELU};

static ab_op random_op(uint64_t *seed, bool rational) {
  long count = (long)(sizeof rational_ops / sizeof *rational_ops);
  return rational || random_below(seed, 2) ? rational_ops[random_below(seed, count)]
                                           : (ab_op)(AB_OP_SQRT + random_below(seed, 16));
}

static ab_expr random_leaf(ab_graph *graph, uint64_t *seed, bool rational) {
  static const long numbers[] = {0, 1, -1, 2, -2, 3};
  long kind = random_below(seed, 8);
  if (kind < 5)
    return ab_graph_variable(graph, (uint32_t)random_below(seed, VARIABLES));
  if (kind == 5)
    return ab_graph_parameter(graph, (uint32_t)random_below(seed, PARAMETERS));
  return kind == 6 && !rational ? ab_graph_pi(graph)
                                : ab_graph_integer(graph, numbers[random_below(seed, 6)]);
}

/* Node by node an expression, and one that has to have its form: arguments exchanged, signs moved,
 * differences and quotients as sums and products. */
static ab_expr other_way(ab_graph *graph, ab_op op, ab_expr x, ab_expr y, int32_t n,
                         uint64_t *seed) {
  bool other = random_below(seed, 2);
  ab_expr minus = ab_graph_unary(graph, AB_OP_NEG, x);
  switch (op) {
  case AB_OP_ADD:
    return other ? ab_graph_binary(graph, AB_OP_ADD, y, x)
                 : ab_graph_binary(graph, AB_OP_SUB, y, minus);
  case AB_OP_SUB:
    return ab_graph_unary(graph, AB_OP_NEG, ab_graph_binary(graph, AB_OP_SUB, y, x));
  case AB_OP_MUL:
    return ab_graph_binary(graph, AB_OP_MUL, y, x);
  case AB_OP_DIV:
    return ab_graph_binary(graph, AB_OP_MUL, ab_graph_pow(graph, y, -1), x);
  case AB_OP_MIN:
    minus = ab_graph_binary(graph, AB_OP_MAX, ab_graph_unary(graph, AB_OP_NEG, y), minus);
    return ab_graph_unary(graph, AB_OP_NEG, minus);
  case AB_OP_MAX:
    return ab_graph_binary(graph, AB_OP_MAX, y, x);
  case AB_OP_POW:
    return ab_graph_pow(graph, n % 2 == 0 && other ? minus : x, n);
  case AB_OP_ABS:
  case AB_OP_COS:
  case AB_OP_COSH:
    return ab_graph_unary(graph, op, other ? minus : x);
  case AB_OP_SIN:
  case AB_OP_TAN:
  case AB_OP_ATAN:
  case AB_OP_ASIN:
  case AB_OP_SINH:
  case AB_OP_TANH:
    return other ? ab_graph_unary(graph, AB_OP_NEG, ab_graph_unary(graph, op, minus))
                 : ab_graph_unary(graph, op, x);
  default:
    return ab_graph_unary(graph, op, x);
  }
}

static void random_couple(ab_graph *graph, ab_expr out[2], uint64_t *seed, bool rational) {
  ab_expr made[NODES][2];
  int size = LEAVES + 1 + (int)random_below(seed, NODES - LEAVES);
  for (int i = 0; i < size; i++) {
    if (i < LEAVES) {
      made[i][0] = made[i][1] = random_leaf(graph, seed, rational);
      continue;
    }
    long left = random_below(seed, i),
         right = random_below(seed, 2) ? i - 1 : random_below(seed, i);
    ab_op op = random_op(seed, rational);
    int32_t n = (int32_t)random_below(seed, 7) - 3;
    const ab_expr *x = made[ab_op_arity(op) == 2 ? left : right], *y = made[right];
    made[i][0] = op == AB_OP_POW        ? ab_graph_pow(graph, x[0], n)
                 : ab_op_arity(op) == 2 ? ab_graph_binary(graph, op, x[0], y[0])
                                        : ab_graph_unary(graph, op, x[0]);
    made[i][1] = other_way(graph, op, x[1], y[1], n, seed);
  }
  out[0] = made[size - 1][0];
  out[1] = made[size - 1][1];
}

/* Small whole numbers and halves: zeros and equal coordinates are frequent. */
static void draw(mpq_t *x, size_t count, uint64_t *seed) {
  for (size_t k = 0; k < count; k++)
    set_fraction(x[k], random_below(seed, 9) - 4, random_below(seed, 3) ? 1 : 2);
}

static ab_expr *identity_forms(ab_canonical *c, const ab_graph *graph) {
  ab_expr variables[VARIABLES], parameters[PARAMETERS];
  ab_expr *forms = calloc(ab_graph_size(graph), sizeof *forms);
  for (uint32_t k = 0; k < VARIABLES; k++)
    variables[k] = ab_canonical_variable(c, k);
  for (uint32_t j = 0; j < PARAMETERS; j++)
    parameters[j] = ab_canonical_parameter(c, j);
  ab_canonical_nodes(c, forms, graph, variables, parameters);
  assert_false(ab_canonical_failed(c));
  return forms;
}

static void forms_have_the_values_of_rational_expressions(void **unused) {
  (void)unused;
  uint64_t seed = 7;
  size_t defined = 0, undefined = 0;
  mpq_t *at = ab_rationals_create(VARIABLES + PARAMETERS), *values = ab_rationals_create(2);
  for (int i = 0; i < EXPRESSIONS; i++) {
    ab_graph *graph = ab_graph_create();
    ab_canonical *c = ab_canonical_create(1 << 20);
    ab_expr e[2];
    random_couple(graph, e, &seed, true);
    ab_expr *forms = identity_forms(c, graph);
    assert_int_equal(forms[e[0]], forms[e[1]]);
    for (int point = 0; point < POINTS; point++) {
      draw(at, VARIABLES + PARAMETERS, &seed);
      const mpq_t *x = (const mpq_t *)at, *p = x + VARIABLES;
      ab_exact was = ab_exact_evaluate(values[0], graph, e[0], x, p, NULL);
      ab_exact is = ab_exact_evaluate(values[1], ab_canonical_graph(c), forms[e[0]], x, p, NULL);
      assert_int_equal(was, is);
      assert_true(was != AB_EXACT_VALUE || mpq_equal(values[0], values[1]));
      defined += was == AB_EXACT_VALUE;
      undefined += was == AB_EXACT_UNDEFINED;
    }
    free(forms);
    ab_canonical_destroy(c);
    ab_graph_destroy(graph);
  }
  assert_true(defined > EXPRESSIONS * POINTS / 2 && undefined > EXPRESSIONS * POINTS / 50);
  ab_rationals_destroy(at, VARIABLES + PARAMETERS);
  ab_rationals_destroy(values, 2);
}

/* Both undefined, or equal but for rounding at 500 bits. */
static bool agree(mpfr_t x, mpfr_t y) {
  if (mpfr_nan_p(x) || mpfr_nan_p(y))
    return mpfr_nan_p(x) && mpfr_nan_p(y);
  if (!mpfr_number_p(x) || mpfr_equal_p(x, y))
    return mpfr_equal_p(x, y);
  mpfr_sub(y, y, x, MPFR_RNDN);
  return mpfr_get_exp(y) < -200 || mpfr_get_exp(y) < mpfr_get_exp(x) - 200;
}

static void forms_have_the_values_of_all_expressions(void **unused) {
  (void)unused;
  uint64_t seed = 11;
  size_t defined = 0, undefined = 0, same = 0;
  mpq_t *at = ab_rationals_create(VARIABLES + PARAMETERS);
  mpfr_t was, is;
  mpfr_inits2(REFERENCE_BITS, was, is, NULL);
  for (int i = 0; i < EXPRESSIONS; i++) {
    ab_graph *graph = ab_graph_create();
    ab_canonical *c = ab_canonical_create(1 << 20);
    ab_expr e[2];
    random_couple(graph, e, &seed, false);
    ab_expr *forms = identity_forms(c, graph);
    same += forms[e[0]] == forms[e[1]]; /* but for odd functions of x - x */
    for (int point = 0; point < 2; point++) {
      draw(at, VARIABLES + PARAMETERS, &seed);
      const mpq_t *x = (const mpq_t *)at, *p = x + VARIABLES;
      reference_evaluate(was, graph, e[0], x, p);
      reference_evaluate(is, ab_canonical_graph(c), forms[e[0]], x, p);
      defined += !mpfr_nan_p(was);
      undefined += mpfr_nan_p(was) != 0;
      assert_true(agree(was, is));
    }
    free(forms);
    ab_canonical_destroy(c);
    ab_graph_destroy(graph);
  }
  assert_true(defined > EXPRESSIONS / 2 && undefined > EXPRESSIONS / 20);
  assert_true(same > EXPRESSIONS * 99 / 100);
  mpfr_clears(was, is, NULL);
  ab_rationals_destroy(at, VARIABLES + PARAMETERS);
}

static const struct {
  const char *one, *other;
  bool same;
} couples[] = {
    {"x1 x2 + x3 +", "x3 x2 + x1 +", true},
    {"x1 x2 * x3 *", "x3 x1 * x2 *", true},
    {"x1 x2 - ^2", "x2 x1 - ^2", true},
    {"x1 x2 - ^3", "x2 x1 - ^3 neg", true},
    {"x1 x2 - ^3", "x2 x1 - ^3", false},
    {"x1 x2 - x3 * 2 *", "x2 x1 - -2 x3 * *", true},
    {"x1 x2 + 2 * x1 -", "x1 x2 + x2 +", true},
    {"x1 2 / x2 /", "1/2 x2 / x1 *", true},
    {"x1 x2 / ^-1", "x2 x1 /", false}, /* at x2 = 0 */
    {"x1 ^2 ^3", "x1 ^3 ^2", true},
    {"x1 ^-2 ^-1", "x1 ^2", false},
    {"x1 ^-2 ^-1", "x1 ^-1 ^-2", true},
    {"x1 ^-1 ^0", "x1 x1 /", true},
    {"x1 ^-1 ^0", "x1 ^0", false},
    {"x1 ^0 ^-1", "x1 ^0", true},
    {"x1 x2 / x1 x3 / / ^-2", "x2 x3 / ^2 x1 x1 / *", false},
    {"x1 x2 / x3 x2 / * ^-2", "x2 ^4 x1 x3 * ^2 / x2 x2 / *", true},
    {"x1 x1 -", "0", false},
    {"x1 x1 - ^-1", "x2 x2 - ^-1", false},
    {"0 ^-1", "0 x1 *", false},
    {"2 ^-3 x1 *", "x1 8 /", true},
    {"0 1 + 1 -", "0", true},
    {"x1 x2 - sin", "x2 x1 - sin neg", true},
    {"x1 neg exp", "x1 exp", false},
    {"x1 x2 max x3 max", "x3 x1 max x2 x1 max max", true},
    {"x1 x2 min x3 min", "x3 x1 min x2 min", true},
    {"x1 x1 max", "x1", true},
    {"x1 x2 min neg", "x1 neg x2 neg max", true},
    {"x1 x2 max 2 * x3 max", "x1 x2 max x3 max", false},
    {"x1 x2 max ^2 x3 max", "x1 x2 max x3 max", false},
    {"x1 x2 + x3 + ^1000 ^1000", "x1 x3 + x2 + ^1000 ^1000", true},
    {"3 x1 * ^1000000", "x1 3 * ^1000000", true},
    {"x1 neg ^1000001", "x1 ^1000001 neg", true},
    {"p1 x1 *", "p2 x1 *", false},
    {"p1 x1 * pi +", "pi x1 p1 * +", true},
};

static void what_is_written_differently_has_one_form(void **unused) {
  (void)unused;
  for (size_t i = 0; i < sizeof couples / sizeof *couples; i++) {
    ab_graph *graph = ab_graph_create();
    ab_canonical *c = ab_canonical_create(1 << 20);
    ab_expr one = postfix(graph, couples[i].one), other = postfix(graph, couples[i].other);
    ab_expr *forms = identity_forms(c, graph);
    if ((forms[one] == forms[other]) != couples[i].same)
      fail_msg("%s and %s", couples[i].one, couples[i].other);
    free(forms);
    ab_canonical_destroy(c);
    ab_graph_destroy(graph);
  }
}

/* Sums of sums that share their parts, twice as long with each step; numbers that double; powers of
 * powers. The work ends at its limit, and soon. */
static void long_forms_are_given_up(void **unused) {
  (void)unused;
  for (int kind = 0; kind < 3; kind++) {
    ab_graph *graph = ab_graph_create();
    ab_canonical *c = ab_canonical_create(1 << 20);
    ab_expr x = ab_graph_variable(graph, 0), y = ab_graph_variable(graph, 1);
    ab_expr e = kind == 0 ? x : ab_graph_integer(graph, 3);
    if (kind == 2)
      e = ab_graph_binary(graph, AB_OP_ADD, x, y);
    for (int i = 0; i < 6000; i++) {
      if (kind == 0)
        e = ab_graph_binary(
            graph, AB_OP_ADD, e,
            ab_graph_unary(graph, AB_OP_EXP, ab_graph_binary(graph, AB_OP_MUL, e, y)));
      else if (kind == 1)
        e = ab_graph_binary(graph, AB_OP_MUL, e, i % 2 ? e : x);
      else
        e = ab_graph_pow(graph, e, 2);
    }
    ab_expr variables[2] = {ab_canonical_variable(c, 0), ab_canonical_variable(c, 1)};
    ab_expr *forms = calloc(ab_graph_size(graph), sizeof *forms);
    assert_false(ab_canonical_failed(c));
    ab_canonical_nodes(c, forms, graph, variables, NULL);
    assert_true(ab_canonical_failed(c));
    free(forms);
    ab_canonical_destroy(c);
    ab_graph_destroy(graph);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(forms_have_the_values_of_rational_expressions),
      cmocka_unit_test(forms_have_the_values_of_all_expressions),
      cmocka_unit_test(what_is_written_differently_has_one_form),
      cmocka_unit_test(long_forms_are_given_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
