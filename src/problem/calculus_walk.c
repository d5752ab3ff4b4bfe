/* SPDX-License-Identifier: MIT */
#include "problem/calculus_walk.h"

#include "base/memory.h"

bool *ab_walk_depends(const ab_graph *graph, ab_expr root, const bool *needed) {
  bool *depends = ab_allocate((size_t)root + 1, sizeof *depends);
  for (size_t i = 0; i <= root; i++) {
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    if (!needed[i])
      continue;
    unsigned arity = ab_op_arity(node->op);
    depends[i] = node->op == AB_OP_VARIABLE || (arity >= 1 && depends[node->left]) ||
                 (arity == 2 && depends[node->right]);
  }
  return depends;
}

static unsigned sign_of(int sign) {
  return sign < 0 ? AB_SIGN_NEGATIVE : sign == 0 ? AB_SIGN_ZERO : AB_SIGN_POSITIVE;
}

static unsigned negated(unsigned signs) {
  return (signs & AB_SIGN_ZERO) | (signs & AB_SIGN_NEGATIVE ? AB_SIGN_POSITIVE : 0u) |
         (signs & AB_SIGN_POSITIVE ? AB_SIGN_NEGATIVE : 0u);
}

/* Without zero unless both can be zero or the signs can cancel. */
static unsigned sum(unsigned x, unsigned y) {
  if ((x & AB_SIGN_NEGATIVE && y & AB_SIGN_POSITIVE) ||
      (x & AB_SIGN_POSITIVE && y & AB_SIGN_NEGATIVE))
    return AB_SIGN_ANY;
  return ((x | y) & ~(unsigned)AB_SIGN_ZERO) | (x & y & AB_SIGN_ZERO);
}

static unsigned product(unsigned x, unsigned y) {
  unsigned signs = (x | y) & AB_SIGN_ZERO;
  if (y & AB_SIGN_POSITIVE)
    signs |= x & ~(unsigned)AB_SIGN_ZERO;
  if (y & AB_SIGN_NEGATIVE)
    signs |= negated(x) & ~(unsigned)AB_SIGN_ZERO;
  return signs;
}

static unsigned even_power(unsigned x) {
  return (x & AB_SIGN_ZERO) | (x & ~(unsigned)AB_SIGN_ZERO ? AB_SIGN_POSITIVE : 0u);
}

static unsigned power(unsigned x, int32_t exponent) {
  if (exponent == 0)
    return AB_SIGN_POSITIVE;
  if (exponent < 0)
    x &= ~(unsigned)AB_SIGN_ZERO;
  return exponent % 2 == 0 ? even_power(x) : x;
}

/* The larger of two numbers: it is at least as large as each. */
static unsigned maximum(unsigned x, unsigned y) {
  unsigned signs = x | y;
  if (!(x & AB_SIGN_NEGATIVE) || !(y & AB_SIGN_NEGATIVE))
    signs &= ~(unsigned)AB_SIGN_NEGATIVE;
  if (x == AB_SIGN_POSITIVE || y == AB_SIGN_POSITIVE)
    signs &= ~(unsigned)AB_SIGN_ZERO;
  return signs;
}

/* The sign set of a node with children, from those of the children. */
static unsigned of_operation(const ab_node *node, unsigned x, unsigned y) {
  switch (node->op) {
  case AB_OP_ADD:
    return sum(x, y);
  case AB_OP_SUB:
    return sum(x, negated(y));
  case AB_OP_MUL:
    return node->left == node->right ? even_power(x) : product(x, y);
  case AB_OP_DIV:
    return product(x, y & ~(unsigned)AB_SIGN_ZERO);
  case AB_OP_MAX:
    return maximum(x, y);
  case AB_OP_MIN:
    return negated(maximum(negated(x), negated(y)));
  case AB_OP_POW:
    return power(x, node->exponent);
  case AB_OP_NEG:
    return negated(x);
  case AB_OP_ABS:
    return even_power(x);
  case AB_OP_RELU:
    return maximum(x, AB_SIGN_ZERO);
  case AB_OP_SQRT:
    return x & ~(unsigned)AB_SIGN_NEGATIVE;
  case AB_OP_EXP:
  case AB_OP_COSH:
  case AB_OP_LOGISTIC:
  case AB_OP_SOFTPLUS:
    return AB_SIGN_POSITIVE;
  case AB_OP_ACOS:
    return AB_SIGN_ZERO | AB_SIGN_POSITIVE;
  case AB_OP_LOG1P: /* increasing, and 0 at 0 */
  case AB_OP_EXPM1:
  case AB_OP_ATAN:
  case AB_OP_ASIN:
  case AB_OP_SINH:
  case AB_OP_TANH:
    return x;
  default:
    return AB_SIGN_ANY;
  }
}

unsigned char *ab_walk_signs(const ab_graph *graph, ab_expr root, const bool *needed) {
  unsigned char *signs = ab_allocate((size_t)root + 1, sizeof *signs);
  for (size_t i = 0; i <= root; i++) {
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    if (!needed[i])
      continue;
    unsigned arity = ab_op_arity(node->op);
    if (node->op == AB_OP_CONSTANT)
      signs[i] = (unsigned char)sign_of(mpq_sgn(ab_graph_constant_value(graph, (ab_expr)i)));
    else if (node->op == AB_OP_PI)
      signs[i] = AB_SIGN_POSITIVE;
    else if (arity == 0)
      signs[i] = AB_SIGN_ANY;
    else
      signs[i] = (unsigned char)of_operation(node, signs[node->left],
                                             arity == 2 ? signs[node->right] : AB_SIGN_ANY);
  }
  return signs;
}

bool ab_has_branches(const ab_node *node) {
  return node->op == AB_OP_ABS || node->op == AB_OP_RELU || node->op == AB_OP_MIN ||
         node->op == AB_OP_MAX;
}

unsigned ab_kink_signs(const ab_node *node, const unsigned char *signs) {
  return ab_op_arity(node->op) == 2 ? sum(signs[node->left], negated(signs[node->right]))
                                    : signs[node->left];
}

bool ab_is_kink(const ab_node *node, const unsigned char *signs, const bool *depends) {
  if (!ab_has_branches(node))
    return false;
  if (!depends[node->left] && !(ab_op_arity(node->op) == 2 && depends[node->right]))
    return false;
  unsigned argument = ab_kink_signs(node, signs);
  return argument & AB_SIGN_NEGATIVE && argument & AB_SIGN_POSITIVE;
}
