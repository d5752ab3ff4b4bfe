/* SPDX-License-Identifier: MIT */
#include "condition/level_normals.h"

#include "condition/averaged.h"
#include "condition/level_segments.h"
#include "num/rational.h"
#include "problem/calculus.h"

ab_level ab_normals_level(const ab_functions *f) {
  return (ab_level){f->graph, f->curve.g, f->variable_count};
}

bool ab_normals_is_fixed(const int *sides, size_t j) {
  return sides && sides[j] != 0;
}

mpq_srcptr ab_normals_end_of(const ab_functions *f, const int *sides, size_t j) {
  return sides[j] < 0 ? f->domain.lo[j] : f->domain.hi[j];
}

/* What x and x - y are: for AB_NORMAL x = y + t v, v_j the derivative of g, or share[j] times that
 * where y_j is at an end. */
static void place(ab_normals *n, const ab_level_compiler *c, ab_normals_shape kind, size_t j) {
  ab_expr variable = ab_graph_variable(n->b.graph, (uint32_t)j);
  if (kind == AB_NORMAL) {
    ab_expr along = n->gradient[j];
    if (ab_normals_is_fixed(n->sides, j))
      along = ab_curve_mul(&n->b, variable, along);
    n->offset[j] = ab_curve_mul(&n->b, n->t, along);
    n->x[j] = ab_curve_add(&n->b, n->y[j], n->offset[j]);
  } else if (kind == AB_NORMAL_FIXED) {
    n->x[j] = ab_curve_number(&n->b, c->facts->refuted_at[j]);
    n->offset[j] = ab_curve_sub(&n->b, n->x[j], n->y[j]);
  }
}

ab_normals ab_normals_begin(const ab_level_compiler *c, const char *name, ab_normals_shape kind,
                            const int *sides) {
  static const char *const names[] = {"foot[1]", "foot[2]", "foot[3]", "foot[4]",
                                      "foot[5]", "foot[6]", "step"};
  static const char *const shares[] = {"share[1]", "share[2]", "share[3]",
                                       "share[4]", "share[5]", "share[6]"};
  _Static_assert(sizeof names / sizeof *names == AB_LEVEL_VARIABLES_MAX + 1, "a name each");
  const char *used[AB_LEVEL_VARIABLES_MAX + 1];
  ab_normals n = {.d = c->facts->family->variable_count, .sides = sides};
  for (size_t j = 0; j < n.d; j++)
    used[j] = ab_normals_is_fixed(sides, j) ? shares[j] : names[j];
  used[n.d] = names[AB_LEVEL_VARIABLES_MAX];
  n.b = ab_curve_begin(c->clauses, c->statement, c->witness, c->facts, name, used,
                       kind == AB_NORMAL ? n.d + 1 : n.d);
  ab_graph *graph = n.b.graph, *family = n.b.f->graph;
  for (size_t j = 0; j < n.d; j++)
    n.y[j] = ab_normals_is_fixed(sides, j)
                 ? ab_curve_number(&n.b, ab_normals_end_of(n.b.f, sides, j))
                 : ab_graph_variable(graph, (uint32_t)j);
  n.level = (ab_level){graph, ab_curve_at(&n.b, n.b.f->curve.g, n.y), n.d};
  n.square = ab_graph_integer(graph, 0);
  if (kind == AB_NORMAL)
    n.t = ab_graph_variable(graph, (uint32_t)n.d);
  for (size_t j = 0; j < n.d; j++) {
    n.gradient[j] = ab_curve_at(&n.b, ab_partial(family, n.b.f->curve.g, j, n.d, 0), n.y);
    if (!ab_normals_is_fixed(sides, j))
      n.square = ab_curve_add(&n.b, n.square, ab_build_pow(graph, n.gradient[j], 2));
    place(&n, c, kind, j);
  }
  return n;
}

/* The range of y_j: within the reach of D, or of the point, and on a face in D. */
static void set_range(ab_clause *clause, const ab_normals *n, const ab_level_compiler *c,
                      ab_normals_shape kind, size_t j) {
  const ab_domain *domain = &n->b.f->domain;
  mpq_sub(clause->lo[j], kind == AB_NORMAL_FIXED ? c->facts->refuted_at[j] : domain->lo[j],
          c->reach);
  mpq_add(clause->hi[j], kind == AB_NORMAL_FIXED ? c->facts->refuted_at[j] : domain->hi[j],
          c->reach);
  if (n->sides && mpq_cmp(clause->lo[j], domain->lo[j]) < 0)
    mpq_set(clause->lo[j], domain->lo[j]);
  if (n->sides && mpq_cmp(clause->hi[j], domain->hi[j]) > 0)
    mpq_set(clause->hi[j], domain->hi[j]);
}

void ab_normals_end(ab_normals *n, const ab_level_compiler *c, const char *name,
                    ab_normals_shape kind) {
  ab_clause *clause = ab_curve_end(&n->b, name);
  for (size_t j = 0; j < n->d; j++) {
    if (!ab_normals_is_fixed(n->sides, j))
      set_range(clause, n, c, kind, j);
    else
      mpq_set_ui(clause->hi[j], kind == AB_NORMAL, 1);
  }
  if (kind == AB_NORMAL) {
    mpq_div(clause->hi[n->d], c->reach, c->facts->steepness->values[0]);
    mpq_neg(clause->lo[n->d], clause->hi[n->d]);
  }
}

void ab_normals_add(ab_normals *n, ab_literal_kind kind, ab_expr e) {
  ab_template_add_literal(n->b.template_, kind, e);
}

/* f*: as verified, or where that is assumed the value at y. */
static ab_expr lowest(ab_normals *n) {
  return n->b.f->assume_minimizers ? ab_curve_at(&n->b, n->b.f->mean, n->y)
                                   : ab_curve_number(&n->b, n->b.facts->level_value->values[0]);
}

ab_expr ab_normals_inequality(ab_normals *n, size_t number) {
  if (number == AB_NORMAL_MINIMUM) {
    ab_expr value = ab_curve_at(&n->b, n->b.f->mean, n->x);
    return ab_curve_sub(&n->b, value, lowest(n));
  }
  bool averaged = n->b.statement->condition->averaged;
  ab_expr value = averaged ? lowest(n) : ab_curve_at(&n->b, n->b.f->functions[number], n->y);
  ab_expr e = averaged ? ab_curve_build_averaged(&n->b, n->x, n->offset, value)
                       : ab_curve_build_t(&n->b, number, n->x, n->offset, value);
  return ab_curve_with_minimizer(&n->b, e, n->y);
}

size_t ab_normals_inequality_count(const ab_statement *statement) {
  return statement->condition->averaged ? 1 : statement->functions.function_count;
}

void ab_normals_order_two(ab_normals *n, ab_expr e, ab_literal_kind kind) {
  ab_graph *graph = n->b.graph;
  ab_expr feet[AB_LEVEL_VARIABLES_MAX + 1];
  if (!ab_level_is_proper(&n->level))
    return; /* g does not change along the face */
  for (size_t j = 0; j < n->d; j++)
    feet[j] = ab_graph_variable(graph, (uint32_t)j);
  feet[n->d] = ab_graph_integer(graph, 0);
  ab_expr slope = ab_partial(graph, e, n->d, n->d + 1, 0);
  ab_expr at_foot = ab_substitute(graph, graph, e, feet);
  ab_expr slope_at_foot = ab_substitute(graph, graph, slope, feet);
  if (!ab_level_vanishes(&n->level, at_foot) || !ab_level_vanishes(&n->level, slope_at_foot))
    return;
  ab_expr second = ab_partial(graph, slope, n->d, n->d + 1, 0);
  ab_expr linear = ab_curve_mul(&n->b, n->t, slope_at_foot);
  ab_expr rest = ab_curve_sub(&n->b, e, at_foot);
  ab_normals_add(n, kind, ab_curve_sub(&n->b, rest, linear));
  ab_template_add_zero_set(n->b.template_, n->b.template_->literal_count - 1, 1, feet, &second);
}

void ab_normals_off(ab_normals *n) {
  ab_normals_add(n, AB_LITERAL_NONZERO, n->level.g);
}

void ab_normals_outside(ab_normals *n) {
  const ab_domain *domain = &n->b.f->domain;
  for (size_t j = 0; j < n->d; j++) {
    ab_normals_add(n, AB_LITERAL_POSITIVE,
                   ab_curve_sub(&n->b, ab_curve_number(&n->b, domain->lo[j]), n->x[j]));
    ab_normals_add(n, AB_LITERAL_POSITIVE,
                   ab_curve_sub(&n->b, n->x[j], ab_curve_number(&n->b, domain->hi[j])));
  }
}

void ab_normals_far(ab_normals *n, const mpq_t reach) {
  ab_expr square = ab_curve_mul(&n->b, ab_build_pow(n->b.graph, n->t, 2), n->square);
  ab_expr limit = ab_build_pow(n->b.graph, ab_curve_number(&n->b, reach), 2);
  ab_normals_add(n, AB_LITERAL_POSITIVE, ab_curve_sub(&n->b, square, limit));
}

/* |x - y|^2 - |x - p|^2 - slack > 0: the point of M on segment k is nearer. With n = x - y,
 * |x - y|^2 - |x - p|^2 = 2 <n, p - y> - |p - y|^2. */
void ab_normals_nearer(ab_normals *n, size_t k, const mpq_t *lo, const mpq_t *hi) {
  const mpq_t *p = ab_segment_end(n->b.facts, k, 0);
  ab_expr inner = ab_graph_integer(n->b.graph, 0), square = inner;
  for (size_t j = 0; j < n->d; j++) {
    ab_expr step = ab_curve_sub(&n->b, ab_curve_number(&n->b, p[j]), n->y[j]);
    inner = ab_curve_add(&n->b, inner, ab_curve_mul(&n->b, n->offset[j], step));
    square = ab_curve_add(&n->b, square, ab_build_pow(n->b.graph, step, 2));
  }
  mpq_t slack;
  mpq_init(slack);
  ab_segment_slack(slack, n->b.facts, k, lo, hi);
  ab_expr twice = ab_curve_mul(&n->b, ab_graph_integer(n->b.graph, 2), inner);
  ab_expr difference = ab_curve_sub(&n->b, twice, square);
  ab_normals_add(n, AB_LITERAL_POSITIVE,
                 ab_curve_sub(&n->b, difference, ab_curve_number(&n->b, slack)));
  mpq_clear(slack);
}

void ab_normals_wrong_sign(ab_normals *n) {
  for (size_t j = 0; j < n->d; j++) {
    if (!ab_normals_is_fixed(n->sides, j))
      continue;
    ab_expr e = ab_curve_mul(&n->b, n->t, n->gradient[j]);
    ab_normals_add(n, AB_LITERAL_POSITIVE, n->sides[j] < 0 ? ab_build_neg(n->b.graph, e) : e);
  }
}
