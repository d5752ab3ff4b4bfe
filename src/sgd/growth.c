/* SPDX-License-Identifier: MIT
 * The growth constant L of own functions: guessed in doubles, then proved cell by cell
 * (docs/theory/sgd.md, section 7). */
#include "base/memory.h"
#include "clause/definite.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "prove/numeric.h"
#include "sgd/cells.h"
#include "sgd/domain_facts.h"
#include "sgd/tight.h"

#include <math.h>

enum { PRECISION = 64, STARTS = 48, ATTEMPTS = 5 };

/* One f_i on cells: its value, gradient and second derivatives (lower triangle). */
typedef struct {
  const ab_sgd_model *model;
  size_t function;
  ab_tight *tight; /* roots: value, d derivatives, d (d + 1)/2 second derivatives */
  ab_interval *hull, *matrix;
  ab_interval growth, infimum, inverse; /* L, f_i*, [0, 1/L] */
  ab_interval scale;                    /* 1, or 1/|a|^2 across M = {a.x = b} */
  ab_interval a, b;
} prover;

static size_t triangle(size_t d) {
  return d * (d + 1) / 2;
}

static void open_prover(prover *p, const ab_sgd_model *m, size_t function, const mpq_t growth) {
  size_t d = m->variable_count;
  ab_expr *roots = ab_allocate(1 + d + triangle(d), sizeof *roots);
  roots[0] = m->functions[function];
  for (size_t j = 0, at = 1 + d; j < d; j++) {
    roots[1 + j] = m->gradients[function * d + j];
    for (size_t k = 0; k <= j; k++)
      roots[at++] = ab_partial(m->graph, roots[1 + j], k, d, 0);
  }
  *p = (prover){.model = m, .function = function};
  p->tight = ab_tight_create(m, roots, 1 + d + triangle(d), PRECISION);
  p->hull = ab_intervals_create(d, PRECISION);
  p->matrix = ab_intervals_create(triangle(d), PRECISION);
  ab_interval *const numbers[] = {&p->growth, &p->infimum, &p->inverse, &p->scale, &p->a, &p->b};
  for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
    ab_interval_init(numbers[k], PRECISION);
  ab_interval_set_rational(&p->growth, growth);
  ab_interval_set_rational(&p->scale, m->scale);
  ab_interval_set_rationals(&p->infimum, m->infima[function].lo, m->infima[function].hi);
  ab_interval_set_long(&p->a, 1);
  ab_interval_div(&p->inverse, &p->a, &p->growth);
  mpfr_set_zero(p->inverse.lo, 1);
  ab_free(roots);
}

static void close_prover(prover *p) {
  size_t d = p->model->variable_count;
  ab_tight_destroy(p->tight);
  ab_intervals_destroy(p->hull, d);
  ab_intervals_destroy(p->matrix, triangle(d));
  ab_interval *const numbers[] = {&p->growth, &p->infimum, &p->inverse, &p->scale, &p->a, &p->b};
  for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
    ab_interval_clear(numbers[k]);
}

static const ab_interval *range(prover *p, size_t root, const ab_interval *box) {
  return ab_tight_range(p->tight, root, box);
}

/* a = 2 L (f_i - f_i*) - |grad f_i|^2 over the box, by ranges. */
static void excess(prover *p, const ab_interval *box) {
  ab_interval_sub(&p->a, range(p, 0, box), &p->infimum);
  ab_interval_mul(&p->a, &p->a, &p->growth);
  ab_interval_add(&p->a, &p->a, &p->a);
  for (size_t j = 0; j < p->model->variable_count; j++) {
    ab_interval_sqr(&p->b, range(p, 1 + j, box));
    ab_interval_mul(&p->b, &p->b, &p->scale);
    ab_interval_sub(&p->a, &p->a, &p->b);
  }
}

/* The box with everything that x - t grad f_i(x)/L reaches from it, 0 <= t <= 1. */
static bool make_hull(prover *p, const ab_interval *box) {
  bool finite = true;
  for (size_t j = 0; j < p->model->variable_count; j++) {
    ab_interval_mul(&p->b, range(p, 1 + j, box), &p->inverse);
    ab_interval_mul(&p->b, &p->b, &p->scale);
    ab_interval_sub(&p->hull[j], &box[j], &p->b);
    ab_interval_hull(&p->hull[j], &p->hull[j], &box[j]);
    finite = finite && ab_interval_is_finite(&p->hull[j]);
  }
  return finite;
}

/* L - (second derivatives) is positive semidefinite on the hull: f_i(x - grad f_i(x)/L) <= f_i(x) -
 * |grad f_i(x)|^2/(2L), and the left side is not below f_i*. */
static bool descends(prover *p, const ab_interval *box) {
  size_t d = p->model->variable_count;
  if (!p->model->infimum_on_space || !make_hull(p, box))
    return false;
  for (size_t j = 0, at = 0; j < d; j++)
    for (size_t k = 0; k <= j; k++, at++) {
      ab_interval_mul(&p->matrix[at], range(p, 1 + d + at, p->hull), &p->scale);
      ab_interval_neg(&p->matrix[at], &p->matrix[at]);
      if (j == k)
        ab_interval_add(&p->matrix[at], &p->matrix[at], &p->growth);
      if (!ab_interval_is_finite(&p->matrix[at]))
        return false;
    }
  return ab_definite(p->matrix, d, false, PRECISION);
}

static bool grows_on(void *context, const ab_interval *box) {
  prover *p = context;
  excess(p, box);
  return ab_interval_is_nonnegative(&p->a) == AB_TRUE || descends(p, box);
}

/* The same functions across M = {a.x = b}, in one coordinate c: f_i(x) = g_i(c(x)), |grad f_i|^2 =
 * g_i'^2/|a|^2, and a step along the gradient moves c by g_i'/|a|^2. To be cleared by clear_across.
 */
static ab_sgd_model make_across(const ab_sgd_model *m) {
  ab_sgd_model view = *m;
  if (!m->across)
    return view;
  view.region.box = m->across->domain;
  view.graph = m->across->graph;
  view.variable_count = 1;
  view.functions = m->across->functions;
  view.gradients = ab_allocate(m->function_count, sizeof *view.gradients);
  for (size_t i = 0; i < m->function_count; i++)
    view.gradients[i] = ab_partial(view.graph, view.functions[i], 0, 1, 0);
  return view;
}

static void clear_across(ab_sgd_model *view, const ab_sgd_model *m) {
  if (m->across)
    ab_free(view->gradients);
}

/* With at most `cells` cells for each f_i. */
static bool is_proved(const ab_sgd_model *m, const mpq_t growth, uint64_t cells) {
  bool proved = true;
  ab_sgd_model view = make_across(m);
  for (size_t i = 0; i < m->function_count && proved; i++) {
    prover p;
    open_prover(&p, &view, i, growth);
    proved = ab_cells_all(&view.region.box, cells, PRECISION, grows_on, &p);
    close_prover(&p);
  }
  clear_across(&view, m);
  return proved;
}

/* -|grad f_i|^2/(2 (f_i - f_i*)). */
static ab_expr negative_ratio(const ab_sgd_model *m, size_t i) {
  size_t d = m->variable_count;
  ab_expr sum = ab_graph_integer(m->graph, 0);
  for (size_t j = 0; j < d; j++)
    sum = ab_build_add(m->graph, sum, ab_build_pow(m->graph, m->gradients[i * d + j], 2));
  mpq_t infimum;
  mpq_init(infimum);
  mpq_set(infimum, m->infima[i].lo);
  ab_expr u = ab_build_sub(m->graph, m->functions[i], ab_graph_constant(m->graph, infimum));
  mpq_clear(infimum);
  ab_expr twice = ab_build_mul(m->graph, ab_graph_integer(m->graph, -2), u);
  return ab_build_div(m->graph, sum, twice);
}

/* The largest ratio that is found in doubles, and where. */
static double guess_of(const ab_sgd_model *m, size_t i, double *at) {
  size_t d = m->variable_count;
  double *lo = ab_allocate(3 * d, sizeof *lo), *hi = lo + d, *x = hi + d, best = 0;
  for (size_t k = 0; k < d; k++) {
    lo[k] = ab_domain_is_unbounded_at(&m->region.box, k, -1) ? -64 : mpq_get_d(m->region.box.lo[k]);
    hi[k] = ab_domain_is_unbounded_at(&m->region.box, k, 1) ? 64 : mpq_get_d(m->region.box.hi[k]);
  }
  ab_expr value = negative_ratio(m, i), *derivatives = ab_allocate(d, sizeof *derivatives);
  for (size_t k = 0; k < d; k++)
    derivatives[k] = ab_partial(m->graph, value, k, d, 0);
  ab_numeric *numeric =
      ab_numeric_create(m->graph, value, derivatives, d, m->parameters, m->parameter_count);
  for (size_t s = 0; s < STARTS; s++) {
    ab_numeric_start(x, s, lo, hi, d);
    double ratio = -ab_numeric_minimize(numeric, x, lo, hi);
    if (isfinite(ratio) && ratio > best) {
      best = ratio;
      for (size_t k = 0; k < d; k++)
        at[k] = x[k];
    }
  }
  ab_numeric_destroy(numeric);
  ab_free(derivatives);
  ab_free(lo);
  return best;
}

/* 2 L (f_i - f_i*) < |grad f_i|^2 at the point, which is in D, for certain. */
static bool is_broken_at(const ab_sgd_model *m, size_t i, const mpq_t growth, const double *at) {
  size_t d = m->variable_count;
  prover p;
  open_prover(&p, m, i, growth);
  ab_interval_set_long(&p.scale, 1); /* in the coordinates of the problem as written */
  ab_interval *x = ab_intervals_create(d, PRECISION);
  bool inside = true;
  for (size_t k = 0; k < d; k++) {
    mpfr_set_d(x[k].lo, at[k], MPFR_RNDD);
    mpfr_set_d(x[k].hi, at[k], MPFR_RNDU);
    inside = inside &&
             (ab_domain_is_unbounded_at(&m->region.box, k, -1) ||
              mpfr_cmp_q(x[k].lo, m->region.box.lo[k]) >= 0) &&
             (ab_domain_is_unbounded_at(&m->region.box, k, 1) ||
              mpfr_cmp_q(x[k].hi, m->region.box.hi[k]) <= 0);
  }
  excess(&p, x);
  bool broken = inside && ab_interval_is_nonnegative(&p.a) == AB_FALSE;
  ab_intervals_destroy(x, d);
  close_prover(&p);
  return broken;
}

/* The simplest rational from guess (1 + margin) on, a little above it at most. */
static void round_up(mpq_t out, double guess, double margin) {
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  mpq_set_d(lo, guess * (1 + margin));
  mpq_set_d(hi, guess * (1 + margin) * (1 + margin));
  ab_rational_simplest(out, lo, hi);
  mpq_clears(lo, hi, NULL);
}

ab_hypothesis ab_sgd_growth(mpq_t growth, const ab_sgd_model *m, mpq_srcptr given) {
  static const double margins[ATTEMPTS] = {0x1p-10, 0x1p-6, 0x1p-3, 0.5, 2};
  static const uint64_t cells[ATTEMPTS] = {2000, 20000, 20000, 20000, 20000};
  if (given) {
    mpq_set(growth, given);
    if (is_proved(m, given, 20000))
      return AB_HYPOTHESIS_PROVED;
  }
  double guess = 0, *at = ab_allocate(m->variable_count, sizeof *at);
  bool broken = false;
  for (size_t i = 0; i < m->function_count; i++) {
    double one = guess_of(m, i, at);
    broken = broken || (given && one > 0 && is_broken_at(m, i, given, at));
    guess = one > guess ? one : guess;
  }
  ab_free(at);
  if (given || guess == 0) {
    if (!given)
      mpq_set_ui(growth, 1, 1);
    return broken ? AB_HYPOTHESIS_BROKEN : AB_HYPOTHESIS_ASSUMED;
  }
  for (size_t k = 0; k < ATTEMPTS; k++) {
    round_up(growth, guess, margins[k]);
    if (is_proved(m, growth, cells[k]))
      return AB_HYPOTHESIS_PROVED;
  }
  round_up(growth, guess, margins[0]);
  return AB_HYPOTHESIS_ASSUMED;
}
