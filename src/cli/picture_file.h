/* SPDX-License-Identifier: MIT
 * -o for commands that draw or tabulate: the ending of the name says which. */
#ifndef AB_CLI_PICTURE_FILE_H
#define AB_CLI_PICTURE_FILE_H

#include "base/file.h"
#include "cli/session.h"

typedef enum { AB_PICTURE_NONE, AB_PICTURE_SVG, AB_PICTURE_CSV } ab_picture_kind;

typedef struct {
  ab_picture_kind kind;
  ab_output output; /* unless NONE */
} ab_picture_file;

/* Takes -o; the file is begun, so that it is known to be writable. AB_USAGE for a name that ends in
 * neither .svg nor .csv, AB_IO; nothing is left then. */
ab_status ab_picture_file_open(ab_picture_file *file, const ab_session *session, ab_error *error);
/* Writes all of it, or leaves nothing if text is NULL. Ends the file in any case. */
ab_status ab_picture_file_close(ab_picture_file *file, const ab_text *text, ab_error *error);

#endif
