/* SPDX-License-Identifier: MIT
 * Affine sets of minimisers: the projection, and the reduction to coordinates across the set. */
#include "family/functions_across.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "num/rational.h"
#include "real/identity.h"

#include <stdio.h>
#include <string.h>

enum { EXISTENCE_PRECISION = 64 };

/* By Gauss-Jordan elimination on [A A' | A]; A A' is positive definite, so the pivots are positive
 * without exchanges. */
mpq_t *ab_functions_left_inverse(const ab_functions *f) {
  size_t d = f->variable_count, m = f->equation_count, width = m + d;
  mpq_t *rows = ab_rationals_create(m * width), *out = ab_rationals_create(m * d), term, factor;
  mpq_inits(term, factor, NULL);
  for (size_t a = 0; a < m; a++) {
    for (size_t b = 0; b < m; b++)
      for (size_t j = 0; j < d; j++) {
        mpq_mul(term, f->matrix[a * d + j], f->matrix[b * d + j]);
        mpq_add(rows[a * width + b], rows[a * width + b], term);
      }
    for (size_t j = 0; j < d; j++)
      mpq_set(rows[a * width + m + j], f->matrix[a * d + j]);
  }
  for (size_t p = 0; p < m; p++)
    for (size_t a = 0; a < m; a++) {
      if (a == p)
        continue;
      mpq_div(factor, rows[a * width + p], rows[p * width + p]);
      for (size_t c = 0; c < width; c++) {
        mpq_mul(term, factor, rows[p * width + c]);
        mpq_sub(rows[a * width + c], rows[a * width + c], term);
      }
    }
  for (size_t a = 0; a < m; a++)
    for (size_t j = 0; j < d; j++)
      mpq_div(out[a * d + j], rows[a * width + m + j], rows[a * width + a]);
  mpq_clears(term, factor, NULL);
  ab_rationals_destroy(rows, m * width);
  return out;
}

/* (A A')^-1 b from the left inverse: (A A')^-1 = L L' with L the left inverse, as L L' = (A
 * A')^-1 A A' (A A')^-1 */
static mpq_t *solve_right_side(const ab_functions *f, const mpq_t *inverse) {
  size_t d = f->variable_count, m = f->equation_count;
  mpq_t *solution = ab_rationals_create(m), term;
  mpq_init(term);
  for (size_t a = 0; a < m; a++)
    for (size_t c = 0; c < m; c++)
      for (size_t l = 0; l < d; l++) {
        mpq_mul(term, inverse[a * d + l], inverse[c * d + l]);
        mpq_mul(term, term, f->offset[c]);
        mpq_add(solution[a], solution[a], term);
      }
  mpq_clear(term);
  return solution;
}

void ab_functions_projection(const ab_functions *f, mpq_t *matrix, mpq_t *shift) {
  size_t d = f->variable_count, m = f->equation_count;
  mpq_t *inverse = ab_functions_left_inverse(f), term;
  mpq_t *solution = solve_right_side(f, (const mpq_t *)inverse);
  mpq_init(term);
  for (size_t j = 0; j < d; j++) {
    mpq_set_ui(shift[j], 0, 1);
    for (size_t a = 0; a < m; a++) {
      mpq_mul(term, f->matrix[a * d + j], solution[a]);
      mpq_add(shift[j], shift[j], term);
    }
    for (size_t l = 0; l < d; l++) {
      mpq_set_ui(matrix[j * d + l], l == j, 1);
      for (size_t a = 0; a < m; a++) {
        mpq_mul(term, f->matrix[a * d + j], inverse[a * d + l]);
        mpq_sub(matrix[j * d + l], matrix[j * d + l], term);
      }
    }
  }
  mpq_clear(term);
  ab_rationals_destroy(solution, m);
  ab_rationals_destroy(inverse, m * d);
}

ab_expr *ab_functions_foot(const ab_functions *f, ab_graph *graph, const ab_expr *x) {
  size_t d = f->variable_count;
  mpq_t *matrix = ab_rationals_create(d * d), *shift = ab_rationals_create(d);
  ab_functions_projection(f, matrix, shift);
  ab_expr *foot = ab_allocate(d, sizeof *foot);
  for (size_t j = 0; j < d; j++) {
    foot[j] = ab_graph_integer(graph, 0);
    for (size_t l = 0; x && l < d; l++) {
      ab_expr factor = ab_graph_constant(graph, matrix[j * d + l]);
      foot[j] = ab_build_add(graph, foot[j], ab_build_mul(graph, factor, x[l]));
    }
    foot[j] = ab_build_add(graph, foot[j], ab_graph_constant(graph, shift[j]));
  }
  ab_rationals_destroy(shift, d);
  ab_rationals_destroy(matrix, d * d);
  return foot;
}

mpq_t *ab_functions_origin(const ab_functions *f) {
  size_t d = f->variable_count;
  mpq_t *matrix = ab_rationals_create(d * d), *shift = ab_rationals_create(d);
  ab_functions_projection(f, matrix, shift);
  ab_rationals_destroy(matrix, d * d);
  return shift;
}

/* Every f_i exists on all of D, by its range over the (maybe infinite) box: an identity alone would
 * not say so. */
static bool exists_on_domain(const ab_functions *f, ab_expr function) {
  size_t d = f->variable_count;
  ab_interval *box = ab_intervals_create(d, EXISTENCE_PRECISION);
  ab_interval *roots = ab_intervals_create(f->root_count, EXISTENCE_PRECISION);
  for (size_t k = 0; k < d; k++) {
    ab_interval_set_rationals(&box[k], f->domain.lo[k], f->domain.hi[k]);
    if (ab_domain_is_unbounded_at(&f->domain, k, -1))
      mpfr_set_inf(box[k].lo, -1);
    if (ab_domain_is_unbounded_at(&f->domain, k, 1))
      mpfr_set_inf(box[k].hi, 1);
  }
  for (size_t r = 0; r < f->root_count;
       r++) { /* any real number: the enclosure is not known here */
    mpfr_set_inf(roots[r].lo, -1);
    mpfr_set_inf(roots[r].hi, 1);
  }
  ab_evaluator *evaluator = ab_evaluator_create(f->graph, &function, 1, d, EXISTENCE_PRECISION);
  bool exists = ab_interval_is_defined(ab_evaluator_range(evaluator, 0, box, roots));
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(box, d);
  ab_intervals_destroy(roots, f->root_count);
  return exists;
}

/* f_i is constant along M if f_i(x) = f_i(y_0 + A' c(x)), y_0 = foot(0). */
static bool is_constant_along(const ab_functions *f, const ab_expr *across, ab_expr function) {
  return ab_identical(f->graph, function, ab_substitute(f->graph, f->graph, function, across));
}

/* y_0 + A' c with c the given expressions. */
static ab_expr *point_across(const ab_functions *f, ab_graph *graph, const ab_expr *c) {
  size_t d = f->variable_count, m = f->equation_count;
  ab_expr *x = ab_functions_foot(f, graph, NULL);
  for (size_t j = 0; j < d; j++)
    for (size_t a = 0; a < m; a++)
      x[j] = ab_build_add(
          graph, x[j], ab_build_mul(graph, ab_graph_constant(graph, f->matrix[a * d + j]), c[a]));
  return x;
}

/* c(x) = (A A')^-1 (A x - b) = L (x - y_0), row a. */
static ab_expr *coordinates_across(const ab_functions *f, const mpq_t *inverse) {
  size_t d = f->variable_count, m = f->equation_count;
  ab_expr *c = ab_allocate(m, sizeof *c);
  mpq_t *origin = ab_functions_origin(f);
  for (size_t a = 0; a < m; a++) {
    c[a] = ab_graph_integer(f->graph, 0);
    for (size_t j = 0; j < d; j++) {
      ab_expr offset = ab_build_sub(f->graph, ab_graph_variable(f->graph, (uint32_t)j),
                                    ab_graph_constant(f->graph, origin[j]));
      c[a] = ab_build_add(
          f->graph, c[a],
          ab_build_mul(f->graph, ab_graph_constant(f->graph, inverse[a * d + j]), offset));
    }
  }
  ab_rationals_destroy(origin, d);
  return c;
}

/* The range of c_a over the domain: exact for each a; the box of them holds the image of D. */
static void image_range(ab_domain *out, const ab_functions *f, const mpq_t *inverse, size_t a) {
  size_t d = f->variable_count;
  mpq_t *origin = ab_functions_origin(f), term;
  mpq_init(term);
  for (size_t j = 0; j < d; j++) {
    mpq_srcptr factor = inverse[a * d + j];
    int sign = mpq_sgn(factor);
    if (sign == 0)
      continue;
    for (int side = -1; side <= 1; side += 2) {
      bool infinite = ab_domain_is_unbounded_at(&f->domain, j, side * sign);
      mpq_sub(term, side * sign < 0 ? f->domain.lo[j] : f->domain.hi[j], origin[j]);
      mpq_mul(term, term, factor);
      mpq_ptr end = side < 0 ? out->lo[a] : out->hi[a];
      bool *flag = side < 0 ? &out->lo_infinite[a] : &out->hi_infinite[a];
      *flag = *flag || infinite;
      mpq_add(end, end, term);
    }
  }
  if (out->lo_infinite[a])
    mpq_set_ui(out->lo[a], 0, 1);
  if (out->hi_infinite[a])
    mpq_set_ui(out->hi[a], 0, 1);
  mpq_clear(term);
  ab_rationals_destroy(origin, d);
}

static void build(ab_functions *out, const ab_functions *f, const mpq_t *inverse) {
  size_t m = f->equation_count;
  *out = (ab_functions){.variable_count = m,
                        .function_count = f->function_count,
                        .root_count = f->root_count,
                        .definitions = f->definitions,
                        .graph = ab_graph_create(),
                        .whole = f,
                        .minimizers = AB_MINIMIZERS_POINTS,
                        .point_count = 1,
                        .minimizers_on_domain = f->minimizers_on_domain,
                        .infimum_on_domain = f->infimum_on_domain,
                        .assume_minimizers = f->assume_minimizers,
                        .assume_infimum = f->assume_infimum,
                        .uses_infima = f->uses_infima};
  out->names = ab_allocate(m, sizeof *out->names);
  out->functions = ab_allocate(f->function_count, sizeof *out->functions);
  out->infima = ab_allocate(f->function_count, sizeof *out->infima);
  out->infimum_found = ab_allocate(f->function_count, sizeof *out->infimum_found);
  out->points = ab_allocate(m, sizeof *out->points);
  ab_domain_init(&out->domain, m);
  ab_expr *c = ab_allocate(m, sizeof *c);
  for (size_t a = 0; a < m; a++) {
    char name[32];
    snprintf(name, sizeof name, "across[%zu]", a + 1);
    out->names[a] = ab_copy_text(name, strlen(name));
    out->points[a] = ab_graph_integer(out->graph, 0);
    c[a] = ab_graph_variable(out->graph, (uint32_t)a);
    image_range(&out->domain, f, inverse, a);
  }
  ab_expr *x = point_across(f, out->graph, c);
  for (size_t i = 0; i < f->function_count; i++) {
    out->functions[i] = ab_substitute(out->graph, f->graph, f->functions[i], x);
    out->infimum_found[i] = f->infimum_found[i];
    out->infima[i] = ab_substitute(out->graph, f->graph, f->infima[i], x);
  }
  out->mean = ab_substitute(out->graph, f->graph, f->mean, x);
  ab_free(x);
  ab_free(c);
}

ab_functions *ab_functions_across(const ab_functions *f) {
  if (f->minimizers_on_domain && f->equation_count > 1) /* C is larger than the image of D */
    return NULL;
  mpq_t *inverse = ab_functions_left_inverse(f);
  ab_expr *c = coordinates_across(f, (const mpq_t *)inverse);
  ab_expr *across = point_across(f, f->graph, c);
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x);
  for (size_t j = 0; j < f->variable_count; j++)
    x[j] = ab_graph_variable(f->graph, (uint32_t)j);
  ab_expr *foot = ab_functions_foot(f, f->graph, x);
  bool constant = true;
  for (size_t i = 0; i < f->function_count && constant; i++)
    constant = exists_on_domain(f, f->functions[i]) &&
               exists_on_domain(f, ab_substitute(f->graph, f->graph, f->functions[i], foot)) &&
               is_constant_along(f, across, f->functions[i]);
  ab_functions *out = NULL;
  if (constant) {
    out = ab_allocate(1, sizeof *out);
    build(out, f, (const mpq_t *)inverse);
  }
  ab_free(c);
  ab_free(across);
  ab_free(x);
  ab_free(foot);
  ab_rationals_destroy(inverse, f->equation_count * f->variable_count);
  return out;
}

mpq_t *ab_functions_coordinates(const ab_functions *family, const mpq_t *x) {
  const ab_functions *f = family->whole;
  size_t count = family->variable_count;
  mpq_t *out = ab_rationals_create(count);
  if (!f) {
    for (size_t k = 0; k < count; k++)
      mpq_set(out[k], x[k]);
    return out;
  }
  size_t d = f->variable_count;
  mpq_t *inverse = ab_functions_left_inverse(f), *origin = ab_functions_origin(f), term;
  mpq_init(term);
  for (size_t a = 0; a < count; a++)
    for (size_t j = 0; j < d; j++) {
      mpq_sub(term, x[j], origin[j]);
      mpq_mul(term, term, inverse[a * d + j]);
      mpq_add(out[a], out[a], term);
    }
  mpq_clear(term);
  ab_rationals_destroy(origin, d);
  ab_rationals_destroy(inverse, count * d);
  return out;
}
