/* SPDX-License-Identifier: MIT */
#include "prove/network_point_refutation.h"

#include "base/memory.h"
#include "condition/conditions.h"
#include "family/network_bounds.h"
#include "prove/network_units.h"
#include "prove/short_point.h"

#include <math.h>
#include <string.h>

enum { SEPARATING_BITS = 24, INWARD_BITS = 40 };

/* What is told for z* > 0, in doubles. */
typedef struct {
  const ab_network *network;
  double zeta, norm, v_lower;
  int sign;
  ab_network_sample sample;
  ab_units_sample told; /* the sample as for z* > 0 */
} place;

static double domain_end(const ab_domain *box, size_t k, int direction) {
  if (ab_domain_is_unbounded_at(box, k, direction))
    return direction < 0 ? -INFINITY : INFINITY;
  return mpq_get_d(direction < 0 ? box->lo[k] : box->hi[k]);
}

/* w_j with w_j.x/|x| = h, as nearly as the domain allows: between the corners at which it is least
 * and largest, or, where they are infinite, along x. The h that it has. */
static double set_w(double *w, const place *p, size_t j, double h) {
  const ab_domain *box = &p->network->region.box;
  const mpq_t *x = ab_network_point(p->network, 0);
  size_t d = p->network->points.columns, first = ab_network_w(p->network, j);
  double lo = 0, hi = 0, sum = 0, far = p->network->region.has_ball ? 0 : -1;
  for (size_t l = 0; l < d; l++) {
    double c = mpq_get_d(x[l]);
    if (c == 0)
      continue;
    lo += c * domain_end(box, first + l, c > 0 ? -1 : 1) / p->norm;
    hi += c * domain_end(box, first + l, c > 0 ? 1 : -1) / p->norm;
  }
  bool bounded = isfinite(lo) && isfinite(hi);
  h = bounded ? fmin(fmax(h, lo), hi) : isfinite(h) ? h : far;
  double share = bounded && hi > lo ? (h - lo) / (hi - lo) : 0;
  for (size_t l = 0; l < d; l++) {
    double c = mpq_get_d(x[l]);
    double small = domain_end(box, first + l, c > 0 ? -1 : 1);
    double large = domain_end(box, first + l, c > 0 ? 1 : -1);
    w[l] = c == 0 || !bounded ? h * c / p->norm : (1 - share) * small + share * large;
    w[l] = fmin(fmax(w[l], domain_end(box, first + l, -1)), domain_end(box, first + l, 1));
    sum += w[l] * c / p->norm;
  }
  return sum;
}

/* The coordinates of units in the domain; the units become what they are there. */
static void set_coordinates(double *x, const place *p, ab_units *u) {
  const ab_domain *box = &p->network->region.box;
  double squared = 0;
  for (size_t j = 0; j < u->count; j++) {
    size_t k = ab_network_v(p->network, j);
    u->h[j] = set_w(x + ab_network_w(p->network, j), p, j, u->h[j]);
    x[k] = fmin(fmax(p->sign * u->v[j], domain_end(box, k, -1)), domain_end(box, k, 1));
    u->v[j] = p->sign * x[k];
  }
  for (size_t k = 0; k < box->count; k++)
    squared += x[k] * x[k];
  double radius = p->network->region.has_ball ? mpq_get_d(p->network->region.ball) : INFINITY;
  double factor = fmin(1, radius / sqrt(squared) * (1 - ldexp(1, -INWARD_BITS)));
  for (size_t k = 0; k < box->count; k++)
    x[k] *= factor;
  for (size_t j = 0; j < u->count; j++) {
    u->h[j] *= factor;
    u->v[j] *= factor;
  }
}

/* The best of the ways to give the roles of the clause to the units. */
static bool lift(double *x, const place *p, const ab_statement *statement, const char *clause,
                 const mpq_t *at) {
  double alpha = mpq_get_d(ab_statement_constant(statement, AB_ALPHA));
  double d = alpha - mpq_get_d(ab_statement_constant(statement, AB_BETA)), least = INFINITY;
  size_t n = p->network->region.box.count;
  double *next = ab_allocate(n, sizeof *next);
  for (size_t first = 0; first < p->network->width; first++) {
    ab_units u = {.count = p->network->width};
    ab_units_lift(&u, clause, at, p->zeta, p->v_lower, p->told.label, first);
    set_coordinates(next, p, &u);
    double value = ab_units_condition(&u, p->zeta, p->norm, &p->told, alpha, d);
    if (value < least) {
      least = value;
      memcpy(x, next, n * sizeof *x);
    }
  }
  ab_free(next);
  return isfinite(least);
}

/* Where |h_j| = |v_j| the multipliers 1 and -1 are double zeros that no search would settle. */
static void separate(mpq_t *x, const ab_network *network) {
  mpq_t h, v, square, product;
  mpq_inits(h, v, square, product, NULL);
  ab_network_norm_squared(square, network, 0);
  for (size_t j = 0; j < network->width; j++) {
    mpq_set_ui(h, 0, 1);
    for (size_t l = 0; l < network->points.columns; l++) {
      mpq_mul(product, ab_network_point(network, 0)[l], x[ab_network_w(network, j) + l]);
      mpq_add(h, h, product);
    }
    mpq_t *own = &x[ab_network_v(network, j)];
    mpq_mul(h, h, h);
    mpq_mul(v, *own, *own);
    mpq_mul(v, v, square);
    if (mpq_sgn(v) == 0 || !mpq_equal(h, v))
      continue;
    mpq_div_2exp(product, *own, SEPARATING_BITS);
    mpq_sub(*own, *own, product);
    ab_point_clip(*own, &network->region.box, ab_network_v(network, j));
  }
  mpq_clears(h, v, square, product, NULL);
}

static ab_units units_at(const place *p, const mpq_t *x) {
  ab_units u = {.count = p->network->width};
  for (size_t j = 0; j < u.count; j++) {
    for (size_t l = 0; l < p->network->points.columns; l++)
      u.h[j] += mpq_get_d(ab_network_point(p->network, 0)[l]) *
                mpq_get_d(x[ab_network_w(p->network, j) + l]) / p->norm;
    u.v[j] = p->sign * mpq_get_d(x[ab_network_v(p->network, j)]);
  }
  return u;
}

/* The choices label, near and multiplier, for the point that the witness has. */
static bool add_rest(ab_witness *witness, const place *p) {
  ab_units x = units_at(p, (const mpq_t *)witness->choices[witness->choice_count - 1].values), y;
  double v = 0, h = 0, m = 1;
  if (!isfinite(ab_units_nearest(&y, &x, p->zeta)))
    return false;
  ab_choice *label = ab_witness_add_choice(witness, "label", p->sample.target ? 2 : 1);
  mpq_set_si(label->values[0], p->sample.label, 1);
  if (p->sample.target)
    mpq_set_ui(label->values[1], (unsigned long)p->sample.number + 1, 1);
  ab_choice *near = ab_witness_add_choice(witness, "near", 2 * y.count);
  for (size_t j = 0; j < y.count; j++) {
    mpq_set_d(near->values[j], y.h[j] * p->norm);
    mpq_set_d(near->values[y.count + j], p->sign * y.v[j]);
    v = fmax(v, -x.v[j]);
    h = fmax(h, -x.h[j]);
  }
  while (p->zeta * pow(m * m - 1, 2) < (m * v + h) * (m * h + v) || m == 1)
    m *= 1.0625;
  mpq_set_d(ab_witness_add_choice(witness, "multiplier", 1)->values[0], m * 1.0625);
  return true;
}

/* The sample that the clause is about. */
static void set_sample(place *p, const char *clause) {
  bool found = false;
  for (size_t n = 0; n < ab_network_sample_count(p->network, 0) && !found; n++) {
    ab_text name;
    ab_text_init(&name);
    p->sample = ab_network_sample_at(p->network, 0, n);
    ab_network_sample_name(&name, p->network, p->sample);
    found = strncmp(clause, name.data, name.length) == 0;
    ab_text_clear(&name);
  }
  double target = p->sample.target ? mpq_get_d(p->sample.target) : 0;
  p->told =
      (ab_units_sample){p->network->loss, p->sign * p->sample.label, p->sample.label * target};
}

bool ab_network_point_refutation_make(ab_witness *witness, const ab_statement *statement,
                                      const ab_witness *proof, const char *clause, const mpq_t *at,
                                      unsigned slack) {
  const ab_network *network = &statement->network;
  ab_witness_copy(witness, proof);
  ab_witness_drop_choices(witness, 1);
  if (network->width > AB_UNITS_MAX || network->region.has_tube)
    return false;
  place p = {.network = network, .sign = ab_network_sign(network, 0)};
  mpq_t bound;
  mpq_init(bound);
  ab_network_v_upper(bound, network, -p.sign);
  p.v_lower = mpq_get_d(bound);
  mpq_clear(bound);
  p.norm = mpq_get_d(proof->constants.items[1].hi);
  p.zeta = fabs(mpq_get_d(proof->constants.items[0].hi)) / p.norm;
  set_sample(&p, clause);
  size_t n = network->region.box.count;
  double *x = ab_allocate(n, sizeof *x);
  bool good = lift(x, &p, statement, clause, at);
  if (good) {
    ab_choice *point = ab_witness_add_choice(witness, "point", n);
    for (size_t k = 0; k < n; k++)
      mpq_set_d(point->values[k], x[k]);
    if (!network->region.has_ball)
      ab_point_shorten(point->values, &network->region.box, slack);
    separate(point->values, network);
    good = add_rest(witness, &p);
  }
  ab_free(x);
  return good;
}
