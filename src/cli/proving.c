/* SPDX-License-Identifier: MIT */
#include "cli/proving.h"

#include "base/clock.h"
#include "cli/destination.h"
#include "cli/statement_lines.h"
#include "cli/unknown.h"
#include "prove/certify.h"
#include "prove/checkpoint.h"
#include "prove/progress.h"
#include "prove/team.h"

#include <string.h>
#include <unistd.h>

ab_prove_options ab_proving_options(const ab_session *session) {
  const ab_options *o = session->options;
  return (ab_prove_options){.precision =
                                o->precision ? (unsigned)o->precision : AB_PRECISION_DEFAULT,
                            .threads = ab_session_threads(session),
                            .node_limit = o->node_limit ? o->node_limit : AB_NODE_LIMIT_DEFAULT,
                            .time_limit = o->time_limit,
                            .checkpoint = session->checkpoint,
                            .progress = session->progress,
                            .team = session->team};
}

/* Joins the other processes. All but the first are silent and write nothing. */
static ab_status join_team(ab_session *session, ab_options *own, ab_error *error) {
  if (!own->mpi)
    return AB_OK;
  if (own->time_limit > 0)
    return ab_error_set(
        error, AB_USAGE,
        "--mpi: a time limit ends processes at different places; give --node-limit");
  for (size_t i = 0; i < session->operand_count; i++)
    if (strcmp(session->operands[i], "-") == 0)
      return ab_error_set(error, AB_USAGE, "--mpi: only one process has standard input");
  ab_status status = ab_team_join(&session->team, error);
  if (status != AB_OK || ab_team_rank(session->team) == 0)
    return status;
  own->output = own->checkpoint = own->resume = NULL;
  own->progress = false;
  session->printer.stream = fopen("/dev/null", "w");
  return session->printer.stream && freopen("/dev/null", "w", stderr)
             ? AB_OK
             : ab_error_set(error, AB_IO, "cannot open /dev/null");
}

static ab_status open_checkpoint(ab_session *session, ab_error *error) {
  const ab_options *o = session->options;
  if (o->checkpoint && o->resume)
    return ab_error_set(error, AB_USAGE,
                        "--checkpoint begins a file and --resume goes on with one: give one of "
                        "them");
  if (!o->checkpoint && !o->resume)
    return AB_OK;
  return ab_checkpoint_open(&session->checkpoint, o->resume ? o->resume : o->checkpoint,
                            o->resume != NULL, error);
}

/* The file stays if there may be more to do with it. */
static int close_checkpoint(ab_session *session, int result) {
  const ab_options *o = session->options;
  ab_error error;
  if (!session->checkpoint)
    return result;
  if (o->resume && !o->quiet)
    ab_print_fact(&session->printer, "resumed", "%llu boxes",
                  (unsigned long long)ab_checkpoint_boxes(session->checkpoint));
  if (ab_checkpoint_close(session->checkpoint, &error) != AB_OK)
    return ab_exit_worse(result, ab_session_complain(session, &error));
  bool not_begun = o->checkpoint && (result == AB_USAGE || result == AB_BAD_PROBLEM);
  if (result == AB_OK || result == AB_EXIT_REFUTED || not_begun)
    remove(o->resume ? o->resume : o->checkpoint);
  return result;
}

int ab_proving_run(ab_session *session, int (*command)(ab_session *session)) {
  enum { AT_MOST_EVERY_MS = 500 };
  ab_error error;
  const ab_options *given = session->options;
  ab_options own = *given;
  session->options = &own;
  int result = AB_OK;
  if (join_team(session, &own, &error) != AB_OK || open_checkpoint(session, &error) != AB_OK) {
    result = ab_session_complain(session, &error);
  } else {
    bool is_terminal = isatty(STDERR_FILENO);
    if (own.progress || (is_terminal && !own.quiet))
      session->progress = ab_progress_create(stderr, AT_MOST_EVERY_MS / 1e3, is_terminal);
    result = command(session);
    ab_progress_destroy(session->progress);
    result = close_checkpoint(session, result);
  }
  if (session->team)
    ab_team_leave(session->team);
  session->options = given;
  return result;
}

void ab_proving_print_claim(ab_session *session, const ab_statement *statement,
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

void ab_proving_print_counts(ab_session *session, size_t clauses, uint64_t boxes, double seconds) {
  if (session->options->quiet)
    return;
  ab_print_fact(&session->printer, "clauses", "%zu", clauses);
  ab_print_fact(&session->printer, "boxes", "%llu", (unsigned long long)boxes);
  ab_print_fact(&session->printer, "time", "%.3f s", seconds);
}

ab_status ab_proving_certify(const ab_proof *proof, const char *path, unsigned threads,
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

void ab_proving_print_point(ab_session *session, const ab_statement *statement,
                            const ab_witness *witness) {
  for (size_t i = 0; i < witness->choice_count; i++)
    if (strcmp(witness->choices[i].name, "point") == 0)
      print_point(session, statement, &witness->choices[i]);
}

/* From the outcome of an attempt to the verdict. */
static int conclude(ab_session *session, const ab_statement *statement, const ab_proof *proof,
                    const ab_prove_options *options, const char *path, ab_explanation *explain) {
  ab_printer *printer = &session->printer;
  ab_error error;
  if (proof->verdict == AB_VERDICT_UNKNOWN) {
    explain(session, statement, proof, options);
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

int ab_proving_attempt(ab_session *session, const ab_statement *statement, const char *path,
                       ab_attempt *attempt, ab_explanation *explain) {
  ab_prove_options options = ab_proving_options(session);
  ab_proof proof;
  ab_error error;
  ab_proving_print_claim(session, statement, &options);
  fflush(session->printer.stream);
  double start = ab_clock_seconds();
  if (attempt(&proof, statement, &options, &error) != AB_OK) {
    ab_proving_place_error(&error, statement);
    return ab_session_complain(session, &error);
  }
  ab_session_print_basis(session, &proof.basis);
  if (session->options->verbose)
    ab_statement_print_reductions(session, statement, &proof.certificate.witness);
  ab_proving_print_counts(session, proof.certificate.clauses.clause_count, proof.boxes,
                          ab_clock_seconds() - start);
  int status = conclude(session, statement, &proof, &options, path, explain);
  ab_proof_clear(&proof);
  return status;
}

int ab_proving_announce(ab_session *session, const ab_statement *statement, ab_verdict verdict) {
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

void ab_proving_place_error(ab_error *error, const ab_statement *statement) {
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
