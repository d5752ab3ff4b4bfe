/* SPDX-License-Identifier: MIT
 * Matrices and exact interval questions for the tests of singular triplets. */
#ifndef TESTS_REAL_MATRICES_H
#define TESTS_REAL_MATRICES_H

#include "num/rational.h"
#include "prove/singular_guess.h"
#include "real/singular.h"

#include <stdint.h>
#include <string.h>

typedef struct {
  ab_matrix x;
  ab_triplet triplet;
  mpq_t *hint_a, *hint_b;
  ab_error error;
} sample;

static inline void sample_init(sample *s, size_t rows, size_t columns) {
  memset(s, 0, sizeof *s);
  ab_matrix_init(&s->x, rows, columns);
  ab_triplet_init(&s->triplet, rows, columns);
  s->hint_a = ab_rationals_create(rows);
  s->hint_b = ab_rationals_create(columns);
}

static inline void sample_clear(sample *s) {
  ab_rationals_destroy(s->hint_a, s->x.rows);
  ab_rationals_destroy(s->hint_b, s->x.columns);
  ab_triplet_clear(&s->triplet);
  ab_matrix_clear(&s->x);
}

/* Fills values with the rationals written in text, separated by spaces. */
static inline void set_values(mpq_t *values, const char *text) {
  char copy[1024];
  snprintf(copy, sizeof copy, "%s", text);
  size_t i = 0;
  for (char *part = strtok(copy, " "); part; part = strtok(NULL, " ")) {
    mpq_set_str(values[i], part, 10);
    mpq_canonicalize(values[i++]);
  }
}

static inline void sample_set(sample *s, size_t rows, size_t columns, const char *matrix,
                              const char *hint_a, const char *hint_b) {
  sample_init(s, rows, columns);
  set_values(s->x.entries, matrix);
  set_values(s->hint_a, hint_a);
  set_values(s->hint_b, hint_b);
}

static inline ab_status sample_enclose(sample *s, long precision) {
  return ab_triplet_enclose(&s->triplet, &s->x, (const mpq_t *)s->hint_a, (const mpq_t *)s->hint_b,
                            precision, &s->error);
}

static inline ab_status sample_guess(sample *s, unsigned bits) {
  return ab_singular_guess(s->hint_a, s->hint_b, &s->x, bits, &s->error);
}

/* A linear congruential generator (Knuth's MMIX constants); the high bits are used. */
static inline long draw(uint64_t *state, long lo, long hi) {
  *state = *state * 6364136223846793005U + 1442695040888963407U;
  return lo + (long)((*state >> 33) % (uint64_t)(hi - lo + 1));
}

static inline void set_random(mpq_t *values, size_t count, uint64_t *state) {
  for (size_t i = 0; i < count; i++) {
    mpq_set_si(values[i], draw(state, -1000, 1000), (unsigned long)draw(state, 1, 60));
    mpq_canonicalize(values[i]);
  }
}

/* |value - 2^-bits * scale| style question: hi - lo <= 2^-bits * scale. */
static inline bool is_narrow(const mpq_t lo, const mpq_t hi, const mpq_t scale, unsigned bits) {
  mpq_t width;
  mpq_init(width);
  mpq_sub(width, hi, lo);
  mpq_mul_2exp(width, width, bits);
  bool narrow = mpq_cmp(width, scale) <= 0;
  mpq_clear(width);
  return narrow;
}

static inline bool contains(const mpq_t lo, const mpq_t hi, const mpq_t value) {
  return mpq_cmp(lo, value) <= 0 && mpq_cmp(value, hi) <= 0;
}

static inline bool contains_fraction(const mpq_t lo, const mpq_t hi, long p, unsigned long q) {
  return mpq_cmp_si(lo, p, q) <= 0 && mpq_cmp_si(hi, p, q) >= 0;
}

/* Whether [lo, hi] contains sign * sqrt(p / q), and not 0: by squaring. */
static inline bool contains_root(const mpq_t lo, const mpq_t hi, int sign, long p,
                                 unsigned long q) {
  mpq_t low, high;
  mpq_inits(low, high, NULL);
  mpq_mul(low, sign > 0 ? lo : hi, sign > 0 ? lo : hi);
  mpq_mul(high, sign > 0 ? hi : lo, sign > 0 ? hi : lo);
  bool good = mpq_sgn(lo) == sign && mpq_sgn(hi) == sign && contains_fraction(low, high, p, q);
  mpq_clears(low, high, NULL);
  return good;
}

/* inner is a subset of outer in every entry, and sigma too. */
static inline bool triplet_is_inside(const ab_triplet *inner, const ab_triplet *outer) {
  bool inside = mpq_cmp(outer->sigma_lo, inner->sigma_lo) <= 0 &&
                mpq_cmp(inner->sigma_hi, outer->sigma_hi) <= 0;
  for (size_t i = 0; i < inner->rows; i++)
    inside = inside && mpq_cmp(outer->a_lo[i], inner->a_lo[i]) <= 0 &&
             mpq_cmp(inner->a_hi[i], outer->a_hi[i]) <= 0;
  for (size_t j = 0; j < inner->columns; j++)
    inside = inside && mpq_cmp(outer->b_lo[j], inner->b_lo[j]) <= 0 &&
             mpq_cmp(inner->b_hi[j], outer->b_hi[j]) <= 0;
  return inside;
}

#endif
