/* SPDX-License-Identifier: MIT
 * Exact identities between expressions, by normal form (docs/theory/identity.md). TRUSTED.
 *
 * All functions are one-sided: true is a proof, false says nothing (also when the work
 * exceeds a built-in limit). None says anything about where an expression is defined, and true
 * answers cannot be chained (document, section 1). Threads may ask about one graph at the same
 * time; a thread that has called one of them ends with flint_cleanup(). */
#ifndef AB_REAL_IDENTITY_H
#define AB_REAL_IDENTITY_H

#include "expr/graph.h"

#include <stdbool.h>

/* true only if a and b have the same value at every point (values of the variables and parameters)
 * at which both are defined; false if it is seen that there is no such point, as for 1/(x - x).
 *
 * Decided as an identity of rational functions over Q in the variables, the parameters, pi and
 * *atoms*: abs, sqrt, exp, log, sin, cos, asin, atan of arguments that are themselves known up to
 * identity. The other operations are expressed by these. Used as well: abs(a)^2 = a^2, sqrt(a)^2 =
 * a, sin^2 = 1 - cos^2, exp(a + b) = exp(a) exp(b), exp(n a) = exp(a)^n, values at 0, log(1) = 0,
 * signs (cos(-a) = cos(a), abs(-2a) = 2 abs(a), ...), roots of rational numbers. Not used: any
 * order (abs(x^2) and x^2 are not recognised), addition theorems of sin, laws of log. */
bool ab_identical(const ab_graph *graph, ab_expr a, ab_expr b);

/* true only if a has the same rational value wherever it is defined, by the same means; the value
 * is written to out (an initialised mpq_t), which is untouched otherwise. */
bool ab_identical_to_rational(const ab_graph *graph, ab_expr a, mpq_t out);

/* true only if a = 0 at every point at which a and b are defined and b = 0: the numerator of b
 * divides that of a. */
bool ab_vanishes_where(const ab_graph *graph, ab_expr a, ab_expr b);

/* true only if a has equal values at any two points that differ in variable k alone and at which
 * it is defined: its normal form does not mention the variable. */
bool ab_independent_of(const ab_graph *graph, ab_expr a, uint32_t variable);

/* Common factors: true only if, wherever e is defined, e is the product of x_k^exponents[k] over
 * the `count` variables x_k named, and of *rest, a new polynomial expression of the graph; the
 * exponents are as large as possible. Only for an e that is a polynomial in variables and
 * parameters by normal form, of at most AB_FACTOR_TERMS_MAX terms, and not 0. */
enum { AB_FACTOR_TERMS_MAX = 256 };
bool ab_take_factors(ab_graph *graph, ab_expr e, const uint32_t *variables, size_t count,
                     uint32_t *exponents, ab_expr *rest);

#endif
