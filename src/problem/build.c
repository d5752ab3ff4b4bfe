/* SPDX-License-Identifier: MIT
 * The semantic actions of the grammar: terms. */
#include "base/memory.h"
#include "problem/names.h"
#include "problem/parser.h"

#include <string.h>

ab_word ab_parser_word(ab_parser *parser, ab_place place, const char *text) {
  return (ab_word){ab_names_intern(parser->syntax->names, text, strlen(text)), place};
}

/* A fresh node without children. */
static ab_term add_node(ab_parser *parser, ab_term_kind kind, ab_place place, const char *name) {
  ab_syntax *syntax = parser->syntax;
  if (syntax->term_count >= AB_TERM_MAX)
    ab_parser_fail(parser, place, "the expressions of this file have more than %d terms",
                   AB_TERM_MAX);
  if (parser->failed)
    return AB_NO_TERM;
  ab_reserve(&syntax->terms, &parser->term_capacity, syntax->term_count + 1, sizeof *syntax->terms);
  ab_term_node node = {.kind = kind, .place = place, .name = name};
  node.first = (uint32_t)syntax->child_count;
  syntax->terms[syntax->term_count] = node;
  return (ab_term)syntax->term_count++;
}

/* Gives the node that was added last one child more. A term is a child at most once: children need
 * no cap of their own. */
static void add_child(ab_parser *parser, ab_term parent, ab_term child) {
  ab_syntax *syntax = parser->syntax;
  if (parser->failed)
    return;
  ab_reserve(&syntax->children, &parser->child_capacity, syntax->child_count + 1,
             sizeof *syntax->children);
  syntax->children[syntax->child_count++] = child;
  syntax->terms[parent].count++;
}

ab_term ab_parser_leaf(ab_parser *parser, ab_term_kind kind, ab_place place, const char *name) {
  return add_node(parser, kind, place, name);
}

ab_term ab_parser_number(ab_parser *parser, ab_place place, uint32_t number) {
  ab_term term = add_node(parser, AB_TERM_NUMBER, place, NULL);
  if (term != AB_NO_TERM)
    parser->syntax->terms[term].number = number;
  return term;
}

ab_term ab_parser_negate(ab_parser *parser, ab_place place, ab_term a) {
  ab_term term = add_node(parser, AB_TERM_NEGATE, place, NULL);
  add_child(parser, term, a);
  return term;
}

ab_term ab_parser_pair(ab_parser *parser, ab_term_kind kind, ab_place place, const char *name,
                       ab_term a, ab_term b) {
  ab_term term = add_node(parser, kind, place, name);
  add_child(parser, term, a);
  add_child(parser, term, b);
  return term;
}

ab_term ab_parser_binary(ab_parser *parser, ab_term_kind kind, ab_place place, ab_term a,
                         ab_term b) {
  return ab_parser_pair(parser, kind, place, NULL, a, b);
}

ab_term ab_parser_sum(ab_parser *parser, ab_place place, const char *index, ab_term lower,
                      ab_term upper, ab_term body) {
  ab_term term = ab_parser_pair(parser, AB_TERM_SUM, place, index, lower, upper);
  add_child(parser, term, body);
  return term;
}

ab_term ab_parser_compound(ab_parser *parser, ab_term_kind kind, ab_place place, const char *name,
                           size_t mark) {
  ab_term term = add_node(parser, kind, place, name);
  for (size_t i = mark; i < parser->pending_term_count; i++)
    add_child(parser, term, parser->pending_terms[i]);
  parser->pending_term_count = mark;
  return term;
}

size_t ab_parser_push_term(ab_parser *parser, ab_term term) {
  size_t mark = parser->pending_term_count;
  ab_reserve(&parser->pending_terms, &parser->pending_term_capacity, mark + 1, sizeof term);
  parser->pending_terms[parser->pending_term_count++] = term;
  return mark;
}

size_t ab_parser_push_comparison(ab_parser *parser, ab_comparison comparison) {
  size_t mark = parser->pending_comparison_count;
  ab_reserve(&parser->pending_comparisons, &parser->pending_comparison_capacity, mark + 1,
             sizeof comparison);
  parser->pending_comparisons[parser->pending_comparison_count++] = comparison;
  return mark;
}
