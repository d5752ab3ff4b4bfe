/* SPDX-License-Identifier: MIT */
#include "prove/network_one_unit_refutation.h"

#include "base/memory.h"
#include "condition/network_argument.h"
#include "condition/network_one_unit.h"
#include "family/network_data.h"
#include "prove/network_witness.h"
#include "prove/short_point.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { EVALUATIONS = 4000 };

/* w in its box with rows . w = values, as nearly as there is one. */
typedef struct {
  size_t d;
  double *rows[2], values[2];
} equations;

static double misfit(unsigned n, const double *w, double *gradient, void *context) {
  const equations *e = context;
  double sum = 0;
  for (size_t l = 0; l < n && gradient; l++)
    gradient[l] = 0;
  for (size_t r = 0; r < 2; r++) {
    double error = -e->values[r];
    for (size_t l = 0; l < n; l++)
      error += e->rows[r][l] * w[l];
    sum += error * error;
    for (size_t l = 0; l < n && gradient; l++)
      gradient[l] += 2 * error * e->rows[r][l];
  }
  return sum;
}

static bool solve(double *w, equations *e, const double *lo, const double *hi) {
  double value;
  nlopt_opt opt = nlopt_create(NLOPT_LD_SLSQP, (unsigned)e->d);
  if (!opt)
    return false;
  nlopt_set_min_objective(opt, misfit, e);
  nlopt_set_lower_bounds(opt, lo);
  nlopt_set_upper_bounds(opt, hi);
  nlopt_set_ftol_abs(opt, 1e-28);
  nlopt_set_xtol_rel(opt, 1e-15);
  nlopt_set_maxeval(opt, EVALUATIONS);
  nlopt_optimize(opt, w, &value);
  nlopt_destroy(opt);
  return true;
}

static double middle(const mpq_t lo, const mpq_t hi) {
  return (mpq_get_d(lo) + mpq_get_d(hi)) / 2;
}

/* The sample that the clause is about; false if it is about none. */
static bool find_sample(ab_network_sample *sample, const ab_network *network, const char *clause) {
  bool found = false;
  for (size_t i = 0; i < network->points.rows && !found; i++)
    for (size_t n = 0; n < ab_network_sample_count(network, i) && !found; n++) {
      ab_text name;
      ab_text_init(&name);
      *sample = ab_network_sample_at(network, i, n);
      ab_network_sample_name(&name, network, *sample);
      ab_text_add(&name, ":");
      found =
          strncmp(clause, name.data, name.length) == 0 && strchr(clause + name.length, ':') == NULL;
      ab_text_clear(&name);
    }
  return found;
}

/* w0.w where w.x_i = h and w0 is a multiple of x_i. */
static double product_on_line(double h, const double *feature, const double *w0, size_t d) {
  double product = 0, square = 0;
  for (size_t l = 0; l < d; l++) {
    product += feature[l] * w0[l];
    square += feature[l] * feature[l];
  }
  return h * product / square;
}

/* x = (w, v), with w.x_i and w0.w, and v as at the t of the clause; where the unit is off, w.x_i as
 * small as it gets. */
static bool lift(double *x, const ab_one_unit *unit, size_t i, const char *clause,
                 const mpq_t *at) {
  const ab_network *network = unit->network;
  const ab_domain *box = &network->region.box;
  size_t d = unit->dimension, v = ab_network_v(network, 0);
  double *lo = ab_allocate(4 * d, sizeof *lo), *hi = lo + d, *feature = lo + 2 * d,
         *w0 = lo + 3 * d, square = 0;
  for (size_t l = 0; l < d; l++) {
    size_t k = ab_network_w(network, 0) + l;
    lo[l] = mpq_get_d(box->lo[k]);
    hi[l] = mpq_get_d(box->hi[k]);
    feature[l] = mpq_get_d(ab_network_point(network, i)[l]);
    w0[l] = middle(unit->w0_lo[l], unit->w0_hi[l]);
    square += w0[l] * w0[l];
    x[l] = (lo[l] + hi[l]) / 2;
  }
  bool off = strstr(clause, ":off") != NULL, good = true;
  x[v] = (mpq_get_d(box->lo[v]) + mpq_get_d(box->hi[v])) / 2;
  if (off) {
    for (size_t l = 0; l < d; l++)
      x[l] = feature[l] > 0 ? lo[l] : feature[l] < 0 ? hi[l] : x[l];
  } else {
    double h = mpq_get_d(at[0]), t = mpq_get_d(at[unit->is_line ? 1 : 2]), q = 0;
    if (unit->is_line)
      q = product_on_line(h, feature, w0, d);
    else
      q = mpq_get_d(at[1]);
    equations e = {d, {feature, w0}, {h, q}};
    x[v] = unit->sign * (t + (q - square / t) / (t * t));
    good = solve(x, &e, lo, hi);
  }
  ab_free(lo);
  return good && isfinite(x[v]);
}

/* Where the clause is about the unit being on and the point is short of that, at the kink or
 * beyond: moves w by that share of the way to the corner of its box where w.x_i is largest. */
static void switch_on(mpq_t *x, const ab_network *network, size_t i, unsigned slack) {
  const ab_domain *box = &network->region.box;
  const mpq_t *feature = ab_network_point(network, i);
  mpq_t h, step;
  mpq_inits(h, step, NULL);
  for (size_t l = 0; l < network->points.columns; l++) {
    mpq_mul(step, feature[l], x[ab_network_w(network, 0) + l]);
    mpq_add(h, h, step);
  }
  for (size_t l = 0; l < network->points.columns && mpq_sgn(h) <= 0; l++) {
    size_t k = ab_network_w(network, 0) + l;
    if (mpq_sgn(feature[l]) == 0)
      continue;
    mpq_sub(step, mpq_sgn(feature[l]) > 0 ? box->hi[k] : box->lo[k], x[k]);
    mpq_div_2exp(step, step, slack);
    mpq_add(x[k], x[k], step);
  }
  mpq_clears(h, step, NULL);
}

/* A bound of |w0.w| near x. */
static double size_of_product(const double *x, const ab_one_unit *unit) {
  double sum = 0;
  for (size_t l = 0; l < unit->dimension; l++)
    sum += fabs(mpq_get_d(unit->w0_lo[l]) * x[ab_network_w(unit->network, 0) + l]);
  return sum;
}

bool ab_network_one_unit_refutation_make(ab_witness *witness, const ab_statement *statement,
                                         const ab_witness *proof, const char *clause,
                                         const mpq_t *at, unsigned slack) {
  const ab_network *network = &statement->network;
  ab_network_sample sample;
  ab_witness_copy(witness, proof);
  ab_witness_drop_choices(witness, ab_network_argument_of(proof));
  if (!find_sample(&sample, network, clause))
    return false;
  ab_one_unit unit;
  ab_one_unit_init(&unit, network, proof);
  size_t n = network->region.box.count;
  double *x = ab_allocate(n, sizeof *x);
  bool good = lift(x, &unit, sample.point, clause, at);
  if (good) {
    ab_choice *point = ab_witness_add_choice(witness, "unit_point", n);
    for (size_t k = 0; k < n; k++)
      mpq_set_d(point->values[k], x[k]);
    ab_point_shorten(point->values, &network->region.box, slack);
    if (!strstr(clause, ":off"))
      switch_on(point->values, network, sample.point, slack);
    for (size_t k = 0; k < n; k++)
      x[k] = mpq_get_d(point->values[k]);
    ab_choice *named = ab_witness_add_choice(witness, "sample", sample.target ? 3 : 2);
    mpq_set_ui(named->values[0], (unsigned long)sample.point + 1, 1);
    mpq_set_si(named->values[1], sample.label, 1);
    if (sample.target)
      mpq_set_ui(named->values[2], (unsigned long)sample.number + 1, 1);
    ab_network_witness_add_range(witness, "range", &unit, size_of_product(x, &unit),
                                 fabs(x[ab_network_v(network, 0)]));
  }
  ab_one_unit_clear(&unit);
  ab_free(x);
  return good;
}
