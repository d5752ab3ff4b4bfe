/* SPDX-License-Identifier: MIT */
#include "cli/folder.h"

#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *folder, const char *name, size_t length) {
  ab_text path;
  ab_text_init(&path);
  ab_text_printf(&path, "%s/", folder);
  ab_text_append(&path, name, length);
  return path.data;
}

/* What stands before the last '/' of a file's name, as a folder below `folder`; NULL for nothing.
 * There is one level of folders at most. */
static char *folder_of(const char *folder, const ab_export_file *file) {
  const char *slash = strrchr(file->path, '/');
  return slash ? join(folder, file->path, (size_t)(slash - file->path)) : NULL;
}

static ab_status write_file(const char *folder, const ab_export_file *file, ab_error *error) {
  ab_status status = AB_OK;
  ab_output output;
  char *below = folder_of(folder, file);
  if (below && mkdir(below, 0777) != 0 && errno != EEXIST)
    status = ab_error_set(error, AB_IO, "cannot create the folder %s: %s", below, strerror(errno));
  ab_free(below);
  if (status != AB_OK)
    return status;
  char *path = join(folder, file->path, strlen(file->path));
  status = ab_output_open(&output, path, error);
  if (status == AB_OK) {
    fwrite(file->text.data ? file->text.data : "", 1, file->text.length,
           output.stream); /* a failure stays with the stream, for commit */
    status = ab_output_commit(&output, error);
  }
  ab_free(path);
  return status;
}

static void remove_all(const char *folder, const ab_export *files) {
  for (size_t i = 0; i < files->count; i++) {
    char *path = join(folder, files->files[i].path, strlen(files->files[i].path));
    unlink(path);
    ab_free(path);
  }
  for (size_t i = 0; i < files->count; i++) {
    char *below = folder_of(folder, &files->files[i]);
    if (below)
      rmdir(below);
    ab_free(below);
  }
  rmdir(folder);
}

ab_status ab_folder_write(const char *path, const ab_export *files, ab_error *error) {
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/')
    length--;
  char *target = ab_copy_text(path, length);
  ab_text temporary;
  ab_text_init(&temporary);
  ab_text_printf(&temporary, "%s.XXXXXX", target);
  ab_status status = AB_OK;
  if (!mkdtemp(temporary.data))
    status = ab_error_set(error, AB_IO, "cannot write beside %s: %s", target, strerror(errno));
  if (status == AB_OK) {
    mode_t mask = umask(0); /* mkdtemp makes folders that nobody else may read */
    umask(mask);
    chmod(temporary.data, 0777 & ~mask);
    for (size_t i = 0; i < files->count && status == AB_OK; i++)
      status = write_file(temporary.data, &files->files[i], error);
    if (status == AB_OK && rename(temporary.data, target) != 0)
      status = ab_error_set(error, AB_IO, "cannot write the folder %s: %s", target,
                            errno == ENOTEMPTY || errno == EEXIST ? "it exists and is not empty"
                                                                  : strerror(errno));
    if (status != AB_OK)
      remove_all(temporary.data, files);
  }
  ab_text_clear(&temporary);
  ab_free(target);
  return status;
}
