/* SPDX-License-Identifier: MIT
 * The model of a two-layer network: f_i(W, v) = psi(label z) or (z - target)^2/2, z = sum over
 * units of v_j relu(h_j), h_j = w_j.x, a function for each point and label, which stands for that
 * many samples, or for each target; f_i* = 0. The derivative of relu is a switch, so that the
 * gradients are those for every choice of it. */
#include "base/memory.h"
#include "condition/network_terms.h"
#include "family/network_bounds.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "prove/network_witness.h"
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

/* z_i. */
static ab_expr output(ab_sgd_model *m, const ab_network *n, size_t i) {
  ab_graph *g = m->graph;
  ab_expr z = ab_graph_integer(g, 0);
  for (size_t j = 0; j < n->width; j++) {
    ab_expr on = ab_graph_unary(g, AB_OP_RELU, m->switches[i * n->width + j]);
    ab_expr v = v_of(g, n, j);
    ab_expr product = ab_build_mul(g, v, on);
    z = ab_build_add(g, z, product);
  }
  return z;
}

/* Function number f of the network: what it is the loss of. */
typedef struct {
  size_t point;
  int label;         /* 1 or -1; 0 with a target */
  mpq_srcptr target; /* NULL with a label */
} sample;

static sample sample_of(const ab_network *n, size_t f) {
  if (!ab_network_has_targets(n))
    return (sample){f / 2, f % 2 == 0 ? 1 : -1, NULL};
  size_t i = 0;
  while (f >= n->first_target[i + 1])
    i++;
  return (sample){i, 0, n->targets[f]};
}

/* The loss at an output z, and its derivative in z if slope is not NULL. */
static ab_expr loss_at(ab_graph *g, const ab_network *n, const sample *s, ab_expr z,
                       ab_expr *slope) {
  if (s->target) {
    ab_expr target = ab_graph_constant(g, s->target);
    ab_expr error = ab_build_sub(g, z, target), square = ab_build_pow(g, error, 2);
    if (slope)
      *slope = error;
    return ab_build_div(g, square, ab_graph_integer(g, 2));
  }
  ab_expr q = s->label > 0 ? z : ab_build_neg(g, z);
  if (slope) {
    ab_expr descent = ab_network_descent(g, n->loss, q);
    *slope = s->label > 0 ? ab_build_neg(g, descent) : descent;
  }
  return ab_network_loss(g, n->loss, q);
}

/* The row of gradient: the slope of the loss times (v_j s_j x_i for w_j; relu(h_j) for v_j). */
static void set_gradient(ab_sgd_model *m, const ab_network *n, ab_expr *row, size_t i,
                         ab_expr slope) {
  ab_graph *g = m->graph;
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

static uint64_t multiplicity_of(const ab_network *n, const sample *s) {
  if (s->target)
    return 1;
  return mpz_get_ui(mpq_numref(s->label > 0 ? n->positive[s->point] : n->negative[s->point]));
}

/* The mean over the samples. */
static ab_expr mean_of(ab_graph *g, const ab_expr *losses, const ab_sgd_model *m) {
  ab_expr sum = ab_graph_integer(g, 0);
  uint64_t samples = 0;
  for (size_t f = 0; f < m->function_count; f++) {
    ab_expr factor = ab_graph_integer(g, (long)m->multiplicity[f]);
    ab_expr part = ab_build_mul(g, factor, losses[f]);
    sum = ab_build_add(g, sum, part);
    samples += m->multiplicity[f];
  }
  return ab_build_div(g, sum, ab_graph_integer(g, (long)samples));
}

static void build_functions(ab_sgd_model *m, const ab_network *n) {
  for (size_t number = 0; number < m->switch_count; number++)
    m->switches[number] = hidden(m->graph, n, number / n->width, number % n->width);
  for (size_t f = 0; f < m->function_count; f++) {
    sample s = sample_of(n, f);
    ab_expr slope, z = output(m, n, s.point);
    m->functions[f] = loss_at(m->graph, n, &s, z, &slope);
    m->first_switch[f] = s.point * n->width;
    set_gradient(m, n, m->gradients + f * m->variable_count, s.point, slope);
    m->multiplicity[f] = multiplicity_of(n, &s);
    ab_range_init(&m->infima[f]);
  }
  m->mean = mean_of(m->graph, m->functions, m);
}

static void make_arrays(ab_sgd_model *m, const ab_network *n) {
  m->variable_count = n->width * (n->points.columns + 1);
  size_t p = n->points.rows;
  m->function_count = ab_network_has_targets(n) ? n->first_target[p] : 2 * p;
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

/* z_i*, as an expression without variables. */
static ab_expr best_output(ab_graph *g, const ab_network *n, size_t i) {
  mpq_t value;
  mpq_init(value);
  bool rational = ab_network_rational_output(value, n, i);
  if (!rational)
    mpq_div(value, n->positive[i], n->negative[i]);
  ab_expr e = ab_graph_constant(g, value);
  mpq_clear(value);
  return rational ? e : ab_graph_unary(g, AB_OP_LOG, e);
}

/* f* = the mean of the losses at z_i*. */
static bool find_minimum(ab_sgd_model *m, const ab_network *n) {
  ab_graph *g = ab_graph_create();
  ab_expr *losses = ab_allocate(m->function_count, sizeof *losses);
  for (size_t f = 0; f < m->function_count; f++) {
    sample s = sample_of(n, f);
    ab_expr z = best_output(g, n, s.point);
    losses[f] = loss_at(g, n, &s, z, NULL);
  }
  bool finite = ab_sgd_model_constant(&m->minimum, m, g, mean_of(g, losses, m));
  ab_free(losses);
  ab_graph_destroy(g);
  return finite;
}

/* out = the largest |target|. */
static void largest_target(mpq_t out, const ab_network *n) {
  mpq_t here;
  mpq_init(here);
  for (size_t f = 0; f < n->first_target[n->points.rows]; f++) {
    mpq_abs(here, n->targets[f]);
    if (mpq_cmp(here, out) > 0)
      mpq_set(out, here);
  }
  mpq_clear(here);
}

/* |z_i| <= |x_i| sum |v_j| |w_j| <= |x_i| r^2/2 on {|x| <= r}. psi(q) <= log 2 + |q| for labels; (z
 * - t)^2/2 <= (|z| + |t|)^2/2. */
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
  mpq_set_ui(widest, 0, 1);
  if (ab_network_has_targets(n)) {
    largest_target(widest, n);
    mpq_add(norm, norm, widest);
    mpq_mul(norm, norm, norm);
    mpq_div_2exp(m->gap_upper, norm, 1);
  } else {
    mpq_set_ui(m->gap_upper, 7, 10); /* above log 2 */
    mpq_add(m->gap_upper, m->gap_upper, norm);
  }
  mpq_sub(m->gap_upper, m->gap_upper, m->minimum.lo);
  m->has_gap_upper = true;
  mpq_clears(norm, widest, NULL);
}

static bool is_small(const ab_network *n) {
  mpq_t samples;
  mpq_init(samples);
  if (ab_network_has_targets(n))
    mpq_set_ui(samples, n->first_target[n->points.rows], 1);
  for (size_t i = 0; i < n->points.rows && !ab_network_has_targets(n); i++) {
    mpq_add(samples, samples, n->positive[i]);
    mpq_add(samples, samples, n->negative[i]);
  }
  bool few = mpq_cmp_ui(samples, SAMPLES_MAX, 1) <= 0;
  mpq_clear(samples);
  return few && n->width * (n->points.columns + 1 + n->points.rows) <= AB_VARIABLES_MAX;
}

/* Whether z_i* are the outputs of the minimizers. */
static bool attains_outputs(const ab_network *n) {
  ab_error unused;
  ab_witness witness;
  if (n->width > 1 || n->points.rows == 1)
    return true; /* else nothing about it is proved */
  bool good = ab_network_witness_begin(&witness, n, &unused) == AB_OK;
  ab_witness_clear(&witness);
  return good;
}

ab_status ab_sgd_model_network(ab_sgd_model *model, const ab_statement *statement,
                               const mpq_t *start, ab_error *error) {
  const ab_network *n = &statement->network;
  if (n->regularized)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: networks are followed without regularization only; 'abcert train' "
                        "makes runs with it");
  if (!is_small(n))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: an iteration is followed with intervals for networks with width "
                        "(features + 1 + points) <= %d and at most %d samples",
                        AB_VARIABLES_MAX, SAMPLES_MAX);
  if (!attains_outputs(n))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "sgd: one unit cannot attain the outputs of least loss at all points; such "
                        "networks are not followed");
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
