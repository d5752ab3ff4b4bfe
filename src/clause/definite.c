/* SPDX-License-Identifier: MIT */
#include "clause/definite.h"

static ab_interval *entry(ab_interval *matrix, size_t i, size_t j) {
  return &matrix[i * (i + 1) / 2 + j]; /* j <= i */
}

/* a_ij := a_ij - a_ik a_jk / a_kk for k < j <= i: the Schur complement of the pivot k. On the
 * diagonal a_ik^2 is a square. */
static void eliminate(ab_interval *matrix, size_t m, size_t k, ab_interval *scratch) {
  for (size_t i = k + 1; i < m; i++)
    for (size_t j = k + 1; j <= i; j++) {
      if (i == j)
        ab_interval_sqr(scratch, entry(matrix, i, k));
      else
        ab_interval_mul(scratch, entry(matrix, i, k), entry(matrix, j, k));
      ab_interval_div(scratch, scratch, entry(matrix, k, k));
      ab_interval_sub(entry(matrix, i, j), entry(matrix, i, j), scratch);
    }
}

bool ab_definite(ab_interval *matrix, size_t m, bool strict, mpfr_prec_t precision) {
  ab_interval scratch;
  ab_interval_init(&scratch, precision);
  bool good = m > 0;
  for (size_t k = 0; k < m && good; k++) {
    const ab_interval *pivot = entry(matrix, k, k);
    good = k + 1 == m && !strict ? ab_interval_is_nonnegative(pivot) == AB_TRUE
                                 : ab_interval_is_positive(pivot) == AB_TRUE;
    if (good)
      eliminate(matrix, m, k, &scratch);
  }
  ab_interval_clear(&scratch);
  return good;
}
