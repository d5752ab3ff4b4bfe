/* SPDX-License-Identifier: MIT
 * The model of a two-layer network: f_i(W, v) = phi(label z), z = sum over units of v_j relu(h_j),
 * h_j = w_j.x, a function for each point and label that stands for that many samples; f_i* = 0.
 * The derivative of relu is a switch, so that the gradients are those for every choice of it. */
#include "base/memory.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "sgd/distance.h"
#include "sgd/model.h"

enum { SAMPLES_MAX = 1 << 20 };

/* ---- f_i and its gradient ---- */

static ab_expr hidden(ab_graph *g, const ab_network *n, size_t i, size_t unit) {
  ab_expr h = ab_graph_integer(g, 0);
  for (size_t l = 0; l < n->points.columns; l++) {
    ab_expr w = ab_graph_variable(g, (uint32_t)(ab_network_w(n, unit) + l));
    ab_expr x = ab_graph_constant(g, ab_network_point(n, i)[l]);
    ab_expr product = ab_build_mul(g, x, w);
    h = ab_build_add(g, h, product);
  }
  return h;
}

static ab_expr v_of(ab_graph *g, const ab_network *n, size_t unit) {
  return ab_graph_variable(g, (uint32_t)ab_network_v(n, unit));
}

/* label z_i. */
static ab_expr margin(ab_sgd_model *m, const ab_network *n, size_t i, int label) {
  ab_graph *g = m->graph;
  ab_expr z = ab_graph_integer(g, 0);
  for (size_t j = 0; j < n->width; j++) {
    ab_expr on = ab_graph_unary(g, AB_OP_RELU, m->switches[i * n->width + j]);
    ab_expr v = v_of(g, n, j);
    ab_expr product = ab_build_mul(g, v, on);
    z = ab_build_add(g, z, product);
  }
  return label > 0 ? z : ab_build_neg(g, z);
}

/* The row of gradient of the function: phi'(q) label (v_j s_j x_i for w_j; relu(h_j) for v_j). */
static void set_gradient(ab_sgd_model *m, const ab_network *n, size_t function, ab_expr q) {
  ab_graph *g = m->graph;
  size_t i = function / 2;
  ab_expr *row = m->gradients + function * m->variable_count;
  ab_expr opposite = ab_build_neg(g, q);
  ab_expr slope = ab_graph_unary(g, AB_OP_LOGISTIC, opposite); /* -phi'(q) */
  if (function % 2 == 0)
    slope = ab_build_neg(g, slope);
  for (size_t j = 0; j < n->width; j++) {
    size_t number = i * n->width + j;
    ab_expr s = ab_graph_variable(g, (uint32_t)(m->variable_count + number));
    ab_expr on = ab_graph_unary(g, AB_OP_RELU, m->switches[number]);
    ab_expr v = v_of(g, n, j);
    ab_expr through = ab_build_mul(g, s, v);
    ab_expr common = ab_build_mul(g, slope, through);
    for (size_t l = 0; l < n->points.columns; l++) {
      ab_expr x = ab_graph_constant(g, ab_network_point(n, i)[l]);
      row[ab_network_w(n, j) + l] = ab_build_mul(g, x, common);
    }
    row[ab_network_v(n, j)] = ab_build_mul(g, slope, on);
  }
}

static ab_expr times(ab_graph *g, uint64_t count, ab_expr e) {
  ab_expr factor = ab_graph_integer(g, (long)count);
  return ab_build_mul(g, factor, e);
}

static void build_functions(ab_sgd_model *m, const ab_network *n) {
  ab_graph *g = m->graph;
  uint64_t samples = 0;
  ab_expr sum = ab_graph_integer(g, 0);
  for (size_t number = 0; number < m->switch_count; number++)
    m->switches[number] = hidden(g, n, number / n->width, number % n->width);
  for (size_t f = 0; f < m->function_count; f++) {
    size_t i = f / 2;
    ab_expr q = margin(m, n, i, f % 2 == 0 ? 1 : -1);
    m->functions[f] = ab_network_loss(g, AB_LOSS_LOGISTIC, q);
    m->first_switch[f] = i * n->width;
    set_gradient(m, n, f, q);
    m->multiplicity[f] = mpz_get_ui(mpq_numref(f % 2 == 0 ? n->positive[i] : n->negative[i]));
    samples += m->multiplicity[f];
    ab_expr part = times(g, m->multiplicity[f], m->functions[f]);
    sum = ab_build_add(g, sum, part);
    ab_range_init(&m->infima[f]);
  }
  m->mean = ab_build_div(g, sum, ab_graph_integer(g, (long)samples));
}

static void make_arrays(ab_sgd_model *m, const ab_network *n) {
  m->variable_count = n->width * (n->points.columns + 1);
  m->function_count = 2 * n->points.rows;
  m->switches_of_each = n->width;
  m->switch_count = n->points.rows * n->width;
  m->functions = ab_allocate(m->function_count, sizeof *m->functions);
  m->multiplicity = ab_allocate(m->function_count, sizeof *m->multiplicity);
  m->infima = ab_allocate(m->function_count, sizeof *m->infima);
  m->first_switch = ab_allocate(m->function_count, sizeof *m->first_switch);
  m->switches = ab_allocate(m->switch_count, sizeof *m->switches);
  m->gradients = ab_allocate(m->function_count * m->variable_count, sizeof *m->gradients);
}

/* ---- constants ---- */

/* f* = the mean of a_i phi(z_i*) + b_i phi(-z_i*), z_i* = log(a_i/b_i). */
static bool find_minimum(ab_sgd_model *m, const ab_network *n) {
  ab_graph *g = ab_graph_create();
  ab_expr sum = ab_graph_integer(g, 0);
  uint64_t samples = 0;
  mpq_t odds;
  mpq_init(odds);
  for (size_t f = 0; f < m->function_count; f++) {
    mpq_div(odds, n->positive[f / 2], n->negative[f / 2]);
    ab_expr z = ab_graph_unary(g, AB_OP_LOG, ab_graph_constant(g, odds));
    ab_expr q = f % 2 == 0 ? z : ab_build_neg(g, z);
    ab_expr part = times(g, m->multiplicity[f], ab_network_loss(g, AB_LOSS_LOGISTIC, q));
    sum = ab_build_add(g, sum, part);
    samples += m->multiplicity[f];
  }
  mpq_clear(odds);
  ab_expr mean = ab_build_div(g, sum, ab_graph_integer(g, (long)samples));
  bool finite = ab_sgd_model_constant(&m->minimum, m, g, mean);
  ab_graph_destroy(g);
  return finite;
}

/* |z_i| <= |x_i| sum |v_j| |w_j| <= |x_i| r^2/2 on {|x| <= r}, and phi(q) <= log 2 + |q|. */
void ab_sgd_model_network_gap(ab_sgd_model *m, const ab_network *n) {
  mpq_t norm, widest;
  mpq_inits(norm, widest, NULL);
  for (size_t i = 0; i < n->points.rows; i++) {
    ab_network_norm_squared(norm, n, i);
    if (mpq_cmp(norm, widest) > 0)
      mpq_set(widest, norm);
  }
  ab_root_upper(norm, widest);
  mpq_mul(norm, norm, m->region.ball);
  mpq_mul(norm, norm, m->region.ball);
  mpq_div_2exp(norm, norm, 1);
  mpq_set_ui(m->gap_upper, 7, 10); /* above log 2 */
  mpq_add(m->gap_upper, m->gap_upper, norm);
  mpq_sub(m->gap_upper, m->gap_upper, m->minimum.lo);
  m->has_gap_upper = true;
  mpq_clears(norm, widest, NULL);
}

static bool is_small(const ab_network *n) {
  mpq_t samples;
  mpq_init(samples);
  for (size_t i = 0; i < n->points.rows; i++) {
    mpq_add(samples, samples, n->positive[i]);
    mpq_add(samples, samples, n->negative[i]);
  }
  bool few = mpq_cmp_ui(samples, SAMPLES_MAX, 1) <= 0;
  mpq_clear(samples);
  return few && n->width * (n->points.columns + 1 + n->points.rows) <= AB_VARIABLES_MAX;
}

ab_status ab_sgd_model_network(ab_sgd_model *model, const ab_statement *statement,
                               const mpq_t *start, ab_error *error) {
  const ab_network *n = &statement->network;
  if (n->loss != AB_LOSS_LOGISTIC)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: networks are followed with the logistic loss only, not with the loss "
                        "%s; 'abcert train' makes runs with any loss",
                        ab_loss_name(n->loss));
  if (!is_small(n))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: an iteration is followed with intervals for networks with width "
                        "(features + 1 + points) <= %d and at most %d samples",
                        AB_VARIABLES_MAX, SAMPLES_MAX);
  model->graph = ab_graph_create();
  model->owns_graph = true;
  model->infimum_on_space = true;
  model->region.box = n->region.box;
  model->region.has_ball = n->region.has_ball;
  model->region.has_tube = n->region.has_tube;
  mpq_set(model->region.ball, n->region.ball);
  mpq_set(model->region.tube, n->region.tube);
  make_arrays(model, n);
  build_functions(model, n);
  if (!find_minimum(model, n))
    return ab_error_set(error, AB_INTERNAL, "f* is not finite");
  mpq_t square;
  mpq_init(square);
  if (ab_sgd_distance_network(square, n, start))
    ab_sgd_model_lower_distance(model, square);
  mpq_clear(square);
  return AB_OK;
}
