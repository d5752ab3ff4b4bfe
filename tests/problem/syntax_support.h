/* SPDX-License-Identifier: MIT
 * For the tests of the problem language: parsing a string, and the tree as text, bracketed in full.
 */
#ifndef AB_TEST_SYNTAX_SUPPORT_H
#define AB_TEST_SYNTAX_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "problem/print.h"
#include "problem/syntax.h"

#include <stdlib.h>
#include <string.h>

static inline ab_syntax *parse_text(const char *source) {
  ab_error error;
  ab_syntax *syntax;
  if (ab_syntax_parse(&syntax, "test.abp", source, strlen(source), &error) != AB_OK)
    fail_msg("%zu:%zu: %s\n%s\nin %s", error.line, error.column, error.message, error.excerpt,
             source);
  return syntax;
}

/* "(+ x (* 2 y))": operator or name first, then the children. */
static inline void dump_term(ab_text *out, const ab_syntax *s, ab_term term) {
  static const char *const heads[] = {"",  "",  "@", "call ", "inf",  "-",    "+",
                                      "-", "*", "/", "^",     "sum ", "list", "tuple"};
  const ab_term_node *node = &s->terms[term];
  if (node->kind == AB_TERM_NUMBER) {
    char *digits = mpq_get_str(NULL, 10, s->numbers[node->number]);
    ab_text_add(out, digits);
    free(digits);
    return;
  }
  if (node->count)
    ab_text_add_char(out, '(');
  ab_text_add(out, heads[node->kind]);
  ab_text_add(out, node->name ? node->name : "");
  for (size_t k = 0; k < node->count; k++) {
    assert_true(ab_term_child(s, term, k) < term);
    ab_text_add_char(out, ' ');
    dump_term(out, s, ab_term_child(s, term, k));
  }
  if (node->count)
    ab_text_add_char(out, ')');
}

static inline void dump_part(ab_text *out, const ab_syntax *s, const char *label, ab_term term) {
  if (term == AB_NO_TERM)
    return;
  ab_text_printf(out, " %s", label);
  dump_term(out, s, term);
}

/* "KIND keyword subject name ...", blocks with their entries in braces. */
static inline void dump_entry(ab_text *out, const ab_syntax *s, const ab_entry *e) {
  static const char *const kinds[] = {"block",      "assign", "range",  "words", "variables",
                                      "definition", "or",     "radius", "point", "term"};
  static const char *const relations[] = {">= ", "> ", "<= ", "< ", "!= ", "= "};
  ab_text_add(out, kinds[e->kind]);
  if (*e->keyword)
    ab_text_printf(out, " %s", e->keyword);
  if (e->subject)
    ab_text_printf(out, " %s", e->subject);
  if (e->name)
    ab_text_printf(out, " %s", e->name);
  dump_part(out, s, "", e->target);
  if (e->loop)
    ab_text_printf(out, " for %s", e->loop);
  dump_part(out, s, "from ", e->loop_lower);
  dump_part(out, s, "to ", e->loop_upper);
  dump_part(out, s, ":= ", e->value);
  dump_part(out, s, "pos ", e->positive);
  dump_part(out, s, "neg ", e->negative);
  for (size_t i = 0; i < e->comparison_count; i++) {
    dump_part(out, s, i ? "| " : "", e->comparisons[i].left);
    dump_part(out, s, relations[e->comparisons[i].relation], e->comparisons[i].right);
  }
  for (size_t i = 0; i < e->term_count; i++)
    dump_part(out, s, "", e->terms[i]);
  if (e->kind == AB_ENTRY_BLOCK)
    ab_text_add(out, " {");
  for (size_t i = 0; i < e->entry_count; i++) {
    ab_text_add_char(out, ' ');
    dump_entry(out, s, &e->entries[i]);
    ab_text_add_char(out, ';');
  }
  if (e->kind == AB_ENTRY_BLOCK)
    ab_text_add(out, " }");
}

/* The items of a problem parse to the dump. */
static inline void check_items(const char *items, const char *expected) {
  ab_text source, dump;
  ab_text_init(&source);
  ab_text_init(&dump);
  ab_text_printf(&source, "problem p { %s }", items);
  ab_syntax *syntax = parse_text(source.data);
  for (size_t i = 0; i < syntax->entry_count; i++) {
    ab_text_add(&dump, i ? "; " : "");
    dump_entry(&dump, syntax, &syntax->entries[i]);
  }
  assert_string_equal(dump.data ? dump.data : "", expected);
  ab_syntax_destroy(syntax);
  ab_text_clear(&dump);
  ab_text_clear(&source);
}

/* An expression parses to the dump. */
static inline void check_expression(const char *expression, const char *expected) {
  ab_text source, dump;
  ab_text_init(&source);
  ab_text_init(&dump);
  ab_text_printf(&source, "constant v = %s;", expression);
  ab_text_printf(&dump, "definition constant v := %s", expected);
  check_items(source.data, dump.data);
  ab_text_clear(&dump);
  ab_text_clear(&source);
}

#endif
