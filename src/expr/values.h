/* SPDX-License-Identifier: MIT
 * The ranges of all nodes of a graph over one box, kept from one call to the next: from one cell of
 * a tree to the next few coordinates change, and what does not depend on them stays. Used by
 * evaluate.c only.
 *
 * `at[i]` was computed from the children's `at` in call number `changed[i]`, or is the constant, or
 * what the box or the parameters held then. Calls are numbered from 2. A node has to be computed
 * again if one of its children changed in a later call; then it counts as changed in this one.
 * Children come before their parents, so when a node has its turn they are up to date. */
#ifndef AB_EXPR_VALUES_H
#define AB_EXPR_VALUES_H

#include "expr/operation.h"

#include <stdint.h>

typedef struct {
  const ab_graph *graph;
  size_t size;
  ab_interval *at;
  uint64_t *changed; /* 0: never computed; 1: a constant */
  uint64_t call;
} ab_values;

void ab_values_init(ab_values *values, const ab_graph *graph, mpfr_prec_t precision);
void ab_values_clear(ab_values *values);

/* Begins a call: after it, each node that a root needs is updated once, in increasing order. */
void ab_values_begin(ab_values *values);
void ab_values_update(ab_values *values, ab_expr expr, const ab_interval *box,
                      const ab_interval *parameters, ab_operation_space *space);

#endif
