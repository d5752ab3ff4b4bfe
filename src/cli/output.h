/* SPDX-License-Identifier: MIT
 * Standard output: the one place that formats facts, as tagged lines or as JSON.
 *
 * In either form a fact is one line. Bytes below 32 and 127 that come in with a text (a file's
 * name, say) are written as '?', so that nobody can smuggle in a line; JSON gets valid UTF-8. */
#ifndef AB_CLI_OUTPUT_H
#define AB_CLI_OUTPUT_H

#include "base/error.h"
#include "base/text.h"

#include <gmp.h>
#include <stdbool.h>
#include <stdio.h>

enum { AB_PRINTED_DIGITS = 17 }; /* of decimals */

typedef struct {
  FILE *stream;
  bool json;
  bool failed; /* an object could not be formed */
} ab_printer;

/* "c TYPE VALUE", or {"type": TYPE, "value": VALUE}. */
void ab_print_fact(ab_printer *printer, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "c TYPE WORD TEXT", or {"type": TYPE, "kind": WORD, "text": TEXT}. */
void ab_print_explained(ab_printer *printer, const char *type, const char *word, const char *format,
                        ...) __attribute__((format(printf, 4, 5)));

/* "c LINE" for each line of the text, or {"type": "text", "value": LINE}. */
void ab_print_lines(ab_printer *printer, const char *text);

/* "c residual NAME in [LO, HI]", or {"type": "residual", "name": .., "lower": .., "upper": ..}; the
 * ends as decimals, rounded outward. */
void ab_print_residual(ab_printer *printer, const char *name, const mpq_t lo, const mpq_t hi);

/* "v NAME = P/Q", or {"type": "point", "name": NAME, "value": "P/Q"}. */
void ab_print_point(ab_printer *printer, const char *name, const mpq_t value);

/* "v NAME END P/Q DECIMAL" (17 digits, rounded down if direction < 0, else up), or {"type":
 * "bound", "name": NAME, "end": END, "value": "P/Q", "decimal": ..}. */
void ab_print_bound(ab_printer *printer, const char *name, const char *end, const mpq_t value,
                    int direction);

/* "v NAME [K] LOWER [UPPER]", one number if the two are the same text, or {"type": NAME, "k": K,
 * "value": LOWER} or {"type": NAME, "k": K, "lower": .., "upper": ..}. k: NULL for none. */
void ab_print_enclosure(ab_printer *printer, const char *name, const char *k, const char *lower,
                        const char *upper);

/* The same with the ends as decimals of 17 digits, rounded outward. */
void ab_print_range(ab_printer *printer, const char *name, const char *k, const mpq_t lo,
                    const mpq_t hi);

/* One number, rounded to 17 digits downwards if direction < 0, else upwards: a bound. */
void ab_print_rounded(ab_printer *printer, const char *name, const mpq_t value, int direction);

/* "v NAME VALUE VALUE ...", or {"type": NAME, KEY: VALUE, ...}: pairs of a key and a value, ended
 * by NULL; a pair with value NULL is left out. */
void ab_print_values(ab_printer *printer, const char *name, ...);

/* The verdict, "s WORDS": from abcert "s VERDICT [CLAIM]"; from abcheck "s VERDICT [KIND HASH]".
 * NULL for what is left out. JSON: {"type": "verdict", "verdict": .., "kind": .., "hash": ..,
 * "claim": ..}. */
void ab_print_verdict(ab_printer *printer, const char *verdict, const char *kind, const char *hash,
                      const char *claim);

/* The bytes alone, or {"type": "claim-text", "value": ..}. */
void ab_print_claim_text(ab_printer *printer, const ab_text *text);

/* Ends the output; the stream is closed. AB_IO if not everything was written, AB_INTERNAL if an
 * object could not be formed. */
ab_status ab_printer_finish(ab_printer *printer, ab_error *error);

/* Appends text with '?' for control characters. */
void ab_append_printable(ab_text *out, const char *text);

#endif
