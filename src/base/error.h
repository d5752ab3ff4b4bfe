/* SPDX-License-Identifier: MIT
 * How functions that can meet bad data report it: a status and one message a person can act on. */
#ifndef AB_BASE_ERROR_H
#define AB_BASE_ERROR_H

#include <stddef.h>

/* The values are the exit statuses of the programs. */
typedef enum {
  AB_OK = 0,
  AB_NOT_VERIFIED = 11, /* a certificate that is malformed, truncated or false */
  AB_USAGE = 64,        /* a command line that makes no sense */
  AB_BAD_PROBLEM = 65,  /* a problem file with an error in it */
  AB_INTERNAL = 70,     /* an invariant of ours does not hold */
  AB_IO = 74            /* a file that cannot be read or written */
} ab_status;

enum { AB_MESSAGE_SIZE = 1024, AB_FILE_SIZE = 512, AB_EXCERPT_SIZE = 512 };

/* One error. line and column count from 1; 0 means "no place". excerpt holds the offending line and
 * a caret line below it, or is empty. */
typedef struct {
  ab_status status;
  size_t line, column;
  char file[AB_FILE_SIZE];
  char message[AB_MESSAGE_SIZE];
  char excerpt[AB_EXCERPT_SIZE];
} ab_error;

/* Sets status and message (printf format), no place; returns status, so that
 * `return ab_error_set(error, ...)` reads well. Long messages are cut, never overrun. */
ab_status ab_error_set(ab_error *error, ab_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a place to an error that has none yet: the file name, line and column, and the excerpt
 * built from `source` (the whole text, `length` bytes; NULL for none). */
void ab_error_place(ab_error *error, const char *file, const char *source, size_t length,
                    size_t line, size_t column);

/* Puts "context: " in front of the message. */
void ab_error_context(ab_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
