/* SPDX-License-Identifier: MIT
 * A term's value: used through definitions.h. */
#ifndef AB_PROBLEM_FORMULA_H
#define AB_PROBLEM_FORMULA_H

#include "problem/definitions.h"

/* A term and what its names mean beyond the definitions. */
typedef struct {
  ab_term term;
  const char *index_name; /* the index of the indexed definition whose value this is, or NULL */
  long index;
  bool is_definition; /* term is a definition's value: it may not use itself */
  const char
      *unknown; /* the equation of a root: this name is variable 0, there is no other; else NULL */
  size_t roots; /* in an equation: the root constants before this number may be used */
} ab_formula;

/* Evaluates a formula. With graph NULL the value must be rational and goes to `number`; else it
 * goes to *out as an expression of graph, in which root constants are parameters. No recursion:
 * terms may be nested as deep as memory allows. Each definition is evaluated once. */
ab_status ab_formula_evaluate(ab_definitions *definitions, ab_graph *graph,
                              const ab_formula *formula, mpq_t number, ab_expr *out,
                              ab_error *error);

#endif
