/* SPDX-License-Identifier: MIT */
#ifndef AB_CONDITION_EXPRESSION_SHOW_H
#define AB_CONDITION_EXPRESSION_SHOW_H

#include "base/text.h"
#include "clause/clause.h"

/* For people: appends an expression of a template, as one writes it. Of a long one parts are left
 * out ("..."). */
void ab_expression_show(ab_text *text, const ab_template *template_, ab_expr e);

#endif
