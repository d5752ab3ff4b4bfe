/* SPDX-License-Identifier: MIT
 * The tokens, as regular expressions. A word is a keyword here only if it is spelled like one; the grammar says where
 * it may be a name all the same. */
#include "problem/lexer.h"

#include "problem/grammar.h"

#define FAIL(...) (ab_parser_fail(parser, parser->token_place, __VA_ARGS__), AB_LEXER_FAILED)

static void newline(ab_parser *parser, const char *cursor) {
  parser->line++;
  parser->line_start = cursor;
}

int ab_lexer_scan(ab_parser *parser) {
  const char *cursor = parser->cursor, *marker = cursor;
  const char *limit = parser->syntax->source + parser->syntax->source_length;
  for (;;) {
    parser->token_start = cursor;
    parser->token_place = (ab_place){parser->line, (size_t)(cursor - parser->line_start) + 1};
    /*!re2c
      re2c:api:style = free-form;
      re2c:define:YYCTYPE = "unsigned char";
      re2c:define:YYCURSOR = "cursor";
      re2c:define:YYMARKER = "marker";
      re2c:define:YYLIMIT = "limit";
      re2c:define:YYPEEK = "(unsigned char)*cursor";
      re2c:flags:input = custom;
      re2c:define:YYSKIP = "++cursor;";
      re2c:define:YYBACKUP = "marker = cursor;";
      re2c:define:YYRESTORE = "cursor = marker;";
      re2c:define:YYLESSTHAN = "limit <= cursor";
      re2c:yyfill:enable = 0;
      re2c:eof = 0;

      digits   = [0-9]+;
      exponent = [eE] [+-]? digits;
      number   = (digits ("." digits)? | "." digits) exponent?;
      name     = [A-Za-z_] [A-Za-z0-9_]*;

      [ \t\r]+      { continue; }
      "\n"          { newline(parser, cursor); continue; }
      "#" [^\n\x00]* { continue; }
      $             { parser->cursor = parser->token_start; return AB_TOKEN_END; }

      "language"    { parser->cursor = cursor; return AB_TOKEN_LANGUAGE; }
      "problem"     { parser->cursor = cursor; return AB_TOKEN_PROBLEM; }
      "family"      { parser->cursor = cursor; return AB_TOKEN_FAMILY; }
      "domain"      { parser->cursor = cursor; return AB_TOKEN_DOMAIN; }
      "claim"       { parser->cursor = cursor; return AB_TOKEN_CLAIM; }
      "variables"   { parser->cursor = cursor; return AB_TOKEN_VARIABLES; }
      "function"    { parser->cursor = cursor; return AB_TOKEN_FUNCTION; }
      "constant"    { parser->cursor = cursor; return AB_TOKEN_CONSTANT; }
      "parameter"   { parser->cursor = cursor; return AB_TOKEN_PARAMETER; }
      "infimum"     { parser->cursor = cursor; return AB_TOKEN_INFIMUM; }
      "minimizers"  { parser->cursor = cursor; return AB_TOKEN_MINIMIZERS; }
      "scope"       { parser->cursor = cursor; return AB_TOKEN_SCOPE; }
      "assume"      { parser->cursor = cursor; return AB_TOKEN_ASSUME; }
      "regularization" { parser->cursor = cursor; return AB_TOKEN_REGULARIZATION; }
      "sgd"         { parser->cursor = cursor; return AB_TOKEN_SGD; }
      "inf"         { parser->cursor = cursor; return AB_TOKEN_INF; }

      "in"          { parser->cursor = cursor; return AB_TOKEN_IN; }
      "or"          { parser->cursor = cursor; return AB_TOKEN_OR; }
      "for"         { parser->cursor = cursor; return AB_TOKEN_FOR; }
      "given"       { parser->cursor = cursor; return AB_TOKEN_GIVEN; }
      "show"        { parser->cursor = cursor; return AB_TOKEN_SHOW; }
      "sum"         { parser->cursor = cursor; return AB_TOKEN_SUM; }
      "ball"        { parser->cursor = cursor; return AB_TOKEN_BALL; }
      "tube"        { parser->cursor = cursor; return AB_TOKEN_TUBE; }
      "radius"      { parser->cursor = cursor; return AB_TOKEN_RADIUS; }
      "point"       { parser->cursor = cursor; return AB_TOKEN_POINT; }
      "points"      { parser->cursor = cursor; return AB_TOKEN_POINTS; }
      "affine"      { parser->cursor = cursor; return AB_TOKEN_AFFINE; }
      "equations"   { parser->cursor = cursor; return AB_TOKEN_EQUATIONS; }
      "auto"        { parser->cursor = cursor; return AB_TOKEN_AUTO; }
      "at"          { parser->cursor = cursor; return AB_TOKEN_AT; }
      "positive"    { parser->cursor = cursor; return AB_TOKEN_POSITIVE; }
      "negative"    { parser->cursor = cursor; return AB_TOKEN_NEGATIVE; }
      "targets"     { parser->cursor = cursor; return AB_TOKEN_TARGETS; }
      "start"       { parser->cursor = cursor; return AB_TOKEN_START; }

      name          { parser->cursor = cursor; return AB_TOKEN_NAME; }
      number        { parser->cursor = cursor; return AB_TOKEN_NUMBER; }

      "{"           { parser->cursor = cursor; return AB_TOKEN_LBRACE; }
      "}"           { parser->cursor = cursor; return AB_TOKEN_RBRACE; }
      "["           { parser->cursor = cursor; return AB_TOKEN_LBRACKET; }
      "]"           { parser->cursor = cursor; return AB_TOKEN_RBRACKET; }
      "("           { parser->cursor = cursor; return AB_TOKEN_LPAREN; }
      ")"           { parser->cursor = cursor; return AB_TOKEN_RPAREN; }
      ";"           { parser->cursor = cursor; return AB_TOKEN_SEMICOLON; }
      ","           { parser->cursor = cursor; return AB_TOKEN_COMMA; }
      ".."          { parser->cursor = cursor; return AB_TOKEN_DOTS; }
      "+"           { parser->cursor = cursor; return AB_TOKEN_PLUS; }
      "-"           { parser->cursor = cursor; return AB_TOKEN_MINUS; }
      "*"           { parser->cursor = cursor; return AB_TOKEN_TIMES; }
      "/"           { parser->cursor = cursor; return AB_TOKEN_OVER; }
      "^"           { parser->cursor = cursor; return AB_TOKEN_CARET; }
      "="           { parser->cursor = cursor; return AB_TOKEN_EQ; }
      ">="          { parser->cursor = cursor; return AB_TOKEN_GE; }
      ">"           { parser->cursor = cursor; return AB_TOKEN_GT; }
      "<="          { parser->cursor = cursor; return AB_TOKEN_LE; }
      "<"           { parser->cursor = cursor; return AB_TOKEN_LT; }
      "!="          { parser->cursor = cursor; return AB_TOKEN_NE; }

      "=="          { return FAIL("an equation is written with one '='"); }
      "=>" | "=<"   { return FAIL("a comparison is written '>=' or '<='"); }
      "<>"          { return FAIL("'is not equal to' is written '!='"); }
      "**"          { return FAIL("a power is written with '^'"); }
      "||" | "|"    { return FAIL("'or' is written out; the absolute value of x is abs(x)"); }
      "&&" | "&"    { return FAIL("there is no 'and': write two claims, or 'given' for a hypothesis"); }
      "//" | "/" "*" { return FAIL("a comment starts with '#' and ends with its line"); }
      "..." "."*    { return FAIL("a range is written with two points, as in 1..n"); }
      "."           { return FAIL("a decimal point must be followed by a digit"); }
      ":="          { return FAIL("a value is given with '='"); }
      ["'`]         { return FAIL("the language has no quotation marks"); }
      *             { return ab_lexer_unexpected(parser); }
    */
  }
}
