/* SPDX-License-Identifier: MIT
 * Constants that are roots of equations: constant t = root(u, e, [lo, hi]). */
#include "base/memory.h"
#include "problem/calculus.h"
#include "problem/definition_table.h"
#include "problem/formula.h"

#include <string.h>

static bool is_root(const ab_syntax *syntax, ab_term term) {
  return syntax->terms[term].kind == AB_TERM_CALL && strcmp(syntax->terms[term].name, "root") == 0;
}

/* root(u, e, [lo, hi]), of a constant without an index. */
static ab_status check_form(const ab_definitions *d, const ab_definition *item, ab_error *error) {
  const ab_syntax *syntax = d->syntax;
  ab_term term = item->entry->value;
  ab_place place = syntax->terms[term].place;
  if (item->kind != AB_DEFINITION_CONSTANT)
    return ab_syntax_error(syntax, place, error,
                           "root(...) is a number: write 'constant' instead of 'function'");
  if (item->entry->loop)
    return ab_syntax_error(syntax, place, error,
                           "root(...) cannot be the value of an indexed constant");
  if (syntax->terms[term].count == 3) {
    const ab_term_node *unknown = &syntax->terms[ab_term_child(syntax, term, 0)];
    const ab_term_node *ends = &syntax->terms[ab_term_child(syntax, term, 2)];
    if (unknown->kind == AB_TERM_NAME && ends->kind == AB_TERM_LIST && ends->count == 2)
      return AB_OK;
  }
  return ab_syntax_error(syntax, place, error,
                         "expected root(u, equation in u, [lo, hi]), such as root(u, u^2 - 2, [1, "
                         "2])");
}

ab_status ab_definitions_read_roots(ab_definitions *d, ab_error *error) {
  ab_status status = AB_OK;
  for (size_t i = 0; i < d->count && status == AB_OK; i++) {
    ab_definition *item = &d->items[i];
    if (!item->entry || !is_root(d->syntax, item->entry->value))
      continue;
    status = check_form(d, item, error);
    ab_reserve(&d->roots, &d->root_capacity, d->root_count + 1, sizeof *d->roots);
    d->roots[d->root_count++] = i;
    item->root = d->root_count;
  }
  return status;
}

size_t ab_definitions_root_count(const ab_definitions *d) {
  return d->root_count;
}

const char *ab_definitions_root_name(const ab_definitions *d, size_t number) {
  return d->items[d->roots[number]].name;
}

void ab_root_definition_init(ab_root_definition *root) {
  *root = (ab_root_definition){0};
  mpq_init(root->lo);
  mpq_init(root->hi);
}

void ab_root_definition_clear(ab_root_definition *root) {
  mpq_clear(root->lo);
  mpq_clear(root->hi);
}

static ab_status read_ends(ab_definitions *d, ab_term ends, ab_root_definition *root,
                           ab_error *error) {
  ab_status status = ab_definitions_number(d, ab_term_child(d->syntax, ends, 0), root->lo, error);
  if (status == AB_OK)
    status = ab_definitions_number(d, ab_term_child(d->syntax, ends, 1), root->hi, error);
  if (status == AB_OK && mpq_cmp(root->lo, root->hi) >= 0)
    status = ab_syntax_error(d->syntax, d->syntax->terms[ends].place, error,
                             "the interval of the root %s is empty: its ends have to be in "
                             "increasing order",
                             root->name);
  return status;
}

ab_status ab_definitions_root(ab_definitions *d, size_t number, ab_graph *graph,
                              ab_root_definition *root, ab_error *error) {
  const ab_syntax *syntax = d->syntax;
  const ab_definition *item = &d->items[d->roots[number]];
  ab_term call = item->entry->value, equation = ab_term_child(syntax, call, 1);
  root->name = item->name;
  root->place = item->place;
  ab_status status = read_ends(d, ab_term_child(syntax, call, 2), root, error);
  if (status != AB_OK)
    return status;
  const ab_formula formula = {.term = equation,
                              .unknown = syntax->terms[ab_term_child(syntax, call, 0)].name,
                              .roots = number};
  status = ab_formula_evaluate(d, graph, &formula, NULL, &root->equation, error);
  if (status != AB_OK)
    return status;
  if (ab_kinks(graph, root->equation, NULL, 0))
    return ab_syntax_error(syntax, syntax->terms[equation].place, error,
                           "the equation of the root %s has a kink: an abs, relu, min or max that "
                           "changes branch",
                           item->name);
  return AB_OK;
}
