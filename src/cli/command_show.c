/* SPDX-License-Identifier: MIT
 * abcert show: the claim as mathematics, and what it rests on. */
#include "cli/commands.h"
#include "cli/problem_file.h"
#include "cli/statement_lines.h"

static void show(ab_session *session, const ab_statement *statement) {
  ab_statement_print_names(session, statement);
  ab_statement_print_mathematics(session, statement);
  ab_session_print_basis(session, &statement->condition->basis);
  ab_statement_print_warnings(session, statement);
  if (!ab_statement_has_free_constant(statement))
    ab_statement_print_hash(session, statement);
}

int ab_command_show(ab_session *session) {
  ab_error error;
  ab_problem_file file;
  ab_status status = ab_problem_file_open(&file, session, &error);
  if (status == AB_OK)
    status = ab_problem_file_not_certificate(&file, session, &error);
  if (status == AB_OK)
    show(session, &file.statements[0]);
  ab_problem_file_close(&file);
  return status == AB_OK ? AB_OK : ab_session_complain(session, &error);
}
