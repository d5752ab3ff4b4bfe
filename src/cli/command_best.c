/* SPDX-License-Identifier: MIT
 * abcert best: the best constant from both sides, each end with its certificate. */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/destination.h"
#include "cli/proving.h"
#include "cli/unknown.h"
#include "num/rational.h"
#include "prove/best.h"
#include "prove/method.h"

#include <string.h>

/* The two certificates' paths; data is NULL for nowhere. */
typedef struct {
  ab_text proved, refuted;
} paths;

static void paths_init(paths *p, const char *stem) {
  ab_text_init(&p->proved);
  ab_text_init(&p->refuted);
  if (!stem)
    return;
  ab_text_printf(&p->proved, "%s.proved.abc", stem);
  ab_text_printf(&p->refuted, "%s.refuted.abc", stem);
}

static void paths_clear(paths *p) {
  ab_text_clear(&p->proved);
  ab_text_clear(&p->refuted);
}

static const char *name_of_best(const ab_statement *statement) {
  const ab_claim_constants *constants = &statement->constants;
  return constants->form->items[ab_claim_constants_best(constants)].name;
}

/* 1 if the smallest value is best. */
static int direction_of_best(const ab_statement *statement) {
  const ab_claim_constants *constants = &statement->constants;
  bool smallest =
      constants->form->items[ab_claim_constants_best(constants)].best == AB_BEST_SMALLEST;
  return smallest ? 1 : -1;
}

static ab_status certify(ab_session *session, const ab_bracket *b, const paths *p,
                         ab_error *error) {
  ab_status status = AB_OK;
  unsigned threads = ab_session_threads(session);
  if (b->has_refuted)
    status = ab_proving_certify(&b->refutation, p->refuted.data, threads, error);
  if (status == AB_OK && b->has_proved)
    status = ab_proving_certify(&b->proof, p->proved.data, threads, error);
  return status;
}

/* The ends that there are; only after both were certified. */
static void print_ends(ab_session *session, const ab_statement *statement, const ab_bracket *b,
                       const paths *p) {
  ab_printer *printer = &session->printer;
  const char *name = name_of_best(statement);
  int direction = direction_of_best(statement);
  if (b->has_refuted) {
    ab_proving_print_point(session, statement, &b->refutation.certificate.witness);
    ab_print_bound(printer, name, "refuted", b->refuted, -direction);
  }
  if (b->has_proved)
    ab_print_bound(printer, name, "proved", b->proved, direction);
  if (b->has_refuted && p->refuted.data)
    ab_print_fact(printer, "certificate", "%s", p->refuted.data);
  if (b->has_proved && p->proved.data)
    ab_print_fact(printer, "certificate", "%s", p->proved.data);
  if (b->has_refuted)
    ab_print_explained(printer, "hash", "refuted", "%s", b->refutation.certificate.hash);
  if (b->has_proved)
    ab_print_explained(printer, "hash", "proved", "%s", b->proof.certificate.hash);
}

static void print_unproved(ab_session *session, const ab_statement *statement, const ab_bracket *b,
                           const ab_prove_options *options) {
  if (!b->open.certificate.claim.data) {
    ab_print_explained(&session->printer, "reason", "limit", "no time was left for a proof");
    ab_print_fact(&session->printer, "try", "a longer --time-limit");
    return;
  }
  ab_text at;
  ab_text_init(&at);
  ab_rational_append(&at, b->open_at);
  ab_print_explained(&session->printer, "reason", "open",
                     "the proof at %s = %s did not end; of it:", name_of_best(statement), at.data);
  ab_text_clear(&at);
  ab_unknown_print(session, statement, &b->open, options);
}

static void read_gap(mpq_t gap, const ab_session *session, const ab_statement *statement) {
  const char *given = session->options->gap;
  mpq_set(gap, statement->constants.gap);
  if (given) /* its form was looked at before */
    ab_rational_read_decimal(gap, given, strlen(given));
}

static bool is_gap_too_small(const ab_session *session, const ab_statement *statement) {
  mpq_t gap;
  mpq_init(gap);
  read_gap(gap, session, statement);
  bool small = mpq_get_d(gap) < AB_BRACKET_NARROWEST;
  mpq_clear(gap);
  return small;
}

static void print_unrefuted(ab_session *session, const ab_statement *statement,
                            const ab_bracket *b) {
  ab_printer *printer = &session->printer;
  const ab_method *method = ab_method_of(statement->condition);
  if (method->is_loose && method->is_loose(statement)) {
    ab_print_explained(printer, "reason", "theorem",
                       "the proof is by bounds that are not sharp, the refutation at a point whose "
                       "nearest minimizer can be certified: in between the claim may be true");
    ab_print_fact(printer, "try", "'abcert prove' at a value in between: it searches longer");
    return;
  }
  if (b->proof.certificate.kind == AB_CERTIFICATE_THEOREM)
    ab_print_explained(printer, "reason", "theorem",
                       "the proof is by a theorem, which says nothing beyond the proved end: the "
                       "claim may be true there");
  else if (method->is_refutable && !method->is_refutable(statement))
    ab_print_explained(printer, "reason", "unrefuted",
                       "the argument for this claim gives proofs and no refutations: beyond the "
                       "proved end the claim may be true");
  else if (is_gap_too_small(session, statement))
    ab_print_explained(printer, "reason", "precision",
                       "the points at which a claim fails are found in double arithmetic, and the "
                       "bracket asked for is narrower than that");
  else
    ab_print_explained(printer, "reason", "readings-differ",
                       "nearer to the proved end no point was found at which the claim is shown to "
                       "fail for every nearest minimizer (at one of several it may fail)");
  ab_print_fact(printer, "try", "--gap with a larger width");
}

/* What keeps the bracket open. */
static void print_reason(ab_session *session, const ab_statement *statement, const ab_bracket *b,
                         const ab_prove_options *options) {
  ab_printer *printer = &session->printer;
  const char *name = name_of_best(statement);
  switch (b->state) {
  case AB_BRACKET_CLOSED:
    return;
  case AB_BRACKET_UNPROVED:
    print_unproved(session, statement, b, options);
    return;
  case AB_BRACKET_UNREFUTED:
    print_unrefuted(session, statement, b);
    return;
  case AB_BRACKET_EMPTY:
    ab_print_explained(printer, "reason", "empty",
                       "it seems that no value of %s makes the claim true, unless an enormous "
                       "one: what fails does not get better with %s",
                       name, name);
    ab_print_fact(printer, "try", "another relation between the constants, or a smaller domain");
    return;
  case AB_BRACKET_ALL:
    ab_print_explained(printer, "reason", "all",
                       "it seems that every %s for which the claim makes sense will do", name);
    ab_print_fact(printer, "try", "another relation between the constants");
    return;
  }
}

/* Refutations rest on what the problem declares just as proofs do. */
static bool is_assumed(const ab_bracket *b) {
  return b->proof.basis.assumptions.length > 0 || b->refutation.basis.assumptions.length > 0;
}

static int conclude(ab_session *session, const ab_statement *statement, const ab_bracket *b,
                    const ab_prove_options *options, const paths *p) {
  ab_error error;
  if (session->options->strict && is_assumed(b)) {
    ab_unknown_print_assumption(session);
    return ab_proving_announce(session, statement, AB_VERDICT_UNKNOWN);
  }
  if (certify(session, b, p, &error) != AB_OK)
    return ab_session_complain(session, &error);
  print_ends(session, statement, b, p);
  print_reason(session, statement, b, options);
  return ab_proving_announce(
      session, statement, b->state == AB_BRACKET_CLOSED ? AB_VERDICT_PROVED : AB_VERDICT_UNKNOWN);
}

static int find_best(ab_session *session, ab_statement *statement, const paths *p) {
  ab_prove_options options = ab_proving_options(session);
  ab_bracket bracket;
  ab_error error;
  mpq_t gap;
  mpq_init(gap);
  read_gap(gap, session, statement);
  ab_proving_print_claim(session, statement, &options);
  fflush(session->printer.stream);
  double start = ab_clock_seconds();
  ab_status status = ab_best(&bracket, statement, gap, &options, &error);
  mpq_clear(gap);
  if (status != AB_OK) {
    ab_proving_place_error(&error, statement);
    return ab_session_complain(session, &error);
  }
  const ab_proof *shown = bracket.has_proved ? &bracket.proof : &bracket.refutation;
  ab_session_print_basis(session, &shown->basis);
  if (!session->options->quiet)
    ab_print_fact(&session->printer, "proofs", "%u", bracket.proofs);
  ab_proving_print_counts(session, shown->certificate.clauses.clause_count, bracket.boxes,
                          ab_clock_seconds() - start);
  int result = conclude(session, statement, &bracket, &options, p);
  ab_bracket_clear(&bracket);
  return result;
}

static ab_status prepare(ab_session *session, ab_problem_file *file, const paths *p,
                         ab_error *error) {
  ab_status status = ab_problem_file_open(file, session, error);
  if (status == AB_OK)
    status = ab_problem_file_not_certificate(file, session, error);
  if (status == AB_OK)
    status = ab_problem_file_has_best(&file->statements[0], session, error);
  if (status == AB_OK && p->proved.data)
    status = ab_destination_try(p->proved.data, session, error);
  return status == AB_OK && p->refuted.data ? ab_destination_try(p->refuted.data, session, error)
                                            : status;
}

static int run(ab_session *session) {
  ab_problem_file file;
  ab_error error;
  paths p;
  paths_init(&p, session->options->output);
  int result;
  if (prepare(session, &file, &p, &error) == AB_OK) {
    ab_session_print_program(session);
    result = find_best(session, &file.statements[0], &p);
  } else {
    result = ab_session_complain(session, &error);
  }
  ab_problem_file_close(&file);
  paths_clear(&p);
  return result;
}

int ab_command_best(ab_session *session) {
  return ab_proving_run(session, run);
}
