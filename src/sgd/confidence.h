/* SPDX-License-Identifier: MIT
 * Means of bounded random numbers from finite samples (docs/theory/sgd.md, section 8). */
#ifndef AB_SGD_CONFIDENCE_H
#define AB_SGD_CONFIDENCE_H

#include "num/interval.h"

#include <stdint.h>

/* Sums of the values in [0, B] that were observed, each known up to an interval. */
typedef struct {
  ab_interval sum, squares;
  uint64_t count;
} ab_sample;

enum { AB_SAMPLE_PRECISION = 128 };

void ab_sample_init(ab_sample *sample);
void ab_sample_clear(ab_sample *sample);
void ab_sample_add(ab_sample *sample, const ab_interval *value);

/* An interval that holds the expectation with probability at least 1 - delta, delta = 1e-9/means;
 * the sample has two values or more: the smaller of those by Maurer and Pontil's and by Hoeffding's
 * inequality, each with delta/2, cut to [0, B]. */
void ab_sample_confidence(ab_interval *out, const ab_sample *sample, const mpq_t upper,
                          uint64_t means);

#endif
