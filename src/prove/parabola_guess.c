/* SPDX-License-Identifier: MIT */
#include "prove/parabola_guess.h"

#include "condition/parabola.h"

/* With more variables the coefficients, which are multiplied out, were seen to cost more than a
 * variable less saves (docs/benchmarks.md, family K). */
enum { VARIABLES_MAX = 5 };

bool ab_parabola_guess(ab_witness *witness, const ab_clauses *clauses, size_t clause,
                       const ab_constants *constants, size_t rank) {
  (void)constants;
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  ab_reduction *reduction =
      ab_witness_add_reduction(witness, ab_reduction_parabola.name, clause, AB_PARABOLA_VALUES);
  ab_error unused;
  for (size_t k = 0; k < t->variable_count && t->variable_count <= VARIABLES_MAX; k++) {
    mpq_set_ui(reduction->values[AB_PARABOLA_VARIABLE], k + 1, 1);
    if (ab_reduction_parabola.verify(clauses, clause, reduction, &unused) == AB_OK && rank-- == 0)
      return true;
  }
  return false;
}
