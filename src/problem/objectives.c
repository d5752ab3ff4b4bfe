/* SPDX-License-Identifier: MIT
 * Which functions are the f_i of the problem. */
#include "base/memory.h"
#include "problem/definition_table.h"
#include "problem/formula.h"

#include <string.h>

enum { OBJECTIVES_MAX = 100000 };

/* Names in scope are looked up first, so a function whose name an index has would be used or not
 * depending on where it stands; nobody wants to read that. */
static ab_status check_bound_name(const ab_definitions *d, const char *name, ab_place place,
                                  ab_error *error) {
  const ab_definition *item = ab_definition_find(d, name);
  if (!item || item->kind != AB_DEFINITION_FUNCTION)
    return AB_OK;
  return ab_syntax_error(d->syntax, place, error,
                         "%s is the name of a function (line %zu); choose another one here", name,
                         item->place.line);
}

static ab_status check_bound_names(const ab_definitions *d, ab_error *error) {
  const ab_syntax *syntax = d->syntax;
  ab_status status = AB_OK;
  for (size_t i = 0; i < d->count && status == AB_OK; i++)
    if (d->items[i].entry && d->items[i].entry->loop)
      status = check_bound_name(d, d->items[i].entry->loop, d->items[i].place, error);
  for (size_t i = 0; i < syntax->term_count && status == AB_OK; i++)
    if (syntax->terms[i].kind == AB_TERM_SUM)
      status = check_bound_name(d, syntax->terms[i].name, syntax->terms[i].place, error);
  for (size_t i = 0; i < d->root_count && status == AB_OK; i++) {
    ab_term unknown = ab_term_child(syntax, d->items[d->roots[i]].entry->value, 0);
    status = check_bound_name(d, syntax->terms[unknown].name, syntax->terms[unknown].place, error);
  }
  return status;
}

/* Marks the definitions other than `self` that a term names. Each term belongs to one definition
 * only, so all definitions together take linear time. */
static void mark_used(const ab_definitions *d, size_t self, ab_term root, bool *used) {
  ab_term *stack = NULL;
  size_t depth = 0, capacity = 0;
  ab_reserve(&stack, &capacity, 1, sizeof *stack);
  if (root != AB_NO_TERM)
    stack[depth++] = root;
  while (depth > 0) {
    ab_term term = stack[--depth];
    const ab_term_node *node = &d->syntax->terms[term];
    ab_reserve(&stack, &capacity, depth + node->count, sizeof *stack);
    for (size_t i = 0; i < node->count; i++)
      stack[depth++] = ab_term_child(d->syntax, term, i);
    if (node->kind != AB_TERM_NAME && node->kind != AB_TERM_INDEXED)
      continue;
    const ab_definition *item = ab_definition_find(d, node->name);
    if (item && item != &d->items[self])
      used[item - d->items] = true;
  }
  ab_free(stack);
}

static bool *find_used(const ab_definitions *d) {
  bool *used = ab_allocate(d->count, sizeof *used);
  for (size_t i = 0; i < d->count; i++) {
    const ab_entry *entry = d->items[i].entry;
    if (!entry)
      continue;
    mark_used(d, i, entry->value, used);
    mark_used(d, i, entry->loop_lower, used);
    mark_used(d, i, entry->loop_upper, used);
  }
  return used;
}

static void add_objective(ab_definitions *d, size_t item, long index) {
  ab_text name;
  ab_text_init(&name);
  ab_text_add(&name, d->items[item].name);
  if (d->items[item].entry->loop)
    ab_text_printf(&name, "[%ld]", index);
  ab_reserve(&d->objectives, &d->objective_capacity, d->objective_count + 1, sizeof *d->objectives);
  d->objectives[d->objective_count++] = (ab_objective){item, index, name.data};
}

/* A function without an index, or all of an indexed one. */
static ab_status add_objectives(ab_definitions *d, size_t item, ab_error *error) {
  if (!d->items[item].entry->loop) {
    add_objective(d, item, 0);
    return AB_OK;
  }
  long lower, upper;
  ab_status status = ab_definition_bounds(d, &d->items[item], &lower, &upper, error);
  if (status != AB_OK)
    return status;
  if (upper - lower >= OBJECTIVES_MAX - (long)d->objective_count)
    return ab_syntax_error(d->syntax, d->items[item].place, error, "more than %d functions f_i",
                           OBJECTIVES_MAX);
  for (long index = lower; index <= upper; index++)
    add_objective(d, item, index);
  return AB_OK;
}

ab_status ab_definitions_read_objectives(ab_definitions *d, ab_error *error) {
  ab_status status = check_bound_names(d, error);
  if (status != AB_OK)
    return status;
  bool *used = find_used(d);
  for (size_t i = 0; i < d->count && status == AB_OK; i++)
    if (d->items[i].kind == AB_DEFINITION_FUNCTION && !used[i])
      status = add_objectives(d, i, error);
  ab_free(used);
  return status;
}

size_t ab_definitions_objective_count(const ab_definitions *d) {
  return d->objective_count;
}

const char *ab_definitions_objective_name(const ab_definitions *d, size_t number) {
  return d->objectives[number].name;
}

ab_place ab_definitions_objective_place(const ab_definitions *d, size_t number) {
  return d->items[d->objectives[number].item].place;
}

ab_status ab_definitions_objective(ab_definitions *d, ab_graph *graph, size_t number, ab_expr *out,
                                   ab_error *error) {
  const ab_objective *objective = &d->objectives[number];
  const ab_definition *item = &d->items[objective->item];
  const ab_formula formula = {.term = item->entry->value,
                              .index_name = item->entry->loop,
                              .index = objective->index,
                              .is_definition = true};
  return ab_formula_evaluate(d, graph, &formula, NULL, out, error);
}

/* The objectives of one function stand together, in the order of the functions. */
static size_t first_from(const ab_definitions *d, size_t item) {
  size_t low = 0, high = d->objective_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (d->objectives[middle].item < item)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

ab_status ab_definitions_find_objective(ab_definitions *d, ab_term target, size_t *number,
                                        size_t *count, ab_error *error) {
  const ab_term_node *node = &d->syntax->terms[target];
  const ab_definition *item = ab_definition_find(d, node->name);
  if (!item || item->kind != AB_DEFINITION_FUNCTION)
    return ab_syntax_error(d->syntax, node->place, error, "%s is not a function of this problem",
                           node->name);
  *number = first_from(d, (size_t)(item - d->items));
  *count = first_from(d, (size_t)(item - d->items) + 1) - *number;
  if (*count == 0)
    return ab_syntax_error(d->syntax, node->place, error,
                           "%s is not one of the f_i: other definitions use it, or it has no index",
                           node->name);
  if (node->kind == AB_TERM_NAME)
    return AB_OK;
  if (!item->entry->loop || node->count != 1)
    return ab_syntax_error(d->syntax, node->place, error, "%s does not have that many indices",
                           node->name);
  long first = d->objectives[*number].index, index = first;
  ab_status status = ab_definitions_integer(d, ab_term_child(d->syntax, target, 0), first,
                                            first + (long)*count - 1, "the index", &index, error);
  *number += (size_t)(index - first);
  *count = 1;
  return status;
}
