/* SPDX-License-Identifier: MIT
 * The semantic actions of the grammar: entries. */
#include "base/memory.h"
#include "problem/arena.h"
#include "problem/parser.h"

#include <string.h>

static const ab_place nowhere = {0, 0};

static ab_entry new_entry(ab_parser *parser, ab_entry_kind kind, ab_word keyword) {
  ab_entry entry = {.kind = kind, .place = keyword.place};
  entry.keyword = keyword.text ? keyword.text : ab_parser_word(parser, nowhere, "").text;
  entry.target = entry.value = AB_NO_TERM;
  entry.loop_lower = entry.loop_upper = AB_NO_TERM;
  entry.positive = entry.negative = entry.targets = AB_NO_TERM;
  return entry;
}

/* An entry that starts with its target and has no keyword. */
static ab_entry new_unnamed(ab_parser *parser, ab_entry_kind kind, ab_term target) {
  ab_place place = target == AB_NO_TERM ? nowhere : parser->syntax->terms[target].place;
  ab_entry entry = new_entry(parser, kind, (ab_word){NULL, place});
  entry.target = target;
  return entry;
}

static void push_entry(ab_parser *parser, ab_entry entry) {
  ab_reserve(&parser->pending_entries, &parser->pending_entry_capacity,
             parser->pending_entry_count + 1, sizeof entry);
  parser->pending_entries[parser->pending_entry_count++] = entry;
}

/* Moves count objects into the arena. */
static void *keep(ab_parser *parser, const void *items, size_t count, size_t size) {
  void *copy = ab_arena_allocate(parser->syntax->arena, count, size);
  if (count)
    memcpy(copy, items, count * size);
  return copy;
}

static ab_entry *take_entries(ab_parser *parser, size_t mark, size_t *count) {
  *count = parser->pending_entry_count - mark;
  if (!*count)
    return NULL;
  parser->pending_entry_count = mark;
  return keep(parser, parser->pending_entries + mark, *count, sizeof(ab_entry));
}

void ab_parser_block(ab_parser *parser, ab_word keyword, ab_word subject, ab_word name,
                     size_t mark) {
  ab_entry entry = new_entry(parser, AB_ENTRY_BLOCK, keyword);
  entry.subject = subject.text;
  entry.subject_place = subject.place;
  entry.name = name.text;
  entry.name_place = name.place;
  entry.entries = take_entries(parser, mark, &entry.entry_count);
  push_entry(parser, entry);
}

void ab_parser_assign(ab_parser *parser, ab_term target, ab_term value) {
  ab_entry entry = new_unnamed(parser, AB_ENTRY_ASSIGN, target);
  entry.value = value;
  push_entry(parser, entry);
}

void ab_parser_range(ab_parser *parser, ab_term target, ab_place list_place, ab_term lower,
                     ab_term upper) {
  ab_entry entry = new_unnamed(parser, AB_ENTRY_RANGE, target);
  entry.value = ab_parser_pair(parser, AB_TERM_LIST, list_place, NULL, lower, upper);
  push_entry(parser, entry);
}

void ab_parser_words(ab_parser *parser, ab_word keyword, ab_word subject, ab_word name) {
  ab_entry entry = new_entry(parser, AB_ENTRY_WORDS, keyword);
  entry.subject = subject.text;
  entry.subject_place = subject.place;
  entry.name = name.text;
  entry.name_place = name.place;
  push_entry(parser, entry);
}

void ab_parser_variables(ab_parser *parser, ab_place place, size_t mark) {
  ab_entry entry =
      new_entry(parser, AB_ENTRY_VARIABLES, ab_parser_word(parser, place, "variables"));
  entry.term_count = parser->pending_term_count - mark;
  entry.terms = keep(parser, parser->pending_terms + mark, entry.term_count, sizeof(ab_term));
  parser->pending_term_count = mark;
  push_entry(parser, entry);
}

void ab_parser_definition(ab_parser *parser, ab_word keyword, ab_term target, ab_word loop,
                          ab_term lower, ab_term upper, ab_term value) {
  ab_entry entry = new_entry(parser, AB_ENTRY_DEFINITION, keyword);
  entry.target = target;
  entry.loop = loop.text;
  entry.loop_lower = lower;
  entry.loop_upper = upper;
  entry.value = value;
  push_entry(parser, entry);
}

void ab_parser_radius(ab_parser *parser, ab_word shape, ab_term value) {
  ab_entry entry = new_entry(parser, AB_ENTRY_RADIUS, shape);
  entry.value = value;
  push_entry(parser, entry);
}

void ab_parser_point(ab_parser *parser, ab_place place, ab_term list, ab_term positive,
                     ab_term negative) {
  ab_entry entry = new_entry(parser, AB_ENTRY_POINT, ab_parser_word(parser, place, "point"));
  entry.value = list;
  entry.positive = positive;
  entry.negative = negative;
  push_entry(parser, entry);
}

void ab_parser_targets(ab_parser *parser, ab_place place, ab_term list, ab_term targets) {
  ab_entry entry = new_entry(parser, AB_ENTRY_POINT, ab_parser_word(parser, place, "point"));
  entry.value = list;
  entry.targets = targets;
  push_entry(parser, entry);
}

void ab_parser_term(ab_parser *parser, ab_place place, ab_word keyword, ab_word subject,
                    ab_term value) {
  ab_entry entry = new_entry(parser, AB_ENTRY_TERM, keyword);
  entry.place = place;
  entry.subject = subject.text;
  entry.subject_place = subject.place;
  entry.value = value;
  push_entry(parser, entry);
}

/* Where the first operand of the term begins. */
static ab_place start_of(const ab_syntax *syntax, ab_term term) {
  for (;;) {
    const ab_term_node *node = &syntax->terms[term];
    if (node->kind < AB_TERM_ADD || node->kind > AB_TERM_POWER)
      return node->place;
    term = ab_term_child(syntax, term, 0);
  }
}

void ab_parser_disjunction(ab_parser *parser, ab_word keyword, size_t mark) {
  if (parser->failed)
    return;
  const ab_comparison *first = parser->pending_comparisons + mark;
  if (!keyword.text)
    keyword.place = start_of(parser->syntax, first->left);
  ab_entry entry = new_entry(parser, AB_ENTRY_DISJUNCTION, keyword);
  entry.comparison_count = parser->pending_comparison_count - mark;
  entry.comparisons = keep(parser, first, entry.comparison_count, sizeof *first);
  parser->pending_comparison_count = mark;
  push_entry(parser, entry);
}

static bool is_target(const ab_parser *parser, ab_term term) {
  ab_term_kind kind = parser->syntax->terms[term].kind;
  return kind == AB_TERM_NAME || kind == AB_TERM_INDEXED;
}

void ab_parser_claim_item(ab_parser *parser, size_t mark) {
  if (parser->failed)
    return;
  ab_comparison first = parser->pending_comparisons[mark];
  bool single = parser->pending_comparison_count == mark + 1;
  if (single && first.relation == AB_RELATION_EQ && is_target(parser, first.left)) {
    parser->pending_comparison_count = mark;
    ab_parser_assign(parser, first.left, first.right);
  } else {
    ab_parser_disjunction(parser, (ab_word){NULL, nowhere}, mark);
  }
}

void ab_parser_claim_list(ab_parser *parser, ab_term left, ab_place sign, ab_term list) {
  if (parser->failed)
    return;
  if (is_target(parser, left))
    ab_parser_assign(parser, left, list);
  else
    ab_parser_fail(parser, sign, "a list can only be given to a name: expected 'NAME = [...]'");
}

void ab_parser_finish(ab_parser *parser, const char *problem_name) {
  ab_syntax *syntax = parser->syntax;
  syntax->problem_name = problem_name;
  syntax->canonical = !problem_name;
  syntax->entries = take_entries(parser, 0, &syntax->entry_count);
}

void ab_parser_language(ab_parser *parser, ab_place place, uint32_t number) {
  if (!parser->failed && mpq_cmp_ui(parser->syntax->numbers[number], 1, 1) != 0)
    ab_parser_fail(parser, place, "this program reads language 1 only");
}

void ab_parser_lower_end(ab_parser *parser, ab_place place, uint32_t number) {
  if (!parser->failed && mpq_cmp_ui(parser->syntax->numbers[number], 1, 1) != 0)
    ab_parser_fail(parser, place, "indices start at 1: expected '1..'");
}
