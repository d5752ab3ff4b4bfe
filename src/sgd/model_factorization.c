/* SPDX-License-Identifier: MIT
 * The model of matrix factorisation: f_ij(W, S) = 1/2 (X_ij - w_i.s_j)^2, f_ij* = 0. */
#include "base/memory.h"
#include "num/rational.h"
#include "prove/numeric.h"
#include "sgd/model.h"

#include <math.h>

enum { STARTS = 8 };

/* Coordinates of entry l of w_i and s_j. */
static size_t w_coordinate(const ab_matrix_factorization *f, size_t l, size_t i) {
  return l * f->x.rows + i;
}

static size_t s_coordinate(const ab_matrix_factorization *f, size_t l, size_t j) {
  return f->rank * f->x.rows + l * f->x.columns + j;
}

static ab_expr build_entry(ab_graph *graph, const ab_matrix_factorization *f, size_t i, size_t j) {
  ab_expr r = ab_graph_constant(graph, f->x.entries[i * f->x.columns + j]);
  for (size_t l = 0; l < f->rank; l++) {
    ab_expr w = ab_graph_variable(graph, (uint32_t)w_coordinate(f, l, i));
    ab_expr s = ab_graph_variable(graph, (uint32_t)s_coordinate(f, l, j));
    r = ab_build_sub(graph, r, ab_build_mul(graph, w, s));
  }
  ab_expr square = ab_build_pow(graph, r, 2);
  return ab_build_div(graph, square, ab_graph_integer(graph, 2));
}

static void build_functions(ab_sgd_model *m, const ab_matrix_factorization *f) {
  m->variable_count = f->domain.count;
  m->function_count = f->x.rows * f->x.columns;
  m->functions = ab_allocate(m->function_count, sizeof *m->functions);
  m->infima = ab_allocate(m->function_count, sizeof *m->infima);
  ab_expr sum = ab_graph_integer(m->graph, 0);
  for (size_t i = 0; i < f->x.rows; i++)
    for (size_t j = 0; j < f->x.columns; j++) {
      size_t entry = i * f->x.columns + j;
      m->functions[entry] = build_entry(m->graph, f, i, j);
      ab_range_init(&m->infima[entry]);
      sum = ab_build_add(m->graph, sum, m->functions[entry]);
    }
  m->mean = ab_build_div(m->graph, sum, ab_graph_integer(m->graph, (long)m->function_count));
}

/* L = max over D of |w_i|^2 + |s_j|^2, the largest over all entries. */
static void find_growth(ab_sgd_model *m, const ab_matrix_factorization *f) {
  mpq_t sum, square, other;
  mpq_inits(sum, square, other, NULL);
  for (size_t i = 0; i < f->x.rows; i++)
    for (size_t j = 0; j < f->x.columns; j++) {
      mpq_set_ui(sum, 0, 1);
      for (size_t l = 0; l < 2 * f->rank; l++) {
        size_t k = l < f->rank ? w_coordinate(f, l, i) : s_coordinate(f, l - f->rank, j);
        mpq_mul(square, f->domain.lo[k], f->domain.lo[k]);
        mpq_mul(other, f->domain.hi[k], f->domain.hi[k]);
        mpq_add(sum, sum, mpq_cmp(square, other) > 0 ? square : other);
      }
      if (mpq_cmp(sum, m->growth) > 0)
        mpq_set(m->growth, sum);
    }
  m->has_growth = true;
  mpq_clears(sum, square, other, NULL);
}

/* f* = f at Z = a b'. */
static bool find_minimum(ab_sgd_model *m, const ab_matrix_factorization *f) {
  ab_graph *graph = ab_graph_create();
  ab_expr sum = ab_graph_integer(graph, 0);
  for (size_t i = 0; i < f->x.rows; i++)
    for (size_t j = 0; j < f->x.columns; j++) {
      ab_expr a = ab_graph_parameter(graph, (uint32_t)ab_rank_one_a(f, i));
      ab_expr b = ab_graph_parameter(graph, (uint32_t)ab_rank_one_b(f, j));
      ab_expr z = ab_build_mul(graph, a, b);
      ab_expr x = ab_graph_constant(graph, f->x.entries[i * f->x.columns + j]);
      sum = ab_build_add(graph, sum, ab_build_pow(graph, ab_build_sub(graph, x, z), 2));
    }
  ab_expr mean = ab_build_div(graph, sum, ab_graph_integer(graph, 2 * (long)m->function_count));
  bool finite = ab_sgd_model_constant(&m->minimum, m, graph, mean);
  ab_graph_destroy(graph);
  return finite;
}

/* |x^0 - (t a, b/t)|^2 as an expression, t given. */
static ab_expr squared_distance(ab_graph *graph, const ab_matrix_factorization *f,
                                const mpq_t *start, ab_expr t) {
  ab_expr sum = ab_graph_integer(graph, 0);
  for (size_t k = 0; k < f->x.rows + f->x.columns; k++) {
    bool is_w = k < f->x.rows;
    size_t constant = is_w ? ab_rank_one_a(f, k) : ab_rank_one_b(f, k - f->x.rows);
    ab_expr c = ab_graph_parameter(graph, (uint32_t)constant);
    ab_expr y = is_w ? ab_build_mul(graph, t, c) : ab_build_div(graph, c, t);
    ab_expr x = ab_graph_constant(graph, start[k]);
    sum = ab_build_add(graph, sum, ab_build_pow(graph, ab_build_sub(graph, x, y), 2));
  }
  return sum;
}

/* The best of some local minimisations over t in [lo, hi], as a short rational. */
static double best_t(const ab_sgd_model *m, const ab_matrix_factorization *f, const mpq_t *start,
                     double lo, double hi) {
  ab_graph *graph = ab_graph_create();
  ab_expr value = squared_distance(graph, f, start, ab_graph_variable(graph, 0));
  ab_expr derivative = ab_partial(graph, value, 0, 1, 0);
  ab_numeric *numeric =
      ab_numeric_create(graph, value, &derivative, 1, m->parameters, m->parameter_count);
  double best = INFINITY, t = lo;
  for (size_t k = 0; k < STARTS; k++) {
    double x;
    ab_numeric_start(&x, k, &lo, &hi, 1);
    double distance = ab_numeric_minimize(numeric, &x, &lo, &hi);
    if (distance < best) {
      best = distance;
      t = x;
    }
  }
  ab_numeric_destroy(numeric);
  ab_graph_destroy(graph);
  return t;
}

/* An upper bound of dist(x^0, M)^2: from the best point of either branch. */
static bool find_distance(ab_sgd_model *m, const ab_matrix_factorization *f, const mpq_t *start) {
  static const double ends[][2] = {{1e-3, 1e3}, {1e-2, 8}, {-1e3, -1e-3}, {-8, -1e-2}};
  bool found = false;
  ab_range value;
  mpq_t t;
  ab_range_init(&value);
  mpq_init(t);
  for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
    double guess = best_t(m, f, start, ends[k][0], ends[k][1]);
    if (!isfinite(guess) || guess == 0)
      continue;
    mpq_set_d(t, guess);
    ab_graph *graph = ab_graph_create();
    ab_expr e = squared_distance(graph, f, start, ab_graph_constant(graph, t));
    if (ab_sgd_model_constant(&value, m, graph, e) &&
        (!found || mpq_cmp(value.hi, m->distance) < 0)) {
      mpq_set(m->distance, value.hi);
      found = true;
    }
    ab_graph_destroy(graph);
  }
  ab_range_clear(&value);
  mpq_clear(t);
  return found;
}

ab_status ab_sgd_model_factorization(ab_sgd_model *model, const ab_statement *statement,
                                     const ab_witness *witness, const mpq_t *start,
                                     ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  model->domain = &f->domain;
  if (f->domain.count > AB_VARIABLES_MAX)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: W and S have %zu entries, and an iteration is followed with "
                        "intervals for at most %d",
                        f->domain.count, AB_VARIABLES_MAX);
  if (witness->constants.count != ab_rank_one_constant_count(f))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: the certificate does not enclose the factors of the best rank-one "
                        "approximation");
  model->graph = ab_graph_create();
  model->owns_graph = true;
  model->parameters = witness->constants.items;
  model->parameter_count = witness->constants.count;
  model->infimum_on_space = true;
  build_functions(model, f);
  find_growth(model, f);
  if (!find_minimum(model, f) || !find_distance(model, f, start))
    return ab_error_set(error, AB_INTERNAL, "the constants of the witness give no finite numbers");
  return AB_OK;
}
