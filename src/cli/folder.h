/* SPDX-License-Identifier: MIT
 * A whole folder out, or nothing. */
#ifndef AB_CLI_FOLDER_H
#define AB_CLI_FOLDER_H

#include "export/export.h"

/* Writes the files into a temporary folder beside `path`, and renames it. `path` must not exist, or
 * be an empty folder. AB_IO with nothing left behind otherwise. */
ab_status ab_folder_write(const char *path, const ab_export *files, ab_error *error);

#endif
