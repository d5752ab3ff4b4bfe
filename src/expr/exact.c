/* SPDX-License-Identifier: MIT */
#include "expr/exact.h"

#include "base/memory.h"
#include "num/rational.h"

static bool too_long(const mpq_t q) {
  return mpz_sizeinbase(mpq_numref(q), 2) > AB_EXACT_BITS_MAX ||
         mpz_sizeinbase(mpq_denref(q), 2) > AB_EXACT_BITS_MAX;
}

static ab_exact power(mpq_t out, const mpq_t base, int32_t exponent) {
  unsigned long n = exponent < 0 ? (unsigned long)-(long)exponent : (unsigned long)exponent;
  if (exponent < 0 && mpq_sgn(base) == 0)
    return AB_EXACT_UNDEFINED;
  size_t bits = mpz_sizeinbase(mpq_numref(base), 2);
  size_t denominator_bits = mpz_sizeinbase(mpq_denref(base), 2);
  if ((bits > denominator_bits ? bits : denominator_bits) * n > AB_EXACT_BITS_MAX)
    return AB_EXACT_NOT_RATIONAL;
  mpz_pow_ui(mpq_numref(out), mpq_numref(base), n);
  mpz_pow_ui(mpq_denref(out), mpq_denref(base), n);
  if (exponent < 0)
    mpq_inv(out, out);
  return AB_EXACT_VALUE;
}

/* One operation on values already there. */
static ab_exact apply(mpq_t out, const ab_node *node, const mpq_t *values) {
  mpq_srcptr x = values[node->left], y = values[node->right];
  switch (node->op) {
  case AB_OP_ADD:
    mpq_add(out, x, y);
    return AB_EXACT_VALUE;
  case AB_OP_SUB:
    mpq_sub(out, x, y);
    return AB_EXACT_VALUE;
  case AB_OP_MUL:
    mpq_mul(out, x, y);
    return AB_EXACT_VALUE;
  case AB_OP_DIV:
    if (mpq_sgn(y) == 0)
      return AB_EXACT_UNDEFINED;
    mpq_div(out, x, y);
    return AB_EXACT_VALUE;
  case AB_OP_MIN:
    mpq_set(out, mpq_cmp(x, y) <= 0 ? x : y);
    return AB_EXACT_VALUE;
  case AB_OP_MAX:
    mpq_set(out, mpq_cmp(x, y) >= 0 ? x : y);
    return AB_EXACT_VALUE;
  case AB_OP_POW:
    return power(out, x, node->exponent);
  case AB_OP_NEG:
    mpq_neg(out, x);
    return AB_EXACT_VALUE;
  case AB_OP_ABS:
    mpq_abs(out, x);
    return AB_EXACT_VALUE;
  case AB_OP_RELU:
    if (mpq_sgn(x) > 0)
      mpq_set(out, x);
    else
      mpq_set_ui(out, 0, 1);
    return AB_EXACT_VALUE;
  default:
    return AB_EXACT_NOT_RATIONAL;
  }
}

static ab_exact value_of(mpq_t out, const ab_graph *graph, ab_expr expr, const mpq_t *values,
                         const mpq_t *variables, const mpq_t *parameters, const bool *is_exact) {
  const ab_node *node = ab_graph_node(graph, expr);
  switch (node->op) {
  case AB_OP_CONSTANT:
    mpq_set(out, ab_graph_constant_value(graph, expr));
    return AB_EXACT_VALUE;
  case AB_OP_VARIABLE:
    mpq_set(out, variables[node->left]);
    return AB_EXACT_VALUE;
  case AB_OP_PARAMETER:
    if (is_exact && !is_exact[node->left])
      return AB_EXACT_NOT_RATIONAL;
    mpq_set(out, parameters[node->left]);
    return AB_EXACT_VALUE;
  default:
    return apply(out, node, values);
  }
}

ab_exact ab_exact_evaluate(mpq_t out, const ab_graph *graph, ab_expr root, const mpq_t *variables,
                           const mpq_t *parameters, const bool *is_exact) {
  size_t count = (size_t)root + 1;
  bool *needed = ab_graph_parts(graph, root);
  mpq_t *values = ab_rationals_create(count);
  ab_exact result = AB_EXACT_VALUE;
  for (size_t i = 0; i < count && result == AB_EXACT_VALUE; i++) {
    if (!needed[i])
      continue;
    result = value_of(values[i], graph, (ab_expr)i, (const mpq_t *)values, variables, parameters,
                      is_exact);
    if (result == AB_EXACT_VALUE && too_long(values[i]))
      result = AB_EXACT_NOT_RATIONAL;
  }
  if (result == AB_EXACT_VALUE)
    mpq_set(out, values[root]);
  ab_rationals_destroy(values, count);
  ab_free(needed);
  return result;
}
