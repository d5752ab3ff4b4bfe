/* SPDX-License-Identifier: MIT
 * What all claims alpha_beta have in common: their two constants. */
#include "condition/conditions.h"

static size_t check(const ab_claim_constants *constants, const char **message) {
  if (mpq_cmp(constants->items[AB_ALPHA].value, constants->items[AB_BETA].value) > 0)
    return constants->form->count;
  *message = "has to be larger than beta";
  return AB_ALPHA;
}

const ab_claim_form ab_alpha_beta_form = {
    .items = {[AB_ALPHA] = {"alpha", AB_BEST_SMALLEST}, [AB_BETA] = {"beta", AB_BEST_SMALLEST}},
    .count = 2,
    .example = "beta = 12; alpha = beta + 1;",
    .asks = "the condition asks for alpha > beta > 0",
    .check = check};
