/* SPDX-License-Identifier: MIT */
#include "prove/witness.h"

#include "prove/functions_witness.h"
#include "prove/rank_one_witness.h"

ab_status ab_witness_make(ab_witness *witness, ab_statement *statement, ab_error *error) {
  ab_witness_init(witness);
  if (statement->factorization.rank)
    return ab_rank_one_witness_make(witness, &statement->factorization, error);
  if (statement->functions.function_count)
    return ab_functions_witness_make(witness, &statement->functions, error);
  return AB_OK; /* a claim clause needs none */
}
