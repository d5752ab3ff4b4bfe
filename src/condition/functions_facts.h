/* SPDX-License-Identifier: MIT
 * What a witness says about own functions, their minimisers and infima, and its proof
 * (docs/theory/functions.md, sections 2 to 4). */
#ifndef AB_CONDITION_FUNCTIONS_FACTS_H
#define AB_CONDITION_FUNCTIONS_FACTS_H

#include "certificate/certificate.h"
#include "family/functions.h"

/* Constants of the witness in this order: the root constants by their names; for points, y[k,j]
 * (point k, coordinate j), fmin = f(y_1), f[i,k] = f_i(y_k); fstar[i] = min of f_i over D where
 * that is found. Choices in this order: symmetry[k] for k >= 2 where point 1 or k is not rational;
 * attained[i] = a point where f_i takes its infimum; sharpness[k] for a point at a kink; penalty;
 * radius; for a refutation point, x in the
 * coordinates of the problem as written. For a
 * curve, before these: curve = points of it, two values each; for a set of kind LEVEL curve =
 * segments that meet it, both ends of each, value = f*, steepness, at most |grad g| on it near D.
 */
typedef struct {
  const ab_functions *family;
  const ab_witness *witness;
  size_t point_count;     /* 0 for an affine M or a curve */
  const ab_choice *curve; /* CURVE: some rational points of it; LEVEL: segments that meet it */
  const ab_choice *level_value, *steepness; /* LEVEL */
  const ab_choice **symmetry;               /* one a point, NULL where none is given */
  bool *given_loosely;        /* the problem gives point k, and it is not shown to be a zero of the
                                 gradient: one is shown to lie within 2^-38 of it, and that the two
                                 are the same is an assumption */
  const ab_choice **attained; /* one a function, NULL where none is given */
  bool *attained_flat;        /* the gradient of f_i at that point is zero, exactly */
  bool *bounded_below;        /* f_i >= f_i* on the whole space, by its natural range */
  bool *interpolates; /* i * point_count + k: f_i(y_k) = f_i* and grad f_i(y_k) = 0, exactly: y_k is
                         rational, or the point that the problem gives by numbers for which that
                         is an identity */
  size_t kink_count;  /* of f */
  ab_expr *smooth;    /* one a point: the branch of f around it; f itself where sharp */
  bool *sharp;        /* one a point: it is not shown that no kink of f is at it */
  const ab_choice **sharpness; /* one a point, NULL where none is given: f - f* grows at least so
                                  fast with |x - y_k|_1 */
  const ab_choice *penalty;    /* on the wrong side of kinks; NULL: 0 */
  const ab_choice *radius;     /* NULL: nothing is proved beyond D */
  mpq_t *cube_lo, *cube_hi;    /* [-radius, radius]^d */
  const ab_choice *point;      /* of a refutation, or NULL */
  mpq_t *refuted_at;           /* the same in the family's coordinates */
} ab_facts;

/* Finds out what the witness says; checks names, counts and order, nothing else. Deterministic. On
 * failure cleared. */
ab_status ab_facts_read(ab_facts *facts, const ab_functions *family, const ab_witness *witness,
                        ab_error *error);
void ab_facts_clear(ab_facts *facts);

enum { AB_FACTS_KINKS_MAX = 10 }; /* of f */
/* Whether M is of a kind for which kinks are dealt with. */
bool ab_facts_may_have_kinks(const ab_functions *family);

/* Whether the argument of each kink of e, of the family's graph, has one sign and is not 0 on the
 * enclosures of point k and in the box around it (functions.md, section 3): then bit j of *pattern
 * is set if that of kink j is positive. */
bool ab_facts_pattern_near(const ab_facts *facts, ab_expr e, size_t k, uint64_t *pattern);
/* The same at the point of a refutation. */
bool ab_facts_pattern_at_point(const ab_facts *facts, ab_expr e, uint64_t *pattern);

/* f > fmin where |x_axis| is at least the radius and has that sign, by the range over that infinite
 * box. Needs points and a radius. */
bool ab_facts_far_above(const ab_facts *facts, size_t axis, int sign);

/* TRUSTED: everything the witness says holds. */
ab_status ab_facts_verify(const ab_facts *facts, ab_error *error);

/* The first point at which f_i interpolates; point_count if there is none. */
size_t ab_facts_interpolating_point(const ab_facts *facts, size_t i);

/* Indices of constants. */
size_t ab_facts_point(const ab_facts *facts, size_t k, size_t j);
size_t ab_facts_minimum(const ab_facts *facts);
/* Whether f* is 0, exactly; after verification. */
bool ab_facts_minimum_is_zero(const ab_facts *facts);
size_t ab_facts_value(const ab_facts *facts, size_t i, size_t k);
/* Of an infimum that is found (family->infimum_found[i]). */
size_t ab_facts_infimum(const ab_facts *facts, size_t i);

#endif
