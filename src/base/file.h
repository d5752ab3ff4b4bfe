/* SPDX-License-Identifier: MIT
 * Whole files in, whole files out. */
#ifndef AB_BASE_FILE_H
#define AB_BASE_FILE_H

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

/* Reads all of path ("-" is standard input) into text, at most max_bytes. AB_IO if it cannot be
 * opened or read to its end, or is longer; text is then cleared. */
ab_status ab_file_read(ab_text *text, const char *path, size_t max_bytes, ab_error *error);

/* Standard descriptors that the process was started without are taken up by /dev/null, so that no
 * file of ours gets their numbers and with them what is meant for people; standard output is taken
 * up such that writing to it fails. */
void ab_file_hold_standard(void);

/* A file being written: bytes go to a temporary file beside `path`, which commit flushes, syncs and
 * renames over path, and discard removes. Exactly one of the two ends it. */
typedef struct {
  FILE *stream;
  char *path, *temporary;
} ab_output;

ab_status ab_output_open(ab_output *output, const char *path, ab_error *error);
ab_status ab_output_commit(ab_output *output, ab_error *error);
void ab_output_discard(ab_output *output);

#endif
