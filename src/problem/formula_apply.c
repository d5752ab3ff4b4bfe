/* SPDX-License-Identifier: MIT
 * Operations and calls on values. */
#include "problem/calculus.h"
#include "problem/formula_machine.h"

#include <string.h>

static ab_op operation_of(ab_term_kind kind) {
  switch (kind) {
  case AB_TERM_ADD:
    return AB_OP_ADD;
  case AB_TERM_SUBTRACT:
    return AB_OP_SUB;
  case AB_TERM_MULTIPLY:
    return AB_OP_MUL;
  default:
    return AB_OP_DIV;
  }
}

static void combine(mpq_t out, ab_op op, const mpq_t x, const mpq_t y) {
  switch (op) {
  case AB_OP_ADD:
    mpq_add(out, x, y);
    return;
  case AB_OP_SUB:
    mpq_sub(out, x, y);
    return;
  case AB_OP_MUL:
    mpq_mul(out, x, y);
    return;
  case AB_OP_DIV:
    mpq_div(out, x, y);
    return;
  case AB_OP_MIN:
    mpq_set(out, mpq_cmp(x, y) <= 0 ? x : y);
    return;
  default: /* MAX */
    mpq_set(out, mpq_cmp(x, y) >= 0 ? x : y);
  }
}

/* An operation of two children on values: folded where both are numbers; to be popped by the
 * caller. */
static ab_status combine_values(ab_machine *m, ab_term term, ab_op op, ab_value *x,
                                const ab_value *y) {
  if (!x->is_number || !y->is_number) {
    ab_expr left = ab_machine_expression(m, x), right = ab_machine_expression(m, y);
    x->is_number = false;
    x->expr = ab_graph_binary(m->graph, op, left, right);
    return AB_OK;
  }
  if (op == AB_OP_DIV && mpq_sgn(y->number) == 0)
    return ab_machine_fail(m, term, "division by zero%s", "");
  combine(x->number, op, x->number, y->number);
  return ab_machine_check_length(m, term, x);
}

static ab_status apply_arithmetic(ab_machine *m, ab_term term) {
  ab_value *y = &m->values[m->value_count - 1];
  ab_status status = combine_values(m, term, operation_of(m->syntax->terms[term].kind), y - 1, y);
  ab_machine_pop_values(m, 1);
  return status;
}

static bool is_exponent(const ab_value *y) {
  return y->is_number && mpz_cmp_ui(mpq_denref(y->number), 1) == 0 &&
         mpq_cmp_si(y->number, AB_EXPONENT_MAX, 1) <= 0 &&
         mpq_cmp_si(y->number, -AB_EXPONENT_MAX, 1) >= 0;
}

static ab_status power_of_number(ab_machine *m, ab_term term, mpq_t x, long n) {
  unsigned long size = (unsigned long)(n < 0 ? -n : n);
  size_t bits = mpz_sizeinbase(mpq_numref(x), 2) + mpz_sizeinbase(mpq_denref(x), 2);
  if (n < 0 && mpq_sgn(x) == 0)
    return ab_machine_fail(m, term, "division by zero%s", "");
  if (bits * size > AB_FOLD_BITS_MAX && bits > 2) /* powers of 0, 1 and -1 are short */
    return ab_machine_fail(m, term, "this number is too long%s", "");
  mpz_pow_ui(mpq_numref(x), mpq_numref(x), size);
  mpz_pow_ui(mpq_denref(x), mpq_denref(x), size);
  if (n < 0)
    mpq_inv(x, x);
  return AB_OK;
}

static ab_status apply_power(ab_machine *m, ab_term term) {
  ab_value *y = &m->values[m->value_count - 1], *x = y - 1;
  if (!is_exponent(y))
    return ab_machine_fail(m, term,
                           "the exponent of ^ has to be a whole number of at most 1048576 in size "
                           "(use exp, log or sqrt for other powers)%s",
                           "");
  long n = mpz_get_si(mpq_numref(y->number));
  ab_status status = AB_OK;
  if (x->is_number)
    status = power_of_number(m, term, x->number, n);
  else
    x->expr = ab_graph_pow(m->graph, x->expr, (int32_t)n);
  ab_machine_pop_values(m, 1);
  return status;
}

static void apply_unary(ab_machine *m, ab_op op) {
  ab_value *x = &m->values[m->value_count - 1];
  if (x->is_number && op == AB_OP_NEG)
    mpq_neg(x->number, x->number);
  else if (x->is_number && op == AB_OP_ABS)
    mpq_abs(x->number, x->number);
  else if (x->is_number && op == AB_OP_RELU && mpq_sgn(x->number) < 0)
    mpq_set_si(x->number, 0, 1);
  else if (!x->is_number || op != AB_OP_RELU) {
    x->expr = ab_graph_unary(m->graph, op, ab_machine_expression(m, x));
    x->is_number = false;
  }
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

/* How many variables a call of grad or hess names, 0 for any other call. */
static uint32_t derivative_order(const char *name) {
  return strcmp(name, "grad") == 0 ? 1 : strcmp(name, "hess") == 0 ? 2 : 0;
}

static bool is_rational(ab_op op) {
  return op == AB_OP_MIN || op == AB_OP_MAX || op == AB_OP_ABS || op == AB_OP_RELU;
}

static ab_status unknown_function(ab_machine *m, ab_term term) {
  const char *candidates[AB_OP_COUNT + 3] = {"grad", "hess", "root"};
  size_t count = 3;
  for (int i = AB_OP_MIN; i < AB_OP_COUNT; i++)
    if (i != AB_OP_POW && i != AB_OP_NEG)
      candidates[count++] = ab_op_word((ab_op)i);
  const char *name = m->syntax->terms[term].name;
  if (ab_definition_find(m->definitions, name))
    return ab_machine_fail(m, term, "%s takes no arguments: its name alone is its value", name);
  const char *close = ab_closest_name(name, candidates, count);
  return ab_syntax_error(
      m->syntax, m->syntax->terms[term].place, m->error,
      close ? "unknown function '%s'; did you mean '%s'?" : "unknown function '%s'", name, close);
}

static ab_status check_derivative(ab_machine *m, ab_term term, uint32_t order) {
  const ab_term_node *node = &m->syntax->terms[term];
  if (node->count != 1 + order)
    return ab_machine_fail(m, term,
                           order == 1 ? "%s takes a function and a variable"
                                      : "%s takes a function and two variables",
                           node->name);
  for (uint32_t k = 1; k <= order; k++) {
    ab_term variable = ab_term_child(m->syntax, term, k);
    const ab_term_node *target = &m->syntax->terms[variable];
    const ab_definition *item = target->kind == AB_TERM_NAME || target->kind == AB_TERM_INDEXED
                                    ? ab_definition_find(m->definitions, target->name)
                                    : NULL;
    if (!item || item->kind != AB_DEFINITION_VARIABLE)
      return ab_machine_fail(m, variable, "%s differentiates in a variable of the problem",
                             node->name);
  }
  return ab_machine_need_graph(m, term, "a derivative");
}

ab_status ab_machine_check_call(ab_machine *m, ab_term term) {
  const ab_term_node *node = &m->syntax->terms[term];
  ab_op op;
  if (derivative_order(node->name))
    return check_derivative(m, term, derivative_order(node->name));
  if (strcmp(node->name, "root") == 0)
    return ab_machine_fail(m, term,
                           "%s can only be the whole value of a constant: 'constant t = root(u, "
                           "u^2 - 2, [1, 2]);'",
                           "root(...)");
  if (!find_operation(node->name, &op))
    return unknown_function(m, term);
  if (ab_op_arity(op) == 1 ? node->count != 1 : node->count < 2)
    return ab_machine_fail(
        m, term, ab_op_arity(op) == 1 ? "%s takes one argument" : "%s takes two arguments or more",
        node->name);
  return is_rational(op) ? AB_OK : ab_machine_need_graph(m, term, "a function");
}

/* grad(f, x), hess(f, x, y): defined where f (and for hess, grad(f, x)) is. */
static ab_status apply_derivative(ab_machine *m, ab_term term, uint32_t order) {
  const ab_value *arguments = &m->values[m->value_count - 1 - order];
  ab_expr derivative = ab_machine_expression(m, &arguments[0]);
  size_t size = ab_graph_size(m->graph);
  if (ab_kinks(m->graph, derivative, NULL, 0))
    return ab_machine_fail(m, ab_term_child(m->syntax, term, 0),
                           "%s needs a differentiable function, and this one has a kink: an abs, "
                           "relu, min or max that changes branch",
                           m->syntax->terms[term].name);
  for (uint32_t k = 1; k <= order; k++) {
    const ab_node *variable =
        arguments[k].is_number ? NULL : ab_graph_node(m->graph, arguments[k].expr);
    if (!variable || variable->op != AB_OP_VARIABLE) /* the name is that of an index here */
      return ab_machine_fail(m, ab_term_child(m->syntax, term, k),
                             "%s differentiates in a variable of the problem",
                             m->syntax->terms[term].name);
    m->steps += (size_t)4 * derivative; /* it makes some nodes of each that it walks over */
    ab_expr partial = ab_partial(m->graph, derivative, variable->left, AB_VARIABLES_MAX, 0);
    derivative = ab_derivative_on_domain(m->graph, derivative, partial);
  }
  m->steps += ab_graph_size(m->graph) - size;
  ab_machine_finish(m, 1 + order, derivative);
  return AB_OK;
}

static ab_status apply_call(ab_machine *m, ab_term term) {
  const ab_term_node *node = &m->syntax->terms[term];
  ab_op op;
  uint32_t order = derivative_order(node->name);
  if (order)
    return apply_derivative(m, term, order);
  if (!find_operation(node->name, &op))
    return unknown_function(m, term);
  if (ab_op_arity(op) == 1) {
    apply_unary(m, op);
    return AB_OK;
  }
  ab_value *arguments = &m->values[m->value_count - node->count];
  for (uint32_t i = 1; i < node->count; i++) /* min and max of several: from the left */
    combine_values(m, term, op, &arguments[0], &arguments[i]); /* which cannot fail */
  ab_machine_pop_values(m, node->count - 1);
  return AB_OK;
}

ab_status ab_machine_apply(ab_machine *m, ab_term term) {
  switch (m->syntax->terms[term].kind) {
  case AB_TERM_NEGATE:
    apply_unary(m, AB_OP_NEG);
    return AB_OK;
  case AB_TERM_POWER:
    return apply_power(m, term);
  case AB_TERM_CALL:
    return apply_call(m, term);
  default:
    return apply_arithmetic(m, term);
  }
}
