/* SPDX-License-Identifier: MIT */
#include "problem/infinity_rewrite.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "problem/calculus_walk.h"

enum { POWER_MAX = 4096 };

ab_scaled ab_rewrite_integer(ab_rewrite *c, long value) {
  return (ab_scaled){.value = ab_graph_integer(c->out, value)};
}

/* value base^n; n < 0 or too large makes the rewriting fail. */
static ab_expr times_power(ab_rewrite *c, ab_expr value, ab_expr base, long n) {
  if (n > POWER_MAX || n < 0) {
    c->good = false;
    return value;
  }
  return ab_build_mul(c->out, value, ab_build_pow(c->out, base, (int32_t)n));
}

/* Makes the factor in front of x that of `to`, multiplying the difference into the value. */
static ab_scaled raise(ab_rewrite *c, ab_scaled x, const ab_scaled *to) {
  ab_scaled out = *to;
  out.value = times_power(c, x.value, c->r, to->power - x.power);
  for (size_t i = 0; i < c->growth_count; i++)
    out.value = times_power(c, out.value, c->growths[i].v, to->growth[i] - x.growth[i]);
  return out;
}

bool ab_rewrite_is_bounded(const ab_scaled *x) {
  bool bounded = x->power <= 0;
  for (size_t i = 0; i < AB_GROWTHS_MAX; i++)
    bounded = bounded && x->growth[i] <= 0;
  return bounded;
}

ab_expr ab_rewrite_plain(ab_rewrite *c, ab_scaled x) {
  ab_scaled none = {0};
  return raise(c, x, &none).value;
}

/* x y, undefined where one of them is, also where the other is the constant 0. */
static ab_expr product(ab_rewrite *c, ab_expr x, ab_expr y) {
  if (ab_is_integer(c->out, x, 0) || ab_is_integer(c->out, y, 0))
    return ab_graph_binary(c->out, AB_OP_MUL, x, y);
  return ab_build_mul(c->out, x, y);
}

static long larger(long a, long b) {
  return a > b ? a : b;
}

/* Brings two to the same factor, with the larger of the powers; min and max: it is positive. */
static ab_scaled of_aligned(ab_rewrite *c, ab_op op, ab_scaled x, ab_scaled y) {
  ab_scaled out = {.power = larger(x.power, y.power)};
  for (size_t i = 0; i < c->growth_count; i++)
    out.growth[i] = larger(x.growth[i], y.growth[i]);
  ab_expr left = raise(c, x, &out).value, right = raise(c, y, &out).value;
  out.value = op == AB_OP_ADD   ? ab_build_add(c->out, left, right)
              : op == AB_OP_SUB ? ab_build_sub(c->out, left, right)
                                : ab_graph_binary(c->out, op, left, right);
  return out;
}

ab_scaled ab_rewrite_binary(ab_rewrite *c, ab_op op, ab_scaled x, ab_scaled y) {
  if (op != AB_OP_MUL && op != AB_OP_DIV)
    return of_aligned(c, op, x, y);
  bool times = op == AB_OP_MUL;
  ab_scaled out = x;
  out.value = times ? product(c, x.value, y.value) : ab_build_div(c->out, x.value, y.value);
  out.power += times ? y.power : -y.power;
  for (size_t i = 0; i < c->growth_count; i++)
    out.growth[i] += times ? y.growth[i] : -y.growth[i];
  return out;
}

static ab_scaled of_power(ab_rewrite *c, ab_scaled x, int32_t exponent) {
  x.value = ab_build_pow(c->out, x.value, exponent);
  x.power *= exponent;
  for (size_t i = 0; i < c->growth_count; i++)
    x.growth[i] *= exponent;
  return x;
}

static long next_even(long n) {
  return n % 2 == 0 ? n : n + 1;
}

/* sqrt(r^-p x) = r^(-p/2) sqrt(x) for even p, r^(-(p+1)/2) sqrt(r x) for odd p; v_i likewise. */
static ab_scaled of_root(ab_rewrite *c, ab_scaled x) {
  ab_scaled even = {.power = next_even(x.power)};
  for (size_t i = 0; i < c->growth_count; i++)
    even.growth[i] = next_even(x.growth[i]);
  x = raise(c, x, &even);
  x.value = ab_graph_unary(c->out, AB_OP_SQRT, x.value);
  x.power /= 2;
  for (size_t i = 0; i < c->growth_count; i++)
    x.growth[i] /= 2;
  return x;
}

static ab_scaled of_one(ab_rewrite *c, ab_expr e, ab_scaled x) {
  const ab_node *node = ab_graph_node(c->in, e);
  switch (node->op) {
  case AB_OP_NEG:
    x.value = ab_build_neg(c->out, x.value);
    return x;
  case AB_OP_ABS:
  case AB_OP_RELU:
    x.value = ab_graph_unary(c->out, node->op, x.value);
    return x;
  case AB_OP_POW:
    return of_power(c, x, node->exponent);
  case AB_OP_SQRT:
    return of_root(c, x);
  default:
    if (!ab_rewrite_is_bounded(&x))
      return ab_rewrite_elementary(c, e, x);
    return (ab_scaled){.value = ab_graph_unary(c->out, node->op, ab_rewrite_plain(c, x))};
  }
}

static ab_scaled of_leaf(ab_rewrite *c, ab_expr e) {
  const ab_node *node = ab_graph_node(c->in, e);
  const ab_chart *chart = c->chart;
  switch (node->op) {
  case AB_OP_CONSTANT:
    return (ab_scaled){.value = ab_graph_constant(c->out, ab_graph_constant_value(c->in, e))};
  case AB_OP_PARAMETER:
    return (ab_scaled){.value = ab_graph_parameter(c->out, node->left)};
  case AB_OP_PI:
    return (ab_scaled){.value = ab_graph_pi(c->out)};
  default: /* a variable */
    return (ab_scaled){.value = node->left == chart->axis ? ab_graph_integer(c->out, chart->sign)
                                                          : ab_graph_variable(c->out, node->left),
                       .power = chart->scaled[node->left]};
  }
}

static ab_scaled of_node(ab_rewrite *c, ab_expr e, const ab_scaled *seen) {
  const ab_node *node = ab_graph_node(c->in, e);
  switch (ab_op_arity(node->op)) {
  case 0:
    return of_leaf(c, e);
  case 1:
    return of_one(c, e, seen[node->left]);
  default:
    return ab_rewrite_binary(c, node->op, seen[node->left], seen[node->right]);
  }
}

static bool is_moderate(long power) {
  return -POWER_MAX <= power && power <= POWER_MAX;
}

static bool has_moderate_powers(const ab_scaled *x) {
  bool moderate = is_moderate(x->power);
  for (size_t i = 0; i < AB_GROWTHS_MAX; i++)
    moderate = moderate && is_moderate(x->growth[i]);
  return moderate;
}

/* The power of 1/|x_axis| that a node grows with by its form, elementary functions taken as
 * bounded. */
static long degree_of(const ab_chart *chart, const ab_node *node, const long *degrees) {
  unsigned arity = ab_op_arity(node->op);
  long x = arity ? degrees[node->left] : 0, y = arity == 2 ? degrees[node->right] : 0;
  switch (node->op) {
  case AB_OP_VARIABLE:
    return chart->scaled[node->left];
  case AB_OP_MUL:
    return x + y;
  case AB_OP_DIV:
    return x - y;
  case AB_OP_POW:
    return x * node->exponent;
  case AB_OP_SQRT:
    return (x + 1) / 2;
  case AB_OP_NEG:
  case AB_OP_ABS:
  case AB_OP_RELU:
    return x;
  default:
    return arity == 2 ? (x > y ? x : y) : 0;
  }
}

/* Twice the largest degree of a part, at least 4: then r^decay w vanishes to second order at r = 0
 * in all that such expressions are usually multiplied by. */
static long choose_decay(const ab_chart *chart, const ab_graph *in, const bool *needed,
                         size_t size) {
  enum { LEAST = 2, MOST = 32 };
  long *degrees = ab_allocate(size, sizeof *degrees), largest = LEAST;
  for (size_t i = 0; i < size; i++) {
    if (!needed[i])
      continue;
    long degree = degree_of(chart, ab_graph_node(in, (ab_expr)i), degrees);
    degrees[i] = is_moderate(degree) ? degree : 0;
    if (degrees[i] > largest)
      largest = degrees[i];
  }
  ab_free(degrees);
  return 2 * (largest < MOST ? largest : MOST);
}

/* The nodes below number `*size` that the roots have as parts. */
static bool *find_needed(const ab_graph *in, const ab_expr *roots, size_t count, size_t *size) {
  *size = 0;
  for (size_t i = 0; i < count; i++)
    if (roots[i] >= *size)
      *size = (size_t)roots[i] + 1;
  bool *needed = ab_allocate(*size, sizeof *needed);
  for (size_t i = 0; i < count; i++) {
    bool *parts = ab_graph_parts(in, roots[i]);
    for (size_t k = 0; k <= roots[i]; k++)
      needed[k] = needed[k] || parts[k];
    ab_free(parts);
  }
  return needed;
}

bool ab_at_infinity(ab_graph *out, ab_scaled *seen, ab_chart_quantities *quantities,
                    const ab_graph *in, const ab_expr *roots, size_t count, const ab_chart *chart,
                    ab_op *obstacle) {
  size_t size;
  bool *needed = find_needed(in, roots, count, &size);
  *quantities = (ab_chart_quantities){ab_rationals_create(AB_VARIABLES_MAX),
                                      ab_rationals_create(AB_VARIABLES_MAX),
                                      ab_allocate(AB_VARIABLES_MAX, sizeof(bool)), 0};
  ab_rewrite c = {.out = out, .in = in, .chart = chart, .quantities = quantities, .good = true};
  c.r = ab_graph_variable(out, (uint32_t)chart->axis);
  c.decay = choose_decay(chart, in, needed, size);
  ab_scaled *all = ab_allocate(size, sizeof *all);
  for (size_t i = 0; i < size && c.good; i++) {
    if (!needed[i])
      continue;
    all[i] = of_node(&c, (ab_expr)i, all);
    c.good = c.good && has_moderate_powers(&all[i]);
    *obstacle = ab_graph_node(in, (ab_expr)i)->op;
  }
  for (size_t i = 0; i < count && c.good; i++)
    seen[i] = all[roots[i]];
  ab_free(all);
  ab_free(needed);
  return c.good;
}

void ab_chart_quantities_clear(ab_chart_quantities *quantities) {
  ab_rationals_destroy(quantities->lo, AB_VARIABLES_MAX);
  ab_rationals_destroy(quantities->hi, AB_VARIABLES_MAX);
  ab_free(quantities->positive);
  *quantities = (ab_chart_quantities){0};
}
