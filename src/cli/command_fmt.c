/* SPDX-License-Identifier: MIT
 * abcert fmt: the canonical claim text. */
#include "certificate/certificate.h"
#include "cli/commands.h"
#include "cli/problem_file.h"

static ab_status print_certificate(ab_session *session, const ab_text *source, ab_error *error) {
  if (session->options->claim)
    return ab_error_set(error, AB_USAGE,
                        "--claim does not go with a certificate: it has one claim");
  ab_certificate certificate;
  ab_status status = ab_certificate_read(&certificate, source->data, source->length, error);
  if (status != AB_OK) {
    ab_error_context(error, "%s", session->operands[0]);
    return status;
  }
  ab_print_claim_text(&session->printer, &certificate.claim);
  ab_certificate_clear(&certificate);
  return AB_OK;
}

static ab_status print_statement(ab_session *session, const ab_statement *statement,
                                 ab_error *error) {
  ab_status status = ab_problem_file_all_numbers(statement, session, error);
  if (status != AB_OK)
    return status;
  ab_text text;
  ab_text_init(&text);
  ab_statement_append(&text, statement);
  ab_print_claim_text(&session->printer, &text);
  ab_text_clear(&text);
  return AB_OK;
}

int ab_command_fmt(ab_session *session) {
  ab_error error;
  ab_problem_file file;
  ab_status status = ab_problem_file_open(&file, session, &error);
  if (status == AB_OK)
    status = file.is_certificate ? print_certificate(session, &file.source, &error)
                                 : print_statement(session, &file.statements[0], &error);
  ab_problem_file_close(&file);
  return status == AB_OK ? AB_OK : ab_session_complain(session, &error);
}
