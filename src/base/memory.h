/* SPDX-License-Identifier: MIT
 * Memory that is always there: allocation either succeeds or the process ends with status 70. */
#ifndef AB_BASE_MEMORY_H
#define AB_BASE_MEMORY_H

#include <stddef.h>

/* Zero-filled storage for count objects of size bytes each; never NULL (one byte at least is
 * reserved). A product count * size that overflows counts as memory exhausted. */
void *ab_allocate(size_t count, size_t size);

/* The same for objects of size bytes that have to lie at multiples of `alignment`, a power of two
 * that divides size. */
void *ab_allocate_aligned(size_t count, size_t size, size_t alignment);

/* Makes room for at least `needed` objects of `size` bytes in the array *array of *capacity
 * objects. Grows geometrically, keeps the contents, updates *array (a pointer to an object pointer)
 * and *capacity; the new part is not initialised. */
void ab_reserve(void *array, size_t *capacity, size_t needed, size_t size);

/* A copy of the first `length` bytes of text, terminated by NUL. */
char *ab_copy_text(const char *text, size_t length);

/* realloc() to `size` bytes, one at least; what is new is not initialised. */
void *ab_reallocate(void *memory, size_t size);

/* free(), for symmetry. Accepts NULL. */
void ab_free(void *memory);

/* Routes GMP's (hence MPFR's) allocation failures to the same clean end. Call once in main; and
 * ab_real_setup (real/arb.h) for FLINT's. */
void ab_memory_setup(void);

#endif
