/* SPDX-License-Identifier: MIT
 * What the two reductions in rank one share: over a box, the ranges of a.w and b.s without one
 * coordinate, and T_ij (docs/theory/rank-one.md, sections 2 and 3). To be trusted. */
#ifndef AB_CONDITION_RANK_ONE_AREA_H
#define AB_CONDITION_RANK_ONE_AREA_H

#include "condition/factorization.h"

/* The first parameters of a template. */
enum {
  AB_AREA_A,
  AB_AREA_B,
  AB_AREA_SIGMA,
  AB_AREA_X,
  AB_AREA_P_LOWER,
  AB_AREA_P_UPPER,
  AB_AREA_Q_LOWER,
  AB_AREA_Q_UPPER,
  AB_AREA_PARAMETERS
};
extern const char *const ab_area_parameters[AB_AREA_PARAMETERS];

/* The box over which something is bounded: the domain or a point, or its mirror image at 0. */
typedef struct {
  const ab_matrix_factorization *family;
  const ab_constants *constants;
  const ab_domain *domain;
  bool mirrored;
} ab_area;

/* Outer bounds of a.w, and of b.s, over it: the lower end if direction < 0. */
void ab_area_p_end(mpq_t out, const ab_area *over, int direction);
void ab_area_q_end(mpq_t out, const ab_area *over, int direction);

/* The outer bounds of P for each i, and of Q for each j. */
typedef struct {
  mpq_t *p_lower, *p_upper, *q_lower, *q_upper;
} ab_area_bounds;

void ab_area_bounds_init(ab_area_bounds *o, const ab_area *over);
void ab_area_bounds_clear(ab_area_bounds *o, size_t n, size_t m);

/* The ranges of the variables 0 and 1, w_i and s_j, and the arguments above. */
void ab_area_set_entry(ab_clause *clause, const ab_area *over, const ab_area_bounds *o, size_t i,
                       size_t j);

/* 2 T_ij at (w_i, s_j) and y(t). */
ab_expr ab_rank_one_twice_t(ab_graph *g, const ab_statement *statement, ab_expr w, ab_expr s,
                            ab_expr t, ab_expr a, ab_expr b, ab_expr x);

#endif
