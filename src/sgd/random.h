/* SPDX-License-Identifier: MIT
 * Random indices that are the same on every platform: xoshiro256**, seeded by splitmix64
 * (docs/theory/sgd.md, section 10). */
#ifndef AB_SGD_RANDOM_H
#define AB_SGD_RANDOM_H

#include <stdint.h>

/* A stream; a copy of it gives the same numbers again. */
typedef struct {
  uint64_t words[4];
} ab_random;

void ab_random_seed(ab_random *random, uint64_t seed);

/* The next 64 bits. */
uint64_t ab_random_next(ab_random *random);

/* A uniform index 0 <= i < count (count >= 1), by rejection. */
uint64_t ab_random_index(ab_random *random, uint64_t count);

#endif
