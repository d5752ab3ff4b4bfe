/* SPDX-License-Identifier: MIT */
#include "expr/double_evaluate.h"

#include "base/memory.h"
#include "expr/double_apart.h"
#include "expr/double_backward.h"
#include "num/interval.h"

#include <assert.h>

/* What is known of values: of instruction i, or of a root, if the number is `now`. */
typedef struct {
  uint64_t *instructions, *roots, now;
} memory;

struct ab_double_evaluator {
  const ab_graph *graph;
  const ab_double_kernel *kernel;
  ab_instruction *code;
  ab_schedule *schedules;
  ab_backward **backward; /* of a root, made when needed */
  size_t size, root_count, variables;
  ab_lanes *range, *anchored, *faced, *slope, face; /* faced: like anchored, for a face */
  ab_lanes *slopes;                                 /* of a root, per variable */
  const ab_lanes **slopes_at;                       /* where they are */
  ab_lanes *terms;                                  /* two, for backward slopes */
  uint32_t *variable_nodes;                         /* some place behind: not in the graph */
  memory ranges, anchors, faces;
  const ab_lanes **factor;
  uint32_t *moving;
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

static void make_schedule(ab_double_evaluator *e, size_t which, ab_expr root, const bool *needed,
                          const uint32_t *uses) {
  ab_schedule *s = &e->schedules[which];
  *s = (ab_schedule){.root = root,
                     .operations = ab_allocate((size_t)root + 1, sizeof *s->operations),
                     .variables = ab_allocate(e->variables, sizeof *s->variables)};
  for (uint32_t i = 0; i <= root; i++) {
    const ab_node *node = &e->code[i].node;
    if (!needed[i] || is_leaf(node))
      continue;
    if (node->op == AB_OP_VARIABLE)
      s->variables[s->variable_count++] = i;
    else
      s->operations[s->count++] =
          (ab_operation){i, node->left, node->right, (uint8_t)node->op, uses[i] > 1};
  }
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
  e->anchored[i] = e->faced[i] = e->range[i];
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

static memory create_memory(const ab_double_evaluator *e) {
  return (memory){ab_allocate(e->size, sizeof(uint64_t)),
                  ab_allocate(e->root_count, sizeof(uint64_t)), 1};
}

static void clear_memory(memory *m) {
  ab_free(m->instructions);
  ab_free(m->roots);
}

static void make_schedules(ab_double_evaluator *e, const ab_expr *roots) {
  uint32_t *uses = ab_allocate(e->size, sizeof *uses);
  e->schedules = ab_allocate(e->root_count, sizeof *e->schedules);
  for (size_t i = 0; i < e->root_count; i++) {
    bool *needed = ab_graph_parts(e->graph, roots[i]);
    for (size_t k = 0; k <= roots[i]; k++)
      uses[k] += needed[k];
    ab_free(needed);
  }
  for (size_t i = 0; i < e->root_count; i++) {
    bool *needed = ab_graph_parts(e->graph, roots[i]);
    make_schedule(e, i, roots[i], needed, uses);
    ab_free(needed);
  }
  ab_free(uses);
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
  for (size_t k = 0; k < variables; k++)
    e->variable_nodes[k] = (uint32_t)(e->size + k);
  make_code(e);
  make_schedules(e, roots);
  e->range = create_lanes(e->size + variables);
  e->anchored = create_lanes(e->size + variables);
  e->faced = create_lanes(e->size + variables);
  e->slope = create_lanes(e->size);
  e->ranges = create_memory(e);
  e->anchors = create_memory(e);
  e->faces = create_memory(e);
  e->factor = ab_allocate(e->size, sizeof *e->factor);
  e->moving = ab_allocate(e->size, sizeof *e->moving);
  e->slopes = create_lanes(variables);
  e->slopes_at = ab_allocate(variables, sizeof *e->slopes_at);
  e->terms = create_lanes(2);
  e->backward = ab_allocate(count, sizeof *e->backward);
  fill_constants(e);
  if (!apart)
    e->own_apart = ab_double_apart_create();
  e->apart = apart ? *apart : ab_double_apart_operations(e->own_apart);
  return e;
}

void ab_double_evaluator_destroy(ab_double_evaluator *e) {
  if (!e)
    return;
  for (size_t i = 0; i < e->root_count; i++) {
    ab_free(e->schedules[i].operations);
    ab_free(e->schedules[i].variables);
    ab_backward_destroy(e->backward[i]);
  }
  ab_free(e->schedules);
  ab_free(e->code);
  ab_free(e->variable_nodes);
  ab_free(e->range);
  ab_free(e->anchored);
  ab_free(e->faced);
  ab_free(e->slope);
  ab_free(e->slopes);
  ab_free(e->slopes_at);
  ab_free(e->terms);
  ab_free(e->backward);
  clear_memory(&e->ranges);
  clear_memory(&e->anchors);
  clear_memory(&e->faces);
  ab_free(e->factor);
  ab_free(e->moving);
  ab_double_apart_destroy(e->own_apart);
  ab_free(e);
}

ab_lanes *ab_double_box(ab_double_evaluator *e, size_t k) {
  return &e->range[e->variable_nodes[k]];
}

ab_lanes *ab_double_anchor(ab_double_evaluator *e, size_t k) {
  return &e->anchored[e->variable_nodes[k]];
}

void ab_double_set_part(ab_double_evaluator *e, size_t k, double *half,
                        const ab_double_part *part) {
  e->kernel->set_part(ab_double_box(e, k), ab_double_anchor(e, k), half, part);
}

void ab_double_evaluator_forget(ab_double_evaluator *e) {
  e->ranges.now++;
  e->anchors.now++;
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
                         .moving = e->moving,
                         .apart = e->apart};
}

/* The values of a root, unless they are known. */
static void evaluate(ab_double_evaluator *e, size_t which, ab_lanes *values, memory *m) {
  if (m->roots[which] == m->now)
    return;
  m->roots[which] = m->now;
  ab_double_job job = job_of(e, which);
  job.known = m->instructions;
  job.now = m->now;
  e->kernel->values(&job, values);
}

const ab_lanes *ab_double_range(ab_double_evaluator *e, size_t which) {
  evaluate(e, which, e->range, &e->ranges);
  return &e->range[e->schedules[which].root];
}

static const ab_lanes nothing = {{0}, {0}};

static bool depends_on(const ab_double_evaluator *e, size_t which, size_t k) {
  return e->code[e->schedules[which].root].depends >> k & 1;
}

static ab_double_slopes slopes_of(const ab_double_evaluator *e, size_t which) {
  uint32_t root = e->schedules[which].root;
  return (ab_double_slopes){&e->range[root], &e->anchored[root], e->slopes_at};
}

static const ab_backward *backward_program(ab_double_evaluator *e, size_t which) {
  const ab_backward_arrays arrays = {e->code, e->range, e->anchored, e->slope, e->terms};
  if (!e->backward[which])
    e->backward[which] =
        ab_backward_create(&arrays, &e->schedules[which], e->variable_nodes, e->variables);
  return e->backward[which];
}

ab_double_slopes ab_double_slopes_backward(ab_double_evaluator *e, size_t which) {
  ab_double_job job = job_of(e, which);
  const ab_backward *program = backward_program(e, which);
  evaluate(e, which, e->anchored, &e->anchors);
  e->kernel->backward(&job, program->steps, program->count);
  for (size_t k = 0; k < e->variables; k++)
    e->slopes_at[k] = program->slopes[k];
  return slopes_of(e, which);
}

/* The slope in variable k by section 2, the values about the anchor being there. */
static const ab_lanes *forward(ab_double_evaluator *e, size_t which, size_t k) {
  ab_double_job job = job_of(e, which);
  job.axis = k;
  e->kernel->forward(&job);
  return e->factor[job.schedule->root];
}

ab_double_slopes ab_double_slopes_forward(ab_double_evaluator *e, size_t which) {
  evaluate(e, which, e->anchored, &e->anchors);
  for (size_t k = 0; k < e->variables; k++) {
    bool depends = depends_on(e, which, k);
    e->slopes_at[k] = depends ? &e->slopes[k] : &nothing;
    if (depends)
      e->slopes[k] = *forward(e, which, k);
  }
  return slopes_of(e, which);
}

ab_double_slopes ab_double_slopes_both(ab_double_evaluator *e, size_t which) {
  for (size_t k = 0; k < e->variables; k++) /* forward slopes take the place of the others */
    if (e->slopes_at[k] != &e->slopes[k]) {
      e->slopes[k] = *e->slopes_at[k];
      e->slopes_at[k] = &e->slopes[k];
    }
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

/* The anchor of a face: the box but for one coordinate in each lane. */
static void set_face(ab_double_evaluator *e, const uint8_t *axes, const ab_lanes *at) {
  for (size_t k = 0; k < e->variables; k++)
    e->faced[e->variable_nodes[k]] = e->range[e->variable_nodes[k]];
  for (int lane = 0; lane < AB_LANES; lane++) {
    ab_lanes *moving = &e->faced[e->variable_nodes[axes[lane]]];
    moving->lo[lane] = at->lo[lane];
    moving->hi[lane] = at->hi[lane];
  }
}

const ab_lanes *ab_double_slope(ab_double_evaluator *e, size_t which, const uint8_t *axes,
                                const ab_lanes *at) {
  ab_double_job job = job_of(e, which);
  uint32_t root = job.schedule->root;
  const ab_lanes *range = &e->range[root], *anchored = &e->faced[root];
  ab_lanes *slope = &e->face;
  set_face(e, axes, at);
  e->faces.now++;
  evaluate(e, which, e->faced, &e->faces);
  job.anchored = e->faced;
  job.axes = axes;
  e->kernel->forward(&job);
  if (e->moving[root])
    *slope = *e->factor[root];
  else
    ab_lanes_fill(slope, 0, 0);
  AB_EACH_LANE(i) {
    double poison = (range->lo[i] - range->lo[i]) + (anchored->lo[i] - anchored->lo[i]);
    slope->lo[i] += poison;
    slope->hi[i] += poison;
  }
  return slope;
}

void ab_double_centred_form(const ab_double_evaluator *e, ab_lanes *sum, const ab_double_slopes *s,
                            const double *const *half) {
  e->kernel->centred(sum, s->range, s->anchored, s->slopes, half, e->variables);
}

ab_lane_signs ab_double_signs(const ab_double_evaluator *e, const ab_lanes *x) {
  return e->kernel->signs(x);
}
