/* SPDX-License-Identifier: MIT
 * The life of a syntax tree, and errors at its places. */
#include "problem/syntax.h"

#include "base/memory.h"
#include "problem/arena.h"
#include "problem/grammar.h"
#include "problem/lexer.h"
#include "problem/names.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The text as the syntax keeps it: without a byte order mark, CR LF as LF. */
static char *copy_source(const char *source, size_t length, size_t *copied) {
  static const char mark[] = "\xEF\xBB\xBF";
  if (length >= 3 && memcmp(source, mark, 3) == 0) {
    source += 3;
    length -= 3;
  }
  char *copy = ab_allocate(length + 1, 1), *out = copy;
  for (size_t i = 0; i < length; i++)
    if (source[i] != '\r' || i + 1 == length || source[i + 1] != '\n')
      *out++ = source[i];
  *out = '\0';
  *copied = (size_t)(out - copy);
  return copy;
}

static ab_syntax *create_syntax(const char *file, const char *source, size_t length) {
  ab_syntax *syntax = ab_allocate(1, sizeof *syntax);
  syntax->file = ab_copy_text(file, strlen(file));
  syntax->source = copy_source(source, length, &syntax->source_length);
  syntax->arena = ab_arena_create();
  syntax->names = ab_names_create(syntax->arena);
  return syntax;
}

void ab_syntax_destroy(ab_syntax *syntax) {
  if (!syntax)
    return;
  for (size_t i = 0; i < syntax->number_count; i++)
    mpq_clear(syntax->numbers[i]);
  ab_free(syntax->numbers);
  ab_free(syntax->children);
  ab_free(syntax->terms);
  ab_names_destroy(syntax->names);
  ab_arena_destroy(syntax->arena);
  ab_free(syntax->source);
  ab_free(syntax->file);
  ab_free(syntax);
}

static void clear_parser(ab_parser *parser) {
  ab_free(parser->open);
  ab_free(parser->pending_terms);
  ab_free(parser->pending_comparisons);
  ab_free(parser->pending_entries);
}

ab_status ab_syntax_parse(ab_syntax **syntax, const char *file, const char *source, size_t length,
                          ab_error *error) {
  *syntax = NULL;
  if (length > AB_SOURCE_MAX) {
    ab_error_set(error, AB_BAD_PROBLEM, "the text is longer than %d bytes", AB_SOURCE_MAX);
    ab_error_place(error, file, NULL, 0, 1, 1);
    return AB_BAD_PROBLEM;
  }
  ab_parser parser = {.syntax = create_syntax(file, source, length), .error = error};
  ab_lexer_start(&parser);
  if (ab_grammar_parse(&parser) != 0) /* an error of ours has been kept, or memory is exhausted */
    ab_parser_fail(&parser, parser.token_place,
                   "the text is nested more deeply than this program can read");
  clear_parser(&parser);
  if (parser.failed) {
    ab_syntax_destroy(parser.syntax);
    return AB_BAD_PROBLEM;
  }
  *syntax = parser.syntax;
  return AB_OK;
}

static ab_status place_error(const ab_syntax *syntax, ab_place place, ab_error *error,
                             const char *format, va_list arguments) {
  char message[AB_MESSAGE_SIZE];
  vsnprintf(message, sizeof message, format, arguments);
  ab_error_set(error, AB_BAD_PROBLEM, "%s", message);
  ab_error_place(error, syntax->file, syntax->source, syntax->source_length, place.line,
                 place.column);
  return AB_BAD_PROBLEM;
}

ab_status ab_syntax_error(const ab_syntax *syntax, ab_place place, ab_error *error,
                          const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  ab_status status = place_error(syntax, place, error, format, arguments);
  va_end(arguments);
  return status;
}

void ab_parser_fail(ab_parser *parser, ab_place place, const char *format, ...) {
  if (parser->failed)
    return;
  parser->failed = true;
  va_list arguments;
  va_start(arguments, format);
  place_error(parser->syntax, place, parser->error, format, arguments);
  va_end(arguments);
}

const char *ab_syntax_find_name(const ab_syntax *syntax, const char *name) {
  return ab_names_find(syntax->names, name, strlen(name));
}

ab_term ab_term_child(const ab_syntax *syntax, ab_term term, size_t k) {
  assert(term < syntax->term_count && k < syntax->terms[term].count);
  return syntax->children[syntax->terms[term].first + k];
}
