/* SPDX-License-Identifier: MIT
 * abcert export: a certificate for Coq, or its clauses for SMT solvers. */
#include "base/file.h"
#include "cli/commands.h"
#include "cli/folder.h"

#include <string.h>

static ab_status check_options(const ab_options *options, ab_error *error) {
  if (!options->to)
    return ab_error_set(error, AB_USAGE, "export needs --to coq or --to smt2");
  if (strcmp(options->to, "coq") != 0 && strcmp(options->to, "smt2") != 0)
    return ab_error_set(error, AB_USAGE, "--to %s: there is coq and smt2", options->to);
  if (!options->output)
    return ab_error_set(error, AB_USAGE, "export needs -o with the name of a folder");
  return AB_OK;
}

static ab_status convert(ab_export *out, const ab_certificate *certificate, const char *to,
                         ab_error *error) {
  ab_status status = strcmp(to, "coq") == 0 ? ab_export_coq(out, certificate, AB_VERSION, error)
                                            : ab_export_smt2(out, certificate, error);
  if (status == AB_BAD_PROBLEM)
    ab_error_context(error, "cannot be exported");
  return status;
}

int ab_command_export(ab_session *session) {
  const ab_options *options = session->options;
  ab_error error;
  ab_text source;
  ab_text_init(&source);
  ab_export out;
  ab_export_init(&out);
  ab_certificate certificate;
  bool has_certificate = false;
  ab_status status = check_options(options, &error);
  if (status == AB_OK)
    status = ab_file_read(&source, session->operands[0], AB_CERTIFICATE_BYTES_MAX, &error);
  if (status == AB_OK) {
    status = ab_certificate_read(&certificate, source.data, source.length, &error);
    has_certificate = status == AB_OK;
    if (has_certificate)
      status = convert(&out, &certificate, options->to, &error);
    if (status != AB_OK)
      ab_error_context(&error, "%s", session->operands[0]);
  }
  if (status == AB_OK)
    status = ab_folder_write(options->output, &out, &error);
  if (status == AB_OK) {
    ab_session_print_program(session);
    ab_print_fact(&session->printer, "hash", "%s", certificate.hash);
    ab_print_fact(&session->printer, "exported", "%s: %zu clauses for %s", options->output,
                  certificate.clauses.clause_count, options->to);
  }
  if (has_certificate)
    ab_certificate_clear(&certificate);
  ab_export_clear(&out);
  ab_text_clear(&source);
  return status == AB_OK ? AB_OK : ab_session_complain(session, &error);
}
