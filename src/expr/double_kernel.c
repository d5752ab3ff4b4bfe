/* SPDX-License-Identifier: MIT
 * Compiled once for each instruction set, with AB_KERNEL the name of the table to define. */
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

/* x^n, n >= 1, by repeated products: for thin x. */
static void power_of_end(ab_lanes *out, const ab_lanes *x, int32_t n) {
  ab_lanes square = *x, product = one;
  for (;; n >>= 1) {
    if (n & 1)
      ab_lanes_mul(&product, &product, &square);
    if (n == 1)
      break;
    ab_lanes_sqr(&square, &square);
  }
  *out = product;
}

/* x^n, n >= 0: monotone for odd n; for even n by |x|. */
static void power(ab_lanes *out, const ab_lanes *x, int32_t n) {
  if (n == 2) {
    ab_lanes_sqr(out, x);
    return;
  }
  ab_lanes base = *x, low, high;
  if (n == 0) { /* 1 where x is defined */
    AB_EACH_LANE(i) ab_lane_set(out, i, 1 + (base.lo[i] - base.lo[i]), 1);
    return;
  }
  if (n % 2 == 0)
    ab_lanes_abs(&base, x);
  end_of(&low, &base, false);
  end_of(&high, &base, true);
  power_of_end(&low, &low, n);
  power_of_end(&high, &high, n);
  AB_EACH_LANE(i) {
    double lo = low.lo[i];
    ab_lane_set(out, i, n % 2 == 0 && lo < 0 ? 0 : lo, high.hi[i]);
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

static void values(const ab_double_job *job, ab_lanes *values, const ab_lanes *box) {
  for (size_t s = 0; s < job->schedule->count; s++) {
    uint32_t i = job->schedule->items[s];
    if (job->known[i] == job->now)
      continue;
    job->known[i] = job->now;
    const ab_node *node = &job->code[i].node;
    const ab_lanes *x = &values[node->left], *y = &values[node->right];
    ab_lanes *out = &values[i];
    switch (node->op) {
    case AB_OP_VARIABLE:
      *out = box[node->left];
      break;
    case AB_OP_ADD:
      ab_lanes_add(out, x, y);
      break;
    case AB_OP_SUB:
      ab_lanes_sub(out, x, y);
      break;
    case AB_OP_MUL:
      ab_lanes_mul(out, x, y);
      break;
    case AB_OP_DIV:
      ab_lanes_div(out, x, y);
      break;
    case AB_OP_MIN:
      ab_lanes_min(out, x, y);
      break;
    case AB_OP_MAX:
      ab_lanes_max(out, x, y);
      break;
    default:
      if (is_apart(node))
        job->apart.range(job->apart.context, out, node, x);
      else
        unary(out, job, node, x);
    }
  }
}

/* (g(u) - g(c))/(u - c) for u and c the low or the high ends of U and C. */
static void quotient(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                     const ab_lanes *u, const ab_lanes *c, bool high) {
  ab_lanes a, b, ga, gb;
  end_of(&a, u, high);
  end_of(&b, c, high);
  unary(&ga, job, node, &a);
  unary(&gb, job, node, &b);
  ab_lanes_sub(&ga, &ga, &gb);
  ab_lanes_sub(&a, &a, &b);
  ab_lanes_div(out, &ga, &a);
}

/* slopes.md, section 3, "Sharpening": in the lanes where g is convex (+1) or concave (-1). */
static void sharpen(ab_lanes *out, const double *curvature, const ab_double_job *job,
                    const ab_node *node, const ab_lanes *u, const ab_lanes *c) {
  ab_lanes low, high;
  quotient(&low, job, node, u, c, false);
  quotient(&high, job, node, u, c, true);
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
                       const ab_lanes *u, const ab_lanes *c) {
  double curvature[AB_LANES], left = node->op == AB_OP_ABS ? -1 : 0;
  ab_lanes hull;
  ab_lanes_hull(&hull, u, c);
  AB_EACH_LANE(i) {
    double lo = hull.lo[i], hi = hull.hi[i], at_lo = lo >= 0 ? 1 : left, at_hi = hi <= 0 ? left : 1;
    curvature[i] = 1;
    ab_lane_set(out, i, ab_double_least(at_lo, at_hi) + (lo - lo),
                ab_double_greatest(at_lo, at_hi));
  }
  sharpen(out, curvature, job, node, u, c);
}

/* n >= 3 */
static void power_slope(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                        const ab_lanes *u, const ab_lanes *c) {
  double curvature[AB_LANES], n = node->exponent;
  ab_lanes hull, factor, whole;
  ab_lanes_hull(&hull, u, c);
  power(&whole, &hull, node->exponent);
  power(out, &hull, node->exponent - 1);
  ab_lanes_fill(&factor, n, n);
  ab_lanes_mul(out, out, &factor);
  AB_EACH_LANE(i) {
    bool even = node->exponent % 2 == 0;
    double poison = whole.lo[i] - whole.lo[i];
    out->lo[i] += poison;
    out->hi[i] += poison;
    curvature[i] = even || hull.lo[i] >= 0 ? 1 : hull.hi[i] <= 0 ? -1 : 0;
  }
  sharpen(out, curvature, job, node, u, c);
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
                             const ab_lanes *u, const ab_lanes *c) {
  const ab_node logistic = {.op = AB_OP_LOGISTIC};
  double curvature[AB_LANES];
  ab_lanes hull, whole;
  ab_lanes_hull(&hull, u, c);
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
  sharpen(out, curvature, job, node, u, c);
}

/* slopes.md, section 3: what ab_operation_slope does. */
static void unary_slope(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                        const ab_lanes *u, const ab_lanes *c) {
  if (is_apart(node)) {
    job->apart.slope(job->apart.context, out, node, u, c);
    return;
  }
  ab_lanes other;
  switch (node->op) {
  case AB_OP_NEG:
    ab_lanes_fill(out, -1, -1);
    break;
  case AB_OP_SQRT:
    ab_lanes_sqrt(out, u);
    ab_lanes_sqrt(&other, c);
    ab_lanes_add(out, out, &other);
    ab_lanes_div(out, &one, out);
    break;
  case AB_OP_POW:
    if (node->exponent <= 1)
      ab_lanes_fill(out, node->exponent, node->exponent);
    else if (node->exponent == 2)
      ab_lanes_add(out, u, c);
    else
      power_slope(out, job, node, u, c);
    break;
  case AB_OP_EXP:
  case AB_OP_LOG:
  case AB_OP_SOFTPLUS:
  case AB_OP_LOGISTIC:
    elementary_slope(out, job, node, u, c);
    break;
  default:
    kink_slope(out, job, node, u, c);
  }
}

/* slopes.md, section 4: the weight of the first argument of min or max. */
static void weight(ab_lanes *out, const ab_double_job *job, const ab_node *node, const ab_lanes *u,
                   const ab_lanes *v, const ab_lanes *cu, const ab_lanes *cv) {
  const ab_node absolute = {.op = AB_OP_ABS};
  ab_lanes difference, anchored, two;
  ab_lanes_sub(&difference, u, v);
  ab_lanes_sub(&anchored, cu, cv);
  kink_slope(out, job, &absolute, &difference, &anchored);
  if (node->op == AB_OP_MIN)
    ab_lanes_neg(out, out);
  ab_lanes_add(out, &one, out);
  ab_lanes_fill(&two, 2, 2);
  ab_lanes_div(out, out, &two);
}

/* Where the next factor of a child is to be written. */
static ab_lanes *room(const ab_double_job *job, uint32_t child, ab_lanes *term) {
  return job->factor[child] ? term : &job->slope[child];
}

/* factor[child] += term, which is room(child) or stays as it is while `backward` runs. */
static void collect(const ab_double_job *job, uint32_t child, const ab_lanes *term) {
  if (!job->factor[child]) {
    job->factor[child] = term;
  } else {
    ab_lanes_add(&job->slope[child], job->factor[child], term);
    job->factor[child] = &job->slope[child];
  }
}

/* factor[child] += own y, where the child depends on a variable at all. */
static void collect_product(const ab_double_job *job, uint32_t child, const ab_lanes *own,
                            const ab_lanes *y) {
  ab_lanes term, *product = room(job, child, &term);
  if (!job->code[child].depends)
    return;
  ab_lanes_mul(product, own, y);
  collect(job, child, product);
}

/* The same for y that stays as it is. */
static void collect_lasting_product(const ab_double_job *job, uint32_t child, const ab_lanes *own,
                                    const ab_lanes *y) {
  if (own != &one)
    collect_product(job, child, own, y);
  else if (job->code[child].depends)
    collect(job, child, y);
}

static void collect_negative(const ab_double_job *job, uint32_t child, const ab_lanes *own) {
  if (!job->code[child].depends)
    return;
  if (job->factor[child])
    ab_lanes_sub(&job->slope[child], job->factor[child], own);
  else
    ab_lanes_neg(&job->slope[child], own);
  job->factor[child] = &job->slope[child];
}

static void collect_quotient(const ab_double_job *job, uint32_t i, const ab_lanes *own) {
  const ab_node *node = &job->code[i].node;
  bool left = job->code[node->left].depends, right = job->code[node->right].depends;
  ab_lanes term, other, *quotient = left ? room(job, node->left, &term) : &term;
  ab_lanes_div(quotient, own, &job->range[node->right]);
  if (right)
    ab_lanes_mul(&other, quotient, &job->anchored[i]);
  if (left)
    collect(job, node->left, quotient);
  if (right)
    collect_negative(job, node->right, &other);
}

static void pass_down(const ab_double_job *job, uint32_t i) {
  const ab_node *node = &job->code[i].node;
  const ab_lanes *own = job->factor[i];
  const ab_lanes *u = &job->range[node->left], *v = &job->range[node->right];
  const ab_lanes *cu = &job->anchored[node->left], *cv = &job->anchored[node->right];
  ab_lanes other;
  switch (node->op) {
  case AB_OP_ADD:
    if (job->code[node->left].depends)
      collect(job, node->left, own);
    if (job->code[node->right].depends)
      collect(job, node->right, own);
    break;
  case AB_OP_SUB:
    if (job->code[node->left].depends)
      collect(job, node->left, own);
    collect_negative(job, node->right, own);
    break;
  case AB_OP_NEG:
    collect_negative(job, node->left, own);
    break;
  case AB_OP_MUL:
    collect_lasting_product(job, node->left, own, v);
    collect_lasting_product(job, node->right, own, cu);
    break;
  case AB_OP_DIV:
    collect_quotient(job, i, own);
    break;
  case AB_OP_MIN:
  case AB_OP_MAX:
    weight(&other, job, node, u, v, cu, cv);
    collect_product(job, node->left, own, &other);
    ab_lanes_sub(&other, &one, &other);
    collect_product(job, node->right, own, &other);
    break;
  default:
    unary_slope(&other, job, node, u, cu);
    collect_product(job, node->left, own, &other);
  }
}

static void backward(const ab_double_job *job) {
  const ab_schedule *s = job->schedule;
  for (size_t k = 0; k < s->count; k++)
    job->factor[s->items[k]] = NULL;
  if (s->count == 0)
    return;
  job->factor[s->items[s->count - 1]] = &one;
  for (size_t k = s->count; k-- > 0;) {
    uint32_t i = s->items[k];
    if (job->factor[i] && job->code[i].depends && job->code[i].node.op != AB_OP_VARIABLE)
      pass_down(job, i);
  }
}

static const ab_lanes *slope_of(const ab_double_job *job, uint32_t i) {
  return job->code[i].depends ? &job->slope[i] : &zero;
}

/* The hull of lambda S + (1 - lambda) T over the two ends of lambda. */
static void weighted_slope(ab_lanes *out, const ab_lanes *lambda, const ab_lanes *s,
                           const ab_lanes *t) {
  ab_lanes sums[2], rest, term;
  for (int end = 0; end < 2; end++) {
    end_of(&term, lambda, end);
    ab_lanes_sub(&rest, &one, &term);
    ab_lanes_mul(&term, &term, s);
    ab_lanes_mul(&rest, &rest, t);
    ab_lanes_add(&sums[end], &term, &rest);
  }
  ab_lanes_hull(out, &sums[0], &sums[1]);
}

static void forward_operation(const ab_double_job *job, uint32_t i) {
  const ab_node *node = &job->code[i].node;
  const ab_lanes *s = slope_of(job, node->left), *t = slope_of(job, node->right);
  const ab_lanes *u = &job->range[node->left], *v = &job->range[node->right];
  const ab_lanes *cu = &job->anchored[node->left], *cv = &job->anchored[node->right];
  ab_lanes *out = &job->slope[i], term;
  switch (node->op) {
  case AB_OP_ADD:
    ab_lanes_add(out, s, t);
    break;
  case AB_OP_SUB:
    ab_lanes_sub(out, s, t);
    break;
  case AB_OP_MUL:
    ab_lanes_mul(out, s, v);
    ab_lanes_mul(&term, cu, t);
    ab_lanes_add(out, out, &term);
    break;
  case AB_OP_DIV:
    ab_lanes_mul(&term, &job->anchored[i], t);
    ab_lanes_sub(out, s, &term);
    ab_lanes_div(out, out, v);
    break;
  case AB_OP_MIN:
  case AB_OP_MAX:
    weight(&term, job, node, u, v, cu, cv);
    weighted_slope(out, &term, s, t);
    break;
  default:
    unary_slope(&term, job, node, u, cu);
    ab_lanes_mul(out, &term, s);
  }
}

static void forward(const ab_double_job *job) {
  uint64_t moving[AB_LANES], any = 0;
  for (int lane = 0; lane < AB_LANES; lane++)
    any |= moving[lane] = UINT64_C(1) << job->axes[lane];
  for (size_t k = 0; k < job->schedule->count; k++) {
    uint32_t i = job->schedule->items[k];
    ab_lanes *out = &job->slope[i];
    uint64_t depends = job->code[i].depends;
    if (!(depends & any))
      *out = zero;
    else if (job->code[i].node.op == AB_OP_VARIABLE)
      *out = one;
    else
      forward_operation(job, i);
    for (int lane = 0; lane < AB_LANES; lane++)
      if (!(depends & moving[lane]))
        out->lo[lane] = out->hi[lane] = 0;
  }
}

static void spread(ab_lanes *sum, const ab_lanes *slope, const double *half) {
  ab_lanes_spread(sum, slope, half);
}

const ab_double_kernel AB_KERNEL = {values, backward, forward, spread};
