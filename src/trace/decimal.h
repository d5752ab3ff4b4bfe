/* SPDX-License-Identifier: MIT
 * Numbers of a log: decimals as written, exactly; and doubles near them, which are much faster and
 * come with a bound of their error. */
#ifndef AB_TRACE_DECIMAL_H
#define AB_TRACE_DECIMAL_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

/* The largest |exponent of ten| and number of characters. */
enum { AB_LOG_EXPONENT_MAX = 999, AB_LOG_NUMBER_MAX = 1000 };

typedef struct {
  const char
      *text; /* [+|-] ( digits [. digits] | . digits ) [e|E [+|-] digits]; not ended by NUL */
  size_t length;
  double value; /* unless is_wild: within 2^-49 of the number, relatively; 0 only for 0 */
  bool is_wild; /* outside 1e-150..1e150, and not 0; value is then 1e160 or 1e-160, with the sign */
} ab_decimal;

typedef enum {
  AB_DECIMAL_GOOD,
  AB_DECIMAL_MISSING,  /* no number begins here */
  AB_DECIMAL_NO_NUMBER /* it begins like one, or is too long */
} ab_decimal_answer;

/* Reads the number that begins at text; a byte that belongs to no number has to end it. Sets text
 * also if the number is bad. */
ab_decimal_answer ab_decimal_scan(ab_decimal *decimal, const char *text);

/* The number itself. false only if it was not scanned as good. */
bool ab_decimal_exact(mpq_t out, const ab_decimal *decimal);

#endif
