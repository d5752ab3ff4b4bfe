/* SPDX-License-Identifier: MIT
 * Single operations over sixteen boxes, and their slopes: a part of double_kernel.c, compiled with
 * it for each instruction set. */
#ifndef AB_EXPR_DOUBLE_OPERATION_H
#define AB_EXPR_DOUBLE_OPERATION_H

#include "expr/double_code.h"
#include "num/double_elementary.h"

#include <assert.h>
#include <string.h>

static const ab_lanes zero, one = {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                                   {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};

/* The thin intervals at one end of x. */
static void end_of(ab_lanes *out, const ab_lanes *x, bool high) {
  memcpy(out->lo, high ? x->hi : x->lo, sizeof out->lo);
  memcpy(out->hi, out->lo, sizeof out->hi);
}

/* x^n, n >= 1, of numbers that are not negative, by repeated products. */
static void power_of_nonnegative(ab_lanes *out, const ab_lanes *x, int32_t n) {
  ab_lanes square = *x;
  for (; n % 2 == 0; n /= 2)
    ab_lanes_mul_nonnegative(&square, &square, &square);
  *out = square;
  for (n /= 2; n > 0; n /= 2) {
    ab_lanes_mul_nonnegative(&square, &square, &square);
    if (n % 2)
      ab_lanes_mul_nonnegative(out, out, &square);
  }
}

/* x^n for odd n, which increases: by the powers of the absolute values of both ends. */
static void odd_power(ab_lanes *out, const ab_lanes *x, int32_t n) {
  ab_lanes low, high;
  AB_EACH_LANE(i) {
    low.lo[i] = low.hi[i] = fabs(x->lo[i]);
    high.lo[i] = high.hi[i] = fabs(x->hi[i]);
  }
  power_of_nonnegative(&low, &low, n);
  power_of_nonnegative(&high, &high, n);
  AB_EACH_LANE(i) {
    double lo = x->lo[i] < 0 ? -low.hi[i] : low.lo[i];
    double hi = x->hi[i] < 0 ? -high.lo[i] : high.hi[i];
    ab_lane_set(out, i, lo, hi);
  }
}

/* x^n, n >= 0. */
static void power(ab_lanes *out, const ab_lanes *x, int32_t n) {
  ab_lanes base;
  if (n == 2) {
    ab_lanes_sqr(out, x);
  } else if (n == 0) { /* 1 where x is defined */
    AB_EACH_LANE(i) ab_lane_set(out, i, 1 + (x->lo[i] - x->lo[i]), 1);
  } else if (n % 2 == 0) {
    ab_lanes_abs(&base, x);
    power_of_nonnegative(out, &base, n);
  } else {
    odd_power(out, x, n);
  }
}

/* What the kernels compute themselves; the rest is `apart`. */
static bool is_apart(const ab_node *node) {
  switch (node->op) {
  case AB_OP_NEG:
  case AB_OP_ABS:
  case AB_OP_RELU:
  case AB_OP_SQRT:
  case AB_OP_EXP:
  case AB_OP_LOG:
  case AB_OP_SOFTPLUS:
  case AB_OP_LOGISTIC:
    return false;
  case AB_OP_POW:
    return node->exponent < 0;
  default:
    return ab_op_arity(node->op) == 1;
  }
}

/* exp and its kin; where double arithmetic has no bounds for them, as `apart`. */
static void elementary(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                       const ab_lanes *x) {
  bool done = node->op == AB_OP_EXP        ? ab_lanes_exp(out, x)
              : node->op == AB_OP_LOG      ? ab_lanes_log(out, x)
              : node->op == AB_OP_SOFTPLUS ? ab_lanes_softplus(out, x)
                                           : ab_lanes_logistic(out, x);
  if (!done)
    job->apart.range(job->apart.context, out, node, x);
}

static void unary(ab_lanes *out, const ab_double_job *job, const ab_node *node, const ab_lanes *x) {
  switch (node->op) {
  case AB_OP_NEG:
    ab_lanes_neg(out, x);
    break;
  case AB_OP_ABS:
    ab_lanes_abs(out, x);
    break;
  case AB_OP_RELU:
    ab_lanes_relu(out, x);
    break;
  case AB_OP_SQRT:
    ab_lanes_sqrt(out, x);
    break;
  case AB_OP_EXP:
  case AB_OP_LOG:
  case AB_OP_SOFTPLUS:
  case AB_OP_LOGISTIC:
    elementary(out, job, node, x);
    break;
  default:
    assert(node->op == AB_OP_POW);
    power(out, x, node->exponent);
  }
}

/* U and C, and g over them where that is known, else NULL. */
typedef struct {
  const ab_lanes *u, *c, *gu, *gc;
} arguments;

/* In every lane C is defined and lies in U: their hull is U. */
static bool is_inside(const arguments *a) {
  const ab_lanes *u = a->u, *c = a->c;
  int outside = 0;
  AB_EACH_LANE(i)
  outside += (c->lo[i] != c->lo[i]) | (c->lo[i] < u->lo[i]) | (c->hi[i] > u->hi[i]);
  return outside == 0;
}

/* (g(u) - g(c))/(u - c) for u and c the low or the high ends of U and C; gc, if C is thin and that
 * is known, else NULL. */
static void quotient(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                     const arguments *of, const ab_lanes *gc, bool high) {
  ab_lanes a, b, ga, gb;
  end_of(&a, of->u, high);
  end_of(&b, of->c, high);
  unary(&ga, job, node, &a);
  if (!gc)
    unary(&gb, job, node, &b);
  ab_lanes_sub(&ga, &ga, gc ? gc : &gb);
  ab_lanes_sub(&a, &a, &b);
  ab_lanes_div(out, &ga, &a);
}

/* slopes.md, section 3, "Sharpening": in the lanes where g is convex (+1) or concave (-1). */
static void sharpen(ab_lanes *out, const double *curvature, const ab_double_job *job,
                    const ab_node *node, const arguments *a) {
  ab_lanes low, high;
  const ab_lanes *gc = a->gc && ab_lanes_are_thin(a->c) ? a->gc : NULL;
  quotient(&low, job, node, a, gc, false);
  quotient(&high, job, node, a, gc, true);
  AB_EACH_LANE(i) {
    double least = curvature[i] > 0 ? low.lo[i] : curvature[i] < 0 ? high.lo[i] : (double)NAN;
    double most = curvature[i] > 0 ? high.hi[i] : curvature[i] < 0 ? low.hi[i] : (double)NAN;
    if (least > out->lo[i])
      out->lo[i] = least;
    if (most < out->hi[i])
      out->hi[i] = most;
  }
}

static void kink_slope(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                       const arguments *a) {
  double curvature[AB_LANES], left = node->op == AB_OP_ABS ? -1 : 0;
  ab_lanes hull;
  ab_lanes_hull(&hull, a->u, a->c);
  AB_EACH_LANE(i) {
    double lo = hull.lo[i], hi = hull.hi[i], at_lo = lo >= 0 ? 1 : left, at_hi = hi <= 0 ? left : 1;
    curvature[i] = 1;
    ab_lane_set(out, i, ab_double_least(at_lo, at_hi) + (lo - lo),
                ab_double_greatest(at_lo, at_hi));
  }
  sharpen(out, curvature, job, node, a);
}

/* n >= 3 */
static void power_slope(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                        const arguments *a) {
  double curvature[AB_LANES], n = node->exponent;
  ab_lanes hull, factor;
  ab_lanes_hull(&hull, a->u, a->c);
  power(out, &hull, node->exponent - 1);
  ab_lanes_fill(&factor, n, n);
  ab_lanes_mul(out, out, &factor);
  AB_EACH_LANE(i) {
    bool even = node->exponent % 2 == 0;
    curvature[i] = even || hull.lo[i] >= 0 ? 1 : hull.hi[i] <= 0 ? -1 : 0;
  }
  sharpen(out, curvature, job, node, a);
}

/* logistic' = 1/4 - (logistic - 1/2)^2 */
static void logistic_derivative(ab_lanes *out, const ab_lanes *logistic) {
  ab_lanes half, quarter;
  ab_lanes_fill(&half, 0.5, 0.5);
  ab_lanes_fill(&quarter, 0.25, 0.25);
  ab_lanes_sub(out, logistic, &half);
  ab_lanes_sqr(out, out);
  ab_lanes_sub(out, &quarter, out);
}

/* exp' = exp and softplus' = logistic, convex; log' = 1/u, concave, where it is defined. */
static void elementary_slope(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                             const arguments *a) {
  const ab_node logistic = {.op = AB_OP_LOGISTIC};
  double curvature[AB_LANES];
  ab_lanes hull, whole;
  ab_lanes_hull(&hull, a->u, a->c);
  if (a->gu && node->op != AB_OP_SOFTPLUS && is_inside(a))
    whole = *a->gu;
  else
    elementary(&whole, job, node->op == AB_OP_SOFTPLUS ? &logistic : node, &hull);
  if (node->op == AB_OP_LOGISTIC) {
    logistic_derivative(out, &whole);
    return;
  }
  if (node->op == AB_OP_LOG)
    ab_lanes_div(out, &one, &hull);
  else
    *out = whole;
  AB_EACH_LANE(i) {
    double poison = whole.lo[i] - whole.lo[i];
    out->lo[i] += poison;
    out->hi[i] += poison;
    curvature[i] = node->op == AB_OP_LOG ? -1 : 1;
  }
  sharpen(out, curvature, job, node, a);
}

/* slopes.md, section 3: what ab_operation_slope does. */
static void unary_slope(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                        const arguments *a) {
  if (is_apart(node)) {
    job->apart.slope(job->apart.context, out, node, a->u, a->c);
    return;
  }
  ab_lanes other;
  switch (node->op) {
  case AB_OP_NEG:
    ab_lanes_fill(out, -1, -1);
    break;
  case AB_OP_SQRT:
    ab_lanes_sqrt(out, a->u);
    ab_lanes_sqrt(&other, a->c);
    ab_lanes_add(out, out, &other);
    ab_lanes_div(out, &one, out);
    break;
  case AB_OP_POW:
    if (node->exponent <= 1)
      ab_lanes_fill(out, node->exponent, node->exponent);
    else if (node->exponent == 2)
      ab_lanes_add(out, a->u, a->c);
    else
      power_slope(out, job, node, a);
    break;
  case AB_OP_EXP:
  case AB_OP_LOG:
  case AB_OP_SOFTPLUS:
  case AB_OP_LOGISTIC:
    elementary_slope(out, job, node, a);
    break;
  default:
    kink_slope(out, job, node, a);
  }
}

/* slopes.md, section 4: the weight of the first argument of min or max. */
static void weight(ab_lanes *out, const ab_double_job *job, const ab_node *node, const ab_lanes *u,
                   const ab_lanes *v, const ab_lanes *cu, const ab_lanes *cv) {
  const ab_node absolute = {.op = AB_OP_ABS};
  ab_lanes difference, anchored, two;
  ab_lanes_sub(&difference, u, v);
  ab_lanes_sub(&anchored, cu, cv);
  kink_slope(out, job, &absolute, &(arguments){&difference, &anchored, NULL, NULL});
  if (node->op == AB_OP_MIN)
    ab_lanes_neg(out, out);
  ab_lanes_add(out, &one, out);
  ab_lanes_fill(&two, 2, 2);
  ab_lanes_div(out, out, &two);
}

#endif
