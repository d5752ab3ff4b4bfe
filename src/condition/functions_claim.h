/* SPDX-License-Identifier: MIT
 * What the conditions about own functions have in common: the steps of ab_condition. */
#ifndef AB_CONDITION_FUNCTIONS_CLAIM_H
#define AB_CONDITION_FUNCTIONS_CLAIM_H

#include "condition/statement.h"

/* Constants and functions; `uses_infima`: the claim is about the f_i*. */
ab_status ab_functions_claim_read(ab_statement *statement, bool uses_infima, ab_error *error);
void ab_functions_claim_append(ab_text *text, const ab_statement *statement);
ab_status ab_functions_claim_verify(const ab_statement *statement, ab_certificate_kind kind,
                                    const ab_witness *witness, ab_error *error);
void ab_functions_claim_basis(ab_basis *out, const ab_statement *statement,
                              const ab_witness *witness);
void ab_functions_claim_coordinate(ab_text *text, const ab_statement *statement, size_t k);

/* For show: the functions, f and M. */
void ab_functions_show_definitions(ab_text *text, const ab_statement *statement);

#endif
