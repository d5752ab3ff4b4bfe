/* SPDX-License-Identifier: MIT */
#include "box_support.h"

#include "expr/evaluate.h"
#include "expr/exact.h"

enum { SEED = 20250311, ROUNDS = 3000, POINTS = 8 };

static const unsigned precisions[] = {24, 53, 113};

static void interval_of_range(mpq_t out, mpfr_srcptr end) {
  mpfr_get_q(out, end);
}

/* Exactly inside, by exact rational evaluation; counts what was compared. */
static long check_exact_point(const ab_graph *graph, ab_expr root, const test_box *box,
                              const mpq_t *parameters, const ab_interval *range) {
  mpq_t value, end;
  mpq_inits(value, end, NULL);
  ab_exact answer =
      ab_exact_evaluate(value, graph, root, (const mpq_t *)box->point, parameters, NULL);
  if (ab_interval_is_defined(range))
    assert_int_not_equal(answer, AB_EXACT_UNDEFINED);
  bool compared = answer == AB_EXACT_VALUE && ab_interval_is_defined(range);
  if (compared && mpfr_number_p(range->lo)) {
    interval_of_range(end, range->lo);
    assert_true(mpq_cmp(end, value) <= 0);
  }
  if (compared && mpfr_number_p(range->hi)) {
    interval_of_range(end, range->hi);
    assert_true(mpq_cmp(value, end) <= 0);
  }
  mpq_clears(value, end, NULL);
  return compared;
}

/* The same against the reference for all operations; a defined range means a defined value. */
static long check_reference_point(const ab_graph *graph, ab_expr root, const test_box *box,
                                  const mpq_t *parameters, const ab_interval *range) {
  if (!ab_interval_is_defined(range))
    return 0;
  mpfr_t value, slack;
  mpfr_inits2(REFERENCE_BITS, value, slack, NULL);
  reference_evaluate(value, graph, root, (const mpq_t *)box->point, parameters);
  assert_false(mpfr_nan_p(value));
  mpfr_abs(slack, value, MPFR_RNDU);
  mpfr_add_ui(slack, slack, 1, MPFR_RNDU);
  mpfr_div_2ui(slack, slack, 180, MPFR_RNDU); /* the reference's own errors, magnified on the way */
  bool finite = mpfr_number_p(value);
  if (finite)
    assert_true(encloses(range, value, slack));
  mpfr_clears(value, slack, NULL);
  return finite;
}

/* Graphs whose intermediate results are huge make the reference unreliable: few nodes. */
static void ranges_enclose_the_values_at_random_points(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  long exact = 0, compared = 0, undefined = 0;
  mpq_t *parameters = ab_rationals_create(1);
  for (int round = 0; round < ROUNDS; round++) {
    ab_graph *graph = ab_graph_create();
    ab_expr root = random_expression(graph, (size_t)(1 + round % 7), &seed);
    mpfr_prec_t precision = precisions[round % 3];
    ab_evaluator *evaluator = ab_evaluator_create(graph, &root, 1, AXES, precision);
    test_box box;
    box_init(&box, precision);
    random_box(&box, &seed);
    set_fraction(parameters[0], random_below(&seed, 9) - 4, 3);
    ab_interval *enclosed = ab_intervals_create(1, precision);
    ab_interval_set_rational(enclosed, parameters[0]);
    const ab_interval *range = ab_evaluator_range(evaluator, 0, box.enclosure, enclosed);
    undefined += !ab_interval_is_defined(range);
    for (int i = 0; i < POINTS; i++) {
      random_point(&box, &seed);
      exact += check_exact_point(graph, root, &box, (const mpq_t *)parameters, range);
      compared += check_reference_point(graph, root, &box, (const mpq_t *)parameters, range);
    }
    ab_intervals_destroy(enclosed, 1);
    box_clear(&box);
    ab_evaluator_destroy(evaluator);
    ab_graph_destroy(graph);
  }
  ab_rationals_destroy(parameters, 1);
  print_message("%ld exact, %ld by reference, %ld of %d ranges undefined\n", exact, compared,
                undefined, ROUNDS);
  assert_true(exact > 2000 && compared > 8000 && undefined > 300);
}

typedef struct {
  const char *expression, *lo, *hi;
  bool defined;
} domain_case;

static void an_expression_not_defined_on_the_whole_box_is_undefined(void **state) {
  (void)state;
  static const domain_case cases[] = {
      {"x1 sqrt", "-1", "4", false},       {"x1 sqrt", "0", "4", true},
      {"1 x1 /", "-1", "1", false},        {"1 x1 /", "0", "1", false},
      {"1 x1 /", "1/1000000", "1", true},  {"x1 log", "0", "1", false},
      {"x1 log1p", "-1", "1", false},      {"x1 log1p", "-999/1000", "1", true},
      {"x1 asin", "0", "2", false},        {"x1 asin", "-1", "1", true},
      {"x1 acos", "-2", "0", false},       {"x1 tan", "1", "2", false},
      {"x1 tan", "-3/2", "3/2", true},     {"x1 ^-1", "-1", "1", false},
      {"x1 ^-2", "-1", "1", false},        {"x1 ^-2 ^0", "-1", "1", false},
      {"0 1 x1 / *", "-1", "1", false},    {"1 x1 log 0 * min", "-1", "1", false},
      {"1 x1 sqrt max", "-1", "1", false}, {"x1 sqrt x1 sqrt -", "-1", "1", false},
      {"x1 sqrt relu", "-1", "1", false},  {"x1 x1 /", "0", "1", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ab_graph *graph = ab_graph_create();
    ab_expr root = postfix(graph, cases[i].expression);
    ab_evaluator *evaluator = ab_evaluator_create(graph, &root, 1, AXES, 53);
    test_box box;
    box_init(&box, 53);
    set_text(box.lo[0], cases[i].lo);
    set_text(box.hi[0], cases[i].hi);
    box_enclose(&box);
    bool moves[AXES] = {true};
    if (ab_interval_is_defined(ab_evaluator_range(evaluator, 0, box.enclosure, NULL)) !=
        cases[i].defined)
      fail_msg("%s on [%s, %s]", cases[i].expression, cases[i].lo, cases[i].hi);
    ab_slopes s = ab_evaluator_slopes(evaluator, 0, box.enclosure, box.enclosure, moves, NULL);
    assert_int_equal(ab_interval_is_defined(s.range), cases[i].defined);
    assert_int_equal(ab_interval_is_defined(s.anchored), cases[i].defined);
    box_clear(&box);
    ab_evaluator_destroy(evaluator);
    ab_graph_destroy(graph);
  }
}

/* exp(1e30) is beyond MPFR's exponents: unbounded above, a finite lower end. */
static void an_overflow_is_unbounded_and_settles_nothing(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr roots[] = {postfix(graph, "x1 exp"), postfix(graph, "x1 exp x1 neg exp *"),
                     postfix(graph, "x1 exp x1 exp -"), postfix(graph, "1 x1 exp /")};
  ab_evaluator *evaluator = ab_evaluator_create(graph, roots, 4, AXES, 53);
  test_box box;
  box_init(&box, 53);
  set_text(box.lo[0], "1000000000000000000000000000000");
  mpq_set(box.hi[0], box.lo[0]);
  box_enclose(&box);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, box.enclosure, NULL);
  assert_true(ab_interval_is_defined(range) && mpfr_number_p(range->lo) && mpfr_inf_p(range->hi));
  assert_int_equal(ab_interval_is_positive(range), AB_UNKNOWN);
  range = ab_evaluator_range(evaluator, 1, box.enclosure, NULL);
  assert_true(ab_interval_is_defined(range) && mpfr_sgn(range->lo) >= 0 && mpfr_inf_p(range->hi));
  range = ab_evaluator_range(evaluator, 2, box.enclosure, NULL);
  assert_true(mpfr_inf_p(range->lo) && mpfr_inf_p(range->hi));
  range = ab_evaluator_range(evaluator, 3, box.enclosure, NULL);
  assert_true(mpfr_zero_p(range->lo) && mpfr_number_p(range->hi));
  box_clear(&box);
  ab_evaluator_destroy(evaluator);
  ab_graph_destroy(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ranges_enclose_the_values_at_random_points),
      cmocka_unit_test(an_expression_not_defined_on_the_whole_box_is_undefined),
      cmocka_unit_test(an_overflow_is_unbounded_and_settles_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
