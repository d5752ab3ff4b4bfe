/* SPDX-License-Identifier: MIT
 * The part of an affine set M = {A x = b} in a box D, and the nearest points of it
 * (docs/theory/functions.md, section 9). */
#ifndef AB_FAMILY_FACES_H
#define AB_FAMILY_FACES_H

#include "family/functions.h"

/* A face of D, given by the coordinates that are at an end of their range there, such that the
 * unit vectors of these and the rows of A are linearly independent. */
typedef struct {
  int *sides;       /* per coordinate: -1 and 1 at the low and the high end, 0 free */
  ab_functions set; /* the functions, with M = {A x = b, x at these ends} */
} ab_face;

typedef struct {
  const ab_functions *family;
  size_t count;
  ab_face *items;
} ab_faces;

enum { AB_FACES_VARIABLES_MAX = 6 };

/* All such faces, in order, but those with a free coordinate that is constant on the set and
 * outside its range. For an affine M in at most AB_FACES_VARIABLES_MAX variables. */
void ab_faces_init(ab_faces *faces, const ab_functions *family);
void ab_faces_clear(ab_faces *faces);

/* The multiplier of active coordinate j: x - foot(x) on the set of the face = A' c + sum over
 * active j of this times e_j. x: expressions of the graph. */
ab_expr ab_face_multiplier(const ab_face *face, ab_graph *graph, const ab_expr *x, size_t j);

/* The point of M and D nearest to x, exactly; false if there is none as M and D are disjoint. */
bool ab_faces_nearest(const ab_faces *faces, const mpq_t *x, mpq_t *out);

#endif
