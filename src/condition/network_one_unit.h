/* SPDX-License-Identifier: MIT
 * TRUSTED: what the arguments about one unit and several points share
 * (docs/theory/two-layer-relu.md, sections 8, 12 and 13).
 *
 * M = {sign v = t, P w = w0/t, t > 0}, w0.x_i the constant number i of the witness times the sign.
 * Everything is told for sign = 1; else v and the labels are negated. */
#ifndef AB_CONDITION_NETWORK_ONE_UNIT_H
#define AB_CONDITION_NETWORK_ONE_UNIT_H

#include "condition/statement.h"
#include "family/network_data.h"

typedef struct {
  const ab_network *network;
  bool is_narrow; /* w0.x_i may be negative: the output on M is its relu */
  bool is_line;   /* all points are multiples of one, and so is w0 */
  int sign;
  size_t dimension;
  ab_matrix inverse;    /* d x p: w0 = sign inverse (constants) */
  mpq_t *w0_lo, *w0_hi; /* enclosures of w0 and |w0|^2 */
  mpq_t square_lo, square_hi;
} ab_one_unit;

/* Whether M is of this kind: no z_i* is 0, or the network is narrow and w0 unique. */
bool ab_one_unit_has_sign(const ab_network *network, const ab_witness *witness);

/* Of a verified realisation. */
void ab_one_unit_init(ab_one_unit *unit, const ab_network *network, const ab_witness *witness);
void ab_one_unit_clear(ab_one_unit *unit);

/* Whether all t of nearest minimizers lie in [t_lo, t_hi], if |v| and |w0.w| are at most these. */
bool ab_one_unit_holds_t(const ab_one_unit *unit, const mpq_t t_lo, const mpq_t t_hi,
                         const mpq_t v_size, const mpq_t q_size);

/* Whether every t > 0 with t^4 - v t^3 + q t - square = 0 lies in [t_lo, t_hi], if |v| and |q| are
 * at most these and square in its range. */
bool ab_holds_t(const mpq_t t_lo, const mpq_t t_hi, const mpq_t square_lo, const mpq_t square_hi,
                const mpq_t v_size, const mpq_t q_size);

/* [lo, hi] += [a, b] [c, d] */
void ab_add_product_range(mpq_t lo, mpq_t hi, const mpq_t a, const mpq_t b, const mpq_t c,
                          const mpq_t d);

/* The range of w.direction over the box of the domain, and its value at x. */
void ab_one_unit_range(mpq_t lo, mpq_t hi, const ab_network *network, const mpq_t *direction);
void ab_one_unit_product(mpq_t out, const ab_network *network, const mpq_t *x,
                         const mpq_t *direction);

/* The sample that a choice of a refutation names by its point, its label and, for the squared loss,
 * the number of its target; false if the problem has none. */
bool ab_one_unit_find_sample(ab_network_sample *sample, const ab_network *network,
                             const ab_choice *given);

/* Sets w0[0..d-1] and returns |w0|^2, the constants being the parameters 0, 1, .. */
ab_expr ab_one_unit_w0(ab_graph *g, const ab_one_unit *unit, ab_expr *w0);

#endif
