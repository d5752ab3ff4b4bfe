/* SPDX-License-Identifier: MIT
 * The table of what a problem declares. */
#include "problem/definitions.h"

#include "base/memory.h"
#include "problem/definition_table.h"
#include "problem/formula.h"

#include <string.h>

/* The slot of a name (interned: its address is its identity), or the free one where it belongs. */
static uint32_t *find_slot(const ab_definitions *d, const char *name) {
  uint64_t hash = (uint64_t)(uintptr_t)name * UINT64_C(0x9e3779b97f4a7c15);
  size_t slot = (size_t)(hash ^ hash >> 32) & (d->slot_count - 1);
  while (d->slots[slot] && d->items[d->slots[slot] - 1].name != name)
    slot = (slot + 1) & (d->slot_count - 1);
  return &d->slots[slot];
}

ab_definition *ab_definition_find(const ab_definitions *d, const char *name) {
  uint32_t slot = d->slot_count ? *find_slot(d, name) : 0;
  return slot ? &d->items[slot - 1] : NULL;
}

static void grow_slots(ab_definitions *d) {
  ab_free(d->slots);
  d->slot_count = d->slot_count ? 2 * d->slot_count : 16;
  d->slots = ab_allocate(d->slot_count, sizeof *d->slots);
  for (size_t i = 0; i < d->count; i++)
    *find_slot(d, d->items[i].name) = (uint32_t)i + 1;
}

static const char *word_of(ab_definition_kind kind) {
  switch (kind) {
  case AB_DEFINITION_VARIABLE:
    return "variable";
  case AB_DEFINITION_CONSTANT:
  case AB_DEFINITION_NUMBER:
    return "constant";
  default:
    return "function";
  }
}

static ab_status add(ab_definitions *d, ab_definition item, ab_error *error) {
  const ab_definition *old = ab_definition_find(d, item.name);
  if (old)
    return ab_syntax_error(d->syntax, item.place, error,
                           "the name %s is declared twice (as a %s on line %zu)", item.name,
                           word_of(old->kind), old->place.line);
  ab_reserve(&d->items, &d->capacity, d->count + 1, sizeof *d->items);
  d->items[d->count++] = item;
  if (2 * d->count > d->slot_count)
    grow_slots(d);
  *find_slot(d, item.name) = (uint32_t)d->count;
  return AB_OK;
}

static void add_variable_name(ab_definitions *d, const char *name, long index) {
  ab_text text;
  ab_text_init(&text);
  if (index)
    ab_text_printf(&text, "%s[%ld]", name, index);
  else
    ab_text_add(&text, name);
  ab_reserve(&d->variables, &d->variable_capacity, d->variable_count + 1, sizeof *d->variables);
  d->variables[d->variable_count++] = text.data;
}

static ab_status read_variable(ab_definitions *d, ab_term term, ab_error *error) {
  const ab_term_node *node = &d->syntax->terms[term];
  ab_definition item = {.name = node->name,
                        .kind = AB_DEFINITION_VARIABLE,
                        .place = node->place,
                        .first = d->variable_count};
  if (node->kind == AB_TERM_INDEXED) {
    ab_status status =
        ab_definitions_integer(d, ab_term_child(d->syntax, term, 0), 1, AB_VARIABLES_MAX,
                               "the length of a vector of variables", &item.length, error);
    if (status != AB_OK)
      return status;
  }
  size_t length = item.length ? (size_t)item.length : 1;
  if (d->variable_count + length > AB_VARIABLES_MAX)
    return ab_syntax_error(d->syntax, node->place, error, "more than %d variables",
                           AB_VARIABLES_MAX);
  for (size_t i = 0; i < length; i++)
    add_variable_name(d, node->name, item.length ? (long)i + 1 : 0);
  return add(d, item, error);
}

static ab_status read_definition(ab_definitions *d, const ab_entry *entry, ab_error *error) {
  const ab_term_node *target = &d->syntax->terms[entry->target];
  bool function = strcmp(entry->keyword, "function") == 0;
  if (target->kind == AB_TERM_INDEXED && !entry->loop)
    return ab_syntax_error(d->syntax, target->place, error,
                           "an indexed definition needs 'for i in 1..n' after it");
  if (target->kind != AB_TERM_INDEXED && entry->loop)
    return ab_syntax_error(d->syntax, target->place, error, "expected %s[%s] before 'for'",
                           target->name, entry->loop);
  return add(d,
             (ab_definition){.name = target->name,
                             .kind = function ? AB_DEFINITION_FUNCTION : AB_DEFINITION_CONSTANT,
                             .place = target->place,
                             .entry = entry},
             error);
}

/* Constants and functions before variables, whose lengths may use them. */
static ab_status read_entries(ab_definitions *d, bool variables, ab_error *error) {
  ab_status status = AB_OK;
  for (size_t i = 0; i < d->syntax->entry_count && status == AB_OK; i++) {
    const ab_entry *entry = &d->syntax->entries[i];
    if (!variables && entry->kind == AB_ENTRY_DEFINITION)
      status = read_definition(d, entry, error);
    if (variables && entry->kind == AB_ENTRY_VARIABLES)
      for (size_t k = 0; k < entry->term_count && status == AB_OK; k++)
        status = read_variable(d, entry->terms[k], error);
  }
  return status;
}

ab_status ab_definitions_read(ab_definitions **definitions, const ab_syntax *syntax,
                              ab_error *error) {
  ab_definitions *d = ab_allocate(1, sizeof *d);
  d->syntax = syntax;
  ab_status status = read_entries(d, false, error);
  if (status == AB_OK)
    status = ab_definitions_read_roots(d, error);
  if (status == AB_OK)
    status = read_entries(d, true, error);
  if (status == AB_OK)
    status = ab_definitions_read_objectives(d, error);
  if (status != AB_OK) {
    ab_definitions_destroy(d);
    d = NULL;
  }
  *definitions = d;
  return status;
}

ab_status ab_definitions_bind(ab_definitions *d, const char *name, ab_place place,
                              const mpq_t number, ab_error *error) {
  ab_definition *item = ab_definition_find(d, name);
  if (!item || item->kind != AB_DEFINITION_NUMBER) {
    ab_status status =
        add(d, (ab_definition){.name = name, .kind = AB_DEFINITION_NUMBER, .place = place}, error);
    if (status != AB_OK)
      return status;
    item = &d->items[d->count - 1];
    mpq_init(item->number);
  }
  mpq_set(item->number, number);
  ab_memo_clear(&d->numbers); /* values that may depend on it */
  return AB_OK;
}

void ab_definitions_destroy(ab_definitions *d) {
  if (!d)
    return;
  for (size_t i = 0; i < d->count; i++)
    if (d->items[i].kind == AB_DEFINITION_NUMBER)
      mpq_clear(d->items[i].number);
  for (size_t i = 0; i < d->variable_count; i++)
    ab_free(d->variables[i]);
  for (size_t i = 0; i < d->objective_count; i++)
    ab_free(d->objectives[i].name);
  ab_memo_clear(&d->numbers);
  ab_free(d->objectives);
  ab_free(d->roots);
  ab_free(d->variables);
  ab_free(d->slots);
  ab_free(d->items);
  ab_free(d);
}

size_t ab_definitions_variable_count(const ab_definitions *d) {
  return d->variable_count;
}

const char *ab_definitions_variable_name(const ab_definitions *d, size_t number) {
  return d->variables[number];
}

ab_status ab_definitions_find_variable(const ab_definitions *definitions, ab_term target,
                                       size_t *number, size_t *count, ab_error *error) {
  const ab_syntax *syntax = definitions->syntax;
  const ab_term_node *node = &syntax->terms[target];
  const ab_definition *item = ab_definition_find(definitions, node->name);
  if (!item || item->kind != AB_DEFINITION_VARIABLE)
    return ab_syntax_error(syntax, node->place, error, "%s is not a variable of this problem",
                           node->name);
  *number = item->first;
  *count = item->length ? (size_t)item->length : 1;
  if (node->kind == AB_TERM_NAME)
    return AB_OK;
  long index;
  if (!item->length || node->count != 1)
    return ab_syntax_error(syntax, node->place, error, "%s does not have that many indices",
                           node->name);
  ab_status status =
      ab_definitions_integer((ab_definitions *)definitions, ab_term_child(syntax, target, 0), 1,
                             item->length, "the index", &index, error);
  *number += (size_t)index - 1;
  *count = 1;
  return status;
}

ab_status ab_definitions_number(ab_definitions *d, ab_term term, mpq_t out, ab_error *error) {
  const ab_formula formula = {.term = term};
  return ab_formula_evaluate(d, NULL, &formula, out, NULL, error);
}

ab_status ab_definitions_integer(ab_definitions *d, ab_term term, long lo, long hi,
                                 const char *what, long *out, ab_error *error) {
  mpq_t value;
  mpq_init(value);
  ab_status status = ab_definitions_number(d, term, value, error);
  if (status == AB_OK && (mpz_cmp_ui(mpq_denref(value), 1) != 0 || mpq_cmp_si(value, lo, 1) < 0 ||
                          mpq_cmp_si(value, hi, 1) > 0))
    status = ab_syntax_error(d->syntax, d->syntax->terms[term].place, error,
                             "%s has to be a whole number from %ld to %ld", what, lo, hi);
  if (status == AB_OK)
    *out = mpz_get_si(mpq_numref(value));
  mpq_clear(value);
  return status;
}

ab_status ab_definitions_expression(ab_definitions *d, ab_graph *graph, ab_term term, ab_expr *out,
                                    ab_error *error) {
  const ab_formula formula = {.term = term};
  return ab_formula_evaluate(d, graph, &formula, NULL, out, error);
}

ab_status ab_definition_bounds(ab_definitions *d, const ab_definition *item, long *lower,
                               long *upper, ab_error *error) {
  ab_status status = ab_definitions_integer(d, item->entry->loop_lower, -AB_INDEX_MAX, AB_INDEX_MAX,
                                            "the first index", lower, error);
  if (status == AB_OK)
    status = ab_definitions_integer(d, item->entry->loop_upper, -AB_INDEX_MAX, AB_INDEX_MAX,
                                    "the last index", upper, error);
  return status;
}
