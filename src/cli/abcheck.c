/* SPDX-License-Identifier: MIT
 * abcheck: checks certificates. */
#include "base/file.h"
#include "check/check.h"
#include "cli/session.h"

static ab_status check_file(ab_check_result *result, const ab_session *session, const char *path,
                            ab_error *error) {
  const ab_options *o = session->options;
  ab_check_options options = {.expect = o->expect,
                              .replay_only = o->replay_only,
                              .precision = (unsigned)o->precision,
                              .threads = ab_session_threads(session),
                              .fast = o->fast};
  ab_text bytes;
  ab_text_init(&bytes);
  ab_status status = ab_file_read(&bytes, path, AB_CERTIFICATE_BYTES_MAX, error);
  if (status != AB_OK)
    return status;
  status = ab_check(result, bytes.data, bytes.length, &options, error);
  ab_text_clear(&bytes);
  return status;
}

static int print_failure(ab_session *session, const ab_error *error) {
  ab_printer *printer = &session->printer;
  int status = AB_NOT_VERIFIED;
  if (error->status == AB_IO)
    status = ab_session_complain(session, error);
  if (error->line)
    ab_print_fact(printer, "reason", "%s (%s, line %zu, column %zu)", error->message, error->file,
                  error->line, error->column);
  else
    ab_print_fact(printer, "reason", "%s", error->message);
  ab_print_verdict(printer, "NOT VERIFIED", NULL, NULL, NULL);
  return status;
}

/* The one place that prints VERIFIED or REPLAYED. */
static int print_success(ab_session *session, const ab_check_result *result) {
  bool replay_only = session->options->replay_only;
  ab_printer *printer = &session->printer;
  ab_print_fact(printer, "hash", "%s", result->hash);
  ab_print_fact(printer, "kind", "%s", ab_certificate_kind_word(result->kind));
  ab_session_print_basis(session, &result->basis);
  if (replay_only)
    ab_print_fact(
        printer, "warning",
        "only the clauses are proved: that they are what the claim means was not checked");
  if (replay_only && result->declared > 0)
    ab_print_fact(printer, "warning",
                  "zero sets and gradients (%zu) are taken as the templates declare them",
                  result->declared);
  ab_print_verdict(printer, replay_only ? "REPLAYED" : "VERIFIED",
                   result->kind == AB_CERTIFICATE_REFUTATION ? "REFUTED" : "PROVED", result->hash,
                   NULL);
  return AB_OK;
}

static int check(ab_session *session, const char *path) {
  ab_error error;
  ab_check_result result;
  ab_print_fact(&session->printer, "file", "%s", path);
  fflush(session->printer.stream);
  if (check_file(&result, session, path, &error) != AB_OK)
    return print_failure(session, &error);
  int status = print_success(session, &result);
  ab_basis_clear(&result.basis);
  return status;
}

static int run(ab_session *session) {
  int result = AB_OK;
  ab_session_print_program(session);
  for (size_t i = 0; i < session->operand_count; i++)
    result = ab_exit_worse(result, check(session, session->operands[i]));
  return result;
}

static const char description[] =
    "Standard output: lines tagged c (comments) and s (the verdict, one a certificate):\n"
    "  s VERIFIED PROVED HASH    the claim with this hash is proved\n"
    "  s VERIFIED REFUTED HASH   the claim with this hash is refuted\n"
    "  s REPLAYED PROVED HASH    the same for the clauses alone (--replay-only); or REFUTED\n"
    "  s NOT VERIFIED            anything else\n"
    "\n"
    "Exit status: 0 all are verified, 11 one is not, 64 usage, 70 internal error, 74 a file "
    "cannot\n"
    "be read; of several, 11 comes before 74.\n";

static const ab_command command = {
    .bit = AB_COMMAND_CHECK,
    .operands = "CERT...",
    .least = 1,
    .greatest = SIZE_MAX,
    .summary = "check certificates",
    .examples = "abcheck camel.abc\n"
                "abcheck camel.abc --expect $(abcert fmt camel.abp | sha256sum | cut -c 1-64)\n",
    .description = description,
    .run = run,
};

const ab_program ab_this_program = {
    .name = "abcheck",
    .summary = "check certificates",
    .commands = &command,
    .command_count = 1,
};
