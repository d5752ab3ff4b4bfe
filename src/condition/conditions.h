/* SPDX-License-Identifier: MIT
 * The conditions there are: used by statement.c. One file each. */
#ifndef AB_CONDITION_CONDITIONS_H
#define AB_CONDITION_CONDITIONS_H

#include "condition/statement.h"

extern const ab_condition ab_condition_inequality; /* claim clause over variables */
extern const ab_condition
    ab_condition_alpha_beta_factorization; /* claim alpha_beta, matrix factorisation */

extern const ab_condition ab_condition_growth_factorization; /* claim growth, the same */
extern const ab_condition ab_condition_growth_network;       /* claim growth, two-layer network */
extern const ab_condition ab_condition_alpha_beta_network; /* claim alpha_beta, two-layer network */
extern const ab_condition ab_condition_alpha_beta_functions; /* claim alpha_beta, own functions */
extern const ab_condition ab_condition_pl, ab_condition_pl_star, ab_condition_aiming,
    ab_condition_quasar_convexity, ab_condition_rsi, ab_condition_error_bound,
    ab_condition_quadratic_growth, /* claims about the mean of own functions */
    ab_condition_growth;           /* and about each of them */

/* The constants of every claim alpha_beta: alpha > beta > 0. */
enum { AB_ALPHA, AB_BETA };
extern const ab_claim_form ab_alpha_beta_form;

/* That of the claims growth about families: L > 0. */
extern const ab_claim_form ab_growth_form;

/* The `show` of the conditions: in files of their own, since nobody has to trust them. */
void ab_inequality_show(ab_text *text, const ab_statement *statement);
void ab_functions_show(ab_text *text, const ab_statement *statement);
void ab_factorization_show(ab_text *text, const ab_statement *statement);
void ab_network_show(ab_text *text, const ab_statement *statement);

#endif
