/* SPDX-License-Identifier: MIT
 * Where certificates go: nowhere, to one file, or with --all to a folder. */
#ifndef AB_CLI_DESTINATION_H
#define AB_CLI_DESTINATION_H

#include "cli/problem_file.h"

typedef struct {
  const char *path; /* of the file or folder; NULL for nowhere */
  bool is_folder, created;
} ab_destination;

/* Takes -o and --all. Before any search is made, shows that the files can be written (and leaves
 * none); creates the folder if need be. AB_USAGE for a path that makes no sense, AB_IO if it cannot
 * be written; then nothing is left and nothing is to be closed. */
ab_status ab_destination_open(ab_destination *destination, const ab_session *session,
                              const ab_problem_file *file, ab_error *error);
/* Removes the folder if it was created here and is empty. */
void ab_destination_close(ab_destination *destination);

/* The path for the certificate of one claim (to be freed), or NULL for nowhere. */
char *ab_destination_path(const ab_destination *destination, const ab_statement *statement);

/* Shows that a file can be written there (and leaves none); AB_USAGE or AB_IO if not. */
ab_status ab_destination_try(const char *path, const ab_session *session, ab_error *error);

/* Writes the bytes to path: temporary file, sync, rename. */
ab_status ab_destination_write(const char *path, const char *bytes, size_t length, ab_error *error);

#endif
