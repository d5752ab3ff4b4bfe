/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

ab_status ab_error_set(ab_error *error, ab_status status, const char *format, ...) {
  memset(error, 0, sizeof *error);
  error->status = status;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return status;
}

/* The text of the given line, cut to what fits twice (line and caret) into an excerpt. */
static void make_excerpt(ab_error *error, const char *source, size_t length) {
  enum { WIDTH = AB_EXCERPT_SIZE / 2 - 8 };
  const char *start = source, *end = source + length;
  for (size_t line = 1; line < error->line && start < end; start++)
    if (*start == '\n')
      line++;
  const char *stop = memchr(start, '\n', (size_t)(end - start));
  size_t width = (size_t)((stop ? stop : end) - start);
  size_t column = error->column ? error->column - 1 : 0;
  if (column > width)
    column = width;
  size_t skip = column > WIDTH / 2 && width > WIDTH ? column - WIDTH / 2 : 0;
  size_t shown = width - skip < WIDTH ? width - skip : WIDTH;
  char *out = error->excerpt;
  for (size_t i = 0; i < shown; i++) {
    unsigned char c = (unsigned char)start[skip + i];
    *out++ = (char)(c == '\t' ? ' ' : c < 32 || c == 127 ? '?' : c);
  }
  *out++ = '\n';
  for (size_t i = skip; i < column; i++) /* no caret cell for the bytes that continue a character */
    if (((unsigned char)start[i] & 0xC0U) != 0x80U)
      *out++ = ' ';
  *out++ = '^';
  *out = '\0';
}

void ab_error_place(ab_error *error, const char *file, const char *source, size_t length,
                    size_t line, size_t column) {
  if (error->line)
    return;
  error->line = line;
  error->column = column;
  snprintf(error->file, sizeof error->file, "%s", file ? file : "");
  if (source && line)
    make_excerpt(error, source, length);
}

void ab_error_context(ab_error *error, const char *format, ...) {
  char inner[AB_MESSAGE_SIZE];
  memcpy(inner, error->message, sizeof inner);
  va_list arguments;
  va_start(arguments, format);
  int used = vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  if (used < 0 || (size_t)used >= sizeof error->message)
    return;
  snprintf(error->message + used, sizeof error->message - (size_t)used, ": %.*s",
           (int)(sizeof inner - 4), inner);
}
