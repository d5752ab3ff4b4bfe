/* SPDX-License-Identifier: MIT
 * The making of a witness for own functions: shared by functions_witness.c, functions_points.c and
 * functions_symmetry.c only. */
#ifndef AB_PROVE_FUNCTIONS_MAKER_H
#define AB_PROVE_FUNCTIONS_MAKER_H

#include "certificate/certificate.h"
#include "family/functions.h"
#include "num/interval.h"
#include "real/zero.h"

enum { AB_MAKER_PRECISION = 320 };     /* of the intervals that enclosures come from */
static const double AB_MAKER_FAR = 64; /* where an infinite end is cut for local searches */

typedef struct {
  ab_functions *f;
  ab_witness *witness;
  ab_expr *gradient; /* of f, or of its branch at the point in question */
  bool has_kinks;    /* f has */
  bool *sharp;       /* point k is at a kink of f */
  mpq_t *points;     /* approximations: point_count rows */
  bool *exact;       /* point k is this rational point */
  size_t point_count;
  ab_error *error;
} ab_maker;

/* The approximation of point k. */
const mpq_t *ab_maker_point(const ab_maker *m, size_t k);
/* The range of an expression over a box, roots in their enclosures. false if it is not finite. */
bool ab_maker_range(const ab_maker *m, ab_expr e, const ab_interval *box, mpq_t lo, mpq_t hi);
/* Whether e is 0 at a rational point, and whether the gradient of f is, as an identity. */
bool ab_maker_vanishes_at(const ab_maker *m, ab_expr e, const mpq_t *at);
bool ab_maker_is_critical(const ab_maker *m, const mpq_t *at);
/* Makes `gradient` that of the branch of f at a point, given exactly or by doubles. */
void ab_maker_take_branch(ab_maker *m, const mpq_t *at);
/* Whether the argument of a kink of f vanishes at a rational point, exactly. */
bool ab_maker_is_at_kink(const ab_maker *m, const mpq_t *at);
/* functions_kinks.c: the choices `sharpness` and `penalty`. */
void ab_maker_add_kink_choices(ab_maker *m);

/* The system grad f = 0. */
ab_system ab_maker_system_of(const ab_maker *m);
/* The simplest rational within 2^-bits of each coordinate. */
void ab_maker_simplify(mpq_t *out, const mpq_t *x, size_t d, unsigned bits);

/* functions_points.c: makes room for points; settles point k as given; locates points for `auto`;
 * the domain in doubles, infinite ends cut. */
void ab_maker_reserve_points(ab_maker *m, size_t count);
ab_status ab_maker_settle_given(ab_maker *m, size_t k);
ab_status ab_maker_locate_points(ab_maker *m);
void ab_maker_bounds(const ab_functions *f, double *lo, double *hi);

/* functions_symmetry.c: a symmetry of f for every point whose value is not that of point 1 exactly.
 * AB_BAD_PROBLEM if there is none. */
ab_status ab_maker_add_symmetries(ab_maker *m);

enum { AB_MAKER_STARTS = 96 }; /* local minimisations */

#endif
