/* SPDX-License-Identifier: MIT
 * TRUSTED: what the arguments about one unit that is on at a single point of a plane share
 * (docs/theory/two-layer-relu.md, section 14).
 *
 * Everything is told for v > 0 on M; else v and the labels are negated. alpha = w.a, omega = w.e,
 * c = c_m > 0. A nearest minimizer y with v^y = t has w^y.a = c/t, and w^y.e = omega (free) or
 * tau c/t with tau = lo or hi (an end). */
#ifndef AB_CONDITION_NETWORK_SECTOR_H
#define AB_CONDITION_NETWORK_SECTOR_H

#include "condition/statement.h"
#include "family/network_data.h"
#include "family/network_sector.h"

typedef enum { AB_SECTOR_FREE, AB_SECTOR_LOW, AB_SECTOR_HIGH, AB_SECTOR_CASES } ab_sector_case;

/* The word for a case; whether there is such an end. */
const char *ab_sector_case_word(ab_sector_case which);
bool ab_sector_has(const ab_narrow_sector *sector, ab_sector_case which);

/* Whether all t of nearest minimizers, in all cases, lie in [t_lo, t_hi] for c in its enclosure, if
 * |v|, |alpha| and |omega| are at most these. */
bool ab_sector_holds_t(const ab_narrow_sector *sector, const ab_witness *witness, const mpq_t t_lo,
                       const mpq_t t_hi, const mpq_t v, const mpq_t alpha, const mpq_t omega);

/* Expressions in alpha, omega, t and c. */
typedef struct {
  ab_graph *g;
  const ab_narrow_sector *sector;
  ab_sector_case which;
  ab_expr alpha, omega, t, c;
} ab_sector_terms;

/* q and the square of t^4 - v t^3 + q t - square = 0, where t is stationary. */
void ab_sector_stationary(ab_expr *q, ab_expr *square, const ab_sector_terms *s);

/* Adds literals: that (alpha, omega, t) is not of this case; that the minimizer is not nearest, as
 * others with a multiple of its w are nearer. */
void ab_sector_add_hypotheses(ab_template *template_, const ab_sector_terms *s, ab_expr v);

/* T of the sample where the unit is on at x: h = rho alpha + kappa omega >= 0. */
ab_expr ab_sector_condition(const ab_sector_terms *s, const ab_statement *statement, ab_expr v,
                            ab_network_sample sample, int sign);
/* And where it is off. */
ab_expr ab_sector_condition_off(const ab_sector_terms *s, const ab_statement *statement,
                                ab_network_sample sample, int sign);
/* h. */
ab_expr ab_sector_activation(const ab_sector_terms *s, size_t i);

#endif
