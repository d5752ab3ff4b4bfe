/* SPDX-License-Identifier: MIT */
#include "problem/lexer.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/grammar.h"
#include "problem/names.h"

#include <string.h>

_Static_assert((int)AB_LEXER_FAILED == (int)AB_TOKEN_AB_GRAMMAR_error, "bison's number");

void ab_lexer_start(ab_parser *parser) {
  parser->cursor = parser->line_start = parser->token_start = parser->syntax->source;
  parser->line = 1;
  parser->token_place = parser->previous_end = (ab_place){1, 1};
}

/* Takes note of a bracket; a closing one is right if the grammar has accepted it. */
static void follow_bracket(ab_parser *parser, char byte) {
  if (byte == '(' || byte == '[' || byte == '{') {
    ab_reserve(&parser->open, &parser->open_capacity, parser->open_count + 1, sizeof *parser->open);
    parser->open[parser->open_count++] = (ab_open_bracket){parser->token_place, byte};
  } else if ((byte == ')' || byte == ']' || byte == '}') && parser->open_count) {
    parser->open_count--;
  }
}

/* The token given last has been accepted: the next one is compared with it. */
static void leave_token(ab_parser *parser) {
  if (parser->cursor == parser->token_start)
    return;
  follow_bracket(parser, *parser->token_start);
  parser->previous_byte = parser->cursor[-1];
  parser->previous_end = parser->token_place;
  parser->previous_end.column += (size_t)(parser->cursor - parser->token_start);
}

/* Digits of value, in bytes. */
static size_t number_size(const mpq_t value) {
  return (mpz_size(mpq_numref(value)) + mpz_size(mpq_denref(value))) * sizeof(mp_limb_t);
}

/* Decimals have the small cap of ab_rational_read_decimal; integers the large one of canonical
 * rationals, so that every number that can be written short, 1e4096, can be written out as well. */
static bool read_digits(ab_parser *parser, mpq_t number, size_t length) {
  const char *text = parser->token_start;
  bool integer = strspn(text, "0123456789") >= length;
  int most = integer ? AB_RATIONAL_TEXT_MAX : AB_DECIMAL_EXPONENT_MAX;
  if (length > (size_t)most) {
    ab_parser_fail(parser, parser->token_place,
                   "a number may have at most %d characters; this one has %zu", most, length);
    return false;
  }
  if (length > AB_DECIMAL_EXPONENT_MAX) {
    size_t zeros = strspn(text, "0");
    zeros = zeros < length ? zeros : length - 1;
    return ab_rational_read(number, text + zeros, length - zeros);
  }
  return ab_rational_read_decimal(number, text, length);
}

/* Reads the number token; its index. */
static uint32_t read_number(ab_parser *parser) {
  ab_syntax *syntax = parser->syntax;
  if (syntax->number_count >= AB_TERM_MAX)
    ab_parser_fail(parser, parser->token_place, "this file has more than %d numbers", AB_TERM_MAX);
  if (parser->failed)
    return 0;
  ab_reserve(&syntax->numbers, &parser->number_capacity, syntax->number_count + 1,
             sizeof *syntax->numbers);
  mpq_t *number = &syntax->numbers[syntax->number_count];
  mpq_init(*number);
  syntax->number_count++;
  if (!read_digits(parser, *number, (size_t)(parser->cursor - parser->token_start)))
    ab_parser_fail(parser, parser->token_place, "the power of ten of a number may be at most %d",
                   AB_DECIMAL_EXPONENT_MAX);
  parser->number_bytes += number_size(*number);
  if (parser->number_bytes > AB_NUMBERS_MAX)
    ab_parser_fail(parser, parser->token_place, "the numbers of this file take more than %d bytes",
                   AB_NUMBERS_MAX);
  return (uint32_t)(syntax->number_count - 1);
}

/* Names reach the certificate, where they may have AB_NAME_MAX characters, some with additions. */
static const char *read_name(ab_parser *parser) {
  size_t length = (size_t)(parser->cursor - parser->token_start);
  if (length > AB_NAME_LENGTH_MAX)
    ab_parser_fail(parser, parser->token_place,
                   "a name may have at most %d characters; this one has %zu", AB_NAME_LENGTH_MAX,
                   length);
  return ab_names_intern(parser->syntax->names, parser->token_start, length);
}

int ab_grammar_lex(AB_GRAMMAR_STYPE *value, ab_place *place, ab_parser *parser) {
  leave_token(parser);
  int token = parser->failed ? AB_LEXER_FAILED : ab_lexer_scan(parser);
  *place = parser->token_place;
  if (token == AB_TOKEN_NAME)
    value->name = read_name(parser);
  else if (token == AB_TOKEN_NUMBER)
    value->number = read_number(parser);
  return parser->failed ? AB_LEXER_FAILED : token;
}
