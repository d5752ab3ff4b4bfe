/* SPDX-License-Identifier: MIT
 * Derivatives against dual numbers over the rationals, written here, and against difference
 * quotients at 400 bits; kinks; substitution; what simplification may and may not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "expr/evaluate.h"
#include "expr/exact.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "problem/calculus_walk.h"

#include <stdio.h>
#include <stdlib.h>

enum { VARIABLES = 3, PRECISION = 400 };

static uint64_t state = 20240607;

static unsigned draw(unsigned bound) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)(state >> 33) % bound;
}

static ab_expr leaf(ab_graph *g) {
  return draw(3) ? ab_graph_variable(g, draw(VARIABLES)) : ab_graph_integer(g, (long)draw(5) - 2);
}

/* A random expression of rational operations, kinks among them, with sharing. */
static ab_expr random_expression(ab_graph *g, unsigned size) {
  static const ab_op ops[] = {AB_OP_ADD, AB_OP_SUB, AB_OP_MUL, AB_OP_DIV,  AB_OP_MIN, AB_OP_MAX,
                              AB_OP_POW, AB_OP_NEG, AB_OP_ABS, AB_OP_RELU, AB_OP_MUL, AB_OP_ADD};
  ab_expr parts[16];
  for (unsigned i = 0; i < size; i++) {
    ab_expr x = i && draw(4) ? parts[draw(i)] : leaf(g);
    ab_expr y = i && draw(2) ? parts[i - 1] : leaf(g);
    ab_op op = ops[draw(sizeof ops / sizeof *ops)];
    if (op == AB_OP_POW)
      parts[i] = ab_graph_pow(g, x, (int32_t)draw(6) - 2);
    else
      parts[i] = ab_op_arity(op) == 1 ? ab_graph_unary(g, op, y) : ab_graph_binary(g, op, x, y);
  }
  return parts[size - 1];
}

/* Values and derivatives of all nodes up to root: the definition of differentiation by dual numbers
 * a + b eps, written without regard to calculus.c. */
typedef struct {
  const ab_graph *graph;
  const ab_expr *kinks;
  size_t kink_count;
  uint64_t pattern;
  bool unclear;
  mpq_t *a, *b;
} duals;

static void dual_product(mpq_t a, mpq_t b, mpq_t xa, mpq_t xb, mpq_t ya, mpq_t yb) {
  mpq_t s, t;
  mpq_inits(s, t, NULL);
  mpq_mul(s, xa, yb);
  mpq_mul(t, xb, ya);
  mpq_add(s, s, t);
  mpq_mul(a, xa, ya);
  mpq_set(b, s);
  mpq_clears(s, t, NULL);
}

/* 1/(x + x' eps) = 1/x - x'/x^2 eps. */
static void dual_inverse(mpq_t a, mpq_t b, mpq_t xa, mpq_t xb) {
  mpq_mul(b, xa, xa);
  mpq_div(b, xb, b);
  mpq_neg(b, b);
  mpq_inv(a, xa);
}

/* The bit of the pattern for a kink, the sign of its argument for what is none; at 0 that says
 * nothing: |-|x|| is |x|. */
static bool chosen(duals *d, ab_expr node, int sign) {
  for (size_t j = 0; j < d->kink_count; j++)
    if (d->kinks[j] == node)
      return d->pattern >> j & 1;
  d->unclear |= sign == 0;
  return sign >= 0;
}

static void dual_node(duals *d, ab_expr i) {
  const ab_node *n = ab_graph_node(d->graph, i);
  mpq_t *a = d->a, *b = d->b, ia, ib;
  ab_expr x = n->left, y = n->right;
  mpq_inits(ia, ib, NULL);
  switch (n->op) {
  case AB_OP_ADD:
    mpq_add(a[i], a[x], a[y]);
    mpq_add(b[i], b[x], b[y]);
    break;
  case AB_OP_SUB:
    mpq_sub(a[i], a[x], a[y]);
    mpq_sub(b[i], b[x], b[y]);
    break;
  case AB_OP_MUL:
    dual_product(a[i], b[i], a[x], b[x], a[y], b[y]);
    break;
  case AB_OP_DIV:
    dual_inverse(ia, ib, a[y], b[y]);
    dual_product(a[i], b[i], a[x], b[x], ia, ib);
    break;
  case AB_OP_POW:
    mpq_set_si(a[i], 1, 1);
    mpq_set_si(b[i], 0, 1);
    if (n->exponent < 0)
      dual_inverse(ia, ib, a[x], b[x]);
    for (int k = 0; k < abs(n->exponent); k++)
      dual_product(a[i], b[i], a[i], b[i], n->exponent < 0 ? ia : a[x],
                   n->exponent < 0 ? ib : b[x]);
    break;
  case AB_OP_NEG:
    mpq_neg(a[i], a[x]);
    mpq_neg(b[i], b[x]);
    break;
  case AB_OP_ABS:
  case AB_OP_RELU:
    mpq_set(a[i], a[x]);
    mpq_set(b[i], b[x]);
    if (!chosen(d, i, mpq_sgn(a[x]))) {
      mpq_set_si(ia, n->op == AB_OP_ABS ? -1 : 0, 1);
      mpq_mul(a[i], a[i], ia);
      mpq_mul(b[i], b[i], ia);
    }
    break;
  default: { /* MIN, MAX */
    bool left = chosen(d, i, mpq_cmp(a[x], a[y])) == (n->op == AB_OP_MAX);
    mpq_set(a[i], a[left ? x : y]);
    mpq_set(b[i], b[left ? x : y]);
  }
  }
  mpq_clears(ia, ib, NULL);
}

static void dual_derivative(mpq_t out, duals *d, ab_expr root, const mpq_t *point,
                            const mpq_t *direction) {
  size_t count = (size_t)root + 1;
  d->a = ab_rationals_create(count);
  d->b = ab_rationals_create(count);
  for (ab_expr i = 0; i <= root; i++) {
    const ab_node *n = ab_graph_node(d->graph, i);
    if (n->op == AB_OP_CONSTANT) {
      mpq_set(d->a[i], ab_graph_constant_value(d->graph, i));
    } else if (n->op == AB_OP_VARIABLE) {
      mpq_set(d->a[i], point[n->left]);
      mpq_set(d->b[i], direction[n->left]);
    } else if ((n->op != AB_OP_DIV || mpq_sgn(d->a[n->right])) &&
               (n->op != AB_OP_POW || n->exponent >= 0 || mpq_sgn(d->a[n->left])))
      dual_node(d, i); /* what is undefined here is no part of root */
  }
  mpq_set(out, d->b[root]);
  ab_rationals_destroy(d->a, count);
  ab_rationals_destroy(d->b, count);
}

/* A pattern that agrees with the signs of the kinks' arguments at the point; free bits are random.
 */
static uint64_t fitting_pattern(ab_graph *g, const ab_expr *kinks, size_t count,
                                const mpq_t *point) {
  uint64_t pattern = 0;
  mpq_t h;
  mpq_init(h);
  for (size_t j = 0; j < count; j++) {
    ab_expr argument = ab_kink_argument(g, kinks[j]);
    assert_int_equal(ab_exact_evaluate(h, g, argument, point, NULL, NULL), AB_EXACT_VALUE);
    if (mpq_sgn(h) > 0 || (mpq_sgn(h) == 0 && draw(2)))
      pattern |= UINT64_C(1) << j;
  }
  mpq_clear(h);
  return pattern;
}

static unsigned compared, with_kinks;

static void compare_once(void) {
  ab_graph *g = ab_graph_create();
  ab_expr root = random_expression(g, 2 + draw(12)), directions[VARIABLES], kinks[16];
  mpq_t *point = ab_rationals_create(VARIABLES), *way = ab_rationals_create(VARIABLES);
  mpq_t value, expected;
  mpq_inits(value, expected, NULL);
  for (size_t k = 0; k < VARIABLES; k++) {
    mpq_set_si(point[k], (long)draw(9) - 4, 1 + draw(3));
    mpq_canonicalize(point[k]);
    mpq_set_si(way[k], (long)draw(5) - 2, 1);
    directions[k] = ab_graph_constant(g, way[k]);
  }
  if (ab_exact_evaluate(value, g, root, point, NULL, NULL) == AB_EXACT_VALUE) {
    size_t count = ab_kinks(g, root, kinks, 16);
    assert_true(count <= 16);
    duals d = {.graph = g, .kinks = kinks, .kink_count = count};
    d.pattern = fitting_pattern(g, kinks, count, point);
    dual_derivative(expected, &d, root, point, way);
    ab_expr derivative = ab_derivative(g, root, directions, VARIABLES, d.pattern);
    assert_int_equal(ab_exact_evaluate(value, g, derivative, point, NULL, NULL), AB_EXACT_VALUE);
    assert_true(d.unclear || mpq_equal(value, expected));
    compared += !d.unclear;
    with_kinks += count > 0 && !d.unclear;
  }
  mpq_clears(value, expected, NULL);
  ab_rationals_destroy(point, VARIABLES);
  ab_rationals_destroy(way, VARIABLES);
  ab_graph_destroy(g);
}

static void derivatives_of_rational_functions_agree_with_dual_numbers(void **unused) {
  (void)unused;
  printf("seed %llu\n", (unsigned long long)state);
  for (int i = 0; i < 20000; i++)
    compare_once();
  assert_true(compared > 10000 && with_kinks > 3000);
}

/* The value at a point, an enclosure of width far below 2^-250. */
static void evaluate(ab_interval *out, const ab_graph *g, ab_expr root, const mpq_t *point) {
  ab_evaluator *e = ab_evaluator_create(g, &root, 1, VARIABLES, PRECISION);
  ab_interval *box = ab_intervals_create(VARIABLES, PRECISION);
  for (size_t k = 0; k < VARIABLES; k++)
    ab_interval_set_rational(&box[k], point[k]);
  ab_interval_set(out, ab_evaluator_range(e, 0, box, NULL));
  ab_intervals_destroy(box, VARIABLES);
  ab_evaluator_destroy(e);
}

/* |(f(x + h e_k) - f(x - h e_k))/2h - D| < 2^-150, with h = 2^-100. */
static void check_partial(ab_graph *g, ab_expr root, size_t k, const mpq_t *point) {
  ab_interval up, down, step, slope;
  ab_interval_init(&up, PRECISION);
  ab_interval_init(&down, PRECISION);
  ab_interval_init(&step, PRECISION);
  ab_interval_init(&slope, PRECISION);
  mpq_t *moved = ab_rationals_create(VARIABLES), h;
  mpq_init(h);
  mpq_set_si(h, 1, 1);
  mpq_div_2exp(h, h, 100);
  for (size_t i = 0; i < VARIABLES; i++)
    mpq_set(moved[i], point[i]);
  mpq_add(moved[k], point[k], h);
  evaluate(&up, g, root, moved);
  mpq_sub(moved[k], point[k], h);
  evaluate(&down, g, root, moved);
  ab_interval_sub(&up, &up, &down);
  mpq_mul_2exp(h, h, 1);
  ab_interval_set_rational(&step, h);
  ab_interval_div(&up, &up, &step);
  evaluate(&slope, g, ab_partial(g, root, k, VARIABLES, 0), point);
  ab_interval_sub(&slope, &slope, &up);
  ab_interval_abs(&slope, &slope);
  mpq_mul_2exp(h, h, 99);
  mpq_div_2exp(h, h, 150);
  ab_interval_set_rational(&step, h);
  ab_interval_sub(&step, &step, &slope);
  assert_int_equal(ab_interval_is_positive(&step), AB_TRUE);
  mpq_clear(h);
  ab_rationals_destroy(moved, VARIABLES);
  ab_interval_clear(&up);
  ab_interval_clear(&down);
  ab_interval_clear(&step);
  ab_interval_clear(&slope);
}

static const ab_op smooth[] = {AB_OP_SQRT,  AB_OP_EXP,  AB_OP_LOG,      AB_OP_LOG1P,
                               AB_OP_EXPM1, AB_OP_SIN,  AB_OP_COS,      AB_OP_TAN,
                               AB_OP_ATAN,  AB_OP_ASIN, AB_OP_ACOS,     AB_OP_SINH,
                               AB_OP_COSH,  AB_OP_TANH, AB_OP_LOGISTIC, AB_OP_SOFTPLUS};

static void derivatives_of_elementary_functions_agree_with_differences(void **unused) {
  (void)unused;
  mpq_t *point = ab_rationals_create(VARIABLES);
  for (size_t i = 0; i < sizeof smooth / sizeof *smooth; i++)
    for (int negative = 0; negative < 2; negative++) {
      ab_graph *g = ab_graph_create();
      ab_expr x = ab_graph_variable(g, 0), y = ab_graph_variable(g, 1);
      mpq_set_si(point[0], smooth[i] == AB_OP_SQRT || smooth[i] == AB_OP_LOG ? 3 : 3 - 6 * negative,
                 7);
      mpq_set_si(point[1], 4, 5);
      ab_expr inner = ab_graph_binary(g, AB_OP_MUL, x, ab_graph_pow(g, y, 3));
      ab_expr outer = ab_graph_unary(g, smooth[i], inner);
      check_partial(g, outer, 0, point);
      check_partial(g, outer, 1, point);
      ab_expr first = ab_partial(g, outer, 0, VARIABLES, 0); /* and once more */
      check_partial(g, first, 0, point);
      check_partial(g, first, 1, point);
      ab_graph_destroy(g);
    }
  ab_rationals_destroy(point, VARIABLES);
}

/* The sign of a node's value at the point, where it is certain, is in its set. */
static unsigned check_signs(const ab_graph *g, ab_expr root, const mpq_t *point) {
  bool *needed = ab_graph_parts(g, root);
  unsigned char *signs = ab_walk_signs(g, root, needed);
  unsigned seen = 0;
  ab_interval value, minus;
  ab_interval_init(&value, PRECISION);
  ab_interval_init(&minus, PRECISION);
  for (ab_expr i = 0; i <= root; i++) {
    if (!needed[i])
      continue;
    evaluate(&value, g, i, point);
    ab_interval_neg(&minus, &value);
    unsigned sign = ab_interval_is_positive(&value) == AB_TRUE   ? AB_SIGN_POSITIVE
                    : ab_interval_is_positive(&minus) == AB_TRUE ? AB_SIGN_NEGATIVE
                    : ab_interval_is_nonzero(&value) == AB_FALSE ? AB_SIGN_ZERO
                                                                 : 0;
    assert_int_equal(sign & signs[i], sign);
    seen += sign && signs[i] != AB_SIGN_ANY && ab_op_arity(ab_graph_node(g, i)->op);
  }
  ab_interval_clear(&value);
  ab_interval_clear(&minus);
  ab_free(signs);
  ab_free(needed);
  return seen;
}

static void sign_sets_contain_the_signs(void **unused) {
  (void)unused;
  mpq_t *point = ab_rationals_create(VARIABLES);
  unsigned seen = 0;
  for (int n = 0; n < 1000; n++) {
    ab_graph *g = ab_graph_create();
    ab_expr e = random_expression(g, 2 + draw(8));
    for (int k = 0; k < 3; k++) { /* with elementary functions on top and in between */
      ab_op op = smooth[draw(sizeof smooth / sizeof *smooth)];
      ab_expr other = leaf(g);
      e = ab_graph_unary(g, op, draw(2) ? e : ab_graph_binary(g, AB_OP_MUL, e, other));
      e = draw(2) ? e : ab_graph_unary(g, draw(2) ? AB_OP_RELU : AB_OP_ABS, e);
      e = draw(2) ? e : ab_graph_binary(g, draw(2) ? AB_OP_MIN : AB_OP_MAX, e, leaf(g));
    }
    for (size_t k = 0; k < VARIABLES; k++)
      mpq_set_si(point[k], (long)draw(5) - 2, 1);
    seen += check_signs(g, e, point);
    ab_graph_destroy(g);
  }
  assert_true(seen > 1000);
  ab_rationals_destroy(point, VARIABLES);
}

static void derivatives_of_high_and_low_powers(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  mpq_t *point = ab_rationals_create(VARIABLES), value, expected;
  mpq_inits(value, expected, NULL);
  mpq_set_si(point[0], -1, 1);
  static const int32_t exponents[] = {-AB_EXPONENT_MAX, AB_EXPONENT_MAX, 0, 1, 2, -1};
  for (size_t i = 0; i < 6; i++) { /* at -1: n (-1)^(n-1) */
    int32_t n = exponents[i];
    ab_expr d = ab_partial(g, ab_graph_pow(g, ab_graph_variable(g, 0), n), 0, 1, 0);
    assert_int_equal(ab_exact_evaluate(value, g, d, point, NULL, NULL), AB_EXACT_VALUE);
    mpq_set_si(expected, n % 2 == 0 ? -n : n, 1);
    assert_true(mpq_equal(value, expected));
  }
  mpq_clears(value, expected, NULL);
  ab_rationals_destroy(point, VARIABLES);
  ab_graph_destroy(g);
}

static void slope_of_logistic_is_at_most_a_quarter_over_any_interval(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  ab_expr d = ab_partial(g, ab_graph_unary(g, AB_OP_LOGISTIC, ab_graph_variable(g, 0)), 0, 1, 0);
  ab_evaluator *e = ab_evaluator_create(g, &d, 1, 1, 64);
  ab_interval box, quarter;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_interval_init(&box, 64);
  ab_interval_init(&quarter, 64);
  mpq_set_si(lo, -1000, 1);
  mpq_set_si(hi, 1000, 1);
  ab_interval_set_rationals(&box, lo, hi);
  mpq_set_si(lo, 0, 1);
  mpq_set_si(hi, 1, 4);
  ab_interval_set_rationals(&quarter, lo, hi);
  assert_true(ab_interval_is_subset(ab_evaluator_range(e, 0, &box, NULL), &quarter));
  mpq_clears(lo, hi, NULL);
  ab_interval_clear(&box);
  ab_interval_clear(&quarter);
  ab_evaluator_destroy(e);
  ab_graph_destroy(g);
}

static void relu_has_a_derivative_on_each_side(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  ab_expr x = ab_graph_variable(g, 0), y = ab_graph_variable(g, 1), kinks[4];
  ab_expr inner = ab_graph_unary(g, AB_OP_RELU, x);
  ab_expr sum = ab_graph_binary(g, AB_OP_SUB, inner, y);
  ab_expr outer = ab_graph_unary(g, AB_OP_ABS, sum);
  assert_int_equal(ab_kinks(g, outer, kinks, 4), 2);
  assert_int_equal(kinks[0], inner);
  assert_int_equal(kinks[1], outer);
  assert_int_equal(ab_kink_argument(g, inner), x);
  assert_int_equal(ab_kink_argument(g, outer), sum);
  static const long expected[] = {0, -1, 0, 1};
  for (uint64_t pattern = 0; pattern < 4; pattern++)
    assert_true(ab_is_integer(g, ab_partial(g, outer, 0, 2, pattern), expected[pattern]) &&
                ab_is_integer(g, ab_partial(g, outer, 1, 2, pattern), pattern < 2 ? 1 : -1));
  ab_graph_destroy(g);
}

static void minimum_and_maximum_take_one_side(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  ab_expr x = ab_graph_variable(g, 0), y = ab_graph_variable(g, 1);
  ab_expr low = ab_graph_binary(g, AB_OP_MIN, x, y), high = ab_graph_binary(g, AB_OP_MAX, x, y);
  for (int bit = 0; bit < 2; bit++) { /* bit set: x >= y */
    assert_true(ab_is_integer(g, ab_partial(g, low, 0, 2, (uint64_t)bit), !bit));
    assert_true(ab_is_integer(g, ab_partial(g, low, 1, 2, (uint64_t)bit), bit));
    assert_true(ab_is_integer(g, ab_partial(g, high, 0, 2, (uint64_t)bit), bit));
    assert_true(ab_is_integer(g, ab_partial(g, high, 1, 2, (uint64_t)bit), !bit));
  }
  assert_int_equal(ab_kink_argument(g, low), ab_graph_binary(g, AB_OP_SUB, x, y));
  ab_graph_destroy(g);
}

static ab_expr relu(ab_graph *g, ab_expr x) {
  return ab_graph_unary(g, AB_OP_RELU, x);
}

static void arguments_that_keep_their_sign_make_no_kink(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  ab_expr x = ab_graph_variable(g, 0), one = ab_graph_integer(g, 1);
  ab_expr square = ab_graph_pow(g, x, 2), minus = ab_graph_unary(g, AB_OP_NEG, square);
  ab_expr exp = ab_graph_unary(g, AB_OP_EXP, x);
  ab_expr none[] = {square,
                    minus,
                    exp,
                    one,
                    ab_graph_parameter(g, 0),
                    ab_graph_binary(g, AB_OP_ADD, one, square),
                    ab_graph_binary(g, AB_OP_SUB, minus, exp),
                    ab_graph_binary(g, AB_OP_MUL, x, x),
                    ab_graph_binary(g, AB_OP_DIV, minus, exp),
                    ab_graph_binary(g, AB_OP_MAX, x, exp),
                    ab_graph_binary(g, AB_OP_MIN, x, minus)};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    ab_expr kink = relu(g, none[i]);
    size_t below = ab_kinks(g, none[i], NULL, 0);
    assert_int_equal(ab_kinks(g, kink, NULL, 0), below);
  }
  ab_expr some[] = {x,
                    ab_graph_binary(g, AB_OP_SUB, square, one),
                    ab_graph_binary(g, AB_OP_MUL, x, exp),
                    ab_graph_pow(g, x, 3),
                    ab_graph_unary(g, AB_OP_TANH, x),
                    ab_graph_unary(g, AB_OP_LOG, exp)};
  for (size_t i = 0; i < sizeof some / sizeof *some; i++)
    assert_int_equal(ab_kinks(g, relu(g, some[i]), NULL, 0), 1);
  assert_true(ab_is_integer(g, ab_partial(g, relu(g, minus), 0, 1, 0), 0));
  assert_int_equal(ab_partial(g, relu(g, exp), 0, 1, 0), exp);
  ab_graph_destroy(g);
}

static void builders_fold_constants_and_nothing_else(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  ab_expr x = ab_graph_variable(g, 0), zero = ab_graph_integer(g, 0), one = ab_graph_integer(g, 1);
  ab_expr two = ab_graph_integer(g, 2), three = ab_graph_integer(g, 3);
  assert_int_equal(ab_build_add(g, zero, x), x);
  assert_int_equal(ab_build_add(g, x, zero), x);
  assert_int_equal(ab_build_sub(g, x, zero), x);
  assert_int_equal(ab_build_sub(g, zero, x), ab_graph_unary(g, AB_OP_NEG, x));
  assert_int_equal(ab_build_mul(g, one, x), x);
  assert_int_equal(ab_build_mul(g, x, one), x);
  assert_int_equal(ab_build_mul(g, zero, x), zero);
  assert_int_equal(ab_build_mul(g, x, zero), zero);
  assert_int_equal(ab_build_div(g, x, one), x);
  assert_int_equal(ab_build_pow(g, x, 1), x);
  assert_int_equal(ab_build_add(g, two, three), ab_graph_integer(g, 5));
  assert_int_equal(ab_build_pow(g, ab_build_div(g, one, two), -3), ab_graph_integer(g, 8));
  assert_int_equal(ab_build_neg(g, two), ab_graph_integer(g, -2));
  assert_int_equal(ab_graph_node(g, ab_build_div(g, one, zero))->op, AB_OP_DIV);
  assert_int_equal(ab_graph_node(g, ab_build_pow(g, zero, -1))->op, AB_OP_POW);
  assert_int_equal(ab_graph_node(g, ab_build_div(g, zero, x))->op, AB_OP_DIV);
  assert_int_equal(ab_graph_node(g, ab_build_sub(g, x, x))->op, AB_OP_SUB);
  assert_int_equal(ab_graph_node(g, ab_build_pow(g, x, 0))->op, AB_OP_POW);
  assert_int_equal(ab_graph_node(g, ab_build_pow(g, two, AB_EXPONENT_MAX))->op, AB_OP_POW);
  ab_graph_destroy(g);
}

static void derivative_on_domain_is_undefined_where_the_function_is(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  ab_expr x = ab_graph_variable(g, 0), y = ab_graph_variable(g, 1);
  ab_expr square = ab_graph_pow(g, x, 2), one = ab_graph_integer(g, 1);
  ab_expr whole[] = {
      ab_graph_binary(g, AB_OP_DIV, square, ab_graph_binary(g, AB_OP_ADD, one, square)),
      ab_graph_pow(g, x, -2), ab_graph_unary(g, AB_OP_SQRT, x), ab_graph_unary(g, AB_OP_TAN, x),
      ab_graph_unary(g, AB_OP_LOG, ab_graph_unary(g, AB_OP_EXP, x))};
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) { /* nothing is lost */
    ab_expr d = ab_partial(g, whole[i], 0, 2, 0);
    assert_int_equal(ab_derivative_on_domain(g, whole[i], d), d);
  }
  ab_expr partial[] = {
      ab_graph_unary(g, AB_OP_LOG, x),
      ab_graph_binary(g, AB_OP_ADD, x, ab_graph_unary(g, AB_OP_SQRT, y)),
      ab_graph_binary(g, AB_OP_ADD, x, ab_graph_binary(g, AB_OP_DIV, x, y)),
      ab_graph_binary(g, AB_OP_MUL, ab_graph_integer(g, 0), ab_graph_binary(g, AB_OP_DIV, one, x))};
  mpq_t *point = ab_rationals_create(VARIABLES);
  ab_interval value;
  ab_interval_init(&value, PRECISION);
  mpq_set_si(point[1], -1, 1);
  for (size_t i = 0; i < 4; i++) {
    ab_expr d = ab_derivative_on_domain(g, partial[i], ab_partial(g, partial[i], 0, 2, 0));
    mpq_set_si(point[0], i == 3 ? 0 : -1, 1);
    mpq_set_si(point[1], i == 2 ? 0 : -1, 1);
    evaluate(&value, g, d, point);
    assert_false(ab_interval_is_defined(&value));
    mpq_set_si(point[0], 1, 1);
    mpq_set_si(point[1], 1, 1);
    evaluate(&value, g, d, point);
    assert_true(ab_interval_is_defined(&value));
  }
  ab_interval_clear(&value);
  ab_rationals_destroy(point, VARIABLES);
  ab_graph_destroy(g);
}

static void substitution_replaces_variables_and_nothing_else(void **unused) {
  (void)unused;
  ab_graph *in = ab_graph_create(), *out = ab_graph_create();
  ab_expr x = ab_graph_variable(in, 0), p = ab_graph_parameter(in, 3);
  ab_expr zero = ab_graph_integer(in, 0);
  ab_expr e = ab_graph_binary(in, AB_OP_ADD, ab_graph_binary(in, AB_OP_MUL, zero, x),
                              ab_graph_pow(in, ab_graph_binary(in, AB_OP_SUB, x, p), 1));
  ab_expr pi = ab_graph_pi(out), variables[] = {pi};
  ab_expr copy = ab_substitute(out, in, e, variables);
  ab_expr q = ab_graph_parameter(out, 3);
  ab_expr expected =
      ab_graph_binary(out, AB_OP_ADD, ab_graph_binary(out, AB_OP_MUL, ab_graph_integer(out, 0), pi),
                      ab_graph_pow(out, ab_graph_binary(out, AB_OP_SUB, pi, q), 1));
  assert_int_equal(copy, expected);
  ab_expr self[] = {e}; /* within one graph, x replaced by an expression in x */
  ab_expr twice = ab_substitute(in, in, e, self);
  assert_true(twice > e);
  assert_int_equal(ab_graph_node(in, ab_graph_node(in, twice)->right)->op, AB_OP_POW);
  ab_graph_destroy(in);
  ab_graph_destroy(out);
}

static void derivative_of_a_long_chain_is_linear(void **unused) {
  (void)unused;
  ab_graph *g = ab_graph_create();
  ab_expr x = ab_graph_variable(g, 0), e = x;
  for (int i = 0; i < 100000; i++) /* every node used twice */
    e = ab_graph_binary(g, AB_OP_MUL, e, ab_graph_unary(g, AB_OP_SIN, e));
  size_t size = ab_graph_size(g);
  ab_partial(g, e, 0, 1, 0);
  assert_true(ab_graph_size(g) < 4 * size);
  ab_graph_destroy(g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(derivatives_of_rational_functions_agree_with_dual_numbers),
      cmocka_unit_test(derivatives_of_elementary_functions_agree_with_differences),
      cmocka_unit_test(sign_sets_contain_the_signs),
      cmocka_unit_test(derivatives_of_high_and_low_powers),
      cmocka_unit_test(slope_of_logistic_is_at_most_a_quarter_over_any_interval),
      cmocka_unit_test(relu_has_a_derivative_on_each_side),
      cmocka_unit_test(minimum_and_maximum_take_one_side),
      cmocka_unit_test(arguments_that_keep_their_sign_make_no_kink),
      cmocka_unit_test(builders_fold_constants_and_nothing_else),
      cmocka_unit_test(derivative_on_domain_is_undefined_where_the_function_is),
      cmocka_unit_test(substitution_replaces_variables_and_nothing_else),
      cmocka_unit_test(derivative_of_a_long_chain_is_linear),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
