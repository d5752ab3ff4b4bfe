/* SPDX-License-Identifier: MIT
 * Where an iteration begins: start { .. } of the `sgd { .. }` block. */
#ifndef AB_SGD_START_H
#define AB_SGD_START_H

#include "sgd/block.h"

/* Number of coordinates of a point of the problem. */
size_t ab_sgd_coordinates(const ab_statement *statement);

/* Fills block->start; count and seed are set. */
ab_status ab_sgd_start_read(ab_sgd_block *block, const ab_statement *statement, const ab_entry *sgd,
                            ab_error *error);

#endif
