/* SPDX-License-Identifier: MIT */
#include "prove/network_duality_witness.h"

#include "base/memory.h"
#include "condition/network_regularized.h"
#include "num/rational.h"
#include "prove/numeric.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { STARTS = 24, EVALUATIONS = 2000, BITS = 40, HALVINGS = 80, DIRECTIONS = 4000 };
/* The multipliers are made smaller by this factor, so that they can be shown to be small enough. */
static const double SHRUNK = 1 - 0x1p-10, SPAN = 2;

typedef struct {
  size_t k, d, p;
  double l1, l2, samples;
  double *x, *a, *b; /* points row by row; labels */
} model;

static void model_init(model *m, const ab_network *network) {
  size_t p = network->points.rows, d = network->points.columns;
  /* p units are enough for a minimizer; with some more, descents end there more often */
  size_t most = 2 * p + 2;
  *m = (model){.k = network->width < most ? network->width : most,
               .d = d,
               .p = p,
               .l1 = mpq_get_d(network->penalty_v),
               .l2 = mpq_get_d(network->penalty_w),
               .x = ab_allocate(p * d, sizeof *m->x),
               .a = ab_allocate(p, sizeof *m->a),
               .b = ab_allocate(p, sizeof *m->b)};
  for (size_t l = 0; l < p * d; l++)
    m->x[l] = mpq_get_d(network->points.entries[l]);
  for (size_t i = 0; i < p; i++) {
    m->a[i] = mpq_get_d(network->positive[i]);
    m->b[i] = mpq_get_d(network->negative[i]);
    m->samples += m->a[i] + m->b[i];
  }
}

static void model_clear(model *m) {
  ab_free(m->x);
  ab_free(m->a);
  ab_free(m->b);
}

static double phi(double q) {
  return q > 0 ? log1p(exp(-q)) : log1p(exp(q)) - q;
}

static double logistic(double z) {
  return 1 / (1 + exp(-z));
}

static double hidden(const model *m, const double *at, size_t i, size_t j) {
  double h = 0;
  for (size_t l = 0; l < m->d; l++)
    h += at[j * m->d + l] * m->x[i * m->d + l];
  return h;
}

static double output(const model *m, const double *at, size_t i) {
  double z = 0;
  for (size_t j = 0; j < m->k; j++)
    z += at[m->k * m->d + j] * fmax(hidden(m, at, i, j), 0);
  return z;
}

/* Phi_i(z) and its derivative. */
static double loss(const model *m, size_t i, double z) {
  return (m->a[i] * phi(z) + m->b[i] * phi(-z)) / m->samples;
}

static double slope(const model *m, size_t i, double z) {
  return ((m->a[i] + m->b[i]) * logistic(z) - m->a[i]) / m->samples;
}

static double objective(unsigned n, const double *at, double *gradient, void *context) {
  const model *m = context;
  size_t split = m->k * m->d;
  double sum = 0;
  for (size_t c = 0; c < n; c++) {
    double weight = c < split ? m->l2 : m->l1;
    sum += weight * at[c] * at[c];
    if (gradient)
      gradient[c] = 2 * weight * at[c];
  }
  for (size_t i = 0; i < m->p; i++) {
    double z = output(m, at, i), down = slope(m, i, z);
    sum += loss(m, i, z);
    for (size_t j = 0; j < m->k && gradient; j++) {
      double h = hidden(m, at, i, j);
      if (h <= 0)
        continue;
      gradient[split + j] += down * h;
      for (size_t l = 0; l < m->d; l++)
        gradient[j * m->d + l] += down * at[split + j] * m->x[i * m->d + l];
    }
  }
  return sum;
}

static double descend(model *m, double *at, size_t n) {
  double value = INFINITY;
  nlopt_opt opt = nlopt_create(NLOPT_LD_LBFGS, (unsigned)n);
  if (!opt)
    return INFINITY;
  nlopt_set_min_objective(opt, objective, m);
  nlopt_set_xtol_rel(opt, 1e-14);
  nlopt_set_maxeval(opt, EVALUATIONS);
  nlopt_optimize(opt, at, &value);
  nlopt_destroy(opt);
  return objective((unsigned)n, at, NULL, m);
}

/* The best point of several descents. */
static void minimize(model *m, double *best, size_t n) {
  double *at = ab_allocate(3 * n, sizeof *at), *lo = at + n, *hi = at + 2 * n, least = INFINITY;
  for (size_t c = 0; c < n; c++) {
    lo[c] = -SPAN;
    hi[c] = SPAN;
  }
  for (size_t s = 1; s <= STARTS; s++) {
    ab_numeric_start(at, s, lo, hi, n);
    double value = descend(m, at, n);
    if (value < least) {
      least = value;
      memcpy(best, at, n * sizeof *best);
    }
  }
  ab_free(at);
}

static void set_short(mpq_t out, double value, int direction) {
  mpq_set_d(out, value);
  ab_rational_round(out, out, BITS, direction);
}

/* min over z of Phi_i(z) + g z, NaN if there is none. */
static double least_loss(const model *m, size_t i, double g, double *at) {
  double own = m->a[i] + m->b[i], s = (m->a[i] - m->samples * g) / own;
  *at = log(s / (1 - s));
  return -own / m->samples * (s * log(s) + (1 - s) * log(1 - s));
}

/* Where Phi_i(z) + g z is `gap` above its minimum `least` at z = middle, or a little farther out.
 */
static double find_end(const model *m, size_t i, double g, double middle, double least, double gap,
                       int side) {
  double near = 0, far = 1;
  while (loss(m, i, middle + side * far) + g * (middle + side * far) - least <= gap && far < 1e9)
    far *= 2;
  for (int n = 0; n < HALVINGS; n++) {
    double half = (near + far) / 2, z = middle + side * half;
    *(loss(m, i, z) + g * z - least > gap ? &far : &near) = half;
  }
  return middle + side * far * (1 + 0x1p-20);
}

/* Given the point, the other three choices. */
static bool add_rest(ab_witness *witness, const model *m, const double *at, double value) {
  ab_choice *multipliers = ab_witness_add_choice(witness, "multipliers", m->p);
  double gap = value, middle;
  for (size_t i = 0; i < m->p; i++) {
    set_short(multipliers->values[i], -SHRUNK * slope(m, i, output(m, at, i)), 1);
    gap -= least_loss(m, i, mpq_get_d(multipliers->values[i]), &middle);
  }
  gap = gap * (1 + 0x1p-20) + 0x1p-36;
  if (!(gap >= 0))
    return false;
  set_short(ab_witness_add_choice(witness, "gap", 1)->values[0], gap, 1);
  ab_choice *outputs = ab_witness_add_choice(witness, "outputs", 2 * m->p);
  for (size_t i = 0; i < m->p; i++) {
    double g = mpq_get_d(witness->choices[AB_DUALITY_MULTIPLIERS].values[i]);
    double least = least_loss(m, i, g, &middle);
    if (!isfinite(least))
      return false;
    for (int side = -1; side <= 1; side += 2)
      set_short(outputs->values[2 * i + (side > 0)],
                find_end(m, i, g, middle, least, gap * (1 + 0x1p-20), side), side);
  }
  return true;
}

/* Whether |sum of g_i relu(x_i.u)| <= c |u| in all of so many directions u. */
static bool are_small(const model *m, const ab_choice *multipliers) {
  double u[AB_DUALITY_FEATURES_MAX], lo[AB_DUALITY_FEATURES_MAX], hi[AB_DUALITY_FEATURES_MAX];
  bool small = true;
  for (size_t l = 0; l < m->d; l++) {
    lo[l] = -1;
    hi[l] = 1;
  }
  for (size_t s = 1; s <= DIRECTIONS && small; s++) {
    double sum = 0, square = 0;
    ab_numeric_start(u, s, lo, hi, m->d);
    for (size_t l = 0; l < m->d; l++)
      square += u[l] * u[l];
    for (size_t i = 0; i < m->p; i++)
      sum += mpq_get_d(multipliers->values[i]) * fmax(hidden(m, u, i, 0), 0);
    small = sum * sum <= 4 * m->l1 * m->l2 * square;
  }
  return small;
}

/* The point with the units of the model, and 0 for all others; `at` becomes what it says. */
static void add_point(ab_witness *witness, const ab_network *network, const model *m, double *at) {
  ab_choice *point = ab_witness_add_choice(witness, "point", network->region.box.count);
  for (size_t j = 0; j < m->k; j++)
    for (size_t l = 0; l <= m->d; l++) {
      bool is_v = l == m->d;
      double *from = &at[is_v ? m->k * m->d + j : j * m->d + l];
      mpq_t *to = &point->values[is_v ? ab_network_v(network, j) : ab_network_w(network, j) + l];
      set_short(*to, *from, 1);
      *from = mpq_get_d(*to);
    }
}

ab_status ab_network_witness_add_duality(ab_witness *witness, const ab_network *network,
                                         ab_error *error) {
  model m;
  model_init(&m, network);
  size_t n = m.k * (m.d + 1);
  double *at = ab_allocate(n, sizeof *at);
  minimize(&m, at, n);
  add_point(witness, network, &m, at);
  bool good = add_rest(witness, &m, at, objective((unsigned)n, at, NULL, &m)) &&
              are_small(&m, &witness->choices[AB_DUALITY_MULTIPLIERS]);
  model_clear(&m);
  ab_free(at);
  return good ? AB_OK
              : ab_error_set(error, AB_BAD_PROBLEM,
                             "minimizers: weak duality does not show where they are: %s",
                             network->width < network->points.rows
                                 ? "it does so for as many units as points at the latest"
                                 : "no network that is nearly a minimizer was found");
}
