/* SPDX-License-Identifier: MIT
 * The leaf rules: what makes a literal certain on a cell. Proofs in docs/theory/rules.md, by
 * section. */
#ifndef AB_CLAUSE_RULES_H
#define AB_CLAUSE_RULES_H

#include "clause/cell.h"
#include "clause/clause.h"
#include "expr/evaluate.h"
#include "num/interval.h"

#include <stdbool.h>

/* What has to be shown: literal number `literal` itself (sign 0), or, for a literal e != 0 after a
 * face, one of its signs: e > 0 (sign 1) or -e > 0 (sign -1). */
typedef struct {
  size_t literal;
  int sign;
} ab_goal;

typedef struct ab_rules ab_rules;

/* A workspace for the clauses of one template at one precision. */
ab_rules *ab_rules_create(const ab_template *template_, mpfr_prec_t precision);
void ab_rules_destroy(ab_rules *rules);

/* Takes up a clause of that template: encloses its arguments, and sets the cell (every coordinate).
 * The clause, the constants and the cell have to stay while they are in use. */
void ab_rules_bind(ab_rules *rules, const ab_clause *clause, const ab_constants *constants,
                   const ab_cell *cell);
/* To be called after coordinate k of the bound cell has changed. */
void ab_rules_refresh(ab_rules *rules, size_t k);
/* The enclosure of coordinate k of the bound cell. */
const ab_interval *ab_rules_coordinate(const ab_rules *rules, size_t k);
/* Coordinate k of the cell is a single point: a face was taken, or the clause's box has no width
 * there. */
bool ab_rules_is_point(const ab_rules *rules, size_t k);

/* Each returns true only if the goal holds at every point of the cell and for all values of the
 * constants; false says nothing. Section 2: the range of e. Section 3: e(c) + sum S_k (B_k - c_k),
 * c the midpoint, e defined on the cell. Section 5: exact rational evaluation, every coordinate a
 * single point. */
bool ab_rules_direct(ab_rules *rules, ab_goal goal);
bool ab_rules_centred(ab_rules *rules, ab_goal goal);
bool ab_rules_exact(ab_rules *rules, ab_goal goal);
/* Section 3 with the slopes of slopes.md, section 2, alone. */
bool ab_rules_centred_forward(ab_rules *rules, ab_goal goal);

/* Section 9, by the form of the expression alone: true only if the goal holds on a cell as soon as
 * it holds on the two faces of it in coordinate k (with the chosen variables at points). A literal
 * e != 0 needs sign 1 or -1. */
bool ab_rules_ends(const ab_rules *rules, ab_goal goal, size_t k);

/* Section 7: the goal's literal, with the given zero set of it, by the integral form: H is positive
 * semidefinite (for a literal > 0 off: positive definite) over the hull of the cell and of the feet
 * of its points, on which e is defined and smooth. */
bool ab_rules_order_two(ab_rules *rules, ab_goal goal, size_t zero_set);

/* Section 11: the goal's literal by the tangent of e at a point of the cell, above which e lies
 * where the declared gradient is monotone. Coordinate k of the point is numbers[k]/2^depth of the
 * cell's, numbers[k] <= 2^depth, of those that are no single points, of which there have to be
 * `count`. */
bool ab_rules_tangent(ab_rules *rules, ab_goal goal, unsigned depth, const uint32_t *numbers,
                      size_t count);

/* What the last call computed, for a search to be guided by: the range (after direct), the slopes
 * (after centred), valid until the next call. */
const ab_interval *ab_rules_last_range(const ab_rules *rules);
ab_slopes ab_rules_last_slopes(const ab_rules *rules);

/* true only if the goal holds on the cell as soon as it holds on the given face of it (section 4):
 * e is defined on the whole cell, and its slope in coordinate k anchored on that face has the right
 * sign. A literal e != 0 needs sign 1 or -1. */
bool ab_rules_face(ab_rules *rules, ab_goal goal, size_t k, ab_end end);

#endif
