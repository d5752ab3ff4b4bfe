/* SPDX-License-Identifier: MIT
 * Krawczyk's test on random polynomial systems with planted rational zeros: the zero is enclosed,
 * and a box that just misses it, or holds two, is never accepted. */
#include "zero_support.h"

enum { SEED = 20250708, ROUNDS = 120, SYSTEM_SIZES = 5, PRECISION = 160 };

/* z := random rationals. */
static void random_zero(mpq_t *z, size_t n, uint64_t *seed) {
  for (size_t k = 0; k < n; k++) {
    long numerator = random_below(seed, 41) - 20;
    set_fraction(z[k], numerator, (unsigned long)(1 + random_below(seed, 9)));
  }
}

/* x_k - z_k. */
static ab_expr shifted(ab_graph *graph, size_t k, const mpq_t *z) {
  return ab_graph_binary(graph, AB_OP_SUB, ab_graph_variable(graph, (uint32_t)k),
                         ab_graph_constant(graph, z[k]));
}

/* sum_k a_k (x_k - z_k) + (x_i - z_i)(x_j - z_j)/8, random integers a_k; a_i is at least 8. */
static ab_expr random_equation(ab_graph *graph, size_t n, size_t i, const mpq_t *z,
                               uint64_t *seed) {
  ab_expr left = shifted(graph, i, z);
  ab_expr right = shifted(graph, (size_t)random_below(seed, (long)n), z);
  ab_expr sum = ab_graph_binary(graph, AB_OP_MUL, left, right);
  sum = ab_graph_binary(graph, AB_OP_DIV, sum, ab_graph_integer(graph, 8));
  for (size_t k = 0; k < n; k++) {
    long a = random_below(seed, 5) - 2 + (k == i ? 10 : 0);
    ab_expr term =
        ab_graph_binary(graph, AB_OP_MUL, ab_graph_integer(graph, a), shifted(graph, k, z));
    sum = ab_graph_binary(graph, AB_OP_ADD, sum, term);
  }
  return sum;
}

/* [z - a, z + b], a and b random in (0, 1/8]. */
static void box_around(zero_case *c, const mpq_t *z, uint64_t *seed) {
  for (size_t k = 0; k < c->system.count; k++) {
    set_fraction(c->lo[k], 1 + random_below(seed, 16), 128);
    mpq_sub(c->lo[k], z[k], c->lo[k]);
    set_fraction(c->hi[k], 1 + random_below(seed, 16), 128);
    mpq_add(c->hi[k], z[k], c->hi[k]);
  }
}

static void assert_contains(const zero_case *c, const mpq_t *z) {
  for (size_t k = 0; k < c->system.count; k++) {
    assert_true(mpq_cmp(c->zero_lo[k], z[k]) <= 0 && mpq_cmp(z[k], c->zero_hi[k]) <= 0);
    assert_true(mpq_cmp(c->lo[k], c->zero_lo[k]) < 0 && mpq_cmp(c->zero_hi[k], c->hi[k]) < 0);
  }
}

/* Moves the box along one axis, so that z is outside by 2^-90, on the boundary, or inside by 2^-90:
 * the first two are never accepted. */
static void try_edges(zero_case *c, const mpq_t *z, uint64_t *seed) {
  size_t k = (size_t)random_below(seed, (long)c->system.count);
  mpq_t edge;
  mpq_init(edge);
  for (long move = -1; move <= 1; move++)
    for (int side = 0; side < 2; side++) {
      box_around(c, z, seed);
      mpq_set_si(edge, side == 0 ? move : -move, 1);
      mpq_div_2exp(edge, edge, 90);
      mpq_sub(side == 0 ? c->lo[k] : c->hi[k], z[k], edge);
      static const long precisions[] = {24, 53, PRECISION};
      ab_status status = case_verify(c, precisions[random_below(seed, 3)]);
      if (status == AB_OK)
        assert_contains(c, z);
      if (move <= 0)
        assert_int_equal(status, AB_NOT_VERIFIED);
    }
  mpq_clear(edge);
}

static void planted_zeros_are_enclosed_and_never_lost(void **state) {
  (void)state;
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  size_t proved = 0;
  for (int round = 0; round < ROUNDS; round++) {
    zero_case c;
    size_t n = (size_t)(1 + random_below(&seed, SYSTEM_SIZES));
    case_init(&c, n);
    mpq_t *z = ab_rationals_create(n);
    random_zero(z, n, &seed);
    for (size_t i = 0; i < n; i++)
      c.equations[i] = random_equation(c.graph, n, i, (const mpq_t *)z, &seed);
    box_around(&c, (const mpq_t *)z, &seed);
    if (case_verify(&c, PRECISION) == AB_OK) {
      proved++;
      assert_contains(&c, (const mpq_t *)z);
    }
    try_edges(&c, (const mpq_t *)z, &seed);
    ab_rationals_destroy(z, n);
    case_clear(&c);
  }
  print_message("%zu of %d proved\n", proved, ROUNDS);
  assert_true(proved > ROUNDS / 2);
}

/* (x_k - z_k)(x_k - z_k - d_k) = 0 for one k, x_i = z_i + (x_k - z_k)/3 else: two zeros, both in
 * the box, at all distances from 2^0 to 2^-80. */
static void boxes_with_two_zeros_are_refused(void **state) {
  (void)state;
  uint64_t seed = SEED;
  for (unsigned bits = 0; bits <= 80; bits += 2) {
    zero_case c;
    case_init(&c, 2);
    mpq_t *z = ab_rationals_create(3);
    random_zero(z, 2, &seed);
    mpq_set_ui(z[2], 1, 1);
    mpq_div_2exp(z[2], z[2], bits);
    ab_expr x = shifted(c.graph, 0, (const mpq_t *)z), y = shifted(c.graph, 1, (const mpq_t *)z);
    ab_expr other =
        ab_graph_binary(c.graph, AB_OP_SUB, x, ab_graph_constant(c.graph, ((const mpq_t *)z)[2]));
    c.equations[0] = ab_graph_binary(c.graph, AB_OP_MUL, x, other);
    c.equations[1] =
        ab_graph_binary(c.graph, AB_OP_SUB, y,
                        ab_graph_binary(c.graph, AB_OP_DIV, x, ab_graph_integer(c.graph, 3)));
    for (long around = 1; around <= 64; around *= 4)
      for (size_t k = 0; k < 2; k++) {
        mpq_set_ui(c.lo[k], 1, (unsigned long)around);
        mpq_mul(c.lo[k], c.lo[k], z[2]);
        mpq_add(c.hi[k], z[k], z[2]);
        mpq_add(c.hi[k], c.hi[k], c.lo[k]);
        mpq_sub(c.lo[k], z[k], c.lo[k]);
        if (k == 1)
          assert_int_equal(case_verify(&c, PRECISION), AB_NOT_VERIFIED);
      }
    ab_rationals_destroy(z, 3);
    case_clear(&c);
  }
}

/* x + 2^-30 y = 0, y + 2^10 x^2 = 0 in a box 2^20 times as long in y: the widths of all axes count,
 * not that of the row alone. The zero is (0, 0), a second one (-2^-30 y, y), y = -2^50, is far
 * outside. */
static void axes_of_very_different_widths_are_weighed(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 2);
  c.equations[0] = postfix(c.graph, "x1 x2 1/1073741824 * +");
  c.equations[1] = postfix(c.graph, "x2 x1 ^2 1024 * +");
  case_box(&c, 0, "-0.0001", "0.00011");
  case_box(&c, 1, "-100", "110");
  assert_int_equal(case_verify(&c, PRECISION), AB_OK);
  for (size_t k = 0; k < 2; k++)
    assert_encloses(c.zero_lo[k], c.zero_hi[k], "0", 100);
  /* the zero (81/400, 9/10) is far outside; seen from the middle, x2 alone could lead there */
  c.equations[0] = postfix(c.graph, "x1 x2 ^2 1/4 * -");
  c.equations[1] = postfix(c.graph, "x2 9/10 -");
  case_box(&c, 0, "-0.0005", "0.0006");
  case_box(&c, 1, "-1", "1");
  assert_int_equal(case_verify(&c, PRECISION), AB_NOT_VERIFIED);
  assert_non_null(
      strstr(c.error.message, "exactly one zero")); /* not a contradiction found later */
  case_clear(&c);
}

/* x - y^2/4 + y/2 - 5/4 = 0, y = x: x^2 - 6 x + 5 = 0. */
static void a_parabola_and_a_line_meet_twice(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 2);
  c.equations[0] = postfix(c.graph, "x1 x2 ^2 1/4 * - x2 1/2 * + 5/4 -");
  c.equations[1] = postfix(c.graph, "x2 x1 -");
  for (size_t k = 0; k < 2; k++)
    case_box(&c, k, "0.9", "5.2");
  assert_int_equal(case_verify(&c, PRECISION), AB_NOT_VERIFIED);
  for (size_t k = 0; k < 2; k++)
    case_box(&c, k, "0.9", "1.2");
  assert_int_equal(case_verify(&c, PRECISION), AB_OK);
  for (size_t k = 0; k < 2; k++)
    assert_encloses(c.zero_lo[k], c.zero_hi[k], "1", 100);
  case_clear(&c);
}

/* It needs an exchange of rows: x2 = 1, x3 = 2, x1 = 3. */
static void a_permutation_is_inverted(void **state) {
  (void)state;
  zero_case c;
  case_init(&c, 3);
  c.equations[0] = postfix(c.graph, "x2 1 -");
  c.equations[1] = postfix(c.graph, "x3 2 -");
  c.equations[2] = postfix(c.graph, "x1 3 -");
  for (size_t k = 0; k < 3; k++)
    case_box(&c, k, "-1", "5");
  assert_int_equal(case_verify(&c, PRECISION), AB_OK);
  assert_encloses(c.zero_lo[0], c.zero_hi[0], "3", 100);
  assert_encloses(c.zero_lo[1], c.zero_hi[1], "1", 100);
  assert_encloses(c.zero_lo[2], c.zero_hi[2], "2", 100);
  case_clear(&c);
}

/* The largest size. */
static void sixteen_equations_are_solved(void **state) {
  (void)state;
  uint64_t seed = SEED;
  zero_case c;
  case_init(&c, AB_SYSTEM_MAX);
  mpq_t *z = ab_rationals_create(AB_SYSTEM_MAX);
  random_zero(z, AB_SYSTEM_MAX, &seed);
  for (size_t i = 0; i < AB_SYSTEM_MAX; i++)
    c.equations[i] = random_equation(c.graph, AB_SYSTEM_MAX, i, (const mpq_t *)z, &seed);
  box_around(&c, (const mpq_t *)z, &seed);
  if (case_verify(&c, PRECISION) != AB_OK)
    fail_msg("%s", c.error.message);
  assert_contains(&c, (const mpq_t *)z);
  ab_rationals_destroy(z, AB_SYSTEM_MAX);
  case_clear(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(planted_zeros_are_enclosed_and_never_lost),
      cmocka_unit_test(boxes_with_two_zeros_are_refused),
      cmocka_unit_test(axes_of_very_different_widths_are_weighed),
      cmocka_unit_test(a_parabola_and_a_line_meet_twice),
      cmocka_unit_test(a_permutation_is_inverted),
      cmocka_unit_test(sixteen_equations_are_solved),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
