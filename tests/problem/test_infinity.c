/* SPDX-License-Identifier: MIT
 * Charts at infinity: e(x) = r^-m g(z, r), with the same sign, and e defined where g is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "expr/evaluate.h"
#include "expr/exact.h"
#include "num/rational.h"
#include "problem/infinity.h"

#include <math.h>
#include <stdlib.h>

enum { VARIABLES = 3, SIZE = 9, PRECISION = 200 };

static uint64_t state = 20250117;

static unsigned draw(unsigned bound) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)(state >> 33) % bound;
}

static ab_expr leaf(ab_graph *g) {
  return draw(3) ? ab_graph_variable(g, draw(VARIABLES)) : ab_graph_integer(g, (long)draw(5) - 2);
}

static ab_expr random_expression(ab_graph *g, const ab_op *ops, unsigned count) {
  ab_expr parts[SIZE];
  for (unsigned i = 0; i < SIZE; i++) {
    ab_expr x = i && draw(4) ? parts[draw(i)] : leaf(g);
    ab_expr y = i && draw(2) ? parts[i - 1] : leaf(g);
    ab_op op = ops[draw(count)];
    if (op == AB_OP_POW)
      parts[i] = ab_graph_pow(g, x, (int32_t)draw(6) - 2);
    else
      parts[i] = ab_op_arity(op) == 1 ? ab_graph_unary(g, op, y) : ab_graph_binary(g, op, x, y);
  }
  return parts[SIZE - 1];
}

/* A point with |x_k| the largest coordinate, of that sign, and its place in the chart. */
static void random_point(mpq_t *x, mpq_t *chart, unsigned k, int sign) {
  mpq_set_ui(chart[k], 1 + draw(9), 1 + draw(1000));
  mpq_canonicalize(chart[k]);
  mpq_inv(x[k], chart[k]);
  for (unsigned j = 0; j < VARIABLES; j++) {
    if (j == k)
      continue;
    mpq_set_si(chart[j], (long)draw(17) - 8, 8);
    mpq_canonicalize(chart[j]);
    mpq_mul(x[j], chart[j], x[k]);
  }
  if (sign < 0)
    mpq_neg(x[k], x[k]);
}

/* out = value r^-m */
static void scale_back(mpq_t out, const mpq_t value, const mpq_t r, long m) {
  mpq_set(out, value);
  for (long i = 0; i < labs(m); i++)
    m > 0 ? mpq_div(out, out, r) : mpq_mul(out, out, r);
}

static void rational_expressions_agree_exactly(void **unused) {
  (void)unused;
  static const ab_op ops[] = {AB_OP_ADD, AB_OP_SUB, AB_OP_MUL, AB_OP_DIV, AB_OP_MIN,
                              AB_OP_MAX, AB_OP_POW, AB_OP_NEG, AB_OP_ABS, AB_OP_RELU};
  mpq_t *x = ab_rationals_create(VARIABLES), *chart = ab_rationals_create(VARIABLES);
  mpq_t value, image;
  mpq_inits(value, image, NULL);
  unsigned compared = 0, undefined = 0;
  for (unsigned n = 0; n < 20000; n++) {
    ab_graph *in = ab_graph_create(), *out = ab_graph_create();
    ab_expr e = random_expression(in, ops, sizeof ops / sizeof *ops), g;
    unsigned k = draw(VARIABLES);
    int sign = draw(2) ? 1 : -1;
    long m;
    random_point(x, chart, k, sign);
    if (ab_at_infinity(out, &g, &m, in, e, k, sign)) {
      ab_exact there = ab_exact_evaluate(value, in, e, (const mpq_t *)x, NULL, NULL);
      ab_exact here = ab_exact_evaluate(image, out, g, (const mpq_t *)chart, NULL, NULL);
      if (there == AB_EXACT_UNDEFINED) { /* undefinedness is kept */
        assert_int_not_equal(here, AB_EXACT_VALUE);
        undefined++;
      } else if (there == AB_EXACT_VALUE && here == AB_EXACT_VALUE) {
        assert_int_equal(mpq_sgn(value), mpq_sgn(image));
        scale_back(image, image, chart[k], m);
        assert_true(mpq_equal(value, image));
        compared++;
      }
    }
    ab_graph_destroy(in);
    ab_graph_destroy(out);
  }
  mpq_clears(value, image, NULL);
  ab_rationals_destroy(x, VARIABLES);
  ab_rationals_destroy(chart, VARIABLES);
  assert_true(compared > 5000 && undefined > 500);
}

static ab_interval value_at(const ab_graph *graph, ab_expr e, mpq_t *point) {
  ab_interval *box = ab_intervals_create(VARIABLES, PRECISION), out;
  for (unsigned j = 0; j < VARIABLES; j++)
    ab_interval_set_rational(&box[j], point[j]);
  ab_evaluator *evaluator = ab_evaluator_create(graph, &e, 1, VARIABLES, PRECISION);
  ab_interval_init(&out, PRECISION);
  ab_interval_set(&out, ab_evaluator_range(evaluator, 0, box, NULL));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, VARIABLES);
  return out;
}

static void expressions_with_roots_and_elementary_functions_agree(void **unused) {
  (void)unused;
  static const ab_op ops[] = {AB_OP_ADD,  AB_OP_SUB,  AB_OP_MUL, AB_OP_DIV, AB_OP_POW,
                              AB_OP_SQRT, AB_OP_SQRT, AB_OP_ABS, AB_OP_EXP, AB_OP_ATAN};
  mpq_t *x = ab_rationals_create(VARIABLES), *chart = ab_rationals_create(VARIABLES);
  unsigned compared = 0;
  for (unsigned n = 0; n < 20000; n++) {
    ab_graph *in = ab_graph_create(), *out = ab_graph_create();
    ab_expr e = random_expression(in, ops, sizeof ops / sizeof *ops), g;
    unsigned k = draw(VARIABLES);
    int sign = draw(2) ? 1 : -1;
    long m;
    random_point(x, chart, k, sign);
    if (ab_at_infinity(out, &g, &m, in, e, k, sign)) {
      ab_interval there = value_at(in, e, x), here = value_at(out, g, chart);
      if (ab_interval_is_finite(&there) && ab_interval_is_finite(&here)) {
        double a = mpfr_get_d(there.lo, MPFR_RNDN), b = mpfr_get_d(here.lo, MPFR_RNDN);
        double scaled = b * pow(mpq_get_d(chart[k]), (double)-m);
        if (isfinite(a) && isfinite(scaled) && fabs(a) > 1e-30 && fabs(b) > 1e-250) {
          assert_true(fabs(a - scaled) <= 1e-12 * fabs(a));
          compared++;
        }
      }
      ab_interval_clear(&there);
      ab_interval_clear(&here);
    }
    ab_graph_destroy(in);
    ab_graph_destroy(out);
  }
  ab_rationals_destroy(x, VARIABLES);
  ab_rationals_destroy(chart, VARIABLES);
  assert_true(compared > 3000);
}

/* 0/(x - 20) is undefined at 20, that is at r = 1/20; folding 0 * e would lose that. */
static void factor_zero_does_not_hide_a_pole(void **unused) {
  (void)unused;
  ab_graph *in = ab_graph_create(), *out = ab_graph_create();
  ab_expr pole = ab_graph_binary(in, AB_OP_SUB, ab_graph_variable(in, 0), ab_graph_integer(in, 20));
  ab_expr inverse = ab_graph_binary(in, AB_OP_DIV, ab_graph_integer(in, 1), pole);
  ab_expr e = ab_graph_binary(in, AB_OP_MUL, ab_graph_integer(in, 0), inverse), g;
  long m;
  mpq_t *r = ab_rationals_create(1), value;
  mpq_init(value);
  mpq_set_ui(r[0], 1, 20);
  assert_true(ab_at_infinity(out, &g, &m, in, e, 0, 1));
  assert_int_equal(ab_exact_evaluate(value, out, g, (const mpq_t *)r, NULL, NULL),
                   AB_EXACT_UNDEFINED);
  mpq_clear(value);
  ab_rationals_destroy(r, 1);
  ab_graph_destroy(in);
  ab_graph_destroy(out);
}

static void unbounded_argument_of_exp_has_no_chart(void **unused) {
  (void)unused;
  ab_graph *in = ab_graph_create(), *out = ab_graph_create();
  ab_expr e = ab_graph_unary(in, AB_OP_EXP, ab_graph_variable(in, 0)), g;
  long m;
  assert_false(ab_at_infinity(out, &g, &m, in, e, 0, 1));
  ab_graph_destroy(in);
  ab_graph_destroy(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rational_expressions_agree_exactly),
      cmocka_unit_test(expressions_with_roots_and_elementary_functions_agree),
      cmocka_unit_test(factor_zero_does_not_hide_a_pole),
      cmocka_unit_test(unbounded_argument_of_exp_has_no_chart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
