/* SPDX-License-Identifier: MIT */
#include "export/export.h"

#include "base/memory.h"

#include <string.h>

void ab_export_init(ab_export *out) {
  *out = (ab_export){0};
}

void ab_export_clear(ab_export *out) {
  for (size_t i = 0; i < out->count; i++) {
    ab_free(out->files[i].path);
    ab_text_clear(&out->files[i].text);
  }
  ab_free(out->files);
  *out = (ab_export){0};
}

ab_text *ab_export_add(ab_export *out, const char *path) {
  ab_reserve(&out->files, &out->capacity, out->count + 1, sizeof *out->files);
  ab_export_file *file = &out->files[out->count++];
  file->path = ab_copy_text(path, strlen(path));
  ab_text_init(&file->text);
  return &file->text;
}

void ab_export_add_name(ab_text *text, const char *name) {
  for (const char *c = name; *c; c++) {
    bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                 strchr("_-.,:+[]", *c);
    ab_text_add_char(text, plain ? *c : '_');
  }
}
