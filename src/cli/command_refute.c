/* SPDX-License-Identifier: MIT
 * abcert refute: a point at which a claim is false, with its certificate. */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/destination.h"
#include "cli/proving.h"
#include "cli/unknown.h"
#include "prove/refute.h"

static int conclude(ab_session *session, const ab_statement *statement, const ab_proof *proof,
                    const ab_prove_options *options, const char *path) {
  ab_error error;
  if (proof->verdict != AB_VERDICT_REFUTED) {
    ab_print_explained(&session->printer, "reason", "unrefuted", "%s",
                       proof->trees ? "the claim is true"
                                    : "no point was found at which the claim is shown to be false");
    ab_print_fact(&session->printer, "try", "'abcert prove'");
    return ab_proving_announce(session, statement, AB_VERDICT_UNKNOWN);
  }
  if (session->options->strict && proof->basis.assumptions.length > 0) {
    ab_unknown_print_assumption(session);
    return ab_proving_announce(session, statement, AB_VERDICT_UNKNOWN);
  }
  if (ab_proving_certify(proof, path, options->threads, &error) != AB_OK)
    return ab_session_complain(session, &error);
  ab_proving_print_point(session, statement, &proof->certificate.witness);
  if (path)
    ab_print_fact(&session->printer, "certificate", "%s", path);
  ab_print_fact(&session->printer, "hash", "%s", proof->certificate.hash);
  return ab_proving_announce(session, statement, AB_VERDICT_REFUTED);
}

static int refute(ab_session *session, const ab_statement *statement, const char *path) {
  ab_prove_options options = ab_proving_options(session);
  ab_proof proof;
  ab_error error;
  ab_proving_print_claim(session, statement, &options);
  double start = ab_clock_seconds();
  if (ab_refute(&proof, statement, &options, &error) != AB_OK) {
    ab_proving_place_error(&error, statement);
    return ab_session_complain(session, &error);
  }
  ab_session_print_basis(session, &proof.basis);
  ab_proving_print_counts(session, proof.certificate.clauses.clause_count, proof.boxes,
                          ab_clock_seconds() - start);
  int status = conclude(session, statement, &proof, &options, path);
  ab_proof_clear(&proof);
  return status;
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
    result = refute(session, &file.statements[0], destination.path);
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
