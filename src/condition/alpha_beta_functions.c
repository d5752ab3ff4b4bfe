/* SPDX-License-Identifier: MIT
 * The condition AB(alpha, beta; D, M) for the user's own functions (docs/theory/functions.md). */
#include "condition/conditions.h"
#include "condition/functions_claim.h"
#include "condition/functions_compile.h"

static ab_status read(ab_statement *statement, ab_error *error) {
  return ab_functions_claim_read(statement, true, error);
}

const ab_condition ab_condition_alpha_beta_functions = {.claim = "alpha_beta",
                                                        .constants = &ab_alpha_beta_form,
                                                        .family = NULL,
                                                        .read = read,
                                                        .append = ab_functions_claim_append,
                                                        .show = ab_functions_show,
                                                        .verify = ab_functions_claim_verify,
                                                        .compile = ab_functions_compile,
                                                        .basis = ab_functions_claim_basis,
                                                        .coordinate =
                                                            ab_functions_claim_coordinate};
