/* SPDX-License-Identifier: MIT
 * Rationals: the canonical text form, rounding to dyadics, arrays. */
#include "num/rational.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

/* The length of the canonical natural number (no leading zero) at the start of text; 0 if there is
 * none. */
static size_t natural_length(const char *text, size_t length) {
  size_t n = 0;
  while (n < length && text[n] >= '0' && text[n] <= '9')
    n++;
  return n > 1 && text[0] == '0' ? 0 : n;
}

/* out = the number that `length` digits spell; subquadratic. */
static void read_digits(mpz_t out, const char *digits, size_t length) {
  char *copy = ab_copy_text(digits, length);
  mpz_set_str(out, copy, 10);
  ab_free(copy);
}

/* The denominator digits (no leading zero) of a fraction whose numerator is set: > 1 and coprime to
 * it. */
static bool read_denominator(mpq_t out, const char *digits, size_t length) {
  mpz_t common;
  mpz_init(common);
  read_digits(mpq_denref(out), digits, length);
  bool canonical = mpz_cmp_ui(mpq_denref(out), 1) > 0;
  if (canonical) {
    mpz_gcd(common, mpq_numref(out), mpq_denref(out));
    canonical = mpz_cmp_ui(common, 1) == 0;
  }
  mpz_clear(common);
  return canonical;
}

/* As ab_rational_read, but out may be left other than canonical on failure. */
static bool read_canonical(mpq_t out, const char *text, size_t length) {
  bool negative = length > 0 && text[0] == '-';
  if (negative) {
    text++;
    length--;
  }
  size_t digits = natural_length(text, length);
  if (digits == 0 || (text[0] == '0' && (negative || length > 1)))
    return false;
  read_digits(mpq_numref(out), text, digits);
  if (negative)
    mpz_neg(mpq_numref(out), mpq_numref(out));
  if (digits == length) {
    mpz_set_ui(mpq_denref(out), 1);
    return true;
  }
  size_t rest = length - digits - 1;
  const char *denominator = text + digits + 1;
  if (text[digits] != '/' || rest == 0 || natural_length(denominator, rest) != rest)
    return false;
  return read_denominator(out, denominator, rest);
}

bool ab_rational_read(mpq_t out, const char *text, size_t length) {
  bool good = length <= AB_RATIONAL_TEXT_MAX && read_canonical(out, text, length);
  if (!good)
    mpq_set_ui(out, 0, 1);
  return good;
}

void ab_rational_append(ab_text *text, const mpq_t value) {
  /* sizeinbase may be one too large; sign, slash and NUL besides. */
  size_t room = mpz_sizeinbase(mpq_numref(value), 10) + mpz_sizeinbase(mpq_denref(value), 10) + 3;
  char *string = ab_allocate(room, 1);
  mpq_get_str(string, 10, value);
  ab_text_add(text, string);
  ab_free(string);
}

void ab_rational_round(mpq_t out, const mpq_t value, unsigned bits, int direction) {
  assert(direction != 0);
  mpz_t scaled;
  mpz_init(scaled);
  mpz_mul_2exp(scaled, mpq_numref(value), bits);
  if (direction < 0)
    mpz_fdiv_q(scaled, scaled, mpq_denref(value));
  else
    mpz_cdiv_q(scaled, scaled, mpq_denref(value));
  mpq_set_z(out, scaled);
  mpq_div_2exp(out, out, bits);
  mpz_clear(scaled);
}

void ab_rational_magnitude(mpq_t out, const mpq_t lo, const mpq_t hi) {
  mpq_t other;
  mpq_init(other);
  mpq_abs(other, hi);
  mpq_abs(out, lo);
  if (mpq_cmp(other, out) > 0)
    mpq_set(out, other);
  mpq_clear(other);
}

mpq_t *ab_rationals_create(size_t count) {
  mpq_t *values = ab_allocate(count, sizeof *values);
  for (size_t i = 0; i < count; i++)
    mpq_init(values[i]);
  return values;
}

void ab_rationals_destroy(mpq_t *values, size_t count) {
  if (!values)
    return;
  for (size_t i = 0; i < count; i++)
    mpq_clear(values[i]);
  ab_free(values);
}
