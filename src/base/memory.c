/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <gmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void) {
  static const char message[] = "abcert: out of memory\n";
  ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
  (void)ignored;
  _exit(70);
}

void *ab_allocate(size_t count, size_t size) {
  void *memory = calloc(count ? count : 1, size ? size : 1);
  if (!memory)
    out_of_memory();
  return memory;
}

void *ab_allocate_aligned(size_t count, size_t size, size_t alignment) {
  if (count > SIZE_MAX / size)
    out_of_memory();
  size_t bytes = count ? count * size : size;
  void *memory = aligned_alloc(alignment, bytes);
  if (!memory)
    out_of_memory();
  return memset(memory, 0, bytes);
}

void ab_reserve(void *array, size_t *capacity, size_t needed, size_t size) {
  if (needed <= *capacity)
    return;
  size_t grown = *capacity + *capacity / 2 + 16;
  if (grown < needed)
    grown = needed;
  if (grown > SIZE_MAX / size)
    out_of_memory();
  void *old;
  memcpy(&old, array, sizeof old);
  void *fresh = realloc(old, grown * size);
  if (!fresh)
    out_of_memory();
  memcpy(array, &fresh, sizeof fresh);
  *capacity = grown;
}

char *ab_copy_text(const char *text, size_t length) {
  char *copy = ab_allocate(length + 1, 1);
  memcpy(copy, text, length);
  return copy;
}

void *ab_reallocate(void *memory, size_t size) {
  void *fresh = realloc(memory, size ? size : 1);
  if (!fresh)
    out_of_memory();
  return fresh;
}

void ab_free(void *memory) {
  free(memory);
}

static void *gmp_allocate(size_t size) {
  return ab_allocate(1, size);
}

static void *gmp_reallocate(void *memory, size_t old_size, size_t new_size) {
  (void)old_size;
  return ab_reallocate(memory, new_size);
}

static void gmp_free(void *memory, size_t size) {
  (void)size;
  free(memory);
}

void ab_memory_setup(void) {
  mp_set_memory_functions(gmp_allocate, gmp_reallocate, gmp_free);
}
