/* SPDX-License-Identifier: MIT
 * abcert prove: a verdict with its certificate, checked before it is announced. */
#include "base/clock.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/destination.h"
#include "cli/proving.h"
#include "cli/unknown.h"

/* From the outcome of the search to the verdict. */
static int conclude(ab_session *session, const ab_statement *statement, const ab_proof *proof,
                    const ab_prove_options *options, const char *path) {
  ab_printer *printer = &session->printer;
  ab_error error;
  if (proof->verdict == AB_VERDICT_UNKNOWN) {
    ab_unknown_print(session, statement, proof, options);
    return ab_proving_announce(session, statement, AB_VERDICT_UNKNOWN);
  }
  if (session->options->strict && proof->basis.assumptions.length > 0) {
    ab_unknown_print_assumption(session);
    return ab_proving_announce(session, statement, AB_VERDICT_UNKNOWN);
  }
  if (ab_proving_certify(proof, path, options->threads, &error) != AB_OK)
    return ab_session_complain(session, &error);
  if (proof->verdict == AB_VERDICT_REFUTED)
    ab_proving_print_point(session, statement, &proof->certificate.witness);
  if (path)
    ab_print_fact(printer, "certificate", "%s", path);
  ab_print_fact(printer, "hash", "%s", proof->certificate.hash);
  return ab_proving_announce(session, statement, proof->verdict);
}

static int prove(ab_session *session, const ab_statement *statement, const char *path) {
  ab_prove_options options = ab_proving_options(session);
  ab_proof proof;
  ab_error error;
  ab_proving_print_claim(session, statement, &options);
  fflush(session->printer.stream);
  double start = ab_clock_seconds();
  if (ab_prove(&proof, statement, &options, &error) != AB_OK) {
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
    result = ab_exit_worse(result, prove(session, &file.statements[i], path));
    ab_free(path);
  }
  ab_destination_close(&destination);
  ab_problem_file_close(&file);
  return result;
}

int ab_command_prove(ab_session *session) {
  return ab_proving_run(session, run);
}
