/* SPDX-License-Identifier: MIT
 * Storage that is given back all at once. */
#ifndef AB_PROBLEM_ARENA_H
#define AB_PROBLEM_ARENA_H

#include <stddef.h>

typedef struct ab_arena ab_arena;

ab_arena *ab_arena_create(void);
/* Gives back everything that was ever allocated from it. Accepts NULL. */
void ab_arena_destroy(ab_arena *arena);

/* Zero-filled storage for count objects of size bytes each, aligned for any type; NULL if count is
 * 0. */
void *ab_arena_allocate(ab_arena *arena, size_t count, size_t size);

#endif
