/* SPDX-License-Identifier: MIT
 * An evaluator keeps values from call to call, and values of functions at single numbers. Whatever
 * came before, it must give what a fresh one gives, bit for bit. */
#include "box_support.h"

#include "expr/evaluate.h"

enum { SEED = 20261122, GRAPHS = 60, CALLS = 60, ROOTS = 3 };

static bool same_end(mpfr_srcptr x, mpfr_srcptr y) {
  if (mpfr_nan_p(x) || mpfr_nan_p(y))
    return mpfr_nan_p(x) && mpfr_nan_p(y);
  return mpfr_equal_p(x, y) && !mpfr_signbit(x) == !mpfr_signbit(y);
}

static bool same(const ab_interval *x, const ab_interval *y) {
  return same_end(x->lo, y->lo) && same_end(x->hi, y->hi);
}

/* What a walk through a tree does: most coordinates stay, some come back to what they were. */
typedef struct {
  test_box box, anchor, other;
  ab_interval *parameters;
  bool moves[AXES];
} place;

static void place_init(place *p, mpfr_prec_t precision) {
  box_init(&p->box, precision);
  box_init(&p->anchor, precision);
  box_init(&p->other, precision);
  p->parameters = ab_intervals_create(1, precision);
}

static void place_clear(place *p) {
  box_clear(&p->box);
  box_clear(&p->anchor);
  box_clear(&p->other);
  ab_intervals_destroy(p->parameters, 1);
}

static void random_step(place *p, uint64_t *seed, bool first) {
  random_box(&p->other, seed);
  for (size_t k = 0; k < AXES; k++) {
    if (first || random_below(seed, 3) == 0)
      ab_interval_set(&p->box.enclosure[k], &p->other.enclosure[k]);
    if (first || random_below(seed, 3) == 0)
      ab_interval_set(&p->anchor.enclosure[k], &p->other.enclosure[k]);
    p->moves[k] = random_below(seed, 4) != 0;
  }
  if (random_below(seed, 20) == 0)
    ab_interval_set_undefined(&p->box.enclosure[random_below(seed, AXES)]);
  if (first || random_below(seed, 10) == 0)
    ab_interval_set(p->parameters, &p->other.enclosure[random_below(seed, AXES)]);
}

typedef ab_slopes slope_function(ab_evaluator *, size_t, const ab_interval *, const ab_interval *,
                                 const bool *, const ab_interval *);

static slope_function *const slope_functions[] = {ab_evaluator_slopes, ab_evaluator_slopes_backward,
                                                  ab_evaluator_slopes_both};

static void compare(ab_evaluator *old, ab_evaluator *fresh, size_t which, long how,
                    const place *p) {
  const ab_interval *box = p->box.enclosure, *anchor = p->anchor.enclosure;
  if (how == 3) {
    assert_true(same(ab_evaluator_range(old, which, box, p->parameters),
                     ab_evaluator_range(fresh, which, box, p->parameters)));
    return;
  }
  ab_slopes a = slope_functions[how](old, which, box, anchor, p->moves, p->parameters);
  ab_slopes b = slope_functions[how](fresh, which, box, anchor, p->moves, p->parameters);
  assert_true(same(a.range, b.range) && same(a.anchored, b.anchored));
  for (size_t k = 0; k < AXES; k++)
    assert_true(same(&a.slopes[k], &b.slopes[k]));
}

static void what_is_kept_changes_no_bit(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  for (int i = 0; i < GRAPHS; i++) {
    mpfr_prec_t precision = i % 2 ? 64 : 113;
    ab_graph *graph = ab_graph_create();
    ab_expr roots[ROOTS];
    for (int r = 0; r < ROOTS; r++)
      roots[r] = random_expression(graph, 8, &seed);
    ab_evaluator *old = ab_evaluator_create(graph, roots, ROOTS, AXES, precision);
    place p;
    place_init(&p, precision);
    for (int call = 0; call < CALLS; call++) {
      random_step(&p, &seed, call == 0);
      ab_evaluator *fresh = ab_evaluator_create(graph, roots, ROOTS, AXES, precision);
      compare(old, fresh, (size_t)random_below(&seed, ROOTS), random_below(&seed, 4), &p);
      ab_evaluator_destroy(fresh);
    }
    place_clear(&p);
    ab_evaluator_destroy(old);
    ab_graph_destroy(graph);
  }
}

typedef struct {
  const char *word;
  void (*range)(ab_interval *, const ab_interval *);
} function;

/* More numbers than there are places, and each comes twice. */
static void ranges_from_remembered_ends_are_those_of_the_functions(void **state) {
  (void)state;
  static const function functions[] = {
      {"x1 exp", ab_interval_exp},           {"x1 log", ab_interval_log},
      {"x1 log1p", ab_interval_log1p},       {"x1 expm1", ab_interval_expm1},
      {"x1 atan", ab_interval_atan},         {"x1 asin", ab_interval_asin},
      {"x1 sinh", ab_interval_sinh},         {"x1 tanh", ab_interval_tanh},
      {"x1 logistic", ab_interval_logistic}, {"x1 softplus", ab_interval_softplus},
  };
  enum { COUNT = sizeof functions / sizeof *functions, NUMBERS = 400 };
  ab_graph *graph = ab_graph_create();
  ab_expr roots[COUNT];
  for (size_t f = 0; f < COUNT; f++)
    roots[f] = postfix(graph, functions[f].word);
  ab_evaluator *evaluator = ab_evaluator_create(graph, roots, COUNT, 1, 64);
  ab_interval *x = ab_intervals_create(2, 64);
  for (long round = 0; round < 2 * NUMBERS; round++) {
    long i = round % NUMBERS - NUMBERS / 2;
    mpfr_set_si_2exp(x[0].lo, i, -7, MPFR_RNDD);
    mpfr_set_si_2exp(x[0].hi, i + round % 3, -7, MPFR_RNDU);
    if (i == 0)
      mpfr_set_inf(x[0].hi, 1);
    if (i == 1)
      mpfr_set_inf(x[0].lo, -1);
    for (size_t f = 0; f < COUNT; f++) {
      functions[f].range(&x[1], &x[0]);
      assert_true(same(&x[1], ab_evaluator_range(evaluator, f, x, NULL)));
    }
  }
  ab_intervals_destroy(x, 2);
  ab_evaluator_destroy(evaluator);
  ab_graph_destroy(graph);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_kept_changes_no_bit),
      cmocka_unit_test(ranges_from_remembered_ends_are_those_of_the_functions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
