/* SPDX-License-Identifier: MIT
 * The value of an expression at a rational point, exactly. */
#ifndef AB_EXPR_EXACT_H
#define AB_EXPR_EXACT_H

#include "expr/graph.h"

#include <stdbool.h>

typedef enum {
  AB_EXACT_VALUE,        /* out is the value */
  AB_EXACT_UNDEFINED,    /* some subexpression does not exist there (division by zero) */
  AB_EXACT_NOT_RATIONAL, /* an operation that is not rational, a parameter known by an enclosure
                            only, or a number beyond AB_EXACT_BITS_MAX: nothing is said */
} ab_exact;

/* Evaluates root with variable k = variables[k] and parameter j = parameters[j], which counts as
 * not rational when is_exact && !is_exact[j]. Only + - * / neg integer powers abs min max relu are
 * rational operations. out is written on AB_EXACT_VALUE only. */
ab_exact ab_exact_evaluate(mpq_t out, const ab_graph *graph, ab_expr root, const mpq_t *variables,
                           const mpq_t *parameters, const bool *is_exact);

#endif
