/* SPDX-License-Identifier: MIT
 * Backward slopes (docs/theory/slopes.md, section 5) as a straight-line program: which factors
 * there are, and in which order their terms are added, is known before any number is. Used by
 * double_evaluate.c only. */
#ifndef AB_EXPR_DOUBLE_BACKWARD_H
#define AB_EXPR_DOUBLE_BACKWARD_H

#include "expr/double_code.h"

/* The arrays of an evaluator, one entry an instruction; two places for terms. */
typedef struct {
  const ab_instruction *code;
  const ab_lanes *range, *anchored;
  ab_lanes *slope, *terms;
} ab_backward_arrays;

/* The program for a root, and where the slopes in its variables are when it has run. */
typedef struct {
  ab_backward_step *steps;
  size_t count, capacity;
  const ab_lanes **slopes;
} ab_backward;

/* variable_nodes: of all `variables`; those that do not occur have the slope 0. */
ab_backward *ab_backward_create(const ab_backward_arrays *arrays, const ab_schedule *schedule,
                                const uint32_t *variable_nodes, size_t variables);
void ab_backward_destroy(ab_backward *backward);

#endif
