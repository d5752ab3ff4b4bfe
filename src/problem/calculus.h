/* SPDX-License-Identifier: MIT
 * Exact calculus on expression graphs: substitution, and differentiation by the rules. Proofs and
 * the exact conditions: docs/theory/calculus.md. */
#ifndef AB_PROBLEM_CALCULUS_H
#define AB_PROBLEM_CALCULUS_H

#include "expr/graph.h"

#include <stdbool.h>
#include <stddef.h>

enum {
  AB_KINKS_MAX = 64,         /* bits of a pattern */
  AB_FOLD_BITS_MAX = 1 << 16 /* a folded constant with a longer numerator or denominator is not */
};

/* Builders that simplify 0 + e, e + 0, e - 0, 0 - e (to -e), 1 * e, 0 * e, e / 1, e^1 and
 * operations on rational constants (exactly; never a division by zero), and nothing else. All of
 * them keep the set of points where the expression is defined, except 0 * e, which becomes 0: use
 * mul only where e is defined at every point that matters. */
ab_expr ab_build_neg(ab_graph *graph, ab_expr x);
ab_expr ab_build_add(ab_graph *graph, ab_expr x, ab_expr y);
ab_expr ab_build_sub(ab_graph *graph, ab_expr x, ab_expr y);
ab_expr ab_build_mul(ab_graph *graph, ab_expr x, ab_expr y);
ab_expr ab_build_div(ab_graph *graph, ab_expr x, ab_expr y);
ab_expr ab_build_pow(ab_graph *graph, ab_expr x, int32_t exponent);

/* The expression is the rational constant `value`. */
bool ab_is_integer(const ab_graph *graph, ab_expr expr, long value);

/* The expression `root` of `in` rebuilt in `out` (which may be the same graph) with variable k
 * replaced by variables[k], an expression of `out`; parameters stay. No other change. Linear time,
 * no recursion. */
ab_expr ab_substitute(ab_graph *out, const ab_graph *in, ab_expr root, const ab_expr *variables);

/* The kinks of an expression: those of its nodes abs, relu, min, max whose argument (for min and
 * max: the difference of the two arguments) depends on a variable and is not seen, from the signs
 * of the parts, to keep one sign: 1 + x^2 in relu(1 + x^2) is no kink's argument. Returns how many
 * there are and writes the first `capacity` of them, children before parents. */
size_t ab_kinks(const ab_graph *graph, ab_expr root, ab_expr *kinks, size_t capacity);
/* The argument of a kink: h for abs(h), relu(h); u - v for min(u, v) and max(u, v). */
ab_expr ab_kink_argument(ab_graph *graph, ab_expr kink);

/* root with each kink (at most AB_KINKS_MAX) replaced by one of its branches: kink number j, as
 * ab_kinks counts them, by that for h >= 0 if bit j of pattern is set, else by that for h <= 0.
 * Nodes abs, relu, min and max that are no kinks become the branch that their sign shows. At a
 * point where root is defined and the signs of the h_j agree with the pattern, it has the value of
 * root; it may be defined where root is not. */
ab_expr ab_branch(ab_graph *graph, ab_expr root, uint64_t pattern);

/* The derivative of root along a direction: sum over k < variables of direction[k] d root/d x_k,
 * direction[k] an expression of the same graph; kink number j (as ab_kinks counts them; there have
 * to be at most AB_KINKS_MAX) is taken as its branch for h >= 0 if bit j of pattern is set, as that
 * for h <= 0 else. root has no variable but those.
 *
 * At a point where root and the directions are defined and the signs of the h_j agree with the
 * pattern (0 agrees with both), the result is undefined or the derivative of that branch. It may be
 * defined where root is not: a statement about a derivative has to hold root as well, or
 * ab_derivative_on_domain. Linear in the size of root, in time and in new nodes. */
ab_expr ab_derivative(ab_graph *graph, ab_expr root, const ab_expr *direction, size_t variables,
                      uint64_t pattern);

/* The partial derivative in variable number k. */
ab_expr ab_partial(ab_graph *graph, ab_expr root, size_t k, size_t variables, uint64_t pattern);

/* `derivative` with the domain of root: derivative + 0 * root, which is undefined where root is;
 * just derivative where its own parts show already that it is undefined there. */
ab_expr ab_derivative_on_domain(ab_graph *graph, ab_expr root, ab_expr derivative);

#endif
