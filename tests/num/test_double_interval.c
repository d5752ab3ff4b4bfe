/* SPDX-License-Identifier: MIT
 * Double intervals against exact rational arithmetic and MPFR, on random and on extreme numbers.
 * Compiled once more with directed rounding, where results have to be the tightest there are. */
#include "num/double_elementary.h"
#include "num/double_interval.h"

#include "interval_support.h"

#include <float.h>

enum { SEED = 20261121, ROUNDS = 20000, FEWER = 2000 };

static const double extremes[] = {0.0,       -0.0,          0x1p-1074,     -0x1p-1074,
                                  0x1p-1022, -0x1p-1022,    0x1.fffp-1030, 1.0,
                                  -1.0,      DBL_MAX,       -DBL_MAX,      0x1p1023,
                                  0x1p-537,  -0x1p-538,     0x1p512,       1 + DBL_EPSILON,
                                  0x1p-970,  3 * 0x1p-1074, 1 - 0x1p-53,   1.0 / 3};

/* An extreme number, or random bits of some exponent near 0. */
static double random_double(uint64_t *seed) {
  uint64_t r = next_random(seed);
  if (r % 4 == 0)
    return extremes[(r >> 8) % (sizeof extremes / sizeof *extremes)];
  double mantissa = (double)(int64_t)next_random(seed);
  int exponent = r % 4 == 1 ? (int)((r >> 20) % 2000) - 1063 : (int)((r >> 20) % 8) - 66;
  return ldexp(mantissa, exponent - (r % 4 == 1 ? 63 : 0));
}

static void random_lanes(ab_lanes *x, uint64_t *seed) {
  for (int i = 0; i < AB_LANES; i++) {
    double a = random_double(seed), b = next_random(seed) % 4 ? random_double(seed) : a;
    if (!isfinite(a) || !isfinite(b))
      a = b = 0;
    x->lo[i] = fmin(a, b);
    x->hi[i] = fmax(a, b);
    if (next_random(seed) % 32 == 0)
      x->lo[i] = x->hi[i] = (double)NAN;
  }
}

typedef void lanes_operation(ab_lanes *, const ab_lanes *, const ab_lanes *);
typedef void exact_operation(ab_interval *, const ab_interval *, const ab_interval *);

static void set(ab_interval *out, const ab_lanes *x, int i) {
  mpfr_set_d(out->lo, x->lo[i], MPFR_RNDD);
  mpfr_set_d(out->hi, x->hi[i], MPFR_RNDU);
}

/* `wide`: the tightest result, at 2200 bits, in which sums and products of doubles are exact. It
 * has to be inside; and unless the numbers are extreme the result is at most 4 units in the last
 * place wider, with directed rounding none at all. */
static void compare(const ab_lanes *got, int i, const ab_interval *wide, const char *name) {
  bool undefined = isnan(got->lo[i]);
  assert_int_equal(undefined, isnan(got->hi[i]));
  if (undefined)
    return;
  if (!isfinite(got->lo[i]) || !isfinite(got->hi[i]) || got->lo[i] > got->hi[i])
    fail_msg("%s: [%a, %a] is no interval", name, got->lo[i], got->hi[i]);
  if (!ab_interval_is_defined(wide) || mpfr_cmp_d(wide->lo, got->lo[i]) < 0 ||
      mpfr_cmp_d(wide->hi, got->hi[i]) > 0)
    fail_msg("%s: [%a, %a] does not enclose", name, got->lo[i], got->hi[i]);
  double lo = mpfr_get_d(wide->lo, MPFR_RNDD), hi = mpfr_get_d(wide->hi, MPFR_RNDU);
#ifdef AB_DIRECTED_ROUNDING
  assert_true(got->lo[i] == lo && got->hi[i] == hi);
#endif
  assert_true(got->lo[i] >= lo - (fabs(lo) * 0x1p-50 + 0x1p-1072));
  assert_true(got->hi[i] <= hi + (fabs(hi) * 0x1p-50 + 0x1p-1072));
}

static void check(const char *name, lanes_operation *f, exact_operation *exact) {
  uint64_t seed = SEED;
  ab_interval x, y, wide;
  ab_interval_init(&x, 53);
  ab_interval_init(&y, 53);
  ab_interval_init(&wide, 2200);
  size_t defined = 0;
  for (int round = 0; round < ROUNDS / AB_LANES; round++) {
    ab_lanes a, b, out;
    random_lanes(&a, &seed);
    random_lanes(&b, &seed);
    f(&out, &a, &b);
    for (int i = 0; i < AB_LANES; i++) {
      set(&x, &a, i);
      set(&y, &b, i);
      exact(&wide, &x, &y);
      compare(&out, i, &wide, name);
      if (!isnan(out.lo[i]))
        defined++;
    }
    ab_lanes aliased = a;
    f(&aliased, &aliased, &b);
    assert_memory_equal(&aliased, &out, sizeof out);
    aliased = b;
    f(&aliased, &a, &aliased);
    assert_memory_equal(&aliased, &out, sizeof out);
  }
  print_message("%s: %zu of %d defined\n", name, defined, ROUNDS);
  assert_true(defined > ROUNDS / 8);
  ab_interval_clear(&x);
  ab_interval_clear(&y);
  ab_interval_clear(&wide);
}

#define AB_UNARY(word)                                                                             \
  static void lanes_##word(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {                  \
    (void)y;                                                                                       \
    ab_lanes_##word(out, x);                                                                       \
  }                                                                                                \
  static void exact_##word(ab_interval *out, const ab_interval *x, const ab_interval *y) {         \
    (void)y;                                                                                       \
    ab_interval_##word(out, x);                                                                    \
  }
AB_UNARY(neg)
AB_UNARY(abs)
AB_UNARY(sqr)
AB_UNARY(sqrt)
AB_UNARY(relu)

static void every_operation_encloses_and_is_nearly_tightest(void **state) {
  (void)state;
  print_message("seed %d\n", SEED);
  check("add", ab_lanes_add, ab_interval_add);
  check("sub", ab_lanes_sub, ab_interval_sub);
  check("mul", ab_lanes_mul, ab_interval_mul);
  check("div", ab_lanes_div, ab_interval_div);
  check("min", ab_lanes_min, ab_interval_min);
  check("max", ab_lanes_max, ab_interval_max);
  check("hull", ab_lanes_hull, ab_interval_hull);
  check("neg", lanes_neg, exact_neg);
  check("abs", lanes_abs, exact_abs);
  check("sqr", lanes_sqr, exact_sqr);
  check("sqrt", lanes_sqrt, exact_sqrt);
  check("relu", lanes_relu, exact_relu);
}

/* Section 2, at each number: what is returned is a smaller (greater) double, or the number was the
 * last one. */
static void widening_passes_to_a_neighbour_at_least(void **state) {
  (void)state;
  uint64_t seed = SEED;
  for (int i = 0; i < ROUNDS; i++) {
    double x = random_double(&seed);
    if (!isfinite(x))
      continue;
    assert_true(ab_double_below(x) <= nextafter(x, -INFINITY));
    assert_true(ab_double_above(x) >= nextafter(x, INFINITY));
  }
  assert_true(isnan(ab_double_below(INFINITY)) && ab_double_below(-INFINITY) == -INFINITY);
  assert_true(isnan(ab_double_above(-INFINITY)) && ab_double_above(INFINITY) == INFINITY);
}

static void what_overflows_is_undefined(void **state) {
  (void)state;
  ab_lanes big, out;
  ab_lanes_fill(&big, DBL_MAX / 2, DBL_MAX);
  ab_lanes_add(&out, &big, &big);
  assert_true(isnan(out.lo[0]) && isnan(out.hi[0]));
  ab_lanes_mul(&out, &big, &big);
  assert_true(isnan(out.lo[0]) && isnan(out.hi[0]));
  ab_lanes_sqr(&out, &big);
  assert_true(isnan(out.lo[0]) && isnan(out.hi[0]));
  ab_lanes_fill(&out, -INFINITY, 0);
  assert_true(isnan(out.lo[0]) && isnan(out.hi[0]));
}

/* Terms of the centred form: [s - m, s + m] for every s of the sum, m the most that the slope
 * gives.
 */
static void a_spread_encloses(void **state) {
  (void)state;
  uint64_t seed = SEED;
  mpfr_t m, end;
  mpfr_inits2(4400, m, end, (mpfr_ptr)0);
  for (int round = 0; round < ROUNDS / AB_LANES; round++) {
    ab_lanes sum, slope, out;
    double half[AB_LANES];
    random_lanes(&sum, &seed);
    random_lanes(&slope, &seed);
    for (int i = 0; i < AB_LANES; i++)
      half[i] = next_random(&seed) % 4 ? ldexp(1, (int)(next_random(&seed) % 60) - 40) : 0;
    out = sum;
    ab_lanes_spread(&out, &slope, half);
    for (int i = 0; i < AB_LANES; i++) {
      if (half[i] == 0) {
        assert_memory_equal(&out.lo[i], &sum.lo[i], sizeof(double));
        assert_memory_equal(&out.hi[i], &sum.hi[i], sizeof(double));
        continue;
      }
      if (!isfinite(out.lo[i]) || !isfinite(out.hi[i]))
        continue;
      mpfr_set_d(m, fmax(-slope.lo[i], slope.hi[i]), MPFR_RNDN);
      mpfr_mul_d(m, m, half[i], MPFR_RNDN);
      mpfr_d_sub(end, sum.lo[i], m, MPFR_RNDN);
      assert_true(mpfr_cmp_d(end, out.lo[i]) >= 0);
      mpfr_add_d(end, m, sum.hi[i], MPFR_RNDN);
      assert_true(mpfr_cmp_d(end, out.hi[i]) <= 0);
    }
  }
  mpfr_clears(m, end, (mpfr_ptr)0);
}

/* ---- exp and its kin (section 9) ---- */

typedef bool elementary(ab_lanes *, const ab_lanes *);
typedef int reference(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/* An argument within reach: of any size, or near the one at which the function is exact. */
static double random_argument(uint64_t *seed, bool is_log) {
  double u = (double)(next_random(seed) >> 11) * 0x1p-53;
  switch (next_random(seed) % 4) {
  case 0:
    return is_log ? ldexp(0.5 + u, (int)(next_random(seed) % 2040) - 1020) : 1400 * (u - 0.5);
  case 1:
    return is_log ? 0.5 + u : 4 * (u - 0.5);
  case 2:
    return (is_log ? 1 : 0) + ldexp(u - 0.5, -(int)(next_random(seed) % 60));
  default:
    return is_log ? 1 : 0;
  }
}

static void assert_value(mpfr_ptr exact, double x, reference *f) {
  mpfr_set_d(exact, x, MPFR_RNDN);
  f(exact, exact, MPFR_RNDN);
}

static void check_elementary(elementary *lanes, reference *f, bool is_log) {
  uint64_t seed = SEED;
  mpfr_t lo, hi;
  mpfr_inits2(200, lo, hi, (mpfr_ptr)0);
  for (int round = 0; round < FEWER / AB_LANES; round++) {
    ab_lanes x, out;
    for (int i = 0; i < AB_LANES; i++) {
      double a = random_argument(&seed, is_log), b = random_argument(&seed, is_log);
      x.lo[i] = fmin(a, b);
      x.hi[i] = round % 2 ? fmax(a, b) : x.lo[i];
      if (next_random(&seed) % 32 == 0)
        x.lo[i] = x.hi[i] = (double)NAN;
      else if (is_log && next_random(&seed) % 32 == 0)
        x.lo[i] = -x.lo[i] * (double)(next_random(&seed) % 2);
    }
    assert_true(lanes(&out, &x));
    for (int i = 0; i < AB_LANES; i++) {
      bool undefined = isnan(x.lo[i]) || (is_log && x.lo[i] <= 0);
      assert_int_equal(undefined, isnan(out.lo[i]));
      assert_int_equal(undefined, isnan(out.hi[i]));
      if (undefined)
        continue;
      assert_value(lo, x.lo[i], f);
      assert_value(hi, x.hi[i], f);
      if (mpfr_cmp_d(lo, out.lo[i]) < 0 || mpfr_cmp_d(hi, out.hi[i]) > 0)
        fail_msg("[%a, %a]: [%a, %a] does not enclose", x.lo[i], x.hi[i], out.lo[i], out.hi[i]);
      double least = mpfr_get_d(lo, MPFR_RNDD), most = mpfr_get_d(hi, MPFR_RNDU);
      assert_true(out.lo[i] >= least - fabs(least) * 0x1p-44);
      assert_true(out.hi[i] <= most + fabs(most) * 0x1p-44);
    }
  }
  mpfr_clears(lo, hi, (mpfr_ptr)0);
}

static void exp_and_its_kin_enclose(void **state) {
  (void)state;
  check_elementary(ab_lanes_exp, mpfr_exp, false);
  check_elementary(ab_lanes_log, mpfr_log, true);
  check_elementary(ab_lanes_softplus, plain_softplus, false);
  check_elementary(ab_lanes_logistic, plain_logistic, false);
}

/* The bound that is proved has a factor of 60 to spare where it was looked for; both parts of ln 2.
 */
static void errors_are_as_stated(void **state) {
  (void)state;
  uint64_t seed = SEED;
  mpfr_t y, e;
  mpfr_inits2(200, y, e, (mpfr_ptr)0);
  for (int i = 0; i < FEWER; i++)
    for (int which = 0; which < 4; which++) {
      static reference *const exact[] = {mpfr_exp, mpfr_log, plain_softplus, plain_logistic};
      double x = random_argument(&seed, which == 1);
      double near = which == 0   ? ab_double_exp_near(x)
                    : which == 1 ? ab_double_log_near(x)
                    : which == 2 ? ab_double_softplus_near(x)
                                 : ab_double_logistic_near(x);
      assert_value(y, x, exact[which]);
      mpfr_sub_d(e, y, near, MPFR_RNDN);
      if (mpfr_zero_p(y)) {
        assert_true(mpfr_zero_p(e));
        continue;
      }
      mpfr_div(e, e, y, MPFR_RNDN);
      assert_true(fabs(mpfr_get_d(e, MPFR_RNDN)) < 0x1p-46);
    }
  mpfr_const_log2(y, MPFR_RNDN);
  mpfr_sub_d(y, y, AB_LN2_HIGH, MPFR_RNDN);
  assert_true(fabs(mpfr_get_d(y, MPFR_RNDN)) < 0x1p-32);
  mpfr_sub_d(y, y, AB_LN2_LOW, MPFR_RNDN);
  assert_true(fabs(mpfr_get_d(y, MPFR_RNDN)) <= 0x1p-86);
  assert_true(AB_LN2_HIGH * 0x1p32 == floor(AB_LN2_HIGH * 0x1p32));
  mpfr_clears(y, e, (mpfr_ptr)0);
}

static void what_is_beyond_reach_is_left_alone(void **state) {
  (void)state;
  static const double far[] = {700.5, 1e300, DBL_MAX};
  ab_lanes x, out, before;
  for (size_t i = 0; i < sizeof far / sizeof *far; i++)
    for (int sign = -1; sign <= 1; sign += 2) {
      ab_lanes_fill(&x, 0, 0);
      ab_lanes_fill(&out, 3, 4);
      before = out;
      x.lo[5] = fmin(0, sign * far[i]);
      x.hi[5] = fmax(0, sign * far[i]);
      assert_false(ab_lanes_exp(&out, &x) || ab_lanes_softplus(&out, &x) ||
                   ab_lanes_logistic(&out, &x));
      assert_memory_equal(&out, &before, sizeof out);
    }
  x.lo[5] = DBL_MIN / 2;
  assert_false(ab_lanes_log(&out, &x));
  assert_memory_equal(&out, &before, sizeof out);
}

int main(void) {
#ifdef AB_DIRECTED_ROUNDING
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq"))
    return 77; /* skipped */
#endif
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_operation_encloses_and_is_nearly_tightest),
      cmocka_unit_test(widening_passes_to_a_neighbour_at_least),
      cmocka_unit_test(what_overflows_is_undefined),
      cmocka_unit_test(a_spread_encloses),
      cmocka_unit_test(exp_and_its_kin_enclose),
      cmocka_unit_test(errors_are_as_stated),
      cmocka_unit_test(what_is_beyond_reach_is_left_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
