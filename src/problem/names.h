/* SPDX-License-Identifier: MIT
 * Interned names: equal names are equal pointers. */
#ifndef AB_PROBLEM_NAMES_H
#define AB_PROBLEM_NAMES_H

#include "problem/arena.h"

typedef struct ab_names ab_names;

/* The texts live in the arena, which must outlive the names. */
ab_names *ab_names_create(ab_arena *arena);
void ab_names_destroy(ab_names *names);

/* The one pointer for these bytes (no NUL among them), made if need be; it ends with a NUL. */
const char *ab_names_intern(ab_names *names, const char *text, size_t length);

/* The same, or NULL if these bytes have not been interned. */
const char *ab_names_find(const ab_names *names, const char *text, size_t length);

#endif
