/* SPDX-License-Identifier: MIT */
#include "prove/violation.h"

#include "base/memory.h"
#include "prove/literals.h"
#include "prove/numeric.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

enum { STARTS = 32, SAMPLES = 16, EVALUATIONS = 300 };
static const double UNDEFINED = 1e6; /* of a literal without a value, in units of its size */

static const double MIDDLE = 0.125; /* the share of the box that counts as its middle */
static const double ON = 1e-9;      /* |e| in units of its size, for e != 0 to count as failing */

/* In the unknowns (w, v), w in the unit cube (x = lo + (hi - lo) w) and v a number: all rows
 * r_l(w, v) <= 0 say that the literals fail. With one set of literals, r = e/size - v, and v is
 * made small; with two, r = e(x; v)/size for the constant v, and v is made large. A literal e != 0
 * fails on a thin set: it has the two rows e/size and -e/size. */
typedef struct {
  ab_literals *literals[2]; /* the second is NULL without a constant */
  double at[2];
  size_t n, rows, literal_count;
  size_t *opposite;  /* of a row beyond the literals: the literal e != 0 whose -e it is */
  bool *is_equation; /* of a row: without v */
  double lo[AB_VARIABLES_MAX], width[AB_VARIABLES_MAX];
  double *size;                   /* of a literal */
  bool *depends;                  /* of a literal: on the constant */
  double *value[2], *gradient[2]; /* of the literals */
  double unit;                    /* v, and without a constant also the rows, are counted in this */
} model;

static void model_clear(model *m) {
  for (int side = 0; side < 2; side++) {
    ab_literals_destroy(m->literals[side]);
    ab_free(m->value[side]);
    ab_free(m->gradient[side]);
  }
  ab_free(m->size);
  ab_free(m->depends);
  ab_free(m->opposite);
  ab_free(m->is_equation);
}

static void place(const model *m, double *x, const double *w) {
  for (size_t k = 0; k < m->n; k++)
    x[k] = m->lo[k] + m->width[k] * w[k];
}

static void evaluate(model *m, const double *w, bool gradients) {
  double x[AB_VARIABLES_MAX];
  place(m, x, w);
  for (int side = 0; side < 2 && m->literals[side]; side++) {
    ab_literals_evaluate(m->literals[side], x, m->value[side],
                         gradients ? m->gradient[side] : NULL);
    for (size_t l = m->literal_count; l < m->rows; l++) {
      m->value[side][l] = -m->value[side][m->opposite[l]];
      for (size_t k = 0; k < m->n && gradients; k++)
        m->gradient[side][l * m->n + k] = -m->gradient[side][m->opposite[l] * m->n + k];
    }
  }
}

/* Whether a literal's values at the two constants differ. */
static bool differs(const model *m, size_t l) {
  double a = m->value[0][l], b = m->literals[1] ? m->value[1][l] : a;
  return fabs(b - a) > 1e-13 * (fabs(a) + fabs(b));
}

/* The typical size of each literal, which is the mean over some points; which literals depend on
 * the constant. With equations, far from the middle hardly any point is of interest. */
static void find_sizes(model *m) {
  double zero[AB_VARIABLES_MAX] = {0}, one[AB_VARIABLES_MAX], w[AB_VARIABLES_MAX];
  for (size_t k = 0; k < m->n; k++)
    one[k] = 1;
  for (size_t s = 0; s < SAMPLES; s++) {
    ab_numeric_start(w, s, zero, one, m->n);
    for (size_t k = 0; k < m->n && m->rows > m->literal_count; k++)
      w[k] = (1 - MIDDLE) / 2 + MIDDLE * w[k];
    evaluate(m, w, false);
    for (size_t l = 0; l < m->rows; l++) {
      m->size[l] += isnan(m->value[0][l]) ? 0 : fabs(m->value[0][l]) / SAMPLES;
      m->depends[l] = m->depends[l] || differs(m, l);
    }
  }
  for (size_t l = 0; l < m->rows; l++)
    if (!(m->size[l] > 0 && isfinite(m->size[l])))
      m->size[l] = 1;
}

static bool model_init(model *m, const ab_clauses *const *clauses, size_t sides,
                       const ab_constants *constants, size_t index) {
  const ab_clause *clause = &clauses[0]->clauses[index];
  const ab_template *t = ab_clause_template(clauses[0], clause);
  size_t count = t->literal_count;
  *m = (model){.n = t->variable_count, .rows = count, .literal_count = count, .unit = 1};
  for (size_t l = 0; l < count; l++)
    if (t->literals[l].kind == AB_LITERAL_POSITIVE_OFF)
      return false; /* it fails on a thin set only */
  m->opposite = ab_allocate(2 * count, sizeof *m->opposite);
  m->is_equation = ab_allocate(2 * count, sizeof *m->is_equation);
  for (size_t l = 0; l < count; l++)
    if (t->literals[l].kind == AB_LITERAL_NONZERO) {
      m->is_equation[l] = m->is_equation[m->rows] = true;
      m->opposite[m->rows++] = l;
    }
  for (size_t k = 0; k < m->n; k++) {
    m->lo[k] = mpq_get_d(clause->lo[k]);
    m->width[k] = mpq_get_d(clause->hi[k]) - m->lo[k];
  }
  m->size = ab_allocate(m->rows, sizeof *m->size);
  m->depends = ab_allocate(m->rows, sizeof *m->depends);
  for (size_t side = 0; side < sides; side++) {
    m->literals[side] = ab_literals_create(clauses[side], index, constants);
    m->value[side] = ab_allocate(m->rows, sizeof *m->value[side]);
    m->gradient[side] = ab_allocate(m->rows * m->n, sizeof *m->gradient[side]);
  }
  find_sizes(m);
  return true;
}

/* What literal l grows by with the constant (which: in `value`, or entry k of its gradient). */
static double growth(const model *m, double *const of[2], size_t k) {
  return m->literals[1] ? (of[1][k] - of[0][k]) / (m->at[1] - m->at[0]) : 0;
}

/* Row l and its gradient by (w, v). */
static double row(const model *m, size_t l, double v, double *gradient) {
  bool margin = !m->literals[1] && !m->is_equation[l]; /* the row has -v */
  double size = m->size[l] * (margin ? m->unit : 1), step = v * m->unit - m->at[0];
  double e = m->value[0][l] + step * growth(m, m->value, l);
  bool defined = isfinite(e);
  for (size_t k = 0; k < m->n && gradient; k++) {
    size_t at = l * m->n + k;
    double g = m->gradient[0][at] + step * growth(m, m->gradient, at);
    gradient[k] = defined ? g * m->width[k] / size : 0;
  }
  if (gradient)
    gradient[m->n] = margin ? -1 : defined ? growth(m, m->value, l) * m->unit / size : 0;
  return (defined ? e / size : UNDEFINED) - (margin ? v : 0);
}

/* The row that says that literal l does not fall with the constant. */
static double growth_row(const model *m, size_t l, double *gradient) {
  double scale = fabs(m->at[1]) / m->size[l], g = growth(m, m->value, l);
  for (size_t k = 0; k <= m->n && gradient; k++)
    gradient[k] = k < m->n ? -growth(m, m->gradient, l * m->n + k) * m->width[k] * scale : 0;
  return isfinite(g) ? -g * scale : UNDEFINED;
}

static void constraints(unsigned count, double *result, unsigned n, const double *w,
                        double *gradient, void *context) {
  model *m = context;
  evaluate(m, w, gradient != NULL);
  for (size_t l = 0; l < m->rows; l++)
    result[l] = row(m, l, w[m->n], gradient ? gradient + l * n : NULL);
  for (size_t l = 0, next = m->rows; l < m->rows && next < count; l++)
    if (m->depends[l]) {
      result[next] = growth_row(m, l, gradient ? gradient + next * n : NULL);
      next++;
    }
}

static double objective(unsigned n, const double *w, double *gradient, void *context) {
  const model *m = context;
  double sign = m->literals[1] ? -1 : 1;
  for (unsigned k = 0; k < n && gradient; k++)
    gradient[k] = k == m->n ? sign : 0;
  return sign * w[m->n];
}

/* The least v for which all rows are at most 0 at w, without a constant. */
static double margin_at(model *m, const double *w) {
  evaluate(m, w, false);
  double most = -INFINITY;
  for (size_t l = 0; l < m->rows; l++) {
    double e = isnan(m->value[0][l]) ? UNDEFINED : m->value[0][l] / m->size[l];
    if (m->is_equation[l])
      e = e <= ON ? -INFINITY : UNDEFINED;
    most = fmax(most, e);
  }
  return most;
}

/* The constant up to which all literals fail at w, which is at most `limit`; -inf if there is none.
 * Literals without the constant may be larger than 0 by the accuracy of the local optimisation. */
static double demand_at(model *m, const double *w, double limit) {
  enum { ACCURACY = 30 };
  evaluate(m, w, false);
  double most = limit;
  for (size_t l = 0; l < m->rows; l++) {
    double e = m->value[0][l], slope = growth(m, m->value, l);
    if (isnan(e) || isnan(slope) || (m->depends[l] && slope < 0))
      return -INFINITY;
    double tiny = ldexp(m->size[l], -ACCURACY);
    bool is_flat = !m->depends[l] || slope * fabs(m->at[1]) <= 1e-13 * fabs(e);
    if (m->depends[l] && fmax(fabs(e), fabs(m->value[1][l])) <= 1e-2 * tiny)
      return -INFINITY; /* 0 but for rounding */
    if (is_flat && e > (m->depends[l] ? -tiny : tiny))
      return -INFINITY;
    if (!is_flat)
      most = fmin(most, (slope * m->at[0] - e) / slope);
  }
  return most;
}

/* Newton's method for the equations, one after the other. */
static void project(model *m, double *w) {
  enum { STEPS = 12 };
  for (size_t l = 0; l < m->literal_count; l++)
    for (int i = 0; i < STEPS && m->is_equation[l]; i++) {
      evaluate(m, w, true);
      const double *gradient = m->gradient[0] + l * m->n;
      double square = 0;
      for (size_t k = 0; k < m->n; k++)
        square += gradient[k] * m->width[k] * gradient[k] * m->width[k];
      if (!(square > 0) || !isfinite(m->value[0][l] / square))
        break;
      for (size_t k = 0; k < m->n; k++) {
        double step = m->value[0][l] / square * gradient[k] * m->width[k];
        w[k] = fmin(1, fmax(0, w[k] - step));
      }
    }
}

/* Improves (w, v) locally. */
static void improve(model *m, double *w, double least, double limit) {
  double lower[AB_VARIABLES_MAX + 1], upper[AB_VARIABLES_MAX + 1], value;
  unsigned n = (unsigned)m->n + 1;
  for (size_t k = 0; k < m->n; k++) {
    lower[k] = 0;
    upper[k] = 1;
  }
  lower[m->n] = least;
  upper[m->n] = limit;
  w[m->n] = fmin(fmax(w[m->n], lower[m->n]), upper[m->n]);
  size_t count = m->rows;
  for (size_t l = 0; l < m->rows; l++)
    count += m->depends[l];
  double *tolerance = ab_allocate(count, sizeof *tolerance);
  nlopt_opt opt = nlopt_create(NLOPT_LD_SLSQP, n);
  if (opt) {
    nlopt_set_min_objective(opt, objective, m);
    nlopt_add_inequality_mconstraint(opt, (unsigned)count, constraints, m, tolerance);
    nlopt_set_lower_bounds(opt, lower);
    nlopt_set_upper_bounds(opt, upper);
    nlopt_set_xtol_rel(opt, 1e-14);
    nlopt_set_ftol_rel(opt, 1e-15);
    nlopt_set_maxeval(opt, EVALUATIONS);
    nlopt_optimize(opt, w, &value);
    nlopt_destroy(opt);
  }
  project(m, w);
  ab_free(tolerance);
}

static void take(ab_violation *out, const model *m, const double *w, double value) {
  place(m, out->x, w);
  out->value = value;
}

static void start(model *m, double *w, size_t s, const ab_violation *warm) {
  double zero[AB_VARIABLES_MAX] = {0}, one[AB_VARIABLES_MAX];
  for (size_t k = 0; k < m->n; k++) {
    one[k] = 1;
    w[k] = warm && m->width[k] > 0 ? fmin(1, fmax(0, (warm->x[k] - m->lo[k]) / m->width[k])) : 0;
  }
  if (!warm)
    ab_numeric_start(w, s, zero, one, m->n);
  project(m, w);
}

/* Only the part of the box within the given share of its width from a point; margins are then of
 * that size. */
static void zoom(model *m, const ab_clause *clause, const double *x, double share) {
  for (size_t k = 0; k < m->n; k++) {
    double lo = mpq_get_d(clause->lo[k]), hi = mpq_get_d(clause->hi[k]), near = share * (hi - lo);
    m->lo[k] = fmax(lo, x[k] - near);
    m->width[k] = fmin(hi, x[k] + near) - m->lo[k];
  }
  m->unit = share;
}

bool ab_violation_find(ab_violation *out, const ab_clauses *clauses, const ab_constants *constants,
                       size_t clause, bool warm) {
  static const double zooms[] = {1, 1e-2, 1e-4, 1e-6, 1e-7, 1e-8, 1e-9};
  model m;
  double w[AB_VARIABLES_MAX + 1], best = INFINITY;
  bool good = model_init(&m, &clauses, 1, constants, clause);
  ab_violation from = *out;
  for (size_t s = 0; good && s < (warm ? sizeof zooms / sizeof *zooms : STARTS); s++) {
    if (warm)
      zoom(&m, &clauses->clauses[clause], from.x, zooms[s]);
    start(&m, w, s, warm ? &from : NULL);
    w[m.n] = margin_at(&m, w) / m.unit;
    improve(&m, w, -UNDEFINED, UNDEFINED);
    double value = margin_at(&m, w);
    if (value < best) {
      best = value;
      take(out, &m, w, value);
    }
  }
  model_clear(&m);
  out->clause = clause;
  return good && best < 0;
}

static bool depends(const model *m) {
  for (size_t l = 0; l < m->rows; l++)
    if (m->depends[l])
      return true;
  return false;
}

bool ab_demand_find(ab_violation *out, const ab_pencil *pencil, size_t clause, double least,
                    double limit, bool warm) {
  model m;
  double w[AB_VARIABLES_MAX + 1], best = -INFINITY;
  bool good = model_init(&m, pencil->clauses, 2, pencil->constants, clause) && depends(&m);
  ab_violation from = *out;
  memcpy(m.at, pencil->at, sizeof m.at);
  for (size_t s = 0; good && s < (warm ? 1 : STARTS); s++) {
    start(&m, w, s, warm ? &from : NULL);
    for (int again = 0; again < 2; again++) { /* the second time in the unit that suits */
      double v = demand_at(&m, w, limit);
      if (!isfinite(v))
        v = best > -INFINITY ? best : pencil->at[0];
      m.unit = fmax(fabs(v), 1e-6);
      w[m.n] = v / m.unit;
      improve(&m, w, least / m.unit, limit / m.unit);
    }
    double value = demand_at(&m, w, limit);
    if (value > best) {
      best = value;
      take(out, &m, w, value);
    }
  }
  model_clear(&m);
  out->clause = clause;
  return good && best > least;
}
