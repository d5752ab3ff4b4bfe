/* SPDX-License-Identifier: MIT
 * Templates about minimisers {g = 0} in the coordinates y, t with x = y + t grad g(y): shared by
 * the files that compile claims about such sets (docs/theory/level-sets.md, sections 3 and 7). */
#ifndef AB_CONDITION_LEVEL_NORMALS_H
#define AB_CONDITION_LEVEL_NORMALS_H

#include "condition/curve_builder.h"
#include "family/level.h"

typedef struct {
  ab_curve_builder b;
  ab_level level; /* g at y, in the template's graph */
  size_t d;
  const int *sides;  /* of the face of D that y is on, NULL where M is the whole set */
  ab_expr t, square; /* |grad g(y)|^2, or the square of its part along the face */
  ab_expr y[AB_LEVEL_VARIABLES_MAX], gradient[AB_LEVEL_VARIABLES_MAX];
  ab_expr x[AB_LEVEL_VARIABLES_MAX], offset[AB_LEVEL_VARIABLES_MAX]; /* x - y */
} ab_normals;

typedef struct {
  ab_clauses *clauses;
  const ab_statement *statement;
  const ab_witness *witness;
  const ab_facts *facts;
  ab_error *error;
  mpq_t reach;
} ab_level_compiler;

/* Which variables there are, and what x is. */
typedef enum {
  AB_NORMAL,       /* y and t; on a face, share[j] in the place of y_j where that is at an end */
  AB_NORMAL_FIXED, /* y; x is the point of a refutation */
  AB_NORMAL_FOOT   /* y; there is no x */
} ab_normals_shape;

/* What a clause says: inequality number `number` of the claim, or with AB_NORMAL_MINIMUM that f >
 * f*. */
enum { AB_NORMAL_MINIMUM = SIZE_MAX };

/* g of the family. */
ab_level ab_normals_level(const ab_functions *f);
/* Whether y_j is at an end of its range on the face. */
bool ab_normals_is_fixed(const int *sides, size_t j);
/* The end that a coordinate of the face is at. */
mpq_srcptr ab_normals_end_of(const ab_functions *f, const int *sides, size_t j);

ab_normals ab_normals_begin(const ab_level_compiler *c, const char *name, ab_normals_shape kind,
                            const int *sides);
/* Adds the clause; |t| <= reach/steepness, 0 <= share <= 1; what does not occur is 0. */
void ab_normals_end(ab_normals *n, const ab_level_compiler *c, const char *name,
                    ab_normals_shape kind);
void ab_normals_add(ab_normals *n, ab_literal_kind kind, ab_expr e);

/* How many inequalities the claim has; left side minus right side of one. */
size_t ab_normals_inequality_count(const ab_statement *statement);
ab_expr ab_normals_inequality(ab_normals *n, size_t number);

/* Literals. e - e(t = 0) - t de/dt(t = 0), with the zero set t = 0, if both vanish on M (section
 * 4). */
void ab_normals_order_two(ab_normals *n, ab_expr e, ab_literal_kind kind);
/* y is not on M; x is not in D; |x - y| > reach. */
void ab_normals_off(ab_normals *n);
void ab_normals_outside(ab_normals *n);
void ab_normals_far(ab_normals *n, const mpq_t reach);
/* |x - y|^2 - |x - p|^2 - slack > 0: the point of M on segment k is nearer. */
void ab_normals_nearer(ab_normals *n, size_t k, const mpq_t *lo, const mpq_t *hi);
/* t has the wrong sign: y + t grad g(y) is outside D where y_j is at an end (section 7). */
void ab_normals_wrong_sign(ab_normals *n);

#endif
