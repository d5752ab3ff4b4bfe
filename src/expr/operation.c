/* SPDX-License-Identifier: MIT */
#include "expr/operation.h"

#include <assert.h>

typedef void unary(ab_interval *, const ab_interval *);
typedef void binary(ab_interval *, const ab_interval *, const ab_interval *);

static unary *unary_of(ab_op op) {
  switch (op) {
  case AB_OP_NEG:
    return ab_interval_neg;
  case AB_OP_ABS:
    return ab_interval_abs;
  case AB_OP_RELU:
    return ab_interval_relu;
  case AB_OP_SQRT:
    return ab_interval_sqrt;
  case AB_OP_EXP:
    return ab_interval_exp;
  case AB_OP_LOG:
    return ab_interval_log;
  case AB_OP_LOG1P:
    return ab_interval_log1p;
  case AB_OP_EXPM1:
    return ab_interval_expm1;
  case AB_OP_SIN:
    return ab_interval_sin;
  case AB_OP_COS:
    return ab_interval_cos;
  case AB_OP_TAN:
    return ab_interval_tan;
  case AB_OP_ATAN:
    return ab_interval_atan;
  case AB_OP_ASIN:
    return ab_interval_asin;
  case AB_OP_ACOS:
    return ab_interval_acos;
  case AB_OP_SINH:
    return ab_interval_sinh;
  case AB_OP_COSH:
    return ab_interval_cosh;
  case AB_OP_TANH:
    return ab_interval_tanh;
  case AB_OP_LOGISTIC:
    return ab_interval_logistic;
  case AB_OP_SOFTPLUS:
    return ab_interval_softplus;
  default:
    return NULL;
  }
}

static binary *binary_of(ab_op op) {
  switch (op) {
  case AB_OP_ADD:
    return ab_interval_add;
  case AB_OP_SUB:
    return ab_interval_sub;
  case AB_OP_MUL:
    return ab_interval_mul;
  case AB_OP_DIV:
    return ab_interval_div;
  case AB_OP_MIN:
    return ab_interval_min;
  case AB_OP_MAX:
    return ab_interval_max;
  default:
    return NULL;
  }
}

void ab_operation_space_init(ab_operation_space *space, mpfr_prec_t precision) {
  for (int i = 0; i < AB_SCRATCH; i++)
    ab_interval_init(&space->scratch[i], precision);
  ab_points_init(&space->points, precision);
}

void ab_operation_space_clear(ab_operation_space *space) {
  for (int i = 0; i < AB_SCRATCH; i++)
    ab_interval_clear(&space->scratch[i]);
  ab_points_clear(&space->points);
}

/* Increasing functions, on domains that are intervals, that are dear enough to be remembered. */
bool ab_operation_is_remembered(ab_op op) {
  switch (op) {
  case AB_OP_EXP:
  case AB_OP_LOG:
  case AB_OP_LOG1P:
  case AB_OP_EXPM1:
  case AB_OP_ATAN:
  case AB_OP_ASIN:
  case AB_OP_SINH:
  case AB_OP_TANH:
  case AB_OP_LOGISTIC:
  case AB_OP_SOFTPLUS:
    return true;
  default:
    return false;
  }
}

static void at_point(ab_interval *out, ab_op op, const ab_interval *x) {
  unary_of(op)(out, x);
}

/* The range over x of an operation that is remembered, from the values at the two ends
 * (intervals.md, section 3): defined on x iff it is at both. */
static void range_from_ends(ab_interval *out, ab_op op, const ab_interval *x,
                            ab_operation_space *space) {
  if (!ab_interval_is_defined(x)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_set(out->lo, ab_points_value(&space->points, at_point, op, x->lo)->lo, MPFR_RNDD);
  mpfr_set(out->hi, ab_points_value(&space->points, at_point, op, x->hi)->hi, MPFR_RNDU);
  if (!ab_interval_is_defined(out))
    ab_interval_set_undefined(out);
}

void ab_operation_range(ab_interval *out, const ab_node *node, const ab_interval *x,
                        const ab_interval *y, ab_operation_space *space) {
  unary *one = unary_of(node->op);
  binary *two = binary_of(node->op);
  assert(one || two || node->op == AB_OP_POW);
  if (ab_operation_is_remembered(node->op))
    range_from_ends(out, node->op, x, space);
  else if (one)
    one(out, x);
  else if (two)
    two(out, x, y);
  else
    ab_interval_pow(out, x, node->exponent);
}

/* The curvature of g on a hull where it is defined: +1 convex, -1 concave, 0 neither (or not
 * known). */
static int curvature(const ab_node *node, const ab_interval *hull) {
  int low = mpfr_sgn(hull->lo), high = mpfr_sgn(hull->hi);
  switch (node->op) {
  case AB_OP_ABS:
  case AB_OP_RELU:
  case AB_OP_EXP:
  case AB_OP_EXPM1:
  case AB_OP_COSH:
  case AB_OP_SOFTPLUS:
    return 1;
  case AB_OP_SQRT:
  case AB_OP_LOG:
  case AB_OP_LOG1P:
    return -1;
  case AB_OP_POW: /* even n: convex on each half-line of its domain (for n > 0 on the line); odd: by
                     sign */
    if (node->exponent % 2 == 0 && (node->exponent > 0 || low > 0 || high < 0))
      return 1;
    return node->exponent == 1 ? 0 : low >= 0 ? 1 : high <= 0 ? -1 : 0;
  default:
    return 0;
  }
}

/* 1 - h^2 or 1 + h^2 */
static void one_and_square(ab_interval *out, const ab_interval *h, int sign, ab_interval *scratch) {
  ab_interval_sqr(out, h);
  ab_interval_set_long(scratch, 1);
  if (sign < 0)
    ab_interval_sub(out, scratch, out);
  else
    ab_interval_add(out, scratch, out);
}

/* out = n h^(n-1) */
static void power_derivative(ab_interval *out, const ab_interval *h, long n, ab_interval *scratch) {
  ab_interval_pow(out, h, n - 1);
  ab_interval_set_long(scratch, n);
  ab_interval_mul(out, out, scratch);
}

/* out = 1/4 - (logistic(h) - 1/2)^2, written so that the logistic occurs once */
static void logistic_derivative(ab_interval *out, const ab_interval *h, ab_operation_space *space) {
  ab_interval *scratch = space->scratch;
  mpq_t half;
  mpq_init(half);
  mpq_set_ui(half, 1, 2);
  range_from_ends(out, AB_OP_LOGISTIC, h, space);
  ab_interval_set_rational(scratch, half);
  ab_interval_sub(out, out, scratch);
  ab_interval_sqr(out, out);
  ab_interval_sqr(scratch, scratch);
  ab_interval_sub(out, scratch, out);
  mpq_clear(half);
}

/* An enclosure of {g'(h)}, for abs and relu of the one-sided derivatives, over a hull on which g is
 * defined. */
static void derivative(ab_interval *out, const ab_node *node, const ab_interval *h,
                       ab_operation_space *space) {
  ab_interval *scratch = space->scratch;
  switch (node->op) {
  case AB_OP_ABS:
  case AB_OP_RELU: {
    long left = node->op == AB_OP_ABS ? -1 : 0;
    ab_interval_set_long(out, mpfr_sgn(h->lo) >= 0 ? 1 : left);
    ab_interval_set_long(scratch, mpfr_sgn(h->hi) <= 0 ? left : 1);
    ab_interval_hull(out, out, scratch);
    return;
  }
  case AB_OP_POW:
    power_derivative(out, h, node->exponent, scratch);
    return;
  case AB_OP_SQRT: /* 1/(2 sqrt h) */
    ab_interval_sqrt(out, h);
    ab_interval_add(out, out, out);
    break;
  case AB_OP_LOG:
    ab_interval_set(out, h);
    break;
  case AB_OP_LOG1P:
    ab_interval_set_long(scratch, 1);
    ab_interval_add(out, scratch, h);
    break;
  case AB_OP_ATAN:
    one_and_square(out, h, 1, scratch);
    break;
  case AB_OP_ASIN:
  case AB_OP_ACOS:
    one_and_square(out, h, -1, scratch);
    ab_interval_sqrt(out, out);
    break;
  case AB_OP_EXP:
  case AB_OP_EXPM1:
    range_from_ends(out, AB_OP_EXP, h, space);
    return;
  case AB_OP_SIN:
    ab_interval_cos(out, h);
    return;
  case AB_OP_COS:
    ab_interval_sin(out, h);
    ab_interval_neg(out, out);
    return;
  case AB_OP_TAN:
    ab_interval_tan(out, h);
    one_and_square(out, out, 1, scratch);
    return;
  case AB_OP_SINH:
    ab_interval_cosh(out, h);
    return;
  case AB_OP_COSH:
    range_from_ends(out, AB_OP_SINH, h, space);
    return;
  case AB_OP_TANH:
    range_from_ends(out, AB_OP_TANH, h, space);
    one_and_square(out, out, -1, scratch);
    return;
  case AB_OP_LOGISTIC:
    logistic_derivative(out, h, space);
    return;
  case AB_OP_SOFTPLUS:
    range_from_ends(out, AB_OP_LOGISTIC, h, space);
    return;
  default:
    assert(0);
    ab_interval_set_undefined(out);
    return;
  }
  ab_interval_set_long(scratch, node->op == AB_OP_ACOS ? -1 : 1); /* the reciprocals */
  ab_interval_div(out, scratch, out);
}

/* out = an enclosure of (g(u) - g(c))/(u - c) for the two numbers u and c; undefined if they are
 * equal or infinite. scratch: 0 to 2. */
static void difference_quotient(ab_interval *out, const ab_node *node, mpfr_srcptr u, mpfr_srcptr c,
                                ab_operation_space *space) {
  ab_interval *scratch = space->scratch;
  if (!mpfr_number_p(u) || !mpfr_number_p(c)) {
    ab_interval_set_undefined(out);
    return;
  }
  mpfr_set(scratch[0].lo, u, MPFR_RNDD);
  mpfr_set(scratch[0].hi, u, MPFR_RNDU);
  mpfr_set(scratch[1].lo, c, MPFR_RNDD);
  mpfr_set(scratch[1].hi, c, MPFR_RNDU);
  ab_operation_range(out, node, &scratch[0], NULL, space);
  ab_operation_range(&scratch[2], node, &scratch[1], NULL, space);
  ab_interval_sub(out, out, &scratch[2]);
  ab_interval_sub(&scratch[0], &scratch[0], &scratch[1]);
  ab_interval_div(out, out, &scratch[0]);
}

/* The divided difference of a convex function is nondecreasing in both arguments (of a concave one
 * nonincreasing), so its values at the two extreme pairs bound it: slopes.md, section 3. The bound
 * by the derivative is kept where it is better. scratch: 0 to 2 beside `quotient`. */
static void sharpen_by_curvature(ab_interval *out, const ab_node *node, int sign,
                                 const ab_interval *u, const ab_interval *c, ab_interval *quotient,
                                 ab_operation_space *space) {
  bool convex = sign > 0;
  difference_quotient(quotient, node, convex ? u->lo : u->hi, convex ? c->lo : c->hi, space);
  if (ab_interval_is_finite(quotient) && mpfr_cmp(quotient->lo, out->lo) > 0)
    mpfr_set(out->lo, quotient->lo, MPFR_RNDD);
  difference_quotient(quotient, node, convex ? u->hi : u->lo, convex ? c->hi : c->lo, space);
  if (ab_interval_is_finite(quotient) && mpfr_cmp(quotient->hi, out->hi) < 0)
    mpfr_set(out->hi, quotient->hi, MPFR_RNDU);
}

/* sqrt(u) - sqrt(c) = (u - c)/(sqrt(u) + sqrt(c)) */
static void sqrt_slope(ab_interval *out, const ab_interval *u, const ab_interval *c,
                       ab_interval *scratch) {
  ab_interval_sqrt(out, u);
  ab_interval_sqrt(scratch, c);
  ab_interval_add(out, out, scratch);
  ab_interval_set_long(scratch, 1);
  ab_interval_div(out, scratch, out);
}

void ab_operation_slope(ab_interval *out, const ab_node *node, const ab_interval *u,
                        const ab_interval *c, ab_operation_space *space) {
  ab_interval *scratch = space->scratch;
  if (node->op == AB_OP_NEG) {
    ab_interval_set_long(out, -1);
    return;
  }
  if (node->op == AB_OP_SQRT) {
    sqrt_slope(out, u, c, scratch);
    return;
  }
  if (node->op == AB_OP_POW && node->exponent == 0) {
    ab_interval_set_long(out, 0);
    return;
  }
  if (node->op == AB_OP_POW && node->exponent == 2) {
    ab_interval_add(out, u, c);
    return;
  }
  ab_interval *hull = &scratch[3], *quotient = &scratch[4];
  ab_interval_hull(hull, u, c);
  ab_operation_range(out, node, hull, NULL,
                     space); /* the mean value theorem needs g on all of it */
  if (!ab_interval_is_defined(out))
    return;
  derivative(out, node, hull, space);
  int sign = curvature(node, hull);
  if (sign != 0 && ab_interval_is_finite(out) && !mpfr_equal_p(out->lo, out->hi))
    sharpen_by_curvature(out, node, sign, u, c, quotient, space);
}

void ab_operation_weight(ab_interval *out, ab_op op, const ab_interval *u, const ab_interval *v,
                         const ab_interval *cu, const ab_interval *cv, ab_operation_space *space) {
  ab_interval *scratch = space->scratch;
  const ab_node absolute = {.op = AB_OP_ABS};
  ab_interval *difference = &scratch[5], *anchored = &scratch[6];
  ab_interval_sub(difference, u, v);
  ab_interval_sub(anchored, cu, cv);
  ab_operation_slope(out, &absolute, difference, anchored, space); /* in [-1, 1] */
  if (op == AB_OP_MIN)
    ab_interval_neg(out, out);
  ab_interval_set_long(scratch, 1);
  ab_interval_add(out, out, scratch);
  ab_interval_set_long(scratch, 2);
  ab_interval_div(out, out, scratch);
}
