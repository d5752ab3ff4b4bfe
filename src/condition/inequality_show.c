/* SPDX-License-Identifier: MIT
 * A claim clause as mathematics, for people. */
#include "base/memory.h"
#include "condition/conditions.h"
#include "problem/print.h"

#include <string.h>

/* A comparison as it was written. */
static void show_comparison(ab_text *text, const ab_syntax *syntax, const ab_comparison *c) {
  static const char *const signs[] = {
      [AB_RELATION_GE] = ">=", [AB_RELATION_LE] = "<=", [AB_RELATION_GT] = ">",
      [AB_RELATION_LT] = "<",  [AB_RELATION_NE] = "!=", [AB_RELATION_EQ] = "="};
  ab_syntax_print_term(text, syntax, c->left);
  ab_text_printf(text, " %s ", signs[c->relation]);
  ab_syntax_print_term(text, syntax, c->right);
}

/* Hypotheses, one a line, or the conclusion with its alternatives in one line. */
static void show_entries(ab_text *text, const ab_statement *statement, bool given) {
  const ab_entry *claim = statement->claim;
  bool shown = false;
  for (size_t i = 0; i < claim->entry_count; i++) {
    const ab_entry *entry = &claim->entries[i];
    if ((strcmp(entry->keyword, "given") == 0) != given)
      continue;
    ab_text_add(text, !given ? "  " : shown ? ",\n     " : "\nwith ");
    shown = true;
    for (size_t k = 0; k < entry->comparison_count; k++) {
      ab_text_add(text, k ? "  or  " : "");
      show_comparison(text, statement->syntax, &entry->comparisons[k]);
    }
  }
}

static void append_definitions(ab_text *text, const ab_statement *statement) {
  const ab_entry *claim = statement->claim;
  ab_term *terms = NULL;
  size_t count = 0, capacity = 0;
  for (size_t i = 0; i < claim->entry_count; i++)
    for (size_t k = 0; k < claim->entries[i].comparison_count; k++) {
      ab_reserve(&terms, &capacity, count + 2, sizeof *terms);
      terms[count++] = claim->entries[i].comparisons[k].left;
      terms[count++] = claim->entries[i].comparisons[k].right;
    }
  ab_definitions_append(text, statement->definitions, terms, count);
  ab_free(terms);
}

/* The functions and constants that the claim uses: the canonical declarations without that of the
 * variables. */
static void show_definitions(ab_text *text, const ab_statement *statement) {
  ab_text all;
  ab_text_init(&all);
  append_definitions(&all, statement);
  bool shown = false;
  for (const char *line = all.data; line && *line;) {
    size_t length = strcspn(line, "\n");
    if (strncmp(line, "variables ", 10) != 0) {
      ab_text_add(text, shown ? "      " : "where ");
      ab_text_append(text, line, length);
      ab_text_add(text, "\n");
      shown = true;
    }
    line += length + (line[length] == '\n');
  }
  ab_text_clear(&all);
}

void ab_inequality_show(ab_text *text, const ab_statement *statement) {
  const ab_domain *domain = &statement->domain;
  ab_text_add(text, domain->count ? "For all " : "");
  for (size_t k = 0; k < domain->count; k++) {
    ab_text_add(text, k ? ", " : "");
    ab_domain_append_in(text, domain, k, ab_definitions_variable_name(statement->definitions, k));
  }
  show_entries(text, statement, true);
  ab_text_add(text, text->length ? ":\n" : "");
  show_entries(text, statement, false);
  ab_text_add(text, "\n");
  show_definitions(text, statement);
}
