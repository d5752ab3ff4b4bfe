/* SPDX-License-Identifier: MIT
 * Where a clause fails: local optimisation in doubles, from many starts. Untrusted. */
#ifndef AB_PROVE_VIOLATION_H
#define AB_PROVE_VIOLATION_H

#include "clause/clause.h"

typedef struct {
  size_t clause;
  double value;
  double x[AB_VARIABLES_MAX];
} ab_violation;

/* The clauses of a statement at two values of a constant; the same but for the numbers in them.
 * `at` are these values in a unit in which less is better. */
typedef struct {
  const ab_clauses *clauses[2];
  const ab_constants *constants;
  double at[2];
} ab_pencil;

/* A point at which every literal of the clause fails by as much as possible: `value` is the largest
 * of the literals there, each divided by its typical size. From *out itself if `warm`, else from a
 * fixed sequence of starts. false if there is none with value < 0. */
bool ab_violation_find(ab_violation *out, const ab_clauses *clauses, const ab_constants *constants,
                       size_t clause, bool warm);

/* A point at which the clause fails up to the largest constant, which is `value` (at most `limit`).
 * false if it does not seem to depend on the constant, or to fail anywhere for a constant above
 * `least`. */
bool ab_demand_find(ab_violation *out, const ab_pencil *pencil, size_t clause, double least,
                    double limit, bool warm);

#endif
