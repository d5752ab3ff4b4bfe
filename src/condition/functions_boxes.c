/* SPDX-License-Identifier: MIT */
#include "condition/functions_boxes.h"

#include "base/memory.h"
#include "condition/functions_shared.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

enum { BOXES_MAX = 4096 };

/* A kink whose argument is slope (x_variable - root), with rational numbers. */
typedef struct {
  size_t variable;
  int sign; /* of the slope */
  mpq_t root;
} axis_kink;

/* Whether h is that, as an identity. */
static bool find_axis(const ab_functions *f, ab_expr h, axis_kink *out) {
  ab_graph *graph = f->graph;
  size_t d = f->variable_count, found = 0;
  if (ab_kinks(graph, h, NULL, 0) > 0)
    return false;
  ab_expr slope = 0;
  for (size_t j = 0; j < d; j++) {
    ab_expr partial = ab_partial(graph, h, j, d, 0);
    if (ab_graph_node(graph, partial)->op != AB_OP_CONSTANT)
      return false;
    if (ab_is_integer(graph, partial, 0))
      continue;
    slope = partial;
    out->variable = j;
    found++;
  }
  if (found != 1)
    return false;
  ab_expr *origin = ab_allocate(d, sizeof *origin);
  for (size_t j = 0; j < d; j++)
    origin[j] = ab_graph_integer(graph, 0);
  bool good = ab_identical_to_rational(graph, ab_substitute(graph, graph, h, origin), out->root);
  ab_free(origin);
  if (!good)
    return false;
  ab_expr x = ab_graph_variable(graph, (uint32_t)out->variable);
  ab_expr product = ab_build_mul(graph, slope, x);
  ab_expr line = ab_build_add(graph, product, ab_graph_constant(graph, out->root));
  out->sign = mpq_sgn(ab_graph_constant_value(graph, slope));
  mpq_div(out->root, out->root, ab_graph_constant_value(graph, slope));
  mpq_neg(out->root, out->root);
  return ab_identical(graph, h, line);
}

/* ---- cutting ---- */

/* Puts a number into the sorted ends of a direction, if it is between the first and the last. */
static void cut(ab_boxes *b, size_t j, const mpq_t at) {
  mpq_t *ends = b->ends[j];
  size_t count = b->pieces[j] + 1, place = 1;
  if (mpq_cmp(at, ends[0]) <= 0 || mpq_cmp(at, ends[count - 1]) >= 0)
    return;
  while (mpq_cmp(ends[place], at) < 0)
    place++;
  if (mpq_equal(ends[place], at))
    return;
  for (size_t i = count; i > place; i--)
    mpq_set(ends[i], ends[i - 1]);
  mpq_set(ends[place], at);
  b->pieces[j]++;
}

static void cut_at_kinks(ab_boxes *b, const ab_facts *facts) {
  const ab_functions *f = facts->family;
  ab_expr kinks[AB_KINKS_MAX];
  size_t count = ab_kinks(f->graph, f->mean, kinks, AB_KINKS_MAX);
  axis_kink axis;
  mpq_init(axis.root);
  for (size_t i = 0; i < count; i++)
    if (find_axis(f, ab_kink_argument(f->graph, kinks[i]), &axis))
      cut(b, axis.variable, axis.root);
  mpq_clear(axis.root);
  for (size_t k = 0; k < facts->point_count; k++)
    for (size_t j = 0; j < b->d && facts->sharp[k]; j++)
      cut(b, j, ab_facts_constant(facts, ab_facts_point(facts, k, j))->lo);
}

void ab_boxes_init(ab_boxes *b, const ab_facts *facts, const mpq_t *lo, const mpq_t *hi) {
  size_t d = facts->family->variable_count, most = facts->kink_count + facts->point_count + 2;
  *b = (ab_boxes){.d = d,
                  .total = 1,
                  .pieces = ab_allocate(d, sizeof *b->pieces),
                  .ends = ab_allocate(d, sizeof *b->ends)};
  for (size_t j = 0; j < d; j++) {
    b->pieces[j] = 1;
    b->ends[j] = ab_rationals_create(most);
    mpq_set(b->ends[j][0], lo[j]);
    mpq_set(b->ends[j][1], hi[j]);
  }
  if (facts->kink_count > 0)
    cut_at_kinks(b, facts);
  for (size_t j = 0; j < d; j++) {
    if (b->total * b->pieces[j] > BOXES_MAX) {
      mpq_set(b->ends[j][1], b->ends[j][b->pieces[j]]);
      b->pieces[j] = 1;
    }
    b->total *= b->pieces[j];
  }
  b->capacity = most;
}

void ab_boxes_clear(ab_boxes *b) {
  for (size_t j = 0; j < b->d; j++)
    ab_rationals_destroy(b->ends[j], b->capacity);
  ab_free(b->ends);
  ab_free(b->pieces);
}

void ab_boxes_get(const ab_boxes *b, size_t n, mpq_t *lo, mpq_t *hi) {
  for (size_t j = 0; j < b->d; j++) {
    size_t piece = n % b->pieces[j];
    n /= b->pieces[j];
    mpq_set(lo[j], b->ends[j][piece]);
    mpq_set(hi[j], b->ends[j][piece + 1]);
  }
}

/* ---- branches on a box ---- */

bool ab_boxes_reduce(const ab_facts *facts, ab_expr e, uint64_t pattern, mpq_t *lo, mpq_t *hi) {
  const ab_functions *f = facts->family;
  ab_expr kinks[AB_KINKS_MAX];
  size_t count = ab_kinks(f->graph, e, kinks, AB_KINKS_MAX);
  bool exists = true;
  axis_kink axis;
  mpq_init(axis.root);
  for (size_t i = 0; i < count && exists; i++) {
    if (!find_axis(f, ab_kink_argument(f->graph, kinks[i]), &axis))
      continue;
    size_t j = axis.variable;
    bool above = (pattern >> i & 1) == (axis.sign > 0); /* x_j >= root, or x_j <= root */
    int low = mpq_cmp(lo[j], axis.root), high = mpq_cmp(hi[j], axis.root);
    exists = above ? high >= 0 : low <= 0;
    if (above && high == 0)
      mpq_set(lo[j], axis.root);
    if (!above && low == 0)
      mpq_set(hi[j], axis.root);
  }
  mpq_clear(axis.root);
  return exists;
}
