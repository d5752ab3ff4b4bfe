/* SPDX-License-Identifier: MIT
 * Compiled once for each instruction set, with AB_KERNEL the name of the table to define. */
#include "expr/double_operation.h"

/* Operations other than the most frequent ones. */
static void value(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                  const ab_lanes *values) {
  const ab_lanes *x = &values[node->left], *y = &values[node->right];
  switch (node->op) {
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

/* True if it was; it is from now on. */
static bool is_known(const ab_double_job *job, uint32_t i) {
  bool known = job->known[i] == job->now;
  job->known[i] = job->now;
  return known;
}

static void values(const ab_double_job *job, ab_lanes *values) {
  const ab_operation *end = job->schedule->operations + job->schedule->count;
  for (const ab_operation *o = job->schedule->operations; o < end; o++) {
    ab_lanes *out = &values[o->out];
    const ab_lanes *x = &values[o->left], *y = &values[o->right];
    if (o->shared && is_known(job, o->out))
      continue;
    switch (o->op) {
    case AB_OP_ADD:
      ab_lanes_add(out, x, y);
      break;
    case AB_OP_SUB:
      ab_lanes_sub(out, x, y);
      break;
    case AB_OP_MUL:
      ab_lanes_mul(out, x, y);
      break;
    default:
      value(out, job, &job->code[o->out].node, values);
    }
  }
}

static arguments arguments_of(const ab_double_job *job, uint32_t i) {
  uint32_t argument = job->code[i].node.left;
  return (arguments){&job->range[argument], &job->anchored[argument], &job->range[i],
                     &job->anchored[i]};
}

static void weight_of(ab_lanes *out, const ab_double_job *job, uint32_t i) {
  const ab_node *node = &job->code[i].node;
  weight(out, job, node, &job->range[node->left], &job->range[node->right],
         &job->anchored[node->left], &job->anchored[node->right]);
}

static void backward(const ab_double_job *job, const ab_backward_step *steps, size_t count) {
  for (size_t k = 0; k < count; k++) {
    const ab_backward_step *s = &steps[k];
    switch (s->op) {
    case AB_BACKWARD_ADD:
      ab_lanes_add(s->out, s->x, s->y);
      break;
    case AB_BACKWARD_SUB:
      ab_lanes_sub(s->out, s->x, s->y);
      break;
    case AB_BACKWARD_MUL:
      ab_lanes_mul(s->out, s->x, s->y);
      break;
    case AB_BACKWARD_DIV:
      ab_lanes_div(s->out, s->x, s->y);
      break;
    case AB_BACKWARD_NEG:
      ab_lanes_neg(s->out, s->x);
      break;
    case AB_BACKWARD_SLOPE: {
      arguments a = arguments_of(job, s->node);
      unary_slope(s->out, job, &job->code[s->node].node, &a);
      break;
    }
    case AB_BACKWARD_WEIGHT:
      weight_of(s->out, job, s->node);
      break;
    }
  }
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

/* The slopes of the children in lanes where their variable moves (elsewhere they are 0), or NULL
 * where it moves in no lane. */
typedef struct {
  const ab_lanes *s, *t;
} movement;

/* The functions below return where the slope is: in `out`, or what it is equal to. */

/* x y */
static const ab_lanes *product_of(ab_lanes *out, const ab_lanes *x, const ab_lanes *y) {
  if (x == &one || y == &one)
    return x == &one ? y : x;
  ab_lanes_mul(out, x, y);
  return out;
}

/* s + t or s - t */
static const ab_lanes *sum_slope(ab_lanes *out, movement m, bool minus) {
  if (!m.t)
    return m.s;
  if (!m.s && !minus)
    return m.t;
  if (!m.s)
    ab_lanes_neg(out, m.t);
  else if (minus)
    ab_lanes_sub(out, m.s, m.t);
  else
    ab_lanes_add(out, m.s, m.t);
  return out;
}

/* s v + c_u t */
static const ab_lanes *product_slope(ab_lanes *out, movement m, const ab_lanes *v,
                                     const ab_lanes *cu) {
  ab_lanes term;
  if (!m.s || !m.t)
    return m.s ? product_of(out, m.s, v) : product_of(out, cu, m.t);
  ab_lanes_add(out, product_of(out, m.s, v), product_of(&term, cu, m.t));
  return out;
}

/* (s - c t)/v */
static const ab_lanes *quotient_slope(ab_lanes *out, movement m, const ab_lanes *v,
                                      const ab_lanes *c) {
  ab_lanes term;
  const ab_lanes *top = m.s;
  if (m.t)
    top = sum_slope(&term, (movement){m.s, product_of(&term, c, m.t)}, true);
  ab_lanes_div(out, top, v);
  return out;
}

static const ab_lanes *forward_operation(const ab_double_job *job, uint32_t i, movement m) {
  const ab_node *node = &job->code[i].node;
  ab_lanes *out = &job->slope[i], term;
  arguments a;
  switch (node->op) {
  case AB_OP_ADD:
  case AB_OP_SUB:
    return sum_slope(out, m, node->op == AB_OP_SUB);
  case AB_OP_MUL:
    return product_slope(out, m, &job->range[node->right], &job->anchored[node->left]);
  case AB_OP_DIV:
    return quotient_slope(out, m, &job->range[node->right], &job->anchored[i]);
  case AB_OP_MIN:
  case AB_OP_MAX:
    weight_of(&term, job, i);
    weighted_slope(out, &term, m.s ? m.s : &zero, m.t ? m.t : &zero);
    return out;
  default:
    a = arguments_of(job, i);
    unary_slope(out, job, node, &a);
    if (m.s != &one)
      ab_lanes_mul(out, out, m.s);
    return out;
  }
}

enum { ALL = (1 << AB_LANES) - 1 }; /* lanes */

static void clear_lanes(ab_lanes *out, uint32_t kept) {
  AB_EACH_LANE(i) {
    bool keeps = kept >> i & 1;
    out->lo[i] = keeps ? out->lo[i] : 0;
    out->hi[i] = keeps ? out->hi[i] : 0;
  }
}

/* The slope of i, 0 in lanes where nothing moves: there operations need not return 0 exactly. */
static const ab_lanes *kept(const ab_double_job *job, uint32_t i, const ab_lanes *slope) {
  if (slope == &job->slope[i] && job->moving[i] != ALL)
    clear_lanes(&job->slope[i], job->moving[i]);
  return slope;
}

/* The lanes in which this variable moves. */
static uint32_t lanes_of(const ab_double_job *job, uint32_t variable) {
  uint32_t moving = 0;
  if (!job->axes)
    return job->axis == variable ? ALL : 0;
  for (int lane = 0; lane < AB_LANES; lane++)
    moving |= (uint32_t)(job->axes[lane] == variable) << lane;
  return moving;
}

static void start_forward(const ab_double_job *job) {
  const ab_schedule *s = job->schedule;
  for (size_t k = 0; k < s->variable_count; k++) {
    uint32_t i = s->variables[k], moving = lanes_of(job, job->code[i].node.left);
    job->moving[i] = moving;
    job->factor[i] = moving ? &one : NULL;
    if (moving == 0 || moving == ALL)
      continue;
    job->slope[i] = one;
    job->factor[i] = kept(job, i, &job->slope[i]);
  }
}

static void forward(const ab_double_job *job) {
  const ab_schedule *s = job->schedule;
  start_forward(job);
  for (size_t k = 0; k < s->count; k++) {
    const ab_operation *o = &s->operations[k];
    uint32_t i = o->out, left = job->moving[o->left];
    uint32_t right = ab_op_arity((ab_op)o->op) == 2 ? job->moving[o->right] : 0;
    job->moving[i] = left | right;
    job->factor[i] = NULL;
    if (left | right)
      job->factor[i] = kept(job, i,
                            forward_operation(job, i,
                                              (movement){left ? job->factor[o->left] : NULL,
                                                         right ? job->factor[o->right] : NULL}));
  }
}

static void centred(ab_lanes *sum, const ab_lanes *range, const ab_lanes *anchored,
                    const ab_lanes *const *slopes, const double *const *half, size_t count) {
  *sum = *anchored;
  for (size_t k = 0; k < count; k++)
    ab_lanes_spread(sum, slopes[k], half[k]);
  AB_EACH_LANE(i) {
    double poison = range->lo[i] - range->lo[i];
    ab_lane_set(sum, i, sum->lo[i] + poison, sum->hi[i]);
  }
}

static void set_part(ab_lanes *whole, ab_lanes *centre, double *half, const ab_double_part *part) {
  AB_EACH_LANE(i) {
    double left = part->lo + part->width * part->left[i], width = part->width * part->fraction[i];
    whole->lo[i] = left;
    whole->hi[i] = left + width;
    half[i] = 0.5 * width;
    centre->lo[i] = centre->hi[i] = left + half[i];
  }
}

static ab_lane_signs signs(const ab_lanes *x) {
  return ab_lanes_signs(x);
}

const ab_double_kernel AB_KERNEL = {values, backward, forward, centred, set_part, signs};
