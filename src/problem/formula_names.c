/* SPDX-License-Identifier: MIT
 * What the names in a formula mean. */
#include "base/memory.h"
#include "problem/formula_machine.h"

#include <string.h>

size_t ab_machine_bind(ab_machine *m, ab_binding binding) {
  ab_reserve(&m->bindings, &m->binding_capacity, m->binding_count + 1, sizeof *m->bindings);
  m->bindings[m->binding_count++] = binding;
  return m->binding_count;
}

/* The value on top of the stack as a whole number; it is popped. */
ab_status ab_machine_pop_index(ab_machine *m, ab_term term, long *out) {
  const ab_value *v = &m->values[m->value_count - 1];
  if (!v->is_number || mpz_cmp_ui(mpq_denref(v->number), 1) != 0 ||
      !mpz_fits_sint_p(mpq_numref(v->number)))
    return ab_machine_fail(m, term, "an index has to be a whole number%s", "");
  *out = mpz_get_si(mpq_numref(v->number));
  ab_machine_pop_values(m, 1);
  return AB_OK;
}

/* Puts the value of a definition's term (with the index, if it has one) on the stack, or the frame
 * that will. `name` names it in messages. */
ab_status ab_machine_enter_definition(ab_machine *m, ab_term at, ab_term body, long index,
                                      size_t scope, const char *name) {
  const ab_memo_entry *known = ab_memo_find(&m->definitions->numbers, body, index);
  if (!known)
    known = ab_memo_find(&m->memo, body, index);
  if (known && known->kind == AB_MEMO_ACTIVE)
    return ab_machine_fail(m, at, "%s is defined by itself", name);
  if (known && known->kind == AB_MEMO_NUMBER)
    mpq_set(ab_machine_push_value(m)->number, known->number);
  else if (known)
    ab_machine_finish(m, 0, known->expr);
  if (known)
    return AB_OK;
  ab_memo_add(&m->memo, body, index);
  ab_machine_push_frame(m, body, scope);
  m->frames[m->frame_count - 1].is_definition = true;
  m->frames[m->frame_count - 1].index = index;
  return AB_OK;
}

static ab_status unknown_name(ab_machine *m, ab_term term) {
  const ab_definitions *d = m->definitions;
  const char *name = m->syntax->terms[term].name;
  const char **candidates = ab_allocate(d->count, sizeof *candidates);
  for (size_t i = 0; i < d->count; i++)
    candidates[i] = d->items[i].name;
  const char *close = ab_closest_name(name, candidates, d->count);
  ab_free(candidates);
  return ab_syntax_error(m->syntax, m->syntax->terms[term].place, m->error,
                         close ? "unknown name '%s'; did you mean '%s'?" : "unknown name '%s'",
                         name, close);
}

static ab_status push_variable(ab_machine *m, ab_term term, size_t number) {
  if (m->formula->unknown)
    return ab_machine_fail(m, term, "the equation of a root is one of numbers; %s is a variable",
                           m->syntax->terms[term].name);
  ab_status status = ab_machine_need_graph(m, term, "a variable");
  if (status == AB_OK)
    ab_machine_finish(m, 0, ab_graph_variable(m->graph, (uint32_t)number));
  return status;
}

static ab_status push_bound(ab_machine *m, ab_term term, const ab_binding *binding) {
  if (binding->is_unknown) {
    ab_status status = ab_machine_need_graph(m, term, "the unknown of an equation");
    if (status == AB_OK)
      ab_machine_finish(m, 0, ab_graph_variable(m->graph, 0));
    return status;
  }
  mpq_set_si(ab_machine_push_value(m)->number, binding->index, 1);
  return AB_OK;
}

/* A root constant is a parameter. */
static ab_status push_root(ab_machine *m, ab_term term, const ab_definition *item) {
  if (!m->graph)
    return ab_machine_fail(m, term, "%s is not a rational number but the root of an equation",
                           item->name);
  if (m->formula->unknown && item->root - 1 >= m->formula->roots)
    return ab_machine_fail(m, term,
                           "the equation of a root may use the roots declared before it only; %s "
                           "is not",
                           item->name);
  ab_machine_finish(m, 0, ab_graph_parameter(m->graph, (uint32_t)(item->root - 1)));
  return AB_OK;
}

/* A bare name: an index, pi, a scalar variable, a constant or a function. */
ab_status ab_machine_enter_name(ab_machine *m, const ab_frame *f) {
  const ab_term_node *node = &m->syntax->terms[f->term];
  for (size_t scope = f->scope; scope; scope = m->bindings[scope - 1].outer)
    if (m->bindings[scope - 1].name == node->name)
      return push_bound(m, f->term, &m->bindings[scope - 1]);
  const ab_definition *item = ab_definition_find(m->definitions, node->name);
  if (!item && strcmp(node->name, "pi") == 0) {
    ab_status status = ab_machine_need_graph(m, f->term, "pi");
    if (status == AB_OK)
      ab_machine_finish(m, 0, ab_graph_pi(m->graph));
    return status;
  }
  if (!item)
    return unknown_name(m, f->term);
  if (item->kind == AB_DEFINITION_NUMBER) {
    mpq_set(ab_machine_push_value(m)->number, item->number);
    return AB_OK;
  }
  if (item->root)
    return push_root(m, f->term, item);
  if (item->kind == AB_DEFINITION_VARIABLE && item->length)
    return ab_machine_fail(m, f->term, "%s is a vector and needs an index", node->name);
  if (item->kind == AB_DEFINITION_VARIABLE)
    return push_variable(m, f->term, item->first);
  if (item->entry->loop || m->syntax->terms[item->entry->value].kind == AB_TERM_LIST)
    return ab_machine_fail(m, f->term, "%s needs an index", node->name);
  return ab_machine_enter_definition(m, f->term, item->entry->value, 0, 0, node->name);
}

/* An element of a list of numbers, by one index a level. */
static ab_status enter_element(ab_machine *m, ab_term term, const ab_definition *item,
                               const long *indices, size_t count) {
  ab_term at = item->entry->value;
  for (size_t i = 0; i < count; i++) {
    const ab_term_node *list = &m->syntax->terms[at];
    if (list->kind != AB_TERM_LIST)
      return ab_machine_fail(m, term, "%s does not have that many indices", item->name);
    if (indices[i] < 1 || indices[i] > (long)list->count)
      return ab_machine_fail(m, term, "the index of %s is out of range", item->name);
    at = ab_term_child(m->syntax, at, (size_t)indices[i] - 1);
  }
  if (m->syntax->terms[at].kind == AB_TERM_LIST)
    return ab_machine_fail(m, term, "%s needs more indices", item->name);
  return ab_machine_enter_definition(m, term, at, 0, 0, item->name);
}

enum { INDICES_MAX = 4 };

/* An indexed name whose indices are on the value stack; above them, for an indexed definition, its
 * bounds. */
ab_status ab_machine_enter_indexed(ab_machine *m, ab_term term, const ab_definition *item) {
  const ab_term_node *node = &m->syntax->terms[term];
  const ab_entry *entry = item->entry;
  long indices[INDICES_MAX], lower = 0, upper = 0;
  ab_status status = AB_OK;
  if (entry && entry->loop)
    status = ab_machine_pop_index(m, entry->loop_upper, &upper);
  if (entry && entry->loop && status == AB_OK)
    status = ab_machine_pop_index(m, entry->loop_lower, &lower);
  for (size_t i = node->count; i-- > 0 && status == AB_OK;)
    status = ab_machine_pop_index(m, ab_term_child(m->syntax, term, i), &indices[i]);
  if (status != AB_OK)
    return status;
  if (item->kind != AB_DEFINITION_VARIABLE && !entry->loop)
    return enter_element(m, term, item, indices, node->count);
  if (item->kind == AB_DEFINITION_VARIABLE) {
    lower = 1;
    upper = item->length;
  }
  if (indices[0] < lower || indices[0] > upper)
    return ab_machine_fail(m, term, "the index of %s is out of range", node->name);
  if (item->kind == AB_DEFINITION_VARIABLE)
    return push_variable(m, term, item->first + (size_t)indices[0] - 1);
  size_t scope = ab_machine_bind(m, (ab_binding){.name = entry->loop, .index = indices[0]});
  return ab_machine_enter_definition(m, term, entry->value, indices[0], scope, node->name);
}

/* Before the indices are evaluated: whether the name can have so many. */
ab_status ab_machine_check_indexed(ab_machine *m, ab_term term, const ab_definition *item) {
  const ab_term_node *node = &m->syntax->terms[term];
  if (!item)
    return unknown_name(m, term);
  if (node->count > INDICES_MAX)
    return ab_machine_fail(m, term, "%s has too many indices", node->name);
  bool is_variable = item->kind == AB_DEFINITION_VARIABLE;
  if (item->kind == AB_DEFINITION_NUMBER || item->root || (is_variable && !item->length) ||
      ((is_variable || item->entry->loop) && node->count != 1))
    return ab_machine_fail(m, term, "%s does not have that many indices", node->name);
  return AB_OK;
}
