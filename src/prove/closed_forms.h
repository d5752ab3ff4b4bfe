/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_CLOSED_FORMS_H
#define AB_PROVE_CLOSED_FORMS_H

#include "condition/statement.h"

/* What the closed forms for matrix factorisation say with the numbers of the problem, in lines for
 * people; nothing where Z cannot be enclosed. */
void ab_factorization_closed_forms(ab_text *text, const ab_statement *statement);

#endif
