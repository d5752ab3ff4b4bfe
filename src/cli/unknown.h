/* SPDX-License-Identifier: MIT
 * What is said with a verdict UNKNOWN: why, where, and what to try. */
#ifndef AB_CLI_UNKNOWN_H
#define AB_CLI_UNKNOWN_H

#include "cli/session.h"
#include "prove/prove.h"

/* After a search that neither proved nor refuted. */
void ab_unknown_print(ab_session *session, const ab_statement *statement, const ab_proof *proof,
                      const ab_prove_options *options);

/* After a verdict that --strict does not let stand. */
void ab_unknown_print_assumption(ab_session *session);

#endif
