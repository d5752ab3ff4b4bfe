/* SPDX-License-Identifier: MIT */
#include "trace/decimal.h"

#include "base/platform.h"
#include "num/rational.h"

/* The powers of ten that are doubles, and such steps beyond. */
static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { EXACT_POWERS = sizeof powers / sizeof *powers - 1, DIGITS = 19, TAME = 150 };

/* The digits of a number: mantissa * 10^exponent, further digits dropped. */
typedef struct {
  uint64_t mantissa;
  int digits; /* of the mantissa, without zeros in front */
  long exponent;
} pieces;

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Digits; `shift` is what each does to the exponent if it goes into the mantissa. */
static const char *take_digits(pieces *p, const char *at, int shift) {
  for (; is_digit(*at); at++) {
    if (p->digits == DIGITS) {
      p->exponent += 1 + shift;
      continue;
    }
    p->mantissa = 10 * p->mantissa + (uint64_t)(*at - '0');
    p->digits += p->mantissa > 0;
    p->exponent += shift;
  }
  return at;
}

/* The exponent after e; NULL if there are no digits, or it is too large. */
static const char *take_exponent(pieces *p, const char *at) {
  long sign = *at == '-' ? -1 : 1, e = 0;
  at += *at == '-' || *at == '+';
  if (!is_digit(*at))
    return NULL;
  for (; is_digit(*at); at++)
    if ((e = 10 * e + (*at - '0')) > AB_LOG_EXPONENT_MAX)
      return NULL;
  p->exponent += sign * e;
  return at;
}

/* mantissa * 10^exponent within 2^-49, relatively: 2^-53 from rounding the mantissa, less from
 * digits that were dropped, 2^-53 from each of at most eight products or quotients by powers that
 * are exact. */
static void make_value(ab_decimal *d, const pieces *p, bool negative) {
  long e = p->exponent, size = e + p->digits;
  double value = (double)p->mantissa;
  d->is_wild = p->mantissa && (size > TAME || size < -TAME + 2);
  if (d->is_wild)
    value = size > 0 ? 1e160 : 1e-160;
  if (d->is_wild || !p->mantissa)
    e = 0;
  for (; e > EXACT_POWERS; e -= EXACT_POWERS)
    value *= powers[EXACT_POWERS];
  for (; e < -EXACT_POWERS; e += EXACT_POWERS)
    value /= powers[EXACT_POWERS];
  value = e < 0 ? value / powers[-e] : value * powers[e];
  d->value = negative ? -value : value;
}

ab_decimal_answer ab_decimal_scan(ab_decimal *d, const char *text) {
  const char *at = text;
  pieces p = {0};
  *d = (ab_decimal){.text = text};
  bool negative = *at == '-';
  at += negative || *at == '+';
  const char *digits = at;
  at = take_digits(&p, at, 0);
  bool complete = at > digits;
  if (*at == '.') {
    const char *fraction = ++at;
    at = take_digits(&p, at, -1);
    complete = at > fraction;
  }
  d->length = (size_t)(at - text);
  if (!complete)
    return d->length == 0 ? AB_DECIMAL_MISSING : AB_DECIMAL_NO_NUMBER;
  if (*at == 'e' || *at == 'E') {
    at = take_exponent(&p, at + 1);
    if (!at)
      return AB_DECIMAL_NO_NUMBER;
    d->length = (size_t)(at - text);
  }
  if (d->length > AB_LOG_NUMBER_MAX)
    return AB_DECIMAL_NO_NUMBER;
  make_value(d, &p, negative);
  return AB_DECIMAL_GOOD;
}

bool ab_decimal_exact(mpq_t out, const ab_decimal *d) {
  bool has_sign = d->text[0] == '-' || d->text[0] == '+';
  if (!ab_rational_read_decimal(out, d->text + has_sign, d->length - has_sign))
    return false;
  if (d->text[0] == '-')
    mpq_neg(out, out);
  return true;
}
