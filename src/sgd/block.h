/* SPDX-License-Identifier: MIT
 * What the `sgd { .. }` block of a problem asks for. */
#ifndef AB_SGD_BLOCK_H
#define AB_SGD_BLOCK_H

#include "condition/statement.h"

#include <stdint.h>

typedef enum {
  AB_OPTIMIZER_SGD,
  AB_OPTIMIZER_DECREASING, /* gamma_0/sqrt(k + 1) */
  AB_OPTIMIZER_SPS_MAX,
  AB_OPTIMIZER_NGN
} ab_optimizer;

typedef struct {
  const ab_entry *entry; /* the block itself */
  mpq_t *start;          /* a coordinate each, as the domain's */
  size_t count;
  bool step_is_max; /* stepsize = max */
  mpq_t step;       /* gamma; gamma_0; of SPS_max gamma_b */
  mpq_t c;          /* of SPS_max */
  bool has_c;
  mpq_t growth; /* a growth constant to be used */
  bool has_growth;
  mpq_t within; /* the iteration is looked at in {|x| <= within} */
  bool has_within;
  uint64_t iterations, runs, seed;
  ab_optimizer optimizer;
  bool projected;
} ab_sgd_block;

enum { AB_SGD_ITERATIONS_MAX = 100000, AB_SGD_RUNS_MAX = 100000000 };

/* Reads the block; start, stepsize and iterations have to be there, runs is 1000, seed 1 and the
 * optimizer sgd if left out. On failure cleared. */
ab_status ab_sgd_block_read(ab_sgd_block *block, const ab_statement *statement, long iterations_max,
                            ab_error *error);
void ab_sgd_block_clear(ab_sgd_block *block);

/* "sgd", "decreasing", "sps_max", "ngn". */
const char *ab_optimizer_name(ab_optimizer optimizer);

#endif
