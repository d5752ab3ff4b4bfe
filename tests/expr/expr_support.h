/* SPDX-License-Identifier: MIT
 * What the tests of the core share: expressions from postfix texts, a reference evaluation that
 * does not use the intervals under test, random numbers. */
#ifndef AB_TESTS_EXPR_SUPPORT_H
#define AB_TESTS_EXPR_SUPPORT_H

#include "expr/graph.h"
#include "num/rational.h"

#include <mpfr.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* splitmix64: a seed means the same everywhere. */
static inline uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline long random_below(uint64_t *state, long count) {
  return (long)(next_random(state) % (uint64_t)count);
}

static inline void set_fraction(mpq_t out, long numerator, unsigned long denominator) {
  mpq_set_si(out, numerator, denominator);
  mpq_canonicalize(out);
}

static inline void set_text(mpq_t out, const char *text) {
  assert_true(ab_rational_read(out, text, strlen(text)));
}

static inline ab_op op_of_word(const char *word) {
  for (int i = 0; i < AB_OP_COUNT; i++)
    if (strcmp(ab_op_word((ab_op)i), word) == 0)
      return (ab_op)i;
  return AB_OP_COUNT;
}

/* The expression that a postfix text spells: x1 x2 ... variables, p1 ... parameters, rationals, pi,
 * + - * /, ^3, ^-2, and the words of the operations: "x1 5 x1 ^2 4 * - *" is x1 (5 - 4 x1^2). */
static inline ab_expr postfix(ab_graph *graph, const char *text) {
  ab_expr stack[64];
  size_t depth = 0;
  char *copy = strdup(text), *rest = copy;
  for (char *word; (word = strtok_r(rest, " ", &rest));) {
    ab_op op = strcmp(word, "+") == 0   ? AB_OP_ADD
               : strcmp(word, "-") == 0 ? AB_OP_SUB
               : strcmp(word, "*") == 0 ? AB_OP_MUL
               : strcmp(word, "/") == 0 ? AB_OP_DIV
                                        : op_of_word(word);
    mpq_t value;
    mpq_init(value);
    assert_true(depth < 64);
    if (op == AB_OP_PI)
      stack[depth++] = ab_graph_pi(graph);
    else if (op != AB_OP_COUNT && ab_op_arity(op) == 1) {
      assert_true(depth >= 1);
      stack[depth - 1] = ab_graph_unary(graph, op, stack[depth - 1]);
    } else if (op != AB_OP_COUNT) {
      assert_true(depth >= 2);
      stack[depth - 2] = ab_graph_binary(graph, op, stack[depth - 2], stack[depth - 1]);
      depth--;
    } else if (word[0] == '^')
      stack[depth - 1] = ab_graph_pow(graph, stack[depth - 1], (int32_t)strtol(word + 1, NULL, 10));
    else if (word[0] == 'x')
      stack[depth++] = ab_graph_variable(graph, (uint32_t)strtoul(word + 1, NULL, 10) - 1);
    else if (word[0] == 'p')
      stack[depth++] = ab_graph_parameter(graph, (uint32_t)strtoul(word + 1, NULL, 10) - 1);
    else {
      set_text(value, word);
      stack[depth++] = ab_graph_constant(graph, value);
    }
    mpq_clear(value);
  }
  free(copy);
  assert_int_equal(depth, 1);
  return stack[0];
}

enum { REFERENCE_BITS = 500 };

/* One operation to nearest with many bits, NaN where it is undefined: MPFR alone, none of our
 * interval code. */
static inline void reference_apply(mpfr_ptr out, const ab_node *node, mpfr_srcptr x,
                                   mpfr_srcptr y) {
  mpfr_rnd_t n = MPFR_RNDN;
  switch (node->op) {
  case AB_OP_ADD:
    mpfr_add(out, x, y, n);
    return;
  case AB_OP_SUB:
    mpfr_sub(out, x, y, n);
    return;
  case AB_OP_MUL:
    mpfr_mul(out, x, y, n);
    return;
  case AB_OP_DIV:
    mpfr_div(out, x, y, n);
    if (mpfr_zero_p(y))
      mpfr_set_nan(out);
    return;
  case AB_OP_MIN: /* NaN wins */
  case AB_OP_MAX:
    if (mpfr_nan_p(x) || mpfr_nan_p(y))
      mpfr_set_nan(out);
    else
      (node->op == AB_OP_MIN ? mpfr_min : mpfr_max)(out, x, y, n);
    return;
  case AB_OP_POW:
    mpfr_pow_si(out, x, node->exponent, n);
    if (mpfr_nan_p(x) || (mpfr_zero_p(x) && node->exponent < 0))
      mpfr_set_nan(out);
    return;
  case AB_OP_NEG:
    mpfr_neg(out, x, n);
    return;
  case AB_OP_ABS:
    mpfr_abs(out, x, n);
    return;
  case AB_OP_RELU:
    if (!mpfr_nan_p(x) && mpfr_sgn(x) < 0)
      mpfr_set_ui(out, 0, n);
    else
      mpfr_set(out, x, n);
    return;
  case AB_OP_SQRT:
    mpfr_sqrt(out, x, n);
    return;
  case AB_OP_EXP:
    mpfr_exp(out, x, n);
    return;
  case AB_OP_LOG:
    mpfr_log(out, x, n);
    break;
  case AB_OP_LOG1P:
    mpfr_log1p(out, x, n);
    break;
  case AB_OP_EXPM1:
    mpfr_expm1(out, x, n);
    return;
  case AB_OP_SIN:
    mpfr_sin(out, x, n);
    return;
  case AB_OP_COS:
    mpfr_cos(out, x, n);
    return;
  case AB_OP_TAN:
    mpfr_tan(out, x, n);
    return;
  case AB_OP_ATAN:
    mpfr_atan(out, x, n);
    return;
  case AB_OP_ASIN:
    mpfr_asin(out, x, n);
    return;
  case AB_OP_ACOS:
    mpfr_acos(out, x, n);
    return;
  case AB_OP_SINH:
    mpfr_sinh(out, x, n);
    return;
  case AB_OP_COSH:
    mpfr_cosh(out, x, n);
    return;
  case AB_OP_TANH:
    mpfr_tanh(out, x, n);
    return;
  case AB_OP_LOGISTIC: /* 1/(1 + exp(-x)) */
    mpfr_neg(out, x, n);
    mpfr_exp(out, out, n);
    mpfr_add_ui(out, out, 1, n);
    mpfr_ui_div(out, 1, out, n);
    return;
  case AB_OP_SOFTPLUS: /* log(1 + exp(x)) */
    mpfr_exp(out, x, n);
    mpfr_log1p(out, out, n);
    return;
  default:
    fail_msg("no reference for this operation");
  }
  if (mpfr_inf_p(out)) /* a logarithm of 0 */
    mpfr_set_nan(out);
}

/* out = root at a rational point; NaN if something is undefined there. */
static inline void reference_evaluate(mpfr_ptr out, const ab_graph *graph, ab_expr root,
                                      const mpq_t *variables, const mpq_t *parameters) {
  mpfr_t *values = calloc((size_t)root + 1, sizeof *values);
  assert_non_null(values);
  for (ab_expr i = 0; i <= root; i++) {
    const ab_node *node = ab_graph_node(graph, i);
    mpfr_init2(values[i], REFERENCE_BITS);
    if (node->op == AB_OP_CONSTANT)
      mpfr_set_q(values[i], ab_graph_constant_value(graph, i), MPFR_RNDN);
    else if (node->op == AB_OP_VARIABLE)
      mpfr_set_q(values[i], variables[node->left], MPFR_RNDN);
    else if (node->op == AB_OP_PARAMETER)
      mpfr_set_q(values[i], parameters[node->left], MPFR_RNDN);
    else if (node->op == AB_OP_PI)
      mpfr_const_pi(values[i], MPFR_RNDN);
    else
      reference_apply(values[i], node, values[node->left], values[node->right]);
  }
  mpfr_set(out, values[root], MPFR_RNDN);
  for (ab_expr i = 0; i <= root; i++)
    mpfr_clear(values[i]);
  free(values);
}

#endif
