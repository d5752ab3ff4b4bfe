/* SPDX-License-Identifier: MIT */
#include "report/mathematics.h"

#include "report/svg.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Words and signs, and what they become. A word stands alone: no letter or digit beside it. The
 * last character of an opener is left in place, to be looked at next. */
typedef enum { SIGN, WORD, OPENER } sign_kind;

static const struct {
  const char *from, *to;
  sign_kind kind;
} signs[] = {
    {">=", "&ge;", SIGN},         {"<=", "&le;", SIGN},
    {"!=", "&ne;", SIGN},         {"<grad ", "&lang;&nabla;", SIGN},
    {"grad ", "&nabla;", SIGN},   {"sum_", "&Sigma;", OPENER},
    {"alpha", "&alpha;", WORD},   {"beta", "&beta;", WORD},
    {"theta", "&theta;", WORD},   {"mu", "&mu;", WORD},
    {"sigma", "&sigma;", WORD},   {"inf", "&infin;", WORD},
    {" in [", " &isin; [", SIGN}, {" in R^", " &isin; &#x211d;", OPENER},
    {"-> ", "&rarr; ", SIGN},     {" - ", " &minus; ", SIGN},
};

static bool is_part_of_word(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

/* The sign that begins at text[at], or NULL. */
static const char *find_sign(const char *text, size_t length, size_t at, size_t *width) {
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    size_t n = strlen(signs[i].from);
    if (at + n > length || strncmp(text + at, signs[i].from, n) != 0)
      continue;
    bool is_word = isalpha((unsigned char)text[at]);
    if (is_word && at > 0 && is_part_of_word(text[at - 1]))
      continue;
    if (signs[i].kind == WORD && at + n < length && isalnum((unsigned char)text[at + n]))
      continue;
    *width = signs[i].kind == OPENER ? n - 1 : n;
    return signs[i].to;
  }
  return NULL;
}

/* What follows ^ or _: letters and digits, or a group in parentheses. */
static size_t script_length(const char *text, size_t length, size_t at) {
  size_t end = at;
  if (end < length && text[end] == '(') {
    while (end < length && text[end] != ')')
      end++;
    return end < length ? end + 1 - at : 0;
  }
  while (end < length && isalnum((unsigned char)text[end]))
    end++;
  return end - at;
}

static void append_plain(ab_text *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    ab_append_escaped(out, (char[]){text[i], '\0'});
}

static void append_script(ab_text *out, const char *tag, const char *text, size_t length) {
  bool grouped = length > 2 && text[0] == '(';
  ab_text_printf(out, "<%s>", tag);
  append_plain(out, text + grouped, length - 2 * (size_t)grouped);
  ab_text_printf(out, "</%s>", tag);
}

void ab_mathematics_html(ab_text *out, const char *line, size_t length) {
  bool in_product = false; /* between < and >: an inner product */
  for (size_t i = 0; i < length;) {
    size_t width = 0;
    const char *sign = find_sign(line, length, i, &width);
    bool script = i > 0 && (line[i] == '^' || line[i] == '_');
    size_t after = script ? script_length(line, length, i + 1) : 0;
    if (after > 0) {
      append_script(out, line[i] == '^' ? "sup" : "sub", line + i + 1, after);
      i += 1 + after;
    } else if (sign) {
      ab_text_add(out, sign);
      in_product = in_product || strcmp(sign, "&lang;&nabla;") == 0;
      i += width;
    } else if (line[i] == '*') { /* a product, or the star of f_i* */
      bool product = i + 1 < length && (is_part_of_word(line[i + 1]) || line[i + 1] == '(');
      ab_text_add(out, product ? "&middot;" : "<sup>*</sup>");
      i++;
    } else if (in_product && line[i] == '>') {
      ab_text_add(out, "&rang;");
      in_product = false;
      i++;
    } else
      append_plain(out, line + i++, 1);
  }
}
