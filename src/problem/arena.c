/* SPDX-License-Identifier: MIT */
#include "problem/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>

typedef struct chunk {
  struct chunk *next;
  alignas(max_align_t) unsigned char bytes[];
} chunk;

struct ab_arena {
  chunk *chunks;
  unsigned char *free;
  size_t left;
};

enum { CHUNK_SIZE = 1 << 15, ALIGNMENT = alignof(max_align_t) };

ab_arena *ab_arena_create(void) {
  return ab_allocate(1, sizeof(ab_arena));
}

void ab_arena_destroy(ab_arena *arena) {
  if (!arena)
    return;
  for (chunk *c = arena->chunks, *next; c; c = next) {
    next = c->next;
    ab_free(c);
  }
  ab_free(arena);
}

static unsigned char *add_chunk(ab_arena *arena, size_t size) {
  chunk *fresh = ab_allocate(1, sizeof(chunk) + size);
  fresh->next = arena->chunks;
  arena->chunks = fresh;
  return fresh->bytes;
}

void *ab_arena_allocate(ab_arena *arena, size_t count, size_t size) {
  if (!count || !size)
    return NULL;
  size_t limit = SIZE_MAX / 2;
  /* a product that overflows asks for more than there is: ab_allocate ends the process */
  size_t bytes = count > limit / size ? limit : count * size;
  bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (bytes > CHUNK_SIZE / 4)
    return add_chunk(arena, bytes);
  if (bytes > arena->left) {
    arena->free = add_chunk(arena, CHUNK_SIZE);
    arena->left = CHUNK_SIZE;
  }
  unsigned char *result = arena->free;
  arena->free += bytes;
  arena->left -= bytes;
  return result;
}
