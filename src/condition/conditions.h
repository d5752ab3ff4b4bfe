/* SPDX-License-Identifier: MIT
 * The conditions there are: used by statement.c. One file each. */
#ifndef AB_CONDITION_CONDITIONS_H
#define AB_CONDITION_CONDITIONS_H

#include "condition/statement.h"

extern const ab_condition ab_condition_inequality; /* claim clause over variables */
extern const ab_condition
    ab_condition_alpha_beta_rank_one; /* claim alpha_beta, matrix factorisation, rank one */

extern const ab_condition ab_condition_alpha_beta_functions; /* claim alpha_beta, own functions */

/* alpha and beta of a claim alpha_beta: reads both, each a number or `best` or defined by the
 * other; errors unless alpha > beta > 0. */
ab_status ab_alpha_beta_read(ab_statement *statement, ab_error *error);
void ab_alpha_beta_append(ab_text *text, const ab_statement *statement);
/* "alpha = 913/5 = 182.6, beta = ..." and a line end; as written if one is `best`. */
void ab_alpha_beta_show(ab_text *text, const ab_statement *statement);

/* The `show` of the conditions: in files of their own, since nobody has to trust them. */
void ab_inequality_show(ab_text *text, const ab_statement *statement);
void ab_functions_show(ab_text *text, const ab_statement *statement);
void ab_rank_one_show(ab_text *text, const ab_statement *statement);

#endif
