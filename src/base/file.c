/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ab_status fail(ab_error *error, const char *what, const char *path) {
  return ab_error_set(error, AB_IO, "cannot %s %s: %s", what, path, strerror(errno));
}

ab_status ab_file_read(ab_text *text, const char *path, size_t max_bytes, ab_error *error) {
  bool standard = strcmp(path, "-") == 0;
  int descriptor = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return fail(error, "open", path);
  enum { CHUNK = 1 << 16 };
  ab_status status = AB_OK;
  for (;;) {
    ab_reserve(&text->data, &text->capacity, text->length + CHUNK + 1, 1);
    ssize_t got = read(descriptor, text->data + text->length, CHUNK);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      status = fail(error, "read", path);
    if (got <= 0)
      break;
    text->length += (size_t)got;
    if (text->length > max_bytes) {
      status =
          ab_error_set(error, AB_IO, "%s is longer than the limit of %zu bytes", path, max_bytes);
      break;
    }
  }
  if (!standard)
    close(descriptor);
  if (status == AB_OK)
    text->data[text->length] = '\0';
  else
    ab_text_clear(text);
  return status;
}

void ab_file_hold_standard(void) {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
    if (fcntl(descriptor, F_GETFD) < 0)
      open("/dev/null",
           descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY); /* the lowest free one */
}

ab_status ab_output_open(ab_output *output, const char *path, ab_error *error) {
  *output = (ab_output){0};
  size_t length = strlen(path);
  output->path = ab_copy_text(path, length);
  output->temporary = ab_allocate(length + 16, 1);
  snprintf(output->temporary, length + 16, "%s.XXXXXX", path);
  int descriptor = mkstemp(output->temporary);
  if (descriptor >= 0) {
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(descriptor, 0666 & ~mask) == 0 && (output->stream = fdopen(descriptor, "w")))
      return AB_OK;
  }
  ab_status status = fail(error, "write", path);
  if (descriptor >= 0) {
    close(descriptor);
    unlink(output->temporary);
  }
  ab_free(output->path);
  ab_free(output->temporary);
  *output = (ab_output){0};
  return status;
}

/* Makes the rename itself durable; a file system that cannot sync a folder is no error. */
static void sync_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  char *folder = slash ? ab_copy_text(path, (size_t)(slash - path) + 1) : ab_copy_text(".", 1);
  int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    fsync(descriptor);
    close(descriptor);
  }
  ab_free(folder);
}

ab_status ab_output_commit(ab_output *output, ab_error *error) {
  bool good =
      !ferror(output->stream) && fflush(output->stream) == 0 && fsync(fileno(output->stream)) == 0;
  if (!good) {
    ab_status status = fail(error, "write", output->path);
    ab_output_discard(output);
    return status;
  }
  bool closed = fclose(output->stream) == 0;
  output->stream = NULL;
  if (!closed || rename(output->temporary, output->path) != 0) {
    ab_status status = fail(error, "write", output->path);
    ab_output_discard(output);
    return status;
  }
  sync_folder(output->path);
  ab_free(output->path);
  ab_free(output->temporary);
  *output = (ab_output){0};
  return AB_OK;
}

void ab_output_discard(ab_output *output) {
  if (output->stream)
    fclose(output->stream);
  unlink(output->temporary);
  ab_free(output->path);
  ab_free(output->temporary);
  *output = (ab_output){0};
}
