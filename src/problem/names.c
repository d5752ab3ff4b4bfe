/* SPDX-License-Identifier: MIT */
#include "problem/names.h"

#include "base/memory.h"

#include <stdint.h>
#include <string.h>

typedef struct {
  const char *text; /* NULL: a free slot */
  size_t length;
  uint64_t hash;
} slot;

/* Open addressing with linear probing; capacity is a power of two, at most half of it used. */
struct ab_names {
  ab_arena *arena;
  slot *slots;
  size_t capacity, count;
};

enum { FIRST_CAPACITY = 64 };

ab_names *ab_names_create(ab_arena *arena) {
  ab_names *names = ab_allocate(1, sizeof *names);
  names->arena = arena;
  names->capacity = FIRST_CAPACITY;
  names->slots = ab_allocate(FIRST_CAPACITY, sizeof(slot));
  return names;
}

void ab_names_destroy(ab_names *names) {
  if (!names)
    return;
  ab_free(names->slots);
  ab_free(names);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_bytes(const char *text, size_t length) {
  uint64_t hash = 14695981039346656037U;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
  return hash ^ hash >> 32;
}

/* The slot that holds the text, or the free one where it belongs. */
static slot *find_slot(const ab_names *names, const char *text, size_t length, uint64_t hash) {
  size_t i = (size_t)hash & (names->capacity - 1);
  for (;; i = (i + 1) & (names->capacity - 1)) {
    slot *s = &names->slots[i];
    if (!s->text)
      return s;
    if (s->hash == hash && s->length == length && memcmp(s->text, text, length) == 0)
      return s;
  }
}

static void grow(ab_names *names) {
  slot *old = names->slots;
  size_t old_capacity = names->capacity;
  names->capacity *= 2;
  names->slots = ab_allocate(names->capacity, sizeof(slot));
  for (size_t i = 0; i < old_capacity; i++)
    if (old[i].text)
      *find_slot(names, old[i].text, old[i].length, old[i].hash) = old[i];
  ab_free(old);
}

const char *ab_names_intern(ab_names *names, const char *text, size_t length) {
  uint64_t hash = hash_bytes(text, length);
  slot *s = find_slot(names, text, length, hash);
  if (s->text)
    return s->text;
  char *copy = ab_arena_allocate(names->arena, length + 1, 1);
  if (length)
    memcpy(copy, text, length);
  *s = (slot){copy, length, hash};
  if (++names->count > names->capacity / 2)
    grow(names);
  return copy;
}

const char *ab_names_find(const ab_names *names, const char *text, size_t length) {
  return find_slot(names, text, length, hash_bytes(text, length))->text;
}
