/* SPDX-License-Identifier: MIT
 * What lexer, grammar and builder share while one file is parsed. Private to this folder.
 *
 * Nobody returns a status here: the first error is kept in parser->error, after which the builder
 * does nothing and the lexer gives no more tokens, so that the parse ends. Everything built belongs
 * to the syntax or its arena; lists that are not yet complete stand on the `pending` stacks, each
 * list from a mark upwards. */
#ifndef AB_PROBLEM_PARSER_H
#define AB_PROBLEM_PARSER_H

#include "problem/syntax.h"

typedef struct {
  ab_place place;
  char bracket; /* ( [ { */
} ab_open_bracket;

typedef struct ab_parser {
  ab_syntax *syntax;
  ab_error *error;
  bool failed;
  size_t term_capacity, child_capacity, number_capacity, number_bytes;

  /* the lexer: behind the last token, the first byte of its line, its first byte and where that
   * stands */
  const char *cursor, *line_start, *token_start;
  size_t line;
  ab_place token_place;
  ab_place previous_end; /* one past the end of the token before the last */
  char previous_byte;    /* its last byte; NUL if there is none */
  ab_open_bracket *open; /* brackets open before the last token */
  size_t open_count, open_capacity;

  ab_term *pending_terms;
  size_t pending_term_count, pending_term_capacity;
  ab_comparison *pending_comparisons;
  size_t pending_comparison_count, pending_comparison_capacity;
  ab_entry *pending_entries;
  size_t pending_entry_count, pending_entry_capacity;
} ab_parser;

/* A word of the source and where it stands. */
typedef struct {
  const char *text; /* interned */
  ab_place place;
} ab_word;

/* Keeps the first error. */
void ab_parser_fail(ab_parser *parser, ab_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The error "expected ..., found ...", at the last token; `expected` are the names of the tokens
 * that could stand there. */
void ab_parser_fail_expected(ab_parser *parser, const char *const *expected, size_t count);

/* Terms. Each gives AB_NO_TERM once the parse has failed. */
ab_term ab_parser_leaf(ab_parser *parser, ab_term_kind kind, ab_place place, const char *name);
ab_term ab_parser_number(ab_parser *parser, ab_place place, uint32_t number);
ab_term ab_parser_negate(ab_parser *parser, ab_place place, ab_term a);
ab_term ab_parser_binary(ab_parser *parser, ab_term_kind kind, ab_place place, ab_term a,
                         ab_term b);
ab_term ab_parser_sum(ab_parser *parser, ab_place place, const char *index, ab_term lower,
                      ab_term upper, ab_term body);
/* Takes the pending terms from the mark upwards as children. */
ab_term ab_parser_compound(ab_parser *parser, ab_term_kind kind, ab_place place, const char *name,
                           size_t mark);
ab_term ab_parser_pair(ab_parser *parser, ab_term_kind kind, ab_place place, const char *name,
                       ab_term a, ab_term b);
/* Pushes onto the pending terms, comparisons; gives the mark below. */
size_t ab_parser_push_term(ab_parser *parser, ab_term term);
size_t ab_parser_push_comparison(ab_parser *parser, ab_comparison comparison);

/* Entries: each goes onto the pending entries. */
void ab_parser_block(ab_parser *parser, ab_word keyword, ab_word subject, ab_word name,
                     size_t mark);
void ab_parser_assign(ab_parser *parser, ab_term target, ab_term value);
void ab_parser_range(ab_parser *parser, ab_term target, ab_place list_place, ab_term lower,
                     ab_term upper);
void ab_parser_words(ab_parser *parser, ab_word keyword, ab_word subject, ab_word name);
void ab_parser_variables(ab_parser *parser, ab_place place, size_t mark);
void ab_parser_definition(ab_parser *parser, ab_word keyword, ab_term target, ab_word loop,
                          ab_term lower, ab_term upper, ab_term value);
void ab_parser_radius(ab_parser *parser, ab_word shape, ab_term value);
void ab_parser_targets(ab_parser *parser, ab_place place, ab_term list, ab_term targets);
void ab_parser_point(ab_parser *parser, ab_place place, ab_term list, ab_term positive,
                     ab_term negative);
void ab_parser_term(ab_parser *parser, ab_place place, ab_word keyword, ab_word subject,
                    ab_term value);
/* The pending comparisons from the mark upwards; keyword.text NULL for none. */
void ab_parser_disjunction(ab_parser *parser, ab_word keyword, size_t mark);
/* The same in a claim, where one equation with a name on its left is an assignment. */
void ab_parser_claim_item(ab_parser *parser, size_t mark);
/* In a claim, `left = list;`: left has to be a target. */
void ab_parser_claim_list(ab_parser *parser, ab_term left, ab_place sign, ab_term list);

/* The lower end of the indices of a declared vector has to be 1. */
void ab_parser_lower_end(ab_parser *parser, ab_place place, uint32_t number);

/* The ends of the two forms of a file: all pending entries become its items. */
void ab_parser_finish(ab_parser *parser, const char *problem_name);
/* `language N;`: N has to be 1. */
void ab_parser_language(ab_parser *parser, ab_place place, uint32_t number);

/* The word with the interned form of text. */
ab_word ab_parser_word(ab_parser *parser, ab_place place, const char *text);

#endif
