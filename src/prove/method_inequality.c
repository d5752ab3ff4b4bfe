/* SPDX-License-Identifier: MIT
 * Plain clauses: the witness encloses the root constants; a refutation is a point. */
#include "condition/conditions.h"
#include "prove/functions_witness.h"
#include "prove/method.h"
#include "prove/short_point.h"

static ab_status make(ab_witness *witness, ab_certificate_kind *kind, ab_statement *statement,
                      ab_error *error) {
  (void)kind;
  return ab_root_witness_make(witness, statement->definitions, error);
}

static bool refute(ab_witness *witness, const ab_proof *proof, const ab_statement *statement,
                   unsigned slack) {
  ab_error unused;
  if (ab_root_witness_make(witness, statement->definitions, &unused) != AB_OK)
    return false;
  ab_choice *choice = ab_witness_add_choice(witness, "point", statement->domain.count);
  for (size_t k = 0; k < choice->count; k++)
    mpq_set(choice->values[k], proof->open.point[k]);
  ab_point_shorten(choice->values, &statement->domain, slack);
  return true;
}

const ab_method ab_method_inequality = {
    .condition = &ab_condition_inequality,
    .make = make,
    .refute = refute,
};
