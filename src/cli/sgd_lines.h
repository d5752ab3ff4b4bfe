/* SPDX-License-Identifier: MIT
 * The lines of abcert sgd about hypotheses, bounds and iterates. */
#ifndef AB_CLI_SGD_LINES_H
#define AB_CLI_SGD_LINES_H

#include "cli/session.h"
#include "report/sgd_plot.h"

/* "c hypothesis NAME proved|broken|assumed". */
void ab_sgd_print_hypothesis(ab_session *session, const char *name, ab_hypothesis hypothesis);

/* All of an analysis, the condition being proved or assumed. */
void ab_sgd_print(ab_session *session, const ab_sgd_analysis *analysis, ab_hypothesis condition);

#endif
