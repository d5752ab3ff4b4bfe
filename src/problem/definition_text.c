/* SPDX-License-Identifier: MIT
 * Definitions as canonical text, and which of them a term needs. */
#include "base/memory.h"
#include "problem/definition_table.h"
#include "problem/print.h"

#include <string.h>

/* Marks every definition that the terms name, directly or through others. */
static bool *find_needed(const ab_definitions *d, const ab_term *terms, size_t count) {
  const ab_syntax *syntax = d->syntax;
  bool *needed = ab_allocate(d->count, sizeof *needed);
  bool *seen = ab_allocate(syntax->term_count, sizeof *seen);
  ab_term *stack = NULL;
  size_t depth = 0, capacity = 0;
  ab_reserve(&stack, &capacity, count + 1, sizeof *stack);
  for (size_t i = 0; i < count; i++)
    stack[depth++] = terms[i];
  while (depth > 0) {
    ab_term term = stack[--depth];
    if (term == AB_NO_TERM || seen[term])
      continue;
    seen[term] = true;
    const ab_term_node *node = &syntax->terms[term];
    ab_reserve(&stack, &capacity, depth + node->count + 3, sizeof *stack);
    for (size_t i = 0; i < node->count; i++)
      stack[depth++] = ab_term_child(syntax, term, i);
    const ab_definition *item =
        node->name && node->kind != AB_TERM_CALL ? ab_definition_find(d, node->name) : NULL;
    if (!item)
      continue;
    needed[item - d->items] = true;
    if (item->entry) {
      stack[depth++] = item->entry->value;
      stack[depth++] = item->entry->loop_lower;
      stack[depth++] = item->entry->loop_upper;
    }
  }
  ab_free(stack);
  ab_free(seen);
  return needed;
}

static void append_definition(ab_text *text, const ab_syntax *syntax, const ab_entry *entry) {
  ab_text_printf(text, "%s ", strcmp(entry->keyword, "function") == 0 ? "function" : "constant");
  ab_syntax_print_term(text, syntax, entry->target);
  if (entry->loop) {
    ab_text_printf(text, " for %s in ", entry->loop);
    ab_syntax_print_term(text, syntax, entry->loop_lower);
    ab_text_add(text, "..");
    ab_syntax_print_term(text, syntax, entry->loop_upper);
  }
  ab_text_add(text, " = ");
  ab_syntax_print_term(text, syntax, entry->value);
  ab_text_add(text, ";\n");
}

void ab_definitions_append(ab_text *text, const ab_definitions *d, const ab_term *terms,
                           size_t count) {
  const char *separator = "variables ";
  for (size_t i = 0; i < d->count; i++) {
    if (d->items[i].kind != AB_DEFINITION_VARIABLE)
      continue;
    ab_text_printf(text, "%s%s", separator, d->items[i].name);
    if (d->items[i].length)
      ab_text_printf(text, "[1..%ld]", d->items[i].length);
    separator = ", ";
  }
  if (d->variable_count)
    ab_text_add(text, ";\n");
  bool *needed = find_needed(d, terms, count);
  for (int functions = 0; functions < 2; functions++)
    for (size_t i = 0; i < d->count; i++)
      if (needed[i] && d->items[i].entry &&
          (d->items[i].kind == AB_DEFINITION_FUNCTION) == (functions == 1))
        append_definition(text, d->syntax, d->items[i].entry);
  ab_free(needed);
}

void ab_definitions_unused(const ab_definitions *d, const ab_term *terms, size_t count,
                           void (*report)(void *context, const char *name), void *context) {
  bool *needed = find_needed(d, terms, count);
  for (size_t i = 0; i < d->count; i++)
    if (!needed[i] && d->items[i].kind == AB_DEFINITION_VARIABLE)
      report(context, d->items[i].name);
  ab_free(needed);
}
