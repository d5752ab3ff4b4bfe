/* SPDX-License-Identifier: MIT
 * Certified best approximations of rank k: against diagonal matrices known by hand, the pseudo-
 * definition Z = X Q in doubles by LAPACK, and matrices without a gap. */
#include "real/low_rank.h"

#include "num/rational.h"
#include "prove/low_rank_guess.h"

#include <lapacke.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PRECISION = 256, SIDE = 12 };

typedef struct {
  ab_matrix x;
  ab_low_rank z;
  mpq_t *hint;
} sample;

static void sample_init(sample *s, size_t rows, size_t columns, size_t rank,
                        const long *sixteenths) {
  ab_matrix_init(&s->x, rows, columns);
  for (size_t e = 0; e < rows * columns; e++) {
    mpq_set_si(s->x.entries[e], sixteenths[e], 16);
    mpq_canonicalize(s->x.entries[e]);
  }
  ab_low_rank_init(&s->z, rows, columns, rank);
  s->hint = ab_rationals_create(rank * columns);
}

static void sample_clear(sample *s) {
  ab_rationals_destroy(s->hint, s->z.rank * s->z.columns);
  ab_low_rank_clear(&s->z);
  ab_matrix_clear(&s->x);
}

static ab_status enclose(sample *s) {
  ab_error error;
  ab_status status = ab_low_rank_guess(s->hint, &s->x, s->z.rank, &error);
  return status == AB_OK
             ? ab_low_rank_enclose(&s->z, &s->x, (const mpq_t *)s->hint, PRECISION, &error)
             : status;
}

static void assert_near(const mpq_t lo, const mpq_t hi, double value) {
  assert_true(mpq_get_d(lo) <= value + 1e-12 && value - 1e-12 <= mpq_get_d(hi));
  assert_true(mpq_get_d(hi) - mpq_get_d(lo) < 1e-25);
}

static void diagonal_matrix_keeps_its_largest_entries(void **state) {
  (void)state;
  const long x[] = {0, 48, 0, 0, 0, 0, 0, -64, 16, 0, 0, 0}; /* 3, -4, 1 */
  sample s;
  sample_init(&s, 3, 4, 2, x);
  assert_int_equal(enclose(&s), AB_OK);
  for (size_t e = 0; e < 12; e++)
    assert_near(s.z.z_lo[e], s.z.z_hi[e], e == 1 ? 3 : e == 7 ? -4 : 0);
  assert_true(mpq_cmp_ui(s.z.nuclear_upper, 7, 1) >= 0);
  assert_true(mpq_get_d(s.z.nuclear_upper) < 7 + 1e-12);
  assert_true(mpq_cmp_ui(s.z.first_upper, 4, 1) >= 0);
  assert_true(mpq_cmp_ui(s.z.kept_lower, 3, 1) <= 0 && mpq_cmp_ui(s.z.rest_upper, 1, 1) >= 0);
  assert_true(mpq_cmp(s.z.kept_lower, s.z.rest_upper) > 0);
  sample_clear(&s);
}

static void matrix_without_a_gap_is_refused(void **state) {
  (void)state;
  const long x[] = {32, 0, 0, 0, 16, 0, 0, 0, 16}; /* 2, 1, 1 */
  for (size_t rank = 1; rank <= 2; rank++) {
    sample s;
    sample_init(&s, 3, 3, rank, x);
    assert_int_equal(enclose(&s), rank == 1 ? AB_OK : AB_BAD_PROBLEM);
    sample_clear(&s);
  }
}

/* Hints that span another space, or too little, prove nothing. */
static void wrong_hints_are_refused(void **state) {
  (void)state;
  const long x[] = {48, 0, 0, 0, 32, 0, 0, 0, 16};
  static const int hints[][6] = {
      {1, 0, 0, 0, 0, 1}, {1, 0, 0, 1, 0, 0}, {0, 0, 0, 0, 1, 0}, {1, 0, 0, 4, 5, 0}};
  for (size_t n = 0; n < 4; n++) {
    sample s;
    ab_error error;
    sample_init(&s, 3, 3, 2, x);
    for (size_t k = 0; k < 6; k++)
      mpq_set_si(s.hint[k], hints[n][k], 1);
    assert_int_equal(ab_low_rank_enclose(&s.z, &s.x, (const mpq_t *)s.hint, PRECISION, &error),
                     AB_BAD_PROBLEM);
    sample_clear(&s);
  }
}

/* A rough hint gives wide enclosures that hold. */
static void rough_hints_give_what_holds(void **state) {
  (void)state;
  const long x[] = {48, 0, 0, 0, 32, 0, 0, 0, 16};
  static const int hint[] = {1000, 1, 1, 0, 1000, 2};
  sample s;
  ab_error error;
  sample_init(&s, 3, 3, 2, x);
  for (size_t k = 0; k < 6; k++)
    mpq_set_si(s.hint[k], hint[k], 1);
  assert_int_equal(ab_low_rank_enclose(&s.z, &s.x, (const mpq_t *)s.hint, PRECISION, &error),
                   AB_OK);
  for (size_t e = 0; e < 9; e++) {
    double value = e == 0   ? 3
                   : e == 4 ? 2
                            : 0,
           width = mpq_get_d(s.z.z_hi[e]) - mpq_get_d(s.z.z_lo[e]);
    assert_true(mpq_get_d(s.z.z_lo[e]) <= value && value <= mpq_get_d(s.z.z_hi[e]));
    assert_true(width > 1e-6 && width < 1);
  }
  assert_true(mpq_cmp_ui(s.z.nuclear_upper, 5, 1) >= 0 && mpq_cmp_ui(s.z.first_upper, 3, 1) >= 0);
  assert_true(mpq_cmp_ui(s.z.kept_lower, 2, 1) <= 0 && mpq_cmp_ui(s.z.rest_upper, 1, 1) >= 0);
  sample_clear(&s);
}

/* The point of M: W0'S0 = Z, W0 nearly orthonormal, and the leverages are those of LAPACK. */
static void assert_point(const sample *s, const double *u, const double *v, const double *sigma,
                         size_t full) {
  const ab_low_rank *z = &s->z;
  assert_true(z->has_point);
  for (size_t e = 0; e < z->rows * z->columns; e++) {
    double sum = 0;
    for (size_t c = 0; c < z->rank; c++)
      sum += mpq_get_d(z->w_lo[c * z->rows + e / z->columns]) *
             mpq_get_d(z->s_hi[c * z->columns + e % z->columns]);
    assert_near(z->z_lo[e], z->z_hi[e], sum);
  }
  for (size_t l = 0; l < z->rows + z->columns; l++) {
    double sum = 0;
    for (size_t c = 0; c < z->rank; c++)
      sum += pow(l < z->rows ? u[l * full + c] : v[c * z->columns + l - z->rows], 2);
    double bound = mpq_get_d(l < z->rows ? z->left[l] : z->right[l - z->rows]);
    assert_true(fabs(bound - sum) < 1e-9);
  }
  assert_true(fabs(mpq_get_d(z->w_least) - 1) < 1e-9);
  assert_true(fabs(mpq_get_d(z->s_least) - sigma[z->rank - 1]) < 1e-9);
}

static void random_matrices_agree_with_lapack(void **state) {
  (void)state;
  srand(77);
  printf("seed 77\n");
  for (int n = 0; n < 30; n++) {
    size_t rows = 2 + (size_t)rand() % (SIDE - 1), columns = 2 + (size_t)rand() % (SIDE - 1);
    size_t full = rows < columns ? rows : columns, rank = 1 + (size_t)rand() % (full - 1);
    long entries[SIDE * SIDE];
    double copy[SIDE * SIDE], u[SIDE * SIDE], v[SIDE * SIDE], sigma[SIDE], work[SIDE], sum = 0;
    for (size_t e = 0; e < rows * columns; e++)
      copy[e] = (double)(entries[e] = rand() % 65 - 32) / 16;
    LAPACKE_dgesvd(LAPACK_ROW_MAJOR, 'S', 'S', (lapack_int)rows, (lapack_int)columns, copy,
                   (lapack_int)columns, sigma, u, (lapack_int)full, v, (lapack_int)columns, work);
    sample s;
    sample_init(&s, rows, columns, rank, entries);
    assert_int_equal(enclose(&s), AB_OK);
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < columns; j++) {
        double z = 0;
        for (size_t c = 0; c < rank; c++)
          z += sigma[c] * u[i * full + c] * v[c * columns + j];
        assert_near(s.z.z_lo[i * columns + j], s.z.z_hi[i * columns + j], z);
      }
    for (size_t c = 0; c < rank; c++)
      sum += sigma[c];
    assert_point(&s, u, v, sigma, full);
    assert_true(fabs(mpq_get_d(s.z.nuclear_upper) - sum) < 1e-9);
    assert_true(fabs(mpq_get_d(s.z.first_upper) - sigma[0]) < 1e-9);
    assert_true(fabs(mpq_get_d(s.z.kept_lower) - sigma[rank - 1]) < 1e-9);
    assert_true(mpq_get_d(s.z.rest_upper) > sigma[rank] - 1e-12);
    sample_clear(&s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(diagonal_matrix_keeps_its_largest_entries),
      cmocka_unit_test(matrix_without_a_gap_is_refused),
      cmocka_unit_test(wrong_hints_are_refused),
      cmocka_unit_test(rough_hints_give_what_holds),
      cmocka_unit_test(random_matrices_agree_with_lapack),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
