/* SPDX-License-Identifier: MIT */
#include "expr/evaluate.h"

#include "base/memory.h"
#include "expr/values.h"

#include <assert.h>

/* The nodes one root needs, in increasing order. */
typedef struct {
  ab_expr *nodes;
  size_t count;
} schedule;

struct ab_evaluator {
  const ab_graph *graph;
  size_t size, variables, root_count;
  mpfr_prec_t precision;
  schedule *schedules;
  uint64_t *depends; /* per node: bit k set if variable k occurs below it */
  ab_values range, anchored;
  ab_interval *slopes; /* per node and variable; made at the first slope computation */
  uint64_t *nonzero;   /* per node: bit k set unless slope k is exactly 0 */
  ab_interval *weight; /* per node: its slope in the root; made at the first backward computation */
  bool *reached;
  ab_interval *zero_slopes, *backward_slopes;
  ab_operation_space space;
  ab_interval factor, term;
};

static bool has_left(const ab_node *node) {
  return ab_op_arity(node->op) >= 1;
}

static bool has_right(const ab_node *node) {
  return ab_op_arity(node->op) == 2;
}

static schedule make_schedule(const ab_graph *graph, ab_expr root) {
  bool *needed = ab_graph_parts(graph, root);
  size_t count = 0;
  for (size_t i = 0; i <= root; i++)
    count += needed[i];
  schedule made = {ab_allocate(count, sizeof *made.nodes), 0};
  for (size_t i = 0; i <= root; i++)
    if (needed[i])
      made.nodes[made.count++] = (ab_expr)i;
  ab_free(needed);
  return made;
}

static void find_dependencies(ab_evaluator *evaluator) {
  for (size_t i = 0; i < evaluator->size; i++) {
    const ab_node *node = ab_graph_node(evaluator->graph, (ab_expr)i);
    uint64_t depends = 0;
    if (node->op == AB_OP_VARIABLE)
      depends = UINT64_C(1) << node->left;
    if (has_left(node))
      depends |= evaluator->depends[node->left];
    if (has_right(node))
      depends |= evaluator->depends[node->right];
    evaluator->depends[i] = depends;
  }
}

ab_evaluator *ab_evaluator_create(const ab_graph *graph, const ab_expr *roots, size_t count,
                                  size_t variables, mpfr_prec_t precision) {
  assert(variables <= AB_VARIABLES_MAX);
  ab_evaluator *evaluator = ab_allocate(1, sizeof *evaluator);
  evaluator->graph = graph;
  evaluator->size = ab_graph_size(graph);
  evaluator->variables = variables;
  evaluator->root_count = count;
  evaluator->precision = precision;
  evaluator->schedules = ab_allocate(count, sizeof *evaluator->schedules);
  for (size_t i = 0; i < count; i++)
    evaluator->schedules[i] = make_schedule(graph, roots[i]);
  evaluator->depends = ab_allocate(evaluator->size, sizeof *evaluator->depends);
  find_dependencies(evaluator);
  ab_values_init(&evaluator->range, graph, precision);
  ab_values_init(&evaluator->anchored, graph, precision);
  evaluator->zero_slopes = ab_intervals_create(variables, precision);
  evaluator->backward_slopes = ab_intervals_create(variables, precision);
  evaluator->reached = ab_allocate(evaluator->size, sizeof *evaluator->reached);
  for (size_t k = 0; k < variables; k++)
    ab_interval_set_long(&evaluator->zero_slopes[k], 0);
  ab_operation_space_init(&evaluator->space, precision);
  ab_interval_init(&evaluator->factor, precision);
  ab_interval_init(&evaluator->term, precision);
  return evaluator;
}

void ab_evaluator_destroy(ab_evaluator *evaluator) {
  if (!evaluator)
    return;
  for (size_t i = 0; i < evaluator->root_count; i++)
    ab_free(evaluator->schedules[i].nodes);
  ab_free(evaluator->schedules);
  ab_free(evaluator->depends);
  ab_values_clear(&evaluator->range);
  ab_values_clear(&evaluator->anchored);
  if (evaluator->slopes)
    ab_intervals_destroy(evaluator->slopes, evaluator->size * evaluator->variables);
  if (evaluator->weight)
    ab_intervals_destroy(evaluator->weight, evaluator->size);
  ab_free(evaluator->nonzero);
  ab_free(evaluator->reached);
  ab_intervals_destroy(evaluator->zero_slopes, evaluator->variables);
  ab_intervals_destroy(evaluator->backward_slopes, evaluator->variables);
  ab_operation_space_clear(&evaluator->space);
  ab_interval_clear(&evaluator->factor);
  ab_interval_clear(&evaluator->term);
  ab_free(evaluator);
}

/* Brings the values of all nodes of the root up to date. */
static const ab_interval *update(ab_evaluator *evaluator, ab_values *values, size_t which,
                                 const ab_interval *box, const ab_interval *parameters) {
  assert(which < evaluator->root_count);
  const schedule *s = &evaluator->schedules[which];
  ab_values_begin(values);
  for (size_t i = 0; i < s->count; i++)
    ab_values_update(values, s->nodes[i], box, parameters, &evaluator->space);
  return &values->at[s->nodes[s->count - 1]];
}

const ab_interval *ab_evaluator_range(ab_evaluator *evaluator, size_t which, const ab_interval *box,
                                      const ab_interval *parameters) {
  return update(evaluator, &evaluator->range, which, box, parameters);
}

/* Product and quotient, slopes.md section 2: u v - cu cv = S_u v + cu S_v; u/v - cu/cv = (S_u -
 * (cu/cv) S_v)/v. */
static void product_slope(ab_evaluator *evaluator, ab_interval *out, const ab_node *node,
                          const ab_interval *su, const ab_interval *sv) {
  ab_interval_mul(out, su, &evaluator->range.at[node->right]);
  ab_interval_mul(&evaluator->term, &evaluator->anchored.at[node->left], sv);
  ab_interval_add(out, out, &evaluator->term);
}

static void quotient_slope(ab_evaluator *evaluator, ab_interval *out, const ab_node *node,
                           ab_expr expr, const ab_interval *su, const ab_interval *sv) {
  ab_interval_mul(&evaluator->term, &evaluator->anchored.at[expr], sv);
  ab_interval_sub(out, su, &evaluator->term);
  ab_interval_div(out, out, &evaluator->range.at[node->right]);
}

/* The hull of lambda su + (1 - lambda) sv over the two ends of lambda (it is affine in lambda):
 * section 4. */
static void weighted_slope(ab_evaluator *evaluator, ab_interval *out, const ab_interval *su,
                           const ab_interval *sv) {
  ab_interval *scratch = evaluator->space.scratch;
  if (!ab_interval_is_finite(&evaluator->factor)) {
    ab_interval_set_undefined(out);
    return;
  }
  for (int end = 0; end < 2; end++) {
    ab_interval *sum = &scratch[2 + end];
    mpfr_srcptr lambda = end ? evaluator->factor.hi : evaluator->factor.lo;
    mpfr_set(scratch[0].lo, lambda, MPFR_RNDD);
    mpfr_set(scratch[0].hi, lambda, MPFR_RNDU);
    ab_interval_set_long(&scratch[1], 1);
    ab_interval_sub(&scratch[1], &scratch[1], &scratch[0]);
    ab_interval_mul(&scratch[0], &scratch[0], su);
    ab_interval_mul(&scratch[1], &scratch[1], sv);
    ab_interval_add(sum, &scratch[0], &scratch[1]);
  }
  ab_interval_hull(out, &scratch[2], &scratch[3]);
}

/* What the slopes of one node share over all variables: the divided difference or the weight. */
static void prepare_factor(ab_evaluator *evaluator, const ab_node *node) {
  const ab_interval *u = &evaluator->range.at[node->left], *v = &evaluator->range.at[node->right];
  const ab_interval *cu = &evaluator->anchored.at[node->left];
  const ab_interval *cv = &evaluator->anchored.at[node->right];
  if (ab_op_arity(node->op) == 1)
    ab_operation_slope(&evaluator->factor, node, u, cu, &evaluator->space);
  else if (node->op == AB_OP_MIN || node->op == AB_OP_MAX)
    ab_operation_weight(&evaluator->factor, node->op, u, v, cu, cv, &evaluator->space);
}

static void compute_slope(ab_evaluator *evaluator, ab_expr expr, const ab_node *node, size_t k) {
  ab_interval *out = &evaluator->slopes[expr * evaluator->variables + k];
  const ab_interval *su = &evaluator->slopes[node->left * evaluator->variables + k];
  const ab_interval *sv = &evaluator->slopes[node->right * evaluator->variables + k];
  switch (node->op) {
  case AB_OP_ADD:
    ab_interval_add(out, su, sv);
    break;
  case AB_OP_SUB:
    ab_interval_sub(out, su, sv);
    break;
  case AB_OP_MUL:
    product_slope(evaluator, out, node, su, sv);
    break;
  case AB_OP_DIV:
    quotient_slope(evaluator, out, node, expr, su, sv);
    break;
  case AB_OP_MIN:
  case AB_OP_MAX:
    weighted_slope(evaluator, out, su, sv);
    break;
  default:
    ab_interval_mul(out, &evaluator->factor, su);
  }
}

/* The slopes of one node in all variables: exactly 0 where the node does not depend on a moving
 * variable, which is written only if it is not there already. */
static void compute_slopes(ab_evaluator *evaluator, ab_expr expr, uint64_t moving) {
  const ab_node *node = ab_graph_node(evaluator->graph, expr);
  uint64_t depends = evaluator->depends[expr] & moving;
  if (depends && ab_op_arity(node->op) > 0)
    prepare_factor(evaluator, node);
  uint64_t written = depends | evaluator->nonzero[expr];
  evaluator->nonzero[expr] = depends;
  for (size_t k = 0; k < evaluator->variables; k++) {
    ab_interval *out = &evaluator->slopes[expr * evaluator->variables + k];
    if (!(written >> k & 1))
      continue;
    if (!(depends >> k & 1))
      ab_interval_set_long(out, 0);
    else if (node->op == AB_OP_VARIABLE)
      ab_interval_set_long(out, 1);
    else
      compute_slope(evaluator, expr, node, k);
  }
}

static uint64_t moving_set(const ab_evaluator *evaluator, const bool *moves) {
  uint64_t moving = 0;
  for (size_t k = 0; k < evaluator->variables; k++)
    if (moves[k])
      moving |= UINT64_C(1) << k;
  return moving;
}

static void make_slopes(ab_evaluator *evaluator) {
  size_t count = evaluator->size * evaluator->variables;
  evaluator->slopes = ab_intervals_create(count, evaluator->precision);
  for (size_t i = 0; i < count; i++)
    ab_interval_set_long(&evaluator->slopes[i], 0);
  evaluator->nonzero = ab_allocate(evaluator->size, sizeof *evaluator->nonzero);
}

ab_slopes ab_evaluator_slopes(ab_evaluator *evaluator, size_t which, const ab_interval *box,
                              const ab_interval *anchor, const bool *moves,
                              const ab_interval *parameters) {
  if (!evaluator->slopes)
    make_slopes(evaluator);
  const ab_interval *range = update(evaluator, &evaluator->range, which, box, parameters);
  const ab_interval *anchored = update(evaluator, &evaluator->anchored, which, anchor, parameters);
  uint64_t moving = moving_set(evaluator, moves);
  const schedule *s = &evaluator->schedules[which];
  for (size_t i = 0; i < s->count; i++)
    compute_slopes(evaluator, s->nodes[i], moving);
  ab_expr root = s->nodes[s->count - 1];
  return (ab_slopes){range, anchored,
                     evaluator->variables ? &evaluator->slopes[root * evaluator->variables]
                                          : evaluator->zero_slopes};
}

/* Where what is to be added to the weight of a child goes: the weight itself if it is the first;
 * NULL if the child does not depend on a moving variable. To be followed by `added`. */
static ab_interval *addend(ab_evaluator *evaluator, ab_expr child, uint64_t moving) {
  if (!(evaluator->depends[child] & moving))
    return NULL;
  return evaluator->reached[child] ? &evaluator->term : &evaluator->weight[child];
}

static void added(ab_evaluator *evaluator, ab_expr child) {
  ab_interval *weight = &evaluator->weight[child];
  if (evaluator->reached[child])
    ab_interval_add(weight, weight, &evaluator->term);
  evaluator->reached[child] = true;
}

/* weight[child] += own factor */
static void pass_product(ab_evaluator *evaluator, ab_expr child, uint64_t moving,
                         const ab_interval *own, const ab_interval *factor) {
  ab_interval *out = addend(evaluator, child, moving);
  if (!out)
    return;
  ab_interval_mul(out, own, factor);
  added(evaluator, child);
}

/* weight[child] += own, or -= own. */
static void pass_own(ab_evaluator *evaluator, ab_expr child, uint64_t moving,
                     const ab_interval *own, bool negated) {
  ab_interval *out = addend(evaluator, child, moving);
  if (!out)
    return;
  if (negated)
    ab_interval_neg(out, own);
  else
    ab_interval_set(out, own);
  added(evaluator, child);
}

/* weight[left] += own/v, weight[right] += -(cu/cv) own/v */
static void pass_quotient(ab_evaluator *evaluator, ab_expr expr, const ab_node *node,
                          uint64_t moving, const ab_interval *own) {
  ab_interval *quotient = &evaluator->factor;
  ab_interval_div(quotient, own, &evaluator->range.at[node->right]);
  pass_own(evaluator, node->left, moving, quotient, false);
  ab_interval *out = addend(evaluator, node->right, moving);
  if (!out)
    return;
  ab_interval_mul(out, quotient, &evaluator->anchored.at[expr]);
  ab_interval_neg(out, out);
  added(evaluator, node->right);
}

/* What the weight of a node adds to those of its children: slopes.md, section 5. */
static void pass_down(ab_evaluator *evaluator, ab_expr expr, uint64_t moving) {
  const ab_node *node = ab_graph_node(evaluator->graph, expr);
  const ab_interval *own = &evaluator->weight[expr];
  ab_interval *factor = &evaluator->factor, *one = &evaluator->space.scratch[0];
  switch (node->op) {
  case AB_OP_ADD:
  case AB_OP_SUB:
    pass_own(evaluator, node->left, moving, own, false);
    pass_own(evaluator, node->right, moving, own, node->op == AB_OP_SUB);
    return;
  case AB_OP_MUL:
    pass_product(evaluator, node->left, moving, own, &evaluator->range.at[node->right]);
    pass_product(evaluator, node->right, moving, own, &evaluator->anchored.at[node->left]);
    return;
  case AB_OP_DIV:
    pass_quotient(evaluator, expr, node, moving, own);
    return;
  default:
    prepare_factor(evaluator, node);
    pass_product(evaluator, node->left, moving, own, factor);
    if (ab_op_arity(node->op) == 1)
      return;
    ab_interval_set_long(one, 1); /* min, max: the other weight is 1 - lambda */
    ab_interval_sub(factor, one, factor);
    pass_product(evaluator, node->right, moving, own, factor);
  }
}

ab_slopes ab_evaluator_slopes_backward(ab_evaluator *evaluator, size_t which,
                                       const ab_interval *box, const ab_interval *anchor,
                                       const bool *moves, const ab_interval *parameters) {
  if (!evaluator->weight)
    evaluator->weight = ab_intervals_create(evaluator->size, evaluator->precision);
  const ab_interval *range = update(evaluator, &evaluator->range, which, box, parameters);
  const ab_interval *anchored = update(evaluator, &evaluator->anchored, which, anchor, parameters);
  uint64_t moving = moving_set(evaluator, moves);
  const schedule *s = &evaluator->schedules[which];
  for (size_t i = 0; i < s->count; i++)
    evaluator->reached[s->nodes[i]] = false;
  for (size_t k = 0; k < evaluator->variables; k++)
    ab_interval_set_long(&evaluator->backward_slopes[k], 0);
  ab_expr root = s->nodes[s->count - 1];
  ab_interval_set_long(&evaluator->weight[root], 1);
  evaluator->reached[root] = (evaluator->depends[root] & moving) != 0;
  for (size_t i = s->count; i-- > 0;) {
    ab_expr expr = s->nodes[i];
    const ab_node *node = ab_graph_node(evaluator->graph, expr);
    if (!evaluator->reached[expr])
      continue;
    if (node->op == AB_OP_VARIABLE)
      ab_interval_set(&evaluator->backward_slopes[node->left], &evaluator->weight[expr]);
    else
      pass_down(evaluator, expr, moving);
  }
  return (ab_slopes){range, anchored, evaluator->backward_slopes};
}

ab_slopes ab_evaluator_slopes_both(ab_evaluator *evaluator, size_t which, const ab_interval *box,
                                   const ab_interval *anchor, const bool *moves,
                                   const ab_interval *parameters) {
  ab_slopes both = ab_evaluator_slopes_backward(evaluator, which, box, anchor, moves, parameters);
  ab_slopes other = ab_evaluator_slopes(evaluator, which, box, anchor, moves, parameters);
  for (size_t k = 0; k < evaluator->variables; k++) {
    ab_interval *slope = &evaluator->backward_slopes[k];
    if (mpfr_greater_p(other.slopes[k].lo, slope->lo))
      mpfr_set(slope->lo, other.slopes[k].lo, MPFR_RNDD);
    if (mpfr_less_p(other.slopes[k].hi, slope->hi))
      mpfr_set(slope->hi, other.slopes[k].hi, MPFR_RNDU);
  }
  return both;
}
