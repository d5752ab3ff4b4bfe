/* SPDX-License-Identifier: MIT */
#include "prove/functions_witness.h"

#include "prove/functions_maker.h"

#include "base/memory.h"
#include "expr/evaluate.h"
#include "family/root_constants.h"
#include "num/rational.h"
#include "prove/curve_witness.h"
#include "prove/level_witness.h"
#include "prove/numeric.h"
#include "prove/short_point.h"
#include "real/identity.h"
#include "real/zero.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  ENCLOSURE_BITS = 128, /* constants are widened to multiples of 2^-ENCLOSURE_BITS */
  ISOLATION_BITS = 40
};

static const double INFIMUM_SLACK =
    1e-6; /* relative width of the enclosure of an infimum that is found */

const mpq_t *ab_maker_point(const ab_maker *m, size_t k) {
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
    status = ab_root_constant_enclose(definitions, r, witness->constants.items, lo, hi, error);
    const char *name = ab_definitions_root_name(definitions, r);
    if (status == AB_OK && mpq_equal(lo, hi))
      ab_constants_add(&witness->constants, name, lo, lo);
    else if (status == AB_OK)
      add_constant(witness, name, lo, hi);
    else
      ab_error_context(error, "constant %s", name);
  }
  mpq_clears(lo, hi, NULL);
  return status == AB_OK ? AB_OK : (error->status = AB_BAD_PROBLEM);
}

/* The range of an expression over a box, roots in their enclosures. false if it is not finite. */
bool ab_maker_range(const ab_maker *m, ab_expr e, const ab_interval *box, mpq_t lo, mpq_t hi) {
  const ab_functions *f = m->f;
  ab_interval *roots = ab_intervals_create(f->root_count, AB_MAKER_PRECISION);
  for (size_t r = 0; r < f->root_count; r++)
    ab_interval_set_rationals(&roots[r], m->witness->constants.items[r].lo,
                              m->witness->constants.items[r].hi);
  ab_evaluator *evaluator =
      ab_evaluator_create(f->graph, &e, 1, f->variable_count, AB_MAKER_PRECISION);
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

bool ab_maker_vanishes_at(const ab_maker *m, ab_expr e, const mpq_t *at) {
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

bool ab_maker_is_critical(const ab_maker *m, const mpq_t *at) {
  for (size_t j = 0; j < m->f->variable_count; j++)
    if (!ab_maker_vanishes_at(m, m->gradient[j], at))
      return false;
  return true;
}

ab_system ab_maker_system_of(const ab_maker *m) {
  return (ab_system){m->f->graph, m->gradient, m->f->variable_count, m->witness->constants.items,
                     m->f->root_count};
}

/* The simplest rational within 2^-bits of each coordinate. */
void ab_maker_simplify(mpq_t *out, const mpq_t *x, size_t d, unsigned bits) {
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

/* ---- enclosures of points and values ---- */

static ab_status add_point(ab_maker *m, size_t k) {
  size_t d = m->f->variable_count;
  mpq_t *lo = ab_rationals_create(d), *hi = ab_rationals_create(d), radius;
  mpq_t *zero_lo = ab_rationals_create(d), *zero_hi = ab_rationals_create(d);
  mpq_init(radius);
  mpq_set_ui(radius, 1, 1);
  mpq_div_2exp(radius, radius, ISOLATION_BITS + 1);
  ab_status status = AB_OK;
  for (size_t j = 0; j < d; j++) {
    mpq_sub(lo[j], ab_maker_point(m, k)[j], radius);
    mpq_add(hi[j], ab_maker_point(m, k)[j], radius);
    mpq_set(zero_lo[j], ab_maker_point(m, k)[j]);
    mpq_set(zero_hi[j], ab_maker_point(m, k)[j]);
  }
  ab_maker_take_branch(m, ab_maker_point(m, k));
  ab_system system = ab_maker_system_of(m);
  if (!m->exact[k] && !m->f->assume_minimizers)
    status = ab_zero_verify(zero_lo, zero_hi, &system, (const mpq_t *)lo, (const mpq_t *)hi,
                            AB_MAKER_PRECISION, m->error);
  for (size_t j = 0; j < d && status == AB_OK; j++) {
    char name[AB_NAME_MAX];
    snprintf(name, sizeof name, "y[%zu,%zu]", k + 1, j + 1);
    if (m->exact[k])
      ab_constants_add(&m->witness->constants, name, ab_maker_point(m, k)[j],
                       ab_maker_point(m, k)[j]);
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
static bool exact_value(ab_maker *m, ab_expr e, size_t k, mpq_t value) {
  const ab_functions *f = m->f;
  if (!m->exact[k])
    return false;
  ab_graph *graph = ab_graph_create();
  ab_expr *x = ab_allocate(f->variable_count, sizeof *x);
  for (size_t j = 0; j < f->variable_count; j++)
    x[j] = ab_graph_constant(graph, ab_maker_point(m, k)[j]);
  bool exact = ab_identical_to_rational(graph, ab_substitute(graph, f->graph, e, x), value);
  ab_free(x);
  ab_graph_destroy(graph);
  return exact;
}

/* An expression at point k, as a constant of this name. */
static ab_status add_value(ab_maker *m, ab_expr e, size_t k, const char *name) {
  const ab_functions *f = m->f;
  ab_interval *y = ab_intervals_create(f->variable_count, AB_MAKER_PRECISION);
  const ab_constant *first = &m->witness->constants.items[f->root_count + k * f->variable_count];
  for (size_t j = 0; j < f->variable_count; j++)
    ab_interval_set_rationals(&y[j], first[j].lo, first[j].hi);
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  bool good = ab_maker_range(m, e, y, lo, hi);
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

static ab_status add_values(ab_maker *m) {
  ab_status status = add_value(m, m->f->mean, 0, "fmin");
  for (size_t i = 0; i < m->f->function_count; i++)
    for (size_t k = 0; k < m->point_count && status == AB_OK; k++) {
      char name[AB_NAME_MAX];
      snprintf(name, sizeof name, "f[%zu,%zu]", i + 1, k + 1);
      status = add_value(m, m->f->functions[i], k, name);
    }
  return status;
}

/* ---- points where the infima are attained ---- */

/* A short rational point near x at which f_i = f_i*, exactly. */
static bool attains_near(ab_maker *m, ab_expr excess, const double *x, mpq_t *out) {
  size_t d = m->f->variable_count;
  mpq_t *at = ab_rationals_create(d);
  bool found = false;
  for (size_t j = 0; j < d; j++)
    mpq_set_d(at[j], x[j]);
  for (unsigned bits = 6; bits <= 26 && !found; bits += 10) {
    ab_maker_simplify(out, (const mpq_t *)at, d, bits);
    found = ab_maker_vanishes_at(m, excess, (const mpq_t *)out);
  }
  ab_rationals_destroy(at, d);
  return found;
}

/* f_i in doubles, and the box in which its infimum is looked for. */
typedef struct {
  ab_numeric *numeric;
  double *lo, *hi, *x;
} descent;

static void descent_init(descent *d, const ab_maker *m, size_t i) {
  const ab_functions *f = m->f;
  size_t n = f->variable_count;
  ab_expr *gradient = ab_allocate(n, sizeof *gradient);
  *d = (descent){NULL, ab_allocate(n, sizeof(double)), ab_allocate(n, sizeof(double)),
                 ab_allocate(n, sizeof(double))};
  ab_maker_bounds(f, d->lo, d->hi);
  for (size_t j = 0; j < n; j++) {
    gradient[j] = ab_partial(f->graph, f->functions[i], j, n, 0);
    if (!f->infimum_on_domain) { /* the infimum may be taken outside the domain */
      d->lo[j] = fmin(d->lo[j], -AB_MAKER_FAR);
      d->hi[j] = fmax(d->hi[j], AB_MAKER_FAR);
    }
  }
  bool smooth = ab_kinks(f->graph, f->functions[i], NULL, 0) == 0;
  d->numeric = ab_numeric_create(f->graph, f->functions[i], smooth ? gradient : NULL, n,
                                 m->witness->constants.items, f->root_count);
  ab_free(gradient);
}

static void descent_clear(descent *d) {
  ab_numeric_destroy(d->numeric);
  ab_free(d->lo);
  ab_free(d->hi);
  ab_free(d->x);
}

/* Local minimum number s, in d->x; its value. */
static double descend(descent *d, size_t s, size_t n) {
  ab_numeric_start(d->x, s, d->lo, d->hi, n);
  return ab_numeric_minimize(d->numeric, d->x, d->lo, d->hi);
}

static ab_choice *add_attained_choice(ab_maker *m, size_t i) {
  char name[AB_NAME_MAX];
  snprintf(name, sizeof name, "attained[%zu]", i + 1);
  return ab_witness_add_choice(m->witness, name, m->f->variable_count);
}

/* The same among points whose coordinates are halves, in few variables: where f_i is least on a
 * curve, no short point need lie near the one that descent ends at. */
static bool attains_at_halves(ab_maker *m, ab_expr excess, mpq_t *out) {
  enum { DIMENSIONS = 3, SIDE = 17, CENTRE = 8, EXACT_TESTS = 8 };
  static const double SMALL = 1e-9;
  size_t n = m->f->variable_count, count = 1, tests = 0;
  if (n > DIMENSIONS)
    return false;
  ab_numeric *numeric = ab_numeric_create(m->f->graph, excess, NULL, n, m->witness->constants.items,
                                          m->f->root_count);
  for (size_t j = 0; j < n; j++)
    count *= SIDE;
  bool found = false;
  for (size_t i = 0; i < count && !found && tests < EXACT_TESTS; i++) {
    double x[DIMENSIONS];
    for (size_t j = 0, rest = i; j < n; j++, rest /= SIDE) {
      x[j] = ((double)(rest % SIDE) - CENTRE) / 2;
      mpq_set_d(out[j], x[j]);
    }
    if (!(fabs(ab_numeric_value(numeric, x, NULL)) < SMALL))
      continue;
    found = ab_maker_vanishes_at(m, excess, (const mpq_t *)out);
    tests++;
  }
  ab_numeric_destroy(numeric);
  return found;
}

/* An infimum that is given: an exact point where it is taken, if one is found. */
static void add_attained(ab_maker *m, size_t i) {
  ab_functions *f = m->f;
  size_t n = f->variable_count;
  ab_expr excess = ab_build_sub(f->graph, f->functions[i], f->infima[i]);
  mpq_t *at = ab_rationals_create(n);
  descent d;
  descent_init(&d, m, i);
  bool found = false;
  for (size_t s = 0; s < AB_MAKER_STARTS / 4 && !found; s++)
    found = isfinite(descend(&d, s, n)) && attains_near(m, excess, d.x, at);
  if (!found && !f->infimum_on_domain)
    found = attains_at_halves(m, excess, at);
  if (found) {
    ab_choice *choice = add_attained_choice(m, i);
    for (size_t j = 0; j < n; j++)
      mpq_set(choice->values[j], at[j]);
  }
  descent_clear(&d);
  ab_rationals_destroy(at, n);
}

/* An infimum that is to be found: the enclosure [value - slack, value] at the best point met. */
static ab_status add_infimum(ab_maker *m, size_t i) {
  const ab_functions *f = m->f;
  size_t n = f->variable_count;
  double lowest = INFINITY, *best = ab_allocate(n, sizeof *best);
  descent d;
  descent_init(&d, m, i);
  for (size_t s = 0; s < AB_MAKER_STARTS; s++) {
    double value = descend(&d, s, n);
    if (value < lowest) {
      lowest = value;
      memcpy(best, d.x, n * sizeof *best);
    }
  }
  descent_clear(&d);
  ab_status status = AB_OK;
  if (isfinite(lowest)) {
    ab_choice *choice = add_attained_choice(m, i);
    ab_interval *x = ab_intervals_create(n, AB_MAKER_PRECISION);
    mpq_t lo, hi, slack;
    mpq_inits(lo, hi, slack, NULL);
    for (size_t j = 0; j < n; j++) {
      mpq_set_d(choice->values[j], best[j]);
      ab_point_clip(choice->values[j], &f->domain, j);
      ab_interval_set_rational(&x[j], choice->values[j]);
    }
    if (ab_maker_range(m, f->functions[i], x, lo, hi)) {
      char name[AB_NAME_MAX];
      snprintf(name, sizeof name, "fstar[%zu]", i + 1);
      mpq_set_d(slack, INFIMUM_SLACK * (1 + fabs(lowest)));
      mpq_sub(lo, lo, slack);
      add_constant(m->witness, name, lo, hi);
    }
    mpq_clears(lo, hi, slack, NULL);
    ab_intervals_destroy(x, n);
  } else {
    status =
        ab_error_set(m->error, AB_BAD_PROBLEM,
                     "the infimum of function %zu over the domain was not found; give it in an "
                     "infimum block",
                     i + 1);
  }
  ab_free(best);
  return status;
}

/* radius = |end|, rounded up to a whole number, if that is larger. */
static void hold(mpq_t radius, const mpq_t end) {
  mpz_t whole;
  mpq_t size;
  mpz_init(whole);
  mpq_init(size);
  mpq_abs(size, end);
  mpz_cdiv_q(whole, mpq_numref(size), mpq_denref(size));
  mpq_set_z(size, whole);
  if (mpq_cmp(size, radius) > 0)
    mpq_set(radius, size);
  mpq_clear(size);
  mpz_clear(whole);
}

/* A radius well outside all finite ends and points: a whole number. */
static void add_radius(ab_maker *m) {
  const ab_functions *f = m->f;
  double radius = 4;
  for (size_t j = 0; j < f->variable_count; j++)
    for (size_t k = 0; k < m->point_count; k++)
      radius = fmax(radius, 2 * fabs(mpq_get_d(ab_maker_point(m, k)[j])));
  if (f->circle.is_set)
    radius = fmax(radius, 4 * sqrt(mpq_get_d(f->circle.square)));
  ab_choice *choice = ab_witness_add_choice(m->witness, "radius", 1);
  mpq_set_d(choice->values[0], ceil(fmin(radius, DBL_MAX)));
  for (size_t j = 0; j < f->variable_count; j++) { /* exactly: ends can be beyond doubles */
    hold(choice->values[0], f->domain.lo[j]);
    hold(choice->values[0], f->domain.hi[j]);
  }
}

/* Whether something can be proved beyond the domain, or has to be. */
static bool wants_radius(const ab_functions *f) {
  return !ab_domain_is_bounded(&f->domain) ||
         (!f->assume_minimizers && f->minimizers != AB_MINIMIZERS_AFFINE &&
          (!f->minimizers_on_domain || f->minimizers == AB_MINIMIZERS_LEVEL)) ||
         (ab_functions_proves_infima(f) && !f->infimum_on_domain);
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

/* Minimizers over the domain have to lie in it, with their enclosures. */
static ab_status check_in_domain(ab_maker *m, size_t k) {
  const ab_functions *f = m->f;
  const ab_constant *y = &m->witness->constants.items[f->root_count + k * f->variable_count];
  for (size_t j = 0; f->minimizers_on_domain && j < f->variable_count; j++)
    if ((!ab_domain_is_unbounded_at(&f->domain, j, -1) && mpq_cmp(y[j].lo, f->domain.lo[j]) < 0) ||
        (!ab_domain_is_unbounded_at(&f->domain, j, 1) && mpq_cmp(y[j].hi, f->domain.hi[j]) > 0))
      return ab_error_set(m->error, AB_BAD_PROBLEM,
                          "minimizers: point %zu is not shown to lie in the domain", k + 1);
  return AB_OK;
}

static ab_status make(ab_maker *m) {
  ab_functions *f = m->f;
  ab_status status = ab_root_witness_make(m->witness, f->definitions, m->error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_CURVE)
    status = ab_curve_witness_make(m->witness, f, m->error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_LEVEL)
    status = ab_level_witness_make(m->witness, f, m->error);
  if (status == AB_OK && f->minimizers == AB_MINIMIZERS_AUTO)
    status = ab_maker_locate_points(m);
  else if (status == AB_OK) {
    ab_maker_reserve_points(m, f->point_count);
    for (size_t k = 0; k < f->point_count && status == AB_OK; k++)
      status = ab_maker_settle_given(m, k);
  }
  for (size_t k = 0; k < m->point_count && status == AB_OK; k++) {
    status = add_point(m, k);
    if (status == AB_OK)
      status = check_in_domain(m, k);
  }
  if (status == AB_OK && m->point_count > 0)
    status = add_values(m);
  if (status == AB_OK && !f->assume_minimizers)
    status = ab_maker_add_symmetries(m);
  for (size_t i = 0; i < f->function_count && status == AB_OK && ab_functions_proves_infima(f);
       i++) {
    if (f->infimum_found[i])
      status = add_infimum(m, i);
    else
      add_attained(m, i);
  }
  if (status == AB_OK)
    ab_maker_add_kink_choices(m);
  if (status == AB_OK && wants_radius(f))
    add_radius(m);
  return status;
}

ab_status ab_functions_witness_make(ab_witness *witness, ab_functions *family, ab_error *error) {
  size_t d = family->variable_count;
  ab_maker m = {.f = family, .witness = witness, .error = error};
  m.gradient = ab_allocate(d, sizeof *m.gradient);
  m.has_kinks = ab_kinks(family->graph, family->mean, NULL, 0) > 0;
  for (size_t i = 0; i < d; i++) {
    m.gradient[i] = ab_partial(family->graph, family->mean, i, d, 0);
  }
  ab_status status = make(&m);
  if (m.points)
    ab_rationals_destroy(m.points, m.point_count * d);
  ab_free(m.exact);
  ab_free(m.sharp);
  ab_free(m.gradient);
  return status;
}
