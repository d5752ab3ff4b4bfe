/* SPDX-License-Identifier: MIT
 * Bytes that no token begins with. */
#include "problem/grammar.h"
#include "problem/lexer.h"

#include <string.h>

/* Signs of printed mathematics and how the language writes them. */
static const struct {
  const char *sign, *ascii;
} signs[] = {{"≥", ">="},  {"⩾", ">="},  {"≤", "<="}, {"⩽", "<="},   {"≠", "!="}, {"−", "-"},
             {"–", "-"},   {"×", "*"},   {"·", "*"},  {"⋅", "*"},    {"÷", "/"},  {"²", "^2"},
             {"³", "^3"},  {"∞", "inf"}, {"π", "pi"}, {"√", "sqrt"}, {"∈", "in"}, {"∑", "sum"},
             {"Σ", "sum"}, {"∨", "or"},  {"…", ".."}};

/* The length of the UTF-8 character at text, 0 if there is none. Good enough for a message. */
static size_t character_length(const unsigned char *text) {
  size_t length = text[0] >= 0xf0 && text[0] < 0xf8 ? 4
                  : text[0] >= 0xe0                 ? 3
                  : text[0] >= 0xc2                 ? 2
                                                    : 0;
  if (text[0] >= 0xf8)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((text[i] & 0xc0U) != 0x80U) /* a NUL stands at the end of the source */
      return 0;
  return length;
}

int ab_lexer_unexpected(ab_parser *parser) {
  const char *text = parser->token_start;
  unsigned char byte = (unsigned char)*text;
  size_t length = character_length((const unsigned char *)text);
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (strncmp(text, signs[i].sign, strlen(signs[i].sign)) == 0) {
      ab_parser_fail(parser, parser->token_place, "'%s' is written '%s' here", signs[i].sign,
                     signs[i].ascii);
      return AB_LEXER_FAILED;
    }
  if (byte == 0)
    ab_parser_fail(parser, parser->token_place, "a text file may not contain a NUL byte");
  else if (length)
    ab_parser_fail(parser, parser->token_place,
                   "'%.*s' (byte 0x%02X): outside comments only ASCII characters are allowed",
                   (int)length, text, byte);
  else if (byte >= 0x80 || byte < 0x20 || byte == 0x7f)
    ab_parser_fail(parser, parser->token_place, "the byte 0x%02X has no meaning here", byte);
  else
    ab_parser_fail(parser, parser->token_place, "the character '%c' has no meaning here", byte);
  return AB_LEXER_FAILED;
}
