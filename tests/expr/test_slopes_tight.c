/* SPDX-License-Identifier: MIT
 * Slopes in one variable against values by hand: where they have to be exact, and what they must
 * say at kinks, at the ends of domains, on points and beyond overflow. */
#include "box_support.h"

#include "expr/evaluate.h"

typedef struct {
  const char *expression;
  const char *lo, *hi;               /* X */
  const char *anchor_lo, *anchor_hi; /* C */
  const char *slope_lo, *slope_hi;   /* by hand; NULL: undefined */
} slope_case;

/* slack: 2^-45 for a result that is not exact at 53 bits. */
static void check(const slope_case *c, bool exactly) {
  ab_graph *graph = ab_graph_create();
  ab_expr root = postfix(graph, c->expression);
  ab_evaluator *evaluator = ab_evaluator_create(graph, &root, 1, AXES, 53);
  test_box x, a;
  box_init(&x, 53);
  box_init(&a, 53);
  set_text(x.lo[0], c->lo);
  set_text(x.hi[0], c->hi);
  set_text(a.lo[0], c->anchor_lo);
  set_text(a.hi[0], c->anchor_hi);
  box_enclose(&x);
  box_enclose(&a);
  bool moves[AXES] = {true};
  ab_slopes s = ab_evaluator_slopes(evaluator, 0, x.enclosure, a.enclosure, moves, NULL);
  bool good = ab_interval_is_defined(&s.slopes[0]) == (c->slope_lo != NULL);
  if (good && c->slope_lo) {
    mpq_t expected, end, slack;
    mpq_inits(expected, end, slack, NULL);
    set_fraction(slack, exactly ? 0 : 1, 1UL << 45);
    set_text(expected, c->slope_lo);
    mpfr_get_q(end, s.slopes[0].lo);
    good = mpq_cmp(end, expected) <= 0;
    mpq_add(end, end, slack);
    good = good && mpq_cmp(end, expected) >= 0;
    set_text(expected, c->slope_hi);
    mpfr_get_q(end, s.slopes[0].hi);
    good = good && mpq_cmp(end, expected) >= 0;
    mpq_sub(end, end, slack);
    good = good && mpq_cmp(end, expected) <= 0;
    mpq_clears(expected, end, slack, NULL);
  }
  if (!good) {
    mpfr_printf("got [%.20Rg, %.20Rg]\n", s.slopes[0].lo, s.slopes[0].hi);
    fail_msg("%s on [%s, %s] about [%s, %s]", c->expression, c->lo, c->hi, c->anchor_lo,
             c->anchor_hi);
  }
  box_clear(&x);
  box_clear(&a);
  ab_evaluator_destroy(evaluator);
  ab_graph_destroy(graph);
}

static void slopes_that_can_be_exact_are_exact(void **state) {
  (void)state;
  static const slope_case cases[] = {
      {"x1", "0", "1", "1/2", "1/2", "1", "1"},
      {"3", "0", "1", "1/2", "1/2", "0", "0"},
      {"x1 neg", "0", "1", "1/2", "1/2", "-1", "-1"},
      {"x1 abs", "0", "2", "1", "1", "1", "1"},
      {"x1 abs", "-2", "0", "-1", "0", "-1", "-1"},
      {"x1 abs", "-1", "1", "0", "0", "-1", "1"},
      {"x1 abs", "-1", "3", "1", "1", "0", "1"}, /* (|-1| - |1|)/(-2) = 0 */
      {"x1 abs", "-3", "1", "-1", "-1", "-1", "0"},
      {"x1 abs", "0", "0", "0", "0", "-1", "1"}, /* a point: any slope, no false sharpness */
      {"x1 relu", "0", "2", "1", "1", "1", "1"},
      {"x1 relu", "-2", "0", "-1", "-1", "0", "0"},
      {"x1 relu", "-1", "1", "-1", "-1", "0", "1/2"},
      {"x1 relu", "-1", "1", "1", "1", "1/2", "1"},
      {"x1 relu", "-1", "1", "0", "0", "0", "1"},
      {"x1 relu", "-1", "1", "-1", "1", "0", "1"},
      {"x1 ^0", "-1", "1", "0", "0", "0", "0"},
      {"x1 ^1", "-1", "1", "0", "0", "1", "1"},
      {"x1 ^2", "0", "1", "1/2", "1/2", "1/2", "3/2"},
      {"x1 ^2", "-1", "1", "-1", "1", "-2", "2"},
      {"x1 ^2", "-1", "1", "-1", "-1", "-2", "0"},
      {"x1 ^3", "0", "1", "0", "0", "0", "1"},
      {"x1 ^3", "1", "2", "1", "1", "3", "7"},
      {"x1 ^3", "-2", "-1", "-1", "-1", "3", "7"},
      {"x1 ^4", "-1", "2", "-1", "-1", "-4", "5"}, /* (16 - 1)/3; left end: the derivative */
      {"x1 ^-1", "1", "2", "1", "1", "-1", "-1/2"},
      {"x1 ^-1", "-2", "-1", "-1", "-1", "-1", "-1/2"},
      {"1 x1 /", "1", "2", "1", "1", "-1", "-1/2"},
      {"x1 sqrt", "1", "9", "1", "1", "1/4", "1/2"},
      {"x1 sqrt", "1/4", "4", "0", "0", "1/2", "2"},
      {"x1 x1 +", "0", "1", "0", "0", "2", "2"},
      {"x1 x1 *", "0", "1", "1/2", "1/2", "1/2", "3/2"},
      {"x1 x1 -", "0", "1", "1/2", "1/2", "0", "0"},
      {"x1 5 min", "0", "1", "1/2", "1/2", "1", "1"},
      {"x1 -5 min", "0", "1", "1/2", "1/2", "0", "0"},
      {"x1 5 max", "0", "1", "1/2", "1/2", "0", "0"},
      {"x1 -5 max", "0", "1", "1/2", "1/2", "1", "1"},
      {"x1 0 max", "-1", "1", "-1", "-1", "0", "1/2"}, /* as relu */
      {"x1 0 min", "-1", "1", "-1", "-1", "1/2", "1"},
      {"x1 x1 max", "0", "1", "0", "0", "1", "1"},     /* ties everywhere: both slopes are 1 */
      {"x1 x1 neg max", "0", "1", "0", "0", "1", "1"}, /* |x| on one side */
      {"x1 5 x1 ^2 4 * - * 3/2 +", "-1", "1", "0", "0", "1", "5"}, /* the trap of rules.md, 4 */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    check(&cases[i], true);
}

/* Rounded ends of divided differences, to 13 digits and more (hand, 30-digit values). */
static void convexity_gives_the_divided_difference_at_the_ends(void **state) {
  (void)state;
  static const slope_case cases[] = {
      /* exp(1) - 1 and 1 */
      {"x1 exp", "0", "1", "0", "0", "1",
       "1718281828459045235360287471352/1000000000000000000000000000000"},
      /* log(2) and 1 */
      {"x1 log", "1", "2", "1", "1",
       "693147180559945309417232121458/1000000000000000000000000000000", "1"},
      /* 2 log(3/2) and 1: x in [1, 3/2] */
      {"x1 log1p", "0", "1/2", "0", "0",
       "810930216216328763956026289050/1000000000000000000000000000000", "1"},
      /* cosh(1) - 1 */
      {"x1 cosh", "0", "1", "0", "0", "0",
       "543080634815243778477905620757/1000000000000000000000000000000"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    slope_case c = cases[i];
    char lo[96], hi[96];
    const char *const ends[] = {c.slope_lo, c.slope_hi};
    char *const out[] = {lo, hi};
    mpq_t value;
    mpq_init(value);
    for (int e = 0; e < 2; e++) { /* to lowest terms */
      assert_int_equal(mpq_set_str(value, ends[e], 10), 0);
      mpq_canonicalize(value);
      mpq_get_str(out[e], 10, value);
    }
    mpq_clear(value);
    c.slope_lo = lo;
    c.slope_hi = hi;
    check(&c, false);
  }
}

static void slopes_where_nothing_is_known_are_undefined(void **state) {
  (void)state;
  static const slope_case cases[] = {
      {"x1 sqrt", "0", "1", "0", "0", NULL, NULL},   /* unbounded */
      {"x1 sqrt", "-1", "1", "1", "1", NULL, NULL},  /* undefined in X */
      {"x1 sqrt", "0", "1", "-1", "-1", NULL, NULL}, /* undefined in C */
      {"1 x1 /", "1", "2", "-1", "1", NULL, NULL},
      {"x1 ^-1", "1", "2", "-2", "-1", NULL, NULL}, /* a pole between X and C */
      {"x1 tan", "2", "2", "1", "1", NULL, NULL},
      {"x1 log", "1", "2", "0", "0", NULL, NULL},
      {"x1 asin", "1/2", "1", "1/2", "1/2", NULL, NULL},
      {"x1 acos", "-1", "1/2", "1/2", "1/2", NULL, NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    check(&cases[i], true);
}

/* The result has to be undefined or unbounded, never a finite number. */
static void overflow_leaves_no_finite_slope(void **state) {
  (void)state;
  static const char *const expressions[] = {
      "x1 exp", "x1 expm1", "x1 cosh", "x1 exp x1 ^2 *", "x1 exp 0 max", "x1 exp abs", "x1 exp ^2"};
  test_box x, a;
  box_init(&x, 53);
  box_init(&a, 53);
  set_text(x.hi[0], "1000000000000000000000000000000");
  set_text(a.lo[0], "1");
  set_text(a.hi[0], "1");
  box_enclose(&x);
  box_enclose(&a);
  bool moves[AXES] = {true};
  for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
    ab_graph *graph = ab_graph_create();
    ab_expr root = postfix(graph, expressions[i]);
    ab_evaluator *evaluator = ab_evaluator_create(graph, &root, 1, AXES, 53);
    ab_slopes s = ab_evaluator_slopes(evaluator, 0, x.enclosure, a.enclosure, moves, NULL);
    assert_false(ab_interval_is_finite(&s.slopes[0]));
    ab_evaluator_destroy(evaluator);
    ab_graph_destroy(graph);
  }
  box_clear(&x);
  box_clear(&a);
}

/* A second root shares nodes with the first: what the first left behind must not leak in. */
static void results_do_not_depend_on_earlier_calls(void **state) {
  (void)state;
  ab_graph *graph = ab_graph_create();
  ab_expr roots[] = {postfix(graph, "x1 x2 * x1 abs +"), postfix(graph, "x1 x2 * exp x3 *")};
  ab_evaluator *evaluator = ab_evaluator_create(graph, roots, 2, AXES, 53);
  test_box x, c;
  box_init(&x, 53);
  box_init(&c, 53);
  uint64_t seed = 5;
  bool all[AXES] = {true, true, true}, one[AXES] = {false, true, false};
  for (int round = 0; round < 200; round++) {
    random_box(&x, &seed);
    random_box(&c, &seed);
    ab_evaluator *fresh = ab_evaluator_create(graph, roots, 2, AXES, 53);
    const bool *moves = round % 2 ? all : one;
    size_t which = (size_t)(round / 2 % 2);
    ab_slopes old = ab_evaluator_slopes(evaluator, which, x.enclosure, c.enclosure, moves, NULL);
    ab_slopes new = ab_evaluator_slopes(fresh, which, x.enclosure, c.enclosure, moves, NULL);
    for (size_t k = 0; k < AXES; k++)
      assert_true(mpfr_equal_p(old.slopes[k].lo, new.slopes[k].lo) &&
                  mpfr_equal_p(old.slopes[k].hi, new.slopes[k].hi));
    assert_true(mpfr_equal_p(old.range->lo, new.range->lo));
    assert_true(mpfr_equal_p(old.anchored->hi, new.anchored->hi));
    ab_evaluator_destroy(fresh);
  }
  box_clear(&x);
  box_clear(&c);
  ab_evaluator_destroy(evaluator);
  ab_graph_destroy(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slopes_that_can_be_exact_are_exact),
      cmocka_unit_test(convexity_gives_the_divided_difference_at_the_ends),
      cmocka_unit_test(slopes_where_nothing_is_known_are_undefined),
      cmocka_unit_test(overflow_leaves_no_finite_slope),
      cmocka_unit_test(results_do_not_depend_on_earlier_calls),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
