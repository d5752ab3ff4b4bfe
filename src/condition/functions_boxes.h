/* SPDX-License-Identifier: MIT
 * Own functions with kinks, by boxes: docs/theory/functions.md, section 8. */
#ifndef AB_CONDITION_FUNCTIONS_BOXES_H
#define AB_CONDITION_FUNCTIONS_BOXES_H

#include "condition/functions_facts.h"

/* A box cut at the kinks of f whose argument is affine in one variable alone, and at the points at
 * kinks. */
typedef struct {
  size_t d, total, capacity; /* dimensions; boxes; room in `ends` */
  size_t *pieces;            /* in each direction */
  mpq_t **ends;              /* of these: one more each */
} ab_boxes;

/* The box [lo, hi] itself where f has no kinks, or where there would be too many boxes. */
void ab_boxes_init(ab_boxes *boxes, const ab_facts *facts, const mpq_t *lo, const mpq_t *hi);
void ab_boxes_clear(ab_boxes *boxes);
/* Box number n. */
void ab_boxes_get(const ab_boxes *boxes, size_t n, mpq_t *lo, mpq_t *hi);

/* TRUSTED. Replaces the box by a face of it that holds all its points where the signs of the
 * arguments of the kinks of e agree with the pattern, if there is one; false if there are none. */
bool ab_boxes_reduce(const ab_facts *facts, ab_expr e, uint64_t pattern, mpq_t *lo, mpq_t *hi);

#endif
