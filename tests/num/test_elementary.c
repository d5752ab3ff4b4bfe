/* SPDX-License-Identifier: MIT
 * Elementary functions against MPFR at a much higher precision, and against digits from tables. */
#include "interval_support.h"

#include <math.h>

enum { HIGH = 600 };

typedef struct {
  const char *name;
  unary_function *f;
  point_function *point;
  double least, greatest; /* the part of the domain to sample; tighter than the domain */
  bool strict;            /* least itself is outside the domain */
} elementary;

static const elementary functions[] = {
    {"sqrt", ab_interval_sqrt, mpfr_sqrt, 0, 1e30, false},
    {"exp", ab_interval_exp, mpfr_exp, -1e3, 1e3, false},
    {"log", ab_interval_log, mpfr_log, 0, 1e30, true},
    {"log1p", ab_interval_log1p, mpfr_log1p, -1, 1e30, true},
    {"expm1", ab_interval_expm1, mpfr_expm1, -1e3, 1e3, false},
    {"atan", ab_interval_atan, mpfr_atan, -1e30, 1e30, false},
    {"asin", ab_interval_asin, mpfr_asin, -1, 1, false},
    {"acos", ab_interval_acos, mpfr_acos, -1, 1, false},
    {"sinh", ab_interval_sinh, mpfr_sinh, -1e3, 1e3, false},
    {"cosh", ab_interval_cosh, mpfr_cosh, -1e3, 1e3, false},
    {"tanh", ab_interval_tanh, mpfr_tanh, -1e3, 1e3, false},
};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

static bool in_domain(const elementary *e, mpfr_srcptr x) {
  int below = mpfr_cmp_d(x, e->least);
  return (e->strict ? below > 0 : below >= 0) && mpfr_cmp_d(x, e->greatest) <= 0;
}

/* A random number of the domain, of any magnitude, now and then its ends. */
static void random_point(mpfr_ptr out, const elementary *e, uint64_t *seed) {
  switch (random_below(seed, 20)) {
  case 0:
    mpfr_set_d(out, e->least, MPFR_RNDN);
    break;
  case 1:
    mpfr_set_d(out, e->greatest, MPFR_RNDZ);
    break;
  case 2:
    mpfr_set_zero(out, 1);
    break;
  default:
    random_number(out, seed, random_below(seed, 60) - 40);
  }
  while (!in_domain(e, out))
    random_number(out, seed, random_below(seed, 60) - 40);
}

/* A random point between the endpoints, at high precision. */
static void point_inside(mpfr_ptr out, const ab_interval *x, uint64_t *seed) {
  mpfr_t weight;
  mpfr_init2(weight, 64);
  random_number(weight, seed, 0);
  mpfr_abs(weight, weight, MPFR_RNDN);
  mpfr_sub(out, x->hi, x->lo, MPFR_RNDN);
  mpfr_mul(out, out, weight, MPFR_RNDN);
  mpfr_add(out, out, x->lo, MPFR_RNDN);
  if (mpfr_less_p(out, x->lo))
    mpfr_set(out, x->lo, MPFR_RNDN);
  if (mpfr_greater_p(out, x->hi))
    mpfr_set(out, x->hi, MPFR_RNDN);
  mpfr_clear(weight);
}

static void check_inclusion(const elementary *e, const ab_interval *x, const ab_interval *out,
                            uint64_t *seed) {
  mpfr_t point, value;
  mpfr_init2(point, HIGH);
  mpfr_init2(value, HIGH);
  for (int i = 0; i < 4; i++) {
    point_inside(point, x, seed);
    e->point(value, point, MPFR_RNDN);
    bool good = contains(out, value);
    if (!good) {
      print_interval(e->name, x);
      print_interval("gave", out);
    }
    assert_true(good);
  }
  mpfr_clear(point);
  mpfr_clear(value);
}

/* bound is e(at) rounded in `direction`: computed from a value of HIGH bits rounded in the same
 * direction, which is the same number (rounding down twice is rounding down once). */
static void check_endpoint(const elementary *e, mpfr_srcptr at, mpfr_srcptr bound,
                           mpfr_rnd_t direction) {
  mpfr_t high, expected;
  mpfr_init2(high, HIGH);
  mpfr_init2(expected, mpfr_get_prec(bound));
  e->point(high, at, direction);
  mpfr_set(expected, high, direction);
  assert_true(mpfr_equal_p(expected, bound));
  mpfr_clear(high);
  mpfr_clear(expected);
}

static void check_tightness(const elementary *e, const ab_interval *x, const ab_interval *out) {
  if (e->point == mpfr_acos) {
    check_endpoint(e, x->hi, out->lo, MPFR_RNDD);
    check_endpoint(e, x->lo, out->hi, MPFR_RNDU);
  } else if (e->point != mpfr_cosh || mpfr_sgn(x->lo) >= 0) {
    check_endpoint(e, x->lo, out->lo, MPFR_RNDD);
    check_endpoint(e, x->hi, out->hi, MPFR_RNDU);
  } else if (mpfr_sgn(x->hi) > 0) {
    assert_true(mpfr_cmp_si(out->lo, 1) == 0);
    check_endpoint(e, mpfr_cmpabs(x->lo, x->hi) > 0 ? x->lo : x->hi, out->hi, MPFR_RNDU);
  } else {
    check_endpoint(e, x->hi, out->lo, MPFR_RNDD);
    check_endpoint(e, x->lo, out->hi, MPFR_RNDU);
  }
}

static void elementary_functions_include_all_values_and_are_tightest(void **state) {
  (void)state;
  const mpfr_prec_t precisions[] = {3, 24, 53, 130};
  uint64_t seed = 21;
  print_message("seed %d\n", 21);
  for (size_t n = 0; n < FUNCTIONS; n++)
    for (int round = 0; round < 600; round++) {
      ab_interval x, out;
      mpfr_t a, b;
      mpfr_prec_t precision = precisions[round & 3];
      ab_interval_init(&x, precision);
      ab_interval_init(&out, precisions[round >> 2 & 3]);
      mpfr_inits2(precision, a, b, (mpfr_ptr)0);
      random_point(a, &functions[n], &seed);
      random_point(b, &functions[n], &seed);
      set_sorted(&x, a, b);
      if (round % 5 == 0)
        mpfr_set(x.hi, x.lo, MPFR_RNDN);
      fill_with_garbage(&out, &seed);
      functions[n].f(&out, &x);
      assert_true(is_legal(&out) && !is_undefined(&out));
      check_inclusion(&functions[n], &x, &out, &seed);
      check_tightness(&functions[n], &x, &out);
      mpfr_clears(a, b, (mpfr_ptr)0);
      ab_interval_clear(&x);
      ab_interval_clear(&out);
    }
}

typedef struct {
  unary_function *f;
  double lo, hi;
} outside;

static void functions_are_undefined_where_a_point_is_outside_the_domain(void **state) {
  (void)state;
  const double tiny = 0x1p-1000, above_one = 1 + 0x1p-52;
  const outside cases[] = {
      {ab_interval_sqrt, -1, 4},         {ab_interval_sqrt, -tiny, 4},
      {ab_interval_sqrt, -INFINITY, 4},  {ab_interval_sqrt, -2, -1},
      {ab_interval_log, 0, 1},           {ab_interval_log, -0.0, 1},
      {ab_interval_log, -1, 1},          {ab_interval_log, -tiny, 1},
      {ab_interval_log1p, -1, 0},        {ab_interval_log1p, -2, 0},
      {ab_interval_log1p, -INFINITY, 0}, {ab_interval_asin, -above_one, 0},
      {ab_interval_asin, 0, above_one},  {ab_interval_asin, 0, INFINITY},
      {ab_interval_acos, -above_one, 0}, {ab_interval_acos, 0, above_one},
      {ab_interval_acos, -INFINITY, 0},  {ab_interval_acos, 2, 3},
  };
  uint64_t seed = 22;
  ab_interval x, out;
  ab_interval_init(&x, 53);
  ab_interval_init(&out, 53);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    set_doubles(&x, cases[i].lo, cases[i].hi);
    fill_with_garbage(&out, &seed);
    cases[i].f(&out, &x);
    assert_true(is_undefined(&out));
  }
  ab_interval_clear(&x);
  ab_interval_clear(&out);
}

static void functions_are_defined_up_to_the_end_of_the_domain(void **state) {
  (void)state;
  ab_interval x;
  ab_interval_init(&x, 53);
  set_doubles(&x, 0, 4);
  ab_interval_sqrt(&x, &x);
  expect_doubles(&x, 0, 2);
  set_doubles(&x, -0.0, 0.25);
  ab_interval_sqrt(&x, &x);
  expect_doubles(&x, 0, 0.5);
  set_doubles(&x, -1, 1);
  ab_interval_acos(&x, &x); /* [0, pi]; the neighbours of pi as doubles */
  expect_doubles(&x, 0, 0x1.921fb54442d19p+1);
  set_doubles(&x, -1, 1);
  ab_interval_asin(&x, &x);
  expect_doubles(&x, -0x1.921fb54442d19p+0, 0x1.921fb54442d19p+0);
  ab_interval_clear(&x);
}

/* The digits are those of published tables, cut after the last one given. */
static void known_constants_are_enclosed(void **state) {
  (void)state;
  const struct {
    unary_function *f;
    double x;
    const char *digits;
  } cases[] = {
      {ab_interval_exp, 1, "2.71828182845904523536028747135266249"},
      {ab_interval_log, 2, "0.69314718055994530941723212145817656"},
      {ab_interval_sqrt, 2, "1.41421356237309504880168872420969807"},
      {ab_interval_sin, 1, "0.84147098480789650665250232163029899"},
      {ab_interval_cos, 1, "0.54030230586813971740093660744297660"},
      {ab_interval_tan, 1, "1.55740772465490223050697480745836017"},
      {ab_interval_atan, 1, "0.78539816339744830961566084581987572"},
      {ab_interval_sinh, 1, "1.17520119364380145688238185059560081"},
      {ab_interval_cosh, 1, "1.54308063481524377847790562075706168"},
      {ab_interval_tanh, 1, "0.76159415595576488811945828260479359"},
      {ab_interval_expm1, 1, "1.71828182845904523536028747135266249"},
      {ab_interval_log1p, 1, "0.69314718055994530941723212145817656"},
      {ab_interval_asin, 1, "1.57079632679489661923132169163975144"},
      {ab_interval_logistic, 1, "0.73105857863000487925115924182183627"},
      {ab_interval_softplus, 1, "1.31326168751822283404899549496785264"},
      {ab_interval_softplus, 0, "0.69314718055994530941723212145817656"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ab_interval x, y;
    mpfr_t digits, unit;
    ab_interval_init(&x, 53);
    ab_interval_init(&y, 100); /* 30 digits; the table has 35 */
    mpfr_inits2(200, digits, unit, (mpfr_ptr)0);
    set_doubles(&x, cases[i].x, cases[i].x);
    cases[i].f(&y, &x);
    mpfr_set_str(digits, cases[i].digits, 10, MPFR_RNDD);
    mpfr_set_str(unit, "1e-35", 10, MPFR_RNDU);
    assert_true(mpfr_lessequal_p(y.lo, digits));
    mpfr_add(digits, digits, unit, MPFR_RNDU);
    assert_true(mpfr_lessequal_p(digits, y.hi));
    mpfr_sub(y.hi, y.hi, y.lo, MPFR_RNDU);
    assert_true(mpfr_cmp_d(y.hi, 0x1p-98) <= 0);
    mpfr_clears(digits, unit, (mpfr_ptr)0);
    ab_interval_clear(&x);
    ab_interval_clear(&y);
  }
}

/* bound is on the right side of the value, and at most one number beyond the tightest. */
static void check_near(point_function *plain, mpfr_srcptr at, mpfr_srcptr bound,
                       mpfr_rnd_t direction) {
  mpfr_t tightest;
  mpfr_init2(tightest, mpfr_get_prec(bound));
  plain(tightest, at, direction);
  if (direction == MPFR_RNDD) {
    assert_true(mpfr_lessequal_p(bound, tightest));
    mpfr_nextbelow(tightest);
    assert_true(mpfr_greaterequal_p(bound, tightest));
  } else {
    assert_true(mpfr_greaterequal_p(bound, tightest));
    mpfr_nextabove(tightest);
    assert_true(mpfr_lessequal_p(bound, tightest));
  }
  mpfr_clear(tightest);
}

static void logistic_and_softplus_are_nearly_tightest(void **state) {
  (void)state;
  uint64_t seed = 23;
  print_message("seed %d\n", 23);
  ab_interval x, out;
  ab_interval_init(&x, 60);
  for (int round = 0; round < 300; round++) {
    mpfr_t a, b;
    mpfr_inits2(60, a, b, (mpfr_ptr)0);
    random_number(a, &seed, random_below(&seed, 40) - 28);
    random_number(b, &seed, random_below(&seed, 40) - 28);
    set_sorted(&x, a, b);
    ab_interval_init(&out, round % 2 ? 24 : 100);
    ab_interval_logistic(&out, &x);
    assert_true(mpfr_sgn(out.lo) >= 0 && mpfr_cmp_si(out.hi, 1) <= 0);
    check_near(plain_logistic, x.lo, out.lo, MPFR_RNDD);
    check_near(plain_logistic, x.hi, out.hi, MPFR_RNDU);
    ab_interval_softplus(&out, &x);
    assert_true(mpfr_sgn(out.lo) >= 0);
    check_near(plain_softplus, x.lo, out.lo, MPFR_RNDD);
    check_near(plain_softplus, x.hi, out.hi, MPFR_RNDU);
    mpfr_clears(a, b, (mpfr_ptr)0);
    ab_interval_clear(&out);
  }
  ab_interval_clear(&x);
}

/* 0 < 1 - logistic(t) = logistic(-t) < exp(-t) and 0 < softplus(t) - t < exp(-t) for t > 0. */
static void logistic_and_softplus_do_not_overflow(void **state) {
  (void)state;
  const double huge[] = {1e6, 1e300, 0x1p1000};
  const double below_one = 1 - 0x1p-53;
  ab_interval x, y;
  ab_interval_init(&x, 53);
  ab_interval_init(&y, 53);
  for (int i = 0; i < 3; i++) {
    double t = huge[i];
    set_doubles(&x, t, t);
    ab_interval_logistic(&y, &x);
    expect_doubles(&y, below_one, 1);
    ab_interval_softplus(&y, &x);
    expect_doubles(&y, t, nextafter(t, INFINITY));
    set_doubles(&x, -t, -t);
    ab_interval_logistic(&y, &x);
    assert_true(is_legal(&y) && mpfr_sgn(y.lo) >= 0 && mpfr_sgn(y.hi) > 0);
    assert_true(mpfr_cmp_d(y.hi, 1e-300) < 0);
    ab_interval_softplus(&y, &x);
    assert_true(is_legal(&y) && mpfr_sgn(y.lo) >= 0 && mpfr_sgn(y.hi) > 0);
    assert_true(mpfr_cmp_d(y.hi, 1e-300) < 0);
    set_doubles(&x, -t, t);
    ab_interval_logistic(&y, &x);
    assert_true(mpfr_sgn(y.lo) >= 0 && mpfr_cmp_d(y.lo, 1e-300) < 0 && mpfr_cmp_si(y.hi, 1) == 0);
  }
  ab_interval_clear(&x);
  ab_interval_clear(&y);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(elementary_functions_include_all_values_and_are_tightest),
      cmocka_unit_test(functions_are_undefined_where_a_point_is_outside_the_domain),
      cmocka_unit_test(functions_are_defined_up_to_the_end_of_the_domain),
      cmocka_unit_test(known_constants_are_enclosed),
      cmocka_unit_test(logistic_and_softplus_are_nearly_tightest),
      cmocka_unit_test(logistic_and_softplus_do_not_overflow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
