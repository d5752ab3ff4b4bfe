/* SPDX-License-Identifier: MIT
 * Runs a fuzz target on files, and on each of them cut off and with single bytes changed:
 *     PROGRAM FILE... */
#include "targets.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES = 48 };

static uint8_t *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END) != 0)
    return NULL;
  *length = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = malloc(*length + 1);
  bool complete = bytes && fread(bytes, 1, *length, file) == *length;
  fclose(file);
  return complete ? bytes : NULL;
}

/* A copy of exactly that length, so that a sanitizer sees any step outside. */
static void judge(const uint8_t *bytes, size_t length) {
  uint8_t *copy = malloc(length ? length : 1);
  if (copy && length)
    memcpy(copy, bytes, length);
  if (copy)
    LLVMFuzzerTestOneInput(copy, length);
  free(copy);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    size_t length;
    uint8_t *bytes = read_file(argv[i], &length);
    if (!bytes)
      return 1;
    judge(bytes, length);
    for (size_t k = 0; k < CHANGES && length; k++) {
      size_t at = k * length / CHANGES;
      uint8_t old = bytes[at];
      judge(bytes, at);
      bytes[at] = (uint8_t)(old ^ (1U << (k % 8)));
      judge(bytes, length);
      bytes[at] = old;
    }
    free(bytes);
  }
  printf("%d files\n", argc - 1);
  return argc > 1 ? 0 : 1;
}
