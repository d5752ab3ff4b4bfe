/* SPDX-License-Identifier: MIT
 * What holds on all of D, shown by ranges over a bisection of it. */
#ifndef AB_SGD_DOMAIN_FACTS_H
#define AB_SGD_DOMAIN_FACTS_H

#include "sgd/model.h"

/* Whether a hypothesis of a bound holds. ASSUMED: neither shown nor refuted. */
typedef enum { AB_HYPOTHESIS_PROVED, AB_HYPOTHESIS_BROKEN, AB_HYPOTHESIS_ASSUMED } ab_hypothesis;

/* |grad f_i|^2 <= 2 L (f_i - f_i*) on D for all i (docs/theory/sgd.md, section 7): finds a constant
 * L that it can prove, or decides about the given one (NULL: none). If nothing is proved, L is the
 * one given or an estimate. */
ab_hypothesis ab_sgd_growth(mpq_t growth, const ab_sgd_model *model, mpq_srcptr given);

/* Whether x - gamma grad f_i(x) is in D for all x in D, all i and steps from 0 to gamma. */
bool ab_sgd_is_invariant(const ab_sgd_model *model, const mpq_t gamma);

/* B >= f - f* on D; false if none is found. */
bool ab_sgd_gap_upper(mpq_t out, const ab_sgd_model *model);

#endif
