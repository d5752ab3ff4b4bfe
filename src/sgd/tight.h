/* SPDX-License-Identifier: MIT
 * Ranges over boxes by the better of two forms: natural, and centred with slopes
 * (docs/theory/slopes.md). */
#ifndef AB_SGD_TIGHT_H
#define AB_SGD_TIGHT_H

#include "sgd/model.h"

typedef struct ab_tight ab_tight;

/* For `count` expressions of the model's graph, which must not grow meanwhile. */
ab_tight *ab_tight_create(const ab_sgd_model *model, const ab_expr *roots, size_t count,
                          mpfr_prec_t precision);
void ab_tight_destroy(ab_tight *tight);

/* An enclosure of {e(x): x in box}, e = roots[which], with every derivative of relu that is
 * possible at x for the switches it depends on; undefined unless e is certain to be defined on all
 * of the box. Valid until the next call. */
const ab_interval *ab_tight_range(ab_tight *tight, size_t which, const ab_interval *box);

#endif
