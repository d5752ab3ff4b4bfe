/* SPDX-License-Identifier: MIT
 * Canonical forms of expressions: what differs only in the order of sums and products, in signs or
 * in rational factors gets one form (docs/theory/symmetry.md, section 3). TRUSTED.
 *
 * A form is itself an expression, of a graph that all forms share: at every point it has the value
 * of the expression that it was made of, and is defined where that is. So expressions with equal
 * forms have equal values and domains; different forms say nothing. */
#ifndef AB_CONDITION_CANONICAL_H
#define AB_CONDITION_CANONICAL_H

#include "expr/graph.h"

#include <stdbool.h>

typedef struct ab_canonical ab_canonical;

/* The work is limited, as forms may be much longer than the graph that they are made of: to so many
 * terms, factors and words of coefficients read or written. */
ab_canonical *ab_canonical_create(uint64_t work);
void ab_canonical_destroy(ab_canonical *canonical);

/* Whether the work went beyond the limit. Then no form since the last call that returned false
 * means anything. */
bool ab_canonical_failed(const ab_canonical *canonical);

/* The graph of the forms. */
const ab_graph *ab_canonical_graph(const ab_canonical *canonical);

ab_expr ab_canonical_number(ab_canonical *canonical, const mpq_t value);
ab_expr ab_canonical_variable(ab_canonical *canonical, uint32_t number);
ab_expr ab_canonical_parameter(ab_canonical *canonical, uint32_t number);
/* Forms of x + y and of -x. */
ab_expr ab_canonical_add(ab_canonical *canonical, ab_expr x, ab_expr y);
ab_expr ab_canonical_negative(ab_canonical *canonical, ab_expr x);
/* -1 if the first coefficient of the form x that is not 0 is negative, else 1: x and -x have
 * different signs, but where all coefficients are 0. */
int ab_canonical_sign(ab_canonical *canonical, ab_expr x);

/* forms[e] becomes the form of node e of the graph, for each e, where the form variables[k] stands
 * for variable k and parameters[j] for parameter j. */
void ab_canonical_nodes(ab_canonical *canonical, ab_expr *forms, const ab_graph *graph,
                        const ab_expr *variables, const ab_expr *parameters);

#endif
