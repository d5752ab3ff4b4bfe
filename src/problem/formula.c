/* SPDX-License-Identifier: MIT
 * The walk over the terms of a formula, and what names mean. */
#include "problem/formula.h"

#include "base/memory.h"
#include "problem/calculus.h"
#include "problem/formula_machine.h"

#include <string.h>

enum { STEPS_MAX = 1 << 22 };

ab_status ab_machine_fail(ab_machine *m, ab_term term, const char *message, const char *name) {
  return ab_syntax_error(m->syntax, m->syntax->terms[term].place, m->error, message, name);
}

ab_status ab_machine_need_graph(ab_machine *m, ab_term term, const char *what) {
  if (m->graph)
    return AB_OK;
  return ab_machine_fail(m, term,
                         "expected a number that is given by + - * / ^ of numbers, found %s", what);
}

void ab_machine_push_frame(ab_machine *m, ab_term term, size_t scope) {
  ab_reserve(&m->frames, &m->frame_capacity, m->frame_count + 1, sizeof *m->frames);
  m->frames[m->frame_count++] = (ab_frame){.term = term, .scope = scope};
}

ab_value *ab_machine_push_value(ab_machine *m) {
  ab_reserve(&m->values, &m->value_capacity, m->value_count + 1, sizeof *m->values);
  ab_value *v = &m->values[m->value_count++];
  *v = (ab_value){.is_number = true};
  mpq_init(v->number);
  return v;
}

void ab_machine_pop_values(ab_machine *m, size_t count) {
  while (count-- > 0)
    mpq_clear(m->values[--m->value_count].number);
}

void ab_machine_finish(ab_machine *m, size_t children, ab_expr expr) {
  ab_machine_pop_values(m, children);
  ab_value *v = ab_machine_push_value(m);
  v->is_number = false;
  v->expr = expr;
}

ab_expr ab_machine_expression(ab_machine *m, const ab_value *v) {
  return v->is_number ? ab_graph_constant(m->graph, v->number) : v->expr;
}

ab_status ab_machine_check_length(ab_machine *m, ab_term term, const ab_value *v) {
  if (mpz_sizeinbase(mpq_numref(v->number), 2) > AB_FOLD_BITS_MAX ||
      mpz_sizeinbase(mpq_denref(v->number), 2) > AB_FOLD_BITS_MAX)
    return ab_machine_fail(m, term, "this number is too long%s", "");
  return AB_OK;
}

/* Ends the frame on top; a definition's value, on top of the stack, is kept. */
static void pop_frame(ab_machine *m) {
  ab_frame f = m->frames[--m->frame_count];
  if (!f.is_definition)
    return;
  const ab_value *v = &m->values[m->value_count - 1];
  ab_memo_entry *entry =
      ab_memo_add(v->is_number ? &m->definitions->numbers : &m->memo, f.term, f.index);
  entry->kind = v->is_number ? AB_MEMO_NUMBER : AB_MEMO_EXPRESSION;
  entry->expr = v->expr;
  mpq_set(entry->number, v->number);
}

/* The indices, then the bounds of an indexed definition, then its value. */
static ab_status step_indexed(ab_machine *m, size_t index, bool *finished) {
  ab_frame *f = &m->frames[index];
  ab_term term = f->term;
  const ab_term_node *node = &m->syntax->terms[term];
  uint32_t done = f->done++;
  const ab_definition *item = ab_definition_find(m->definitions, node->name);
  ab_status status = done == 0 ? ab_machine_check_indexed(m, term, item) : AB_OK;
  if (status != AB_OK)
    return status;
  if (done < node->count) {
    ab_machine_push_frame(m, ab_term_child(m->syntax, term, done), f->scope);
    return AB_OK;
  }
  uint32_t bounds = item->entry && item->entry->loop ? 2 : 0;
  if (done < node->count + bounds)
    return ab_machine_enter_definition(
        m, term, done == node->count ? item->entry->loop_lower : item->entry->loop_upper, 0, 0,
        node->name);
  if (done == node->count + bounds)
    return ab_machine_enter_indexed(m, term, item);
  *finished = true;
  return AB_OK;
}

/* The partial sum, below the body's value, takes it in. */
static ab_status add_summand(ab_machine *m, ab_term term) {
  ab_value *last = &m->values[m->value_count - 1], *sum = last - 1;
  ab_status status = AB_OK;
  if (sum->is_number && mpq_sgn(sum->number) == 0) { /* 0 + e is e */
    mpq_swap(sum->number, last->number);
    sum->is_number = last->is_number;
    sum->expr = last->expr;
  } else if (last->is_number && sum->is_number) {
    mpq_add(sum->number, sum->number, last->number);
    status = ab_machine_check_length(m, term, sum);
  } else {
    ab_expr left = ab_machine_expression(m, sum), right = ab_machine_expression(m, last);
    sum->is_number = false;
    sum->expr = ab_graph_binary(m->graph, AB_OP_ADD, left, right);
  }
  ab_machine_pop_values(m, 1);
  return status;
}

/* Sums: the two bounds first, then the body once for each index. */
static ab_status step_sum(ab_machine *m, size_t index, bool *finished) {
  ab_frame *f = &m->frames[index];
  ab_term term = f->term;
  if (f->done < 2) {
    uint32_t bound = f->done++;
    ab_machine_push_frame(m, ab_term_child(m->syntax, term, bound), f->scope);
    return AB_OK;
  }
  ab_status status = AB_OK;
  if (f->done == 2) {
    status = ab_machine_pop_index(m, ab_term_child(m->syntax, term, 1), &f->last);
    if (status == AB_OK)
      status = ab_machine_pop_index(m, ab_term_child(m->syntax, term, 0), &f->next);
    if (status == AB_OK)
      ab_machine_push_value(m); /* 0 */
    f->done = 3;
  } else {
    status = add_summand(m, term);
  }
  if (status != AB_OK)
    return status;
  if (f->next > f->last) {
    *finished = true;
    return AB_OK;
  }
  size_t scope = ab_machine_bind(
      m, (ab_binding){.name = m->syntax->terms[term].name, .index = f->next++, .outer = f->scope});
  ab_machine_push_frame(m, ab_term_child(m->syntax, term, 2), scope);
  return AB_OK;
}

/* One step of the frame on top. *finished: its value is on the stack and the frame may go; such a
 * step has pushed no frame. */
static ab_status step(ab_machine *m, size_t index, bool *finished) {
  ab_frame f = m->frames[index];
  const ab_term_node *node = &m->syntax->terms[f.term];
  switch (node->kind) {
  case AB_TERM_NUMBER:
    mpq_set(ab_machine_push_value(m)->number, m->syntax->numbers[node->number]);
    *finished = true;
    return AB_OK;
  case AB_TERM_SUM:
    return step_sum(m, index, finished);
  case AB_TERM_INDEXED:
    return step_indexed(m, index, finished);
  case AB_TERM_INFINITY:
    return ab_machine_fail(m, f.term, "inf can only be an end of a domain%s", "");
  case AB_TERM_LIST:
  case AB_TERM_TUPLE:
    return ab_machine_fail(m, f.term, "expected one number or formula, found a list%s", "");
  case AB_TERM_NAME:
    *finished = f.done > 0;
    m->frames[index].done = 1;
    return f.done > 0 ? AB_OK : ab_machine_enter_name(m, &f);
  default:
    break;
  }
  if (f.done == 0 && node->kind == AB_TERM_CALL) {
    ab_status status = ab_machine_check_call(m, f.term);
    if (status != AB_OK)
      return status;
  }
  if (f.done < node->count) {
    m->frames[index].done++;
    ab_machine_push_frame(m, ab_term_child(m->syntax, f.term, f.done), f.scope);
    return AB_OK;
  }
  *finished = true;
  return ab_machine_apply(m, f.term);
}

static ab_status run(ab_machine *m) {
  const ab_formula *formula = m->formula;
  size_t scope = 0;
  if (formula->index_name)
    scope = ab_machine_bind(m, (ab_binding){.name = formula->index_name, .index = formula->index});
  if (formula->unknown)
    scope = ab_machine_bind(
        m, (ab_binding){.name = formula->unknown, .is_unknown = true, .outer = scope});
  ab_status status = AB_OK;
  if (formula->is_definition)
    status =
        ab_machine_enter_definition(m, formula->term, formula->term, formula->index, scope, "");
  else
    ab_machine_push_frame(m, formula->term, scope);
  while (m->frame_count > 0 && status == AB_OK) {
    bool finished = false;
    if (m->steps++ > STEPS_MAX)
      return ab_machine_fail(m, formula->term, "this formula is too long%s", "");
    status = step(m, m->frame_count - 1, &finished);
    if (finished && status == AB_OK)
      pop_frame(m);
  }
  return status;
}

ab_status ab_formula_evaluate(ab_definitions *definitions, ab_graph *graph,
                              const ab_formula *formula, mpq_t number, ab_expr *out,
                              ab_error *error) {
  ab_machine m = {.definitions = definitions,
                  .syntax = definitions->syntax,
                  .graph = graph,
                  .formula = formula,
                  .error = error};
  ab_status status = run(&m);
  if (status == AB_OK && graph)
    *out = ab_machine_expression(&m, &m.values[0]);
  else if (status == AB_OK)
    mpq_set(number, m.values[0].number); /* without a graph every value is a number */
  ab_machine_pop_values(&m, m.value_count);
  ab_memo_clear(&m.memo);
  ab_free(m.values);
  ab_free(m.frames);
  ab_free(m.bindings);
  return status;
}
