/* SPDX-License-Identifier: MIT
 * abcert train: plain SGD on a problem of any size, written as a log for abcert trace. */
#include "base/file.h"
#include "cli/commands.h"
#include "cli/problem_file.h"
#include "trace/train.h"

static void print_training(ab_session *session, const ab_sgd_block *block, const ab_training *t) {
  ab_printer *out = &session->printer;
  char text[40];
  ab_session_print_program(session);
  ab_print_fact(out, "coordinates", "%zu", t->coordinates);
  ab_print_fact(out, "samples", "%zu", t->samples);
  ab_print_fact(out, "lines", "%llu", (unsigned long long)block->iterations);
  ab_print_fact(out, "seed", "%llu, xoshiro256**", (unsigned long long)block->seed);
  snprintf(text, sizeof text, "%.17g", t->first);
  ab_print_values(out, "loss", "at", "start", "value", text, NULL);
  snprintf(text, sizeof text, "%.17g", t->last);
  ab_print_values(out, "loss", "at", "end", "value", text, NULL);
  ab_print_fact(out, "output", "%s", session->options->output);
}

/* To a file that is there only if all went well. */
static ab_status train(ab_session *session, const ab_statement *statement,
                       const ab_sgd_block *block, ab_error *error) {
  ab_output output;
  ab_training training;
  if (ab_output_open(&output, session->options->output, error) != AB_OK)
    return error->status;
  ab_status status = ab_train(&training, output.stream, block, statement, error);
  if (status == AB_OK)
    status = ab_output_commit(&output, error);
  else
    ab_output_discard(&output);
  if (status == AB_OK)
    print_training(session, block, &training);
  return status;
}

int ab_command_train(ab_session *session) {
  ab_problem_file file = {0};
  ab_sgd_block block = {0};
  ab_error error;
  ab_status status = AB_OK;
  if (!session->options->output)
    status = ab_error_set(&error, AB_USAGE, "train writes a log: -o LOG is missing");
  if (status == AB_OK)
    status = ab_problem_file_open(&file, session, &error);
  if (status == AB_OK)
    status = ab_problem_file_not_certificate(&file, session, &error);
  if (status == AB_OK)
    status = ab_sgd_block_read(&block, &file.statements[0], AB_TRAIN_ITERATIONS_MAX, &error);
  if (status == AB_OK)
    status = train(session, &file.statements[0], &block, &error);
  int result = status == AB_OK ? AB_OK : ab_session_complain(session, &error);
  ab_sgd_block_clear(&block);
  ab_problem_file_close(&file);
  return result;
}
