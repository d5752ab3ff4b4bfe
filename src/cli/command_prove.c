/* SPDX-License-Identifier: MIT
 * abcert prove: a verdict with its certificate, checked before it is announced. */
#include "base/clock.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/destination.h"
#include "cli/statement_lines.h"
#include "cli/unknown.h"
#include "prove/certify.h"

#include <string.h>

static ab_prove_options search_options(const ab_session *session) {
  const ab_options *o = session->options;
  return (ab_prove_options){.precision =
                                o->precision ? (unsigned)o->precision : AB_PRECISION_DEFAULT,
                            .threads = ab_session_threads(session),
                            .node_limit = o->node_limit ? o->node_limit : AB_NODE_LIMIT_DEFAULT,
                            .time_limit = o->time_limit};
}

static void print_before(ab_session *session, const ab_statement *statement,
                         const ab_prove_options *options) {
  ab_statement_print_names(session, statement);
  if (session->options->verbose) {
    ab_statement_print_mathematics(session, statement);
    ab_print_fact(&session->printer, "precision", "%u", options->precision);
    ab_print_fact(&session->printer, "threads", "%u", options->threads);
    ab_print_fact(&session->printer, "node-limit", "%llu", (unsigned long long)options->node_limit);
  }
  ab_statement_print_warnings(session, statement);
}

static void print_counts(ab_session *session, const ab_proof *proof, double seconds) {
  if (session->options->quiet)
    return;
  ab_print_fact(&session->printer, "clauses", "%zu", proof->certificate.clauses.clause_count);
  ab_print_fact(&session->printer, "boxes", "%llu", (unsigned long long)proof->boxes);
  ab_print_fact(&session->printer, "time", "%.3f s", seconds);
}

/* Checks the certificate and writes it to path, if there is one. */
static ab_status certify(const ab_proof *proof, const char *path, unsigned threads,
                         ab_error *error) {
  ab_text bytes;
  ab_status status = ab_proof_certify(&bytes, proof, threads, error);
  if (status == AB_OK && path)
    status = ab_destination_write(path, bytes.data, bytes.length, error);
  ab_text_clear(&bytes);
  return status;
}

/* The coordinates of the point of a refutation, under their names. */
static void print_point(ab_session *session, const ab_statement *statement,
                        const ab_choice *point) {
  for (size_t k = 0; k < point->count; k++) {
    ab_text name;
    ab_text_init(&name);
    ab_statement_coordinate_name(&name, statement, k);
    ab_print_point(&session->printer, name.data, point->values[k]);
    ab_text_clear(&name);
  }
}

static void print_witness(ab_session *session, const ab_statement *statement,
                          const ab_witness *witness) {
  for (size_t i = 0; i < witness->choice_count; i++)
    if (strcmp(witness->choices[i].name, "point") == 0)
      print_point(session, statement, &witness->choices[i]);
}

/* The one place where a verdict is announced. Returns the exit status. */
static int announce(ab_session *session, const ab_statement *statement, ab_verdict verdict) {
  static const struct {
    const char *word;
    int status;
  } verdicts[] = {[AB_VERDICT_PROVED] = {"PROVED", AB_OK},
                  [AB_VERDICT_REFUTED] = {"REFUTED", AB_EXIT_REFUTED},
                  [AB_VERDICT_UNKNOWN] = {"UNKNOWN", AB_EXIT_UNKNOWN}};
  ab_print_verdict(&session->printer, verdicts[verdict].word, NULL, NULL,
                   session->options->all ? ab_statement_name(statement) : NULL);
  return verdicts[verdict].status;
}

/* From the outcome of the search to the verdict. */
static int conclude(ab_session *session, const ab_statement *statement, const ab_proof *proof,
                    const ab_prove_options *options, const char *path) {
  ab_printer *printer = &session->printer;
  ab_error error;
  if (proof->verdict == AB_VERDICT_UNKNOWN) {
    ab_unknown_print(session, proof, options);
    return announce(session, statement, AB_VERDICT_UNKNOWN);
  }
  if (session->options->strict && proof->basis.assumptions.length > 0) {
    ab_unknown_print_assumption(session);
    return announce(session, statement, AB_VERDICT_UNKNOWN);
  }
  if (certify(proof, path, options->threads, &error) != AB_OK)
    return ab_session_complain(session, &error);
  if (proof->verdict == AB_VERDICT_REFUTED)
    print_witness(session, statement, &proof->certificate.witness);
  if (path)
    ab_print_fact(printer, "certificate", "%s", path);
  ab_print_fact(printer, "hash", "%s", proof->certificate.hash);
  return announce(session, statement, proof->verdict);
}

/* An error of the problem without a place: at the block that its first word names ("minimizers:
 * ..."), else at the claim. */
static void place_error(ab_error *error, const ab_statement *statement) {
  const ab_syntax *syntax = statement->syntax;
  ab_place place = statement->claim->place;
  for (size_t i = 0; i < syntax->entry_count; i++) {
    size_t length = strlen(syntax->entries[i].keyword);
    if (length && strncmp(error->message, syntax->entries[i].keyword, length) == 0 &&
        error->message[length] == ':')
      place = syntax->entries[i].place;
  }
  ab_error_place(error, syntax->file, syntax->source, syntax->source_length, place.line,
                 place.column);
}

static int prove(ab_session *session, const ab_statement *statement, const char *path) {
  ab_prove_options options = search_options(session);
  ab_proof proof;
  ab_error error;
  print_before(session, statement, &options);
  fflush(session->printer.stream);
  double start = ab_clock_seconds();
  if (ab_prove(&proof, statement, &options, &error) != AB_OK) {
    place_error(&error, statement);
    return ab_session_complain(session, &error);
  }
  ab_session_print_basis(session, &proof.basis);
  print_counts(session, &proof, ab_clock_seconds() - start);
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

int ab_command_prove(ab_session *session) {
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
