/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/memory.h"
#include "cli/values.h"
#include "problem/syntax.h"

#include <getopt.h>
#include <string.h>

const ab_option ab_option_rows[] = {
#define AB_OPTION_ROW(field, name, letter, kind, argument, least, greatest, commands, help)        \
  {name,     letter, AB_OPTION_##kind,           argument, least, greatest,                        \
   commands, help,   offsetof(ab_options, field)},
    AB_OPTION_TABLE(AB_OPTION_ROW)
#undef AB_OPTION_ROW
};
enum { OPTIONS = sizeof ab_option_rows / sizeof *ab_option_rows, LETTERS = 3 * OPTIONS + 4 };
const size_t ab_option_count = OPTIONS;

/* getopt_long's own returns: an operand in its place; the values for long options start above all
 * characters. */
enum { OPERAND = 1, LONG = 256 };

unsigned ab_program_commands(const ab_program *program) {
  unsigned bits = 0;
  for (size_t i = 0; i < program->command_count; i++)
    bits |= program->commands[i].bit;
  return bits;
}

/* getopt's view of the options of a program: operands are returned in their place ('-'), and a
 * missing argument as ':'. */
static void fill_getopt(char letters[LETTERS], struct option rows[OPTIONS + 1], unsigned commands) {
  size_t count = 0;
  *letters++ = '-';
  *letters++ = ':';
  for (size_t i = 0; i < OPTIONS; i++) {
    const ab_option *option = &ab_option_rows[i];
    if (!(option->commands & commands))
      continue;
    int takes = option->kind == AB_OPTION_FLAG ? no_argument : required_argument;
    rows[count++] = (struct option){option->name, takes, NULL, LONG + (int)i};
    if (option->letter)
      *letters++ = option->letter;
    if (option->letter && takes == required_argument)
      *letters++ = ':';
  }
  *letters = '\0';
  rows[count] = (struct option){0};
}

static const ab_option *find_letter(int letter) {
  for (size_t i = 0; i < OPTIONS; i++)
    if (ab_option_rows[i].letter && ab_option_rows[i].letter == letter)
      return &ab_option_rows[i];
  return NULL;
}

/* The row of the name in a word "--name" or "--name=value" of the command line; getopt_long would
 * take the beginning of a name for it. */
static const ab_option *find_name(const char *word, unsigned commands) {
  size_t length = strcspn(word + 2, "=");
  for (size_t i = 0; i < OPTIONS; i++)
    if (strlen(ab_option_rows[i].name) == length && (ab_option_rows[i].commands & commands) &&
        memcmp(ab_option_rows[i].name, word + 2, length) == 0)
      return &ab_option_rows[i];
  return NULL;
}

static ab_status unknown_option(const char *word, int letter, unsigned commands, ab_error *error) {
  if (strncmp(word, "--", 2) != 0)
    return ab_error_set(error, AB_USAGE, "unknown option '-%c'", letter);
  char *name = ab_copy_text(word + 2, strcspn(word + 2, "="));
  const char *names[OPTIONS], *close = NULL;
  size_t count = 0, length = strlen(name);
  for (size_t i = 0; i < OPTIONS; i++)
    if (ab_option_rows[i].commands & commands)
      names[count++] = ab_option_rows[i].name;
  for (size_t i = 0; i < count && !close && length > 0; i++)
    if (strncmp(names[i], name, length) == 0)
      close = names[i];
  if (!close)
    close = ab_closest_name(name, names, count);
  ab_error_set(error, AB_USAGE,
               close ? "unknown option '--%s'; did you mean '--%s'?" : "unknown option '--%s'",
               name, close);
  ab_free(name);
  return AB_USAGE;
}

/* What the reading of one command line keeps. */
typedef struct {
  ab_command_line *line;
  unsigned commands;   /* of the program */
  bool given[OPTIONS]; /* by row */
  ab_error *error;
} reader;

static ab_status take_option(reader *r, const ab_option *option, const char *word) {
  size_t row = (size_t)(option - ab_option_rows);
  if (option->kind != AB_OPTION_FLAG && r->given[row])
    return ab_error_set(r->error, AB_USAGE, "--%s is given twice", option->name);
  r->given[row] = true;
  if (option->kind == AB_OPTION_FLAG && strncmp(word, "--", 2) == 0 && strchr(word, '='))
    return ab_error_set(r->error, AB_USAGE, "--%s takes no value", option->name);
  return ab_option_set(&r->line->options, option, optarg, r->error);
}

/* One return of getopt_long; `word` is the word of the command line that it was reading. */
static ab_status take(reader *r, int code, const char *word) {
  if (code == OPERAND) {
    r->line->operands[r->line->operand_count++] = optarg;
    return AB_OK;
  }
  bool is_long = strncmp(word, "--", 2) == 0;
  const ab_option *option =
      is_long ? find_name(word, r->commands) : find_letter(code == ':' ? optopt : code);
  if (!option || (code == '?' && !is_long))
    return unknown_option(word, optopt, r->commands, r->error);
  if (code == ':')
    return ab_error_set(r->error, AB_USAGE, "--%s needs an argument: --%s %s", option->name,
                        option->name, option->argument);
  return take_option(r, option, word);
}

static ab_status read_words(reader *r, int argc, char **argv) {
  char letters[LETTERS];
  struct option rows[OPTIONS + 1];
  fill_getopt(letters, rows, r->commands);
  opterr = 0;
  optind = 1;
  while (optind < argc) {
    const char *word = argv[optind];
    int code = getopt_long(argc, argv, letters, rows, NULL);
    if (code == -1)
      break;
    ab_status status = take(r, code, word);
    if (status != AB_OK)
      return status;
  }
  while (optind < argc)
    r->line->operands[r->line->operand_count++] = argv[optind++];
  return AB_OK;
}

/* The command that the first operand names, or the only one; NULL if there is none. */
static const ab_command *named_command(const ab_command_line *line, const ab_program *program) {
  if (!program->commands[0].word)
    return &program->commands[0];
  for (size_t i = 0; i < program->command_count && line->operand_count > 0; i++)
    if (strcmp(line->operands[0], program->commands[i].word) == 0)
      return &program->commands[i];
  return NULL;
}

static ab_status unknown_command(const ab_command_line *line, const ab_program *program,
                                 ab_error *error) {
  if (line->operand_count == 0)
    return ab_error_set(error, AB_USAGE, "no command is given");
  const char **names = ab_allocate(program->command_count, sizeof *names);
  for (size_t i = 0; i < program->command_count; i++)
    names[i] = program->commands[i].word;
  const char *close = ab_closest_name(line->operands[0], names, program->command_count);
  ab_error_set(error, AB_USAGE,
               close ? "unknown command '%s'; did you mean '%s'?" : "unknown command '%s'",
               line->operands[0], close);
  ab_free(names);
  return AB_USAGE;
}

/* Takes the command's word from the operands. */
static ab_status take_command(ab_command_line *line, const ab_program *program, ab_error *error) {
  bool asks = line->options.help || line->options.version;
  if (!line->command)
    return asks && line->operand_count == 0 ? AB_OK : unknown_command(line, program, error);
  if (line->command->word) {
    line->operand_count--;
    memmove(line->operands, line->operands + 1, line->operand_count * sizeof *line->operands);
  }
  return AB_OK;
}

static ab_status check_use(const reader *r, const ab_program *program) {
  const ab_command_line *line = r->line;
  const ab_command *command = line->command;
  for (size_t i = 0; i < OPTIONS && command; i++)
    if (r->given[i] && !(ab_option_rows[i].commands & command->bit))
      return ab_error_set(r->error, AB_USAGE, "--%s does not go with '%s %s'",
                          ab_option_rows[i].name, program->name, command->word);
  if (line->options.help || line->options.version)
    return AB_OK;
  if (line->operand_count >= command->least && line->operand_count <= command->greatest)
    return AB_OK;
  bool few = line->operand_count < command->least;
  return ab_error_set(r->error, AB_USAGE, "%s; usage: %s%s%s %s",
                      few ? "a file is missing" : "too many words", program->name,
                      command->word ? " " : "", command->word ? command->word : "",
                      command->operands);
}

ab_status ab_command_line_read(ab_command_line *line, const ab_program *program, int argc,
                               char **argv, ab_error *error) {
  *line = (ab_command_line){0};
  line->operands = ab_allocate((size_t)argc + 1, sizeof *line->operands);
  reader r = {.line = line, .commands = ab_program_commands(program), .error = error};
  ab_status status = read_words(&r, argc, argv);
  line->command = named_command(line, program);
  if (status == AB_OK)
    status = take_command(line, program, error);
  return status == AB_OK ? check_use(&r, program) : status;
}
