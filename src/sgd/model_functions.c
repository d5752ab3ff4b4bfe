/* SPDX-License-Identifier: MIT
 * The model of the user's own functions. */
#include "base/memory.h"
#include "condition/functions_compile.h"
#include "condition/functions_facts.h"
#include "expr/evaluate.h"
#include "family/faces.h"
#include "family/level.h"
#include "num/rational.h"
#include "prove/numeric.h"
#include "sgd/level_distance.h"
#include "sgd/model.h"

#include <math.h>

enum { STARTS = 16 };

/* |x^0 - y|^2, y expressions without variables. */
static ab_expr squared_distance(ab_graph *graph, const mpq_t *start, const ab_expr *y, size_t d) {
  ab_expr sum = ab_graph_integer(graph, 0);
  for (size_t j = 0; j < d; j++) {
    ab_expr x = ab_graph_constant(graph, start[j]);
    sum = ab_build_add(graph, sum, ab_build_pow(graph, ab_build_sub(graph, x, y[j]), 2));
  }
  return sum;
}

/* Lowers the bound of the distance by what the point y of M gives. */
static bool take_point(ab_sgd_model *m, ab_graph *graph, const mpq_t *start, const ab_expr *y) {
  ab_range value;
  ab_range_init(&value);
  ab_expr e = squared_distance(graph, start, y, m->variable_count);
  bool finite = ab_sgd_model_constant(&value, m, graph, e);
  if (finite)
    ab_sgd_model_lower_distance(m, value.hi);
  ab_range_clear(&value);
  return finite;
}

/* f* = f at a point of M. */
static bool take_minimum(ab_sgd_model *m, ab_graph *graph, const ab_expr *y) {
  ab_expr value = ab_substitute(graph, m->graph, m->mean, y);
  return ab_sgd_model_constant(&m->minimum, m, graph, value);
}

/* Points: those of the witness. */
static bool from_points(ab_sgd_model *m, const ab_facts *facts, const mpq_t *start) {
  size_t d = m->variable_count;
  const ab_constant *constants = facts->witness->constants.items;
  const ab_domain *box = &m->region.box;
  bool good = facts->point_count > 0;
  m->minimizers_in_domain = true;
  ab_expr *y = ab_allocate(d, sizeof *y);
  for (size_t k = 0; k < facts->point_count && good; k++) {
    ab_graph *graph = ab_graph_create();
    for (size_t j = 0; j < d; j++) {
      const ab_constant *c = &constants[ab_facts_point(facts, k, j)];
      y[j] = ab_graph_parameter(graph, (uint32_t)ab_facts_point(facts, k, j));
      m->minimizers_in_domain =
          m->minimizers_in_domain &&
          (ab_domain_is_unbounded_at(box, j, -1) || mpq_cmp(box->lo[j], c->lo) <= 0) &&
          (ab_domain_is_unbounded_at(box, j, 1) || mpq_cmp(c->hi, box->hi[j]) <= 0);
    }
    good = take_point(m, graph, start, y);
    ab_graph_destroy(graph);
  }
  ab_free(y);
  if (good) {
    mpq_set(m->minimum.lo, constants[ab_facts_minimum(facts)].lo);
    mpq_set(m->minimum.hi, constants[ab_facts_minimum(facts)].hi);
  }
  return good;
}

/* The nearest point of the part of an affine M in the domain. */
static ab_expr *nearest_in_domain(ab_graph *graph, const ab_functions *f, const mpq_t *start) {
  size_t d = f->variable_count;
  mpq_t *y = ab_rationals_create(d);
  ab_expr *nearest = NULL;
  ab_faces faces;
  ab_faces_init(&faces, f);
  if (ab_faces_nearest(&faces, start, y))
    nearest = ab_allocate(d, sizeof *nearest);
  for (size_t j = 0; j < d && nearest; j++)
    nearest[j] = ab_graph_constant(graph, y[j]);
  ab_faces_clear(&faces);
  ab_rationals_destroy(y, d);
  return nearest;
}

/* An affine M: the foot of x^0. */
static bool from_foot(ab_sgd_model *m, const ab_functions *f, const mpq_t *start) {
  size_t d = m->variable_count;
  ab_graph *graph = ab_graph_create();
  ab_expr *x = ab_allocate(d, sizeof *x);
  for (size_t j = 0; j < d; j++)
    x[j] = ab_graph_constant(graph, start[j]);
  ab_expr *foot =
      f->minimizers_on_domain ? nearest_in_domain(graph, f, start) : ab_functions_foot(f, graph, x);
  bool good = foot && take_point(m, graph, start, foot) && take_minimum(m, graph, foot);
  ab_free(x);
  ab_free(foot);
  ab_graph_destroy(graph);
  return good;
}

/* (u, -c(u)/a(u)) as expressions, u the given one. */
static void on_curve(ab_expr y[2], ab_graph *graph, const ab_sgd_model *m, const ab_curve *curve,
                     ab_expr u) {
  ab_expr x[2];
  x[curve->u] = u;
  x[curve->v] = ab_graph_integer(graph, 0); /* a and c do not depend on v */
  ab_expr a = ab_substitute(graph, m->graph, curve->a, x);
  ab_expr c = ab_substitute(graph, m->graph, curve->c, x);
  ab_expr quotient = ab_build_div(graph, c, a);
  y[curve->u] = u;
  y[curve->v] = ab_build_neg(graph, quotient);
}

/* The u of a point of the curve near x^0, in doubles. */
static double best_u(const ab_sgd_model *m, const ab_curve *curve, const mpq_t *start, size_t k) {
  ab_graph *graph = ab_graph_create();
  ab_expr y[2];
  on_curve(y, graph, m, curve, ab_graph_variable(graph, 0));
  ab_expr value = squared_distance(graph, start, y, 2);
  ab_expr derivative = ab_partial(graph, value, 0, 1, 0);
  ab_numeric *numeric =
      ab_numeric_create(graph, value, &derivative, 1, m->parameters, m->parameter_count);
  double middle = mpq_get_d(start[curve->u]), lo = middle - 8, hi = middle + 8, u;
  ab_numeric_start(&u, k, &lo, &hi, 1);
  ab_numeric_minimize(numeric, &u, &lo, &hi);
  ab_numeric_destroy(numeric);
  ab_graph_destroy(graph);
  return u;
}

/* A curve: points of it over rational u. */
static bool from_curve(ab_sgd_model *m, const ab_functions *f, const mpq_t *start) {
  bool found = false;
  mpq_t u;
  mpq_init(u);
  for (size_t k = 0; k < STARTS; k++) {
    double guess = best_u(m, &f->curve, start, k);
    if (!isfinite(guess))
      continue;
    mpq_set_d(u, guess);
    ab_graph *graph = ab_graph_create();
    ab_expr y[2];
    on_curve(y, graph, m, &f->curve, ab_graph_constant(graph, u));
    if (take_point(m, graph, start, y))
      found = take_minimum(m, graph, y) || found;
    ab_graph_destroy(graph);
  }
  mpq_clear(u);
  return found;
}

/* A circle: the nearest point, or for its centre the one with angle 0. */
static bool from_circle(ab_sgd_model *m, const ab_functions *f, const mpq_t *start) {
  ab_graph *graph = ab_graph_create();
  ab_expr from[2], y[2], square = ab_graph_integer(graph, 0);
  ab_expr radius = ab_circle_radius(&f->circle, graph);
  for (size_t j = 0; j < 2; j++) {
    ab_expr centre = ab_graph_constant(graph, f->circle.centre[j]);
    from[j] = ab_build_sub(graph, ab_graph_constant(graph, start[j]), centre);
    square = ab_build_add(graph, square, ab_build_pow(graph, from[j], 2));
  }
  bool centre = ab_is_integer(graph, square, 0);
  ab_expr distance = ab_graph_unary(graph, AB_OP_SQRT, square);
  for (size_t j = 0; j < 2; j++) {
    ab_expr unit =
        centre ? ab_graph_integer(graph, j == 0) : ab_build_div(graph, from[j], distance);
    ab_expr step = ab_build_mul(graph, radius, unit);
    y[j] = ab_build_add(graph, ab_graph_constant(graph, f->circle.centre[j]), step);
  }
  bool good = take_point(m, graph, start, y) && take_minimum(m, graph, y);
  ab_graph_destroy(graph);
  return good;
}

/* f* = f somewhere on the segment from p to q. */
static bool take_minimum_on(ab_sgd_model *m, const mpq_t *p, const mpq_t *q) {
  size_t d = m->variable_count;
  ab_interval *box = ab_intervals_create(d, AB_SGD_CONSTANT_PRECISION);
  ab_interval *parameters = ab_sgd_model_parameters(m, AB_SGD_CONSTANT_PRECISION);
  for (size_t j = 0; j < d; j++)
    ab_interval_set_rationals(&box[j], mpq_cmp(p[j], q[j]) <= 0 ? p[j] : q[j],
                              mpq_cmp(p[j], q[j]) <= 0 ? q[j] : p[j]);
  ab_evaluator *evaluator =
      ab_evaluator_create(m->graph, &m->mean, 1, d, AB_SGD_CONSTANT_PRECISION);
  const ab_interval *value = ab_evaluator_range(evaluator, 0, box, parameters);
  bool finite = ab_interval_is_finite(value);
  if (finite) {
    mpfr_get_q(m->minimum.lo, value->lo);
    mpfr_get_q(m->minimum.hi, value->hi);
  }
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(parameters, m->parameter_count);
  ab_intervals_destroy(box, d);
  return finite;
}

/* The larger one of |x^0 - p|^2 and |x^0 - q|^2, which no point of the segment exceeds. */
static void take_segment(ab_sgd_model *m, const mpq_t *start, const mpq_t *p, const mpq_t *q) {
  mpq_t square[2], t;
  mpq_inits(square[0], square[1], t, NULL);
  for (size_t j = 0; j < m->variable_count; j++)
    for (int end = 0; end < 2; end++) {
      mpq_sub(t, start[j], end ? q[j] : p[j]);
      mpq_mul(t, t, t);
      mpq_add(square[end], square[end], t);
    }
  ab_sgd_model_lower_distance(m, square[mpq_cmp(square[0], square[1]) < 0]);
  mpq_clears(square[0], square[1], t, NULL);
}

/* {g = 0}: a point on a segment between two points at which g has opposite signs; an end of a
 * segment of the witness has another sign than x^0. */
static bool from_level(ab_sgd_model *m, const ab_functions *f, const ab_facts *facts,
                       const mpq_t *start) {
  size_t d = m->variable_count;
  ab_level level = {f->graph, f->curve.g, d};
  const mpq_t *ends = (const mpq_t *)facts->curve->values;
  const mpq_t *other = ab_level_separates(&level, start, ends) ? ends : ends + d;
  mpq_t *p = ab_rationals_create(d), *q = ab_rationals_create(d);
  ab_sgd_level_segment(p, q, &level, start, other);
  bool good = ab_level_separates(&level, (const mpq_t *)p, (const mpq_t *)q);
  if (good)
    take_segment(m, start, (const mpq_t *)p, (const mpq_t *)q);
  good = good && take_minimum_on(m, (const mpq_t *)p, (const mpq_t *)q);
  ab_rationals_destroy(p, d);
  ab_rationals_destroy(q, d);
  return good;
}

static bool find_infima(ab_sgd_model *m, const ab_functions *f, const ab_facts *facts) {
  bool good = true;
  m->infima = ab_allocate(m->function_count, sizeof *m->infima);
  for (size_t i = 0; i < m->function_count; i++)
    ab_range_init(&m->infima[i]);
  for (size_t i = 0; i < m->function_count; i++) {
    if (f->infimum_found[i]) {
      const ab_constant *c = &facts->witness->constants.items[ab_facts_infimum(facts, i)];
      mpq_set(m->infima[i].lo, c->lo);
      mpq_set(m->infima[i].hi, c->hi);
    } else {
      good = good && ab_sgd_model_constant(&m->infima[i], m, m->graph, f->infima[i]);
    }
  }
  return good;
}

static bool find_constants(ab_sgd_model *m, const ab_functions *f, const ab_facts *facts,
                           const mpq_t *start) {
  if (!find_infima(m, f, facts))
    return false;
  if (f->minimizers == AB_MINIMIZERS_AFFINE)
    return from_foot(m, f, start);
  if (f->minimizers == AB_MINIMIZERS_CIRCLE)
    return from_circle(m, f, start);
  if (f->minimizers == AB_MINIMIZERS_LEVEL)
    return from_level(m, f, facts, start);
  return f->minimizers == AB_MINIMIZERS_CURVE ? from_curve(m, f, start)
                                              : from_points(m, facts, start);
}

/* One equation a.x = b that all f_i are constant along. */
static void find_across(ab_sgd_model *m, const ab_functions *f) {
  if (!f->across || f->equation_count != 1)
    return;
  m->across = f->across;
  mpq_t square;
  mpq_init(square);
  mpq_set_ui(m->scale, 0, 1);
  for (size_t j = 0; j < f->variable_count; j++) {
    mpq_mul(square, f->matrix[j], f->matrix[j]);
    mpq_add(m->scale, m->scale, square);
  }
  mpq_inv(m->scale, m->scale);
  mpq_clear(square);
}

ab_status ab_sgd_model_functions(ab_sgd_model *model, const ab_statement *statement,
                                 const ab_witness *witness, const mpq_t *start, ab_error *error) {
  const ab_functions *f = &statement->functions;
  for (size_t i = 0; i < f->function_count; i++)
    if (ab_kinks(f->graph, f->functions[i], NULL, 0) > 0)
      return ab_error_set(error, AB_BAD_PROBLEM,
                          "sgd: %s uses abs, min, max or relu, and an iteration is followed for "
                          "differentiable functions and the families alone",
                          ab_definitions_objective_name(f->definitions, i));
  if (f->minimizers == AB_MINIMIZERS_LEVEL && f->minimizers_on_domain)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: the distance to the part of the minimizers in the domain is not "
                        "bounded for sets given by equations; use the scope 'minimizers = space'");
  ab_facts facts;
  ab_status status = ab_facts_read(&facts, ab_functions_working(statement), witness, error);
  if (status != AB_OK)
    return status;
  model->region.box = f->domain;
  model->graph = f->graph;
  model->variable_count = f->variable_count;
  model->function_count = f->function_count;
  model->functions = ab_allocate(f->function_count, sizeof *model->functions);
  for (size_t i = 0; i < f->function_count; i++)
    model->functions[i] = f->functions[i];
  model->mean = f->mean;
  find_across(model, f);
  model->parameters = witness->constants.items; /* the root constants come first */
  model->parameter_count = witness->constants.count;
  model->infimum_on_space = !f->infimum_on_domain;
  if (!find_constants(model, f, &facts, start))
    status = ab_error_set(error, AB_INTERNAL, "the witness gives no finite f*, f_i* or distance");
  ab_facts_clear(&facts);
  return status;
}
