/* SPDX-License-Identifier: MIT
 * Functions of a graph in doubles, and their minimisation: untrusted. */
#ifndef AB_PROVE_NUMERIC_H
#define AB_PROVE_NUMERIC_H

#include "clause/clause.h"
#include "expr/graph.h"

typedef struct ab_numeric ab_numeric;

/* The function `value` and its gradient (d expressions; NULL: it is not needed, or there is none),
 * parameters at the
 * middle of their enclosures. The graph has to stay. */
ab_numeric *ab_numeric_create(const ab_graph *graph, ab_expr value, const ab_expr *gradient,
                              size_t d, const ab_constant *parameters, size_t parameter_count);
/* A literal of a clause, with its gradient. The clauses have to stay. */
ab_numeric *ab_numeric_create_literal(const ab_clauses *clauses, size_t clause, size_t literal,
                                      const ab_constants *constants);
void ab_numeric_destroy(ab_numeric *numeric);

/* The value at x (NaN where undefined), and the gradient if it is not NULL. */
double ab_numeric_value(ab_numeric *numeric, const double *x, double *gradient);

/* A local minimum over the box [lo, hi] from the start x, by NLopt, with the gradient if there is
 * one; x is overwritten, the value returned (NaN if it failed). */
double ab_numeric_minimize(ab_numeric *numeric, double *x, const double *lo, const double *hi);

/* Start number k of a fixed sequence (Halton) in the box; number 0 is its middle. */
void ab_numeric_start(double *x, size_t k, const double *lo, const double *hi, size_t d);

#endif
