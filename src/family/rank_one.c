/* SPDX-License-Identifier: MIT
 * The witness of rank-one matrix factorisation. */
#include "family/matrix_factorization.h"
#include "num/rational.h"

#include <string.h>

enum { BALL_PRECISION = 320 };

size_t ab_matrix_factorization_w(const ab_matrix_factorization *family, size_t i) {
  (void)family;
  return i;
}

size_t ab_matrix_factorization_s(const ab_matrix_factorization *family, size_t j) {
  return family->x.rows + j;
}

size_t ab_rank_one_constant_count(const ab_matrix_factorization *family) {
  return 1 + family->x.rows + family->x.columns;
}

size_t ab_rank_one_sigma(const ab_matrix_factorization *family) {
  (void)family;
  return 0;
}

size_t ab_rank_one_a(const ab_matrix_factorization *family, size_t i) {
  (void)family;
  return 1 + i;
}

size_t ab_rank_one_b(const ab_matrix_factorization *family, size_t j) {
  return 1 + family->x.rows + j;
}

void ab_rank_one_constant_name(ab_text *text, const ab_matrix_factorization *family, size_t k) {
  if (k == 0)
    ab_text_add(text, "sigma");
  else if (k <= family->x.rows)
    ab_text_printf(text, "a[%zu]", k);
  else
    ab_text_printf(text, "b[%zu]", k - family->x.rows);
}

static ab_status check_names(const ab_matrix_factorization *family, const ab_constants *constants,
                             ab_error *error) {
  size_t count = ab_rank_one_constant_count(family);
  if (constants->count != count)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the witness has %zu constants where the claim needs %zu", constants->count,
                        count);
  ab_status status = AB_OK;
  for (size_t k = 0; k < count && status == AB_OK; k++) {
    ab_text name;
    ab_text_init(&name);
    ab_rank_one_constant_name(&name, family, k);
    if (strcmp(name.data, constants->items[k].name) != 0)
      status =
          ab_error_set(error, AB_NOT_VERIFIED, "constant %zu of the witness is %s, expected %s",
                       k + 1, constants->items[k].name, name.data);
    ab_text_clear(&name);
  }
  return status;
}

static void midpoints(mpq_t *out, const ab_constants *constants, size_t first, size_t count) {
  for (size_t i = 0; i < count; i++) {
    mpq_add(out[i], constants->items[first + i].lo, constants->items[first + i].hi);
    mpq_div_2exp(out[i], out[i], 1);
  }
}

static ab_status check_within(const ab_constant *given, const mpq_t lo, const mpq_t hi,
                              ab_error *error) {
  if (mpq_cmp(given->lo, lo) <= 0 && mpq_cmp(hi, given->hi) <= 0)
    return AB_OK;
  return ab_error_set(error, AB_NOT_VERIFIED,
                      "the enclosure of the constant %s cannot be confirmed", given->name);
}

static ab_status check_enclosures(const ab_matrix_factorization *family,
                                  const ab_constants *constants, const ab_triplet *triplet,
                                  ab_error *error) {
  const ab_constant *items = constants->items;
  ab_status status =
      check_within(&items[ab_rank_one_sigma(family)], triplet->sigma_lo, triplet->sigma_hi, error);
  for (size_t i = 0; i < family->x.rows && status == AB_OK; i++)
    status =
        check_within(&items[ab_rank_one_a(family, i)], triplet->a_lo[i], triplet->a_hi[i], error);
  for (size_t j = 0; j < family->x.columns && status == AB_OK; j++)
    status =
        check_within(&items[ab_rank_one_b(family, j)], triplet->b_lo[j], triplet->b_hi[j], error);
  return status;
}

ab_status ab_rank_one_verify(const ab_matrix_factorization *family, const ab_constants *constants,
                             ab_error *error) {
  ab_status status = check_names(family, constants, error);
  if (status != AB_OK)
    return status;
  size_t n = family->x.rows, m = family->x.columns;
  mpq_t *a = ab_rationals_create(n), *b = ab_rationals_create(m);
  ab_triplet triplet;
  ab_triplet_init(&triplet, n, m);
  midpoints(a, constants, ab_rank_one_a(family, 0), n);
  midpoints(b, constants, ab_rank_one_b(family, 0), m);
  status = ab_triplet_enclose(&triplet, &family->x, (const mpq_t *)a, (const mpq_t *)b,
                              BALL_PRECISION, error);
  if (status == AB_OK)
    status = check_enclosures(family, constants, &triplet, error);
  else
    error->status = status = AB_NOT_VERIFIED;
  ab_triplet_clear(&triplet);
  ab_rationals_destroy(a, n);
  ab_rationals_destroy(b, m);
  return status;
}
