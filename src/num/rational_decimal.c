/* SPDX-License-Identifier: MIT
 * Rationals: decimals, read exactly and printed with a direction, by integer arithmetic alone. */
#include "base/memory.h"
#include "num/rational.h"

#include <assert.h>
#include <string.h>

/* A decimal literal taken apart: the digits with the point removed stand for digits * 10^exponent.
 */
typedef struct {
  char *digits; /* NUL-terminated, on the heap */
  size_t count, fraction_count;
  long exponent; /* as written */
} decimal;

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Moves digits from text[*at...] to d. */
static size_t take_digits(decimal *d, const char *text, size_t length, size_t *at) {
  size_t start = *at;
  while (*at < length && is_digit(text[*at]))
    d->digits[d->count++] = text[(*at)++];
  return *at - start;
}

/* [e|E [+|-] digits] up to the end of text. */
static bool read_exponent(decimal *d, const char *text, size_t length, size_t at) {
  if (at == length)
    return true;
  if (text[at] != 'e' && text[at] != 'E')
    return false;
  at++;
  bool negative = at < length && text[at] == '-';
  if (at < length && (text[at] == '-' || text[at] == '+'))
    at++;
  if (at == length)
    return false;
  for (; at < length; at++) {
    if (!is_digit(text[at]))
      return false;
    d->exponent = 10 * d->exponent + (text[at] - '0');
    if (d->exponent > AB_DECIMAL_EXPONENT_MAX)
      return false;
  }
  if (negative)
    d->exponent = -d->exponent;
  return true;
}

/* digits [. digits] or . digits, then the exponent. */
static bool take_apart(decimal *d, const char *text, size_t length) {
  size_t at = 0;
  size_t whole = take_digits(d, text, length, &at);
  if (at < length && text[at] == '.') {
    at++;
    d->fraction_count = take_digits(d, text, length, &at);
    if (d->fraction_count == 0)
      return false;
  } else if (whole == 0) {
    return false;
  }
  return read_exponent(d, text, length, at);
}

static void put_together(mpq_t out, const decimal *d) {
  long exponent = d->exponent - (long)d->fraction_count;
  mpz_set_str(mpq_numref(out), d->digits, 10);
  if (exponent < 0) {
    mpz_ui_pow_ui(mpq_denref(out), 10, (unsigned long)-exponent);
    mpq_canonicalize(out);
    return;
  }
  mpz_ui_pow_ui(mpq_denref(out), 10, (unsigned long)exponent);
  mpz_mul(mpq_numref(out), mpq_numref(out), mpq_denref(out));
  mpz_set_ui(mpq_denref(out), 1);
}

bool ab_rational_read_decimal(mpq_t out, const char *text, size_t length) {
  if (length > AB_DECIMAL_EXPONENT_MAX)
    return false;
  decimal d = {.digits = ab_allocate(length + 1, 1)};
  bool good = take_apart(&d, text, length);
  if (good)
    put_together(out, &d);
  ab_free(d.digits);
  return good;
}

/* Compares magnitude (> 0) with 10^exponent. */
static int compare_power(const mpq_t magnitude, long exponent) {
  mpz_t power;
  mpz_init(power);
  mpz_ui_pow_ui(power, 10, (unsigned long)(exponent < 0 ? -exponent : exponent));
  int order;
  if (exponent < 0) {
    mpz_mul(power, power, mpq_numref(magnitude));
    order = mpz_cmp(power, mpq_denref(magnitude));
  } else {
    mpz_mul(power, power, mpq_denref(magnitude));
    order = mpz_cmp(mpq_numref(magnitude), power);
  }
  mpz_clear(power);
  return order;
}

/* The e with 10^e <= magnitude < 10^(e+1): a guess from the bit lengths, then exact comparisons. */
static long decimal_exponent(const mpq_t magnitude) {
  long bits = (long)mpz_sizeinbase(mpq_numref(magnitude), 2) -
              (long)mpz_sizeinbase(mpq_denref(magnitude), 2);
  long e = (long)((double)bits * 0.30102999566398120);
  while (compare_power(magnitude, e) < 0)
    e--;
  while (compare_power(magnitude, e + 1) >= 0)
    e++;
  return e;
}

/* out = magnitude * 10^shift rounded down (direction < 0), up (> 0) or to nearest even (0). */
static void scale(mpz_t out, const mpq_t magnitude, long shift, int direction) {
  mpz_t divisor, remainder;
  mpz_init(divisor);
  mpz_init(remainder);
  mpz_ui_pow_ui(divisor, 10, (unsigned long)(shift < 0 ? -shift : shift));
  if (shift < 0) {
    mpz_set(out, mpq_numref(magnitude));
    mpz_mul(divisor, divisor, mpq_denref(magnitude));
  } else {
    mpz_mul(out, divisor, mpq_numref(magnitude));
    mpz_set(divisor, mpq_denref(magnitude));
  }
  mpz_fdiv_qr(out, remainder, out, divisor);
  bool up = direction > 0 && mpz_sgn(remainder) > 0;
  if (direction == 0) {
    mpz_mul_2exp(remainder, remainder, 1);
    int half = mpz_cmp(remainder, divisor);
    up = half > 0 || (half == 0 && mpz_odd_p(out));
  }
  if (up)
    mpz_add_ui(out, out, 1);
  mpz_clear(divisor);
  mpz_clear(remainder);
}

/* The digits of magnitude, trailing zeros dropped, and the decimal exponent of the first. */
static char *significant_digits(const mpq_t magnitude, int digits, int direction, long *exponent) {
  mpz_t scaled;
  mpz_init(scaled);
  *exponent = decimal_exponent(magnitude);
  scale(scaled, magnitude, digits - 1 - *exponent, direction);
  char *string = ab_allocate(mpz_sizeinbase(scaled, 10) + 2, 1);
  mpz_get_str(string, 10, scaled);
  mpz_clear(scaled);
  size_t length = strlen(string);
  if (length >
      (size_t)digits) /* rounded up to a power of ten: one digit more, all but the first 0 */
    ++*exponent;
  while (length > 1 && string[length - 1] == '0')
    string[--length] = '\0';
  return string;
}

static void add_zeros(ab_text *text, long count) {
  while (count-- > 0)
    ab_text_add_char(text, '0');
}

static void append_plain(ab_text *text, const char *digits, long exponent) {
  long count = (long)strlen(digits), whole = exponent + 1;
  if (whole <= 0) {
    ab_text_add(text, "0.");
    add_zeros(text, -whole);
    ab_text_add(text, digits);
    return;
  }
  ab_text_append(text, digits, (size_t)(whole < count ? whole : count));
  add_zeros(text, whole - count);
  if (whole < count) {
    ab_text_add_char(text, '.');
    ab_text_add(text, digits + whole);
  }
}

static void append_scientific(ab_text *text, const char *digits, long exponent) {
  ab_text_add_char(text, digits[0]);
  if (digits[1]) {
    ab_text_add_char(text, '.');
    ab_text_add(text, digits + 1);
  }
  ab_text_printf(text, "e%ld", exponent);
}

void ab_rational_append_decimal(ab_text *text, const mpq_t value, int digits, int direction) {
  assert(digits >= 1);
  int sign = mpq_sgn(value);
  if (sign == 0) {
    ab_text_add_char(text, '0');
    return;
  }
  mpq_t magnitude;
  mpq_init(magnitude);
  mpq_abs(magnitude, value);
  long exponent;
  char *string = significant_digits(magnitude, digits, sign * direction, &exponent);
  if (sign < 0)
    ab_text_add_char(text, '-');
  if (exponent >= -5 && exponent < 17)
    append_plain(text, string, exponent);
  else
    append_scientific(text, string, exponent);
  ab_free(string);
  mpq_clear(magnitude);
}
