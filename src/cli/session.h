/* SPDX-License-Identifier: MIT
 * What a running command has at hand, and what both programs share: errors on standard error, exit
 * statuses, the run from argv to the end. */
#ifndef AB_CLI_SESSION_H
#define AB_CLI_SESSION_H

#include "base/error.h"
#include "cli/options.h"
#include "cli/output.h"
#include "condition/statement.h"

typedef struct ab_session {
  const ab_program *program;
  const ab_command *command;
  const ab_options *options;
  const char *const *operands;
  size_t operand_count;
  ab_printer printer;
  struct ab_checkpoint *checkpoint; /* of the searches under way, or NULL */
  struct ab_progress *progress;     /* the same */
  struct ab_team *team;             /* the same */
} ab_session;

/* Exit statuses beside those of ab_status. */
enum { AB_EXIT_REFUTED = 10, AB_EXIT_UNKNOWN = 20 };

/* The one of two exit statuses that stands for both: 70 before 11 before 74 before 65 before 64
 * before 10 before 20 before 0. */
int ab_exit_worse(int a, int b);

/* Writes the error to standard error: FILE:LINE:COLUMN: error: MESSAGE with the excerpt, or
 * PROGRAM: error: MESSAGE. Returns its status. */
int ab_session_complain(const ab_session *session, const ab_error *error);

/* --threads, or the number of processors. */
unsigned ab_session_threads(const ab_session *session);

/* "c program VERSION", unless quiet. */
void ab_session_print_program(ab_session *session);

/* What a verdict rests on: reading, minimizers, infimum, and "c assumes" for what is declared. */
void ab_session_print_basis(ab_session *session, const ab_basis *basis);

/* The program that is linked: abcert.c or abcheck.c. */
extern const ab_program ab_this_program;

/* The main function of a program: reads the command line, runs the command, ends the output. */
int ab_session_main(const ab_program *program, int argc, char **argv);

/* Prints the help of a command, or of the program if command is NULL. */
void ab_help_print(FILE *stream, const ab_program *program, const ab_command *command);

#endif
