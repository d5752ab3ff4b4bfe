/* SPDX-License-Identifier: MIT
 * abcert sgd: what the condition promises a gradient method, next to what the method does. */
#include "base/file.h"
#include "base/memory.h"
#include "check/check.h"
#include "cli/commands.h"
#include "cli/picture_file.h"
#include "cli/problem_file.h"
#include "cli/proving.h"
#include "cli/sgd_lines.h"
#include "prove/certify.h"

#include <string.h>

/* The condition, with the witness that the numbers come from. */
typedef struct {
  ab_hypothesis holds;
  bool has_witness;
  ab_witness witness;
  ab_basis basis;
} premise;

static void clear_premise(premise *p) {
  if (p->has_witness)
    ab_witness_clear(&p->witness);
  ab_basis_clear(&p->basis);
}

/* By --certificate: the checker accepts it, and it is about this very claim. */
static ab_status from_certificate(premise *p, const ab_session *session,
                                  const ab_statement *statement, ab_error *error) {
  const char *path = session->options->certificate;
  char hash[AB_DIGEST_HEX + 1];
  ab_text claim, bytes;
  ab_text_init(&claim);
  ab_statement_append(&claim, statement);
  ab_digest(hash, claim.data, claim.length);
  ab_text_clear(&claim);
  ab_status status = ab_file_read(&bytes, path, AB_CERTIFICATE_BYTES_MAX, error);
  if (status != AB_OK)
    return status;
  ab_check_options options = {.expect = hash, .threads = ab_session_threads(session)};
  ab_check_result result;
  ab_certificate certificate;
  status = ab_check(&result, bytes.data, bytes.length, &options, error);
  if (status == AB_OK) {
    p->basis = result.basis;
    status = ab_certificate_read(&certificate, bytes.data, bytes.length, error);
  }
  if (status == AB_OK) {
    p->holds =
        result.kind == AB_CERTIFICATE_REFUTATION ? AB_HYPOTHESIS_BROKEN : AB_HYPOTHESIS_PROVED;
    p->has_witness = result.kind != AB_CERTIFICATE_REFUTATION;
    if (p->has_witness)
      ab_witness_copy(&p->witness, &certificate.witness);
    ab_certificate_clear(&certificate);
  } else {
    ab_error_context(error, "%s", path);
  }
  ab_text_clear(&bytes);
  return status;
}

/* By a proof of our own, which the checker verifies. A claim that stays open is assumed. */
static ab_status from_search(premise *p, const ab_session *session, const ab_statement *statement,
                             ab_error *error) {
  static const ab_hypothesis answers[] = {[AB_VERDICT_PROVED] = AB_HYPOTHESIS_PROVED,
                                          [AB_VERDICT_REFUTED] = AB_HYPOTHESIS_BROKEN,
                                          [AB_VERDICT_UNKNOWN] = AB_HYPOTHESIS_ASSUMED};
  ab_prove_options options = ab_proving_options(session);
  ab_proof proof;
  ab_text bytes;
  ab_status status = ab_prove(&proof, statement, &options, error);
  if (status != AB_OK) {
    ab_proving_place_error(error, statement);
    return status;
  }
  p->holds = answers[proof.verdict];
  p->basis = proof.basis;
  proof.basis = (ab_basis){0};
  if (proof.verdict == AB_VERDICT_PROVED) {
    status = ab_proof_certify(&bytes, &proof, options.threads, error);
    ab_text_clear(&bytes);
  }
  p->has_witness = status == AB_OK && proof.verdict != AB_VERDICT_REFUTED;
  if (p->has_witness)
    ab_witness_copy(&p->witness, &proof.certificate.witness);
  ab_proof_clear(&proof);
  return status;
}

static ab_status find_premise(premise *p, const ab_session *session, const ab_statement *statement,
                              ab_error *error) {
  *p = (premise){0};
  ab_status status = session->options->certificate ? from_certificate(p, session, statement, error)
                                                   : from_search(p, session, statement, error);
  if (session->options->strict && p->basis.assumptions.length > 0 &&
      p->holds == AB_HYPOTHESIS_PROVED)
    p->holds = AB_HYPOTHESIS_ASSUMED;
  return status;
}

/* ---- the command ---- */

/* Picture or table, to the file that was begun. */
static void draw(ab_text *out, const ab_sgd_analysis *analysis, ab_picture_kind kind,
                 const char *name) {
  ab_text title;
  ab_text_init(&title);
  ab_text_printf(&title, "%s: %s", name ? name : "sgd",
                 ab_optimizer_name(analysis->plan.optimizer));
  if (kind == AB_PICTURE_SVG)
    ab_sgd_plot(out, analysis, title.data);
  else
    ab_sgd_table(out, analysis);
  ab_text_clear(&title);
}

/* With the condition known: everything else. Returns the exit status. */
static int compare(ab_session *session, const ab_statement *statement, const premise *p,
                   ab_sgd_block *block, ab_picture_file *file) {
  ab_sgd_analysis analysis;
  ab_error error;
  if (ab_sgd_analyze(&analysis, block, statement, &p->witness, &error) != AB_OK) {
    if (error.status == AB_BAD_PROBLEM && !error.line)
      ab_proving_place_error(&error, statement);
    return ab_session_complain(session, &error);
  }
  ab_sgd_print(session, &analysis, p->holds);
  ab_text picture;
  ab_text_init(&picture);
  int status =
      p->holds == AB_HYPOTHESIS_PROVED && ab_sgd_sharp_holds(&analysis) && analysis.has_least
          ? AB_OK
          : AB_EXIT_UNKNOWN;
  if (file->kind != AB_PICTURE_NONE) {
    draw(&picture, &analysis, file->kind, statement->syntax->problem_name);
    if (ab_picture_file_close(file, &picture, &error) != AB_OK)
      status = ab_session_complain(session, &error);
    else
      ab_print_fact(&session->printer, "output", "%s", session->options->output);
  }
  ab_text_clear(&picture);
  ab_sgd_analysis_clear(&analysis);
  return status;
}

static int run(ab_session *session, const ab_statement *statement, ab_sgd_block *block,
               ab_picture_file *file) {
  premise p;
  ab_error error;
  ab_session_print_program(session);
  ab_prove_options options = ab_proving_options(session);
  ab_proving_print_claim(session, statement, &options);
  fflush(session->printer.stream);
  if (find_premise(&p, session, statement, &error) != AB_OK) {
    clear_premise(&p);
    return ab_session_complain(session, &error);
  }
  ab_session_print_basis(session, &p.basis);
  int status = AB_EXIT_UNKNOWN;
  if (p.has_witness) {
    status = compare(session, statement, &p, block, file);
  } else {
    ab_sgd_print_hypothesis(session, "alpha-beta", p.holds);
    ab_print_fact(&session->printer, "sentence",
                  "the condition is refuted, so the theorem promises nothing");
  }
  clear_premise(&p);
  return status;
}

/* What an iteration can be followed for. */
static ab_status check_family(const ab_statement *statement, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  const char *family = statement->condition->family;
  if (!family ||
      (strcmp(family, "matrix_factorization") == 0 && f->rank == 1 && f->shape == AB_SHAPE_BOX))
    return AB_OK;
  return ab_syntax_error(statement->syntax, statement->claim->place, error,
                         "sgd follows own functions, and matrix factorisation of rank one over a "
                         "box");
}

/* The one claim, which has to be the condition with numbers, and the block. */
static ab_status prepare(ab_problem_file *file, ab_sgd_block *block, const ab_session *session,
                         ab_error *error) {
  ab_status status = ab_problem_file_open(file, session, error);
  if (status == AB_OK)
    status = ab_problem_file_not_certificate(file, session, error);
  if (status != AB_OK)
    return status;
  const ab_statement *statement = &file->statements[0];
  if (strcmp(statement->condition->claim, "alpha_beta") != 0)
    return ab_syntax_error(statement->syntax, statement->claim->place, error,
                           "sgd is about a claim alpha_beta, and this is a claim %s",
                           statement->condition->claim);
  status = check_family(statement, error);
  if (status == AB_OK)
    status = ab_problem_file_all_numbers(statement, session, error);
  return status == AB_OK ? ab_sgd_block_read(block, statement, AB_SGD_ITERATIONS_MAX, error)
                         : status;
}

int ab_command_sgd(ab_session *session) {
  ab_problem_file file;
  ab_picture_file picture = {AB_PICTURE_NONE};
  ab_sgd_block block = {0};
  ab_error error;
  int result;
  ab_status status = prepare(&file, &block, session, &error);
  if (status == AB_OK)
    status = ab_picture_file_open(&picture, session, &error);
  if (status == AB_OK)
    result = run(session, &file.statements[0], &block, &picture);
  else
    result = ab_session_complain(session, &error);
  ab_picture_file_close(&picture, NULL, &error);
  ab_sgd_block_clear(&block);
  ab_problem_file_close(&file);
  return result;
}
