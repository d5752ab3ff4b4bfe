/* SPDX-License-Identifier: MIT
 * Strict reading of a text line by line, word by word. Every line ends with LF; words are separated
 * by exactly one space. All functions return false after the first failure, whose reason is in
 * error. */
#ifndef AB_CERTIFICATE_LINES_H
#define AB_CERTIFICATE_LINES_H

#include "base/error.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  const char *bytes;
  size_t length, position; /* position: start of the line after the current one */
  size_t number;           /* of the current line, from 1 */
  const char *line;        /* the current line without its LF */
  size_t width, at;        /* its length; the next word starts at `at` (width + 1: none is left) */
  bool failed;
  ab_error *error;
} ab_lines;

void ab_lines_init(ab_lines *lines, const char *bytes, size_t length, ab_error *error);

/* Records "line N: message" once (without the place before the first line), and returns false. */
bool ab_lines_fail(ab_lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Moves to the next line. */
bool ab_lines_next(ab_lines *lines);
/* Whether the current line is exactly this text. */
bool ab_lines_is(const ab_lines *lines, const char *text);
/* Moves to the next line, which must be exactly this text. */
bool ab_lines_expect(ab_lines *lines, const char *text);

/* The next word of the current line: non-empty, printable ASCII. */
bool ab_lines_word(ab_lines *lines, const char **word, size_t *length);
/* The next word must be this one. */
bool ab_lines_keyword(ab_lines *lines, const char *keyword);
/* Whether the current line has words left. */
bool ab_lines_more(const ab_lines *lines);
/* The current line must have no words left. */
bool ab_lines_end(ab_lines *lines);
/* The next word as a decimal number without leading zeros, lo <= number <= hi. */
bool ab_lines_number(ab_lines *lines, uint64_t *out, uint64_t lo, uint64_t hi);
bool ab_lines_integer(ab_lines *lines, int64_t *out, int64_t lo, int64_t hi); /* with '-' allowed */
/* The next word as a canonical rational. */
bool ab_lines_rational(ab_lines *lines, mpq_t out);
/* The next word as a copy: at most AB_NAME_MAX characters, not starting with a digit or '-'. */
bool ab_lines_name(ab_lines *lines, char **out);

#endif
