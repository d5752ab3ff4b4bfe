/* SPDX-License-Identifier: MIT
 * Charts at infinity: e(x) = r^-power value(z, r, w), with the same sign, and one is defined where
 * the other is. */
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

/* A chart of R^n with 1/R = `longest`. */
typedef struct {
  ab_chart chart;
  bool scaled[VARIABLES];
  mpq_t *lo, *hi;
  ab_interval *at;
} view;

static void view_init(view *v, size_t n, unsigned k, int sign, const mpq_t longest) {
  v->lo = ab_rationals_create(n);
  v->hi = ab_rationals_create(n);
  v->at = ab_intervals_create(n, PRECISION);
  for (unsigned j = 0; j < n; j++) {
    v->scaled[j] = true;
    mpq_set_si(v->lo[j], j == k ? 0 : -1, 1);
    mpq_set_si(v->hi[j], 1, 1);
    mpfr_set_inf(v->at[j].lo, -1);
    mpfr_set_inf(v->at[j].hi, 1);
  }
  mpq_set(v->hi[k], longest);
  mpq_t radius;
  mpq_init(radius);
  mpq_inv(radius, longest);
  if (sign < 0)
    mpq_neg(radius, radius);
  mpfr_set_q(sign > 0 ? v->at[k].lo : v->at[k].hi, radius, MPFR_RNDN);
  mpq_clear(radius);
  v->chart =
      (ab_chart){n, k, sign, v->scaled, (const mpq_t *)v->lo, (const mpq_t *)v->hi, v->at, NULL};
}

static void view_clear(view *v) {
  size_t n = v->chart.dimension;
  ab_rationals_destroy(v->lo, n);
  ab_rationals_destroy(v->hi, n);
  ab_intervals_destroy(v->at, n);
}

/* One expression, rewritten in a chart of R^VARIABLES that holds the points of random_point. */
static bool rewrite(ab_graph *out, ab_scaled *seen, ab_chart_quantities *w, const ab_graph *in,
                    ab_expr e, unsigned k, int sign) {
  view v;
  mpq_t longest;
  mpq_init(longest);
  mpq_set_ui(longest, 9, 1);
  view_init(&v, VARIABLES, k, sign, longest);
  ab_op obstacle;
  bool good = ab_at_infinity(out, seen, w, in, &e, 1, &v.chart, &obstacle);
  view_clear(&v);
  mpq_clear(longest);
  return good;
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
    ab_expr e = random_expression(in, ops, sizeof ops / sizeof *ops);
    unsigned k = draw(VARIABLES);
    int sign = draw(2) ? 1 : -1;
    ab_scaled seen;
    ab_chart_quantities w;
    random_point(x, chart, k, sign);
    if (rewrite(out, &seen, &w, in, e, k, sign)) {
      ab_exact there = ab_exact_evaluate(value, in, e, (const mpq_t *)x, NULL, NULL);
      ab_exact here = ab_exact_evaluate(image, out, seen.value, (const mpq_t *)chart, NULL, NULL);
      if (there == AB_EXACT_UNDEFINED) { /* undefinedness is kept */
        assert_int_not_equal(here, AB_EXACT_VALUE);
        undefined++;
      } else if (there == AB_EXACT_VALUE && here == AB_EXACT_VALUE) {
        assert_int_equal(mpq_sgn(value), mpq_sgn(image));
        scale_back(image, image, chart[k], seen.power);
        assert_true(mpq_equal(value, image));
        compared++;
      }
    }
    ab_chart_quantities_clear(&w);
    ab_graph_destroy(in);
    ab_graph_destroy(out);
  }
  mpq_clears(value, image, NULL);
  ab_rationals_destroy(x, VARIABLES);
  ab_rationals_destroy(chart, VARIABLES);
  assert_true(compared > 5000 && undefined > 500);
}

/* The value at a point, with further variables w in their ranges. */
static ab_interval value_at(const ab_graph *graph, ab_expr e, mpq_t *point, size_t n,
                            const ab_chart_quantities *w) {
  size_t count = n + (w ? w->count : 0);
  ab_interval *box = ab_intervals_create(count, PRECISION), out;
  for (size_t j = 0; j < n; j++)
    ab_interval_set_rational(&box[j], point[j]);
  for (size_t i = 0; i < count - n; i++)
    ab_interval_set_rationals(&box[n + i], w->lo[i], w->hi[i]);
  ab_evaluator *evaluator = ab_evaluator_create(graph, &e, 1, count, PRECISION);
  ab_interval_init(&out, PRECISION);
  ab_interval_set(&out, ab_evaluator_range(evaluator, 0, box, NULL));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, count);
  return out;
}

/* Whether x has a common point with y r^-m; both defined. */
static bool agrees(const ab_interval *x, ab_interval *y, const mpq_t r, long m) {
  ab_interval factor;
  ab_interval_init(&factor, PRECISION);
  ab_interval_set_rational(&factor, r);
  ab_interval_pow(&factor, &factor, -m);
  ab_interval_mul(y, y, &factor);
  ab_interval_clear(&factor);
  return mpfr_lessequal_p(x->lo, y->hi) && mpfr_lessequal_p(y->lo, x->hi);
}

/* Values lie in the image of the chart, with every w in its range; where there are no w, they agree
 * up to rounding. */
static void elementary_functions_lie_in_the_image(void **unused) {
  (void)unused;
  static const ab_op ops[] = {AB_OP_ADD,  AB_OP_SUB,      AB_OP_MUL,      AB_OP_DIV, AB_OP_POW,
                              AB_OP_SQRT, AB_OP_SQRT,     AB_OP_ABS,      AB_OP_EXP, AB_OP_ATAN,
                              AB_OP_TANH, AB_OP_LOGISTIC, AB_OP_SOFTPLUS, AB_OP_LOG, AB_OP_LOG1P,
                              AB_OP_SIN,  AB_OP_EXPM1,    AB_OP_COSH,     AB_OP_SUB, AB_OP_MUL};
  mpq_t *x = ab_rationals_create(VARIABLES), *chart = ab_rationals_create(VARIABLES);
  unsigned compared = 0, with_tails = 0;
  for (unsigned n = 0; n < 40000; n++) {
    ab_graph *in = ab_graph_create(), *out = ab_graph_create();
    ab_expr e = random_expression(in, ops, sizeof ops / sizeof *ops);
    unsigned k = draw(VARIABLES);
    int sign = draw(2) ? 1 : -1;
    ab_scaled seen;
    ab_chart_quantities w;
    random_point(x, chart, k, sign);
    if (rewrite(out, &seen, &w, in, e, k, sign) && seen.growth[0] == 0) {
      ab_interval there = value_at(in, e, x, VARIABLES, NULL);
      ab_interval here = value_at(out, seen.value, chart, VARIABLES, &w);
      if (ab_interval_is_finite(&there) && ab_interval_is_finite(&here)) {
        assert_true(agrees(&there, &here, chart[k], seen.power));
        compared++;
        with_tails += w.count > 0;
      }
      ab_interval_clear(&there);
      ab_interval_clear(&here);
    }
    ab_chart_quantities_clear(&w);
    ab_graph_destroy(in);
    ab_graph_destroy(out);
  }
  ab_rationals_destroy(x, VARIABLES);
  ab_rationals_destroy(chart, VARIABLES);
  assert_true(compared > 10000 && with_tails > 2000);
}

/* h(c x^a) on the half-line x >= R: at every r the image is the value for the one w in its range
 * that is meant; its formula is written down here. */
typedef double tail_formula(double p);

static double tail_exp(double p) {
  return exp(-fabs(p));
}
static double tail_tanh(double p) {
  return 2 / (1 + exp(2 * fabs(p)));
}
static double tail_logistic(double p) {
  return 1 / (1 + exp(fabs(p)));
}
static double tail_softplus(double p) {
  return log1p(exp(-fabs(p)));
}

static void check_tail(ab_op op, tail_formula *tail, long c, int32_t a, unsigned radius) {
  ab_graph *in = ab_graph_create(), *out = ab_graph_create();
  ab_expr factor = ab_graph_integer(in, c);
  ab_expr power = ab_graph_pow(in, ab_graph_variable(in, 0), a);
  ab_expr p = ab_graph_binary(in, AB_OP_MUL, factor, power), e = ab_graph_unary(in, op, p);
  mpq_t longest, *point = ab_rationals_create(2), *x = ab_rationals_create(1);
  mpq_init(longest);
  mpq_set_ui(longest, 1, radius);
  view v;
  view_init(&v, 1, 0, 1, longest);
  ab_scaled seen;
  ab_chart_quantities w;
  ab_op obstacle;
  assert_true(ab_at_infinity(out, &seen, &w, in, &e, 1, &v.chart, &obstacle));
  assert_int_equal(w.count, 1);
  for (unsigned n = 1; n <= 200; n++) {
    mpq_set_ui(x[0], 200 * radius + n * n, 200); /* from R to R + 200 */
    mpq_canonicalize(x[0]);
    mpq_inv(point[0], x[0]);
    double s = mpq_get_d(x[0]), decay = 4, q = tail((double)c * pow(s, a)) * pow(s, decay);
    if (!(q > 1e-200))
      continue;
    assert_true(mpq_get_d(w.lo[0]) <= q && q <= mpq_get_d(w.hi[0]) * (1 + 1e-9));
    mpq_set_d(point[1], q);
    ab_interval there = value_at(in, e, x, 1, NULL);
    ab_interval here = value_at(out, seen.value, point, 2, NULL);
    double value = mpfr_get_d(there.lo, MPFR_RNDN);
    double image = mpfr_get_d(here.lo, MPFR_RNDN) * pow(s, (double)seen.power) *
                   pow(q, (double)-seen.growth[0]);
    assert_true(isinf(value) || fabs(value - image) <= 1e-9 * fabs(value));
    ab_interval_clear(&there);
    ab_interval_clear(&here);
  }
  ab_chart_quantities_clear(&w);
  view_clear(&v);
  mpq_clear(longest);
  ab_rationals_destroy(point, 2);
  ab_rationals_destroy(x, 1);
  ab_graph_destroy(in);
  ab_graph_destroy(out);
}

static void tails_lie_in_their_ranges(void **unused) {
  (void)unused;
  static const struct {
    ab_op op;
    tail_formula *tail;
  } functions[] = {{AB_OP_EXP, tail_exp},          {AB_OP_EXPM1, tail_exp},
                   {AB_OP_SINH, tail_exp},         {AB_OP_COSH, tail_exp},
                   {AB_OP_TANH, tail_tanh},        {AB_OP_LOGISTIC, tail_logistic},
                   {AB_OP_SOFTPLUS, tail_softplus}};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    for (long c = -3; c <= 3; c++)
      for (int32_t a = 1; a <= 2; a++)
        for (unsigned radius = 1; radius <= 4 && c != 0; radius++)
          check_tail(functions[i].op, functions[i].tail, c, a, radius);
}

/* 0/(x - 20) is undefined at 20, that is at r = 1/20; folding 0 * e would lose that. */
static void factor_zero_does_not_hide_a_pole(void **unused) {
  (void)unused;
  ab_graph *in = ab_graph_create(), *out = ab_graph_create();
  ab_expr pole = ab_graph_binary(in, AB_OP_SUB, ab_graph_variable(in, 0), ab_graph_integer(in, 20));
  ab_expr inverse = ab_graph_binary(in, AB_OP_DIV, ab_graph_integer(in, 1), pole);
  ab_expr e = ab_graph_binary(in, AB_OP_MUL, ab_graph_integer(in, 0), inverse);
  ab_scaled seen;
  ab_chart_quantities w;
  mpq_t *r = ab_rationals_create(VARIABLES), value;
  mpq_init(value);
  mpq_set_ui(r[0], 1, 20);
  assert_true(rewrite(out, &seen, &w, in, e, 0, 1));
  assert_int_equal(ab_exact_evaluate(value, out, seen.value, (const mpq_t *)r, NULL, NULL),
                   AB_EXACT_UNDEFINED);
  mpq_clear(value);
  ab_chart_quantities_clear(&w);
  ab_rationals_destroy(r, VARIABLES);
  ab_graph_destroy(in);
  ab_graph_destroy(out);
}

/* log(x^a / c) = r^-1 w, w = r log(x^a / c): its range holds it and is not much larger. */
static void check_log(long c, int32_t a, unsigned radius) {
  ab_graph *in = ab_graph_create(), *out = ab_graph_create();
  ab_expr divisor = ab_graph_integer(in, c);
  ab_expr power = ab_graph_pow(in, ab_graph_variable(in, 0), a);
  ab_expr p = ab_graph_binary(in, AB_OP_DIV, power, divisor);
  ab_expr e = ab_graph_unary(in, AB_OP_LOG, p);
  mpq_t longest;
  mpq_init(longest);
  mpq_set_ui(longest, 1, radius);
  view v;
  view_init(&v, 1, 0, 1, longest);
  ab_scaled seen;
  ab_chart_quantities w;
  ab_op obstacle;
  assert_true(ab_at_infinity(out, &seen, &w, in, &e, 1, &v.chart, &obstacle));
  assert_true(w.count == 1 && seen.power == 1);
  double least = 0, largest = 0;
  for (unsigned n = 0; n <= 3000; n++) {
    double s = radius * exp(n / 500.0), q = log(pow(s, a) / (double)c) / s;
    least = fmin(least, q);
    largest = fmax(largest, q);
  }
  assert_true(mpq_get_d(w.lo[0]) <= least && largest <= mpq_get_d(w.hi[0]));
  assert_true(mpq_get_d(w.hi[0]) <= 1.01 * largest + 1e-3 || radius < 4);
  ab_chart_quantities_clear(&w);
  view_clear(&v);
  mpq_clear(longest);
  ab_graph_destroy(in);
  ab_graph_destroy(out);
}

static void logarithms_lie_in_their_ranges(void **unused) {
  (void)unused;
  for (long c = 1; c <= 9; c += 2)
    for (int32_t a = 1; a <= 3; a++)
      for (unsigned radius = 1; radius <= 16; radius *= 2)
        check_log(c, a, radius);
}

/* exp(y - x) as x tends to infinity with |y| <= x: nothing is known. */
static void what_has_no_form_is_refused(void **unused) {
  (void)unused;
  static const ab_op ops[] = {AB_OP_EXP, AB_OP_SINH, AB_OP_LOG, AB_OP_TAN, AB_OP_ACOS};
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
    ab_graph *in = ab_graph_create(), *out = ab_graph_create();
    ab_expr x = ab_graph_variable(in, 0), y = ab_graph_variable(in, 1);
    ab_expr e = ab_graph_unary(in, ops[i], ab_graph_binary(in, AB_OP_SUB, y, x));
    ab_scaled seen;
    ab_chart_quantities w;
    assert_false(rewrite(out, &seen, &w, in, e, 0, 1));
    ab_chart_quantities_clear(&w);
    ab_graph_destroy(in);
    ab_graph_destroy(out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rational_expressions_agree_exactly),
      cmocka_unit_test(elementary_functions_lie_in_the_image),
      cmocka_unit_test(tails_lie_in_their_ranges),
      cmocka_unit_test(logarithms_lie_in_their_ranges),
      cmocka_unit_test(factor_zero_does_not_hide_a_pole),
      cmocka_unit_test(what_has_no_form_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
