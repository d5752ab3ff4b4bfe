/* SPDX-License-Identifier: MIT */
#include "prove/witness.h"

#include "prove/rank_one_witness.h"

#include <string.h>

ab_status ab_witness_make(ab_witness *witness, const ab_statement *statement, ab_error *error) {
  ab_witness_init(witness);
  if (statement->condition->family &&
      strcmp(statement->condition->family, "matrix_factorization") == 0)
    return ab_rank_one_witness_make(witness, &statement->factorization, error);
  return AB_OK;
}
