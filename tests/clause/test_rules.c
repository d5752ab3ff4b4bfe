/* SPDX-License-Identifier: MIT
 * Each rule where it must hold, and where it must not. */
#include "clause_support.h"

#include "clause/rules.h"

/* box: "lo hi lo hi ...", cell: the whole of it. rule: 'd' direct, 'c' centred, 'e' exact, or 'l',
 * 'h' with the axis (from 1) for a face. */
typedef struct {
  const char *literal, *box;
  int sign;
  const char *rule;
  bool holds;
} rule_case;

static bool apply(ab_rules *rules, ab_goal goal, const char *rule) {
  switch (rule[0]) {
  case 'd':
    return ab_rules_direct(rules, goal);
  case 'c':
    return ab_rules_centred(rules, goal);
  case 'e':
    return ab_rules_exact(rules, goal);
  default:
    return ab_rules_face(rules, goal, (size_t)(rule[1] - '1'),
                         rule[0] == 'l' ? AB_END_LOW : AB_END_HIGH);
  }
}

/* p1 is the rational 2, p2 an enclosure [-1/10, 1/10], p3 an enclosure [5, 5], p4 the enclosure [2,
 * 3]. */
static bool decide(const rule_case *c, mpfr_prec_t precision) {
  ab_clauses clauses;
  ab_constants constants;
  ab_clauses_init(&clauses);
  ab_constants_init(&constants);
  mpq_t *ends = ab_rationals_create(6);
  set_words(ends, "-1/10 1/10 5 5 2 3");
  for (size_t j = 0; j < 3; j++)
    ab_constants_add(&constants, "c", ends[2 * j], ends[2 * j + 1]);
  ab_rationals_destroy(ends, 6);
  size_t variables = 0;
  for (const char *p = c->box; *p; p++)
    variables += *p == ' ';
  variables = *c->box ? (variables + 1) / 2 : 0;
  ab_clause *clause = add_clause(&clauses, variables, 4, c->literal, c->box);
  mpq_set_ui(clause->arguments[0].value, 2, 1);
  for (size_t j = 0; j < 3; j++) {
    clause->arguments[j + 1].bound = true;
    clause->arguments[j + 1].constant = j;
  }
  ab_cell cell;
  ab_cell_init(&cell, variables);
  ab_rules *rules = ab_rules_create(&clauses.templates[0], precision);
  ab_rules_bind(rules, clause, &constants, &cell);
  bool holds = apply(rules, (ab_goal){0, c->sign}, c->rule);
  ab_rules_destroy(rules);
  ab_cell_clear(&cell);
  ab_constants_clear(&constants);
  ab_clauses_clear(&clauses);
  return holds;
}

static void run(const rule_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (mpfr_prec_t precision = 24; precision <= 113; precision *= 2)
      if (decide(&cases[i], precision) != cases[i].holds)
        fail_msg("%s on %s, sign %d, rule %s, %ld bits: expected %s", cases[i].literal,
                 cases[i].box, cases[i].sign, cases[i].rule, (long)precision,
                 cases[i].holds ? "true" : "false");
}

#define RUN(cases) run(cases, sizeof(cases) / sizeof *(cases))

static void direct_holds_where_the_range_has_the_sign(void **state) {
  (void)state;
  static const rule_case cases[] = {
      {">= x1", "0 1", 0, "d", true},
      {"> x1", "0 1", 0, "d", false},
      {"> x1", "1/3 1", 0, "d", true},
      {">= x1", "-1/1000000000 1", 0, "d", false},
      {"!= x1", "0 1", 0, "d", false},
      {"!= x1", "-1 1", 0, "d", false},
      {"!= x1", "1/3 1", 0, "d", true},
      {"!= x1", "-1 -1/3", 0, "d", true},
      {"!= x1", "1/3 1", 1, "d", true},
      {"!= x1", "1/3 1", -1, "d", false},
      {"!= x1", "-1 -1/3", -1, "d", true},
      {"!= x1", "-1 -1/3", 1, "d", false},
      {"!= x1", "0 1", 1, "d", false},
      {"!= x1", "-1 0", -1, "d", false},
      {">= x1", "0 1", 1, "d", false}, /* a sign is for != only */
      {"> x1", "1 2", 1, "d", false},
      {"> x1", "1 2", -1, "d", false},
      {">= x1", "-2 -1", -1, "d", false},
      {">= x1 sqrt", "-1 4", 0, "d", false},
      {">= x1 sqrt 1 +", "-1 4", 0, "d", false},
      {">= x1 sqrt", "0 4", 0, "d", true},
      {">= 1 x1 /", "0 1", 0, "d", false},
      {"!= 1 x1 /", "-1 1", 0, "d", false},
      {">= x1 ^-2", "-1 1", 0, "d", false},
      {">= 1 0 x1 log * +", "0 1", 0, "d", false},
      {"> p1", "0 1", 0, "d", true},
      {">= p2", "0 1", 0, "d", false},
      {"!= p2", "0 1", 0, "d", false},
      {"> p2 x1 +", "1/5 1", 0, "d", true},
      {"> p4 p1 -", "0 1", 0, "d", false},
      {">= p4 p1 -", "0 1", 0, "d", true},
      {">= p2 p2 -", "0 1", 0, "d", false},                             /* no algebra */
      {"> x1 exp", "0 1000000000000000000000000000000", 0, "d", false}, /* unbounded */
      {"> 1 x1 exp /", "0 1000000000000000000000000000000", 0, "d", false},
      {"> p1", "", 0, "d", true},
      {">= x1", "0 0", 0, "d", true},
      {"!= x1", "0 0", 0, "d", false},
  };
  RUN(cases);
}

static void centred_holds_where_the_form_about_the_midpoint_has_the_sign(void **state) {
  (void)state;
  static const rule_case cases[] = {
      {">= x1 x1 * x1 - 3/10 +", "0 1", 0, "c", false}, /* 1/20 - 1/2 * 1/2 */
      {">= x1 x1 * x1 - 1/4 +", "3/8 5/8", 0, "c", false},
      {"> x1 x1 * x1 - 3/10 +", "3/8 5/8", 0, "c", true},
      {"> x1 x1 * x1 - 3/10 +", "3/8 5/8", 0, "d", false},
      {"> x1 x1 - 1 +", "0 1", 0, "c", true},
      {"!= x1 x1 - 1 -", "0 1", 0, "c", true},
      {"!= x1 x1 - 1 -", "0 1", -1, "c", true},
      {"!= x1 x1 - 1 -", "0 1", 1, "c", false},
      {"!= x1 1/2 -", "0 1", 0, "c", false},
      {">= x1 x2 - x1 - x2 + 1/4 +", "0 1 0 1", 0, "c", true},
      {"> x1 sqrt x1 sqrt - 1 +", "-1 4", 0, "c", false}, /* undefined on a part */
      {"> x1 sqrt x1 sqrt - 1 +", "1 4", 0, "c", true},
      {"> 1 x1 / 1 x1 / - 1 +", "-1 1", 0, "c", false},
      {"> 1 x1 / 1 x1 / - 1 +", "-1 2", 0, "c", false},   /* the midpoint is no pole */
      {"> x1 p4 * x1 p4 * - 1 +", "0 1/8", 0, "c", true}, /* parameters: 5/8 - ... */
      {"> x1 p2 *  1/11 +", "0 1", 0, "c", false},
      {"> x1 p2 *  1/9 +", "0 1", 0, "c", true},
      {">= x1", "0 1", 0, "c", true}, /* 1/2 - 1/2 = 0, exactly */
      {"> x1", "0 1", 0, "c", false},
      {"> x1 abs x1 - 1/100 +", "-1 0", 0, "c", true}, /* slope -2 about -1/2 */
      {"> x1 exp x1 exp - 1 +", "0 1000000000000000000000000000000", 0, "c", false},
      {">= 1 x1 -", "0 1", 0, "c", true}, /* a slope below 0 */
      {"> 1 x1 -", "0 1", 0, "c", false},
      {"> x1 x2 - 1 +", "0 1 0 1", 0, "c", false}, /* slopes of both signs */
      {"> x1 x2 - 9/8 +", "0 1 0 1", 0, "c", true},
      {"!= x1 x2 - 1 -", "0 1 0 1", -1, "c", false}, /* from above */
      {"!= x1 x2 - 9/8 -", "0 1 0 1", -1, "c", true},
      /* (2^96 - 1)^2 is a product of two numbers of 96 bits that has to be rounded */
      {">= x1 79228162514264337593543950335 *", "0 79228162514264337593543950335", 0, "c", false},
      {">= x1", "0 1/3", 0, "c", false},       /* half the width is rounded up, the midpoint down */
      {"> p1 x1 - x1 +", "1 1", 0, "c", true}, /* a point: only the centre */
      {"> p1", "", 0, "c", true},
  };
  RUN(cases);
}

static void face_holds_where_the_anchored_slope_has_the_sign(void **state) {
  (void)state;
  static const rule_case cases[] = {
      {">= x1", "0 1", 0, "l1", true},
      {">= x1", "0 1", 0, "h1", false},
      {">= x1 neg", "0 1", 0, "l1", false},
      {">= x1 neg", "0 1", 0, "h1", true},
      {"> x1", "0 1", 0, "l1", true},
      {">= x2", "0 1 0 1", 0, "l1", true}, /* slope 0 */
      {">= x2", "0 1 0 1", 0, "h1", true},
      {">= x1 x2 *", "-1 1 0 1", 0, "l1", true},
      {">= x1 x2 *", "-1 1 -1 1", 0, "l1", false},
      {">= x1 x2 *", "-1 1 -1 1", 0, "h1", false},
      {">= x1 ^2", "0 1", 0, "l1", true},
      {">= x1 ^2", "-1 1", 0, "l1", false},
      {">= x1 ^2", "-1 1", 0, "h1", false},
      {">= x1 ^2", "-1 0", 0, "h1", true},
      {">= x1 ^2", "-1 2", 0, "h1", false},
      {">= x1 abs", "0 1", 0, "l1", true},
      {">= x1 abs", "-1 1", 0, "l1", false},
      {">= x1 relu", "-1 1", 0, "l1", true},
      {">= x1 relu", "-1 1", 0, "h1", false},
      {">= x1", "1 1", 0, "l1", false},       /* no width */
      {">= x1 sqrt", "-1 4", 0, "l1", false}, /* undefined on a part */
      {">= x1 sqrt x2 +", "1 4 0 1", 0, "l1", true},
      {">= x1 x2 sqrt 0 * +", "0 1 -1 1", 0, "l1", false},
      {">= 1 x1 /", "1 2", 0, "h1", true},
      {">= 1 x1 /", "0 2", 0, "h1", false},
      {">= x1 p2 *", "0 1", 0, "l1", false},
      {">= x1 p4 *", "0 1", 0, "l1", true},
      {">= x2 x1 *", "0 1 -1 1", 0, "l1", false}, /* about the centre of x2 it would be 0 */
      {"!= x1", "0 1", 0, "l1", false},           /* != commits to a sign first */
      {"!= x1", "0 1", 1, "l1", true},
      {"!= x1", "0 1", -1, "l1", false},
      {"!= x1", "0 1", 1, "h1", false},
      {"!= x1", "0 1", -1, "h1", true},
      {"!= x1 neg", "0 1", -1, "l1", true},
      {">= x1", "0 1", 1, "l1", false},
      {"> x1", "0 1", -1, "h1", false},
      {"> x1 exp", "0 1000000000000000000000000000000", 0, "l1", false}, /* slope not finite */
  };
  RUN(cases);
}

/* docs/theory/rules.md, section 4: about the centre the slope of e = x (5 - 4 x^2) + 3/2 on [-1, 1]
 * is in [1, 5], and e(-1) = 1/2, but e < 0 near -0.645. */
static void a_slope_about_the_centre_licenses_no_face(void **state) {
  (void)state;
  static const rule_case cases[] = {
      {">= x1 5 x1 ^2 4 * - * 3/2 +", "-1 1", 0, "l1", false},
      {">= x1 5 x1 ^2 4 * - * 3/2 +", "-1 1", 0, "h1", false},
      {">= x1 5 * x1 ^3 4 * - 3/2 +", "-1 1", 0, "l1", false},
      {">= x1 5 x1 ^2 4 * - * 3/2 +", "-1 1", 0, "d", false},
      {">= x1 5 x1 ^2 4 * - * 3/2 +", "-1 1", 0, "c", false},
      {"> x1 5 x1 ^2 4 * - * 3/2 +", "-1 -1", 0, "e", true},
      {"> x1 5 x1 ^2 4 * - * 3/2 +", "-129/200 -129/200", 0, "e", false},
  };
  RUN(cases);
}

static void exact_decides_a_point_by_rational_arithmetic(void **state) {
  (void)state;
  static const rule_case cases[] = {
      {">= x1 1/3 -", "1/3 1/3", 0, "e", true},
      {"> x1 1/3 -", "1/3 1/3", 0, "e", false},
      {"!= x1 1/3 -", "1/3 1/3", 0, "e", false},
      {"!= x1 1/4 -", "1/3 1/3", 0, "e", true},
      {"!= x1 1/4 -", "1/3 1/3", 1, "e", true},
      {"!= x1 1/4 -", "1/3 1/3", -1, "e", false},
      {"!= x1 1/2 -", "1/3 1/3", -1, "e", true},
      {">= x1", "1/3 1/3", 1, "e", false},
      {"> x1", "1/3 1/3", -1, "e", false},
      {">= x1", "0 1", 0, "e", false}, /* width */
      {">= x1 x2 +", "0 0 0 1", 0, "e", false},
      {">= x1 sqrt", "4 4", 0, "e", false},
      {">= 1 x1 /", "0 0", 0, "e", false},
      {">= 0 x1 ^-1 ^0 *", "0 0", 0, "e", false},
      {">= p1 2 -", "0 0", 0, "e", true},
      {"> p1 2 -", "0 0", 0, "e", false},
      {">= p3 5 -", "0 0", 0, "e", true},  /* an enclosure that is a point */
      {">= p2 1 +", "0 0", 0, "e", false}, /* known by an enclosure only */
      {">= p2 0 *", "0 0", 0, "e", false},
      {"> p1", "", 0, "e", true},
      {">= x1 ^1048576", "3 3", 0, "e", false}, /* too long */
      /* each coordinate is its own: 2, 3, 5, 7 */
      {"!= x1 2 -", "2 2 3 3 5 5 7 7", 0, "e", false},
      {"!= x2 3 -", "2 2 3 3 5 5 7 7", 0, "e", false},
      {"!= x3 5 -", "2 2 3 3 5 5 7 7", 0, "e", false},
      {"!= x4 7 -", "2 2 3 3 5 5 7 7", 0, "e", false},
  };
  RUN(cases);
}

/* (x1 - 1/3)(x2 - 1/7) vanishes at a corner that no binary fraction meets: faces and exact
 * evaluation close what rounding cannot. */
static void a_corner_deep_in_the_cube_is_exact(void **state) {
  (void)state;
  ab_clauses clauses;
  ab_constants constants;
  ab_clauses_init(&clauses);
  ab_constants_init(&constants);
  ab_clause *clause = add_clause(&clauses, 2, 0, ">= x1 1/3 - x2 1/7 - *", "1/3 4/3 -6/7 1/7");
  ab_cell cell;
  ab_cell_init(&cell, 2);
  ab_rules *rules = ab_rules_create(&clauses.templates[0], 53);
  ab_rules_bind(rules, clause, &constants, &cell);
  ab_goal goal = {0, 0};
  for (int i = 0; i < 200; i++) {
    ab_cell_enter_half(&cell, 0, 0);
    ab_rules_refresh(rules, 0);
  }
  assert_false(ab_rules_is_point(rules, 0));
  assert_false(ab_rules_direct(rules, goal));
  ab_cell_enter_face(&cell, 0, AB_END_LOW);
  ab_rules_refresh(rules, 0);
  assert_true(ab_rules_is_point(rules, 0));
  assert_false(ab_rules_is_point(rules, 1));
  assert_false(ab_rules_exact(rules, goal));
  ab_cell_enter_face(&cell, 1, AB_END_HIGH);
  ab_rules_refresh(rules, 1);
  assert_true(ab_rules_exact(rules, goal));
  assert_false(ab_rules_direct(rules, goal)); /* 1/3 is no binary fraction */
  ab_cell_leave_face(&cell, 0);
  ab_rules_refresh(rules, 0);
  assert_false(ab_rules_exact(rules, goal));
  ab_rules_destroy(rules);
  ab_cell_clear(&cell);
  ab_clauses_clear(&clauses);
}

/* The interval of a coordinate that rounds to one number still has width. */
static void a_coordinate_thinner_than_the_precision_is_no_point(void **state) {
  (void)state;
  static const rule_case cases[] = {
      {">= x1", "1 1267650600228229401496703205377/1267650600228229401496703205376", 0, "e", false},
      {">= x1", "1 1267650600228229401496703205377/1267650600228229401496703205376", 0, "l1", true},
  };
  RUN(cases);
}

static void assert_encloses(const ab_interval *x, double lo, double hi) {
  assert_true(mpfr_cmp_d(x->lo, lo) <= 0 && mpfr_cmp_d(x->lo, lo - 1e-6) >= 0);
  assert_true(mpfr_cmp_d(x->hi, hi) >= 0 && mpfr_cmp_d(x->hi, hi + 1e-6) <= 0);
}

/* x^2 on [1, 3]: the range, the slopes about 2, and the form about it, 4 + [3, 5] [-1, 1]. */
static void what_was_computed_can_be_asked_for(void **state) {
  (void)state;
  ab_clauses clauses;
  ab_constants none = {0};
  ab_cell cell;
  ab_clauses_init(&clauses);
  ab_clause *clause = add_clause(&clauses, 1, 0, ">= x1 ^2;> x1 ^2 1 +", "1 3");
  ab_cell_init(&cell, 1);
  ab_rules *rules = ab_rules_create(&clauses.templates[0], 53);
  ab_rules_bind(rules, clause, &none, &cell);
  assert_encloses(ab_rules_coordinate(rules, 0), 1, 3);
  assert_true(ab_rules_direct(rules, (ab_goal){0, 0}));
  assert_encloses(ab_rules_last_range(rules), 1, 9);
  assert_false(ab_rules_centred_forward(rules, (ab_goal){0, 0}));
  ab_slopes slopes = ab_rules_last_slopes(rules);
  assert_encloses(slopes.anchored, 4, 4);
  assert_encloses(&slopes.slopes[0], 3, 5);
  assert_false(ab_rules_centred_forward(rules, (ab_goal){1, 0})); /* 5 - 5 is not positive */
  ab_rules_destroy(rules);
  ab_cell_clear(&cell);
  ab_clauses_clear(&clauses);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(direct_holds_where_the_range_has_the_sign),
      cmocka_unit_test(centred_holds_where_the_form_about_the_midpoint_has_the_sign),
      cmocka_unit_test(face_holds_where_the_anchored_slope_has_the_sign),
      cmocka_unit_test(a_slope_about_the_centre_licenses_no_face),
      cmocka_unit_test(what_was_computed_can_be_asked_for),
      cmocka_unit_test(exact_decides_a_point_by_rational_arithmetic),
      cmocka_unit_test(a_corner_deep_in_the_cube_is_exact),
      cmocka_unit_test(a_coordinate_thinner_than_the_precision_is_no_point),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
