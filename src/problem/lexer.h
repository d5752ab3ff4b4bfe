/* SPDX-License-Identifier: MIT
 * The lexer: from bytes to the tokens of the grammar. */
#ifndef AB_PROBLEM_LEXER_H
#define AB_PROBLEM_LEXER_H

#include "problem/parser.h"

union AB_GRAMMAR_STYPE;

/* bison's token for an error that has been reported already: it ends the parse. */
enum { AB_LEXER_FAILED = 256 };

/* Sets the parser to the first byte of its source. */
void ab_lexer_start(ab_parser *parser);

/* The next token, its value and the place of its first byte. After an error (kept in the parser)
 * the token that ends the parse without another message. */
int ab_grammar_lex(union AB_GRAMMAR_STYPE *value, ab_place *place, ab_parser *parser);

/* The next token without its value; token_start, token_place and cursor tell which bytes it is. */
int ab_lexer_scan(ab_parser *parser);

/* The error for bytes that no token begins with. */
int ab_lexer_unexpected(ab_parser *parser);

#endif
