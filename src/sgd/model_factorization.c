/* SPDX-License-Identifier: MIT
 * The model of matrix factorisation: f_ij(W, S) = 1/2 (X_ij - w_i.s_j)^2, f_ij* = 0. */
#include "base/memory.h"
#include "num/rational.h"
#include "prove/low_rank_guess.h"
#include "sgd/distance.h"
#include "sgd/model.h"

enum { BALL_PRECISION = 512 };

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
  m->variable_count = f->rank * (f->x.rows + f->x.columns);
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

static void set_region(ab_sgd_model *m, const ab_matrix_factorization *f) {
  m->region.box = f->domain;
  if (f->shape == AB_SHAPE_BOX)
    return;
  m->owns_box = true;
  ab_domain_init_space(&m->region.box, m->variable_count);
  m->region.has_ball = f->shape == AB_SHAPE_BALL;
  m->region.has_tube = f->shape == AB_SHAPE_TUBE;
  mpq_set(m->region.has_ball ? m->region.ball : m->region.tube, *f->radius);
}

/* f* = |X - Z|^2/(2 n m), Z the best approximation (Eckart-Young), each entry of it enclosed. */
static void find_minimum(ab_sgd_model *m, const ab_matrix_factorization *f, const ab_low_rank *z) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t at = 0; at < m->function_count; at++) {
    mpq_sub(lo, f->x.entries[at], z->z_hi[at]);
    mpq_sub(hi, f->x.entries[at], z->z_lo[at]);
    if (mpq_sgn(hi) <= 0) {
      mpq_swap(lo, hi);
    } else if (mpq_sgn(lo) < 0) {
      mpq_neg(lo, lo);
      if (mpq_cmp(lo, hi) > 0)
        mpq_set(hi, lo);
      mpq_set_ui(lo, 0, 1);
    }
    mpq_mul(lo, lo, lo);
    mpq_mul(hi, hi, hi);
    mpq_add(m->minimum.lo, m->minimum.lo, lo);
    mpq_add(m->minimum.hi, m->minimum.hi, hi);
  }
  mpq_set_ui(lo, 2 * m->function_count, 1);
  mpq_div(m->minimum.lo, m->minimum.lo, lo);
  mpq_div(m->minimum.hi, m->minimum.hi, lo);
  mpq_clears(lo, hi, NULL);
}

/* |w_i.s_j| <= (|w_i|^2 + |s_j|^2)/2 <= r^2/2 on {|x| <= r}: f is at most the mean of the
 * (|X_ij| + r^2/2)^2/2. */
void ab_sgd_model_factorization_gap(ab_sgd_model *m, const ab_matrix_factorization *f) {
  mpq_t half, t;
  mpq_inits(half, t, NULL);
  mpq_mul(half, m->region.ball, m->region.ball);
  mpq_div_2exp(half, half, 1);
  for (size_t at = 0; at < m->function_count; at++) {
    mpq_abs(t, f->x.entries[at]);
    mpq_add(t, t, half);
    mpq_mul(t, t, t);
    mpq_add(m->gap_upper, m->gap_upper, t);
  }
  mpq_set_ui(t, 2 * m->function_count, 1);
  mpq_div(m->gap_upper, m->gap_upper, t);
  mpq_sub(m->gap_upper, m->gap_upper, m->minimum.lo);
  m->has_gap_upper = true;
  mpq_clears(half, t, NULL);
}

/* Z and a point of M, from hints of our own. */
static ab_status enclose(ab_low_rank *z, const ab_matrix_factorization *f, ab_error *error) {
  size_t size = f->rank * f->x.columns;
  mpq_t *hint = ab_rationals_create(size);
  ab_status status = ab_low_rank_guess(hint, &f->x, f->rank, error);
  if (status == AB_OK)
    status = ab_low_rank_enclose(z, &f->x, (const mpq_t *)hint, BALL_PRECISION, error);
  if (status == AB_OK && !z->has_point)
    status = ab_error_set(error, AB_BAD_PROBLEM, "sgd: no minimizer could be enclosed");
  ab_rationals_destroy(hint, size);
  return status;
}

ab_status ab_sgd_model_factorization(ab_sgd_model *model, const ab_statement *statement,
                                     const mpq_t *start, ab_error *error) {
  const ab_matrix_factorization *f = &statement->factorization;
  size_t count = f->rank * (f->x.rows + f->x.columns);
  if (f->is_restricted)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: for a factorisation distances are to all minimizers; leave the scope "
                        "of minimizers at 'space'");
  if (count > AB_VARIABLES_MAX)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: W and S have %zu entries, and an iteration is followed with "
                        "intervals for at most %d",
                        count, AB_VARIABLES_MAX);
  ab_low_rank *z = &model->low_rank;
  ab_low_rank_init(z, f->x.rows, f->x.columns, f->rank);
  model->has_low_rank = true;
  ab_status status = enclose(z, f, error);
  if (status != AB_OK)
    return status;
  mpq_t square;
  mpq_init(square);
  model->graph = ab_graph_create();
  model->owns_graph = true;
  model->infimum_on_space = true;
  build_functions(model, f);
  set_region(model, f);
  find_minimum(model, f, z);
  if (ab_sgd_distance_factorization(square, f, z, start, AB_SGD_DISTANCE_STARTS))
    ab_sgd_model_lower_distance(model, square);
  mpq_clear(square);
  return AB_OK;
}
