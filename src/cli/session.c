/* SPDX-License-Identifier: MIT */
#include "cli/session.h"

#include "base/file.h"
#include "base/memory.h"
#include "check/self_test.h"
#include "real/arb.h"

#include <mpfr.h>
#include <string.h>
#include <unistd.h>

int ab_exit_worse(int a, int b) {
  static const int order[] = {AB_INTERNAL, AB_NOT_VERIFIED, AB_IO,           AB_BAD_PROBLEM,
                              AB_USAGE,    AB_EXIT_REFUTED, AB_EXIT_UNKNOWN, AB_OK};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    if (a == order[i] || b == order[i])
      return order[i];
  return AB_INTERNAL;
}

int ab_session_complain(const ab_session *session, const ab_error *error) {
  ab_text text;
  ab_text_init(&text);
  ab_append_printable(&text, error->line ? error->file : session->program->name);
  if (error->line)
    ab_text_printf(&text, ":%zu:%zu", error->line, error->column);
  ab_text_add(&text, ": error: ");
  ab_append_printable(&text, error->message);
  fprintf(stderr, "%s\n", text.data);
  ab_text_clear(&text);
  if (error->excerpt[0])
    fprintf(stderr, "%s\n", error->excerpt);
  return (int)error->status;
}

unsigned ab_session_threads(const ab_session *session) {
  if (session->options->threads)
    return (unsigned)session->options->threads;
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  return processors < 1 ? 1 : processors > 4096 ? 4096 : (unsigned)processors;
}

void ab_session_print_program(ab_session *session) {
  if (!session->options->quiet)
    ab_print_fact(&session->printer, "program", "%s %s", session->program->name, AB_VERSION);
}

void ab_session_print_basis(ab_session *session, const ab_basis *basis) {
  ab_printer *printer = &session->printer;
  if (basis->reading)
    ab_print_fact(printer, "reading", "%s", basis->reading);
  if (basis->minimizers)
    ab_print_fact(printer, "minimizers", "%s", basis->minimizers);
  if (basis->infimum)
    ab_print_fact(printer, "infimum", "%s", basis->infimum);
  if (basis->projection)
    ab_print_fact(printer, "projection", "%s", basis->projection);
  if (basis->argument.length > 0)
    ab_print_fact(printer, "argument", "%s", basis->argument.data);
  for (const char *line = basis->assumptions.data; line && *line;) {
    size_t length = strcspn(line, "\n");
    ab_print_fact(printer, "assumes", "%.*s", (int)length, line);
    line += length + (line[length] == '\n');
  }
}

/* --help and --version; or the command. */
static int run(ab_session *session) {
  if (session->options->help) {
    ab_help_print(session->printer.stream, session->program, session->command);
    return AB_OK;
  }
  if (session->options->version) {
    fprintf(session->printer.stream, "%s %s\n", session->program->name, AB_VERSION);
    return AB_OK;
  }
  return session->command->run(session);
}

/* Where help is to be had: after a usage error. */
static void point_to_help(const ab_session *session) {
  const char *word = session->command ? session->command->word : NULL;
  fprintf(stderr, "try '%s%s%s --help'\n", session->program->name, word ? " " : "",
          word ? word : "");
}

int ab_session_main(const ab_program *program, int argc, char **argv) {
  ab_memory_setup();
  ab_real_setup();
  ab_file_hold_standard();
  ab_error error;
  ab_command_line line;
  ab_session session = {.program = program, .options = &line.options, .printer = {stdout}};
  ab_status status = ab_command_line_read(&line, program, argc, argv, &error);
  session.command = line.command;
  session.operands = line.operands;
  session.operand_count = line.operand_count;
  session.printer.json = line.options.json;
  int exit_status = AB_OK;
  if (status == AB_OK)
    status = ab_self_test(&error);
  if (status == AB_OK)
    exit_status = run(&session);
  else
    exit_status = ab_session_complain(&session, &error);
  if (exit_status == AB_USAGE)
    point_to_help(&session);
  if (ab_printer_finish(&session.printer, &error) != AB_OK)
    exit_status = ab_exit_worse(exit_status, ab_session_complain(&session, &error));
  ab_free(line.operands);
  mpfr_free_cache();
  flint_cleanup_master();
  return exit_status;
}
