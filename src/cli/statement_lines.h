/* SPDX-License-Identifier: MIT
 * The lines about a statement that several commands print. */
#ifndef AB_CLI_STATEMENT_LINES_H
#define AB_CLI_STATEMENT_LINES_H

#include "cli/session.h"

/* "c problem NAME" (if it has one) and "c claim KIND [NAME]". */
void ab_statement_print_names(ab_session *session, const ab_statement *statement);
/* The claim as mathematics. */
void ab_statement_print_mathematics(ab_session *session, const ab_statement *statement);
/* "c warning ..." */
void ab_statement_print_warnings(ab_session *session, const ab_statement *statement);
/* "c reduction CLAUSE: ..." for each reduction of a proof. */
void ab_statement_print_reductions(ab_session *session, const ab_statement *statement,
                                   const ab_witness *witness);
/* "c hash HEX"; all constants have to be numbers. */
void ab_statement_print_hash(ab_session *session, const ab_statement *statement);

#endif
