/* SPDX-License-Identifier: MIT */
#include "prove/witness.h"

#include "prove/functions_witness.h"
#include "prove/rank_one_witness.h"

ab_status ab_witness_make(ab_witness *witness, ab_statement *statement, ab_error *error) {
  ab_functions *f = &statement->functions;
  ab_witness_init(witness);
  if (statement->factorization.rank)
    return ab_rank_one_witness_make(witness, &statement->factorization, error);
  if (f->function_count)
    return ab_functions_witness_make(witness, f->across ? f->across : f, error);
  return ab_root_witness_make(witness, statement->definitions, error);
}

bool ab_witness_weaken(ab_witness *witness, const ab_statement *statement) {
  const ab_functions *f = &statement->functions;
  return f->function_count && ab_functions_witness_weaken(witness, f->across ? f->across : f);
}
