/* SPDX-License-Identifier: MIT
 * Differentiation, forward: one pass over the nodes of an expression. docs/theory/calculus.md. */
#include "base/memory.h"
#include "problem/calculus.h"
#include "problem/calculus_walk.h"

#include <assert.h>

size_t ab_kinks(const ab_graph *graph, ab_expr root, ab_expr *kinks, size_t capacity) {
  bool *needed = ab_graph_parts(graph, root);
  bool *depends = ab_walk_depends(graph, root, needed);
  unsigned char *signs = ab_walk_signs(graph, root, needed);
  size_t count = 0;
  for (size_t i = 0; i <= root; i++) {
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    if (!needed[i] || !ab_is_kink(node, signs, depends))
      continue;
    if (count < capacity)
      kinks[count] = (ab_expr)i;
    count++;
  }
  ab_free(signs);
  ab_free(depends);
  ab_free(needed);
  return count;
}

ab_expr ab_kink_argument(ab_graph *graph, ab_expr kink) {
  ab_node node = *ab_graph_node(graph, kink);
  assert(ab_has_branches(&node));
  return ab_op_arity(node.op) == 1 ? node.left : ab_build_sub(graph, node.left, node.right);
}

static ab_expr one_plus(ab_graph *graph, ab_expr x) {
  return ab_build_add(graph, ab_graph_integer(graph, 1), x);
}

static ab_expr one_minus_square(ab_graph *graph, ab_expr x) {
  return ab_build_sub(graph, ab_graph_integer(graph, 1), ab_build_pow(graph, x, 2));
}

/* (1 - tanh(x/2)^2)/4: the range of logistic' over an interval without loss, and slopes at most 1/4
 * even over wide ones (section 2). */
static ab_expr logistic_slope(ab_graph *graph, ab_expr x) {
  ab_expr half = ab_build_div(graph, x, ab_graph_integer(graph, 2));
  ab_expr tanh = ab_graph_unary(graph, AB_OP_TANH, half);
  return ab_build_div(graph, one_minus_square(graph, tanh), ab_graph_integer(graph, 4));
}

/* n x^(n-1) dx, a constant dx joined to n. */
static ab_expr power_derivative(ab_graph *graph, ab_expr self, ab_expr x, int32_t n, ab_expr dx) {
  if (n == 0)
    return ab_graph_integer(graph, 0);
  ab_expr factor = ab_graph_integer(graph, n);
  ab_expr power = n > -AB_EXPONENT_MAX ? ab_build_pow(graph, x, n - 1)
                                       : ab_build_div(graph, self, x); /* no such exponent */
  if (ab_graph_node(graph, dx)->op == AB_OP_CONSTANT)
    return ab_build_mul(graph, ab_build_mul(graph, factor, dx), power);
  return ab_build_mul(graph, ab_build_mul(graph, factor, power), dx);
}

/* The derivative of a smooth operation of one child: self = g(x), dx that of x and not 0. */
static ab_expr chain(ab_graph *graph, ab_op op, ab_expr self, ab_expr x, ab_expr dx) {
  ab_expr two = ab_graph_integer(graph, 2);
  switch (op) {
  case AB_OP_NEG:
    return ab_build_neg(graph, dx);
  case AB_OP_SQRT:
    return ab_build_div(graph, dx, ab_build_mul(graph, two, self));
  case AB_OP_EXP:
    return ab_build_mul(graph, self, dx);
  case AB_OP_LOG:
    return ab_build_div(graph, dx, x);
  case AB_OP_LOG1P:
    return ab_build_div(graph, dx, one_plus(graph, x));
  case AB_OP_EXPM1:
    return ab_build_mul(graph, ab_graph_unary(graph, AB_OP_EXP, x), dx);
  case AB_OP_SIN:
    return ab_build_mul(graph, ab_graph_unary(graph, AB_OP_COS, x), dx);
  case AB_OP_COS:
    return ab_build_neg(graph, ab_build_mul(graph, ab_graph_unary(graph, AB_OP_SIN, x), dx));
  case AB_OP_TAN:
    return ab_build_mul(graph, one_plus(graph, ab_build_pow(graph, self, 2)), dx);
  case AB_OP_ATAN:
    return ab_build_div(graph, dx, one_plus(graph, ab_build_pow(graph, x, 2)));
  case AB_OP_ASIN:
  case AB_OP_ACOS: {
    ab_expr root = ab_graph_unary(graph, AB_OP_SQRT, one_minus_square(graph, x));
    ab_expr quotient = ab_build_div(graph, dx, root);
    return op == AB_OP_ASIN ? quotient : ab_build_neg(graph, quotient);
  }
  case AB_OP_SINH:
    return ab_build_mul(graph, ab_graph_unary(graph, AB_OP_COSH, x), dx);
  case AB_OP_COSH:
    return ab_build_mul(graph, ab_graph_unary(graph, AB_OP_SINH, x), dx);
  case AB_OP_TANH:
    return ab_build_mul(graph, one_minus_square(graph, self), dx);
  case AB_OP_LOGISTIC:
    return ab_build_mul(graph, logistic_slope(graph, x), dx);
  default:
    assert(op == AB_OP_SOFTPLUS); /* there is no other */
    return ab_build_mul(graph, ab_graph_unary(graph, AB_OP_LOGISTIC, x), dx);
  }
}

/* The derivative of an operation of two children, not both of whose derivatives are 0. */
static ab_expr pair(ab_graph *graph, ab_expr self, const ab_node *node, ab_expr dx, ab_expr dy) {
  switch (node->op) {
  case AB_OP_ADD:
    return ab_build_add(graph, dx, dy);
  case AB_OP_SUB:
    return ab_build_sub(graph, dx, dy);
  case AB_OP_MUL:
    return ab_build_add(graph, ab_build_mul(graph, dx, node->right),
                        ab_build_mul(graph, node->left, dy));
  default: /* DIV: (dx - (x/y) dy)/y */
    return ab_build_div(graph, ab_build_sub(graph, dx, ab_build_mul(graph, self, dy)), node->right);
  }
}

/* The derivative of the branch of a kink for an argument >= 0 (`above`) or <= 0. */
static ab_expr branch(ab_graph *graph, const ab_node *node, bool above, ab_expr dx, ab_expr dy) {
  switch (node->op) {
  case AB_OP_ABS:
    return above ? dx : ab_build_neg(graph, dx);
  case AB_OP_RELU:
    return above ? dx : ab_graph_integer(graph, 0);
  case AB_OP_MAX:
    return above ? dx : dy;
  default: /* MIN */
    return above ? dy : dx;
  }
}

typedef struct {
  ab_graph *graph;
  const ab_expr *direction;
  size_t variables;
  uint64_t pattern;
  bool *needed, *depends;
  unsigned char *signs;
  ab_expr *derivatives;
  size_t kinks; /* counted so far */
} pass;

static bool is_above(pass *p, const ab_node *node) {
  if (!ab_is_kink(node, p->signs, p->depends))
    return !(ab_kink_signs(node, p->signs) & AB_SIGN_NEGATIVE);
  assert(p->kinks < AB_KINKS_MAX);
  return p->pattern >> p->kinks++ & 1;
}

static ab_expr node_derivative(pass *p, ab_expr expr) {
  ab_node node = *ab_graph_node(p->graph, expr); /* a copy: the graph grows */
  ab_expr zero = ab_graph_integer(p->graph, 0);
  unsigned arity = ab_op_arity(node.op);
  if (node.op == AB_OP_VARIABLE) {
    assert(node.left < p->variables);
    return p->direction[node.left];
  }
  if (arity == 0)
    return zero;
  ab_expr dx = p->derivatives[node.left], dy = arity == 2 ? p->derivatives[node.right] : zero;
  bool kink = ab_has_branches(&node);
  bool above = kink && is_above(p, &node); /* counts it, whatever dx is */
  if (dx == zero && dy == zero)
    return zero;
  if (kink)
    return branch(p->graph, &node, above, dx, dy);
  if (node.op == AB_OP_POW)
    return power_derivative(p->graph, expr, node.left, node.exponent, dx);
  return arity == 2 ? pair(p->graph, expr, &node, dx, dy)
                    : chain(p->graph, node.op, expr, node.left, dx);
}

ab_expr ab_derivative(ab_graph *graph, ab_expr root, const ab_expr *direction, size_t variables,
                      uint64_t pattern) {
  pass p = {.graph = graph, .direction = direction, .variables = variables, .pattern = pattern};
  p.needed = ab_graph_parts(graph, root);
  p.depends = ab_walk_depends(graph, root, p.needed);
  p.signs = ab_walk_signs(graph, root, p.needed);
  p.derivatives = ab_allocate((size_t)root + 1, sizeof *p.derivatives);
  for (size_t i = 0; i <= root; i++)
    if (p.needed[i])
      p.derivatives[i] = node_derivative(&p, (ab_expr)i);
  ab_expr result = p.derivatives[root];
  ab_free(p.derivatives);
  ab_free(p.signs);
  ab_free(p.depends);
  ab_free(p.needed);
  return result;
}

ab_expr ab_partial(ab_graph *graph, ab_expr root, size_t k, size_t variables, uint64_t pattern) {
  assert(k < variables && variables <= AB_VARIABLES_MAX);
  ab_expr direction[AB_VARIABLES_MAX];
  for (size_t i = 0; i < variables; i++)
    direction[i] = ab_graph_integer(graph, i == k);
  return ab_derivative(graph, root, direction, variables, pattern);
}

/* The expression that a node divides by; false if it divides by none. */
static bool find_divisor(const ab_node *node, ab_expr *divisor) {
  *divisor = node->op == AB_OP_DIV ? node->right : node->left;
  return node->op == AB_OP_DIV || (node->op == AB_OP_POW && node->exponent < 0);
}

/* Whether the node can be undefined where its children are defined. */
static bool is_partial(const ab_node *node, const unsigned char *signs) {
  ab_expr divisor;
  if (find_divisor(node, &divisor))
    return signs[divisor] & AB_SIGN_ZERO;
  switch (node->op) {
  case AB_OP_SQRT:
  case AB_OP_LOG1P:
    return signs[node->left] & AB_SIGN_NEGATIVE;
  case AB_OP_LOG:
    return signs[node->left] != AB_SIGN_POSITIVE;
  case AB_OP_TAN:
  case AB_OP_ASIN:
  case AB_OP_ACOS:
    return true;
  default:
    return false;
  }
}

/* Per node up to `last`: whether an expression divides by it. */
static bool *find_divisors(const ab_graph *graph, ab_expr root, const bool *needed, ab_expr last) {
  bool *divides = ab_allocate((size_t)(last > root ? last : root) + 1, sizeof *divides);
  for (size_t i = 0; i <= root; i++) {
    ab_expr divisor;
    if (needed[i] && find_divisor(ab_graph_node(graph, (ab_expr)i), &divisor))
      divides[divisor] = true;
  }
  return divides;
}

ab_expr ab_derivative_on_domain(ab_graph *graph, ab_expr root, ab_expr derivative) {
  bool *needed = ab_graph_parts(graph, root), *kept = ab_graph_parts(graph, derivative);
  bool *divides = find_divisors(graph, derivative, kept, root);
  unsigned char *signs = ab_walk_signs(graph, root, needed);
  bool lost = false;
  for (size_t i = 0; i <= root && !lost; i++) {
    const ab_node *node = ab_graph_node(graph, (ab_expr)i);
    ab_expr divisor;
    if (!needed[i] || !is_partial(node, signs) || (i <= derivative && kept[i]))
      continue;
    lost = !(find_divisor(node, &divisor) && divides[divisor]);
  }
  ab_free(signs);
  ab_free(divides);
  ab_free(kept);
  ab_free(needed);
  if (!lost)
    return derivative;
  ab_expr nothing = ab_graph_binary(graph, AB_OP_MUL, ab_graph_integer(graph, 0), root);
  return ab_graph_binary(graph, AB_OP_ADD, derivative, nothing);
}
