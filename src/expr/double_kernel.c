/* SPDX-License-Identifier: MIT
 * Compiled once for each instruction set, with AB_KERNEL the name of the table to define. */
#include "expr/double_operation.h"

static void value(ab_lanes *out, const ab_double_job *job, const ab_node *node,
                  const ab_lanes *values) {
  const ab_lanes *x = &values[node->left], *y = &values[node->right];
  switch (node->op) {
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

static void values(const ab_double_job *job, ab_lanes *values) {
  for (size_t s = 0; s < job->schedule->count; s++) {
    uint32_t i = job->schedule->items[s];
    if (job->code[i].shared) {
      if (job->known[i] == job->now)
        continue;
      job->known[i] = job->now;
    }
    value(&values[i], job, &job->code[i].node, values);
  }
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
    unary_slope(&other, job, node, (arguments[]){{u, cu, &job->range[i], &job->anchored[i]}});
    collect_product(job, node->left, own, &other);
  }
}

static void backward(const ab_double_job *job) {
  const ab_schedule *s = job->schedule;
  for (size_t k = 0; k < s->variable_count; k++)
    job->factor[s->variables[k]] = NULL;
  for (size_t k = 0; k < s->count; k++)
    job->factor[s->items[k]] = NULL;
  job->factor[s->root] = &one;
  for (size_t k = s->count; k-- > 0;) {
    uint32_t i = s->items[k];
    if (job->factor[i] && job->code[i].depends)
      pass_down(job, i);
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
  const ab_lanes *u = &job->range[node->left], *v = &job->range[node->right];
  const ab_lanes *cu = &job->anchored[node->left], *cv = &job->anchored[node->right];
  ab_lanes *out = &job->slope[i], term;
  switch (node->op) {
  case AB_OP_ADD:
  case AB_OP_SUB:
    return sum_slope(out, m, node->op == AB_OP_SUB);
  case AB_OP_MUL:
    return product_slope(out, m, v, cu);
  case AB_OP_DIV:
    return quotient_slope(out, m, v, &job->anchored[i]);
  case AB_OP_MIN:
  case AB_OP_MAX:
    weight(&term, job, node, u, v, cu, cv);
    weighted_slope(out, &term, m.s ? m.s : &zero, m.t ? m.t : &zero);
    return out;
  default:
    unary_slope(out, job, node, (arguments[]){{u, cu, &job->range[i], &job->anchored[i]}});
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

static void start_forward(const ab_double_job *job) {
  const ab_schedule *s = job->schedule;
  for (size_t k = 0; k < s->variable_count; k++) {
    uint32_t i = s->variables[k], moving = 0;
    for (int lane = 0; lane < AB_LANES; lane++)
      moving |= (uint32_t)(job->axes[lane] == job->code[i].node.left) << lane;
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
    uint32_t i = s->items[k];
    const ab_node *node = &job->code[i].node;
    bool binary = ab_op_arity(node->op) == 2;
    uint32_t left = job->moving[node->left], right = binary ? job->moving[node->right] : 0;
    job->moving[i] = left | right;
    job->factor[i] = NULL;
    if (left | right)
      job->factor[i] = kept(job, i,
                            forward_operation(job, i,
                                              (movement){left ? job->factor[node->left] : NULL,
                                                         right ? job->factor[node->right] : NULL}));
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
