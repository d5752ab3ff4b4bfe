/* SPDX-License-Identifier: MIT */
#include "prove/network_lift.h"

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

bool ab_lift_weights(double *w, const double *lo, const double *hi, double *first,
                     double first_value, double *second, double second_value, size_t d) {
  equations e = {d, {first, second}, {first_value, second_value}};
  double value;
  nlopt_opt opt = nlopt_create(NLOPT_LD_SLSQP, (unsigned)d);
  if (!opt)
    return false;
  nlopt_set_min_objective(opt, misfit, &e);
  nlopt_set_lower_bounds(opt, lo);
  nlopt_set_upper_bounds(opt, hi);
  nlopt_set_ftol_abs(opt, 1e-28);
  nlopt_set_xtol_rel(opt, 1e-15);
  nlopt_set_maxeval(opt, EVALUATIONS);
  nlopt_optimize(opt, w, &value);
  nlopt_destroy(opt);
  return true;
}

bool ab_lift_find_sample(ab_network_sample *sample, const ab_network *network, const char *clause) {
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

void ab_lift_switch_on(mpq_t *x, const ab_network *network, size_t i, unsigned slack) {
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
