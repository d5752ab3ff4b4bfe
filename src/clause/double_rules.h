/* SPDX-License-Identifier: MIT
 * The rules direct, centred and face (rules.h) in double arithmetic, on sixteen cells at a time.
 * What they accept is true (docs/theory/double-intervals.md); what they do not accept may be
 * accepted by rules.h, which is tighter. */
#ifndef AB_CLAUSE_DOUBLE_RULES_H
#define AB_CLAUSE_DOUBLE_RULES_H

#include "clause/rules.h"
#include "expr/double_evaluate.h"

typedef struct ab_double_rules ab_double_rules;

/* A workspace for the clauses of one template; `apart` as in double_evaluate.h. */
ab_double_rules *ab_double_rules_create(const ab_template *template_, const ab_apart *apart);
void ab_double_rules_destroy(ab_double_rules *rules);
/* Takes up a clause of that template. */
void ab_double_rules_bind(ab_double_rules *rules, const ab_clause *clause,
                          const ab_constants *constants);

enum { AB_DOUBLE_DEPTH_MAX = 52 };

/* Coordinate k of a cell (cell.h) in the clause's box: enclosures of its two ends and of its
 * midpoint, and an upper bound of half its width. */
typedef struct {
  double left_lo, left_hi, right_lo, right_hi, centre_lo, centre_hi, half;
} ab_double_axis;

/* A coordinate of a cell by what it comes from: the whole of it, or one end. index < 2^depth, depth
 * <= AB_DOUBLE_DEPTH_MAX. */
typedef struct {
  uint64_t index;
  uint8_t depth;
  int8_t end; /* ab_end */
} ab_double_place;

void ab_double_rules_axis(const ab_double_rules *rules, size_t k, uint64_t index, unsigned depth,
                          ab_double_axis *out);
/* The clause's box has no width in coordinate k. */
bool ab_double_rules_is_flat(const ab_double_rules *rules, size_t k);

/* Puts coordinate k of a cell into a lane. */
void ab_double_rules_set(ab_double_rules *rules, int lane, size_t k, ab_double_place place);
/* The same for all coordinates. */
void ab_double_rules_set_all(ab_double_rules *rules, int lane, const ab_double_place *places);
/* Empties a lane: no rule holds there (for templates with variables). */
void ab_double_rules_empty(ab_double_rules *rules, int lane);
/* For each coordinate upper bounds of half its width, one a lane; 0 for points. */
const double *const *ab_double_rules_half_widths(const ab_double_rules *rules);

/* The range of the literal's expression over the cells. */
const ab_lanes *ab_double_rules_range(ab_double_rules *rules, size_t literal);

/* After the range of the same literal over the same cells: the enclosure by the centred form,
 * undefined where the range is; the range at the midpoints, and the slopes. */
typedef struct {
  const ab_lanes *enclosure, *anchored;
  const ab_lanes *const *slopes; /* one a variable */
} ab_double_centred;

ab_double_centred ab_double_rules_centred(ab_double_rules *rules, size_t literal);
/* The same with forward slopes alone: dearer, and often tighter with few variables. */
ab_double_centred ab_double_rules_centred_forward(ab_double_rules *rules, size_t literal);
/* Directly after the first of them: the same with all that is known of the slopes. */
ab_double_centred ab_double_rules_centred_again(ab_double_rules *rules, size_t literal);

/* After the range of the same literal over the same cells: the slope in coordinate axes[lane]
 * anchored on the given end of it, undefined unless the rule may be used. places: where that
 * coordinate is; of coordinates that were set to an end results are of no use. */
const ab_lanes *ab_double_rules_face(ab_double_rules *rules, size_t literal, const uint8_t *axes,
                                     const ab_end *ends, const ab_double_place *places);

/* Lanes (as bits) whose goal has a sign; in the others it is the literal itself. */
typedef struct {
  uint32_t plus, minus;
} ab_double_goals;

/* The lanes in which the enclosure settles the literal with the lane's sign. */
uint32_t ab_double_rules_settled(const ab_double_rules *rules, size_t literal,
                                 ab_double_goals goals, const ab_lanes *enclosure);
/* The lanes in which such a slope licenses the face for the literal with the lane's sign. */
uint32_t ab_double_rules_licensed(const ab_double_rules *rules, size_t literal,
                                  ab_double_goals goals, const ab_end *ends, const ab_lanes *slope);

/* Lanes by what the ends say of the sign (double_evaluate.h). */
ab_lane_signs ab_double_rules_signs(const ab_double_rules *rules, const ab_lanes *x);

static inline void ab_double_goals_add(ab_double_goals *goals, int lane, int sign) {
  goals->plus |= (uint32_t)(sign > 0) << lane;
  goals->minus |= (uint32_t)(sign < 0) << lane;
}

/* The range over the cells of entry (i, i) of a zero set's matrix: a hint where the rule order-two
 * may hold, which is not done here. */
const ab_lanes *ab_double_rules_diagonal(ab_double_rules *rules, size_t zero_set, size_t i);
/* The slopes about the midpoints of component k of a gradient, one a variable: a hint where the
 * rule tangent may hold, which is not done here. Valid until the next call about slopes. */
const ab_lanes *const *ab_double_rules_gradient(ab_double_rules *rules, size_t gradient, size_t k);

#endif
