/* SPDX-License-Identifier: MIT
 * abcert refute: a point at which a claim is false, with its certificate. */
#include "cli/commands.h"
#include "cli/destination.h"
#include "cli/proving.h"
#include "prove/refute.h"

static void explain(ab_session *session, const ab_statement *statement, const ab_proof *proof,
                    const ab_prove_options *options) {
  (void)statement;
  (void)options;
  ab_print_explained(&session->printer, "reason", "unrefuted", "%s",
                     proof->trees ? "the claim is true"
                                  : "no point was found at which the claim is shown to be false");
  ab_print_fact(&session->printer, "try", "'abcert prove'");
}

static int run(ab_session *session) {
  ab_problem_file file;
  ab_destination destination;
  ab_error error;
  ab_status status = ab_problem_file_open(&file, session, &error);
  if (status == AB_OK)
    status = ab_problem_file_not_certificate(&file, session, &error);
  if (status == AB_OK)
    status = ab_problem_file_all_numbers(&file.statements[0], session, &error);
  if (status == AB_OK)
    status = ab_destination_open(&destination, session, &file, &error);
  int result;
  if (status == AB_OK) {
    ab_session_print_program(session);
    result = ab_proving_attempt(session, &file.statements[0], destination.path, ab_refute, explain);
    ab_destination_close(&destination);
  } else {
    result = ab_session_complain(session, &error);
  }
  ab_problem_file_close(&file);
  return result;
}

int ab_command_refute(ab_session *session) {
  return ab_proving_run(session, run);
}
