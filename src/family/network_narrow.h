/* SPDX-License-Identifier: MIT
 * TRUSTED: the minimizers of one unit whose data ask for outputs that it cannot realise, logistic
 * loss (docs/theory/two-layer-relu.md, section 13).
 *
 * With c_i = theta.x_i, theta = sign v w, f depends on theta through sum_i Phi_i(relu(c_i)), a
 * convex function wherever the signs of the c_i are fixed. The witness has the constants c[1..p] at
 * the minimizer, and three choices that stand before the one that names the argument:
 * narrow: the sign of v, then the numbers of points that are a basis of the span of all, or of a
 *   line (ab_network_narrow_is_free);
 * branches: for v > 0, then for v < 0, a tree in preorder: the number of a point (first the part
 *   where c_i >= 0, then that where c_i <= 0), 0 where multipliers show that f is larger, -1 where
 *   the minimizer is;
 * multipliers: one for each point, for each 0 of the trees. */
#ifndef AB_FAMILY_NETWORK_NARROW_H
#define AB_FAMILY_NETWORK_NARROW_H

#include "family/network_branches.h"
#include "num/interval.h"

/* Whether the witness says so. */
bool ab_network_is_narrow(const ab_witness *witness);

/* Constants and choices are what they say, but for the values at the leaves 0, which are left to
 * clauses. AB_NOT_VERIFIED else. */
ab_status ab_network_narrow_verify(const ab_network *network, const ab_witness *witness,
                                   ab_error *error);

/* Whether the points of the basis do not span all others: then it is one point, all of them lie in
 * a plane, and w is free in a part of it. The constants c of the points beyond the line of the
 * basis are 0. */
bool ab_network_narrow_is_free(const ab_network *network, const ab_witness *witness);

/* The sign of v on M. */
int ab_network_narrow_sign(const ab_witness *witness);

/* out, initialised, d x p: P theta = out c, the columns of points beyond the basis 0. false if the
 * choice `narrow` names no basis. */
bool ab_network_narrow_inverse(ab_matrix *out, const ab_network *network,
                               const ab_witness *witness);

/* out, p x p, initialised: c = out c, the columns of points beyond the basis 0. false likewise. */
bool ab_network_narrow_combine(ab_matrix *out, const ab_network *network,
                               const ab_witness *witness);

/* Phi_i'(c) = (a + b)/(1 + e^-c) - a, as for v > 0. */
void ab_network_narrow_slope(ab_interval *out, const ab_network *network, int sign, size_t i,
                             const ab_interval *c);

#endif
