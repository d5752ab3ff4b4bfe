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
  const char *from, *to[2]; /* by dialect */
  sign_kind kind;
} signs[] = {
    {">=", {"&ge;", "$\\ge$"}, SIGN},
    {"<=", {"&le;", "$\\le$"}, SIGN},
    {"!=", {"&ne;", "$\\ne$"}, SIGN},
    {"<grad ", {"&lang;&nabla;", "$\\langle\\nabla$"}, SIGN},
    {"grad ", {"&nabla;", "$\\nabla$"}, SIGN},
    {"sum_", {"&Sigma;", "$\\Sigma$"}, OPENER},
    {"alpha", {"&alpha;", "$\\alpha$"}, WORD},
    {"beta", {"&beta;", "$\\beta$"}, WORD},
    {"theta", {"&theta;", "$\\theta$"}, WORD},
    {"mu", {"&mu;", "$\\mu$"}, WORD},
    {"sigma", {"&sigma;", "$\\sigma$"}, WORD},
    {"inf", {"&infin;", "$\\infty$"}, WORD},
    {" in [", {" &isin; [", " $\\in$ ["}, SIGN},
    {" in R^", {" &isin; &#x211d;", " $\\in$ $\\mathbf{R}$"}, OPENER},
    {"-> ", {"&rarr; ", "$\\to$ "}, SIGN},
    {" - ", {" &minus; ", " $-$ "}, SIGN},
};

/* The marks of a dialect around what it sets apart. */
static const struct {
  const char *raise, *lower, *raised, *lowered; /* before and after raised and lowered text */
  const char *product, *star, *close;           /* close: the end of an inner product */
} marks[] = {
    [AB_DIALECT_HTML] = {"<sup>", "<sub>", "</sup>", "</sub>", "&middot;", "<sup>*</sup>",
                         "&rang;"},
    [AB_DIALECT_TEX] = {"\\textsuperscript{", "\\textsubscript{", "}", "}", "$\\cdot$", "$^*$",
                        "$\\rangle$"},
};

static bool is_part_of_word(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

/* The sign that begins at text[at], or NULL. */
static const char *find_sign(ab_dialect dialect, const char *text, size_t length, size_t at,
                             size_t *width) {
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
    return signs[i].to[dialect];
  }
  return NULL;
}

/* What follows ^ or _: letters and digits, perhaps after a minus, or a group in parentheses. */
static size_t script_length(const char *text, size_t length, size_t at) {
  size_t end = at;
  if (end < length && text[end] == '(') {
    while (end < length && text[end] != ')')
      end++;
    return end < length ? end + 1 - at : 0;
  }
  if (end + 1 < length && text[end] == '-' && isalnum((unsigned char)text[end + 1]))
    end++;
  while (end < length && isalnum((unsigned char)text[end]))
    end++;
  return end - at;
}

/* One character that LaTeX may read as a command. */
static void append_tex(ab_text *out, char c) {
  if (strchr("&%$#_{}", c))
    ab_text_printf(out, "\\%c", c);
  else if (strchr("<>|", c))
    ab_text_printf(out, "$%c$", c);
  else if (c == '~')
    ab_text_add(out, "$\\approx$");
  else if (c == '^')
    ab_text_add(out, "\\^{}");
  else if (c == '\\')
    ab_text_add(out, "$\\backslash$");
  else
    ab_text_add_char(out, c);
}

static void append_plain(ab_text *out, ab_dialect dialect, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (dialect == AB_DIALECT_HTML)
      ab_append_escaped(out, (char[]){text[i], '\0'});
    else
      append_tex(out, text[i]);
}

static void append_script(ab_text *out, ab_dialect dialect, bool raised, const char *text,
                          size_t length) {
  bool grouped = length > 2 && text[0] == '(';
  ab_text_add(out, raised ? marks[dialect].raise : marks[dialect].lower);
  append_plain(out, dialect, text + grouped, length - 2 * (size_t)grouped);
  ab_text_add(out, raised ? marks[dialect].raised : marks[dialect].lowered);
}

void ab_mathematics_append(ab_text *out, ab_dialect dialect, const char *line, size_t length) {
  bool in_product = false; /* between < and >: an inner product */
  for (size_t i = 0; i < length;) {
    size_t width = 0;
    const char *sign = find_sign(dialect, line, length, i, &width);
    bool script = i > 0 && (line[i] == '^' || line[i] == '_');
    size_t after = script ? script_length(line, length, i + 1) : 0;
    if (after > 0) {
      append_script(out, dialect, line[i] == '^', line + i + 1, after);
      i += 1 + after;
    } else if (sign) {
      ab_text_add(out, sign);
      in_product = in_product || strncmp(line + i, "<grad ", 6) == 0;
      i += width;
    } else if (line[i] == '*') { /* a product, or the star of f_i* */
      bool product = i + 1 < length && (is_part_of_word(line[i + 1]) || line[i + 1] == '(');
      ab_text_add(out, product ? marks[dialect].product : marks[dialect].star);
      i++;
    } else if (in_product && line[i] == '>') {
      ab_text_add(out, marks[dialect].close);
      in_product = false;
      i++;
    } else
      append_plain(out, dialect, line + i++, 1);
  }
}
