/* SPDX-License-Identifier: MIT */
#include "num/rational.h"
#include "real/arb.h"

void ab_matrix_init(ab_matrix *matrix, size_t rows, size_t columns) {
  *matrix = (ab_matrix){rows, columns, ab_rationals_create(rows * columns)};
}

void ab_matrix_clear(ab_matrix *matrix) {
  ab_rationals_destroy(matrix->entries, matrix->rows * matrix->columns);
  *matrix = (ab_matrix){0};
}

/* A row times its common denominator: the rank stays, the entries become integers. */
static void set_row_integers(fmpz_mat_t out, slong row, const mpq_t *entries, size_t columns) {
  mpz_t denominator, entry;
  mpz_inits(denominator, entry, NULL);
  mpz_set_ui(denominator, 1);
  for (size_t j = 0; j < columns; j++)
    mpz_lcm(denominator, denominator, mpq_denref(entries[j]));
  for (size_t j = 0; j < columns; j++) {
    mpz_divexact(entry, denominator, mpq_denref(entries[j]));
    mpz_mul(entry, entry, mpq_numref(entries[j]));
    fmpz_set_mpz(fmpz_mat_entry(out, row, (slong)j), entry);
  }
  mpz_clears(denominator, entry, NULL);
}

/* The rank modulo a prime near 2^60: never above the rank over the rationals, and much cheaper. */
static slong rank_lower(const fmpz_mat_t integers) {
  nmod_mat_t residues;
  nmod_mat_init(residues, integers->r, integers->c, n_nextprime(UWORD(1) << 60, 1));
  fmpz_mat_get_nmod_mat(residues, integers);
  slong rank = nmod_mat_rank(residues);
  nmod_mat_clear(residues);
  return rank;
}

size_t ab_matrix_rank(const ab_matrix *x) {
  fmpz_mat_t integers;
  fmpz_mat_init(integers, (slong)x->rows, (slong)x->columns);
  for (size_t i = 0; i < x->rows; i++)
    set_row_integers(integers, (slong)i, (const mpq_t *)x->entries + i * x->columns, x->columns);
  slong most = integers->r < integers->c ? integers->r : integers->c;
  slong rank = rank_lower(integers);
  if (rank < most) /* else the lower bound is the rank */
    rank = fmpz_mat_rank(integers);
  fmpz_mat_clear(integers);
  return (size_t)rank;
}

static void set_fractions(fmpq_mat_t out, const ab_matrix *x) {
  for (size_t i = 0; i < x->rows; i++)
    for (size_t j = 0; j < x->columns; j++)
      fmpq_set_mpq(fmpq_mat_entry(out, (slong)i, (slong)j), x->entries[i * x->columns + j]);
}

bool ab_matrix_right_inverse(ab_matrix *out, const ab_matrix *x) {
  slong rows = (slong)x->rows, columns = (slong)x->columns;
  fmpq_mat_t a, transposed, gram, result;
  fmpq_mat_init(a, rows, columns);
  fmpq_mat_init(transposed, columns, rows);
  fmpq_mat_init(gram, rows, rows);
  fmpq_mat_init(result, columns, rows);
  set_fractions(a, x);
  fmpq_mat_transpose(transposed, a);
  fmpq_mat_mul(gram, a, transposed);
  bool regular = fmpq_mat_inv(gram, gram);
  if (regular) {
    fmpq_mat_mul(result, transposed, gram);
    for (slong i = 0; i < columns; i++)
      for (slong j = 0; j < rows; j++)
        fmpq_get_mpq(out->entries[i * rows + j], fmpq_mat_entry(result, i, j));
  }
  fmpq_mat_clear(result);
  fmpq_mat_clear(gram);
  fmpq_mat_clear(transposed);
  fmpq_mat_clear(a);
  return regular;
}
