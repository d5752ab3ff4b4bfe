/* SPDX-License-Identifier: MIT */
#include "expr/double_evaluate.h"

#include "base/memory.h"
#include "expr/double_apart.h"
#include "num/interval.h"

#include <assert.h>
#include <string.h>

struct ab_double_evaluator {
  const ab_graph *graph;
  const ab_double_kernel *kernel;
  ab_instruction *code;
  ab_schedule *schedules;
  size_t size, root_count, variables;
  uint32_t *roots;
  ab_lanes *range, *anchored, *slope, face;
  ab_lanes *slopes;         /* of the root, per variable */
  uint32_t *variable_nodes; /* UINT32_MAX: not in the graph */
  uint64_t *range_known, *anchored_known, range_now, anchored_now;
  const ab_lanes **factor;
  ab_double_apart *own_apart;
  ab_apart apart;
};

static ab_backend limit = AB_BACKEND_AVX512;

void ab_double_backend_limit(ab_backend most) {
  limit = most;
}

ab_backend ab_double_backend(void) {
#ifdef AB_HAS_X86_KERNELS
  if (limit >= AB_BACKEND_AVX512 && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return AB_BACKEND_AVX512;
  if (limit >= AB_BACKEND_AVX2 && __builtin_cpu_supports("avx2"))
    return AB_BACKEND_AVX2;
#endif
  return AB_BACKEND_PLAIN;
}

static const ab_double_kernel *kernel(void) {
#ifdef AB_HAS_X86_KERNELS
  if (ab_double_backend() == AB_BACKEND_AVX512)
    return &ab_double_kernel_avx512;
  if (ab_double_backend() == AB_BACKEND_AVX2)
    return &ab_double_kernel_avx2;
#endif
  return &ab_double_kernel_plain;
}

static bool is_leaf(const ab_node *node) {
  return node->op == AB_OP_CONSTANT || node->op == AB_OP_PI || node->op == AB_OP_PARAMETER;
}

static void make_schedule(ab_double_evaluator *e, size_t which, ab_expr root) {
  bool *needed = ab_allocate((size_t)root + 1, sizeof *needed);
  size_t count = 0;
  needed[root] = true;
  for (size_t i = (size_t)root + 1; i-- > 0;) {
    const ab_node *node = &e->code[i].node;
    if (!needed[i])
      continue;
    count += !is_leaf(node);
    if (ab_op_arity(node->op) >= 1)
      needed[node->left] = true;
    if (ab_op_arity(node->op) == 2)
      needed[node->right] = true;
  }
  ab_schedule *s = &e->schedules[which];
  *s = (ab_schedule){ab_allocate(count, sizeof *s->items), 0};
  for (uint32_t i = 0; i <= root; i++)
    if (needed[i] && !is_leaf(&e->code[i].node))
      s->items[s->count++] = i;
  ab_free(needed);
}

static void make_code(ab_double_evaluator *e) {
  for (size_t i = 0; i < e->size; i++) {
    const ab_node *node = ab_graph_node(e->graph, (ab_expr)i);
    uint64_t depends = 0;
    if (node->op == AB_OP_VARIABLE) {
      depends = UINT64_C(1) << node->left;
      e->variable_nodes[node->left] = (uint32_t)i;
    }
    if (ab_op_arity(node->op) >= 1)
      depends |= e->code[node->left].depends;
    if (ab_op_arity(node->op) == 2)
      depends |= e->code[node->right].depends;
    e->code[i] = (ab_instruction){*node, depends};
  }
}

static void fill_leaf(ab_double_evaluator *e, size_t i, double lo, double hi) {
  ab_lanes_fill(&e->range[i], lo, hi);
  e->anchored[i] = e->range[i];
}

static void fill_constants(ab_double_evaluator *e) {
  ab_interval x;
  ab_interval_init(&x, 53);
  for (size_t i = 0; i < e->size; i++) {
    ab_op op = e->code[i].node.op;
    if (op == AB_OP_CONSTANT)
      ab_interval_set_rational(&x, ab_graph_constant_value(e->graph, (ab_expr)i));
    else if (op == AB_OP_PI)
      ab_interval_set_pi(&x);
    else
      continue;
    fill_leaf(e, i, mpfr_get_d(x.lo, MPFR_RNDD), mpfr_get_d(x.hi, MPFR_RNDU));
  }
  ab_interval_clear(&x);
}

static ab_lanes *create_lanes(size_t count) {
  return ab_allocate_aligned(count, sizeof(ab_lanes), _Alignof(ab_lanes));
}

ab_double_evaluator *ab_double_evaluator_create(const ab_graph *graph, const ab_expr *roots,
                                                size_t count, size_t variables,
                                                const ab_apart *apart) {
  assert(variables <= AB_VARIABLES_MAX);
  ab_double_evaluator *e =
      ab_allocate_aligned(1, sizeof(ab_double_evaluator), _Alignof(ab_double_evaluator));
  e->graph = graph;
  e->kernel = kernel();
  e->size = ab_graph_size(graph);
  e->variables = variables;
  e->root_count = count;
  e->code = ab_allocate(e->size, sizeof *e->code);
  e->variable_nodes = ab_allocate(variables, sizeof *e->variable_nodes);
  memset(e->variable_nodes, 0xff, variables * sizeof *e->variable_nodes);
  make_code(e);
  e->schedules = ab_allocate(count, sizeof *e->schedules);
  e->roots = ab_allocate(count, sizeof *e->roots);
  for (size_t i = 0; i < count; i++) {
    e->roots[i] = roots[i];
    make_schedule(e, i, roots[i]);
  }
  e->range = create_lanes(e->size);
  e->anchored = create_lanes(e->size);
  e->slope = create_lanes(e->size);
  e->range_known = ab_allocate(e->size, sizeof *e->range_known);
  e->anchored_known = ab_allocate(e->size, sizeof *e->anchored_known);
  e->range_now = e->anchored_now = 1;
  e->factor = ab_allocate(e->size, sizeof *e->factor);
  e->slopes = create_lanes(variables);
  fill_constants(e);
  if (!apart)
    e->own_apart = ab_double_apart_create();
  e->apart = apart ? *apart : ab_double_apart_operations(e->own_apart);
  return e;
}

void ab_double_evaluator_destroy(ab_double_evaluator *e) {
  if (!e)
    return;
  for (size_t i = 0; i < e->root_count; i++)
    ab_free(e->schedules[i].items);
  ab_free(e->schedules);
  ab_free(e->roots);
  ab_free(e->code);
  ab_free(e->variable_nodes);
  ab_free(e->range);
  ab_free(e->anchored);
  ab_free(e->slope);
  ab_free(e->slopes);
  ab_free(e->range_known);
  ab_free(e->anchored_known);
  ab_free(e->factor);
  ab_double_apart_destroy(e->own_apart);
  ab_free(e);
}

void ab_double_evaluator_forget(ab_double_evaluator *e) {
  e->range_now++;
  e->anchored_now++;
}

void ab_double_evaluator_parameter(ab_double_evaluator *e, size_t j, double lo, double hi) {
  ab_double_evaluator_forget(e);
  for (size_t i = 0; i < e->size; i++)
    if (e->code[i].node.op == AB_OP_PARAMETER && e->code[i].node.left == j)
      fill_leaf(e, i, lo, hi);
}

static ab_double_job job_of(ab_double_evaluator *e, size_t which) {
  assert(which < e->root_count);
  return (ab_double_job){.code = e->code,
                         .schedule = &e->schedules[which],
                         .range = e->range,
                         .anchored = e->anchored,
                         .slope = e->slope,
                         .factor = e->factor,
                         .apart = e->apart};
}

const ab_lanes *ab_double_range(ab_double_evaluator *e, size_t which, const ab_lanes *box) {
  ab_double_job job = job_of(e, which);
  job.known = e->range_known;
  job.now = e->range_now;
  e->kernel->values(&job, e->range, box);
  return &e->range[e->roots[which]];
}

/* The values over an anchor. */
static void set_anchored(ab_double_evaluator *e, size_t which, const ab_lanes *anchor) {
  ab_double_job job = job_of(e, which);
  job.known = e->anchored_known;
  job.now = e->anchored_now;
  e->kernel->values(&job, e->anchored, anchor);
}

static bool depends_on(const ab_double_evaluator *e, size_t which, size_t k) {
  return e->code[e->roots[which]].depends >> k & 1;
}

static ab_double_slopes slopes_of(const ab_double_evaluator *e, size_t which) {
  return (ab_double_slopes){&e->range[e->roots[which]], &e->anchored[e->roots[which]], e->slopes};
}

ab_double_slopes ab_double_slopes_backward(ab_double_evaluator *e, size_t which,
                                           const ab_lanes *anchor) {
  ab_double_job job = job_of(e, which);
  set_anchored(e, which, anchor);
  e->kernel->backward(&job);
  for (size_t k = 0; k < e->variables; k++)
    if (depends_on(e, which, k))
      e->slopes[k] = *e->factor[e->variable_nodes[k]];
    else
      ab_lanes_fill(&e->slopes[k], 0, 0);
  return slopes_of(e, which);
}

/* The slope in variable k by section 2, the values about the anchor being there. */
static const ab_lanes *forward(ab_double_evaluator *e, size_t which, size_t k) {
  ab_double_job job = job_of(e, which);
  uint8_t axes[AB_LANES];
  memset(axes, (int)k, sizeof axes);
  job.axes = axes;
  e->kernel->forward(&job);
  return &e->slope[e->roots[which]];
}

ab_double_slopes ab_double_slopes_forward(ab_double_evaluator *e, size_t which,
                                          const ab_lanes *anchor) {
  set_anchored(e, which, anchor);
  for (size_t k = 0; k < e->variables; k++)
    if (depends_on(e, which, k))
      e->slopes[k] = *forward(e, which, k);
    else
      ab_lanes_fill(&e->slopes[k], 0, 0);
  return slopes_of(e, which);
}

ab_double_slopes ab_double_slopes_both(ab_double_evaluator *e, size_t which) {
  for (size_t k = 0; k < e->variables; k++) {
    if (!depends_on(e, which, k))
      continue;
    const ab_lanes *other = forward(e, which, k);
    ab_lanes *own = &e->slopes[k];
    AB_EACH_LANE(i) {
      own->lo[i] = other->lo[i] > own->lo[i] ? other->lo[i] : own->lo[i];
      own->hi[i] = other->hi[i] < own->hi[i] ? other->hi[i] : own->hi[i];
    }
  }
  return slopes_of(e, which);
}

const ab_lanes *ab_double_slope(ab_double_evaluator *e, size_t which, const ab_lanes *anchor,
                                const uint8_t *axes) {
  ab_double_job job = job_of(e, which);
  job.axes = axes;
  e->anchored_now++; /* whatever the anchor was */
  set_anchored(e, which, anchor);
  e->anchored_now++;
  e->kernel->forward(&job);
  uint32_t root = e->roots[which];
  const ab_lanes *range = &e->range[root], *anchored = &e->anchored[root];
  ab_lanes *slope = &e->face;
  if (e->code[root].depends)
    *slope = e->slope[root];
  else
    ab_lanes_fill(slope, 0, 0);
  AB_EACH_LANE(i) {
    double poison = (range->lo[i] - range->lo[i]) + (anchored->lo[i] - anchored->lo[i]);
    slope->lo[i] += poison;
    slope->hi[i] += poison;
  }
  return slope;
}

void ab_double_spread(const ab_double_evaluator *e, ab_lanes *sum, const ab_lanes *slope,
                      const double *half) {
  e->kernel->spread(sum, slope, half);
}
