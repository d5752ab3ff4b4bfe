/* SPDX-License-Identifier: MIT
 * The iteration as it is run, with its constants, and what the theorems say about it
 * (docs/theory/sgd.md, sections 2 to 5). */
#ifndef AB_SGD_PLAN_H
#define AB_SGD_PLAN_H

#include "sgd/block.h"
#include "sgd/domain_facts.h"
#include "sgd/model.h"

typedef struct {
  ab_optimizer optimizer;
  bool projected;
  uint64_t iterations;  /* K */
  mpq_t alpha, beta, d; /* of the claim; d = alpha - beta */
  mpq_t growth;         /* L */
  mpq_t step;           /* gamma, gamma_0, gamma_b */
  mpq_t c;              /* of SPS_max */
  ab_hypothesis step_sharp, step_published;
  const char *sharp_asks, *published_asks; /* the two hypotheses in words */
} ab_sgd_plan;

/* Chooses what the block leaves open: stepsize = max is the largest step for which both bounds hold
 * (d/(2L); SPS_max 1/(2cL), above which its bounds grow; NGN 1/(2L), where the last term of the
 * published bound begins); c = 1/d (twice what is needed). */
void ab_sgd_plan_make(ab_sgd_plan *plan, const ab_sgd_block *block, const ab_statement *statement,
                      const ab_sgd_model *model, const mpq_t growth);
void ab_sgd_plan_clear(ab_sgd_plan *plan);

/* lo <= gamma_k <= hi for constant and decreasing steps. */
void ab_sgd_plan_step(ab_range *out, const ab_sgd_plan *plan, uint64_t k);

/* The numbers a_k (from below) and b_k (from above) of (2), and the floor: what (3) tends to for K
 * to infinity. */
typedef struct {
  mpq_t *a_lower, *b_upper; /* `count` of them: 1 if all steps are alike, else K */
  size_t count;
  ab_range floor;
} ab_sgd_rate;

enum { AB_SGD_RATES_MAX = 3 };

/* The rates behind the sharp bound (any one of them will do: the least bound counts), and the one
 * behind the published bound. Asks for the hypothesis on the step; returns how many. */
size_t ab_sgd_rates_sharp(ab_sgd_rate *rates, const ab_sgd_plan *plan, const ab_sgd_model *model);
void ab_sgd_rate_published(ab_sgd_rate *rate, const ab_sgd_plan *plan, const ab_sgd_model *model);
void ab_sgd_rate_clear(ab_sgd_rate *rate);

/* For every K' = 1..K, to out[K' - 1], an upper bound of (D0/2 + sum b_k)/sum a_k over k < K'; with
 * weights (K of them, upper bounds of P(A_k)) on the b_k, as (4) has it. */
void ab_sgd_rate_bounds(mpq_t *out, const ab_sgd_rate *rate, const ab_sgd_plan *plan,
                        const ab_sgd_model *model, const mpq_t *weights);

#endif
