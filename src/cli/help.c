/* SPDX-License-Identifier: MIT
 * The help, from the tables of commands and options. */
#include "cli/session.h"

#include <string.h>

enum { OPTION_WIDTH = 25, COMMAND_WIDTH = 8 };

static void print_indented(FILE *stream, const char *lines) {
  while (*lines) {
    size_t length = strcspn(lines, "\n");
    fprintf(stream, length ? "  %.*s\n" : "\n", (int)length, lines);
    lines += length + (lines[length] == '\n');
  }
}

static void print_option(FILE *stream, const ab_option *option) {
  char left[64], letter[8] = "    ";
  if (option->letter)
    snprintf(letter, sizeof letter, "-%c, ", option->letter);
  snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->argument ? " " : "",
           option->argument ? option->argument : "");
  fprintf(stream, "  %-*s  %s\n", OPTION_WIDTH, left, option->help);
}

static void print_options(FILE *stream, unsigned commands) {
  fprintf(stream, "\nOptions:\n");
  for (size_t i = 0; i < ab_option_count; i++)
    if (ab_option_rows[i].commands & commands)
      print_option(stream, &ab_option_rows[i]);
}

static void print_command(FILE *stream, const ab_program *program, const ab_command *command) {
  fprintf(stream, "%s%s%s: %s\n\nExamples:\n", program->name, command->word ? " " : "",
          command->word ? command->word : "", command->summary);
  print_indented(stream, command->examples);
  fprintf(stream, "\nUsage:\n  %s%s%s %s [options]\n", program->name, command->word ? " " : "",
          command->word ? command->word : "", command->operands);
  print_options(stream, command->bit);
  if (command->description) {
    fprintf(stream, "\n");
    fputs(command->description, stream);
  }
}

static void print_program(FILE *stream, const ab_program *program) {
  fprintf(stream, "%s: %s\n\nExamples:\n", program->name, program->summary);
  for (size_t i = 0; i < program->command_count; i++)
    print_indented(stream, program->commands[i].examples);
  fprintf(stream, "\nCommands:\n");
  for (size_t i = 0; i < program->command_count; i++)
    fprintf(stream, "  %-*s  %s\n", COMMAND_WIDTH, program->commands[i].word,
            program->commands[i].summary);
  fprintf(stream, "\n'%s COMMAND --help' says more; '%s --version' prints the version.\n",
          program->name, program->name);
}

void ab_help_print(FILE *stream, const ab_program *program, const ab_command *command) {
  if (command)
    print_command(stream, program, command);
  else
    print_program(stream, program);
}
