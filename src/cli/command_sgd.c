/* SPDX-License-Identifier: MIT
 * abcert sgd: what the condition promises a gradient method, next to what the method does. */
#include "cli/commands.h"
#include "cli/picture_file.h"
#include "cli/problem_file.h"
#include "cli/proving.h"
#include "cli/sgd_lines.h"
#include "cli/sgd_premise.h"

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
static int compare(ab_session *session, const ab_statement *statement, ab_sgd_premise *p,
                   ab_sgd_block *block, ab_picture_file *file) {
  ab_sgd_analysis analysis;
  ab_error error;
  if (ab_sgd_analyze(&analysis, block, &p->growth, statement, &p->witness, &error) != AB_OK) {
    if (error.status == AB_BAD_PROBLEM && !error.line)
      ab_proving_place_error(&error, statement);
    return ab_session_complain(session, &error);
  }
  if (p->hash[0])
    ab_print_explained(&session->printer, "hash", "alpha-beta", "%s", p->hash);
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
  ab_sgd_premise p;
  ab_error error;
  ab_session_print_program(session);
  ab_prove_options options = ab_proving_options(session);
  ab_proving_print_claim(session, statement, &options);
  fflush(session->printer.stream);
  if (ab_sgd_premise_find(&p, session, statement, block, &error) != AB_OK) {
    ab_sgd_premise_clear(&p);
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
  ab_sgd_premise_clear(&p);
  return status;
}

/* The one claim, which has to be the condition with numbers, and the block. */
static ab_status prepare(ab_problem_file *file, ab_sgd_block *block, const ab_session *session,
                         ab_error *error) {
  ab_status status = ab_problem_file_open_condition(file, session, error);
  if (status != AB_OK)
    return status;
  const ab_statement *statement = &file->statements[0];
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
