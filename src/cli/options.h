/* SPDX-License-Identifier: MIT
 * Command lines: from argv to a command, its operands and the values of its options. */
#ifndef AB_CLI_OPTIONS_H
#define AB_CLI_OPTIONS_H

#include "base/error.h"
#include "cli/option_table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One bit a command; CHECK is the whole of abcheck. */
enum {
  AB_COMMAND_SHOW = 1,
  AB_COMMAND_FMT = 2,
  AB_COMMAND_PROVE = 4,
  AB_COMMAND_CHECK = 8,
  AB_COMMAND_EXPLAIN = 16,
  AB_COMMAND_BEST = 32,
  AB_COMMAND_REFUTE = 64,
  AB_COMMAND_SGD = 1024,
  AB_COMMAND_MAP = 4096,
  AB_COMMAND_SEARCH = AB_COMMAND_PROVE | AB_COMMAND_BEST | AB_COMMAND_REFUTE | AB_COMMAND_SGD |
                      AB_COMMAND_MAP, /* those that search */
  AB_COMMAND_REPORT = 2048,
  AB_COMMAND_EXPORT = 8192,
  AB_COMMAND_TRACE = 16384,
  AB_COMMAND_TRAIN = 32768,
  AB_COMMAND_LONG = AB_COMMAND_PROVE | AB_COMMAND_BEST | AB_COMMAND_REFUTE |
                    AB_COMMAND_MAP, /* those that may go on for hours */
  AB_COMMAND_ANY = 0xffffff
};

typedef bool ab_option_FLAG;
typedef const char *ab_option_TEXT;
typedef const char *ab_option_HASH;
typedef const char *ab_option_FRACTION;
typedef uint64_t ab_option_COUNT;
typedef double ab_option_DURATION;

/* The values; false, NULL or 0 for what was not given. */
typedef struct {
#define AB_OPTION_FIELD(field, name, letter, kind, ...) ab_option_##kind field;
  AB_OPTION_TABLE(AB_OPTION_FIELD)
#undef AB_OPTION_FIELD
} ab_options;

struct ab_session;

/* A command. run returns the exit status. */
typedef struct {
  const char *word; /* NULL: the program has this one command, without a word */
  unsigned bit;
  const char *operands;    /* as in the usage line */
  size_t least, greatest;  /* number of operands */
  const char *summary;     /* one line, a verb phrase */
  const char *examples;    /* lines of a shell, each ended by LF */
  const char *description; /* paragraphs for the help, each line ended by LF; or NULL */
  int (*run)(struct ab_session *session);
} ab_command;

typedef struct {
  const char *name;    /* abcert, abcheck */
  const char *summary; /* one line */
  const ab_command *commands;
  size_t command_count;
} ab_program;

/* What a command line says. Operands point into argv. */
typedef struct {
  const ab_command *command; /* NULL only with --help or --version */
  const char **operands;     /* owned */
  size_t operand_count;
  ab_options options;
} ab_command_line;

/* Reads a command line. Options may stand anywhere, "--" ends them; names have to be written out;
 * an option with an argument may be given once. AB_USAGE with a message (and a suggestion for a
 * misspelt word) if it makes no sense; line->command is then set if it was understood. The caller
 * frees line->operands in either case. */
ab_status ab_command_line_read(ab_command_line *line, const ab_program *program, int argc,
                               char **argv, ab_error *error);

/* A row of the table, for help and parser. */
typedef enum {
  AB_OPTION_FLAG,
  AB_OPTION_TEXT,
  AB_OPTION_HASH,
  AB_OPTION_FRACTION,
  AB_OPTION_COUNT,
  AB_OPTION_DURATION
} ab_option_kind;

typedef struct {
  const char *name;
  char letter;
  ab_option_kind kind;
  const char *argument;
  uint64_t least, greatest;
  unsigned commands;
  const char *help;
  size_t offset; /* of the field in ab_options */
} ab_option;

extern const ab_option ab_option_rows[];
extern const size_t ab_option_count;

/* The bits of all commands of a program. */
unsigned ab_program_commands(const ab_program *program);

#endif
