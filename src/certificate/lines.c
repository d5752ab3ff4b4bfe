/* SPDX-License-Identifier: MIT */
#include "certificate/lines.h"

#include "base/memory.h"
#include "clause/clause.h"
#include "num/rational.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ab_lines_init(ab_lines *lines, const char *bytes, size_t length, ab_error *error) {
  *lines = (ab_lines){.bytes = bytes, .length = length, .error = error};
}

bool ab_lines_fail(ab_lines *lines, const char *format, ...) {
  if (lines->failed)
    return false;
  lines->failed = true;
  char reason[AB_MESSAGE_SIZE / 2];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason, sizeof reason, format, arguments);
  va_end(arguments);
  if (lines->number > 0)
    ab_error_set(lines->error, AB_NOT_VERIFIED, "line %zu: %s", lines->number, reason);
  else
    ab_error_set(lines->error, AB_NOT_VERIFIED, "%s", reason);
  return false;
}

bool ab_lines_next(ab_lines *lines) {
  if (lines->failed)
    return false;
  lines->number++;
  const char *start = lines->bytes + lines->position;
  const char *end = memchr(start, '\n', lines->length - lines->position);
  if (!end)
    return ab_lines_fail(lines, "the certificate ends too early");
  lines->line = start;
  lines->width = (size_t)(end - start);
  lines->at = 0;
  lines->position += lines->width + 1;
  return true;
}

bool ab_lines_is(const ab_lines *lines, const char *text) {
  return strlen(text) == lines->width && memcmp(lines->line, text, lines->width) == 0;
}

bool ab_lines_expect(ab_lines *lines, const char *text) {
  if (!ab_lines_next(lines))
    return false;
  return ab_lines_is(lines, text) ? true : ab_lines_fail(lines, "expected '%s'", text);
}

bool ab_lines_more(const ab_lines *lines) {
  return lines->at <= lines->width;
}

bool ab_lines_word(ab_lines *lines, const char **word, size_t *length) {
  if (lines->failed)
    return false;
  if (!ab_lines_more(lines))
    return ab_lines_fail(lines, "the line ends too early");
  size_t start = lines->at, end = start;
  while (end < lines->width && lines->line[end] > ' ' && lines->line[end] < 127)
    end++;
  if (end < lines->width && lines->line[end] != ' ')
    return ab_lines_fail(lines, "column %zu: a byte that is no printable ASCII", end + 1);
  if (end == start)
    return ab_lines_fail(lines, "column %zu: expected a word", start + 1);
  *word = lines->line + start;
  *length = end - start;
  lines->at = end + 1;
  return true;
}

bool ab_lines_keyword(ab_lines *lines, const char *keyword) {
  const char *word;
  size_t length;
  if (!ab_lines_word(lines, &word, &length))
    return false;
  if (length != strlen(keyword) || memcmp(word, keyword, length) != 0)
    return ab_lines_fail(lines, "expected '%s'", keyword);
  return true;
}

bool ab_lines_end(ab_lines *lines) {
  if (lines->failed)
    return false;
  return ab_lines_more(lines) ? ab_lines_fail(lines, "the line has more words than expected")
                              : true;
}

bool ab_lines_integer(ab_lines *lines, int64_t *out, int64_t lo, int64_t hi) {
  const char *word;
  size_t length;
  if (!ab_lines_word(lines, &word, &length))
    return false;
  size_t first = word[0] == '-' ? 1 : 0;
  int64_t value = 0;
  bool good = length > first && length - first <= 18 && (word[first] != '0' || length == 1);
  for (size_t i = first; i < length && good; i++) {
    good = word[i] >= '0' && word[i] <= '9';
    value = 10 * value + (word[i] - '0');
  }
  if (!good)
    return ab_lines_fail(lines, "'%.*s' is not a whole number in canonical form",
                         (int)(length < 40 ? length : 40), word);
  value = first ? -value : value;
  if (value != lo && lo == hi)
    return ab_lines_fail(lines, "%lld where %lld was expected", (long long)value, (long long)lo);
  if (value < lo || value > hi)
    return ab_lines_fail(lines, "%lld is not between %lld and %lld", (long long)value,
                         (long long)lo, (long long)hi);
  *out = value;
  return true;
}

bool ab_lines_number(ab_lines *lines, uint64_t *out, uint64_t lo, uint64_t hi) {
  int64_t value;
  if (!ab_lines_integer(lines, &value, (int64_t)lo, (int64_t)hi))
    return false;
  *out = (uint64_t)value;
  return true;
}

bool ab_lines_rational(ab_lines *lines, mpq_t out) {
  const char *word;
  size_t length;
  if (!ab_lines_word(lines, &word, &length))
    return false;
  if (!ab_rational_read(out, word, length))
    return ab_lines_fail(lines, "'%.*s' is not a rational number in lowest terms",
                         (int)(length < 40 ? length : 40), word);
  return true;
}

bool ab_lines_name(ab_lines *lines, char **out) {
  const char *word;
  size_t length;
  if (!ab_lines_word(lines, &word, &length))
    return false;
  if (length > AB_NAME_MAX || word[0] == '-' || (word[0] >= '0' && word[0] <= '9'))
    return ab_lines_fail(lines, "'%.*s' is not a name", (int)(length < 40 ? length : 40), word);
  *out = ab_copy_text(word, length);
  return true;
}
