/* SPDX-License-Identifier: MIT */
#include "real/zero_inverse.h"

/* The numbers are the lower endpoints of an n x 2n array: the midpoints, then the unit matrix. */
static void set_up(ab_interval *work, const ab_interval *matrix, size_t n) {
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      const ab_interval *entry = &matrix[i * n + j];
      mpfr_ptr middle = work[2 * n * i + j].lo;
      mpfr_add(middle, entry->lo, entry->hi, MPFR_RNDN);
      mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
      mpfr_set_ui(work[2 * n * i + n + j].lo, i == j, MPFR_RNDN);
    }
}

/* Brings the greatest entry of column k, row k or below, to row k. */
static void pivot(ab_interval *work, size_t n, size_t k) {
  size_t best = k;
  for (size_t i = k + 1; i < n; i++)
    if (mpfr_cmpabs(work[2 * n * i + k].lo, work[2 * n * best + k].lo) > 0)
      best = i;
  for (size_t j = 0; j < 2 * n; j++)
    mpfr_swap(work[2 * n * best + j].lo, work[2 * n * k + j].lo);
}

/* Row k is divided by its entry k, a multiple of it taken from all others. */
static void eliminate(ab_interval *work, size_t n, size_t k, mpfr_t term) {
  ab_interval *row = &work[2 * n * k];
  for (size_t j = 2 * n; j-- > k;)
    mpfr_div(row[j].lo, row[j].lo, row[k].lo, MPFR_RNDN);
  for (size_t i = 0; i < n; i++) {
    ab_interval *other = &work[2 * n * i];
    for (size_t j = 2 * n; i != k && j-- > k;) {
      mpfr_mul(term, other[k].lo, row[j].lo, MPFR_RNDN);
      mpfr_sub(other[j].lo, other[j].lo, term, MPFR_RNDN);
    }
  }
}

static bool copy_inverse(ab_interval *out, ab_interval *work, size_t n) {
  bool finite = true;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      mpfr_srcptr entry = work[2 * n * i + n + j].lo;
      finite = finite && mpfr_number_p(entry);
      mpfr_set(out[i * n + j].lo, entry, MPFR_RNDN);
      mpfr_set(out[i * n + j].hi, out[i * n + j].lo, MPFR_RNDN);
    }
  return finite;
}

bool ab_inverse_approximate(ab_interval *out, const ab_interval *matrix, size_t n,
                            mpfr_prec_t precision) {
  ab_interval *work = ab_intervals_create(2 * n * n, precision);
  mpfr_t term;
  mpfr_init2(term, precision);
  set_up(work, matrix, n);
  bool good = true;
  for (size_t k = 0; k < n && good; k++) {
    pivot(work, n, k);
    mpfr_srcptr entry = work[2 * n * k + k].lo;
    good = mpfr_number_p(entry) && !mpfr_zero_p(entry);
    if (good)
      eliminate(work, n, k, term);
  }
  good = good && copy_inverse(out, work, n);
  mpfr_clear(term);
  ab_intervals_destroy(work, 2 * n * n);
  return good;
}
