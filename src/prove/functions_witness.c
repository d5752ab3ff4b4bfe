/* SPDX-License-Identifier: MIT */
#include "prove/functions_witness.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "family/root_constants.h"
#include "num/rational.h"
#include "prove/curve_witness.h"
#include "prove/numeric.h"
#include "prove/zero_refine.h"
#include "real/identity.h"
#include "real/zero.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  PRECISION = 320,      /* of the intervals that enclosures come from */
  ENCLOSURE_BITS = 128, /* constants are widened to multiples of 2^-ENCLOSURE_BITS */
  STARTS = 96,          /* local minimisations */
  ISOLATION_BITS = 40
};

static const double FAR = 64; /* where an infinite end is cut for local searches */

typedef struct {
  ab_functions *f;
  ab_witness *witness;
  ab_expr *gradient; /* of f */
  mpq_t *points;     /* approximations: point_count rows */
  bool *exact;       /* point k is this rational point */
  size_t point_count;
  ab_error *error;
} maker;

static const mpq_t *point(const maker *m, size_t k) {
  return (const mpq_t *)(m->points + k * m->f->variable_count);
}

/* Adds a constant that holds [lo, hi] with a margin of about 2^-ENCLOSURE_BITS. */
static void add_constant(ab_witness *witness, const char *name, const mpq_t lo, const mpq_t hi) {
  mpq_t low, high, margin;
  mpq_inits(low, high, margin, NULL);
  mpq_set_ui(margin, 1, 1);
  mpq_div_2exp(margin, margin, ENCLOSURE_BITS);
  mpq_sub(low, lo, margin);
  mpq_add(high, hi, margin);
  ab_rational_round(low, low, ENCLOSURE_BITS, -1);
  ab_rational_round(high, high, ENCLOSURE_BITS, 1);
  ab_constants_add(&witness->constants, name, low, high);
  mpq_clears(low, high, margin, NULL);
}

ab_status ab_root_witness_make(ab_witness *witness, ab_definitions *definitions, ab_error *error) {
  ab_status status = AB_OK;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  for (size_t r = 0; r < ab_definitions_root_count(definitions) && status == AB_OK; r++) {
    status = ab_root_constant_enclose(definitions, r, lo, hi, error);
    if (status == AB_OK)
      add_constant(witness, ab_definitions_root_name(definitions, r), lo, hi);
    else
      ab_error_context(error, "constant %s", ab_definitions_root_name(definitions, r));
  }
  mpq_clears(lo, hi, NULL);
  return status == AB_OK ? AB_OK : (error->status = AB_BAD_PROBLEM);
}

/* The range of an expression over a box, roots in their enclosures. false if it is not finite. */
static bool range(const maker *m, ab_expr e, const ab_interval *box, mpq_t lo, mpq_t hi) {
  const ab_functions *f = m->f;
  ab_interval *roots = ab_intervals_create(f->root_count, PRECISION);
  for (size_t r = 0; r < f->root_count; r++)
    ab_interval_set_rationals(&roots[r], m->witness->constants.items[r].lo,
                              m->witness->constants.items[r].hi);
  ab_evaluator *evaluator = ab_evaluator_create(f->graph, &e, 1, f->variable_count, PRECISION);
  const ab_interval *x = ab_evaluator_range(evaluator, 0, box, roots);
  bool finite = ab_interval_is_finite(x);
  if (finite) {
    mpfr_get_q(lo, x->lo);
    mpfr_get_q(hi, x->hi);
  }
  ab_evaluator_destroy(evaluator);
  ab_intervals_destroy(roots, f->root_count);
  return finite;
}

static bool vanishes_at(const maker *m, ab_expr e, const mpq_t *at) {
  const ab_functions *f = m->f;
  ab_graph *graph = ab_graph_create();
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x);
  for (size_t j = 0; j < f->variable_count; j++)
    x[j] = ab_graph_constant(graph, at[j]);
  mpq_t value;
  mpq_init(value);
  bool zero = ab_identical_to_rational(graph, ab_substitute(graph, f->graph, e, x), value) &&
              mpq_sgn(value) == 0;
  mpq_clear(value);
  ab_free(x);
  ab_graph_destroy(graph);
  return zero;
}

static bool is_critical(const maker *m, const mpq_t *at) {
  for (size_t j = 0; j < m->f->variable_count; j++)
    if (!vanishes_at(m, m->gradient[j], at))
      return false;
  return true;
}

static ab_system system_of(const maker *m) {
  return (ab_system){m->f->graph, m->gradient, m->f->variable_count, m->witness->constants.items,
                     m->f->root_count};
}

/* The simplest rational within 2^-bits of each coordinate. */
static void simplify(mpq_t *out, const mpq_t *x, size_t d, unsigned bits) {
  mpq_t lo, hi, slack;
  mpq_inits(lo, hi, slack, NULL);
  mpq_set_ui(slack, 1, 1);
  mpq_div_2exp(slack, slack, bits);
  for (size_t j = 0; j < d; j++) {
    mpq_sub(lo, x[j], slack);
    mpq_add(hi, x[j], slack);
    ab_rational_simplest(out[j], lo, hi);
  }
  mpq_clears(lo, hi, slack, NULL);
}

/* Point k from a start: exact if a short rational point nearby is critical, else refined by
 * Newton's method. */
static ab_status settle_point(maker *m, size_t k, const mpq_t *start) {
  size_t d = m->f->variable_count;
  mpq_t *z = m->points + k * d;
  for (unsigned bits = 10; bits <= 30; bits += 20) {
    simplify(z, start, d, bits);
    if ((m->exact[k] = is_critical(m, (const mpq_t *)z)))
      return AB_OK;
  }
  for (size_t j = 0; j < d; j++)
    mpq_set(z[j], start[j]);
  ab_system system = system_of(m);
  return ab_zero_refine(z, &system, PRECISION - 64, m->error);
}

static void reserve_points(maker *m, size_t count) {
  m->point_count = count;
  m->points = ab_rationals_create(count * m->f->variable_count);
  m->exact = ab_allocate(count, sizeof *m->exact);
}

/* The given point k: its rational value where it has one, else the middle of its enclosure. */
static ab_status settle_given(maker *m, size_t k) {
  ab_functions *f = m->f;
  size_t d = f->variable_count;
  mpq_t *start = ab_rationals_create(d), hi;
  mpq_init(hi);
  ab_interval *nowhere = ab_intervals_create(d, PRECISION);
  ab_status status = AB_OK;
  bool rational = true;
  for (size_t j = 0; j < d && status == AB_OK; j++) {
    ab_expr e = f->points[k * d + j];
    if (ab_identical_to_rational(f->graph, e, start[j]))
      continue;
    rational = false;
    if (range(m, e, nowhere, start[j], hi)) {
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
  if (status == AB_OK && rational && !f->assume_minimizers && !is_critical(m, (const mpq_t *)start))
    status =
        ab_error_set(m->error, AB_BAD_PROBLEM,
                     "minimizers: point %zu is not a zero of the gradient of f; give it exactly "
                     "(for instance by a root(...) constant) or write 'minimizers points auto'",
                     k + 1);
  if (status == AB_OK && !rational && !f->assume_minimizers) {
    ab_system system = system_of(m);
    status = ab_zero_refine(m->points + k * d, &system, PRECISION - 64, m->error);
  }
  ab_intervals_destroy(nowhere, d);
  ab_rationals_destroy(start, d);
  mpq_clear(hi);
  return status;
}

/* ---- locating the minimisers on the domain ---- */

/* The domain in doubles; an infinite end becomes FAR. */
static void bounds(const ab_functions *f, double *lo, double *hi) {
  for (size_t j = 0; j < f->variable_count; j++) {
    lo[j] = ab_domain_is_unbounded_at(&f->domain, j, -1) ? -FAR : mpq_get_d(f->domain.lo[j]);
    hi[j] = ab_domain_is_unbounded_at(&f->domain, j, 1) ? FAR : mpq_get_d(f->domain.hi[j]);
  }
}

typedef struct {
  double *x; /* STARTS rows */
  double *value;
} local_minima;

static double distance(const double *a, const double *b, size_t d) {
  double sum = 0;
  for (size_t j = 0; j < d; j++)
    sum = hypot(sum, a[j] - b[j]);
  return sum;
}

static void find_minima(const maker *m, local_minima *found) {
  const ab_functions *f = m->f;
  size_t d = f->variable_count;
  double *lo = ab_allocate(d, sizeof *lo), *hi = ab_allocate(d, sizeof *hi);
  bounds(f, lo, hi);
  ab_numeric *numeric = ab_numeric_create(f->graph, f->mean, m->gradient, d,
                                          m->witness->constants.items, f->root_count);
  for (size_t s = 0; s < STARTS; s++) {
    ab_numeric_start(found->x + s * d, s, lo, hi, d);
    found->value[s] = ab_numeric_minimize(numeric, found->x + s * d, lo, hi);
  }
  ab_numeric_destroy(numeric);
  ab_free(lo);
  ab_free(hi);
}

/* The distinct global minima among the local ones, first found first; their numbers go to `chosen`.
 */
static size_t choose_minima(const local_minima *found, size_t d, size_t *chosen) {
  double lowest = INFINITY;
  for (size_t s = 0; s < STARTS; s++)
    if (found->value[s] < lowest)
      lowest = found->value[s];
  size_t count = 0;
  for (size_t s = 0; s < STARTS; s++) {
    bool known = !(found->value[s] <= lowest + 1e-9 * (1 + fabs(lowest)));
    for (size_t c = 0; c < count && !known; c++)
      known = distance(found->x + chosen[c] * d, found->x + s * d, d) < 1e-4;
    if (!known)
      chosen[count++] = s;
  }
  return count;
}

static ab_status locate_points(maker *m) {
  size_t d = m->f->variable_count, chosen[STARTS];
  local_minima found = {ab_allocate(STARTS * d, sizeof(double)),
                        ab_allocate(STARTS, sizeof(double))};
  find_minima(m, &found);
  size_t count = choose_minima(&found, d, chosen);
  reserve_points(m, count);
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

/* ---- enclosures of points and values ---- */

static ab_status add_point(maker *m, size_t k) {
  size_t d = m->f->variable_count;
  mpq_t *lo = ab_rationals_create(d), *hi = ab_rationals_create(d), radius;
  mpq_t *zero_lo = ab_rationals_create(d), *zero_hi = ab_rationals_create(d);
  mpq_init(radius);
  mpq_set_ui(radius, 1, 1);
  mpq_div_2exp(radius, radius, ISOLATION_BITS + 1);
  ab_status status = AB_OK;
  for (size_t j = 0; j < d; j++) {
    mpq_sub(lo[j], point(m, k)[j], radius);
    mpq_add(hi[j], point(m, k)[j], radius);
    mpq_set(zero_lo[j], point(m, k)[j]);
    mpq_set(zero_hi[j], point(m, k)[j]);
  }
  ab_system system = system_of(m);
  if (!m->exact[k] && !m->f->assume_minimizers)
    status = ab_zero_verify(zero_lo, zero_hi, &system, (const mpq_t *)lo, (const mpq_t *)hi,
                            PRECISION, m->error);
  for (size_t j = 0; j < d && status == AB_OK; j++) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, "y[%zu,%zu]", k + 1, j + 1);
    if (m->exact[k])
      ab_constants_add(&m->witness->constants, name, point(m, k)[j], point(m, k)[j]);
    else
      add_constant(m->witness, name, zero_lo[j], zero_hi[j]);
  }
  mpq_clear(radius);
  ab_rationals_destroy(lo, d);
  ab_rationals_destroy(hi, d);
  ab_rationals_destroy(zero_lo, d);
  ab_rationals_destroy(zero_hi, d);
  if (status != AB_OK) {
    ab_error_context(m->error,
                     "minimizers: point %zu cannot be certified as a zero of the gradient", k + 1);
    m->error->status = status = AB_BAD_PROBLEM;
  }
  return status;
}

/* The value at point k, if that is known to be rational. */
static bool exact_value(maker *m, ab_expr e, size_t k, mpq_t value) {
  const ab_functions *f = m->f;
  if (!m->exact[k])
    return false;
  ab_graph *graph = ab_graph_create();
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x);
  for (size_t j = 0; j < f->variable_count; j++)
    x[j] = ab_graph_constant(graph, point(m, k)[j]);
  bool exact = ab_identical_to_rational(graph, ab_substitute(graph, f->graph, e, x), value);
  ab_free(x);
  ab_graph_destroy(graph);
  return exact;
}

/* An expression at point k, as a constant of this name. */
static ab_status add_value(maker *m, ab_expr e, size_t k, const char *name) {
  const ab_functions *f = m->f;
  ab_interval *y = ab_intervals_create(f->variable_count, PRECISION);
  const ab_constant *first = &m->witness->constants.items[f->root_count + k * f->variable_count];
  for (size_t j = 0; j < f->variable_count; j++)
    ab_interval_set_rationals(&y[j], first[j].lo, first[j].hi);
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  bool good = range(m, e, y, lo, hi);
  if (good && exact_value(m, e, k, lo))
    ab_constants_add(&m->witness->constants, name, lo, lo);
  else if (good)
    add_constant(m->witness, name, lo, hi);
  mpq_clears(lo, hi, NULL);
  ab_intervals_destroy(y, f->variable_count);
  return good ? AB_OK
              : ab_error_set(m->error, AB_BAD_PROBLEM,
                             "minimizers: a function is not defined at point %zu", k + 1);
}

static ab_status add_values(maker *m) {
  ab_status status = add_value(m, m->f->mean, 0, "fmin");
  for (size_t i = 0; i < m->f->function_count; i++)
    for (size_t k = 0; k < m->point_count && status == AB_OK; k++) {
      char name[AB_NAME_MAX];
      snprintf(name, sizeof name, "f[%zu,%zu]", i + 1, k + 1);
      status = add_value(m, m->f->functions[i], k, name);
    }
  return status;
}

/* ---- symmetries ---- */

static bool same_value_exactly(const maker *m, size_t k) {
  const ab_functions *f = m->f;
  if (!m->exact[0] || !m->exact[k])
    return false;
  ab_graph *graph = ab_graph_create();
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x), values[2];
  for (int side = 0; side < 2; side++) {
    for (size_t j = 0; j < f->variable_count; j++)
      x[j] = ab_graph_constant(graph, point(m, side ? k : 0)[j]);
    values[side] = ab_substitute(graph, f->graph, f->mean, x);
  }
  bool same = ab_identical(graph, values[0], values[1]);
  ab_free(x);
  ab_graph_destroy(graph);
  return same;
}

/* Tries x -> +-x_perm + c with c the short rational that takes point 1 to point k. */
static bool try_symmetry(maker *m, size_t k, const size_t *source, unsigned signs) {
  ab_functions *f = m->f;
  size_t d = f->variable_count;
  mpq_t *shift = ab_rationals_create(d), image, lo, hi, slack;
  mpq_inits(image, lo, hi, slack, NULL);
  mpq_set_ui(slack, 1, 1);
  mpq_div_2exp(slack, slack, 100);
  ab_expr *x = ab_allocate(d, sizeof *x);
  bool good = true;
  for (size_t j = 0; j < d; j++) {
    mpq_set(image, point(m, 0)[source[j]]);
    if (signs >> j & 1)
      mpq_neg(image, image);
    mpq_sub(image, point(m, k)[j], image);
    mpq_sub(lo, image, slack);
    mpq_add(hi, image, slack);
    ab_rational_simplest(shift[j], lo, hi);
    good = good && mpz_sizeinbase(mpq_denref(shift[j]), 2) < 32;
    x[j] = ab_graph_variable(f->graph, (uint32_t)source[j]);
    if (signs >> j & 1)
      x[j] = ab_build_neg(f->graph, x[j]);
    x[j] = ab_build_add(f->graph, x[j], ab_graph_constant(f->graph, shift[j]));
  }
  good = good && ab_identical(f->graph, f->mean, ab_substitute(f->graph, f->graph, f->mean, x));
  if (good) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, "symmetry[%zu]", k + 1);
    ab_choice *choice = ab_witness_add_choice(m->witness, name, 2 * d);
    for (size_t j = 0; j < d; j++) {
      mpq_set_si(choice->values[2 * j], (long)source[j] + 1, 1);
      if (signs >> j & 1)
        mpq_neg(choice->values[2 * j], choice->values[2 * j]);
      mpq_set(choice->values[2 * j + 1], shift[j]);
    }
  }
  ab_free(x);
  mpq_clears(image, lo, hi, slack, NULL);
  ab_rationals_destroy(shift, d);
  return good;
}

/* The next permutation in lexicographic order; false after the last. */
static bool next_permutation(size_t *p, size_t d) {
  size_t i = d - 1;
  while (i > 0 && p[i - 1] >= p[i])
    i--;
  if (i == 0)
    return false;
  size_t j = d - 1;
  while (p[j] <= p[i - 1])
    j--;
  size_t swap = p[i - 1];
  p[i - 1] = p[j];
  p[j] = swap;
  for (size_t a = i, b = d - 1; a < b; a++, b--) {
    swap = p[a];
    p[a] = p[b];
    p[b] = swap;
  }
  return true;
}

static ab_status add_symmetries(maker *m) {
  size_t d = m->f->variable_count;
  for (size_t k = 1; k < m->point_count; k++) {
    if (same_value_exactly(m, k))
      continue;
    size_t *source = ab_allocate(d, sizeof *source);
    for (size_t j = 0; j < d; j++)
      source[j] = j;
    bool found = false;
    do {
      for (unsigned signs = 0; signs < 1U << d && !found; signs++)
        found = try_symmetry(m, k, source, signs);
    } while (!found && d <= 4 && next_permutation(source, d));
    ab_free(source);
    if (!found)
      return ab_error_set(m->error, AB_BAD_PROBLEM,
                          "minimizers: it cannot be shown that f has the same value at the points "
                          "1 and %zu (neither exactly nor by a symmetry of f)",
                          k + 1);
  }
  return AB_OK;
}

/* ---- points where the infima are attained ---- */

/* A short rational point near x at which f_i = f_i*, exactly. */
static bool attains_near(maker *m, ab_expr excess, const double *x, mpq_t *out) {
  size_t d = m->f->variable_count;
  mpq_t *at = ab_rationals_create(d);
  bool found = false;
  for (size_t j = 0; j < d; j++)
    mpq_set_d(at[j], x[j]);
  for (unsigned bits = 6; bits <= 26 && !found; bits += 10) {
    simplify(out, (const mpq_t *)at, d, bits);
    found = vanishes_at(m, excess, (const mpq_t *)out);
  }
  ab_rationals_destroy(at, d);
  return found;
}

static void add_attained(maker *m, size_t i) {
  ab_functions *f = m->f;
  size_t d = f->variable_count;
  ab_expr excess = ab_build_sub(f->graph, f->functions[i], f->infima[i]);
  ab_expr *gradient = ab_allocate(d, sizeof *gradient);
  double *lo = ab_allocate(d, sizeof *lo), *hi = ab_allocate(d, sizeof *hi);
  double *x = ab_allocate(d, sizeof *x);
  bounds(f, lo, hi);
  for (size_t j = 0; j < d; j++) {
    gradient[j] = ab_partial(f->graph, f->functions[i], j, d, 0);
    if (!f->infimum_on_domain) { /* the infimum may be taken outside the domain */
      lo[j] = fmin(lo[j], -FAR);
      hi[j] = fmax(hi[j], FAR);
    }
  }
  ab_numeric *numeric = ab_numeric_create(f->graph, f->functions[i], gradient, d,
                                          m->witness->constants.items, f->root_count);
  mpq_t *point_ = ab_rationals_create(d);
  bool found = false;
  for (size_t s = 0; s < STARTS / 4 && !found; s++) {
    ab_numeric_start(x, s, lo, hi, d);
    found = isfinite(ab_numeric_minimize(numeric, x, lo, hi)) && attains_near(m, excess, x, point_);
  }
  if (found) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, "attained[%zu]", i + 1);
    ab_choice *choice = ab_witness_add_choice(m->witness, name, d);
    for (size_t j = 0; j < d; j++)
      mpq_set(choice->values[j], point_[j]);
  }
  ab_rationals_destroy(point_, d);
  ab_numeric_destroy(numeric);
  ab_free(gradient);
  ab_free(lo);
  ab_free(hi);
  ab_free(x);
}

/* A radius well outside all finite ends and points: a whole number. */
static void add_radius(maker *m) {
  const ab_functions *f = m->f;
  double radius = 4;
  for (size_t j = 0; j < f->variable_count; j++) {
    radius = fmax(radius, fabs(mpq_get_d(f->domain.lo[j])));
    radius = fmax(radius, fabs(mpq_get_d(f->domain.hi[j])));
    for (size_t k = 0; k < m->point_count; k++)
      radius = fmax(radius, 2 * fabs(mpq_get_d(point(m, k)[j])));
  }
  ab_choice *choice = ab_witness_add_choice(m->witness, "radius", 1);
  mpq_set_d(choice->values[0], ceil(radius));
}

/* Whether something can be proved beyond the domain, or has to be. */
static bool wants_radius(const ab_functions *f) {
  return !ab_domain_is_bounded(&f->domain) ||
         (!f->assume_minimizers && !f->minimizers_on_domain &&
          f->minimizers != AB_MINIMIZERS_AFFINE && f->minimizers != AB_MINIMIZERS_CURVE) ||
         (!f->assume_infimum && !f->infimum_on_domain);
}

bool ab_functions_witness_weaken(ab_witness *witness, const ab_functions *family) {
  ab_choice *last = witness->choice_count ? &witness->choices[witness->choice_count - 1] : NULL;
  if (!last || strcmp(last->name, "radius") != 0 || !ab_domain_is_bounded(&family->domain))
    return false;
  ab_free(last->name);
  ab_rationals_destroy(last->values, last->count);
  witness->choice_count--;
  return true;
}

static ab_status make(maker *m) {
  ab_functions *f = m->f;
  ab_status status = ab_root_witness_make(m->witness, f->definitions, m->error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_CURVE)
    status = ab_curve_witness_make(m->witness, f, m->error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_AUTO)
    status = locate_points(m);
  else if (status == AB_OK) {
    reserve_points(m, f->point_count);
    for (size_t k = 0; k < f->point_count && status == AB_OK; k++)
      status = settle_given(m, k);
  }
  for (size_t k = 0; k < m->point_count && status == AB_OK; k++)
    status = add_point(m, k);
  if (status == AB_OK && m->point_count > 0)
    status = add_values(m);
  if (status == AB_OK && !f->assume_minimizers)
    status = add_symmetries(m);
  for (size_t i = 0; i < f->function_count && status == AB_OK && !f->assume_infimum; i++)
    add_attained(m, i);
  if (status == AB_OK && wants_radius(f))
    add_radius(m);
  return status;
}

ab_status ab_functions_witness_make(ab_witness *witness, ab_functions *family, ab_error *error) {
  size_t d = family->variable_count;
  maker m = {.f = family, .witness = witness, .error = error};
  m.gradient = ab_allocate(d, sizeof *m.gradient);
  for (size_t i = 0; i < d; i++) {
    m.gradient[i] = ab_partial(family->graph, family->mean, i, d, 0);
  }
  ab_status status = make(&m);
  if (m.points)
    ab_rationals_destroy(m.points, m.point_count * d);
  ab_free(m.exact);
  ab_free(m.gradient);
  return status;
}
