/* SPDX-License-Identifier: MIT
 * What the arguments about matrix factorisation have in common. */
#include "condition/factorization.h"

#include "num/rational.h"

enum { PRECISION = 256 };

void ab_factorization_two_less(mpq_t out, const ab_statement *statement) {
  mpq_set_ui(out, 2, 1);
  mpq_sub(out, out, ab_statement_constant(statement, AB_ALPHA));
  mpq_add(out, out, ab_statement_constant(statement, AB_BETA));
}

ab_status ab_factorization_verify_box(const ab_statement *statement, const char *argument,
                                      ab_error *error) {
  mpq_t c;
  mpq_init(c);
  ab_factorization_two_less(c, statement);
  bool good = statement->factorization.shape == AB_SHAPE_BOX && mpq_sgn(c) > 0;
  mpq_clear(c);
  return good ? AB_OK
              : ab_error_set(error, AB_NOT_VERIFIED, "%s are for boxes and alpha - beta < 2",
                             argument);
}

ab_status ab_factorization_enclose(ab_low_rank *z, const ab_matrix_factorization *family,
                                   const ab_choice *hints, bool needs_point, ab_error *error) {
  size_t columns = family->x.columns, count = family->rank * columns;
  mpq_t *hint = ab_rationals_create(count);
  for (size_t k = 0; k < count; k++)
    mpq_set(hint[k], hints[k / columns].values[k % columns]);
  ab_low_rank_init(z, family->x.rows, columns, family->rank);
  ab_status status = ab_low_rank_enclose(z, &family->x, (const mpq_t *)hint, PRECISION, error);
  if (status == AB_OK && needs_point && !z->has_point)
    status = ab_error_set(error, AB_NOT_VERIFIED, "the hint encloses no minimizer");
  if (status != AB_OK)
    error->status = status = AB_NOT_VERIFIED;
  ab_rationals_destroy(hint, count);
  return status;
}
