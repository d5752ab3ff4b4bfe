/* SPDX-License-Identifier: MIT */
#include "prove/gradient_guess.h"

#include "base/memory.h"
#include "clause/affine.h"
#include "condition/gradient.h"
#include "problem/calculus.h"

/* Not one that is affine in each variable, nor of a kind that is about both signs. */
static bool suits(const ab_template *t, size_t literal) {
  const ab_literal *l = &t->literals[literal];
  ab_shape *shapes = ab_shapes_create(t->graph, l->expr);
  bool bent = shapes[l->expr].bent != 0;
  ab_free(shapes);
  return bent && (l->kind == AB_LITERAL_NONNEGATIVE || l->kind == AB_LITERAL_POSITIVE) &&
         ab_kinks(t->graph, l->expr, NULL, 0) == 0;
}

bool ab_gradient_guess(ab_witness *witness, const ab_clauses *clauses, size_t clause,
                       const ab_constants *constants, size_t rank) {
  const ab_template *t = ab_clause_template(clauses, &clauses->clauses[clause]);
  (void)constants;
  if (rank > 0 || t->gradient_count || !ab_gradient_suits(t))
    return false;
  size_t count = 0;
  for (size_t l = 0; l < t->literal_count; l++)
    count += suits(t, l);
  if (count == 0)
    return false;
  ab_reduction *reduction =
      ab_witness_add_reduction(witness, ab_reduction_gradient.name, clause, count);
  for (size_t l = 0, i = 0; l < t->literal_count; l++)
    if (suits(t, l))
      mpq_set_ui(reduction->values[i++], l + 1, 1);
  return true;
}
