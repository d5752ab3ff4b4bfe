/* SPDX-License-Identifier: MIT */
#include "prove/network_sector.h"

#include "base/memory.h"
#include "condition/network_argument.h"
#include "condition/network_sector.h"
#include "family/network_narrow.h"
#include "prove/network_lift.h"
#include "prove/network_witness.h"
#include "prove/short_point.h"

#include <math.h>
#include <string.h>

/* In doubles. */
typedef struct {
  double c, a_square, e_square;
  double factor[AB_SECTOR_CASES],
      tau[AB_SECTOR_CASES]; /* of the square, in c^2; tau/c at the end */
  bool has[AB_SECTOR_CASES];
} shape;

static shape shape_of(const ab_narrow_sector *s, const ab_witness *witness) {
  shape out = {.c = fabs(mpq_get_d(witness->constants.items[s->active].lo)),
               .a_square = mpq_get_d(s->a_square),
               .e_square = mpq_get_d(s->e_square)};
  out.tau[AB_SECTOR_LOW] = mpq_get_d(s->lo);
  out.tau[AB_SECTOR_HIGH] = mpq_get_d(s->hi);
  for (int k = 0; k < AB_SECTOR_CASES; k++) {
    out.has[k] = ab_sector_has(s, (ab_sector_case)k);
    out.factor[k] = 1 / out.a_square + out.tau[k] * out.tau[k] / out.e_square;
  }
  return out;
}

/* A range of t for all cases where |v|, |alpha| and |omega| are at most these. */
static void add_range(ab_witness *witness, const char *name, const shape *s, double v, double alpha,
                      double omega) {
  double lo = INFINITY, hi = 0;
  for (int k = 0; k < AB_SECTOR_CASES; k++) {
    if (!s->has[k])
      continue;
    double square = s->factor[k] * s->c * s->c;
    double q = s->c * (alpha / s->a_square + fabs(s->tau[k]) * omega / s->e_square);
    ab_network_widen_range(&lo, &hi, square, q, v);
  }
  ab_network_witness_set_range(ab_witness_add_choice(witness, name, 2), lo, hi);
}

/* |w.direction| over the box is at most this. */
static double size_over_box(const ab_network *network, const mpq_t *direction) {
  const ab_domain *box = &network->region.box;
  double low = 0, high = 0;
  for (size_t l = 0; l < network->points.columns; l++) {
    size_t k = ab_network_w(network, 0) + l;
    double c = mpq_get_d(direction[l]);
    double a = c * mpq_get_d(box->lo[k]), b = c * mpq_get_d(box->hi[k]);
    low += fmin(a, b);
    high += fmax(a, b);
  }
  return fmax(fabs(low), fabs(high));
}

void ab_network_witness_add_sector(ab_witness *witness, const ab_network *network) {
  ab_narrow_sector sector;
  ab_narrow_sector_init(&sector, network, witness);
  shape s = shape_of(&sector, witness);
  size_t k = ab_network_v(network, 0);
  double v =
      fmax(fabs(mpq_get_d(network->region.box.lo[k])), fabs(mpq_get_d(network->region.box.hi[k])));
  add_range(witness, "sector", &s, v,
            size_over_box(network, ab_network_point(network, sector.active)),
            size_over_box(network, (const mpq_t *)sector.e));
  ab_narrow_sector_clear(&sector);
}

/* The case that the clause is about; AB_SECTOR_CASES where the unit is off. */
static int case_of(const char *clause) {
  int which = 0;
  while (which < AB_SECTOR_CASES && !strstr(clause, ab_sector_case_word((ab_sector_case)which)))
    which++;
  return which;
}

/* x = (w, v) at (alpha, omega, t); where the unit is off, w.x_i as small as it gets. */
static bool lift(double *x, const ab_narrow_sector *sector, const shape *s, int sign, int which,
                 size_t i, const mpq_t *at) {
  const ab_network *network = sector->network;
  const ab_domain *box = &network->region.box;
  size_t d = network->points.columns, first = ab_network_w(network, 0),
         k = ab_network_v(network, 0);
  double *lo = ab_allocate(4 * d, sizeof *lo), *hi = lo + d, *a = lo + 2 * d, *e = lo + 3 * d;
  for (size_t l = 0; l < d; l++) {
    double feature = mpq_get_d(ab_network_point(network, i)[l]);
    lo[l] = mpq_get_d(box->lo[first + l]);
    hi[l] = mpq_get_d(box->hi[first + l]);
    a[l] = mpq_get_d(ab_network_point(network, sector->active)[l]);
    e[l] = mpq_get_d(sector->e[l]);
    x[first + l] = (lo[l] + hi[l]) / 2;
    if (which == AB_SECTOR_CASES)
      x[first + l] = feature > 0 ? lo[l] : feature < 0 ? hi[l] : x[first + l];
  }
  x[k] = (mpq_get_d(box->lo[k]) + mpq_get_d(box->hi[k])) / 2;
  bool good = true;
  if (which < AB_SECTOR_CASES) {
    double alpha = mpq_get_d(at[0]), omega = mpq_get_d(at[1]), t = mpq_get_d(at[2]);
    double q = s->c * (alpha / s->a_square + s->tau[which] * omega / s->e_square);
    x[k] = sign * (t + (q - s->factor[which] * s->c * s->c / t) / (t * t));
    good = ab_lift_weights(x + first, lo, hi, a, alpha, e, omega, d) && isfinite(x[k]);
  }
  ab_free(lo);
  return good;
}

static double product_at(const mpq_t *x, const ab_network *network, const mpq_t *direction) {
  double sum = 0;
  for (size_t l = 0; l < network->points.columns; l++)
    sum += mpq_get_d(x[ab_network_w(network, 0) + l]) * mpq_get_d(direction[l]);
  return fabs(sum);
}

bool ab_network_sector_refutation_make(ab_witness *witness, const ab_statement *statement,
                                       const ab_witness *proof, const char *clause, const mpq_t *at,
                                       unsigned slack) {
  const ab_network *network = &statement->network;
  ab_network_sample sample;
  ab_witness_copy(witness, proof);
  ab_witness_drop_choices(witness, AB_NARROW_CHOICES);
  if (!ab_lift_find_sample(&sample, network, clause))
    return false;
  ab_narrow_sector sector;
  ab_narrow_sector_init(&sector, network, proof);
  shape s = shape_of(&sector, proof);
  int which = case_of(clause);
  size_t n = network->region.box.count;
  double *x = ab_allocate(n, sizeof *x);
  bool good = lift(x, &sector, &s, ab_network_narrow_sign(proof), which, sample.point, at);
  if (good) {
    ab_choice *point = ab_witness_add_choice(witness, "sector_point", n);
    for (size_t k = 0; k < n; k++)
      mpq_set_d(point->values[k], x[k]);
    ab_point_shorten(point->values, &network->region.box, slack);
    if (which < AB_SECTOR_CASES)
      ab_lift_switch_on(point->values, network, sample.point, slack);
    const mpq_t *values = (const mpq_t *)point->values;
    double v = fabs(mpq_get_d(values[ab_network_v(network, 0)]));
    double alpha = product_at(values, network, ab_network_point(network, sector.active));
    double omega = product_at(values, network, (const mpq_t *)sector.e);
    ab_choice *named = ab_witness_add_choice(witness, "sample", 2);
    mpq_set_ui(named->values[0], (unsigned long)sample.point + 1, 1);
    mpq_set_si(named->values[1], sample.label, 1);
    add_range(witness, "range", &s, v, alpha, omega);
  }
  ab_narrow_sector_clear(&sector);
  ab_free(x);
  return good;
}
