/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "caches.h"
#include "matrices.h"

#include <lapacke.h>
#include <mpfr.h>

enum { SEED = 20240611 };

/* The triplet to 600 bits must lie in the enclosure computed from hints of 100 bits, at every
 * precision. */
static void enclosures_contain_the_truth(void **state) {
  (void)state;
  static const size_t shapes[][2] = {{1, 1}, {1, 4}, {4, 1},   {2, 2}, {3, 5},
                                     {5, 3}, {8, 8}, {20, 15}, {7, 30}};
  static const long precisions[] = {64, 128, 256, 1024, 4096};
  uint64_t seed = SEED;
  print_message("seed %d\n", SEED);
  for (size_t k = 0; k < 27; k++) {
    sample fine, coarse;
    sample_init(&fine, shapes[k / 3][0], shapes[k / 3][1]);
    sample_init(&coarse, shapes[k / 3][0], shapes[k / 3][1]);
    size_t count = fine.x.rows * fine.x.columns;
    set_random(fine.x.entries, count, &seed);
    for (size_t i = 0; i < count; i++)
      mpq_set(coarse.x.entries[i], fine.x.entries[i]);
    assert_int_equal(sample_guess(&fine, 600), AB_OK);
    assert_int_equal(sample_enclose(&fine, 1536), AB_OK);
    assert_true(
        is_narrow(fine.triplet.sigma_lo, fine.triplet.sigma_hi, fine.triplet.sigma_hi, 1100));
    assert_int_equal(sample_guess(&coarse, 100), AB_OK);
    for (size_t i = 0; i < sizeof precisions / sizeof *precisions; i++) {
      assert_int_equal(sample_enclose(&coarse, precisions[i]), AB_OK);
      if (precisions[i] <= 256) /* beyond, exact hints can do better than the fine ones */
        assert_true(triplet_is_inside(&fine.triplet, &coarse.triplet));
      const ab_triplet *t = &coarse.triplet;
      unsigned bits = precisions[i] < 128 ? 40 : 85;
      for (size_t row = 0; row < t->rows; row++)
        assert_true(is_narrow(t->a_lo[row], t->a_hi[row], t->sigma_hi, bits));
    }
    sample_clear(&fine);
    sample_clear(&coarse);
  }
}

/* Every entry of X b and of sigma a, as exact intervals, must meet. */
static void enclosures_meet_the_equations(void **state) {
  (void)state;
  uint64_t seed = SEED + 1;
  print_message("seed %d\n", SEED + 1);
  sample s;
  sample_init(&s, 6, 4);
  set_random(s.x.entries, 24, &seed);
  assert_int_equal(sample_guess(&s, 192), AB_OK);
  assert_int_equal(sample_enclose(&s, 256), AB_OK);
  const ab_triplet *t = &s.triplet;
  mpq_t lo, hi, term, bound;
  mpq_inits(lo, hi, term, bound, NULL);
  for (size_t i = 0; i < 6; i++) {
    mpq_set_ui(lo, 0, 1);
    mpq_set_ui(hi, 0, 1);
    for (size_t j = 0; j < 4; j++) {
      bool positive = mpq_sgn(s.x.entries[4 * i + j]) >= 0;
      mpq_mul(term, s.x.entries[4 * i + j], positive ? t->b_lo[j] : t->b_hi[j]);
      mpq_add(lo, lo, term);
      mpq_mul(term, s.x.entries[4 * i + j], positive ? t->b_hi[j] : t->b_lo[j]);
      mpq_add(hi, hi, term);
    }
    assert_true(is_narrow(lo, hi, t->sigma_hi, 160));
    mpq_mul(bound, mpq_sgn(t->a_lo[i]) >= 0 ? t->sigma_lo : t->sigma_hi, t->a_lo[i]);
    mpq_mul(term, mpq_sgn(t->a_hi[i]) >= 0 ? t->sigma_hi : t->sigma_lo, t->a_hi[i]);
    assert_true(mpq_cmp(bound, hi) <= 0 && mpq_cmp(lo, term) <= 0);
  }
  mpq_clears(lo, hi, term, bound, NULL);
  sample_clear(&s);
}

/* LAPACK's sigma_2 is below the bound, and the bound's gap is not much smaller than the true one.
 */
static void bound_of_sigma_2_agrees_with_lapack(void **state) {
  (void)state;
  uint64_t seed = SEED + 2;
  print_message("seed %d\n", SEED + 2);
  for (int k = 0; k < 20; k++) {
    sample s;
    sample_init(&s, 6, 9);
    set_random(s.x.entries, 54, &seed);
    double copy[54], values[6], unused[1], rest[5];
    for (size_t i = 0; i < 54; i++)
      copy[i] = mpq_get_d(s.x.entries[i]);
    assert_int_equal(LAPACKE_dgesvd(LAPACK_ROW_MAJOR, 'N', 'N', 6, 9, copy, 9, values, unused, 1,
                                    unused, 9, rest),
                     0);
    assert_int_equal(sample_guess(&s, 128), AB_OK);
    assert_int_equal(sample_enclose(&s, 160), AB_OK);
    double theta = mpq_get_d(s.triplet.second_upper), sigma = mpq_get_d(s.triplet.sigma_lo);
    assert_true(theta >= values[1] * (1 - 1e-12));
    assert_true(sigma - values[0] < 1e-12 * sigma && values[0] - sigma < 1e-12 * sigma);
    assert_true(sigma - theta >= (sigma - values[1]) / 17); /* the grid's coarsest step is 2^-4 */
    sample_clear(&s);
  }
}

/* out = middle of [lo, hi], plus up to 2^(6 - shift), with the given sign. */
static void set_noisy(mpq_t out, const mpq_t lo, const mpq_t hi, long shift, long sign,
                      uint64_t *state) {
  mpq_t noise;
  mpq_init(noise);
  mpq_set_si(noise, draw(state, -1000, 1000), 1000);
  mpq_canonicalize(noise);
  mpq_mul_2exp(noise, noise, 6);
  mpq_div_2exp(noise, noise, (mp_bitcnt_t)shift);
  mpq_add(out, lo, hi);
  mpq_div_2exp(out, out, 1);
  mpq_add(out, out, noise);
  if (sign < 0)
    mpq_neg(out, out);
  mpq_clear(noise);
}

static void negate_interval(mpq_t lo, mpq_t hi) {
  mpq_swap(lo, hi);
  mpq_neg(lo, lo);
  mpq_neg(hi, hi);
}

static void negate_vectors(ab_triplet *t) {
  for (size_t i = 0; i < t->rows; i++)
    negate_interval(t->a_lo[i], t->a_hi[i]);
  for (size_t j = 0; j < t->columns; j++)
    negate_interval(t->b_lo[j], t->b_hi[j]);
}

/* Hints spoilt by up to 2^-8 .. 2^6 an entry: refused, or the enclosure holds the truth. */
static void spoilt_hints_never_give_a_wrong_enclosure(void **state) {
  (void)state;
  uint64_t seed = SEED + 3;
  print_message("seed %d\n", SEED + 3);
  int accepted = 0;
  for (int k = 0; k < 400; k++) {
    sample s, wild;
    sample_init(&s, 2, 3);
    sample_init(&wild, 2, 3);
    set_random(s.x.entries, 6, &seed);
    for (size_t i = 0; i < 6; i++)
      mpq_set(wild.x.entries[i], s.x.entries[i]);
    assert_int_equal(sample_guess(&s, 100), AB_OK);
    assert_int_equal(sample_enclose(&s, 256), AB_OK);
    ab_triplet *t = &s.triplet;
    long shift = draw(&seed, 0, 14), sign = draw(&seed, 0, 1) ? 1 : -1;
    for (size_t i = 0; i < 2; i++) {
      set_noisy(wild.hint_a[i], t->a_lo[i], t->a_hi[i], shift, sign, &seed);
      mpq_mul_2exp(wild.hint_a[i], wild.hint_a[i], 2);
    }
    for (size_t j = 0; j < 3; j++)
      set_noisy(wild.hint_b[j], t->b_lo[j], t->b_hi[j], shift, sign, &seed);
    if (sample_enclose(&wild, 64) == AB_OK) {
      accepted++;
      if (sign < 0)
        negate_vectors(t);
      assert_true(triplet_is_inside(t, &wild.triplet));
    }
    sample_clear(&s);
    sample_clear(&wild);
  }
  print_message("%d of 400 accepted\n", accepted);
  assert_in_range(accepted, 100, 396);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(enclosures_contain_the_truth),
      cmocka_unit_test(enclosures_meet_the_equations),
      cmocka_unit_test(bound_of_sigma_2_agrees_with_lapack),
      cmocka_unit_test(spoilt_hints_never_give_a_wrong_enclosure),
  };
  return cmocka_run_group_tests(tests, NULL, release_caches);
}
