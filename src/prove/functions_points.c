/* SPDX-License-Identifier: MIT
 * Where the minimisers are: as given, or located on the domain. */
#include "base/memory.h"
#include "num/rational.h"
#include "prove/functions_maker.h"
#include "prove/numeric.h"
#include "prove/zero_refine.h"
#include "real/identity.h"

#include <math.h>

/* Point k from a start: exact if a short rational point nearby is critical, else refined by
 * Newton's method. */
static ab_status settle_point(ab_maker *m, size_t k, const mpq_t *start) {
  size_t d = m->f->variable_count;
  mpq_t *z = m->points + k * d;
  for (unsigned bits = 10; bits <= 30; bits += 20) {
    ab_maker_simplify(z, start, d, bits > 20 && m->has_kinks ? 20 : bits);
    if ((m->sharp[k] = m->has_kinks && ab_maker_is_at_kink(m, (const mpq_t *)z))) {
      m->exact[k] = true;
      return AB_OK;
    }
    ab_maker_take_branch(m, (const mpq_t *)z);
    if ((m->exact[k] = ab_maker_is_critical(m, (const mpq_t *)z)))
      return AB_OK;
  }
  for (size_t j = 0; j < d; j++)
    mpq_set(z[j], start[j]);
  ab_maker_take_branch(m, start);
  ab_system system = ab_maker_system_of(m);
  return ab_zero_refine(z, &system, AB_MAKER_PRECISION - 64, m->error);
}

void ab_maker_reserve_points(ab_maker *m, size_t count) {
  m->point_count = count;
  m->points = ab_rationals_create(count * m->f->variable_count);
  m->exact = ab_allocate(count, sizeof *m->exact);
  m->sharp = ab_allocate(count, sizeof *m->sharp);
}

/* The given point k: its rational value where it has one, else the middle of its enclosure. */
ab_status ab_maker_settle_given(ab_maker *m, size_t k) {
  ab_functions *f = m->f;
  size_t d = f->variable_count;
  mpq_t *start = ab_rationals_create(d), hi;
  mpq_init(hi);
  ab_interval *nowhere = ab_intervals_create(d, AB_MAKER_PRECISION);
  ab_status status = AB_OK;
  bool rational = true;
  for (size_t j = 0; j < d && status == AB_OK; j++) {
    ab_expr e = f->points[k * d + j];
    if (ab_identical_to_rational(f->graph, e, start[j]))
      continue;
    rational = false;
    if (ab_maker_range(m, e, nowhere, start[j], hi)) {
      mpq_add(start[j], start[j], hi);
      mpq_div_2exp(start[j], start[j], 1);
    } else {
      status = ab_error_set(m->error, AB_BAD_PROBLEM,
                            "minimizers: coordinate %zu of point %zu is not defined", j + 1, k + 1);
    }
  }
  for (size_t j = 0; j < d; j++)
    mpq_set(m->points[k * d + j], start[j]);
  m->exact[k] = rational;
  m->sharp[k] = rational && m->has_kinks && ab_maker_is_at_kink(m, (const mpq_t *)start);
  ab_maker_take_branch(m, (const mpq_t *)start);
  if (status == AB_OK && rational && !m->sharp[k] && !f->assume_minimizers &&
      !ab_maker_is_critical(m, (const mpq_t *)start))
    status = f->whole
                 ? ab_error_set(m->error, AB_BAD_PROBLEM,
                                "minimizers: f is not stationary on the affine set given")
                 : ab_error_set(
                       m->error, AB_BAD_PROBLEM,
                       "minimizers: point %zu is not a zero of the gradient of f; give it exactly "
                       "(for instance by a root(...) constant) or write 'minimizers points auto'",
                       k + 1);
  if (status == AB_OK && !rational && !f->assume_minimizers) {
    ab_system system = ab_maker_system_of(m);
    status = ab_zero_refine(m->points + k * d, &system, AB_MAKER_PRECISION - 64, m->error);
  }
  ab_intervals_destroy(nowhere, d);
  ab_rationals_destroy(start, d);
  mpq_clear(hi);
  return status;
}

/* ---- locating the minimisers on the domain ---- */

/* The domain in doubles; an infinite end becomes AB_MAKER_FAR. */
void ab_maker_bounds(const ab_functions *f, double *lo, double *hi) {
  for (size_t j = 0; j < f->variable_count; j++) {
    lo[j] =
        ab_domain_is_unbounded_at(&f->domain, j, -1) ? -AB_MAKER_FAR : mpq_get_d(f->domain.lo[j]);
    hi[j] = ab_domain_is_unbounded_at(&f->domain, j, 1) ? AB_MAKER_FAR : mpq_get_d(f->domain.hi[j]);
  }
}

typedef struct {
  double *x; /* AB_MAKER_STARTS rows */
  double *value;
} local_minima;

static double distance(const double *a, const double *b, size_t d) {
  double sum = 0;
  for (size_t j = 0; j < d; j++)
    sum = hypot(sum, a[j] - b[j]);
  return sum;
}

static void find_minima(const ab_maker *m, local_minima *found) {
  const ab_functions *f = m->f;
  size_t d = f->variable_count;
  double *lo = ab_allocate(d, sizeof *lo), *hi = ab_allocate(d, sizeof *hi);
  ab_maker_bounds(f, lo, hi);
  ab_numeric *numeric = ab_numeric_create(f->graph, f->mean, m->has_kinks ? NULL : m->gradient, d,
                                          m->witness->constants.items, f->root_count);
  for (size_t s = 0; s < AB_MAKER_STARTS; s++) {
    ab_numeric_start(found->x + s * d, s, lo, hi, d);
    found->value[s] = ab_numeric_minimize(numeric, found->x + s * d, lo, hi);
  }
  ab_numeric_destroy(numeric);
  ab_free(lo);
  ab_free(hi);
}

/* The distinct global minima among the local ones, by that slack of values, first found first;
 * their numbers go to `chosen`.
 */
static size_t choose_minima(const local_minima *found, size_t d, double slack, size_t *chosen) {
  double lowest = INFINITY;
  for (size_t s = 0; s < AB_MAKER_STARTS; s++)
    if (found->value[s] < lowest)
      lowest = found->value[s];
  size_t count = 0;
  for (size_t s = 0; s < AB_MAKER_STARTS; s++) {
    bool known = !(found->value[s] <= lowest + slack * (1 + fabs(lowest)));
    for (size_t c = 0; c < count && !known; c++)
      known = distance(found->x + chosen[c] * d, found->x + s * d, d) < 1e-4;
    if (!known)
      chosen[count++] = s;
  }
  return count;
}

ab_status ab_maker_locate_points(ab_maker *m) {
  size_t d = m->f->variable_count, chosen[AB_MAKER_STARTS];
  local_minima found = {ab_allocate(AB_MAKER_STARTS * d, sizeof(double)),
                        ab_allocate(AB_MAKER_STARTS, sizeof(double))};
  find_minima(m, &found);
  size_t count = choose_minima(&found, d, m->has_kinks ? 1e-6 : 1e-9, chosen);
  ab_maker_reserve_points(m, count);
  ab_status status = AB_OK;
  if (count == 0 || count > 32)
    status = ab_error_set(m->error, AB_BAD_PROBLEM, "minimizers points auto: %s on the domain",
                          count ? "the minimisers do not seem to be isolated points"
                                : "no minimiser was found");
  mpq_t *start = ab_rationals_create(d);
  for (size_t k = 0; k < count && status == AB_OK; k++) {
    for (size_t j = 0; j < d; j++)
      mpq_set_d(start[j], found.x[chosen[k] * d + j]);
    status = settle_point(m, k, (const mpq_t *)start);
  }
  ab_rationals_destroy(start, d);
  ab_free(found.x);
  ab_free(found.value);
  return status;
}
