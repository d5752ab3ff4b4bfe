/* SPDX-License-Identifier: MIT
 * The inside of rules.h: used by rules*.c only. */
#ifndef AB_CLAUSE_RULES_STATE_H
#define AB_CLAUSE_RULES_STATE_H

#include "clause/rules.h"
#include "clause/side.h"

struct ab_rules {
  const ab_template *template_;
  mpfr_prec_t precision;
  ab_evaluator *evaluator;
  size_t *zero_set_roots; /* evaluator roots: where each zero set starts */
  size_t *gradient_roots; /* the same for the gradient of each literal; 0: it has none */
  uint64_t *bent;         /* of each literal: the variables in which it is not affine */
  const ab_clause *clause;
  const ab_constants *constants;
  const ab_cell *cell;
  ab_interval *parameters;
  ab_side *sides;            /* of the clause's box */
  ab_interval *box, *centre; /* of the cell: its ends and its midpoint, rounded outward */
  mpfr_t *half;              /* half the width, rounded up: box - midpoint is in [-half, half] */
  bool *moves;               /* for slopes: all coordinates that are no points */
  ab_interval *anchor;       /* for faces */
  bool *anchor_moves;
  ab_interval sum;
  mpfr_t spread;
  const ab_interval *last_range;
  ab_slopes last_slopes;
  mpz_t scratch;
};

/* The entries of a lower triangle. */
static inline size_t ab_triangle(size_t m) {
  return m * (m + 1) / 2;
}

#endif
