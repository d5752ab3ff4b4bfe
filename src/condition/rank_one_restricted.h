/* SPDX-License-Identifier: MIT
 * Rank one over a box with M restricted to the box: the reduction for scope { minimizers = domain;
 * }. docs/theory/rank-one-domain.md. */
#ifndef AB_CONDITION_RANK_ONE_RESTRICTED_H
#define AB_CONDITION_RANK_ONE_RESTRICTED_H

#include "condition/rank_one_area.h"

/* The t > 0 with y(t) in a box are an interval [t1, t2]: lo <= t1 <= from < to <= t2 <= hi. */
typedef enum {
  AB_RANGE_NONE, /* there are none */
  AB_RANGE_SOME,
  AB_RANGE_UNDECIDED /* not shown to be none, nor more than one */
} ab_range_state;

typedef struct {
  ab_range_state state;
  mpq_t lo, from, to, hi; /* if SOME */
} ab_rank_one_range;

void ab_rank_one_range_init(ab_rank_one_range *r);
void ab_rank_one_range_clear(ab_rank_one_range *r);
/* For the box of `over`, or its mirror image: then of -t. The enclosures have to hold. */
void ab_rank_one_range_set(ab_rank_one_range *r, const ab_area *over);

/* As for ab_rank_one_reduction_verify; a refutation has the choices `point` and `entry`, a proof
 * none. */
ab_status ab_rank_one_restricted_verify(const ab_statement *statement, ab_certificate_kind kind,
                                        const ab_witness *witness, ab_error *error);
void ab_rank_one_restricted_compile(ab_clauses *clauses, const ab_statement *statement,
                                    ab_certificate_kind kind, const ab_witness *witness);

#endif
