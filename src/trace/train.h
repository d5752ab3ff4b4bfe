/* SPDX-License-Identifier: MIT
 * Plain SGD on a problem of any size, and the log of it that abcert trace reads. */
#ifndef AB_TRACE_TRAIN_H
#define AB_TRACE_TRAIN_H

#include "sgd/block.h"

#include <stdio.h>

enum { AB_TRAIN_ITERATIONS_MAX = 1000000000 };

/* f = mean of the f_i, before and after. */
typedef struct {
  size_t coordinates, samples;
  double first, last;
} ab_training;

/* Makes the run of the block twice, once to find x^K, and writes a line for each step to `out`.
 * Indices as for abcert sgd (docs/theory/sgd.md, section 10). Whether all of it was written is for
 * the caller to see. AB_BAD_PROBLEM for a block or a family that cannot be trained, and for a run
 * that diverges. */
ab_status ab_train(ab_training *training, FILE *out, const ab_sgd_block *block,
                   const ab_statement *statement, ab_error *error);

#endif
