/* SPDX-License-Identifier: MIT */
#include "cli/picture_file.h"

#include <string.h>

static bool ends_in(const char *path, const char *ending) {
  size_t length = strlen(path), tail = strlen(ending);
  return length > tail && strcmp(path + length - tail, ending) == 0;
}

ab_status ab_picture_file_open(ab_picture_file *file, const ab_session *session, ab_error *error) {
  const char *path = session->options->output;
  *file = (ab_picture_file){AB_PICTURE_NONE};
  if (!path)
    return AB_OK;
  if (!ends_in(path, ".svg") && !ends_in(path, ".csv"))
    return ab_error_set(error, AB_USAGE, "-o %s: the name has to end in .svg or .csv", path);
  ab_status status = ab_output_open(&file->output, path, error);
  if (status == AB_OK)
    file->kind = ends_in(path, ".svg") ? AB_PICTURE_SVG : AB_PICTURE_CSV;
  return status;
}

ab_status ab_picture_file_close(ab_picture_file *file, const ab_text *text, ab_error *error) {
  if (file->kind == AB_PICTURE_NONE)
    return AB_OK;
  file->kind = AB_PICTURE_NONE;
  if (!text) {
    ab_output_discard(&file->output);
    return AB_OK;
  }
  fwrite(text->data, 1, text->length, file->output.stream);
  return ab_output_commit(&file->output, error);
}
