/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include "base/memory.h"
#include "num/rational.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <string.h>

enum { RESIDUAL_DIGITS = 10 };

void ab_append_printable(ab_text *out, const char *text) {
  ab_text_add(out, "");
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    ab_text_add_char(out, c < 32 || c == 127 ? '?' : *text);
  }
}

/* The length of the UTF-8 character that starts here, 0 if none does. jansson has the last word. */
static size_t character_length(const char *text) {
  for (size_t length = 1; length <= 4 && text[length - 1]; length++) {
    json_t *string = json_stringn(text, length);
    json_decref(string);
    if (string)
      return length;
  }
  return 0;
}

/* A JSON string; bytes that are no UTF-8 become '?'. */
static json_t *string(const char *text) {
  json_t *whole = json_string(text);
  if (whole)
    return whole;
  ab_text repaired;
  ab_text_init(&repaired);
  while (*text) {
    size_t length = character_length(text);
    ab_text_append(&repaired, length ? text : "?", length ? length : 1);
    text += length ? length : 1;
  }
  whole = json_string(repaired.data);
  ab_text_clear(&repaired);
  return whole;
}

/* Prints {"type": type, NAME: VALUE, ...}: pairs of strings, ended by NULL; a pair with value NULL
 * is left out. */
static void object_of(ab_printer *printer, const char *type, va_list pairs) {
  json_t *out = json_object();
  bool good = json_object_set_new(out, "type", string(type)) == 0;
  for (const char *name; (name = va_arg(pairs, const char *));) {
    const char *value = va_arg(pairs, const char *);
    if (value)
      good = json_object_set_new(out, name, string(value)) == 0 && good;
  }
  char *line = good ? json_dumps(out, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
  if (line)
    fprintf(printer->stream, "%s\n", line);
  else
    printer->failed = true;
  free(line);
  json_decref(out);
}

static void object(ab_printer *printer, const char *type, ...) {
  va_list pairs;
  va_start(pairs, type);
  object_of(printer, type, pairs);
  va_end(pairs);
}

/* Prints "TAG WORD WORD ...": words ended by NULL, empty ones left out. */
static void line(ab_printer *printer, const char *tag, ...) {
  ab_text out;
  ab_text_init(&out);
  ab_text_add(&out, tag);
  va_list words;
  va_start(words, tag);
  for (const char *word; (word = va_arg(words, const char *));)
    if (*word) {
      ab_text_add_char(&out, ' ');
      ab_append_printable(&out, word);
    }
  va_end(words);
  ab_text_add_char(&out, '\n');
  fwrite(out.data, 1, out.length, printer->stream);
  ab_text_clear(&out);
}

__attribute__((format(printf, 2, 0), nonnull(2))) static void
format_text(ab_text *out, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  size_t size = length > 0 ? (size_t)length : 0;
  ab_text_init(out);
  ab_text_add(out, "");
  ab_reserve(&out->data, &out->capacity, size + 1, 1);
  vsnprintf(out->data, size + 1, format, again);
  out->length = size;
  va_end(again);
}

void ab_print_fact(ab_printer *printer, const char *type, const char *format, ...) {
  va_list arguments;
  ab_text value;
  va_start(arguments, format);
  format_text(&value, format, arguments);
  va_end(arguments);
  if (printer->json)
    object(printer, type, "value", value.data, NULL);
  else
    line(printer, "c", type, value.data, NULL);
  ab_text_clear(&value);
}

void ab_print_explained(ab_printer *printer, const char *type, const char *word, const char *format,
                        ...) {
  va_list arguments;
  ab_text text;
  va_start(arguments, format);
  format_text(&text, format, arguments);
  va_end(arguments);
  if (printer->json)
    object(printer, type, "kind", word, "text", text.data, NULL);
  else
    line(printer, "c", type, word, text.data, NULL);
  ab_text_clear(&text);
}

void ab_print_lines(ab_printer *printer, const char *text) {
  while (*text) {
    size_t length = strcspn(text, "\n");
    char *copy = ab_copy_text(text, length);
    if (printer->json)
      object(printer, "text", "value", copy, NULL);
    else
      line(printer, "c", copy, NULL);
    ab_free(copy);
    text += length + (text[length] == '\n');
  }
}

void ab_print_residual(ab_printer *printer, const char *name, const mpq_t lo, const mpq_t hi) {
  ab_text lower, upper;
  ab_text_init(&lower);
  ab_text_init(&upper);
  ab_rational_append_decimal(&lower, lo, RESIDUAL_DIGITS, -1);
  ab_rational_append_decimal(&upper, hi, RESIDUAL_DIGITS, 1);
  if (printer->json)
    object(printer, "residual", "name", name, "lower", lower.data, "upper", upper.data, NULL);
  else
    ab_print_fact(printer, "residual", "%s in [%s, %s]", name, lower.data, upper.data);
  ab_text_clear(&lower);
  ab_text_clear(&upper);
}

void ab_print_point(ab_printer *printer, const char *name, const mpq_t value) {
  ab_text number;
  ab_text_init(&number);
  ab_rational_append(&number, value);
  if (printer->json)
    object(printer, "point", "name", name, "value", number.data, NULL);
  else
    line(printer, "v", name, "=", number.data, NULL);
  ab_text_clear(&number);
}

void ab_print_bound(ab_printer *printer, const char *name, const char *end, const mpq_t value,
                    int direction) {
  ab_text number, decimal;
  ab_text_init(&number);
  ab_text_init(&decimal);
  ab_rational_append(&number, value);
  ab_rational_append_decimal(&decimal, value, AB_PRINTED_DIGITS, direction);
  if (printer->json)
    object(printer, "bound", "name", name, "end", end, "value", number.data, "decimal",
           decimal.data, NULL);
  else
    line(printer, "v", name, end, number.data, decimal.data, NULL);
  ab_text_clear(&number);
  ab_text_clear(&decimal);
}

static const char *word(const char *text) {
  return text ? text : "";
}

void ab_print_enclosure(ab_printer *printer, const char *name, const char *k, const char *lower,
                        const char *upper) {
  bool single = strcmp(lower, upper) == 0;
  ab_text tag;
  ab_text_init(&tag);
  ab_text_printf(&tag, "v %s", name);
  if (!printer->json)
    line(printer, tag.data, word(k), lower, single ? "" : upper, NULL);
  else if (single)
    object(printer, name, "k", k, "value", lower, NULL);
  else
    object(printer, name, "k", k, "lower", lower, "upper", upper, NULL);
  ab_text_clear(&tag);
}

void ab_print_range(ab_printer *printer, const char *name, const char *k, const mpq_t lo,
                    const mpq_t hi) {
  ab_text lower, upper;
  ab_text_init(&lower);
  ab_text_init(&upper);
  ab_rational_append_decimal(&lower, lo, AB_PRINTED_DIGITS, -1);
  ab_rational_append_decimal(&upper, hi, AB_PRINTED_DIGITS, 1);
  ab_print_enclosure(printer, name, k, lower.data, upper.data);
  ab_text_clear(&lower);
  ab_text_clear(&upper);
}

void ab_print_rounded(ab_printer *printer, const char *name, const mpq_t value, int direction) {
  ab_text decimal;
  ab_text_init(&decimal);
  ab_rational_append_decimal(&decimal, value, AB_PRINTED_DIGITS, direction);
  ab_print_enclosure(printer, name, NULL, decimal.data, decimal.data);
  ab_text_clear(&decimal);
}

void ab_print_values(ab_printer *printer, const char *name, ...) {
  va_list pairs;
  va_start(pairs, name);
  if (printer->json) {
    object_of(printer, name, pairs);
  } else {
    ab_text out;
    ab_text_init(&out);
    ab_text_printf(&out, "v %s", name);
    while (va_arg(pairs, const char *)) {
      const char *value = va_arg(pairs, const char *);
      if (value)
        ab_text_printf(&out, " %s", value);
    }
    line(printer, out.data, NULL);
    ab_text_clear(&out);
  }
  va_end(pairs);
}

void ab_print_verdict(ab_printer *printer, const char *verdict, const char *kind, const char *hash,
                      const char *claim) {
  if (printer->json)
    object(printer, "verdict", "verdict", verdict, "kind", kind, "hash", hash, "claim", claim,
           NULL);
  else
    line(printer, "s", verdict, word(kind), word(hash), word(claim), NULL);
}

void ab_print_claim_text(ab_printer *printer, const ab_text *text) {
  if (printer->json)
    object(printer, "claim-text", "value", text->data, NULL);
  else
    fwrite(text->data, 1, text->length, printer->stream);
}

ab_status ab_printer_finish(ab_printer *printer, ab_error *error) {
  bool bad = ferror(printer->stream) != 0;
  errno = 0;
  bad = fflush(printer->stream) != 0 || bad;
  bad = fclose(printer->stream) != 0 || bad;
  if (bad)
    return ab_error_set(error, AB_IO, "cannot write standard output%s%s", errno ? ": " : "",
                        errno ? strerror(errno) : "");
  if (printer->failed)
    return ab_error_set(error, AB_INTERNAL, "a line of JSON could not be formed");
  return AB_OK;
}
