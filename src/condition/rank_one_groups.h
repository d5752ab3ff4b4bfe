/* SPDX-License-Identifier: MIT
 * Rank one over a box: many entries settled by one clause (docs/theory/rank-one.md, section 7). */
#ifndef AB_CONDITION_RANK_ONE_GROUPS_H
#define AB_CONDITION_RANK_ONE_GROUPS_H

#include "condition/statement.h"

/* The choices of a witness with groups, in this order, after the ranges of t: the class of each
 * row and of each column (numbers from 1); bounds of |a_i| and of |b_j|, one a class; for each
 * class of rows and of columns a lower bound of the noise of their entries, 0 where there is no
 * group; the numbers (from 1, row by row, increasing) of the entries that belong to none. */
enum {
  AB_GROUPS_ROWS,
  AB_GROUPS_COLUMNS,
  AB_GROUPS_A,
  AB_GROUPS_B,
  AB_GROUPS_NOISE,
  AB_GROUPS_SINGLE,
  AB_GROUPS_CHOICES
};
extern const char *const ab_rank_one_group_choices[AB_GROUPS_CHOICES];

/* TRUSTED, like verify and compile of the condition. The choices are well-formed, their bounds
 * hold, and every entry that is not single belongs to a group. */
ab_status ab_rank_one_groups_verify(const ab_statement *statement, const ab_constants *constants,
                                    const ab_choice *groups, ab_error *error);

/* Two clauses a group: T_ij >= 0 for all its entries, all x in D and all nearest y(t). `ranges`:
 * one or two verified ranges of |t|. */
void ab_rank_one_groups_compile(ab_clauses *clauses, const ab_statement *statement,
                                const ab_choice *ranges, size_t range_count,
                                const ab_choice *groups);

/* For class r of rows and c of columns: [p_lo, p_hi] holds w_i s_j, [-z, z] a_i b_j, and m >= |w_i
 * b_j/t|, |t a_i s_j|, over D. The parameters of the group's clauses. */
typedef struct {
  mpq_t p_lo, p_hi, z, m;
} ab_group_bounds;

void ab_group_bounds_init(ab_group_bounds *bounds);
void ab_group_bounds_clear(ab_group_bounds *bounds);
void ab_group_bounds_set(ab_group_bounds *bounds, const ab_statement *statement,
                         const ab_choice *ranges, size_t range_count, const ab_choice *groups,
                         size_t r, size_t c);

#endif
