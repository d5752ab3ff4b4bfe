/* SPDX-License-Identifier: MIT
 * One zero of one equation: found where there is one, refused with the reason where not. The
 * decimals come from Python's decimal module, by bisection or closed form. */
#include "zero_support.h"

enum { PRECISION = 160, SEED = 20250707 };

typedef struct {
  ab_graph *graph;
  ab_expr equation;
  mpq_t lo, hi, zero_lo, zero_hi;
  ab_error error;
} root_case;

static void root_init(root_case *c, const char *equation, const char *lo, const char *hi) {
  memset(c, 0, sizeof *c);
  c->graph = ab_graph_create();
  c->equation = postfix(c->graph, equation);
  mpq_inits(c->lo, c->hi, c->zero_lo, c->zero_hi, NULL);
  set_decimal(c->lo, lo);
  set_decimal(c->hi, hi);
}

static void root_clear(root_case *c) {
  ab_graph_destroy(c->graph);
  mpq_clears(c->lo, c->hi, c->zero_lo, c->zero_hi, NULL);
}

static ab_status enclose(root_case *c, long precision) {
  ab_system system = {c->graph, &c->equation, 1, NULL, 0};
  return ab_root_enclose(c->zero_lo, c->zero_hi, &system, c->lo, c->hi, precision, &c->error);
}

static void has_root(const char *equation, const char *lo, const char *hi, const char *decimal) {
  root_case c;
  root_init(&c, equation, lo, hi);
  if (enclose(&c, PRECISION) != AB_OK)
    fail_msg("%s: %s", equation, c.error.message);
  assert_encloses(c.zero_lo, c.zero_hi, decimal, 130);
  assert_true(mpq_cmp(c.zero_lo, c.lo) >= 0 && mpq_cmp(c.zero_hi, c.hi) <= 0);
  root_clear(&c);
}

static void refused(const char *equation, const char *lo, const char *hi, const char *message) {
  root_case c;
  root_init(&c, equation, lo, hi);
  mpq_set_si(c.zero_lo, 7, 1);
  assert_int_equal(enclose(&c, PRECISION), AB_NOT_VERIFIED);
  assert_string_equal(c.error.message, message);
  assert_int_equal(mpq_cmp_si(c.zero_lo, 7, 1), 0);
  root_clear(&c);
}

/* The zero is this rational number, and is seen to be. */
static void has_rational_root(const char *equation, const char *lo, const char *hi,
                              const char *expected) {
  root_case c;
  root_init(&c, equation, lo, hi);
  if (enclose(&c, PRECISION) != AB_OK)
    fail_msg("%s: %s", equation, c.error.message);
  mpq_t value;
  mpq_init(value);
  assert_int_equal(mpq_set_str(value, expected, 10), 0);
  assert_true(mpq_equal(c.zero_lo, value) && mpq_equal(c.zero_hi, value));
  mpq_clear(value);
  root_clear(&c);
}

#define QUARTIC "x1 ^4 4 * x1 ^3 8 * - x1 ^2 12 * + x1 8 * - 1 +"
#define GAUSSIANS                                                                                  \
  "x1 x1 ^2 -2 * exp * 2 x1 - 2 x1 - ^2 -2 * exp * -" /* t exp(-2 t^2) - (2-t) exp(-2 (2-t)^2) */

static void rational_roots_are_exact(void **state) {
  (void)state;
  has_rational_root("x1 3 * 1 -", "0", "1", "1/3");
  has_rational_root("x1 ^2 x1 7 / -", "0.1", "1", "1/7");
  has_rational_root("x1 exp 1 -", "-1", "1", "0"); /* no rational operation, but [0, 0] */
  has_rational_root("x1 1 - x1 2 - * x1 3 - *", "1.5", "2.5", "2");
}

/* u^2 = p for all p in [2, 9/4]: one zero each, from sqrt(2) to 3/2; for p in [-1, 9/4] there may
 * be none, and nothing is said. */
static void parameters_stand_for_all_their_values(void **state) {
  (void)state;
  root_case c;
  root_init(&c, "x1 ^2", "1", "2");
  ab_expr equation =
      ab_graph_binary(c.graph, AB_OP_SUB, c.equation, ab_graph_parameter(c.graph, 0));
  ab_constant p = {.name = "p"};
  mpq_inits(p.lo, p.hi, NULL);
  mpq_set_si(p.lo, 2, 1);
  mpq_set_si(p.hi, 9, 4);
  ab_system system = {c.graph, &equation, 1, &p, 1};
  assert_int_equal(ab_root_enclose(c.zero_lo, c.zero_hi, &system, c.lo, c.hi, PRECISION, &c.error),
                   AB_OK);
  double lo = mpq_get_d(c.zero_lo), hi = mpq_get_d(c.zero_hi);
  if (!(lo <= 1.414213563 && lo > 1.4 && hi >= 1.5 && hi < 1.51))
    fail_msg("%g %g", lo, hi);
  mpq_set_si(p.lo, -1, 1);
  mpq_set_si(c.lo, -2, 1);
  assert_int_equal(ab_root_enclose(c.zero_lo, c.zero_hi, &system, c.lo, c.hi, PRECISION, &c.error),
                   AB_NOT_VERIFIED);
  mpq_clears(p.lo, p.hi, NULL);
  root_clear(&c);
}

static void roots_of_known_equations_are_enclosed(void **state) {
  (void)state;
  has_root("x1 ^2 2 -", "0", "2", "1.4142135623730950488016887242096980785697");
  has_root(QUARTIC, "0.1", "0.2", "0.1593749806833933598056057559621691110228");
  has_root(GAUSSIANS, "0", "0.01", "0.0006743269848917563913486141815420227365");
  has_root("x1 x1 cos -", "-30", "30", "0.7390851332151606416553120876738734040134");
  has_root("x1 3 * 1 -", "0", "1", "0.3333333333333333333333333333333333333333");
  has_root("x1 tanh 1/2 -", "-5", "5", "0.5493061443340548456976226184612628523237");
}

static void a_rational_root_may_be_where_the_bisection_cuts(void **state) {
  (void)state;
  has_root("x1 1/2 - x1 ^2 1 + *", "0", "1", "0.5");
  has_root("x1 1/4 - x1 ^4 1 + *", "0", "1", "0.25");
  has_root("x1 sin", "-1", "1", "0");
}

static void a_root_at_an_end_counts(void **state) {
  (void)state;
  has_root("x1 ^2 1 -", "1", "2", "1");
  has_root("x1 ^2 1 -", "0", "1", "1");
  has_root("1 x1 -", "0", "1", "1");
  has_root("x1 exp 1 -", "0", "1", "0");
  has_root("x1 3 * 1 - x1 *", "0", "0.25", "0");
  refused("x1 x1 1 - *", "0", "1", "root(...): more than one zero in [0, 1]: near 0 and near 1");
}

static void kinks_are_no_obstacle(void **state) {
  (void)state;
  has_root("x1 abs", "-1", "1", "0"); /* two monotone parts share the zero */
  has_root("x1 abs x1 2 * + 3 -", "-5", "5", "1");
  has_root("x1 relu 1/4 -", "-1", "1", "0.25");
  refused("x1 abs 1/4 -", "-1", "1",
          "root(...): more than one zero in [-1, 1]: near -0.25 and near 0.25");
  refused("x1 relu", "-1", "1",
          "root(...): no decision near -1: the derivative may vanish at a zero: a multiple root "
          "cannot be certified");
}

static void two_zeros_are_named(void **state) {
  (void)state;
  refused("x1 1/4 - x1 3/4 - *", "0", "1",
          "root(...): more than one zero in [0, 1]: near 0.25 and near 0.75");
  refused("x1 sin", "3", "100",
          "root(...): more than one zero in [3, 100]: near 3.14159 and near "
          "6.28319");
  /* they differ by 2^-40 */
  refused("x1 1/3 - x1 1/3 - 1/1099511627776 - *", "0", "1",
          "root(...): more than one zero in [0, 1]: near 0.333333 and near 0.333333");
}

static void no_zero_is_said(void **state) {
  (void)state;
  refused("x1 ^2 1 +", "-1", "1", "root(...): no zero in [-1, 1]");
  refused("x1 ^2 2 -", "0", "1", "root(...): no zero in [0, 1]");
  refused(QUARTIC, "0.16", "0.2", "root(...): no zero in [0.16, 0.2]");
  /* 2^-60 above the axis: not a double zero */
  refused("x1 1/3 - ^2 1/1152921504606846976 +", "0", "1", "root(...): no zero in [0, 1]");
}

static void a_multiple_zero_is_refused(void **state) {
  (void)state;
  static const char reason[] = ": the derivative may vanish at a zero: a multiple root cannot be "
                               "certified";
  char message[300];
  snprintf(message, sizeof message, "root(...): no decision near 0.333333%s", reason);
  refused("x1 1/3 - ^2", "0", "1", message);
  refused("x1 1/3 - ^3", "0", "1", message);
  snprintf(message, sizeof message, "root(...): no decision near 0%s", reason);
  refused("x1 ^2", "0", "1", message);
  refused("x1 x1 -", "0", "1", message);
}

/* e - e is 0, which no interval can tell. */
static void an_undecided_end_is_refused(void **state) {
  (void)state;
  refused("1 exp -1 exp * x1 -", "0", "1", "root(...): cannot decide whether there is a zero at 1");
  refused("1 exp -1 exp * x1 -", "1", "2", "root(...): cannot decide whether there is a zero at 1");
  has_root("1 exp -1 exp * x1 -", "0", "2", "1");
}

static void many_bits_are_possible(void **state) {
  (void)state;
  root_case c;
  root_init(&c, "x1 ^2 2 -", "0", "2");
  assert_int_equal(enclose(&c, 5000), AB_OK);
  assert_encloses(c.zero_lo, c.zero_hi, "1.4142135623730950488016887242096980785697", 4980);
  mpq_mul(c.zero_lo, c.zero_lo, c.zero_lo);
  mpq_mul(c.zero_hi, c.zero_hi, c.zero_hi);
  assert_true(mpq_cmp_ui(c.zero_lo, 2, 1) < 0 && mpq_cmp_ui(c.zero_hi, 2, 1) > 0);
  root_clear(&c);
}

static void an_undefined_expression_is_refused(void **state) {
  (void)state;
  static const char message[] =
      "root(...): the expression is not known to be defined and finite near 0";
  refused("x1 log 1 +", "0", "1", message);
  refused("1 x1 / 2 -", "0", "1", message);
  refused("x1 sqrt 1/4 -", "-1", "1",
          "root(...): the expression is not known to be defined and finite near -1");
}

static void an_interval_without_interior_is_refused(void **state) {
  (void)state;
  refused("x1", "0", "0", "root(...): the interval has no interior");
  refused("x1", "1", "-1", "root(...): the interval has no interior");
  root_case c;
  root_init(&c, "x1", "-1", "2");
  assert_int_equal(enclose(&c, 23), AB_NOT_VERIFIED);
  assert_int_equal(enclose(&c, 24), AB_OK);
  root_clear(&c);
}

/* (x - 1)(x - 2)...(x - degree), multiplied out, by Horner's rule. */
static ab_expr wilkinson(ab_graph *graph, size_t degree) {
  mpz_t a[21];
  for (size_t i = 0; i <= degree; i++)
    mpz_init_set_ui(a[i], i == 0);
  for (size_t root = 1; root <= degree; root++)
    for (size_t i = root + 1; i-- > 0;) {
      mpz_mul_si(a[i], a[i], -(long)root);
      if (i > 0)
        mpz_add(a[i], a[i], a[i - 1]);
    }
  ab_expr sum = ab_graph_integer(graph, 0), x = ab_graph_variable(graph, 0);
  mpq_t value;
  mpq_init(value);
  for (size_t i = degree + 1; i-- > 0;) {
    mpq_set_z(value, a[i]);
    sum = ab_graph_binary(graph, AB_OP_MUL, sum, x);
    sum = ab_graph_binary(graph, AB_OP_ADD, sum, ab_graph_constant(graph, value));
    mpz_clear(a[i]);
  }
  mpq_clear(value);
  return sum;
}

/* root is the only zero in [root - 1/width, root + 1/(width + 1)]. */
static void isolates(root_case *c, unsigned long root, unsigned long width) {
  mpq_set_ui(c->lo, root * width - 1, width);
  mpq_set_ui(c->hi, root * (width + 1) + 1, width + 1);
  mpq_canonicalize(c->lo);
  mpq_canonicalize(c->hi);
  if (enclose(c, PRECISION) != AB_OK)
    fail_msg("%lu: %s", root, c->error.message);
  char decimal[24];
  snprintf(decimal, sizeof decimal, "%lu", root);
  assert_encloses(c->zero_lo, c->zero_hi, decimal, 130);
}

static void roots_of_wilkinson_polynomials_are_isolated(void **state) {
  (void)state;
  root_case c;
  root_init(&c, "0", "0", "1");
  c.equation = wilkinson(c.graph, 7);
  for (unsigned long root = 1; root <= 7; root++)
    isolates(&c, root, 2);
  c.equation = wilkinson(c.graph, 20); /* badly conditioned: at 14 by 10^13 */
  for (unsigned long root = 1; root <= 20; root++)
    isolates(&c, root, 1UL << 40);
  root_clear(&c);
}

/* The product of (x - r) over the given rationals, times (x^2 + 1). */
static ab_expr product(ab_graph *graph, const mpq_t *roots, size_t count) {
  ab_expr x = ab_graph_variable(graph, 0), out = postfix(graph, "x1 ^2 1 +");
  for (size_t i = 0; i < count; i++) {
    ab_expr factor = ab_graph_binary(graph, AB_OP_SUB, x, ab_graph_constant(graph, roots[i]));
    out = ab_graph_binary(graph, AB_OP_MUL, out, factor);
  }
  return out;
}

/* Random rational zeros on a coarse grid, multiple ones among them, some moved by 2^-90; random
 * ends on the same grid: accepted only if exactly one simple zero lies in [lo, hi]. */
static void random_polynomials_are_never_accepted_wrongly(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  size_t accepted = 0, single = 0;
  for (int round = 0; round < 150; round++) {
    root_case c;
    root_init(&c, "0", "0", "1");
    size_t count = (size_t)(1 + random_below(&seed, 4)), inside = 0, last = 0;
    mpq_t *roots = ab_rationals_create(count + 1);
    for (size_t i = 0; i < count; i++) {
      set_fraction(roots[i], random_below(&seed, 13) - 6, 3);
      mpq_set_si(roots[count], random_below(&seed, 3) - 1, 1);
      mpq_div_2exp(roots[count], roots[count], 90);
      mpq_add(roots[i], roots[i], roots[count]);
    }
    long left = random_below(&seed, 12) - 6;
    set_fraction(c.lo, left, 3);
    set_fraction(c.hi, left + 1 + random_below(&seed, 6 - left), 3);
    for (size_t i = 0; i < count; i++)
      if (mpq_cmp(c.lo, roots[i]) <= 0 && mpq_cmp(roots[i], c.hi) <= 0) {
        inside++;
        last = i;
      }
    c.equation = product(c.graph, (const mpq_t *)roots, count);
    ab_status status = enclose(&c, PRECISION);
    single += inside == 1;
    if (status == AB_OK) {
      accepted++;
      assert_int_equal(inside, 1);
      assert_true(mpq_cmp(c.zero_lo, roots[last]) <= 0 && mpq_cmp(roots[last], c.zero_hi) <= 0);
    } else if (inside == 1) /* a simple zero with none on the edge of the interval is found */
      fail_msg("round %d: %s", round, c.error.message);
    ab_rationals_destroy(roots, count + 1);
    root_clear(&c);
  }
  print_message("%zu of %zu single zeros\n", accepted, single);
  assert_true(accepted > 20);
}

/* The zero of 3 x - 1 - or of exp(3 x) - e', transcendental - is outside by 2^-90. */
static void a_zero_just_outside_is_no_zero(void **state) {
  (void)state;
  root_case c;
  static const char *const equations[] = {"x1 3 * 1 -", "x1 3 * exp 1 exp -"};
  for (size_t i = 0; i < 2; i++) {
    root_init(&c, equations[i], "0", "1");
    mpq_t third, tiny;
    mpq_inits(third, tiny, NULL);
    mpq_set_ui(third, 1, 3);
    mpq_set_ui(tiny, 1, 1);
    mpq_div_2exp(tiny, tiny, 90);
    mpq_add(c.lo, third, tiny);
    assert_int_equal(enclose(&c, PRECISION), AB_NOT_VERIFIED);
    assert_non_null(strstr(c.error.message, "no zero"));
    mpq_sub(c.lo, third, tiny);
    assert_int_equal(enclose(&c, PRECISION), AB_OK);
    mpq_set_ui(c.lo, 0, 1);
    mpq_sub(c.hi, third, tiny);
    assert_int_equal(enclose(&c, PRECISION), AB_NOT_VERIFIED);
    mpq_add(c.hi, third, tiny);
    assert_int_equal(enclose(&c, PRECISION), AB_OK);
    mpq_clears(third, tiny, NULL);
    root_clear(&c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rational_roots_are_exact),
      cmocka_unit_test(parameters_stand_for_all_their_values),
      cmocka_unit_test(roots_of_known_equations_are_enclosed),
      cmocka_unit_test(a_rational_root_may_be_where_the_bisection_cuts),
      cmocka_unit_test(a_root_at_an_end_counts),
      cmocka_unit_test(kinks_are_no_obstacle),
      cmocka_unit_test(two_zeros_are_named),
      cmocka_unit_test(no_zero_is_said),
      cmocka_unit_test(a_multiple_zero_is_refused),
      cmocka_unit_test(an_undecided_end_is_refused),
      cmocka_unit_test(many_bits_are_possible),
      cmocka_unit_test(an_undefined_expression_is_refused),
      cmocka_unit_test(an_interval_without_interior_is_refused),
      cmocka_unit_test(roots_of_wilkinson_polynomials_are_isolated),
      cmocka_unit_test(random_polynomials_are_never_accepted_wrongly),
      cmocka_unit_test(a_zero_just_outside_is_no_zero),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
