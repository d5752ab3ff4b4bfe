/* SPDX-License-Identifier: MIT */
#include "prove/level_witness.h"

#include "base/memory.h"
#include "family/level.h"
#include "num/rational.h"
#include "problem/calculus.h"
#include "prove/numeric.h"
#include "prove/short_point.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  COARSE = 25, /* a side, of the lines that are followed through the domain */
  FINE = 101,
  MARKS = 96, /* on each */
  FOUND_MAX = 4096,
  SEGMENTS_MAX = 64,
  HALVINGS = 40,
  VALUE_BITS = 30
};

/* Points of M found, in doubles, each on a line along one axis. */
typedef struct {
  const ab_functions *f;
  ab_numeric *equation;
  double *inner_lo, *inner_hi; /* the domain */
  double *lo, *hi;             /* where lines run: that and some more around it */
  double *points;              /* FOUND_MAX rows of d */
  size_t *axes;
  size_t count;
  double steepness; /* the least |grad g| there */
  size_t lines;     /* a side */
} survey;

/* Lines run over the domain and so many times its greatest width around it. */
static void widen(survey *s, double factor) {
  double width = 0;
  for (size_t j = 0; j < s->f->variable_count; j++)
    width = fmax(width, s->inner_hi[j] - s->inner_lo[j]);
  for (size_t j = 0; j < s->f->variable_count; j++) {
    s->lo[j] = s->inner_lo[j] - factor * (width > 0 ? width : 1);
    s->hi[j] = s->inner_hi[j] + factor * (width > 0 ? width : 1);
  }
}

static void survey_init(survey *s, const ab_functions *f) {
  size_t d = f->variable_count;
  ab_expr *gradient = ab_allocate(d, sizeof *gradient);
  for (size_t j = 0; j < d; j++)
    gradient[j] = ab_partial(f->graph, f->curve.g, j, d, 0);
  *s = (survey){.f = f,
                .equation = ab_numeric_create(f->graph, f->curve.g, gradient, d, NULL, 0),
                .inner_lo = ab_allocate(d, sizeof(double)),
                .inner_hi = ab_allocate(d, sizeof(double)),
                .lo = ab_allocate(d, sizeof(double)),
                .hi = ab_allocate(d, sizeof(double)),
                .points = ab_allocate(FOUND_MAX * d, sizeof(double)),
                .axes = ab_allocate(FOUND_MAX, sizeof(size_t)),
                .steepness = INFINITY,
                .lines = COARSE};
  for (size_t j = 0; j < d; j++) {
    s->inner_lo[j] = mpq_get_d(f->domain.lo[j]);
    s->inner_hi[j] = mpq_get_d(f->domain.hi[j]);
  }
  widen(s, f->minimizers_on_domain ? 0 : 1);
  ab_free(gradient);
}

static void survey_clear(survey *s) {
  ab_numeric_destroy(s->equation);
  ab_free(s->inner_lo);
  ab_free(s->inner_hi);
  ab_free(s->lo);
  ab_free(s->hi);
  ab_free(s->points);
  ab_free(s->axes);
}

/* A zero between the marks `from` and `to` of the line through x along an axis. */
static void add_zero(survey *s, double *x, size_t axis, double from, double to) {
  size_t d = s->f->variable_count;
  x[axis] = from;
  bool negative = ab_numeric_value(s->equation, x, NULL) < 0;
  for (int i = 0; i < HALVINGS + 13; i++) {
    x[axis] = from + (to - from) / 2;
    if ((ab_numeric_value(s->equation, x, NULL) < 0) == negative)
      from = x[axis];
    else
      to = x[axis];
  }
  if (s->count == FOUND_MAX)
    return;
  double gradient[AB_LEVEL_VARIABLES_MAX], square = 0;
  ab_numeric_value(s->equation, x, gradient);
  for (size_t j = 0; j < d; j++)
    square += gradient[j] * gradient[j];
  s->steepness = fmin(s->steepness, sqrt(square));
  memcpy(s->points + s->count * d, x, d * sizeof *x);
  s->axes[s->count++] = axis;
}

/* The zeros on the line number `line` along an axis; the other coordinates run over the domain, or
 * with `wide` over what is around it, too. */
static void follow(survey *s, size_t axis, size_t line, bool wide) {
  size_t d = s->f->variable_count;
  double x[AB_LEVEL_VARIABLES_MAX] = {0}, before = 0, last = 0;
  for (size_t j = 0; j < d; j++) {
    if (j == axis)
      continue;
    double lo = wide ? s->lo[j] : s->inner_lo[j], hi = wide ? s->hi[j] : s->inner_hi[j];
    x[j] = lo + (hi - lo) * (double)(line % s->lines) / (double)(s->lines - 1);
    line /= s->lines;
  }
  for (int m = 0; m <= MARKS; m++) {
    double here = s->lo[axis] + (s->hi[axis] - s->lo[axis]) * m / MARKS;
    x[axis] = here;
    double value = ab_numeric_value(s->equation, x, NULL);
    if (value == 0)
      add_zero(s, x, axis, here, here);
    else if (m > 0 && (before < 0) != (value < 0) && before != 0)
      add_zero(s, x, axis, last, here);
    before = value;
    last = here;
  }
}

static void survey_lines(survey *s, bool wide) {
  size_t d = s->f->variable_count, lines = 1;
  for (size_t j = 1; j < d; j++)
    lines *= s->lines;
  size_t stride = lines > 1000 ? lines / 1000 + 1 : 1; /* in many variables, some of them */
  for (size_t axis = 0; axis < d; axis++)
    for (size_t line = 0; line < lines; line += stride)
      follow(s, axis, line, wide);
}

/* ---- segments ---- */

/* The greatest squared distance of a point of the domain. */
static double reach(const survey *s, const double *point) {
  double sum = 0;
  for (size_t j = 0; j < s->f->variable_count; j++) {
    double lo = mpq_get_d(s->f->domain.lo[j]), hi = mpq_get_d(s->f->domain.hi[j]);
    double far = fmax(fabs(point[j] - lo), fabs(hi - point[j]));
    sum += far * far;
  }
  return sum;
}

/* How far a point is from those chosen. */
static double gap(const survey *s, const size_t *chosen, size_t count, size_t k) {
  size_t d = s->f->variable_count;
  double least = INFINITY;
  for (size_t c = 0; c < count; c++) {
    double sum = 0;
    for (size_t j = 0; j < d; j++) {
      double step = s->points[k * d + j] - s->points[chosen[c] * d + j];
      sum += step * step;
    }
    least = fmin(least, sum);
  }
  return least;
}

/* Up to SEGMENTS_MAX points that are spread out, the first with the least reach. */
static size_t choose(const survey *s, size_t *chosen) {
  size_t d = s->f->variable_count, count = 1, first = 0;
  for (size_t k = 1; k < s->count; k++)
    if (reach(s, s->points + k * d) < reach(s, s->points + first * d))
      first = k;
  chosen[0] = first;
  while (count < SEGMENTS_MAX) {
    size_t best = 0;
    double most = 0;
    for (size_t k = 0; k < s->count; k++) {
      double here = gap(s, chosen, count, k);
      if (here > most) {
        most = here;
        best = k;
      }
    }
    if (most < 1e-6)
      break;
    chosen[count++] = best;
  }
  return count;
}

/* Ends p, q of a segment along the axis about point k: a short point of M where there is one. */
static bool make_segment(mpq_t *p, mpq_t *q, const survey *s, size_t k) {
  size_t d = s->f->variable_count, axis = s->axes[k];
  ab_level level = {s->f->graph, s->f->curve.g, d};
  mpq_t radius;
  mpq_init(radius);
  mpq_set_ui(radius, 1, 1);
  mpq_div_2exp(radius, radius, HALVINGS - 2);
  for (size_t j = 0; j < d; j++) {
    mpq_set_d(p[j], s->points[k * d + j]);
    mpq_set(q[j], p[j]);
  }
  mpq_sub(p[axis], p[axis], radius);
  mpq_add(q[axis], q[axis], radius);
  mpq_clear(radius);
  for (size_t j = 0; j < d && s->f->minimizers_on_domain; j++) {
    ab_point_clip(p[j], &s->f->domain, j);
    ab_point_clip(q[j], &s->f->domain, j);
  }
  mpq_t simple, kept;
  mpq_inits(simple, kept, NULL);
  ab_rational_simplest(simple, p[axis], q[axis]);
  mpq_set(kept, p[axis]);
  mpq_set(p[axis], simple);
  bool exact = ab_level_separates(&level, (const mpq_t *)p, (const mpq_t *)p);
  if (exact)
    mpq_set(q[axis], simple);
  else
    mpq_set(p[axis], kept);
  mpq_clears(simple, kept, NULL);
  return exact || ab_level_separates(&level, (const mpq_t *)p, (const mpq_t *)q);
}

static size_t add_segments(ab_witness *witness, const survey *s) {
  size_t d = s->f->variable_count, chosen[SEGMENTS_MAX], count = choose(s, chosen), good = 0;
  mpq_t *ends = ab_rationals_create(2 * d * count);
  for (size_t c = 0; c < count; c++)
    good += make_segment(ends + 2 * d * good, ends + (2 * good + 1) * d, s, chosen[c]);
  if (good > 0) {
    ab_choice *choice = ab_witness_add_choice(witness, "curve", 2 * d * good);
    for (size_t i = 0; i < 2 * d * good; i++)
      mpq_set(choice->values[i], ends[i]);
  }
  ab_rationals_destroy(ends, 2 * d * count);
  return good;
}

/* ---- f* ---- */

/* The value of f at the first point, as a short rational number that f is seen to have on M. */
static bool add_value(ab_witness *witness, const survey *s) {
  ab_functions *f = (ab_functions *)s->f;
  ab_level level = {f->graph, f->curve.g, f->variable_count};
  ab_numeric *mean = ab_numeric_create(f->graph, f->mean, NULL, f->variable_count,
                                       witness->constants.items, f->root_count);
  double value = ab_numeric_value(mean, s->points, NULL);
  ab_numeric_destroy(mean);
  bool good = false;
  mpq_t lo, hi, found;
  mpq_inits(lo, hi, found, NULL);
  for (unsigned bits = 10; bits <= VALUE_BITS && !good && isfinite(value); bits += 10) {
    mpq_set_ui(found, 1, 1);
    mpq_div_2exp(found, found, bits);
    mpq_set_d(lo, value);
    mpq_add(hi, lo, found);
    mpq_sub(lo, lo, found);
    ab_rational_simplest(found, lo, hi);
    ab_expr excess = ab_build_sub(f->graph, f->mean, ab_graph_constant(f->graph, found));
    good = ab_level_vanishes(&level, excess);
  }
  if (good)
    mpq_set(ab_witness_add_choice(witness, "value", 1)->values[0], found);
  mpq_clears(lo, hi, found, NULL);
  return good;
}

/* The part of grad g along the face that the domain has at a point matters, too. */
static void look_at_faces(survey *s) {
  static const double NEAR = 1e-9;
  size_t d = s->f->variable_count;
  for (size_t k = 0; k < s->count; k++) {
    const double *x = s->points + k * d;
    double gradient[AB_LEVEL_VARIABLES_MAX], square = 0;
    ab_numeric_value(s->equation, x, gradient);
    for (size_t j = 0; j < d; j++)
      if (j == s->axes[k] || fmin(x[j] - s->inner_lo[j], s->inner_hi[j] - x[j]) > NEAR)
        square += gradient[j] * gradient[j];
    s->steepness = fmin(s->steepness, sqrt(square));
  }
}

static ab_status add_choices(ab_witness *witness, survey *s, ab_error *error) {
  static const double MARGIN = 0.5;
  survey_lines(s, false);
  bool inside = s->f->minimizers_on_domain;
  for (double factor = 1; s->count == 0 && factor <= 64 && !inside; factor *= 4) {
    widen(s, factor);
    survey_lines(s, true);
  }
  if (s->count == 0 || add_segments(witness, s) == 0)
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "minimizers equations: no point where the equation holds was found %s the "
                        "domain (it has to be taken with both signs beside it)",
                        inside ? "in" : "near");
  if (!s->f->assume_minimizers && !add_value(witness, s))
    return ab_error_set(error, AB_BAD_PROBLEM,
                        "minimizers equations: f is not seen to have one rational value where "
                        "this equation holds");
  if (inside) {
    look_at_faces(s);
    widen(s, 1);
  }
  survey_lines(s, true); /* the gradient of g matters around the domain, too */
  double least = fmin(MARGIN * s->steepness, 1e9);
  mpq_t lo, hi, simple;
  mpq_inits(lo, hi, simple, NULL);
  mpq_set_d(hi, fmax(least, 1e-9));
  mpq_set_d(lo, fmax(least, 1e-9) * 0.9);
  ab_rational_simplest(simple, lo, hi);
  mpq_set(ab_witness_add_choice(witness, "steepness", 1)->values[0], simple);
  mpq_clears(lo, hi, simple, NULL);
  return AB_OK;
}

ab_status ab_level_witness_make(ab_witness *witness, ab_functions *family, ab_error *error) {
  survey s;
  survey_init(&s, family);
  ab_status status = add_choices(witness, &s, error);
  survey_clear(&s);
  return status;
}

/* ---- a point of a refutation ---- */

/* y + t n has y as a nearest point of M if and only if |p - y|^2 >= 2 t n.(p - y) for all p in M:
 * the largest such t up to the one given, by the points found. */
static double last_step(const survey *s, const double *y, const double *normal, double t) {
  size_t d = s->f->variable_count;
  double sign = t < 0 ? -1 : 1, most = fabs(t);
  for (size_t k = 0; k < s->count; k++) {
    double square = 0, inner = 0;
    for (size_t j = 0; j < d; j++) {
      double step = s->points[k * d + j] - y[j];
      square += step * step;
      inner += sign * normal[j] * step;
    }
    if (inner > 0 && square > 1e-12)
      most = fmin(most, square / (2 * inner));
  }
  return sign * most;
}

/* Puts a segment through y first. */
static void add_first_segment(ab_witness *witness, survey *s, double *y, const double *normal) {
  size_t d = s->f->variable_count, axis = 0, k = 0;
  for (size_t j = 1; j < d; j++)
    if (fabs(normal[j]) > fabs(normal[axis]))
      axis = j;
  s->count = 0;
  double width = 1e-3 * (s->hi[axis] - s->lo[axis]), middle = y[axis];
  add_zero(s, y, axis, middle - width, middle + width);
  while (k < witness->choice_count && strcmp(witness->choices[k].name, "curve") != 0)
    k++;
  mpq_t *ends = ab_rationals_create(2 * d);
  if (k < witness->choice_count && make_segment(ends, ends + d, s, 0)) {
    ab_choice *choice = &witness->choices[k];
    mpq_t *longer = ab_rationals_create(choice->count + 2 * d);
    for (size_t i = 0; i < choice->count + 2 * d; i++)
      mpq_set(longer[i], i < 2 * d ? ends[i] : choice->values[i - 2 * d]);
    ab_rationals_destroy(choice->values, choice->count);
    choice->values = longer;
    choice->count += 2 * d;
  }
  ab_rationals_destroy(ends, 2 * d);
}

/* The face of D that a clause T[i,k] or bound[k] is about. */
static void find_face(const ab_functions *f, const char *clause, int *sides) {
  const char *number = strrchr(clause, ',') ? strrchr(clause, ',') : strchr(clause, '[');
  size_t face = f->minimizers_on_domain && number ? strtoul(number + 1, NULL, 10) - 1 : 0;
  ab_domain_face(face, f->variable_count, sides);
}

void ab_level_leave(mpq_t *x, ab_witness *witness, const ab_functions *family, const char *clause,
                    const mpq_t *point, unsigned slack) {
  size_t d = family->variable_count;
  double y[AB_LEVEL_VARIABLES_MAX], normal[AB_LEVEL_VARIABLES_MAX];
  double gradient[AB_LEVEL_VARIABLES_MAX];
  int sides[AB_LEVEL_VARIABLES_MAX];
  find_face(family, clause, sides);
  survey s;
  survey_init(&s, family);
  s.lines = FINE;
  survey_lines(&s, true);
  for (size_t j = 0; j < d; j++)
    y[j] = sides[j] == 0 ? mpq_get_d(point[j]) : sides[j] < 0 ? s.inner_lo[j] : s.inner_hi[j];
  ab_numeric_value(s.equation, y, gradient);
  for (size_t j = 0; j < d; j++) {
    normal[j] = sides[j] ? mpq_get_d(point[j]) * gradient[j] : gradient[j];
    gradient[j] = sides[j] ? 0 : gradient[j];
  }
  double t = last_step(&s, y, normal, mpq_get_d(point[d]));
  t -= ldexp(t, slack > 4 ? -(int)(slack / 2) : -2);
  for (size_t j = 0; j < d; j++)
    mpq_set_d(x[j], isfinite(y[j] + t * normal[j]) ? y[j] + t * normal[j] : 0);
  add_first_segment(witness, &s, y, gradient);
  survey_clear(&s);
}
