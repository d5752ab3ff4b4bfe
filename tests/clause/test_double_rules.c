/* SPDX-License-Identifier: MIT
 * The rules in double arithmetic against the definition of what they show: random clauses, cells
 * and points, evaluated with many bits. */
#include "../expr/box_support.h"
#include "clause_support.h"

#include "clause/double_rules.h"

enum { SEED = 20261122, POINTS = 4 };

static void random_end(mpq_t out, uint64_t *seed) {
  static const char *const odd[] = {"1/10",         "-22/7",         "123456789/1000",
                                    "1/1234567891", "-99999999/100", "3/67108864"};
  if (random_below(seed, 3))
    set_fraction(out, random_below(seed, 33) - 16, 8);
  else
    set_text(out, odd[random_below(seed, 6)]);
}

static void random_ends(mpq_t lo, mpq_t hi, uint64_t *seed) {
  random_end(lo, seed);
  random_end(hi, seed);
  if (mpq_cmp(lo, hi) > 0)
    mpq_swap(lo, hi);
}

static unsigned random_depth(uint64_t *seed) {
  long kind = random_below(seed, 8);
  return (unsigned)random_below(seed, kind == 0 ? AB_DOUBLE_DEPTH_MAX + 1 : kind < 3 ? 9 : 4);
}

static void random_cell(ab_cell *cell, uint64_t *seed) {
  for (size_t k = 0; k < cell->count; k++) {
    ab_axis *axis = &cell->axes[k];
    axis->depth = random_depth(seed);
    uint64_t index = next_random(seed) & ((UINT64_C(1) << axis->depth) - 1);
    mpz_set_ui(axis->index, random_below(seed, 4) ? index : 0);
    axis->end = (ab_end)(random_below(seed, 6) ? 0 : random_below(seed, 2) ? -1 : 1);
  }
}

/* What the rules know of coordinate k of a cell. */
static ab_double_axis axis_of(const ab_double_rules *rules, const ab_cell *cell, size_t k) {
  ab_double_axis axis;
  ab_double_rules_axis(rules, k, mpz_get_ui(cell->axes[k].index), cell->axes[k].depth, &axis);
  return axis;
}

static ab_double_place place_of(const ab_cell *cell, size_t k) {
  return (ab_double_place){mpz_get_ui(cell->axes[k].index), (uint8_t)cell->axes[k].depth,
                           (int8_t)cell->axes[k].end};
}

static void assert_between(double lo, const mpq_t x, double hi) {
  mpq_t end;
  mpq_init(end);
  mpq_set_d(end, lo);
  assert_true(mpq_cmp(end, x) <= 0);
  mpq_set_d(end, hi);
  assert_true(mpq_cmp(x, end) <= 0);
  mpq_clear(end);
}

static void assert_lane(const ab_lanes *x, int lane, double lo, double hi) {
  assert_true(x->lo[lane] == lo && x->hi[lane] == hi);
}

/* The clause's literal is the coordinate itself: what stands in a lane is what is said of it. */
static void check_lane(ab_double_rules *rules, const ab_cell *cell, const ab_double_axis *axis,
                       int lane) {
  ab_double_place place = place_of(cell, 0);
  bool is_flat = ab_double_rules_is_flat(rules, 0);
  ab_double_rules_set(rules, lane, 0, place);
  const ab_lanes *range = ab_double_rules_range(rules, 0);
  assert_lane(range, lane, axis->left_lo, is_flat ? axis->left_hi : axis->right_hi);
  assert_true(ab_double_rules_half_widths(rules)[0][lane] == (is_flat ? 0 : axis->half));
  const ab_lanes *centre = ab_double_rules_centred(rules, 0).anchored;
  if (!is_flat)
    assert_lane(centre, lane, axis->centre_lo, axis->centre_hi);
  for (int end = AB_END_LOW; end <= AB_END_HIGH; end += AB_END_HIGH - AB_END_LOW) {
    place.end = (int8_t)end;
    ab_double_rules_set(rules, lane, 0, place);
    range = ab_double_rules_range(rules, 0);
    if (end == AB_END_LOW)
      assert_lane(range, lane, axis->left_lo, axis->left_hi);
    else
      assert_lane(range, lane, axis->right_lo, axis->right_hi);
    assert_true(ab_double_rules_half_widths(rules)[0][lane] == 0);
  }
}

static void coordinates_of_cells_are_enclosed(void **state) {
  (void)state;
  uint64_t seed = SEED;
  mpq_t lo, hi, centre;
  mpq_inits(lo, hi, centre, NULL);
  for (int round = 0; round < 4000; round++) {
    ab_clauses clauses;
    ab_constants none = {0};
    ab_clauses_init(&clauses);
    ab_clause *clause = add_clause(&clauses, 1, 0, ">= x1", "0 0");
    random_ends(clause->lo[0], clause->hi[0], &seed);
    ab_cell cell;
    ab_cell_init(&cell, 1);
    random_cell(&cell, &seed);
    cell.axes[0].end = AB_END_NONE;
    ab_double_rules *rules = ab_double_rules_create(&clauses.templates[0], NULL);
    ab_double_rules_bind(rules, clause, &none);
    ab_double_axis axis = axis_of(rules, &cell, 0);
    check_lane(rules, &cell, &axis, round % AB_LANES);
    ab_cell_ends(lo, hi, &cell, 0, clause->lo[0], clause->hi[0]);
    assert_between(axis.left_lo, lo, axis.left_hi);
    assert_between(axis.right_lo, hi, axis.right_hi);
    mpq_add(centre, lo, hi);
    mpq_div_2exp(centre, centre, 1);
    assert_between(axis.centre_lo, centre, axis.centre_hi);
    mpq_sub(hi, hi, centre);
    assert_between(0, hi, axis.half);
    assert_int_equal(ab_double_rules_is_flat(rules, 0), mpq_sgn(hi) == 0);
    ab_double_rules_destroy(rules);
    ab_cell_clear(&cell);
    ab_clauses_clear(&clauses);
  }
  mpq_clears(lo, hi, centre, NULL);
}

/* Ends, or a width, that no double holds. */
static void coordinates_beyond_doubles_are_undefined(void **state) {
  (void)state;
  for (int power = 1020; power <= 1030; power++) {
    ab_clauses clauses;
    ab_constants none = {0};
    ab_clauses_init(&clauses);
    ab_clause *clause = add_clause(&clauses, 1, 0, ">= x1", "0 0");
    set_fraction(clause->hi[0], 1, 1);
    mpq_mul_2exp(clause->hi[0], clause->hi[0], (mp_bitcnt_t)power);
    mpq_neg(clause->lo[0], clause->hi[0]);
    ab_double_rules *rules = ab_double_rules_create(&clauses.templates[0], NULL);
    ab_double_rules_bind(rules, clause, &none);
    ab_double_axis axis;
    ab_double_rules_axis(rules, 0, 0, 0, &axis);
    assert_int_equal(isnan(axis.left_lo) && isnan(axis.right_hi) && isnan(axis.centre_lo),
                     power >= 1023);
    ab_double_rules_destroy(rules);
    ab_clauses_clear(&clauses);
  }
}

/* One lane under test. */
typedef struct {
  ab_cell cell;
  int sign;
  uint8_t axis; /* of the face to try */
  ab_end end;
} lane;

typedef struct {
  const ab_clause *clause;
  const ab_graph *graph;
  ab_expr root;
  ab_literal_kind kind;
  mpq_t parameter;
  test_box box; /* the cell at hand and a point of it */
  uint64_t *seed;
  long accepted[3]; /* by direct, centred, face */
} trial;

static void take_cell(trial *t, const ab_cell *cell) {
  for (size_t k = 0; k < AXES; k++)
    ab_cell_ends(t->box.lo[k], t->box.hi[k], cell, k, t->clause->lo[k], t->clause->hi[k]);
}

/* The value at the point; it has to exist. */
static void value_at_point(mpfr_ptr out, const trial *t) {
  reference_evaluate(out, t->graph, t->root, (const mpq_t *)t->box.point,
                     (const mpq_t *)&t->parameter);
  if (mpfr_nan_p(out))
    fail_msg("accepted where the expression is undefined");
}

/* x >= y (or <=) but for the rounding of the reference. */
static bool is_at_least(mpfr_srcptr x, mpfr_srcptr y) {
  mpfr_t slack;
  mpfr_init2(slack, REFERENCE_BITS);
  mpfr_max(slack, x, y, MPFR_RNDU);
  mpfr_abs(slack, slack, MPFR_RNDU);
  mpfr_add_ui(slack, slack, 1, MPFR_RNDU);
  mpfr_div_2ui(slack, slack, 150, MPFR_RNDU);
  mpfr_add(slack, slack, x, MPFR_RNDU);
  bool at_least = mpfr_cmp(slack, y) >= 0;
  mpfr_clear(slack);
  return at_least;
}

static void check_literal(trial *t, const lane *l) {
  mpfr_t value, zero;
  mpfr_init2(value, REFERENCE_BITS);
  mpfr_init2(zero, REFERENCE_BITS);
  mpfr_set_zero(zero, 1);
  take_cell(t, &l->cell);
  for (int i = 0; i < POINTS; i++) {
    random_point(&t->box, t->seed);
    value_at_point(value, t);
    assert_false(t->kind != AB_LITERAL_NONNEGATIVE && mpfr_zero_p(value));
    if (t->kind != AB_LITERAL_NONZERO || l->sign != 0)
      assert_true(l->sign < 0 ? is_at_least(zero, value) : is_at_least(value, zero));
  }
  mpfr_clears(value, zero, NULL);
}

static void check_face(trial *t, const lane *l) {
  mpfr_t value, below;
  mpfr_init2(value, REFERENCE_BITS);
  mpfr_init2(below, REFERENCE_BITS);
  take_cell(t, &l->cell);
  for (int i = 0; i < POINTS; i++) {
    random_point(&t->box, t->seed);
    value_at_point(value, t);
    mpq_set(t->box.point[l->axis], l->end < 0 ? t->box.lo[l->axis] : t->box.hi[l->axis]);
    value_at_point(below, t);
    assert_true(l->sign < 0 ? is_at_least(below, value) : is_at_least(value, below));
  }
  mpfr_clears(value, below, NULL);
}

static void check_accepted(trial *t, const lane *lanes, uint32_t accepted, int rule) {
  for (int i = 0; i < AB_LANES; i++)
    if (accepted >> i & 1) {
      t->accepted[rule]++;
      rule == 2 ? check_face(t, &lanes[i]) : check_literal(t, &lanes[i]);
    }
}

/* Sixteen random cells and all rules; before each the other literal, which shares values. */
static void check_rules(trial *t, ab_double_rules *rules, lane *lanes) {
  ab_double_goals signs = {0, 0};
  uint8_t axes[AB_LANES];
  ab_end ends[AB_LANES];
  ab_double_place at[AB_LANES];
  for (int i = 0; i < AB_LANES; i++) {
    lane *l = &lanes[i];
    random_cell(&l->cell, t->seed);
    l->axis = axes[i] = (uint8_t)random_below(t->seed, AXES);
    l->end = ends[i] = random_below(t->seed, 2) ? AB_END_LOW : AB_END_HIGH;
    l->cell.axes[l->axis].end = AB_END_NONE;
    l->sign = t->kind == AB_LITERAL_NONZERO ? (int)random_below(t->seed, 3) - 1 : 0;
    ab_double_goals_add(&signs, i, l->sign);
    for (size_t k = 0; k < AXES; k++)
      ab_double_rules_set(rules, i, k, place_of(&l->cell, k));
    at[i] = place_of(&l->cell, l->axis);
  }
  ab_double_rules_range(rules, 1);
  uint32_t good = ab_double_rules_settled(rules, 0, signs, ab_double_rules_range(rules, 0));
  check_accepted(t, lanes, good, 0);
  ab_double_rules_centred(rules, 1);
  good =
      ab_double_rules_settled(rules, 0, signs, ab_double_rules_centred_forward(rules, 0).enclosure);
  check_accepted(t, lanes, good, 1);
  good = ab_double_rules_settled(rules, 0, signs, ab_double_rules_centred(rules, 0).enclosure);
  check_accepted(t, lanes, good, 1);
  good =
      ab_double_rules_settled(rules, 0, signs, ab_double_rules_centred_again(rules, 0).enclosure);
  check_accepted(t, lanes, good, 1);
  const ab_lanes *slope = ab_double_rules_face(rules, 0, axes, ends, at);
  check_accepted(t, lanes, ab_double_rules_licensed(rules, 0, signs, ends, slope), 2);
}

static void check_clause(trial *t, lane *lanes) {
  static const ab_literal_kind kinds[] = {AB_LITERAL_NONNEGATIVE, AB_LITERAL_POSITIVE,
                                          AB_LITERAL_NONZERO};
  static const char *const xs[] = {"x1", "x2", "x3"}, *const ps[] = {"p1"};
  ab_clauses clauses;
  ab_constants none = {0};
  ab_clauses_init(&clauses);
  ab_template *template_ = ab_clauses_add_template(&clauses, "t", xs, AXES, ps, 1);
  t->graph = template_->graph;
  t->root = random_expression(template_->graph, 3 + (size_t)random_below(t->seed, 6), t->seed);
  t->kind = kinds[random_below(t->seed, 3)];
  ab_template_add_literal(template_, t->kind, t->root);
  ab_template_add_literal(template_, t->kind, random_expression(template_->graph, 3, t->seed));
  ab_clause *clause = ab_clauses_add(&clauses, "c", 0);
  for (size_t k = 0; k < AXES; k++)
    random_ends(clause->lo[k], clause->hi[k], t->seed);
  random_end(t->parameter, t->seed);
  mpq_set(clause->arguments[0].value, t->parameter);
  t->clause = clause;
  ab_double_rules *rules = ab_double_rules_create(&clauses.templates[0], NULL);
  ab_double_rules_bind(rules, clause, &none);
  for (int again = 0; again < 2; again++)
    check_rules(t, rules, lanes);
  ab_double_rules_destroy(rules);
  ab_clauses_clear(&clauses);
}

static void what_is_accepted_is_true(void **state) {
  (void)state;
  uint64_t seed = SEED + 1;
  print_message("seed %d\n", SEED + 1);
  trial t = {.seed = &seed};
  mpq_init(t.parameter);
  box_init(&t.box, 53);
  lane lanes[AB_LANES];
  for (int i = 0; i < AB_LANES; i++)
    ab_cell_init(&lanes[i].cell, AXES);
  for (int round = 0; round < 150; round++)
    check_clause(&t, lanes);
  print_message("accepted: %ld direct, %ld centred, %ld face\n", t.accepted[0], t.accepted[1],
                t.accepted[2]);
  for (int rule = 0; rule < 3; rule++)
    assert_true(t.accepted[rule] > 1000);
  for (int i = 0; i < AB_LANES; i++)
    ab_cell_clear(&lanes[i].cell);
  box_clear(&t.box);
  mpq_clear(t.parameter);
}

static void assert_range(const ab_lanes *x, double lo, double hi) {
  assert_true(x->lo[0] <= lo && x->lo[0] >= lo - 1e-9);
  assert_true(x->hi[0] >= hi && x->hi[0] <= hi + 1e-9);
}

/* Two zero sets, and the gradients of x y and x^2 y: their slopes about the midpoint (3/2, 4). */
static void what_a_template_declares_is_told_apart(void **state) {
  (void)state;
  ab_clauses clauses;
  ab_constants none = {0};
  ab_clauses_init(&clauses);
  ab_clause *clause = add_clause(&clauses, 2, 0, ">= x1 x2 *;> x1 ^2 x2 *", "1 2 3 5");
  ab_template *t = &clauses.templates[0];
  ab_expr x = ab_graph_variable(t->graph, 0), y = ab_graph_variable(t->graph, 1);
  ab_expr seven = ab_graph_integer(t->graph, 7), zero = ab_graph_integer(t->graph, 0);
  ab_expr double_x = ab_graph_binary(t->graph, AB_OP_MUL, ab_graph_integer(t->graph, 2), x);
  ab_expr partials[] = {ab_graph_binary(t->graph, AB_OP_MUL, double_x, y),
                        ab_graph_pow(t->graph, x, 2)};
  ab_template_add_zero_set(t, 0, 2, (ab_expr[]){zero, zero}, (ab_expr[]){x, seven, y});
  ab_template_add_zero_set(t, 0, 1, (ab_expr[]){zero, zero}, (ab_expr[]){seven});
  ab_template_add_gradient(t, 0, (ab_expr[]){y, x});
  ab_template_add_gradient(t, 1, partials);
  ab_double_rules *rules = ab_double_rules_create(t, NULL);
  ab_double_rules_bind(rules, clause, &none);
  ab_cell cell;
  ab_cell_init(&cell, 2);
  for (int i = 0; i < AB_LANES; i++)
    for (size_t k = 0; k < 2; k++)
      ab_double_rules_set(rules, i, k, place_of(&cell, k));
  assert_range(ab_double_rules_diagonal(rules, 0, 0), 1, 2);
  assert_range(ab_double_rules_diagonal(rules, 0, 1), 3, 5);
  assert_range(ab_double_rules_diagonal(rules, 1, 0), 7, 7);
  const ab_lanes *const *s = ab_double_rules_gradient(rules, 0, 0);
  assert_range(s[0], 0, 0);
  assert_range(s[1], 1, 1);
  s = ab_double_rules_gradient(rules, 1, 0);
  assert_range(s[0], 6, 10);
  assert_range(s[1], 3, 3);
  s = ab_double_rules_gradient(rules, 1, 1);
  assert_range(s[0], 2.5, 3.5);
  assert_range(s[1], 0, 0);
  ab_cell_clear(&cell);
  ab_double_rules_destroy(rules);
  ab_double_rules_destroy(NULL);
  ab_clauses_clear(&clauses);
}

static void an_end_that_is_not_finite_settles_nothing(void **state) {
  (void)state;
  static const struct {
    double lo, hi;
    bool settles;
  } cases[] = {{1, 2, true}, {1, INFINITY, false}, {-INFINITY, -1, false}, {NAN, NAN, false}};
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  add_clause(&clauses, 1, 0, "!= x1;> x1", "1 2");
  ab_double_rules *rules = ab_double_rules_create(&clauses.templates[0], NULL);
  ab_lanes lanes;
  const ab_double_goals signs = {0, 0}, plus = {UINT32_MAX, 0};
  ab_end ends[AB_LANES];
  for (int i = 0; i < AB_LANES; i++) {
    lanes.lo[i] = cases[i % 4].lo;
    lanes.hi[i] = cases[i % 4].hi;
    ends[i] = AB_END_LOW;
  }
  for (size_t literal = 0; literal < 2; literal++) {
    uint32_t settled = ab_double_rules_settled(rules, literal, signs, &lanes);
    uint32_t licensed =
        ab_double_rules_licensed(rules, literal, literal == 0 ? plus : signs, ends, &lanes);
    for (int i = 0; i < AB_LANES; i++) {
      assert_int_equal(settled >> i & 1, cases[i % 4].settles);
      assert_int_equal(licensed >> i & 1, cases[i % 4].settles);
    }
  }
  ab_double_rules_destroy(rules);
  ab_clauses_clear(&clauses);
}

/* docs/theory/rules.md, section 4: e = x (5 - 4 x^2) + 3/2 on [-1, 1]. */
static void the_slope_about_the_midpoint_licenses_no_face(void **state) {
  (void)state;
  ab_clauses clauses;
  ab_constants none = {0};
  ab_clauses_init(&clauses);
  ab_clause *clause = add_clause(&clauses, 1, 0, ">= 5 4 x1 x1 * * - x1 * 3/2 +", "-1 1");
  ab_double_rules *rules = ab_double_rules_create(&clauses.templates[0], NULL);
  ab_double_rules_bind(rules, clause, &none);
  ab_cell cell;
  ab_cell_init(&cell, 1);
  uint8_t axes[AB_LANES] = {0};
  const ab_double_goals signs = {0, 0};
  ab_end ends[AB_LANES];
  ab_double_place at[AB_LANES];
  for (int i = 0; i < AB_LANES; i++) {
    at[i] = place_of(&cell, 0);
    ends[i] = AB_END_LOW;
    ab_double_rules_set(rules, i, 0, at[i]);
  }
  ab_double_rules_range(rules, 0);
  assert_true(ab_double_rules_centred(rules, 0).slopes[0]->lo[0] >= 0);
  const ab_lanes *slope = ab_double_rules_face(rules, 0, axes, ends, at);
  assert_int_equal(ab_double_rules_licensed(rules, 0, signs, ends, slope), 0);
  ab_cell_clear(&cell);
  ab_double_rules_destroy(rules);
  ab_clauses_clear(&clauses);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(coordinates_of_cells_are_enclosed),
      cmocka_unit_test(coordinates_beyond_doubles_are_undefined),
      cmocka_unit_test(what_is_accepted_is_true),
      cmocka_unit_test(what_a_template_declares_is_told_apart),
      cmocka_unit_test(an_end_that_is_not_finite_settles_nothing),
      cmocka_unit_test(the_slope_about_the_midpoint_licenses_no_face),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
