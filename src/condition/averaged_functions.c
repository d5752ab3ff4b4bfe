/* SPDX-License-Identifier: MIT
 * The claims about f and its minimisers, as conditions. All of them are read, verified and compiled
 * as the condition for own functions is; infima of the f_i play no part. */
#include "condition/averaged.h"

#include "condition/conditions.h"
#include "condition/functions_claim.h"
#include "condition/functions_compile.h"
#include "condition/functions_facts.h"
#include "num/rational.h"

static ab_status read(ab_statement *statement, ab_error *error) {
  const ab_averaged *averaged = statement->condition->averaged;
  ab_status status = ab_functions_claim_read(statement, averaged->growth, error);
  if (status == AB_OK && averaged->fixed && statement->functions.minimizers != AB_MINIMIZERS_AT)
    status = ab_syntax_error(statement->syntax, statement->claim->place, error,
                             "%s is about one fixed minimizer: give it by 'minimizers at (0, 0);' "
                             "(with the nearest of several it is 'aiming')",
                             statement->condition->claim);
  ab_minimizers_kind kind = statement->functions.minimizers;
  if (status == AB_OK && averaged->growth &&
      (kind == AB_MINIMIZERS_CURVE || kind == AB_MINIMIZERS_CIRCLE || kind == AB_MINIMIZERS_LEVEL))
    status = ab_syntax_error(statement->syntax, statement->claim->place, error,
                             "growth is not about minimizers, and those given by equations are in "
                             "its way: leave them to a file of their own");
  return status;
}

static void show(ab_text *text, const ab_statement *statement) {
  const ab_functions *f = &statement->functions;
  const ab_averaged *averaged = statement->condition->averaged;
  ab_functions_show_definitions(text, statement);
  ab_text_printf(text, "claim: for all x in D%s,\n  %s\nwith ",
                 !ab_averaged_has_point(averaged)    ? ""
                 : f->minimizers == AB_MINIMIZERS_AT ? " and the fixed y"
                                                     : " and all y in Proj(x, M)",
                 averaged->formula);
  ab_statement_show_constants(text, statement);
}

#define AB_AVERAGED_CONDITION(NAME, CONSTANT, BEST, SQUARED, ...)                                  \
  static const ab_averaged NAME##_sides = {__VA_ARGS__, .squared = SQUARED};                       \
  static const ab_claim_form NAME##_form = {.items = {{CONSTANT, BEST}},                           \
                                            .count = 1,                                            \
                                            .example = CONSTANT " = 1/10;",                        \
                                            .asks = "the condition asks for " CONSTANT " > 0",     \
                                            .by_square = SQUARED};                                 \
  const ab_condition ab_condition_##NAME = {.claim = #NAME,                                        \
                                            .averaged = &NAME##_sides,                             \
                                            .constants = &NAME##_form,                             \
                                            .read = read,                                          \
                                            .append = ab_functions_claim_append,                   \
                                            .show = show,                                          \
                                            .verify = ab_functions_claim_verify,                   \
                                            .compile = ab_functions_compile,                       \
                                            .basis = ab_functions_claim_basis,                     \
                                            .coordinate = ab_functions_claim_coordinate}

AB_AVERAGED_CONDITION(pl, "mu", AB_BEST_LARGEST, false, AB_AVERAGED_GRADIENT, AB_AVERAGED_EXCESS, 2,
                      1, .formula = "|grad f(x)|^2 >= 2 mu (f(x) - f*)");
AB_AVERAGED_CONDITION(pl_star, "mu", AB_BEST_LARGEST, false, AB_AVERAGED_GRADIENT,
                      AB_AVERAGED_EXCESS, 2, 1, .vanishing = true,
                      .formula = "|grad f(x)|^2 >= 2 mu f(x), and f* = 0");
AB_AVERAGED_CONDITION(aiming, "theta", AB_BEST_LARGEST, false, AB_AVERAGED_INNER,
                      AB_AVERAGED_EXCESS, 1, 1,
                      .formula = "<grad f(x), x - y> >= theta (f(x) - f*)");
AB_AVERAGED_CONDITION(quasar_convexity, "theta", AB_BEST_LARGEST, false, AB_AVERAGED_INNER,
                      AB_AVERAGED_EXCESS, 1, 1, .fixed = true,
                      .formula = "<grad f(x), x - y> >= theta (f(x) - f*)");
AB_AVERAGED_CONDITION(rsi, "mu", AB_BEST_LARGEST, false, AB_AVERAGED_INNER, AB_AVERAGED_DISTANCE, 1,
                      1, .formula = "<grad f(x), x - y> >= mu |x - y|^2");
AB_AVERAGED_CONDITION(error_bound, "mu", AB_BEST_LARGEST, true, AB_AVERAGED_GRADIENT,
                      AB_AVERAGED_DISTANCE, 1, 1, .formula = "|grad f(x)| >= mu |x - y|");
AB_AVERAGED_CONDITION(quadratic_growth, "mu", AB_BEST_LARGEST, false, AB_AVERAGED_EXCESS,
                      AB_AVERAGED_DISTANCE, 1, 2, .formula = "f(x) - f* >= (mu/2) |x - y|^2");
AB_AVERAGED_CONDITION(growth, "L", AB_BEST_SMALLEST, false, AB_AVERAGED_GRADIENT,
                      AB_AVERAGED_EXCESS, 2, 1, .growth = true,
                      .formula = "|grad f_i(x)|^2 <= 2 L (f_i(x) - f_i*) for all i");
