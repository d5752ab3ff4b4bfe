/* SPDX-License-Identifier: MIT
 * abcert prove: a verdict with its certificate, checked before it is announced. */
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/destination.h"
#include "cli/proving.h"
#include "cli/unknown.h"

static ab_status prepare(ab_destination *destination, const ab_session *session,
                         ab_problem_file *file, ab_error *error) {
  ab_status status = ab_problem_file_open(file, session, error);
  if (status == AB_OK)
    status = ab_problem_file_not_certificate(file, session, error);
  for (size_t i = 0; i < file->count && status == AB_OK; i++)
    status = ab_problem_file_all_numbers(&file->statements[i], session, error);
  return status == AB_OK ? ab_destination_open(destination, session, file, error) : status;
}

static int run(ab_session *session) {
  ab_problem_file file;
  ab_destination destination;
  ab_error error;
  int result = AB_OK;
  if (prepare(&destination, session, &file, &error) != AB_OK) {
    ab_problem_file_close(&file);
    return ab_session_complain(session, &error);
  }
  ab_session_print_program(session);
  for (size_t i = 0; i < file.count; i++) {
    char *path = ab_destination_path(&destination, &file.statements[i]);
    result = ab_exit_worse(
        result, ab_proving_attempt(session, &file.statements[i], path, ab_prove, ab_unknown_print));
    ab_free(path);
  }
  ab_destination_close(&destination);
  ab_problem_file_close(&file);
  return result;
}

int ab_command_prove(ab_session *session) {
  return ab_proving_run(session, run);
}
