/* SPDX-License-Identifier: MIT
 * Values of functions at single numbers, remembered. The ends of boxes, and of the ranges over
 * them, are asked for again and again, and elementary functions are dear: a place of a table holds
 * a question (which operation, at which number) with its answer, until another question comes to
 * the same place. An answer is a function of its question alone, so remembering changes no bit.
 * Used by operation.c. */
#ifndef AB_EXPR_POINTS_H
#define AB_EXPR_POINTS_H

#include "expr/graph.h"
#include "num/interval.h"

enum { AB_POINTS_BITS = 8 }; /* 2^8 places */

typedef struct ab_point ab_point;

typedef struct {
  mpfr_prec_t precision;
  ab_point *places; /* made when needed, and the numbers of each too */
} ab_points;

/* What is remembered: out encloses the operation at x, an interval of one number. */
typedef void ab_point_rule(ab_interval *out, ab_op op, const ab_interval *x);

void ab_points_init(ab_points *points, mpfr_prec_t precision);
void ab_points_clear(ab_points *points);
/* The bytes that a full table takes, about. */
size_t ab_points_bytes(unsigned precision);

/* What `rule` gives for op at x, a number of the same precision; valid until the next call. */
const ab_interval *ab_points_value(ab_points *points, ab_point_rule *rule, ab_op op, mpfr_srcptr x);

#endif
