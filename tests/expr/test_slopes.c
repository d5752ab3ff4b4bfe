/* SPDX-License-Identifier: MIT
 * Slopes enclose: for random boxes X and anchors C, points x and c, e(x) - e(c) lies in
 * sum S_k (x_k - c_k), evaluated with many bits. */
#include "double_support.h"

#include "expr/evaluate.h"

enum { SEED = 20250312, POINTS = 3 };

static const unsigned precisions[] = {24, 53, 113};

/* The anchors to try: the midpoint, some point of the box, a thin box around it, any other box, the
 * box itself, and the faces (coordinate k moves, the others are shared). */
typedef enum {
  MIDPOINT,
  INNER_POINT,
  THIN,
  ELSEWHERE,
  ITSELF,
  LOW_FACE,
  HIGH_FACE,
  KINDS
} anchor_kind;

static void make_anchor(test_box *anchor, bool *moves, test_box *box, anchor_kind kind, size_t axis,
                        uint64_t *seed) {
  if (kind == ELSEWHERE)
    random_box(anchor, seed);
  random_point(box, seed);
  for (size_t k = 0; k < AXES; k++) {
    bool face = kind == LOW_FACE || kind == HIGH_FACE;
    moves[k] = !face || k == axis;
    if (kind == ELSEWHERE)
      continue;
    mpq_set(anchor->lo[k], kind == HIGH_FACE && k == axis ? box->hi[k] : box->lo[k]);
    mpq_set(anchor->hi[k], kind == LOW_FACE && k == axis ? box->lo[k] : box->hi[k]);
    if (kind == MIDPOINT) {
      mpq_add(anchor->lo[k], box->lo[k], box->hi[k]);
      mpq_div_2exp(anchor->lo[k], anchor->lo[k], 1);
    }
    if (kind == INNER_POINT || kind == THIN)
      mpq_set(anchor->lo[k], box->point[k]);
    if (kind == MIDPOINT || kind == INNER_POINT || kind == THIN)
      mpq_set(anchor->hi[k], anchor->lo[k]);
    if (kind == THIN) {
      mpq_t width;
      mpq_init(width);
      set_fraction(width, 1, 1000);
      mpq_add(anchor->hi[k], anchor->hi[k], width);
      mpq_clear(width);
    }
  }
  box_enclose(anchor);
}

/* sum S_k (x_k - c_k) with REFERENCE_BITS; false if a slope that matters is not known. */
static bool slope_sum(ab_interval *sum, const ab_slopes *s, const test_box *x, const test_box *c) {
  ab_interval *t = ab_intervals_create(2, REFERENCE_BITS);
  mpq_t difference;
  mpq_init(difference);
  ab_interval_set_long(sum, 0);
  bool known = true;
  for (size_t k = 0; k < AXES; k++) {
    mpq_sub(difference, x->point[k], c->point[k]);
    known = known && ab_interval_is_defined(&s->slopes[k]);
    ab_interval_set_rational(&t[0], difference);
    ab_interval_mul(&t[1], &s->slopes[k], &t[0]);
    ab_interval_add(sum, sum, &t[1]);
  }
  mpq_clear(difference);
  ab_intervals_destroy(t, 2);
  return known;
}

static void describe(const ab_graph *graph, ab_expr root, const ab_slopes *s, const test_box *x,
                     const test_box *c) {
  for (ab_expr i = 0; i <= root; i++) {
    const ab_node *node = ab_graph_node(graph, i);
    print_message("%u: %s %u %u ^%d\n", (unsigned)i, ab_op_word(node->op), (unsigned)node->left,
                  (unsigned)node->right, (int)node->exponent);
  }
  for (size_t k = 0; k < AXES; k++) {
    gmp_printf("axis %zu: x = %Qd in [%Qd, %Qd], c = %Qd in [%Qd, %Qd]\n", k + 1, x->point[k],
               x->lo[k], x->hi[k], c->point[k], c->lo[k], c->hi[k]);
    mpfr_printf("  slope [%.20Rg, %.20Rg]\n", s->slopes[k].lo, s->slopes[k].hi);
  }
}

/* One pair of points; true if it was compared. The slack covers the reference's rounding. */
static bool check_pair(const ab_graph *graph, ab_expr root, const ab_slopes *s, const test_box *x,
                       const test_box *c, const mpq_t *parameters, ab_interval *sum) {
  if (!ab_interval_is_defined(s->range) || !ab_interval_is_defined(s->anchored))
    return false;
  if (!slope_sum(sum, s, x, c))
    return false;
  mpfr_t at_x, at_c, slack;
  mpfr_inits2(REFERENCE_BITS, at_x, at_c, slack, NULL);
  reference_evaluate(at_x, graph, root, (const mpq_t *)x->point, parameters);
  reference_evaluate(at_c, graph, root, (const mpq_t *)c->point, parameters);
  bool comparable = mpfr_number_p(at_x) && mpfr_number_p(at_c);
  mpfr_set_ui(slack, 1, MPFR_RNDU);
  mpfr_div_2ui(slack, slack, 150, MPFR_RNDU);
  if (comparable && ab_interval_is_finite(s->range))
    assert_true(encloses(s->range, at_x, slack));
  mpfr_max(slack, at_x, at_c, MPFR_RNDU);
  mpfr_abs(slack, slack, MPFR_RNDU);
  mpfr_add_ui(slack, slack, 1, MPFR_RNDU);
  mpfr_div_2ui(slack, slack, 180, MPFR_RNDU);
  mpfr_sub(at_x, at_x, at_c, MPFR_RNDN);
  if (comparable && !encloses(sum, at_x, slack)) {
    describe(graph, root, s, x, c);
    mpfr_printf("e(x) - e(c) = %.30Rg, sum [%.30Rg, %.30Rg]\n", at_x, sum->lo, sum->hi);
    fail_msg("the slopes do not enclose");
  }
  mpfr_clears(at_x, at_c, slack, NULL);
  return comparable;
}

/* The ways to slopes. */
typedef enum { FORWARD, BACKWARD, BOTH, DOUBLE, WAYS } way;

/* All kinds of anchors for one expression and one random box; the number of pairs compared. */
static long check_expression(const ab_graph *graph, ab_expr root, mpfr_prec_t precision,
                             uint64_t *seed) {
  ab_evaluator *evaluator = ab_evaluator_create(graph, &root, 1, AXES, precision);
  double_evaluation d;
  double_init(&d, graph, root);
  test_box x, c;
  box_init(&x, precision);
  box_init(&c, precision);
  ab_interval *work = ab_intervals_create(1, REFERENCE_BITS),
              *p = ab_intervals_create(1, precision);
  mpq_t *parameters = ab_rationals_create(1);
  set_fraction(parameters[0], random_below(seed, 9) - 4, 3);
  ab_interval_set_rational(p, parameters[0]);
  random_box(&x, seed);
  long compared = 0;
  for (int run = 0; run < KINDS * WAYS; run++) {
    bool moves[AXES];
    anchor_kind kind = (anchor_kind)(run / WAYS);
    way by = (way)(run % WAYS);
    size_t axis = (size_t)random_below(seed, AXES);
    make_anchor(&c, moves, &x, kind, axis, seed);
    bool face = kind == LOW_FACE || kind == HIGH_FACE;
    ab_slopes s =
        by == FORWARD ? ab_evaluator_slopes(evaluator, 0, x.enclosure, c.enclosure, moves, p)
        : by == BACKWARD
            ? ab_evaluator_slopes_backward(evaluator, 0, x.enclosure, c.enclosure, moves, p)
        : by == BOTH ? ab_evaluator_slopes_both(evaluator, 0, x.enclosure, c.enclosure, moves, p)
                     : double_slopes(&d, x.enclosure, c.enclosure, face ? axis : AXES, p, seed);
    for (size_t k = 0; k < AXES; k++)
      if (!moves[k])
        assert_true(mpfr_zero_p(s.slopes[k].lo) && mpfr_zero_p(s.slopes[k].hi));
    for (int i = 0; i < POINTS; i++) {
      random_point(&x, seed);
      random_point(&c, seed);
      for (size_t k = 0; k < AXES; k++)
        if (!moves[k])
          mpq_set(c.point[k], x.point[k]);
      compared += check_pair(graph, root, &s, &x, &c, (const mpq_t *)parameters, work);
    }
  }
  ab_rationals_destroy(parameters, 1);
  ab_intervals_destroy(p, 1);
  ab_intervals_destroy(work, 1);
  box_clear(&x);
  box_clear(&c);
  double_clear(&d);
  ab_evaluator_destroy(evaluator);
  return compared;
}

/* The operation alone, of an affine form, of products; where two children are taken, with ties. */
static void slopes_of_every_operation_enclose(void **state) {
  (void)state;
  enum { ROUNDS = 9 };
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  static const char *const unary_of[] = {"x1 %s",
                                         "x1 x2 + 1/3 - %s",
                                         "x1 x2 * x3 + %s",
                                         "x1 %s x2 %s *",
                                         "x1 2 + %s x2 -1/2 * 1 + %s /",
                                         "x1 p1 + 1/8 * %s"};
  static const char *const binary_of[] = {"x1 x2 %s", "x1 x1 %s",           "x1 x1 neg %s",
                                          "x1 0 %s",  "x1 x2 %s x3 1 + %s", "x1 ^2 x2 abs %s",
                                          "p1 x1 %s"};
  enum {
    UNARY = sizeof unary_of / sizeof *unary_of,
    BINARY = sizeof binary_of / sizeof *binary_of
  };
  for (int op = AB_OP_PI + 1; op < AB_OP_COUNT; op++) {
    bool unary = ab_op_arity((ab_op)op) == 1;
    for (int power = op == AB_OP_POW ? -5 : 5; power <= 5; power++) {
      char word[16];
      snprintf(word, sizeof word, "^%d", power);
      long compared = 0;
      for (size_t i = 0; i < (unary ? UNARY : BINARY); i++) {
        char text[128];
        const char *w = op == AB_OP_POW ? word : ab_op_word((ab_op)op);
        const char *form = unary ? unary_of[i] : binary_of[i], *hole;
        size_t length = 0;
        for (; (hole = strstr(form, "%s")); form = hole + 2)
          length += (size_t)snprintf(text + length, sizeof text - length, "%.*s%s",
                                     (int)(hole - form), form, w);
        snprintf(text + length, sizeof text - length, "%s", form);
        ab_graph *graph = ab_graph_create();
        ab_expr root = postfix(graph, text);
        for (int round = 0; round < ROUNDS; round++)
          compared += check_expression(graph, root, precisions[round % 3], &seed);
        ab_graph_destroy(graph);
      }
      if (compared < 300)
        fail_msg("%s ^%d: only %ld pairs compared", ab_op_word((ab_op)op), power, compared);
    }
  }
}

static void slopes_of_random_expressions_enclose(void **state) {
  (void)state;
  enum { ROUNDS = 500 };
  uint64_t seed = SEED + 1;
  print_message("seed %d\n", SEED + 1);
  long compared = 0;
  for (int round = 0; round < ROUNDS; round++) {
    ab_graph *graph = ab_graph_create();
    ab_expr root = random_expression(graph, (size_t)(1 + round % 8), &seed);
    compared += check_expression(graph, root, precisions[round % 3], &seed);
    ab_graph_destroy(graph);
  }
  print_message("%ld pairs compared\n", compared);
  assert_true(compared > 8000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(slopes_of_every_operation_enclose),
      cmocka_unit_test(slopes_of_random_expressions_enclose),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
