/* SPDX-License-Identifier: MIT
 * The inside of formula.h: a stack machine. formula.c walks the terms, formula_names.c
 * looks up names, formula_apply.c does the operations. */
#ifndef AB_PROBLEM_FORMULA_MACHINE_H
#define AB_PROBLEM_FORMULA_MACHINE_H

#include "problem/definition_table.h"
#include "problem/formula.h"

/* The value of a subterm: a rational, or an expression of the graph. */
typedef struct {
  bool is_number;
  mpq_t number;
  ab_expr expr;
} ab_value;

/* An index (of a sum, or of an indexed definition) and its value, or the unknown of an equation;
 * bindings form lists by `outer`. */
typedef struct {
  const char *name;
  bool is_unknown;
  long index;
  size_t outer; /* index + 1 of the next binding in scope, 0 for none */
} ab_binding;

/* A term under evaluation. */
typedef struct {
  ab_term term;
  uint32_t done;      /* how many of its steps are done; first its children */
  size_t scope;       /* index + 1 of the innermost binding */
  bool is_definition; /* its value is kept under (term, index) */
  long index;
  long next, last; /* SUM: the running index */
} ab_frame;

typedef struct {
  ab_definitions *definitions;
  const ab_syntax *syntax;
  ab_graph *graph; /* NULL: rational numbers only */
  const ab_formula *formula;
  ab_memo memo; /* of this graph; ACTIVE while a value is being found */
  ab_frame *frames;
  size_t frame_count, frame_capacity;
  ab_value *values;
  size_t value_count, value_capacity;
  ab_binding *bindings;
  size_t binding_count, binding_capacity;
  size_t steps;
  ab_error *error;
} ab_machine;

/* An error at the place of a term; message has one %s, for name. */
ab_status ab_machine_fail(ab_machine *machine, ab_term term, const char *message, const char *name);
/* An error unless expressions are allowed here. */
ab_status ab_machine_need_graph(ab_machine *machine, ab_term term, const char *what);

/* A new value 0 on top of the stack. */
ab_value *ab_machine_push_value(ab_machine *machine);
void ab_machine_pop_values(ab_machine *machine, size_t count);
/* Replaces the topmost `children` values by an expression. */
void ab_machine_finish(ab_machine *machine, size_t children, ab_expr expr);
ab_expr ab_machine_expression(ab_machine *machine, const ab_value *value);

/* Numbers that have become too long are an error. */
ab_status ab_machine_check_length(ab_machine *machine, ab_term term, const ab_value *value);

void ab_machine_push_frame(ab_machine *machine, ab_term term, size_t scope);
/* A new binding; returns its index + 1. */
size_t ab_machine_bind(ab_machine *machine, ab_binding binding);
/* The value on top of the stack as a whole number; it is popped. */
ab_status ab_machine_pop_index(ab_machine *machine, ab_term term, long *out);

/* Puts the value of a definition's term (with the index, if it has one) on the stack, or the frame
 * that will. `at` and `name` are for messages. */
ab_status ab_machine_enter_definition(ab_machine *machine, ab_term at, ab_term body, long index,
                                      size_t scope, const char *name);
/* A bare name: an index, pi, a scalar variable, a constant or a function. */
ab_status ab_machine_enter_name(ab_machine *machine, const ab_frame *frame);
/* Before the indices are evaluated: whether the name can have so many. */
ab_status ab_machine_check_indexed(ab_machine *machine, ab_term term, const ab_definition *item);
/* An indexed name whose indices are on the value stack; above them, for an indexed definition, its
 * bounds. */
ab_status ab_machine_enter_indexed(ab_machine *machine, ab_term term, const ab_definition *item);

/* Before the arguments of a call are evaluated: whether there is such a function, of so many
 * arguments, here. */
ab_status ab_machine_check_call(ab_machine *machine, ab_term term);
/* An operation or a call whose children's values are on the stack. */
ab_status ab_machine_apply(ab_machine *machine, ab_term term);

#endif
