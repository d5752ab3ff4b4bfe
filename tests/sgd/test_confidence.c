/* SPDX-License-Identifier: MIT
 * Confidence intervals: widths by hand, and that they hold the mean of a known distribution. */
#include "sgd/confidence.h"

#include "sgd/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void add(ab_sample *sample, long value) {
  ab_interval x;
  ab_interval_init(&x, AB_SAMPLE_PRECISION);
  ab_interval_set_long(&x, value);
  ab_sample_add(sample, &x);
  ab_interval_clear(&x);
}

static void ends(const ab_sample *sample, long upper, uint64_t means, double *lo, double *hi) {
  ab_interval out;
  mpq_t b;
  ab_interval_init(&out, AB_SAMPLE_PRECISION);
  mpq_init(b);
  mpq_set_si(b, upper, 1);
  ab_sample_confidence(&out, sample, b, means);
  *lo = mpfr_get_d(out.lo, MPFR_RNDD);
  *hi = mpfr_get_d(out.hi, MPFR_RNDU);
  mpq_clear(b);
  ab_interval_clear(&out);
}

/* Half of 10000 values are 0, half are 4: Hoeffding is the smaller one. delta/2 = 1e-9/20. */
static void a_large_variance_gets_hoeffding(void **state) {
  (void)state;
  ab_sample sample;
  ab_sample_init(&sample);
  for (int k = 0; k < 10000; k++)
    add(&sample, k % 2 ? 4 : 0);
  double lo, hi, half = 4 * sqrt(log(2 * 20 / 1e-9) / (2 * 10000));
  ends(&sample, 4, 10, &lo, &hi);
  assert_true(fabs(lo - (2 - half)) < 1e-12 && fabs(hi - (2 + half)) < 1e-12);
  ab_sample_clear(&sample);
}

/* All values are 1 in [0, 2]: no variance, so 7 B log(4/(delta/2))/(3 (N - 1)) is left. */
static void a_small_variance_gets_bernstein(void **state) {
  (void)state;
  ab_sample sample;
  ab_sample_init(&sample);
  for (int k = 0; k < 100000; k++)
    add(&sample, 1);
  double lo, hi, half = 7 * 2 * log(4 * 2 / 1e-9) / (3.0 * 99999);
  ends(&sample, 2, 1, &lo, &hi);
  assert_true(fabs(lo - (1 - half)) < 1e-12 && fabs(hi - (1 + half)) < 1e-12);
  ab_sample_clear(&sample);
}

static void intervals_are_cut_to_what_is_possible(void **state) {
  (void)state;
  ab_sample sample;
  ab_sample_init(&sample);
  add(&sample, 0);
  add(&sample, 1);
  double lo, hi;
  ends(&sample, 1, 1, &lo, &hi);
  assert_true(lo == 0 && hi == 1);
  ab_sample_clear(&sample);
}

static void the_mean_of_a_die_is_in_all_of_two_hundred_intervals(void **state) {
  (void)state;
  ab_random random;
  ab_random_seed(&random, 11);
  for (int trial = 0; trial < 200; trial++) {
    ab_sample sample;
    ab_sample_init(&sample);
    for (int k = 0; k < 200; k++)
      add(&sample, (long)ab_random_index(&random, 7));
    double lo, hi;
    ends(&sample, 6, 1, &lo, &hi);
    assert_true(lo < 3 && 3 < hi);
    ab_sample_clear(&sample);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_large_variance_gets_hoeffding),
      cmocka_unit_test(a_small_variance_gets_bernstein),
      cmocka_unit_test(intervals_are_cut_to_what_is_possible),
      cmocka_unit_test(the_mean_of_a_die_is_in_all_of_two_hundred_intervals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
