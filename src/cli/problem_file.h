/* SPDX-License-Identifier: MIT
 * The problem file that a command is about, and the claims chosen in it. */
#ifndef AB_CLI_PROBLEM_FILE_H
#define AB_CLI_PROBLEM_FILE_H

#include "cli/session.h"

typedef struct {
  ab_text source;
  bool is_certificate; /* then nothing was parsed */
  ab_syntax *syntax;
  ab_statement *statements; /* one a chosen claim */
  size_t count;
} ab_problem_file;

/* Reads the file that the session's one operand names ("-": standard input). If it is a certificate
 * this is said, and nothing more is done. Else parses it and reads the statements of the claims
 * that
 * --claim or --all choose; one claim is chosen by itself. Errors: AB_IO, AB_BAD_PROBLEM, AB_USAGE.
 * The file is to be closed in any case. */
ab_status ab_problem_file_open(ab_problem_file *file, const ab_session *session, ab_error *error);
void ab_problem_file_close(ab_problem_file *file);

/* Opens it for a command about the condition: no certificate, and the first chosen claim is an
 * alpha_beta. To be closed in any case. */
ab_status ab_problem_file_open_condition(ab_problem_file *file, const ab_session *session,
                                         ab_error *error);

/* AB_USAGE if the file is a certificate. */
ab_status ab_problem_file_not_certificate(const ab_problem_file *file, const ab_session *session,
                                          ab_error *error);

/* AB_USAGE with a hint if a constant of the statement is `best`. */
ab_status ab_problem_file_all_numbers(const ab_statement *statement, const ab_session *session,
                                      ab_error *error);

/* AB_USAGE with a hint if no constant of the statement is `best`. */
ab_status ab_problem_file_has_best(const ab_statement *statement, const ab_session *session,
                                   ab_error *error);

/* The name of a claim; "claim", which being a reserved word is nobody's name, if it has none. */
const char *ab_statement_name(const ab_statement *statement);

#endif
