/* SPDX-License-Identifier: MIT
 * abcert show: the claim as mathematics, and what it rests on. */
#include "cli/commands.h"
#include "cli/problem_file.h"
#include "cli/statement_lines.h"
#include "prove/method.h"

/* What a proof would rest on; a reason why there can be none is a warning here. */
static void show_basis(ab_session *session, ab_statement *statement) {
  ab_witness witness;
  ab_basis basis;
  ab_error error;
  ab_certificate_kind kind = AB_CERTIFICATE_PROOF;
  ab_witness_init(&witness);
  ab_status status = ab_method_of(statement->condition)->make(&witness, &kind, statement, &error);
  if (status == AB_OK)
    status = statement->condition->verify(statement, kind, &witness, &error);
  if (status == AB_OK) {
    ab_statement_basis(&basis, statement, &witness);
    ab_session_print_basis(session, &basis);
    if (statement->functions.function_count)
      ab_print_fact(&session->printer, "note",
                    "what is said to be proved about minimizers and infima is proved by prove and "
                    "abcheck; show has only located them");
    ab_basis_clear(&basis);
  } else {
    ab_print_fact(&session->printer, "warning", "%s", error.message);
  }
  ab_witness_clear(&witness);
}

static void show_closed_forms(ab_session *session, const ab_statement *statement) {
  const ab_method *method = ab_method_of(statement->condition);
  if (!method->closed_forms)
    return;
  ab_text text;
  ab_text_init(&text);
  method->closed_forms(&text, statement);
  ab_print_lines(&session->printer, text.data ? text.data : "");
  ab_text_clear(&text);
}

static void show(ab_session *session, ab_statement *statement) {
  ab_statement_print_names(session, statement);
  ab_statement_print_mathematics(session, statement);
  show_closed_forms(session, statement);
  show_basis(session, statement);
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
