/* SPDX-License-Identifier: MIT
 * A term's value: used through definitions.h. */
#ifndef AB_PROBLEM_FORMULA_H
#define AB_PROBLEM_FORMULA_H

#include "problem/definitions.h"

/* Evaluates a term. With graph NULL the value must be rational and goes to `number`; else it goes
 * to *out as an expression of graph. No recursion: terms may be nested as deep as memory allows. */
ab_status ab_formula_evaluate(ab_definitions *definitions, ab_graph *graph, ab_term term,
                              mpq_t number, ab_expr *out, ab_error *error);

#endif
