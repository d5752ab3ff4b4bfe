/* SPDX-License-Identifier: MIT
 * The canonical text of own functions: as written by the user, in a fixed order. */
#include "base/memory.h"
#include "family/functions.h"
#include "problem/entries.h"
#include "problem/print.h"

#include <string.h>

typedef struct {
  ab_term *terms;
  size_t count, capacity;
} term_list;

static void push(term_list *list, ab_term term) {
  if (term == AB_NO_TERM)
    return;
  ab_reserve(&list->terms, &list->capacity, list->count + 1, sizeof *list->terms);
  list->terms[list->count++] = term;
}

/* Every term below an entry but those of declarations. */
static void collect(term_list *list, const ab_entry *entry) {
  push(list, entry->value);
  for (size_t k = 0; k < entry->comparison_count; k++) {
    push(list, entry->comparisons[k].left);
    push(list, entry->comparisons[k].right);
  }
  for (size_t k = 0; k < entry->entry_count; k++) { /* blocks inside these blocks do not occur */
    const ab_entry *inner = &entry->entries[k];
    push(list, inner->value);
    for (size_t i = 0; i < inner->comparison_count; i++) {
      push(list, inner->comparisons[i].left);
      push(list, inner->comparisons[i].right);
    }
  }
}

static const ab_entry *find(const ab_syntax *syntax, const char *keyword) {
  for (size_t i = 0; i < syntax->entry_count; i++)
    if (strcmp(syntax->entries[i].keyword, keyword) == 0)
      return &syntax->entries[i];
  return NULL;
}

static void append_minimizers(ab_text *text, const ab_syntax *syntax, const ab_entry *entry) {
  if (entry->kind == AB_ENTRY_WORDS) {
    ab_text_printf(text, "minimizers %s %s;\n", entry->subject, entry->name);
    return;
  }
  if (entry->kind == AB_ENTRY_TERM) {
    ab_text_add(text, "minimizers at ");
    ab_syntax_print_term(text, syntax, entry->value);
    ab_text_add(text, ";\n");
    return;
  }
  ab_text_printf(text, "minimizers %s {\n", entry->subject);
  for (size_t k = 0; k < entry->entry_count; k++) {
    const ab_entry *inner = &entry->entries[k];
    ab_text_add(text, "  ");
    if (inner->kind == AB_ENTRY_TERM) {
      ab_syntax_print_term(text, syntax, inner->value);
    } else {
      ab_syntax_print_term(text, syntax, inner->comparisons[0].left);
      ab_text_add(text, " = ");
      ab_syntax_print_term(text, syntax, inner->comparisons[0].right);
    }
    ab_text_add(text, ";\n");
  }
  ab_text_add(text, "}\n");
}

/* In the order of the functions, those that are not given (0) left out. */
static void append_infimum(ab_text *text, const ab_syntax *syntax, const ab_entry *block) {
  ab_text_add(text, "infimum {\n");
  for (size_t k = 0; k < block->entry_count; k++) {
    ab_text_add(text, "  ");
    ab_syntax_print_term(text, syntax, block->entries[k].target);
    ab_text_add(text, " = ");
    ab_syntax_print_term(text, syntax, block->entries[k].value);
    ab_text_add(text, ";\n");
  }
  ab_text_add(text, "}\n");
}

static void append_domain(ab_text *text, const ab_functions *family) {
  ab_text_add(text, "domain {\n");
  for (size_t k = 0; k < family->domain.count; k++) {
    ab_text_add(text, "  ");
    ab_domain_append_range(text, &family->domain, k,
                           ab_definitions_variable_name(family->definitions, k));
    ab_text_add(text, "\n");
  }
  ab_text_add(text, "}\n");
}

void ab_functions_append(ab_text *text, const ab_functions *family, const ab_syntax *syntax) {
  term_list list = {0};
  for (size_t i = 0; i < syntax->entry_count; i++) {
    const ab_entry *entry = &syntax->entries[i];
    if (strcmp(entry->keyword, "minimizers") == 0 || strcmp(entry->keyword, "function") == 0 ||
        (family->uses_infima && strcmp(entry->keyword, "infimum") == 0))
      collect(&list, entry);
    if (strcmp(entry->keyword, "function") == 0) /* the functions themselves are needed, too */
      push(&list, entry->target);
  }
  ab_definitions_append(text, family->definitions, list.terms, list.count);
  ab_free(list.terms);
  append_minimizers(text, syntax, find(syntax, "minimizers"));
  const ab_entry *infimum = family->uses_infima ? find(syntax, "infimum") : NULL;
  if (infimum)
    append_infimum(text, syntax, infimum);
  ab_text_printf(text, "scope {\n  minimizers = %s;\n",
                 family->minimizers_on_domain ? "domain" : "space");
  if (family->uses_infima)
    ab_text_printf(text, "  infimum = %s;\n", family->infimum_on_domain ? "domain" : "space");
  ab_text_add(text, "}\n");
  if (family->assume_minimizers)
    ab_text_add(text, "assume minimizers;\n");
  if (family->assume_infimum)
    ab_text_add(text, "assume infimum;\n");
  append_domain(text, family);
}
