/* SPDX-License-Identifier: MIT */
#include "problem/formula.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/definition_table.h"

#include <string.h>

enum { STEPS_MAX = 1 << 24, FOLD_BITS_MAX = 1 << 16 };

/* The value of a subterm: a rational, or an expression of the graph. */
typedef struct {
  bool is_number;
  mpq_t number;
  ab_expr expr;
} value;

/* An index variable (of a sum, or of an indexed definition) and its value; bindings form lists by
 * `outer`. */
typedef struct {
  const char *name;
  long index;
  size_t outer; /* index + 1 of the next binding in scope, 0 for none */
} binding;

/* A term under evaluation: how many of its children are on the value stack already. */
typedef struct {
  ab_term term;
  uint32_t done;
  size_t scope;              /* index + 1 of the innermost binding */
  ab_definition *definition; /* the constant or function whose definition this is, or NULL */
  long next, last;           /* SUM: the running index */
} frame;

typedef struct {
  ab_definitions *definitions;
  const ab_syntax *syntax;
  ab_graph *graph;
  frame *frames;
  size_t frame_count, frame_capacity;
  value *values;
  size_t value_count, value_capacity;
  binding *bindings;
  size_t binding_count, binding_capacity;
  size_t steps;
  ab_error *error;
} machine;

static ab_status fail(machine *m, ab_term term, const char *message, const char *name) {
  return ab_syntax_error(m->syntax, m->syntax->terms[term].place, m->error, message, name);
}

static void push_frame(machine *m, ab_term term, size_t scope, ab_definition *definition) {
  if (definition)
    definition->active++;
  ab_reserve(&m->frames, &m->frame_capacity, m->frame_count + 1, sizeof *m->frames);
  m->frames[m->frame_count++] = (frame){.term = term, .scope = scope, .definition = definition};
}

static void pop_frame(machine *m) {
  ab_definition *definition = m->frames[--m->frame_count].definition;
  if (definition)
    definition->active--;
}

static value *push_value(machine *m) {
  ab_reserve(&m->values, &m->value_capacity, m->value_count + 1, sizeof *m->values);
  value *v = &m->values[m->value_count++];
  *v = (value){.is_number = true};
  mpq_init(v->number);
  return v;
}

static void pop_values(machine *m, size_t count) {
  while (count-- > 0)
    mpq_clear(m->values[--m->value_count].number);
}

static size_t bind(machine *m, const char *name, long index, size_t outer) {
  ab_reserve(&m->bindings, &m->binding_capacity, m->binding_count + 1, sizeof *m->bindings);
  m->bindings[m->binding_count++] = (binding){name, index, outer};
  return m->binding_count;
}

static ab_expr expression_of(machine *m, const value *v) {
  return v->is_number ? ab_graph_constant(m->graph, v->number) : v->expr;
}

static bool is_long_number(const value *v) {
  return mpz_sizeinbase(mpq_numref(v->number), 2) > FOLD_BITS_MAX ||
         mpz_sizeinbase(mpq_denref(v->number), 2) > FOLD_BITS_MAX;
}

/* Replaces the values of the children by the result: a number in `number` if is_number, else
 * `expr`. */
static void finish(machine *m, size_t children, bool is_number, mpq_srcptr number, ab_expr expr) {
  mpq_t kept;
  mpq_init(kept);
  if (is_number)
    mpq_set(kept, number);
  pop_values(m, children);
  value *v = push_value(m);
  v->is_number = is_number;
  v->expr = expr;
  mpq_swap(v->number, kept);
  mpq_clear(kept);
}

static ab_status need_graph(machine *m, ab_term term, const char *what) {
  if (m->graph)
    return AB_OK;
  return fail(m, term, "expected a number that is given by + - * / ^ of numbers, found %s", what);
}

static ab_status apply_arithmetic(machine *m, ab_term term, const value *x, const value *y) {
  ab_term_kind kind = m->syntax->terms[term].kind;
  if (x->is_number && y->is_number) {
    mpq_t result;
    mpq_init(result);
    if (kind == AB_TERM_DIVIDE && mpq_sgn(y->number) == 0) {
      mpq_clear(result);
      return fail(m, term, "division by zero%s", "");
    }
    if (kind == AB_TERM_ADD)
      mpq_add(result, x->number, y->number);
    else if (kind == AB_TERM_SUBTRACT)
      mpq_sub(result, x->number, y->number);
    else if (kind == AB_TERM_MULTIPLY)
      mpq_mul(result, x->number, y->number);
    else
      mpq_div(result, x->number, y->number);
    finish(m, 2, true, result, 0);
    mpq_clear(result);
    return is_long_number(&m->values[m->value_count - 1])
               ? fail(m, term, "this number is too long%s", "")
               : AB_OK;
  }
  ab_op op = kind == AB_TERM_ADD        ? AB_OP_ADD
             : kind == AB_TERM_SUBTRACT ? AB_OP_SUB
             : kind == AB_TERM_MULTIPLY ? AB_OP_MUL
                                        : AB_OP_DIV;
  ab_expr left = expression_of(m, x), right = expression_of(m, y);
  finish(m, 2, false, NULL, ab_graph_binary(m->graph, op, left, right));
  return AB_OK;
}

static ab_status apply_power(machine *m, ab_term term, const value *x, const value *y) {
  if (!y->is_number || mpz_cmp_ui(mpq_denref(y->number), 1) != 0 ||
      mpq_cmp_si(y->number, AB_EXPONENT_MAX, 1) > 0 ||
      mpq_cmp_si(y->number, -AB_EXPONENT_MAX, 1) < 0)
    return fail(m, term,
                "the exponent of ^ has to be a whole number of at most 1048576 in size "
                "(use exp, log or sqrt for other powers)%s",
                "");
  long n = mpz_get_si(mpq_numref(y->number));
  if (!x->is_number) {
    ab_expr base = x->expr;
    finish(m, 2, false, NULL, ab_graph_pow(m->graph, base, (int32_t)n));
    return AB_OK;
  }
  unsigned long size = (unsigned long)(n < 0 ? -n : n);
  size_t bits = mpz_sizeinbase(mpq_numref(x->number), 2) + mpz_sizeinbase(mpq_denref(x->number), 2);
  if (bits * size > FOLD_BITS_MAX)
    return fail(m, term, "this number is too long%s", "");
  if (n < 0 && mpq_sgn(x->number) == 0)
    return fail(m, term, "division by zero%s", "");
  mpq_t result;
  mpq_init(result);
  mpz_pow_ui(mpq_numref(result), mpq_numref(x->number), size);
  mpz_pow_ui(mpq_denref(result), mpq_denref(x->number), size);
  if (n < 0)
    mpq_inv(result, result);
  finish(m, 2, true, result, 0);
  mpq_clear(result);
  return AB_OK;
}

static ab_status apply_negation(machine *m, const value *x) {
  if (!x->is_number) {
    ab_expr inner = x->expr;
    finish(m, 1, false, NULL, ab_graph_unary(m->graph, AB_OP_NEG, inner));
    return AB_OK;
  }
  mpq_t result;
  mpq_init(result);
  mpq_neg(result, x->number);
  finish(m, 1, true, result, 0);
  mpq_clear(result);
  return AB_OK;
}

/* The operation that a call names, if it is one that can be called. */
static bool find_operation(const char *name, ab_op *op) {
  for (int i = AB_OP_MIN; i < AB_OP_COUNT; i++)
    if (i != AB_OP_POW && i != AB_OP_NEG && strcmp(ab_op_word((ab_op)i), name) == 0) {
      *op = (ab_op)i;
      return true;
    }
  return false;
}

static ab_status unknown_function(machine *m, ab_term term) {
  const char *candidates[AB_OP_COUNT];
  size_t count = 0;
  for (int i = AB_OP_MIN; i < AB_OP_COUNT; i++)
    if (i != AB_OP_POW && i != AB_OP_NEG)
      candidates[count++] = ab_op_word((ab_op)i);
  const char *name = m->syntax->terms[term].name, *close = ab_closest_name(name, candidates, count);
  return ab_syntax_error(
      m->syntax, m->syntax->terms[term].place, m->error,
      close ? "unknown function '%s'; did you mean '%s'?" : "unknown function '%s'", name, close);
}

static ab_status apply_call(machine *m, ab_term term) {
  const ab_term_node *node = &m->syntax->terms[term];
  ab_op op;
  if (!find_operation(node->name, &op))
    return unknown_function(m, term);
  const value *arguments = &m->values[m->value_count - node->count];
  ab_expr x = expression_of(m, &arguments[0]);
  if (ab_op_arity(op) == 1) {
    finish(m, 1, false, NULL, ab_graph_unary(m->graph, op, x));
    return AB_OK;
  }
  for (uint32_t i = 1; i < node->count; i++) /* min and max of several: from the left */
    x = ab_graph_binary(m->graph, op, x, expression_of(m, &arguments[i]));
  finish(m, node->count, false, NULL, x);
  return AB_OK;
}

static ab_status check_call(machine *m, ab_term term) {
  const ab_term_node *node = &m->syntax->terms[term];
  ab_op op;
  if (!find_operation(node->name, &op))
    return unknown_function(m, term);
  if (ab_op_arity(op) == 1 ? node->count != 1 : node->count < 2)
    return fail(m, term,
                ab_op_arity(op) == 1 ? "%s takes one argument" : "%s takes two arguments or more",
                node->name);
  return need_graph(m, term, "a function");
}

static ab_status apply(machine *m, ab_term term) {
  const ab_term_node *node = &m->syntax->terms[term];
  const value *last = &m->values[m->value_count - 1];
  switch (node->kind) {
  case AB_TERM_NEGATE:
    return apply_negation(m, last);
  case AB_TERM_POWER:
    return apply_power(m, term, last - 1, last);
  case AB_TERM_CALL:
    return apply_call(m, term);
  default:
    return apply_arithmetic(m, term, last - 1, last);
  }
}

/* The value on top of the stack as a whole number; it is popped. */
static ab_status pop_index(machine *m, ab_term term, long *out) {
  const value *v = &m->values[m->value_count - 1];
  if (!v->is_number || mpz_cmp_ui(mpq_denref(v->number), 1) != 0 ||
      !mpz_fits_sint_p(mpq_numref(v->number)))
    return fail(m, term, "an index has to be a whole number%s", "");
  *out = mpz_get_si(mpq_numref(v->number));
  pop_values(m, 1);
  return AB_OK;
}

static ab_status enter_definition(machine *m, ab_term term, ab_definition *item, ab_term body,
                                  size_t scope) {
  if (item->active > 0 && !item->entry->loop) /* with a loop, f[i] may use f[i - 1] */
    return fail(m, term, "%s is defined by itself", item->name);
  push_frame(m, body, scope, item);
  return AB_OK;
}

static ab_status unknown_name(machine *m, ab_term term) {
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

/* A bare name: an index, pi, a scalar variable, a constant or a function. */
static ab_status enter_name(machine *m, const frame *f) {
  const ab_term_node *node = &m->syntax->terms[f->term];
  for (size_t scope = f->scope; scope; scope = m->bindings[scope - 1].outer)
    if (m->bindings[scope - 1].name == node->name) {
      mpq_set_si(push_value(m)->number, m->bindings[scope - 1].index, 1);
      return AB_OK;
    }
  ab_definition *item = ab_definition_find(m->definitions, node->name);
  if (!item && strcmp(node->name, "pi") == 0) {
    ab_status status = need_graph(m, f->term, "pi");
    if (status == AB_OK)
      finish(m, 0, false, NULL, ab_graph_pi(m->graph));
    return status;
  }
  if (!item)
    return unknown_name(m, f->term);
  if (item->kind == AB_DEFINITION_NUMBER) {
    mpq_set(push_value(m)->number, item->number);
    return AB_OK;
  }
  if (item->kind != AB_DEFINITION_VARIABLE) {
    if (item->entry->loop || m->syntax->terms[item->entry->value].kind == AB_TERM_LIST)
      return fail(m, f->term, "%s needs an index", node->name);
    return enter_definition(m, f->term, item, item->entry->value, 0);
  }
  if (item->length)
    return fail(m, f->term, "%s is a vector and needs an index", node->name);
  ab_status status = need_graph(m, f->term, "a variable");
  if (status == AB_OK)
    finish(m, 0, false, NULL, ab_graph_variable(m->graph, (uint32_t)item->first));
  return status;
}

/* An element of a list of numbers, by one index a level. */
static ab_status enter_element(machine *m, ab_term term, ab_definition *item, const long *indices,
                               size_t count) {
  ab_term at = item->entry->value;
  for (size_t i = 0; i < count; i++) {
    const ab_term_node *list = &m->syntax->terms[at];
    if (list->kind != AB_TERM_LIST)
      return fail(m, term, "%s does not have that many indices", item->name);
    if (indices[i] < 1 || indices[i] > (long)list->count)
      return fail(m, term, "the index of %s is out of range", item->name);
    at = ab_term_child(m->syntax, at, (size_t)indices[i] - 1);
  }
  if (m->syntax->terms[at].kind == AB_TERM_LIST)
    return fail(m, term, "%s needs more indices", item->name);
  return enter_definition(m, term, item, at, 0);
}

static ab_status enter_loop_definition(machine *m, ab_term term, ab_definition *item, long index) {
  long lower, upper;
  ab_status status = ab_definitions_integer(m->definitions, item->entry->loop_lower, -1000000,
                                            1000000, "the first index", &lower, m->error);
  if (status == AB_OK)
    status = ab_definitions_integer(m->definitions, item->entry->loop_upper, -1000000, 1000000,
                                    "the last index", &upper, m->error);
  if (status != AB_OK)
    return status;
  if (index < lower || index > upper)
    return fail(m, term, "the index of %s is out of range", item->name);
  return enter_definition(m, term, item, item->entry->value, bind(m, item->entry->loop, index, 0));
}

/* An indexed name whose indices are on the value stack. */
static ab_status enter_indexed(machine *m, ab_term term) {
  const ab_term_node *node = &m->syntax->terms[term];
  long indices[4];
  if (node->count > 4)
    return fail(m, term, "%s has too many indices", node->name);
  ab_status status = AB_OK;
  for (size_t i = node->count; i-- > 0 && status == AB_OK;)
    status = pop_index(m, ab_term_child(m->syntax, term, i), &indices[i]);
  if (status != AB_OK)
    return status;
  ab_definition *item = ab_definition_find(m->definitions, node->name);
  if (!item)
    return unknown_name(m, term);
  if (item->kind == AB_DEFINITION_NUMBER)
    return fail(m, term, "%s does not have that many indices", node->name);
  if (item->kind != AB_DEFINITION_VARIABLE && item->entry->loop && node->count == 1)
    return enter_loop_definition(m, term, item, indices[0]);
  if (item->kind != AB_DEFINITION_VARIABLE)
    return enter_element(m, term, item, indices, node->count);
  if (!item->length || node->count != 1)
    return fail(m, term, "%s does not have that many indices", node->name);
  if (indices[0] < 1 || indices[0] > item->length)
    return fail(m, term, "the index of %s is out of range", node->name);
  status = need_graph(m, term, "a variable");
  if (status == AB_OK)
    finish(m, 0, false, NULL,
           ab_graph_variable(m->graph, (uint32_t)(item->first + (size_t)indices[0] - 1)));
  return status;
}

/* Sums: the two bounds first, then the body once for each index; the partial sum lies below the
 * body's value. */
static ab_status step_sum(machine *m, size_t index, bool *finished) {
  frame *f = &m->frames[index];
  ab_term term = f->term;
  if (f->done < 2) {
    push_frame(m, ab_term_child(m->syntax, term, f->done++), f->scope, NULL);
    return AB_OK;
  }
  if (f->done == 2) {
    ab_status status = pop_index(m, ab_term_child(m->syntax, term, 1), &f->last);
    if (status == AB_OK)
      status = pop_index(m, ab_term_child(m->syntax, term, 0), &f->next);
    if (status != AB_OK)
      return status;
    push_value(m); /* 0 */
    f->done = 3;
  } else {
    const value *last = &m->values[m->value_count - 1];
    if ((last - 1)->is_number && mpq_sgn((last - 1)->number) == 0) { /* 0 + e is e */
      mpq_swap(m->values[m->value_count - 2].number, m->values[m->value_count - 1].number);
      m->values[m->value_count - 2].is_number = last->is_number;
      m->values[m->value_count - 2].expr = last->expr;
      pop_values(m, 1);
    } else if (last->is_number && (last - 1)->is_number) {
      mpq_add(m->values[m->value_count - 2].number, (last - 1)->number, last->number);
      pop_values(m, 1);
    } else {
      ab_expr sum =
          ab_graph_binary(m->graph, AB_OP_ADD, expression_of(m, last - 1), expression_of(m, last));
      finish(m, 2, false, NULL, sum);
    }
  }
  if (f->next > f->last) {
    *finished = true;
    return AB_OK;
  }
  size_t scope = bind(m, m->syntax->terms[term].name, f->next++, f->scope);
  push_frame(m, ab_term_child(m->syntax, term, 2), scope, NULL);
  return AB_OK;
}

/* One step of the frame on top. *finished: its value is on the stack and the frame may go. A frame
 * that names a definition becomes the frame of the definition's body. */
static ab_status step(machine *m, size_t index, bool *finished) {
  frame f = m->frames[index];
  const ab_term_node *node = &m->syntax->terms[f.term];
  switch (node->kind) {
  case AB_TERM_NUMBER:
    mpq_set(push_value(m)->number, m->syntax->numbers[node->number]);
    *finished = true;
    return AB_OK;
  case AB_TERM_SUM:
    return step_sum(m, index, finished);
  case AB_TERM_INFINITY:
    return fail(m, f.term, "inf can only be an end of a domain%s", "");
  case AB_TERM_LIST:
  case AB_TERM_TUPLE:
    return fail(m, f.term, "expected one number or formula, found a list%s", "");
  case AB_TERM_NAME:
    *finished = f.done > 0;
    m->frames[index].done = 1;
    return f.done > 0 ? AB_OK : enter_name(m, &f);
  default:
    break;
  }
  if (f.done == 0 && node->kind == AB_TERM_CALL) {
    ab_status status = check_call(m, f.term);
    if (status != AB_OK)
      return status;
  }
  if (f.done < node->count) {
    push_frame(m, ab_term_child(m->syntax, f.term, f.done), f.scope, NULL);
    m->frames[index].done++;
    return AB_OK;
  }
  if (node->kind == AB_TERM_INDEXED) {
    *finished = f.done > node->count;
    m->frames[index].done = node->count + 1;
    return f.done > node->count ? AB_OK : enter_indexed(m, f.term);
  }
  *finished = true;
  return apply(m, f.term);
}

static ab_status run(machine *m, ab_term term) {
  ab_status status = AB_OK;
  push_frame(m, term, 0, NULL);
  while (m->frame_count > 0 && status == AB_OK) {
    bool finished = false;
    size_t top = m->frame_count - 1;
    if (m->steps++ > STEPS_MAX)
      return fail(m, term, "this formula is too long%s", "");
    status = step(m, top, &finished);
    if (finished)
      pop_frame(m); /* a finished step pushes no frame */
  }
  return status;
}

ab_status ab_formula_evaluate(ab_definitions *definitions, ab_graph *graph, ab_term term,
                              mpq_t number, ab_expr *out, ab_error *error) {
  machine m = {
      .definitions = definitions, .syntax = definitions->syntax, .graph = graph, .error = error};
  ab_status status = run(&m, term);
  if (status == AB_OK && graph)
    *out = expression_of(&m, &m.values[0]);
  else if (status == AB_OK && !m.values[0].is_number)
    status = fail(&m, term, "expected a number%s", "");
  else if (status == AB_OK)
    mpq_set(number, m.values[0].number);
  while (m.frame_count > 0)
    pop_frame(&m);
  pop_values(&m, m.value_count);
  ab_free(m.values);
  ab_free(m.frames);
  ab_free(m.bindings);
  return status;
}
