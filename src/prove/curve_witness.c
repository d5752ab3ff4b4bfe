/* SPDX-License-Identifier: MIT */
#include "prove/curve_witness.h"

#include "base/memory.h"
#include "num/rational.h"
#include "problem/calculus.h"

#include <math.h>

enum { STEPS = 8 }; /* across the domain; as many beyond each end */

/* The greatest squared distance of a point of the domain. */
static double reach(const ab_domain *domain, const mpq_t *point) {
  double sum = 0;
  for (size_t j = 0; j < 2; j++) {
    double x = mpq_get_d(point[j]);
    double far = fmax(fabs(x - mpq_get_d(domain->lo[j])), fabs(mpq_get_d(domain->hi[j]) - x));
    sum += far * far;
  }
  return sum;
}

/* The point above u = lo + (hi - lo) step/STEPS, if it is no farther from the domain in v than the
 * domain is wide. */
static bool sample(mpq_t *out, const ab_functions *f, long step) {
  const ab_curve *curve = &f->curve;
  const ab_domain *domain = &f->domain;
  mpq_t width, t;
  mpq_inits(width, t, NULL);
  mpq_sub(width, domain->hi[curve->u], domain->lo[curve->u]);
  mpq_set_si(t, step, STEPS);
  mpq_canonicalize(t);
  mpq_mul(t, t, width);
  mpq_add(out[curve->u], domain->lo[curve->u], t);
  bool good = ab_curve_height(curve, f->graph, out[curve->u], out[curve->v]);
  mpq_sub(width, domain->hi[curve->v], domain->lo[curve->v]);
  mpq_sub(t, domain->lo[curve->v], width);
  good = good && mpq_cmp(t, out[curve->v]) <= 0;
  mpq_add(t, domain->hi[curve->v], width);
  good = good && mpq_cmp(out[curve->v], t) <= 0;
  mpq_clears(width, t, NULL);
  return good;
}

/* f has one rational value on the curve and is stationary there, as far as identities say it. */
static bool is_stationary(const ab_functions *f) {
  mpq_t value;
  mpq_init(value);
  ab_expr slope = ab_partial(f->graph, f->mean, f->curve.v, 2, 0);
  bool good = ab_curve_constant(&f->curve, f->graph, f->mean, value) &&
              ab_curve_constant(&f->curve, f->graph, slope, value) && mpq_sgn(value) == 0;
  mpq_clear(value);
  return good;
}

ab_status ab_curve_witness_make(ab_witness *witness, ab_functions *family, ab_error *error) {
  if (!family->assume_minimizers && !is_stationary(family))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "minimizers equations: f is not seen to have one rational value on this "
                        "curve and to be stationary there");
  mpq_t *points = ab_rationals_create(2 * (3 * STEPS + 1));
  size_t count = 0, best = 0;
  for (long step = 0; step <= STEPS; step++)
    count += sample(points + 2 * count, family, step);
  for (long step = 1; step <= STEPS && count == 0; step++)
    for (long side = 0; side < 2; side++)
      count += sample(points + 2 * count, family, side ? STEPS + step : -step);
  for (size_t k = 1; k < count; k++)
    if (reach(&family->domain, (const mpq_t *)points + 2 * k) <
        reach(&family->domain, (const mpq_t *)points + 2 * best))
      best = k;
  if (count > 0) {
    ab_choice *choice = ab_witness_add_choice(witness, "curve", 2 * count);
    for (size_t k = 0; k < count; k++) {
      size_t from = k == 0 ? best : k == best ? 0 : k;
      mpq_set(choice->values[2 * k], points[2 * from]);
      mpq_set(choice->values[2 * k + 1], points[2 * from + 1]);
    }
  }
  ab_rationals_destroy(points, 2 * (3 * STEPS + 1));
  return count > 0 ? AB_OK
                   : ab_error_set(error, AB_BAD_PROBLEM,
                                  "minimizers equations: no rational point of the curve was found "
                                  "near the domain");
}
