/* SPDX-License-Identifier: MIT
 * What reading the facts and proving them share: used by functions_facts.c and functions_proof.c
 * only. */
#ifndef AB_CONDITION_FUNCTIONS_SHARED_H
#define AB_CONDITION_FUNCTIONS_SHARED_H

#include "condition/functions_facts.h"
#include "num/interval.h"

enum { AB_FACTS_PRECISION = 320 }; /* bits of the intervals that enclosures are confirmed with */

/* Constant number `index` of the witness. */
const ab_constant *ab_facts_constant(const ab_facts *facts, size_t index);
/* AB_NOT_VERIFIED with this message. */
ab_status ab_facts_refuse(ab_error *error, const char *what);
/* Whether M is given by points. */
bool ab_facts_has_points(const ab_functions *f);
/* Point k as rationals, if its enclosures are single numbers. */
bool ab_facts_rational_point(const ab_facts *facts, size_t k, mpq_t *out);
/* The expression e of the family's graph at a rational point, in the graph out. */
ab_expr ab_facts_at_point(ab_graph *out, const ab_functions *f, ab_expr e, const mpq_t *point);
/* Whether e, of the family's graph, is 0 at a rational point, exactly, and exists there. */
bool ab_facts_vanishes_at(const ab_facts *facts, ab_expr e, const mpq_t *point);
/* Whether every partial derivative of e vanishes at the point in that sense. */
bool ab_facts_is_flat_at(const ab_facts *facts, ab_expr e, const mpq_t *point);
/* f_i - f_i*. */
ab_expr ab_facts_excess(const ab_functions *f, size_t i);
/* The constants [first, first + count) as intervals. */
ab_interval *ab_facts_enclosures(const ab_facts *facts, size_t first, size_t count);
/* Whether an expression without variables exists: an identity alone would not say so. */
bool ab_facts_exists(const ab_facts *facts, const ab_graph *graph, ab_expr e);
/* Whether an expression is identical to 0. */
bool ab_facts_is_zero(const ab_graph *graph, ab_expr e);

/* The box around the middle of point k in which its zero of the gradient is the only one. */
void ab_facts_isolation_box(const ab_facts *facts, size_t k, mpq_t *lo, mpq_t *hi);
/* functions_kinks.c: what is at the points, `smooth` and `sharp`. */
void ab_facts_find_branches(ab_facts *facts);

#endif
