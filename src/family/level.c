/* SPDX-License-Identifier: MIT */
#include "family/level.h"

#include "base/memory.h"
#include "expr/exact.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "real/identity.h"

bool ab_level_is_proper(const ab_level *level) {
  for (size_t k = 0; k < level->variable_count; k++)
    if (!ab_independent_of(level->graph, level->g, (uint32_t)k))
      return true;
  return false;
}

static bool value_at(const ab_level *level, ab_expr e, const mpq_t *point, mpq_t out) {
  return ab_exact_evaluate(out, level->graph, e, point, NULL, NULL) == AB_EXACT_VALUE;
}

bool ab_level_separates(const ab_level *level, const mpq_t *p, const mpq_t *q) {
  mpq_t at_p, at_q;
  mpq_inits(at_p, at_q, NULL);
  bool good = value_at(level, level->g, p, at_p) && value_at(level, level->g, q, at_q) &&
              mpq_sgn(at_p) * mpq_sgn(at_q) <= 0;
  mpq_clears(at_p, at_q, NULL);
  return good;
}

/* ---- parts that are polynomials in g ---- */

enum {
  DEGREE = 4,               /* at most, in g */
  SAMPLES = DEGREE + 1 + 3, /* the last three are a test */
  PARTS_MAX = 2000          /* of an expression, beyond which parts are not looked for */
};

/* Points at which parts are compared with g, and the values of g there. */
typedef struct {
  const ab_level *level;
  mpq_t *points[SAMPLES], *values;
  bool good; /* g takes different values at the first DEGREE + 1 */
} samples;

static void samples_init(samples *s, const ab_level *level) {
  *s = (samples){.level = level, .values = ab_rationals_create(SAMPLES), .good = true};
  size_t d = level->variable_count;
  for (size_t k = 0; k < SAMPLES; k++) {
    s->points[k] = ab_rationals_create(d);
    for (size_t j = 0; j < d; j++) {
      mpq_set_si(s->points[k][j], (long)(3 * k + 2 * j + 1) * (k % 2 ? -1 : 1),
                 (unsigned long)(j + k + 2));
      mpq_canonicalize(s->points[k][j]);
    }
    s->good = s->good && value_at(level, level->g, (const mpq_t *)s->points[k], s->values[k]);
    for (size_t l = 0; l < k && k <= DEGREE; l++)
      s->good = s->good && !mpq_equal(s->values[k], s->values[l]);
  }
}

static void samples_clear(samples *s) {
  for (size_t k = 0; k < SAMPLES; k++)
    ab_rationals_destroy(s->points[k], s->level->variable_count);
  ab_rationals_destroy(s->values, SAMPLES);
}

/* From the values of a polynomial of degree at most DEGREE at values[0..DEGREE] to its
 * coefficients: divided differences, then the Newton form is multiplied out. */
static void interpolate(mpq_t *c, const mpq_t *values) {
  mpq_t term;
  mpq_init(term);
  for (size_t k = 1; k <= DEGREE; k++)
    for (size_t l = DEGREE; l >= k; l--) {
      mpq_sub(c[l], c[l], c[l - 1]);
      mpq_sub(term, values[l], values[l - k]);
      mpq_div(c[l], c[l], term);
    }
  for (size_t k = DEGREE; k-- > 0;) /* c_k + (t - values_k) (c_k+1 + c_k+2 t + ..) */
    for (size_t l = k; l < DEGREE; l++) {
      mpq_mul(term, values[k], c[l + 1]);
      mpq_sub(c[l], c[l], term);
    }
  mpq_clear(term);
}

static void evaluate(mpq_t out, const mpq_t *c, const mpq_t t) {
  mpq_set(out, c[DEGREE]);
  for (size_t k = DEGREE; k-- > 0;) {
    mpq_mul(out, out, t);
    mpq_add(out, out, c[k]);
  }
}

/* c such that p is sum of c_k g^k at all samples; false if there is none. */
static bool fit(const samples *s, ab_expr p, mpq_t *c) {
  bool good = s->good;
  for (size_t k = 0; k <= DEGREE && good; k++)
    good = value_at(s->level, p, (const mpq_t *)s->points[k], c[k]);
  if (!good)
    return false;
  interpolate(c, (const mpq_t *)s->values);
  mpq_t at, expected;
  mpq_inits(at, expected, NULL);
  for (size_t k = DEGREE + 1; k < SAMPLES && good; k++) {
    good = value_at(s->level, p, (const mpq_t *)s->points[k], at);
    evaluate(expected, (const mpq_t *)c, s->values[k]);
    good = good && mpq_equal(at, expected);
  }
  mpq_clears(at, expected, NULL);
  return good;
}

/* The sum of c_k t^k. */
static ab_expr polynomial_in(ab_graph *graph, const mpq_t *c, ab_expr t) {
  ab_expr sum = ab_graph_constant(graph, c[0]);
  for (int32_t k = 1; k <= DEGREE; k++) {
    ab_expr factor = ab_graph_constant(graph, c[k]), power = ab_build_pow(graph, t, k);
    sum = ab_build_add(graph, sum, ab_build_mul(graph, factor, power));
  }
  return sum;
}

/* The sum of c_k t^k if p is the sum of c_k g^k, as an identity. */
static bool replace(const samples *s, ab_expr p, ab_expr t, ab_expr *out) {
  ab_graph *graph = s->level->graph;
  mpq_t *c = ab_rationals_create(DEGREE + 1);
  bool good =
      fit(s, p, c) && ab_identical(graph, p, polynomial_in(graph, (const mpq_t *)c, s->level->g));
  if (good)
    *out = polynomial_in(graph, (const mpq_t *)c, t);
  ab_rationals_destroy(c, DEGREE + 1);
  return good;
}

static bool is_polynomial_node(const ab_graph *graph, const ab_node *node, const bool *polynomial) {
  switch (node->op) {
  case AB_OP_CONSTANT:
  case AB_OP_VARIABLE:
    return true;
  case AB_OP_ADD:
  case AB_OP_SUB:
  case AB_OP_MUL:
    return polynomial[node->left] && polynomial[node->right];
  case AB_OP_DIV:
    return polynomial[node->left] && ab_graph_node(graph, node->right)->op == AB_OP_CONSTANT &&
           mpq_sgn(ab_graph_constant_value(graph, node->right)) != 0;
  case AB_OP_NEG:
    return polynomial[node->left];
  case AB_OP_POW:
    return node->exponent >= 0 && polynomial[node->left];
  default:
    return false;
  }
}

static ab_expr copy_node(ab_graph *graph, ab_expr expr, const ab_expr *copies) {
  ab_node node = *ab_graph_node(graph, expr); /* a copy: the graph grows */
  if (node.op == AB_OP_POW)
    return ab_graph_pow(graph, copies[node.left], node.exponent);
  switch (ab_op_arity(node.op)) {
  case 0:
    return expr;
  case 1:
    return ab_graph_unary(graph, node.op, copies[node.left]);
  default:
    return ab_graph_binary(graph, node.op, copies[node.left], copies[node.right]);
  }
}

static size_t count_parts(const bool *parts, ab_expr e) {
  size_t count = 0;
  for (size_t i = 0; i <= e; i++)
    count += parts[i];
  return count;
}

ab_expr ab_level_rewrite(const ab_level *level, ab_expr e, ab_expr t) {
  ab_graph *graph = level->graph;
  bool *parts = ab_graph_parts(graph, e);
  bool *polynomial = ab_allocate((size_t)e + 1, sizeof *polynomial);
  ab_expr *copies = ab_allocate((size_t)e + 1, sizeof *copies);
  samples s;
  samples_init(&s, level);
  s.good = s.good && count_parts(parts, e) <= PARTS_MAX;
  for (size_t i = 0; i <= e; i++) {
    if (!parts[i])
      continue;
    ab_expr part = (ab_expr)i;
    const ab_node *node = ab_graph_node(graph, part);
    polynomial[i] = is_polynomial_node(graph, node, polynomial);
    if (!polynomial[i] || node->op == AB_OP_CONSTANT || !replace(&s, part, t, &copies[i]))
      copies[i] = copy_node(graph, part, copies);
  }
  ab_expr result = copies[e];
  samples_clear(&s);
  ab_free(copies);
  ab_free(polynomial);
  ab_free(parts);
  return result;
}

bool ab_level_vanishes(const ab_level *level, ab_expr e) {
  mpq_t value;
  mpq_init(value);
  ab_expr on = ab_level_rewrite(level, e, ab_graph_integer(level->graph, 0));
  bool zero = (ab_identical_to_rational(level->graph, on, value) && mpq_sgn(value) == 0) ||
              ab_vanishes_where(level->graph, on, level->g);
  mpq_clear(value);
  return zero;
}

/* Passes the factor of a node on to its children, if it is linear in them: false if it is not. */
static bool pass_on(mpq_t *factors, bool *visited, const ab_graph *graph, ab_expr e) {
  const ab_node *node = ab_graph_node(graph, e);
  mpq_ptr left = factors[node->left], right = factors[node->right];
  mpq_srcptr divisor;
  switch (node->op) {
  case AB_OP_ADD:
    mpq_add(left, left, factors[e]);
    mpq_add(right, right, factors[e]);
    visited[node->right] = true;
    break;
  case AB_OP_SUB:
    mpq_add(left, left, factors[e]);
    mpq_sub(right, right, factors[e]);
    visited[node->right] = true;
    break;
  case AB_OP_NEG:
    mpq_sub(left, left, factors[e]);
    break;
  case AB_OP_DIV:
    if (ab_graph_node(graph, node->right)->op != AB_OP_CONSTANT)
      return false;
    divisor = ab_graph_constant_value(graph, node->right);
    if (mpq_sgn(divisor) == 0)
      return false;
    mpq_div(factors[e], factors[e], divisor);
    mpq_add(left, left, factors[e]);
    break;
  default:
    return false;
  }
  visited[node->left] = true;
  return true;
}

/* The same function of x, defined at the same points, with the polynomials among its summands
 * first, so that what cancels in their sum can be seen. (Were other summands to cancel, it could
 * become defined at more points: then e itself.) */
static ab_expr gather(const ab_level *level, ab_expr e) {
  ab_graph *graph = level->graph;
  bool *parts = ab_graph_parts(graph, e);
  bool *polynomial = ab_allocate((size_t)e + 1, sizeof *polynomial);
  bool *visited = ab_allocate((size_t)e + 1, sizeof *visited);
  mpq_t *factors = ab_rationals_create((size_t)e + 1);
  for (size_t i = 0; i <= e; i++)
    polynomial[i] =
        parts[i] && is_polynomial_node(graph, ab_graph_node(graph, (ab_expr)i), polynomial);
  mpq_set_ui(factors[e], 1, 1);
  visited[e] = true;
  ab_expr first = ab_graph_integer(graph, 0), others = first;
  bool good = true;
  for (size_t i = (size_t)e + 1; i-- > 0;) {
    ab_expr part = (ab_expr)i;
    if (!visited[i] || (!polynomial[i] && pass_on(factors, visited, graph, part)))
      continue;
    good = good && (polynomial[i] || mpq_sgn(factors[i]) != 0);
    ab_expr factor = ab_graph_constant(graph, factors[i]);
    ab_expr *sum = polynomial[i] ? &first : &others;
    *sum = ab_build_add(graph, *sum, ab_build_mul(graph, factor, part));
  }
  ab_rationals_destroy(factors, (size_t)e + 1);
  ab_free(polynomial);
  ab_free(parts);
  ab_free(visited);
  return good ? ab_build_add(graph, first, others) : e;
}

bool ab_level_compose(const ab_level *level, ab_expr e, ab_expr *out) {
  size_t d = level->variable_count;
  *out = ab_level_rewrite(level, gather(level, e), ab_graph_variable(level->graph, (uint32_t)d));
  bool *parts = ab_graph_parts(level->graph, *out);
  bool alone = true;
  for (size_t i = 0; i <= *out && alone; i++) {
    const ab_node *node = ab_graph_node(level->graph, (ab_expr)i);
    alone = !parts[i] || node->op != AB_OP_VARIABLE || node->left >= d;
  }
  ab_free(parts);
  return alone;
}
