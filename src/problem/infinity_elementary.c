/* SPDX-License-Identifier: MIT
 * Elementary functions of something unbounded, in a chart at infinity: docs/theory/infinity.md,
 * section 3. */
#include "problem/infinity_rewrite.h"

#include "expr/evaluate.h"
#include "problem/calculus.h"

enum { PRECISION = 64, EXPONENT_MAX = 4096 };

/* Whether the interval is finite and its ends are 0 or not too far from 1. */
static bool is_moderate(const ab_interval *range) {
  mpfr_srcptr ends[2] = {range->lo, range->hi};
  bool good = ab_interval_is_finite(range);
  for (int i = 0; i < 2 && good; i++)
    good = mpfr_zero_p(ends[i]) ||
           (mpfr_get_exp(ends[i]) < EXPONENT_MAX && mpfr_get_exp(ends[i]) > -EXPONENT_MAX);
  return good;
}

/* The new variable for a quantity that lies in the interval; its ends become short numbers. Fails
 * without a moderate interval. */
static ab_expr new_quantity(ab_rewrite *c, const ab_interval *range) {
  ab_chart_quantities *q = c->quantities;
  size_t number = c->chart->dimension + q->count;
  c->good = c->good && is_moderate(range) && number < AB_VARIABLES_MAX;
  if (!c->good)
    return c->r;
  ab_interval ends;
  ab_interval_init(&ends, AB_PRECISION_MIN);
  ab_interval_set(&ends, range);
  mpfr_get_q(q->lo[q->count], ends.lo);
  mpfr_get_q(q->hi[q->count], ends.hi);
  ab_interval_clear(&ends);
  q->count++;
  return ab_graph_variable(c->out, (uint32_t)number);
}

/* The range of an expression of `out` over the box of z, r and the quantities so far. */
static void range_in_chart(ab_interval *range, const ab_rewrite *c, ab_expr e) {
  size_t d = c->chart->dimension, n = d + c->quantities->count;
  ab_interval *box = ab_intervals_create(n, PRECISION);
  for (size_t j = 0; j < d; j++)
    ab_interval_set_rationals(&box[j], c->chart->lo[j], c->chart->hi[j]);
  for (size_t i = 0; i < c->quantities->count; i++)
    ab_interval_set_rationals(&box[d + i], c->quantities->lo[i], c->quantities->hi[i]);
  ab_evaluator *evaluator = ab_evaluator_create(c->out, &e, 1, n, PRECISION);
  ab_interval_set(range, ab_evaluator_range(evaluator, 0, box, c->chart->parameters));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, n);
}

/* The natural range of node e of `in` over all x of the chart, as a new quantity. */
static ab_scaled by_natural_range(ab_rewrite *c, ab_expr e) {
  ab_evaluator *evaluator = ab_evaluator_create(c->in, &e, 1, c->chart->dimension, PRECISION);
  const ab_interval *range = ab_evaluator_range(evaluator, 0, c->chart->at, c->chart->parameters);
  ab_scaled out = {.value = new_quantity(c, range)};
  ab_evaluator_destroy(evaluator);
  return out;
}

/* R, in an interval. */
static void set_radius(ab_interval *out, const ab_rewrite *c) {
  mpq_t radius;
  mpq_init(radius);
  mpq_inv(radius, c->chart->hi[c->chart->axis]);
  ab_interval_set_rational(out, radius);
  mpq_clear(radius);
}

/* sup over s >= R of s^k exp(-c s^a), c > 0: at s = R if c a R^a >= k, else at most the largest
 * value (k/(a c e))^(k/a) over all s > 0. */
static void decay_bound(ab_interval *out, const ab_rewrite *w, const ab_interval *c, long a) {
  enum { RADIUS, POWER, SIZE, EXPONENT, COUNT };
  ab_interval *t = ab_intervals_create(COUNT, PRECISION);
  long k = w->decay;
  set_radius(&t[RADIUS], w);
  ab_interval_pow(&t[POWER], &t[RADIUS], a);
  ab_interval_mul(&t[POWER], &t[POWER], c); /* c R^a */
  ab_interval_set_long(&t[SIZE], a);
  ab_interval_mul(&t[SIZE], &t[SIZE], &t[POWER]);
  if (mpfr_cmp_si(t[SIZE].lo, k) >= 0) {
    ab_interval_neg(&t[POWER], &t[POWER]);
    ab_interval_exp(&t[POWER], &t[POWER]);
    ab_interval_pow(&t[SIZE], &t[RADIUS], k);
    ab_interval_mul(out, &t[SIZE], &t[POWER]);
  } else { /* exp((k/a) (log(k/(a c)) - 1)) */
    ab_interval_set_long(&t[EXPONENT], k);
    ab_interval_set_long(&t[SIZE], a);
    ab_interval_div(&t[EXPONENT], &t[EXPONENT], &t[SIZE]);
    ab_interval_div(&t[POWER], &t[EXPONENT], c);
    ab_interval_log(&t[POWER], &t[POWER]);
    ab_interval_set_long(&t[SIZE], 1);
    ab_interval_sub(&t[POWER], &t[POWER], &t[SIZE]);
    ab_interval_mul(&t[POWER], &t[POWER], &t[EXPONENT]);
    ab_interval_exp(out, &t[POWER]);
  }
  ab_intervals_destroy(t, COUNT);
}

/* The new variable w = r^-decay q for a quantity q in (0, factor exp(-rate |p|)], p = r^-a u, where
 * u, of one sign, has the given range. */
static ab_expr tail(ab_rewrite *c, const ab_interval *u, long a, long factor, long rate) {
  enum { LEAST = -64 };
  ab_interval *t = ab_intervals_create(2, PRECISION), *size = &t[0], *bound = &t[1];
  ab_interval_abs(size, u);
  ab_interval_set_long(bound, rate);
  ab_interval_mul(size, size, bound);
  mpfr_set(size->hi, size->lo, MPFR_RNDN); /* exactly: exp(-rate |p|) <= exp(-size.lo r^-a) */
  decay_bound(bound, c, size, a);
  ab_interval_set_long(size, factor);
  ab_interval_mul(bound, bound, size);
  if (mpfr_cmp_si_2exp(bound->hi, 1, LEAST) < 0) /* a short number */
    mpfr_set_si_2exp(bound->hi, 1, LEAST, MPFR_RNDU);
  mpfr_set_zero(bound->lo, 1);
  ab_expr w = new_quantity(c, bound);
  if (c->good)
    c->quantities->positive[c->quantities->count - 1] = true;
  ab_intervals_destroy(t, 2);
  return w;
}

/* Such a quantity: r^decay w. */
static ab_scaled decaying(ab_rewrite *c, const ab_interval *u, long a, long factor, long rate) {
  return (ab_scaled){.value = tail(c, u, a, factor, rate), .power = -c->decay};
}

/* exp |p| = r^-decay / v for the tail v of exp(-|p|), p = x, node `source` of `in`, of this sign.
 */
static ab_scaled growing(ab_rewrite *c, ab_expr source, ab_scaled x, const ab_interval *u,
                         int sign) {
  ab_scaled out = ab_rewrite_integer(c, 1);
  size_t number = 0;
  while (number < c->growth_count && c->growths[number].source != source)
    number++;
  if (number == AB_GROWTHS_MAX) {
    c->good = false;
    return out;
  }
  if (number == c->growth_count) {
    if (sign < 0)
      x.value = ab_build_neg(c->out, x.value);
    c->growths[number] = (ab_growth){source, tail(c, u, x.power, 1, 1), x};
    c->growth_count++;
  }
  out.power = c->decay;
  out.growth[number] = 1;
  return out;
}

/* sinh p or cosh p for p of this sign: (E - 1/E)/2 with the sign, or (E + 1/E)/2, E = exp |p|. */
static ab_scaled hyperbolic(ab_rewrite *c, const ab_node *node, ab_scaled x, const ab_interval *u,
                            int sign) {
  ab_op op = node->op;
  ab_scaled large = growing(c, node->left, x, u, sign), one = ab_rewrite_integer(c, 1);
  ab_scaled small = ab_rewrite_binary(c, AB_OP_DIV, one, large);
  ab_scaled sum = ab_rewrite_binary(c, op == AB_OP_SINH ? AB_OP_SUB : AB_OP_ADD, large, small);
  ab_scaled two = ab_rewrite_integer(c, op == AB_OP_SINH && sign < 0 ? -2 : 2);
  return ab_rewrite_binary(c, AB_OP_DIV, sum, two);
}

/* sign (1 - y) */
static ab_scaled one_minus(ab_rewrite *c, int sign, ab_scaled y) {
  ab_scaled one = ab_rewrite_integer(c, 1);
  return sign > 0 ? ab_rewrite_binary(c, AB_OP_SUB, one, y)
                  : ab_rewrite_binary(c, AB_OP_SUB, y, one);
}

/* atan p = sign pi/2 - atan(1/p) for p of this sign; false if 1/p is not bounded by its form. */
static bool of_atan(ab_rewrite *c, ab_scaled x, int sign, ab_scaled *out) {
  ab_scaled inverse = ab_rewrite_binary(c, AB_OP_DIV, ab_rewrite_integer(c, 1), x);
  if (!ab_rewrite_is_bounded(&inverse))
    return false;
  ab_expr half = ab_build_div(c->out, ab_graph_pi(c->out), ab_graph_integer(c->out, 2 * sign));
  ab_expr rest = ab_graph_unary(c->out, AB_OP_ATAN, ab_rewrite_plain(c, inverse));
  *out = (ab_scaled){.value = ab_build_sub(c->out, half, rest)};
  return true;
}

/* softplus p = relu p + w, w in [0, log 2]. */
static ab_scaled softplus_of_any_sign(ab_rewrite *c, ab_scaled x) {
  ab_interval range;
  ab_interval_init(&range, PRECISION);
  ab_interval_set_long(&range, 2);
  ab_interval_log(&range, &range);
  mpfr_set_zero(range.lo, 1);
  ab_scaled rest = {.value = new_quantity(c, &range)};
  ab_interval_clear(&range);
  x.value = ab_graph_unary(c->out, AB_OP_RELU, x.value);
  return ab_rewrite_binary(c, AB_OP_ADD, x, rest);
}

/* sup over s >= R of (a log s + log C)/s for C = u.hi > 0: at s = R if a log R + log C >= a, else
 * at most the largest value a C^(1/a)/e over all s > 0; and at least 0. */
static void log_bound(ab_interval *out, const ab_rewrite *w, const ab_interval *u, long a) {
  enum { RADIUS, VALUE, LOG, FACTOR, COUNT };
  ab_interval *t = ab_intervals_create(COUNT, PRECISION);
  set_radius(&t[RADIUS], w);
  ab_interval_log(&t[VALUE], &t[RADIUS]);
  ab_interval_set_long(&t[FACTOR], a);
  ab_interval_mul(&t[VALUE], &t[VALUE], &t[FACTOR]);
  ab_interval_set(&t[LOG], u);
  mpfr_set(t[LOG].lo, t[LOG].hi, MPFR_RNDN);
  ab_interval_log(&t[LOG], &t[LOG]);
  ab_interval_add(&t[VALUE], &t[VALUE], &t[LOG]);
  if (mpfr_cmp_si(t[VALUE].lo, a) >= 0) {
    ab_interval_div(out, &t[VALUE], &t[RADIUS]);
  } else { /* a exp(log C / a - 1) */
    ab_interval_div(&t[LOG], &t[LOG], &t[FACTOR]);
    ab_interval_set_long(&t[VALUE], 1);
    ab_interval_sub(&t[LOG], &t[LOG], &t[VALUE]);
    ab_interval_exp(&t[LOG], &t[LOG]);
    ab_interval_mul(out, &t[LOG], &t[FACTOR]);
  }
  ab_intervals_destroy(t, COUNT);
}

/* log p = r^-1 w for p = r^-a u, u > 0 with the given range: r log p is at most log_bound, and at
 * least min(0, log(u.lo R^a))/R. */
static ab_scaled of_power_log(ab_rewrite *c, const ab_interval *u, long a) {
  enum { RADIUS, LEAST, RANGE, COUNT };
  ab_interval *t = ab_intervals_create(COUNT, PRECISION);
  set_radius(&t[RADIUS], c);
  ab_interval_pow(&t[LEAST], &t[RADIUS], a);
  ab_interval_mul(&t[LEAST], &t[LEAST], u);
  ab_interval_log(&t[LEAST], &t[LEAST]);
  ab_interval_div(&t[LEAST], &t[LEAST], &t[RADIUS]);
  log_bound(&t[RANGE], c, u, a);
  mpfr_set_zero(t[RANGE].lo, 1);
  if (!ab_interval_is_defined(&t[LEAST]) || mpfr_sgn(t[LEAST].lo) < 0)
    mpfr_set(t[RANGE].lo, t[LEAST].lo, MPFR_RNDD);
  ab_scaled out = {.value = new_quantity(c, &t[RANGE]), .power = 1};
  ab_intervals_destroy(t, COUNT);
  return out;
}

/* log p for p = r^-a (product of the v_i^-g_i) u, u > 0 with the given range: as E_i = r^-decay /
 * v_i, it is the sum of the g_i log E_i and log(r^-b u), b = a - decay (sum of the g_i). */
static ab_scaled of_log(ab_rewrite *c, ab_scaled x, const ab_interval *u) {
  ab_scaled sum = ab_rewrite_integer(c, 0), rest = {.value = x.value, .power = x.power};
  for (size_t i = 0; i < c->growth_count; i++) {
    if (x.growth[i] == 0)
      continue;
    rest.power -= c->decay * x.growth[i];
    ab_scaled factor = ab_rewrite_integer(c, x.growth[i]);
    ab_scaled part = ab_rewrite_binary(c, AB_OP_MUL, factor, c->growths[i].argument);
    sum = ab_rewrite_binary(c, AB_OP_ADD, sum, part);
  }
  rest = rest.power > 0
             ? of_power_log(c, u, rest.power)
             : (ab_scaled){.value = ab_graph_unary(c->out, AB_OP_LOG, ab_rewrite_plain(c, rest))};
  return ab_rewrite_binary(c, AB_OP_ADD, sum, rest);
}

/* The forms for an argument x (of log1p: 1 + x) of one sign, bounded away from 0 before its powers:
 * it tends to infinity. false if the function has none. */
static bool by_sign(ab_rewrite *c, const ab_node *node, ab_scaled x, const ab_interval *u, int sign,
                    ab_scaled *out) {
  ab_op op = node->op;
  bool falls = sign < 0, plain = true;
  for (size_t i = 0; i < c->growth_count; i++)
    plain = plain && x.growth[i] == 0;
  if (op == AB_OP_ATAN)
    return of_atan(c, x, sign, out);
  if ((op == AB_OP_LOG || op == AB_OP_LOG1P) && !falls)
    *out = of_log(c, x, u);
  else if (!plain) /* an exponential of an exponential */
    return false;
  else if (op == AB_OP_TANH)
    *out = one_minus(c, sign, decaying(c, u, x.power, 2, 2));
  else if (op == AB_OP_LOGISTIC)
    *out = falls ? decaying(c, u, x.power, 1, 1) : one_minus(c, 1, decaying(c, u, x.power, 1, 1));
  else if (op == AB_OP_SOFTPLUS)
    *out = falls ? decaying(c, u, x.power, 1, 1)
                 : ab_rewrite_binary(c, AB_OP_ADD, x, decaying(c, u, x.power, 1, 1));
  else if (op == AB_OP_EXP)
    *out = falls ? decaying(c, u, x.power, 1, 1) : growing(c, node->left, x, u, 1);
  else if (op == AB_OP_EXPM1)
    *out =
        one_minus(c, -1, falls ? decaying(c, u, x.power, 1, 1) : growing(c, node->left, x, u, 1));
  else if (op == AB_OP_SINH || op == AB_OP_COSH)
    *out = hyperbolic(c, node, x, u, sign);
  else
    return false;
  return true;
}

/* The sign of a range that does not hold 0; 0 if it does or is unknown. */
static int sign_of(const ab_interval *u) {
  if (!ab_interval_is_finite(u))
    return 0;
  return mpfr_sgn(u->lo) > 0 ? 1 : mpfr_sgn(u->hi) < 0 ? -1 : 0;
}

ab_scaled ab_rewrite_elementary(ab_rewrite *c, ab_expr e, ab_scaled x) {
  const ab_node *node = ab_graph_node(c->in, e);
  if (node->op == AB_OP_LOG1P)
    x = ab_rewrite_binary(c, AB_OP_ADD, x, ab_rewrite_integer(c, 1));
  ab_interval u;
  ab_interval_init(&u, PRECISION);
  range_in_chart(&u, c, x.value);
  int sign = sign_of(&u);
  ab_scaled out = {0};
  bool done = sign != 0 && by_sign(c, node, x, &u, sign, &out);
  if (!done && node->op == AB_OP_SOFTPLUS && ab_interval_is_finite(&u))
    out = softplus_of_any_sign(c, x);
  else if (!done)
    out = by_natural_range(c, e);
  ab_interval_clear(&u);
  return out;
}
