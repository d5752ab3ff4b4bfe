/* SPDX-License-Identifier: MIT
 * The manual page (scdoc) or the bash completion of a program, from the tables that its command
 * line is read by. A program of the build: manual page | completion. */
#include "cli/session.h"

#include <ctype.h>
#include <string.h>

/* Text of a manual page: what scdoc would take as markup is escaped. */
static void print_plain(const char *text) {
  for (; *text; text++) {
    if (strchr("_*\\#`[]<>~|", *text))
      putchar('\\');
    putchar(*text);
  }
}

static void print_literal(const char *lines) {
  printf("```\n%s```\n\n", lines);
}

static void print_option(const ab_option *option) {
  printf("*");
  if (option->letter)
    printf("-%c*, *", option->letter);
  printf("--%s*", option->name);
  if (option->argument)
    printf(" _%s_", option->argument);
  printf("\n\t");
  print_plain(option->help);
  printf(".\n\n");
}

static void print_options(unsigned commands) {
  for (size_t i = 0; i < ab_option_count; i++)
    if (ab_option_rows[i].commands & commands)
      print_option(&ab_option_rows[i]);
}

static void print_upper(const char *word) {
  for (; *word; word++)
    putchar(toupper((unsigned char)*word));
}

static void print_heading(const char *before, const char *word) {
  printf("# %s", before);
  print_upper(word);
  printf("\n\n");
}

static void print_command(const ab_program *program, const ab_command *command) {
  if (command->word)
    print_heading("COMMAND ", command->word);
  else
    print_heading("", "description");
  printf("*%s%s%s* ", program->name, command->word ? " " : "", command->word ? command->word : "");
  print_plain(command->operands);
  printf(" [options]\n\n%c", toupper((unsigned char)command->summary[0]));
  print_plain(command->summary + 1);
  printf(".\n\n");
  if (command->description)
    print_literal(command->description);
  printf("Options:\n\n");
  print_options(command->bit);
  printf("Examples:\n\n");
  print_literal(command->examples);
}

static void print_page(const ab_program *program) {
  bool several = program->commands[0].word != NULL;
  printf("%s(1)\n\n# NAME\n\n%s - ", program->name, program->name);
  print_plain(program->summary);
  printf("\n\n# SYNOPSIS\n\n*%s* %s\n\n", program->name,
         several ? "_command_ _file_ [options]" : "_certificate_... [options]");
  for (size_t i = 0; i < program->command_count; i++)
    print_command(program, &program->commands[i]);
  printf("# SEE ALSO\n\n*abcert*(1), *abcheck*(1), *abcert-problem*(5), "
         "*abcert-certificate*(5)\n");
}

static void print_words(unsigned commands) {
  for (size_t i = 0; i < ab_option_count; i++)
    if (ab_option_rows[i].commands & commands)
      printf(" --%s", ab_option_rows[i].name);
}

/* Commands first, then the options of the command; file names everywhere else. */
static void print_completion(const ab_program *program) {
  bool several = program->commands[0].word != NULL;
  printf("# bash completion for %s\n_%s() {\n  local current=${COMP_WORDS[COMP_CWORD]} words=\n",
         program->name, program->name);
  if (several) {
    printf("  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    words=\"");
    for (size_t i = 0; i < program->command_count; i++)
      printf("%s ", program->commands[i].word);
    printf("--help --version\"\n  else\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < program->command_count; i++) {
      printf("    %s) words=\"", program->commands[i].word);
      print_words(program->commands[i].bit);
      printf("\" ;;\n");
    }
    printf("    esac\n    [[ $current == -* ]] || words=\n  fi\n");
  } else {
    printf("  [[ $current == -* ]] && words=\"");
    print_words(program->commands[0].bit);
    printf("\"\n");
  }
  printf("  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\ncomplete -o default -F _%s %s\n",
         program->name, program->name);
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "page") == 0)
    print_page(&ab_this_program);
  else if (argc == 2 && strcmp(argv[1], "completion") == 0)
    print_completion(&ab_this_program);
  else
    return AB_USAGE;
  return fflush(stdout) == 0 ? AB_OK : AB_IO;
}
