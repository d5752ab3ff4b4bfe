/* SPDX-License-Identifier: MIT */
#include "problem/infinity.h"

#include "base/memory.h"
#include "problem/calculus.h"
#include "problem/calculus_walk.h"

enum { POWER_MAX = 4096 };

/* r^-power value */
typedef struct {
  ab_expr value;
  long power;
} scaled;

typedef struct {
  ab_graph *out;
  ab_expr r;
  bool good;
} chart;

/* value r^n */
static ab_expr times_power(chart *c, ab_expr value, long n) {
  if (n > POWER_MAX || n < 0) {
    c->good = false;
    return value;
  }
  return ab_build_mul(c->out, value, ab_build_pow(c->out, c->r, (int32_t)n));
}

/* x y, undefined where one of them is, also where the other is the constant 0. */
static ab_expr product(chart *c, ab_expr x, ab_expr y) {
  if (ab_is_integer(c->out, x, 0) || ab_is_integer(c->out, y, 0))
    return ab_graph_binary(c->out, AB_OP_MUL, x, y);
  return ab_build_mul(c->out, x, y);
}

/* Brings two to the same power: r^-p x and r^-p y with p the larger of the two. */
static long align(chart *c, scaled *x, scaled *y) {
  long power = x->power > y->power ? x->power : y->power;
  x->value = times_power(c, x->value, power - x->power);
  y->value = times_power(c, y->value, power - y->power);
  return power;
}

static scaled of_two(chart *c, ab_op op, scaled x, scaled y) {
  switch (op) {
  case AB_OP_MUL:
    return (scaled){product(c, x.value, y.value), x.power + y.power};
  case AB_OP_DIV:
    return (scaled){ab_build_div(c->out, x.value, y.value), x.power - y.power};
  default: { /* add, sub, min, max: r^-p is positive */
    long power = align(c, &x, &y);
    if (op == AB_OP_ADD)
      return (scaled){ab_build_add(c->out, x.value, y.value), power};
    if (op == AB_OP_SUB)
      return (scaled){ab_build_sub(c->out, x.value, y.value), power};
    return (scaled){ab_graph_binary(c->out, op, x.value, y.value), power};
  }
  }
}

/* sqrt(r^-p x) = r^(-p/2) sqrt(x) for even p, r^(-(p+1)/2) sqrt(r x) for odd p. */
static scaled of_root(chart *c, scaled x) {
  if (x.power % 2 != 0) {
    x.value = times_power(c, x.value, 1);
    x.power++;
  }
  return (scaled){ab_graph_unary(c->out, AB_OP_SQRT, x.value), x.power / 2};
}

static scaled of_one(chart *c, const ab_node *node, scaled x) {
  switch (node->op) {
  case AB_OP_NEG:
    return (scaled){ab_build_neg(c->out, x.value), x.power};
  case AB_OP_ABS:
  case AB_OP_RELU:
    return (scaled){ab_graph_unary(c->out, node->op, x.value), x.power};
  case AB_OP_POW:
    return (scaled){ab_build_pow(c->out, x.value, node->exponent), x.power * node->exponent};
  case AB_OP_SQRT:
    return of_root(c, x);
  default: /* a bounded argument: take the power back in */
    c->good = c->good && x.power <= 0;
    return (scaled){ab_graph_unary(c->out, node->op, times_power(c, x.value, -x.power)), 0};
  }
}

static scaled of_leaf(chart *c, const ab_graph *in, ab_expr e, size_t k, int sign) {
  const ab_node *node = ab_graph_node(in, e);
  switch (node->op) {
  case AB_OP_CONSTANT:
    return (scaled){ab_graph_constant(c->out, ab_graph_constant_value(in, e)), 0};
  case AB_OP_PARAMETER:
    return (scaled){ab_graph_parameter(c->out, node->left), 0};
  case AB_OP_PI:
    return (scaled){ab_graph_pi(c->out), 0};
  default: /* a variable */
    return (scaled){node->left == k ? ab_graph_integer(c->out, sign)
                                    : ab_graph_variable(c->out, node->left),
                    1};
  }
}

bool ab_at_infinity(ab_graph *out, ab_expr *g, long *m, const ab_graph *in, ab_expr e, size_t k,
                    int sign) {
  chart c = {out, ab_graph_variable(out, (uint32_t)k), true};
  bool *needed = ab_walk_needed(in, e);
  scaled *values = ab_allocate((size_t)e + 1, sizeof *values);
  for (ab_expr i = 0; i <= e && c.good; i++) {
    const ab_node *node = ab_graph_node(in, i);
    if (!needed[i])
      continue;
    unsigned arity = ab_op_arity(node->op);
    if (arity == 0)
      values[i] = of_leaf(&c, in, i, k, sign);
    else if (arity == 1)
      values[i] = of_one(&c, node, values[node->left]);
    else
      values[i] = of_two(&c, node->op, values[node->left], values[node->right]);
    c.good = c.good && values[i].power <= POWER_MAX && values[i].power >= -POWER_MAX;
  }
  if (c.good) {
    *g = values[e].value;
    *m = values[e].power;
  }
  ab_free(values);
  ab_free(needed);
  return c.good;
}
