/* SPDX-License-Identifier: MIT
 * "expected X, Y or Z, found W": what the grammar could go on with, in words a mathematician would
 * use. */
#include "base/text.h"
#include "problem/lexer.h"

#include <string.h>

enum { SHOWN_MAX = 5, WORDS_MAX = 64, FOUND_MAX = 40 };

static const char *const reserved[] = {"problem",   "language",       "family",     "domain",
                                       "claim",     "variables",      "function",   "constant",
                                       "parameter", "infimum",        "minimizers", "scope",
                                       "assume",    "regularization", "sgd",        "inf"};
static const char *const punctuation[] = {",", "..", ")", "]", "{", "}", "the end of the file"};

/* The tokens that could stand here, the one that does, and the message as far as it is written. */
typedef struct {
  ab_parser *parser;
  const char *const *tokens;
  size_t token_count;
  const char *found; /* FOUND_MAX bytes of it at most; "" at the end of the file */
  ab_text *message;
  size_t phrases;
} report;

static bool is_in(const char *word, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(words[i], word) == 0)
      return true;
  return false;
}

static bool has(const report *r, const char *token) {
  return is_in(token, r->tokens, r->token_count);
}

static bool is_reserved(const char *word) {
  return is_in(word, reserved, sizeof reserved / sizeof *reserved);
}

static bool is_word(const char *text) {
  return (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || *text == '_';
}

/* A token spelled with letters (the tokens "number", "name" and the end are classes, not words). */
static bool is_word_token(const char *token) {
  return is_word(token) && !strchr(token, ' ') && strcmp(token, "number") != 0 &&
         strcmp(token, "name") != 0;
}

/* Phrases stand in the message with a NUL between them until join_phrases. */
static void add_phrase(report *r, const char *format, const char *text) {
  if (r->phrases == SHOWN_MAX)
    return;
  ab_text_printf(r->message, format, text);
  ab_text_add_char(r->message, '\0');
  r->phrases++;
}

static void join_phrases(report *r, ab_text *out) {
  const char *phrase = r->message->data;
  for (size_t i = 0; i < r->phrases; i++, phrase += strlen(phrase) + 1) {
    ab_text_add(out, i == 0 ? "" : i + 1 == r->phrases ? " or " : ", ");
    ab_text_add(out, phrase);
  }
}

/* Words that could as well be names are not worth a mention where any name will do. */
static void add_words(report *r) {
  bool any_name = has(r, "name"), block = has(r, "claim") && has(r, "domain");
  if (block)
    add_phrase(r, "%s", "a block or a definition (family, domain, claim, function, ...)");
  for (size_t i = 0; i < r->token_count; i++) {
    const char *token = r->tokens[i];
    if (is_word_token(token) &&
        (is_reserved(token) ? !block && strcmp(token, "inf") != 0 : !any_name))
      add_phrase(r, "'%s'", token);
  }
  if (has(r, "number"))
    add_phrase(r, "%s", has(r, "name") ? "an expression" : "a number");
  else if (any_name)
    add_phrase(r, "%s", "a name");
}

static void add_signs(report *r) {
  bool operand = has(r, "number"), operators = has(r, "+");
  if (operand && has(r, "["))
    add_phrase(r, "%s", "a list [...]");
  if (has(r, ">="))
    add_phrase(r, "%s", "a relation (>=, >, !=, ...)");
  else if (has(r, "="))
    add_phrase(r, "%s", "'='");
  if (operators)
    add_phrase(r, "%s", "an operator");
  if (!operand && !operators && has(r, "("))
    add_phrase(r, "%s", "'('");
  for (size_t i = 0; i < sizeof punctuation / sizeof *punctuation; i++)
    if (has(r, punctuation[i]))
      add_phrase(r, is_word(punctuation[i]) ? "%s" : "'%s'", punctuation[i]);
  if (has(r, ";") && r->parser->previous_byte != '}')
    add_phrase(r, "%s", "';'");
  if (r->phrases == 0 && has(r, "["))
    add_phrase(r, "%s", "'['");
}

static void add_expected(report *r, ab_text *out) {
  add_words(r);
  add_signs(r);
  ab_text_add(out, "expected ");
  join_phrases(r, out);
}

/* The expected word that the found one is a misspelling of, or NULL. */
static const char *meant_word(const report *r) {
  const char *words[WORDS_MAX];
  size_t count = 0;
  for (size_t i = 0; i < r->token_count && count < WORDS_MAX; i++)
    if (is_word_token(r->tokens[i]) && (is_reserved(r->tokens[i]) || !has(r, "name")))
      words[count++] = r->tokens[i];
  bool name = is_word(r->found) && !is_reserved(r->found);
  return name ? ab_closest_name(r->found, words, count) : NULL;
}

/* The bracket that should have been closed before what was found, or NULL. */
static const ab_open_bracket *unclosed(const report *r) {
  const ab_parser *parser = r->parser;
  if (parser->open_count == 0)
    return NULL;
  const ab_open_bracket *last = &parser->open[parser->open_count - 1];
  bool at_item =
      parser->previous_byte == ';' || parser->previous_byte == '{' || parser->previous_byte == '}';
  bool block = is_reserved(r->found) && strcmp(r->found, "inf") != 0;
  if (*r->found == '\0')
    return last;
  if (last->bracket == '{')
    return block && at_item ? last : NULL;
  return block || (*r->found && strchr(";{})]", *r->found)) ? last : NULL;
}

static void add_hint(report *r, ab_text *out) {
  const ab_parser *parser = r->parser;
  static const char *const relations[] = {">=", ">", "<=", "<", "!=", "="};
  const ab_open_bracket *bracket = unclosed(r);
  const char *meant = meant_word(r);
  bool later = parser->token_place.line > parser->previous_end.line;
  bool operand = is_word(r->found) || *r->found == '(' || *r->found == '.' ||
                 (*r->found >= '0' && *r->found <= '9');
  if (meant)
    ab_text_printf(out, "; did you mean '%s'?", meant);
  else if (bracket)
    ab_text_printf(out, "; the '%c' of line %zu, column %zu is still open", bracket->bracket,
                   bracket->place.line, bracket->place.column);
  else if (has(r, "or") && !has(r, "name") && is_in(r->found, relations, 6))
    ab_text_add(out, "; comparisons cannot be chained: write one for each sign");
  else if (has(r, ";") && parser->previous_byte != '}' && later)
    ab_text_printf(out, "; is there a ';' missing at the end of line %zu?",
                   parser->previous_end.line);
  else if (has(r, "+") && operand && !is_reserved(r->found))
    ab_text_add(out, "; a product is written with '*'");
  else if (has(r, "name") && is_reserved(r->found))
    ab_text_printf(out, "; '%s' is a reserved word", r->found);
  else if (has(r, "the end of the file") && strcmp(r->found, "problem") == 0)
    ab_text_add(out, "; a file holds exactly one problem");
}

static void add_found(const report *r, size_t length, ab_text *out) {
  if (length)
    ab_text_printf(out, ", found '%s%s'", r->found, length > FOUND_MAX ? "..." : "");
  else
    ab_text_add(out, ", found the end of the file");
}

void ab_parser_fail_expected(ab_parser *parser, const char *const *expected, size_t count) {
  char found[FOUND_MAX + 1] = "";
  size_t length = (size_t)(parser->cursor - parser->token_start);
  memcpy(found, parser->token_start, length < FOUND_MAX ? length : FOUND_MAX);
  ab_text phrases, message;
  ab_text_init(&phrases);
  ab_text_init(&message);
  report r = {parser, expected, count, found, &phrases, 0};
  const char *meant = meant_word(&r);
  if (has(&r, "claim") && has(&r, "domain") && is_word(found) && !is_reserved(found)) {
    ab_text_printf(&message, "unknown block '%s'", found);
    ab_text_printf(&message, meant ? "; did you mean '%s'?" : "%s", meant ? meant : "");
    if (!meant) {
      ab_text_add(&message, ": ");
      add_expected(&r, &message);
    }
  } else {
    add_expected(&r, &message);
    add_found(&r, length, &message);
    add_hint(&r, &message);
  }
  ab_parser_fail(parser, parser->token_place, "%s", message.data);
  ab_text_clear(&phrases);
  ab_text_clear(&message);
}
