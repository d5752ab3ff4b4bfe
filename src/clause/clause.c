/* SPDX-License-Identifier: MIT */
#include "clause/clause.h"

#include "base/memory.h"
#include "expr/operation.h"
#include "num/rational.h"

#include <assert.h>
#include <string.h>

static char **copy_names(const char *const *names, size_t count) {
  char **copy = ab_allocate(count, sizeof *copy);
  for (size_t i = 0; i < count; i++)
    copy[i] = ab_copy_text(names[i], strlen(names[i]));
  return copy;
}

static void free_names(char **names, size_t count) {
  for (size_t i = 0; i < count; i++)
    ab_free(names[i]);
  ab_free(names);
}

void ab_clauses_init(ab_clauses *clauses) {
  *clauses = (ab_clauses){0};
}

static void clear_template(ab_template *t) {
  ab_free(t->name);
  free_names(t->variables, t->variable_count);
  free_names(t->parameters, t->parameter_count);
  ab_graph_destroy(t->graph);
  ab_free(t->literals);
  for (size_t i = 0; i < t->zero_set_count; i++) {
    ab_free(t->zero_sets[i].feet);
    ab_free(t->zero_sets[i].hessian);
  }
  ab_free(t->zero_sets);
  for (size_t i = 0; i < t->gradient_count; i++)
    ab_free(t->gradients[i].partials);
  ab_free(t->gradients);
}

static void clear_clause(ab_clause *clause, const ab_template *t) {
  ab_free(clause->name);
  ab_rationals_destroy(clause->lo, t->variable_count);
  ab_rationals_destroy(clause->hi, t->variable_count);
  for (size_t i = 0; i < t->parameter_count; i++)
    mpq_clear(clause->arguments[i].value);
  ab_free(clause->arguments);
}

void ab_clauses_clear(ab_clauses *clauses) {
  for (size_t i = 0; i < clauses->clause_count; i++)
    clear_clause(&clauses->clauses[i], ab_clause_template(clauses, &clauses->clauses[i]));
  for (size_t i = 0; i < clauses->template_count; i++)
    clear_template(&clauses->templates[i]);
  ab_free(clauses->clauses);
  ab_free(clauses->templates);
  *clauses = (ab_clauses){0};
}

ab_template *ab_clauses_add_template(ab_clauses *clauses, const char *name,
                                     const char *const *variables, size_t variable_count,
                                     const char *const *parameters, size_t parameter_count) {
  assert(variable_count <= AB_VARIABLES_MAX && parameter_count <= AB_PARAMETERS_MAX);
  ab_reserve(&clauses->templates, &clauses->template_capacity, clauses->template_count + 1,
             sizeof *clauses->templates);
  ab_template *t = &clauses->templates[clauses->template_count++];
  *t = (ab_template){.name = ab_copy_text(name, strlen(name)),
                     .variables = copy_names(variables, variable_count),
                     .parameters = copy_names(parameters, parameter_count),
                     .variable_count = variable_count,
                     .parameter_count = parameter_count,
                     .graph = ab_graph_create()};
  return t;
}

void ab_template_add_literal(ab_template *t, ab_literal_kind kind, ab_expr expr) {
  assert(expr < ab_graph_size(t->graph));
  ab_reserve(&t->literals, &t->literal_capacity, t->literal_count + 1, sizeof *t->literals);
  t->literals[t->literal_count++] = (ab_literal){kind, expr};
}

static ab_expr *copy_expressions(const ab_expr *expressions, size_t count) {
  ab_expr *copy = ab_allocate(count, sizeof *copy);
  memcpy(copy, expressions, count * sizeof *copy);
  return copy;
}

void ab_template_add_zero_set(ab_template *t, size_t literal, size_t codimension,
                              const ab_expr *feet, const ab_expr *hessian) {
  assert(literal < t->literal_count && codimension > 0 && codimension <= t->variable_count);
  ab_reserve(&t->zero_sets, &t->zero_set_capacity, t->zero_set_count + 1, sizeof *t->zero_sets);
  t->zero_sets[t->zero_set_count++] =
      (ab_zero_set){literal, codimension, copy_expressions(feet, t->variable_count),
                    copy_expressions(hessian, codimension * (codimension + 1) / 2)};
}

void ab_template_add_gradient(ab_template *t, size_t literal, const ab_expr *partials) {
  assert(literal < t->literal_count && t->variable_count > 0 &&
         (t->gradient_count == 0 || t->gradients[t->gradient_count - 1].literal < literal));
  ab_reserve(&t->gradients, &t->gradient_capacity, t->gradient_count + 1, sizeof *t->gradients);
  t->gradients[t->gradient_count++] =
      (ab_gradient){literal, copy_expressions(partials, t->variable_count)};
}

ab_clause *ab_clauses_add(ab_clauses *clauses, const char *name, size_t template_index) {
  assert(template_index < clauses->template_count);
  const ab_template *t = &clauses->templates[template_index];
  ab_reserve(&clauses->clauses, &clauses->clause_capacity, clauses->clause_count + 1,
             sizeof *clauses->clauses);
  ab_clause *clause = &clauses->clauses[clauses->clause_count++];
  *clause = (ab_clause){.name = ab_copy_text(name, strlen(name)),
                        .template_index = template_index,
                        .lo = ab_rationals_create(t->variable_count),
                        .hi = ab_rationals_create(t->variable_count),
                        .arguments = ab_allocate(t->parameter_count, sizeof *clause->arguments)};
  for (size_t i = 0; i < t->parameter_count; i++)
    mpq_init(clause->arguments[i].value);
  return clause;
}

static bool is_in_use(const ab_clauses *clauses, size_t template_index) {
  for (size_t i = 0; i < clauses->clause_count; i++)
    if (clauses->clauses[i].template_index == template_index)
      return true;
  return false;
}

static void remove_template(ab_clauses *clauses, size_t index) {
  clear_template(&clauses->templates[index]);
  size_t after = --clauses->template_count - index;
  memmove(&clauses->templates[index], &clauses->templates[index + 1],
          after * sizeof *clauses->templates);
  for (size_t i = 0; i < clauses->clause_count; i++)
    clauses->clauses[i].template_index -= clauses->clauses[i].template_index > index;
}

void ab_clauses_replace(ab_clauses *clauses, size_t index, ab_clauses *by) {
  assert(index < clauses->clause_count && by->clause_count > 0);
  size_t templates = clauses->template_count, old = clauses->clauses[index].template_index;
  size_t after = clauses->clause_count - index - 1;
  clear_clause(&clauses->clauses[index], &clauses->templates[old]);
  ab_reserve(&clauses->templates, &clauses->template_capacity, templates + by->template_count,
             sizeof *clauses->templates);
  memcpy(&clauses->templates[templates], by->templates, by->template_count * sizeof *by->templates);
  clauses->template_count += by->template_count;
  ab_reserve(&clauses->clauses, &clauses->clause_capacity,
             clauses->clause_count + by->clause_count - 1, sizeof *clauses->clauses);
  memmove(&clauses->clauses[index + by->clause_count], &clauses->clauses[index + 1],
          after * sizeof *clauses->clauses);
  for (size_t i = 0; i < by->clause_count; i++) {
    clauses->clauses[index + i] = by->clauses[i];
    clauses->clauses[index + i].template_index += templates;
  }
  clauses->clause_count += by->clause_count - 1;
  ab_free(by->templates);
  ab_free(by->clauses);
  *by = (ab_clauses){0};
  if (!is_in_use(clauses, old))
    remove_template(clauses, old);
}

const ab_template *ab_clause_template(const ab_clauses *clauses, const ab_clause *clause) {
  return &clauses->templates[clause->template_index];
}

static bool remembers(const ab_graph *graph) {
  for (ab_expr i = 0; i < ab_graph_size(graph); i++)
    if (ab_operation_is_remembered(ab_graph_node(graph, i)->op))
      return true;
  return false;
}

/* An endpoint: MPFR's 32 bytes, the digits in words of 8 and the word that precedes them, and what
 * the allocation takes. A node in double arithmetic: three times sixteen intervals, and its code.
 * Each expression of zero sets and gradients may have a list of all nodes.
 * No overflow: sizes are counted of what is in memory already. */
uint64_t ab_clauses_workspace(const ab_clauses *clauses, unsigned precision) {
  uint64_t bytes = 0, interval = 2 * (56 + 8 * ((precision + 63) / UINT64_C(64)));
  for (size_t i = 0; i < clauses->template_count; i++) {
    const ab_template *t = &clauses->templates[i];
    uint64_t declared = t->gradient_count * t->variable_count;
    for (size_t z = 0; z < t->zero_set_count; z++) {
      size_t m = t->zero_sets[z].codimension;
      declared += t->variable_count + m * (m + 1) / 2;
    }
    bytes += ab_graph_size(t->graph) * (interval * (t->variable_count + 3) + 1024 + 4 * declared);
    if (remembers(t->graph))
      bytes += ab_points_bytes(precision);
  }
  return bytes;
}

void ab_constants_init(ab_constants *constants) {
  *constants = (ab_constants){0};
}

void ab_constants_clear(ab_constants *constants) {
  for (size_t i = 0; i < constants->count; i++) {
    ab_free(constants->items[i].name);
    mpq_clear(constants->items[i].lo);
    mpq_clear(constants->items[i].hi);
  }
  ab_free(constants->items);
  *constants = (ab_constants){0};
}

ab_constant *ab_constants_add(ab_constants *constants, const char *name, const mpq_t lo,
                              const mpq_t hi) {
  assert(mpq_cmp(lo, hi) <= 0);
  ab_reserve(&constants->items, &constants->capacity, constants->count + 1,
             sizeof *constants->items);
  ab_constant *item = &constants->items[constants->count++];
  item->name = ab_copy_text(name, strlen(name));
  mpq_init(item->lo);
  mpq_init(item->hi);
  mpq_set(item->lo, lo);
  mpq_set(item->hi, hi);
  return item;
}
