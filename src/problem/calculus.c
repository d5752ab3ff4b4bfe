/* SPDX-License-Identifier: MIT
 * Building with simplification, and substitution. */
#include "problem/calculus.h"

#include "base/memory.h"
#include "problem/calculus_walk.h"

static bool is_constant(const ab_graph *graph, ab_expr expr) {
  return ab_graph_node(graph, expr)->op == AB_OP_CONSTANT;
}

bool ab_is_integer(const ab_graph *graph, ab_expr expr, long value) {
  return is_constant(graph, expr) &&
         mpq_cmp_si(ab_graph_constant_value(graph, expr), value, 1) == 0;
}

static bool is_short(const mpq_t q) {
  return mpz_sizeinbase(mpq_numref(q), 2) <= AB_FOLD_BITS_MAX &&
         mpz_sizeinbase(mpq_denref(q), 2) <= AB_FOLD_BITS_MAX;
}

static void apply(mpq_t out, ab_op op, mpq_srcptr x, mpq_srcptr y) {
  if (op == AB_OP_ADD)
    mpq_add(out, x, y);
  else if (op == AB_OP_SUB)
    mpq_sub(out, x, y);
  else if (op == AB_OP_MUL)
    mpq_mul(out, x, y);
  else
    mpq_div(out, x, y);
}

/* The node, or the constant it is where both children are constants. */
static ab_expr fold(ab_graph *graph, ab_op op, ab_expr x, ab_expr y) {
  if (!is_constant(graph, x) || !is_constant(graph, y) ||
      (op == AB_OP_DIV && ab_is_integer(graph, y, 0)))
    return ab_graph_binary(graph, op, x, y);
  mpq_t value;
  mpq_init(value);
  apply(value, op, ab_graph_constant_value(graph, x), ab_graph_constant_value(graph, y));
  ab_expr folded =
      is_short(value) ? ab_graph_constant(graph, value) : ab_graph_binary(graph, op, x, y);
  mpq_clear(value);
  return folded;
}

ab_expr ab_build_neg(ab_graph *graph, ab_expr x) {
  if (!is_constant(graph, x))
    return ab_graph_unary(graph, AB_OP_NEG, x);
  mpq_t value;
  mpq_init(value);
  mpq_neg(value, ab_graph_constant_value(graph, x));
  ab_expr folded = ab_graph_constant(graph, value);
  mpq_clear(value);
  return folded;
}

ab_expr ab_build_add(ab_graph *graph, ab_expr x, ab_expr y) {
  if (ab_is_integer(graph, x, 0))
    return y;
  if (ab_is_integer(graph, y, 0))
    return x;
  return fold(graph, AB_OP_ADD, x, y);
}

ab_expr ab_build_sub(ab_graph *graph, ab_expr x, ab_expr y) {
  if (ab_is_integer(graph, y, 0))
    return x;
  if (ab_is_integer(graph, x, 0))
    return ab_build_neg(graph, y);
  return fold(graph, AB_OP_SUB, x, y);
}

ab_expr ab_build_mul(ab_graph *graph, ab_expr x, ab_expr y) {
  if (ab_is_integer(graph, x, 0) || ab_is_integer(graph, y, 1))
    return x;
  if (ab_is_integer(graph, y, 0) || ab_is_integer(graph, x, 1))
    return y;
  return fold(graph, AB_OP_MUL, x, y);
}

ab_expr ab_build_div(ab_graph *graph, ab_expr x, ab_expr y) {
  return ab_is_integer(graph, y, 1) ? x : fold(graph, AB_OP_DIV, x, y);
}

/* |exponent| times the length of the longer part bounds the length of the power. */
static bool power_is_short(mpq_srcptr base, unsigned long exponent) {
  size_t up = mpz_sizeinbase(mpq_numref(base), 2), down = mpz_sizeinbase(mpq_denref(base), 2);
  return (up > down ? up : down) * exponent <= AB_FOLD_BITS_MAX;
}

ab_expr ab_build_pow(ab_graph *graph, ab_expr x, int32_t exponent) {
  if (exponent == 1)
    return x;
  unsigned long size = exponent < 0 ? (unsigned long)-(long)exponent : (unsigned long)exponent;
  if (!is_constant(graph, x) || (exponent < 0 && ab_is_integer(graph, x, 0)) ||
      !power_is_short(ab_graph_constant_value(graph, x), size))
    return ab_graph_pow(graph, x, exponent);
  mpq_t value;
  mpq_init(value);
  mpq_srcptr base = ab_graph_constant_value(graph, x);
  mpz_pow_ui(mpq_numref(value), mpq_numref(base), size);
  mpz_pow_ui(mpq_denref(value), mpq_denref(base), size);
  if (exponent < 0)
    mpq_inv(value, value);
  ab_expr folded = ab_graph_constant(graph, value);
  mpq_clear(value);
  return folded;
}

/* A copy of the node in `out` over the children's copies. */
static ab_expr copy_node(ab_graph *out, const ab_graph *in, ab_expr expr, const ab_expr *copies,
                         const ab_expr *variables) {
  ab_node node = *ab_graph_node(in, expr); /* a copy: out may be in, and grow */
  switch (node.op) {
  case AB_OP_CONSTANT:
    return out == in ? expr : ab_graph_constant(out, ab_graph_constant_value(in, expr));
  case AB_OP_VARIABLE:
    return variables[node.left];
  case AB_OP_PARAMETER:
    return ab_graph_parameter(out, node.left);
  case AB_OP_PI:
    return ab_graph_pi(out);
  case AB_OP_POW:
    return ab_graph_pow(out, copies[node.left], node.exponent);
  default:
    return ab_op_arity(node.op) == 2
               ? ab_graph_binary(out, node.op, copies[node.left], copies[node.right])
               : ab_graph_unary(out, node.op, copies[node.left]);
  }
}

ab_expr ab_substitute(ab_graph *out, const ab_graph *in, ab_expr root, const ab_expr *variables) {
  bool *needed = ab_graph_parts(in, root);
  ab_expr *copies = ab_allocate((size_t)root + 1, sizeof *copies);
  for (size_t i = 0; i <= root; i++)
    if (needed[i])
      copies[i] = copy_node(out, in, (ab_expr)i, copies, variables);
  ab_expr copy = copies[root];
  ab_free(copies);
  ab_free(needed);
  return copy;
}
