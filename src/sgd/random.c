/* SPDX-License-Identifier: MIT */
#include "sgd/random.h"

static uint64_t splitmix(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int bits) {
  return (x << bits) | (x >> (64 - bits));
}

void ab_random_seed(ab_random *random, uint64_t seed) {
  for (int k = 0; k < 4; k++)
    random->words[k] = splitmix(&seed);
}

uint64_t ab_random_next(ab_random *random) {
  uint64_t *s = random->words, out = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate(s[3], 45);
  return out;
}

uint64_t ab_random_index(ab_random *random, uint64_t count) {
  uint64_t excess = (UINT64_MAX % count + 1) % count; /* 2^64 mod count */
  uint64_t word;
  do {
    word = ab_random_next(random);
  } while (word > UINT64_MAX - excess);
  return word % count;
}
