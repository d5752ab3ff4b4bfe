/* SPDX-License-Identifier: MIT */
#include "condition/conditions.h"
#include "condition/functions_claim.h"
#include "problem/calculus.h"

void ab_functions_show_definitions(ab_text *text, const ab_statement *statement) {
  const ab_functions *f = &statement->functions;
  ab_functions_append(text, f, statement->syntax);
  if (f->function_count == 1)
    ab_text_add(text, "f: the function above; ");
  else
    ab_text_printf(text, "f = (1/%zu) (sum of the %zu functions above); ", f->function_count,
                   f->function_count);
  ab_text_printf(text, "M: its minimizers over the %s; ",
                 f->minimizers_on_domain ? "domain D" : "whole space");
  if (f->uses_infima)
    ab_text_printf(text, "f_i*: infimum over the %s\n",
                   f->infimum_on_domain ? "domain D" : "whole space");
  else
    ab_text_add(text, "f*: the value of f on M\n");
  if (ab_kinks(f->graph, f->mean, NULL, 0) > 0)
    ab_text_add(text, "grad at a kink: each generalised gradient\n");
}

void ab_functions_show(ab_text *text, const ab_statement *statement) {
  const ab_functions *f = &statement->functions;
  ab_functions_show_definitions(text, statement);
  ab_text_printf(text,
                 "claim: for all x in D, %s and all i,\n"
                 "  <grad f_i(x), x - y> >= alpha (f_i(x) - f_i(y)) - beta (f_i(x) - f_i*)\nwith ",
                 f->minimizers == AB_MINIMIZERS_AT ? "the fixed y" : "all y in Proj(x, M)");
  ab_statement_show_constants(text, statement);
}
