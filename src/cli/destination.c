/* SPDX-License-Identifier: MIT */
#include "cli/destination.h"

#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static bool is_same_file(const char *a, const char *b) {
  struct stat first, second;
  return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

/* Opens a temporary file beside it and removes it. */
ab_status ab_destination_try(const char *path, const ab_session *session, ab_error *error) {
  const char *problem = session->operands[0];
  ab_output output;
  if (is_same_file(path, problem))
    return ab_error_set(error, AB_USAGE, "the certificate would replace the problem file %s",
                        problem);
  if (is_folder(path))
    return ab_error_set(error, AB_IO, "cannot write %s: it is a folder", path);
  ab_status status = ab_output_open(&output, path, error);
  if (status == AB_OK)
    ab_output_discard(&output);
  return status;
}

static ab_status open_folder(ab_destination *destination, const ab_session *session,
                             const ab_problem_file *file, ab_error *error) {
  ab_status status = AB_OK;
  destination->is_folder = true;
  destination->created = mkdir(destination->path, 0777) == 0;
  if (!destination->created && !is_folder(destination->path))
    return ab_error_set(error, AB_IO, "cannot create the folder %s: %s", destination->path,
                        strerror(errno));
  for (size_t i = 0; i < file->count && status == AB_OK; i++) {
    char *path = ab_destination_path(destination, &file->statements[i]);
    status = ab_destination_try(path, session, error);
    ab_free(path);
  }
  if (status != AB_OK)
    ab_destination_close(destination);
  return status;
}

ab_status ab_destination_open(ab_destination *destination, const ab_session *session,
                              const ab_problem_file *file, ab_error *error) {
  *destination = (ab_destination){.path = session->options->output};
  if (!destination->path)
    return AB_OK;
  if (strcmp(destination->path, "-") == 0)
    return ab_error_set(error, AB_USAGE,
                        "-o needs the name of a file: standard output has the verdict");
  if (session->options->all)
    return open_folder(destination, session, file, error);
  return ab_destination_try(destination->path, session, error);
}

void ab_destination_close(ab_destination *destination) {
  if (destination->created)
    rmdir(destination->path);
}

char *ab_destination_path(const ab_destination *destination, const ab_statement *statement) {
  if (!destination->path)
    return NULL;
  if (!destination->is_folder)
    return ab_copy_text(destination->path, strlen(destination->path));
  ab_text path;
  ab_text_init(&path);
  ab_text_add(&path, destination->path);
  if (path.data[path.length - 1] != '/')
    ab_text_add_char(&path, '/');
  ab_text_printf(&path, "%s.abc", ab_statement_name(statement));
  return path.data;
}

ab_status ab_destination_write(const char *path, const char *bytes, size_t length,
                               ab_error *error) {
  ab_output output;
  ab_status status = ab_output_open(&output, path, error);
  if (status != AB_OK)
    return status;
  fwrite(bytes, 1, length, output.stream); /* a failure stays with the stream, for commit */
  return ab_output_commit(&output, error);
}
