/* SPDX-License-Identifier: MIT
 * Sums and products of canonical forms: used by canonical.c only (docs/theory/symmetry.md,
 * section 3).
 *
 * A form is 0, a term or term + form; a term is coefficient * monomial; a monomial is 1, a factor
 * or factor * monomial; a factor is base^exponent. Terms are in the order of their monomials,
 * factors in that of their bases and then of the signs of their exponents; none has its like. */
#ifndef AB_CONDITION_CANONICAL_FORM_H
#define AB_CONDITION_CANONICAL_FORM_H

#include "condition/canonical.h"

typedef struct {
  ab_expr coefficient, monomial;
} ab_canonical_term;

typedef struct {
  ab_expr base;
  int32_t exponent;
} ab_canonical_factor;

typedef struct {
  ab_canonical_term *items;
  size_t count, capacity;
} ab_canonical_terms;

typedef struct {
  ab_canonical_factor *items;
  size_t count, capacity;
} ab_canonical_factors;

struct ab_canonical {
  ab_graph *graph;
  ab_expr zero, one; /* the numbers */
  uint64_t work;     /* what is left of it; 0: failed */
  ab_canonical_terms terms[3];
  ab_canonical_factors factors[3];
  mpq_t rational;
};

/* A form of one term, 1 * base^1. */
ab_expr ab_canonical_atom(ab_canonical *c, ab_expr base);
ab_expr ab_canonical_multiply(ab_canonical *c, ab_expr x, ab_expr y);
ab_expr ab_canonical_power(ab_canonical *c, ab_expr x, int32_t exponent);
/* Of several forms, all maxima of them in one: no form is itself the operation. */
ab_expr ab_canonical_greatest(ab_canonical *c, ab_expr x, ab_expr y);

/* Takes `amount` of the work that is left. */
void ab_canonical_charge(ab_canonical *c, size_t amount);

#endif
