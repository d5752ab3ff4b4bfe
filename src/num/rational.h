/* SPDX-License-Identifier: MIT
 * Exact rationals: GMP's mpq_t, always canonical, plus the text forms the project uses. */
#ifndef AB_NUM_RATIONAL_H
#define AB_NUM_RATIONAL_H

#include "base/text.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

/* The most characters a rational may have in a certificate, and the largest |exponent of ten| and
 * number of characters of a decimal in a problem file (a cap against size bombs). */
enum { AB_RATIONAL_TEXT_MAX = 65536, AB_DECIMAL_EXPONENT_MAX = 4096 };

/* Reads exactly length bytes as the canonical form: P or P/Q in lowest terms, Q > 1, no leading
 * zeros, no '+', "0" for zero, no "-0". false (out unspecified) for anything else, or for more than
 * AB_RATIONAL_TEXT_MAX bytes. */
bool ab_rational_read(mpq_t out, const char *text, size_t length);

/* Reads exactly length bytes as an unsigned decimal literal of the problem language:
 * digits [. digits] [e|E [+|-] digits], or . digits ...; the value is exact (0.1 is 1/10). false as
 * above, or when the exponent or the number of characters is beyond AB_DECIMAL_EXPONENT_MAX. */
bool ab_rational_read_decimal(mpq_t out, const char *text, size_t length);

/* Appends the canonical form. */
void ab_rational_append(ab_text *text, const mpq_t value);

/* Appends a decimal of `digits` >= 1 significant digits, rounded down (direction < 0: towards
 * -inf), up (direction > 0) or to nearest even (0); exact: the rounding is done on the rational, by
 * integer arithmetic. Plain notation (0.00123, 181.56) when the decimal exponent is in [-5, 17),
 * else 1.23e-10. Trailing zeros and a trailing point are dropped. */
void ab_rational_append_decimal(ab_text *text, const mpq_t value, int digits, int direction);

/* out = value rounded to a multiple of 2^-bits, down (direction < 0) or up (direction > 0). out may
 * be value. */
void ab_rational_round(mpq_t out, const mpq_t value, unsigned bits, int direction);

/* out = max(|lo|, |hi|): the magnitude of [lo, hi], exact. out may be lo or hi. */
void ab_rational_magnitude(mpq_t out, const mpq_t lo, const mpq_t hi);

/* The rational of least denominator in [lo, hi] (lo <= hi), the one of least |numerator| if
 * several: by continued fractions. */
void ab_rational_simplest(mpq_t out, const mpq_t lo, const mpq_t hi);

/* An array of canonical zeros, and its end. */
mpq_t *ab_rationals_create(size_t count);
void ab_rationals_destroy(mpq_t *values, size_t count);

#endif
