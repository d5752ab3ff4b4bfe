/* SPDX-License-Identifier: MIT
 * Steps of ab_condition that all claims about two-layer networks share. */
#ifndef AB_CONDITION_NETWORK_CLAIM_H
#define AB_CONDITION_NETWORK_CLAIM_H

#include "condition/statement.h"

ab_status ab_network_claim_read(ab_statement *statement, ab_error *error);
void ab_network_claim_append(ab_text *text, const ab_statement *statement);
void ab_network_claim_coordinate(ab_text *text, const ab_statement *statement, size_t k);
/* For show: f_i, the points and D. */
void ab_network_show_problem(ab_text *text, const ab_network *network);

#endif
