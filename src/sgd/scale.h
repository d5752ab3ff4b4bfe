/* SPDX-License-Identifier: MIT
 * What the floor of the theorem is to be compared with: above the largest gap on D it is vacuous.
 */
#ifndef AB_SGD_SCALE_H
#define AB_SGD_SCALE_H

#include "sgd/model.h"

typedef struct {
  ab_range noise; /* encloses s, the mean of f* - f_i* */
  bool has_gap_upper;
  mpq_t gap_upper; /* B >= f - f* on D */
} ab_sgd_scale;

/* AB_BAD_PROBLEM if the problem cannot be iterated on, with the reason. On failure cleared. */
ab_status ab_sgd_scale_find(ab_sgd_scale *scale, const ab_statement *statement,
                            const ab_witness *witness, ab_error *error);
void ab_sgd_scale_clear(ab_sgd_scale *scale);

/* The floor beta s/(alpha - beta) of the theorem, for these constants. */
void ab_sgd_scale_floor(ab_range *floor, const ab_sgd_scale *scale, const mpq_t beta,
                        const mpq_t difference);

/* A lower bound of floor/sup_D (f - f*): at least 1 says that the floor is vacuous. Asks for
 * has_gap_upper. */
void ab_sgd_scale_ratio(mpq_t ratio, const ab_sgd_scale *scale, const ab_range *floor);

#endif
