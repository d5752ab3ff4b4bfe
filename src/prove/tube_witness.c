/* SPDX-License-Identifier: MIT */
#include "prove/tube_witness.h"

#include "condition/factorization.h"
#include "num/rational.h"
#include "prove/low_rank_guess.h"
#include "prove/prove.h"
#include "real/low_rank.h"

enum { BALL_PRECISION = 256, BOUND_BITS = 64 };

/* A positive number rounded to BOUND_BITS significant bits. */
static void round_bound(mpq_t value, int direction) {
  long size =
      (long)mpz_sizeinbase(mpq_numref(value), 2) - (long)mpz_sizeinbase(mpq_denref(value), 2);
  long bits = BOUND_BITS - size;
  ab_rational_round(value, value, bits > 0 ? (unsigned)bits : 0, direction);
}

static ab_status refuse_noise(const mpq_t lo, const mpq_t hi, size_t i, size_t j, ab_error *error) {
  return ab_error_set(
      error, AB_BAD_PROBLEM,
      "the noise X - Z of entry (%zu,%zu) is or may be zero: it lies in [%.3g, %.3g]; an "
      "entry without noise makes the condition fail wherever r and delta are not 0 (`abcert "
      "refute` looks for such a point and certifies it)",
      i + 1, j + 1, mpq_get_d(lo), mpq_get_d(hi));
}

/* The least noise; an error if an entry has none. */
static ab_status find_noise(mpq_t noise, const ab_matrix_factorization *f, const ab_low_rank *z,
                            ab_error *error) {
  ab_status status = AB_OK;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t i = 0; i < f->x.rows && status == AB_OK; i++)
    for (size_t j = 0; j < f->x.columns && status == AB_OK; j++) {
      size_t at = i * f->x.columns + j;
      mpq_sub(lo, f->x.entries[at], z->z_hi[at]);
      mpq_sub(hi, f->x.entries[at], z->z_lo[at]);
      if (mpq_sgn(lo) <= 0 && mpq_sgn(hi) >= 0)
        status = refuse_noise(lo, hi, i, j, error);
      if (mpq_sgn(lo) <= 0)
        mpq_neg(lo, hi);
      if (at == 0 || mpq_cmp(lo, noise) < 0)
        mpq_set(noise, lo);
    }
  mpq_clears(lo, hi, NULL);
  return status;
}

static void add_bound(ab_witness *witness, const char *name, const mpq_t value, int direction) {
  ab_choice *choice = ab_witness_add_choice(witness, name, 1);
  mpq_set(choice->values[0], value);
  round_bound(choice->values[0], direction);
}

void ab_low_rank_add_hint(ab_witness *witness, const ab_matrix_factorization *f,
                          const mpq_t *hint) {
  for (size_t c = 0; c < f->rank; c++) {
    ab_text name;
    ab_text_init(&name);
    ab_text_printf(&name, "v[%zu]", c + 1);
    ab_choice *choice = ab_witness_add_choice(witness, name.data, f->x.columns);
    for (size_t j = 0; j < f->x.columns; j++)
      mpq_set(choice->values[j], hint[c * f->x.columns + j]);
    ab_text_clear(&name);
  }
}

ab_status ab_tube_witness_make(ab_witness *witness, const ab_matrix_factorization *family,
                               ab_error *error) {
  size_t size = family->rank * family->x.columns;
  mpq_t *hint = ab_rationals_create(size), noise;
  ab_low_rank z;
  mpq_init(noise);
  ab_witness_init(witness);
  ab_low_rank_init(&z, family->x.rows, family->x.columns, family->rank);
  ab_status status = ab_low_rank_guess(hint, &family->x, family->rank, error);
  if (status == AB_OK)
    status = ab_low_rank_enclose(&z, &family->x, (const mpq_t *)hint, BALL_PRECISION, error);
  if (status == AB_OK)
    status = find_noise(noise, family, &z, error);
  if (status == AB_OK) {
    add_bound(witness, "noise", noise, -1);
    if (family->shape != AB_SHAPE_TUBE)
      add_bound(witness, "nuclear", z.nuclear_upper, 1);
    ab_low_rank_add_hint(witness, family, (const mpq_t *)hint);
  }
  ab_low_rank_clear(&z);
  ab_rationals_destroy(hint, size);
  mpq_clear(noise);
  return status;
}

bool ab_tube_suffices(const ab_statement *statement, const ab_witness *witness) {
  ab_clauses clauses;
  ab_clauses_init(&clauses);
  ab_tube_theorem_compile(&clauses, statement, witness);
  ab_search_options options = {.precision = AB_PRECISION_DEFAULT, .node_limit = 1};
  ab_search_result result;
  ab_search(&result, &clauses, 0, &witness->constants, &options);
  bool good = result.outcome == AB_SEARCH_PROVED;
  ab_search_result_clear(&result);
  ab_clauses_clear(&clauses);
  return good;
}
