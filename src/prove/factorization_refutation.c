/* SPDX-License-Identifier: MIT
 * T_ij at x and its nearest minimizer, made small over D by local optimisation from several starts,
 * among the x whose nearest minimizer can be certified. */
#include "prove/factorization_refutation.h"

#include "base/memory.h"
#include "condition/factorization_refutation.h"
#include "num/rational.h"
#include "prove/factorization_nearest.h"
#include "prove/low_rank_guess.h"
#include "prove/numeric.h"
#include "prove/short_point.h"
#include "prove/tube_witness.h"
#include "real/low_rank.h"

#include <math.h>
#include <nlopt.h>
#include <string.h>

enum {
  BALL_PRECISION = 256,
  CONSTANT_BITS = 140,
  FREE_MOST = 48, /* coordinates that are varied together */
  STARTS = 16,
  ROUNDS = 3,
  SCREENED = 600,
  SCREENED_OF_MANY = 40,
  EVALUATIONS = 1500
};
static const double RATIO_MOST = 0.98;
static const double INWARD = 1 - 1e-9; /* of a radius */
static const double NO_NOISE = 1e-12;  /* added to eps^2 */
static const double FAR = 1e30;
static const double CLEAR = 0.01; /* of alpha */
static const double PENALTY = 4;  /* for a ratio that is too large, relative */

typedef struct {
  const ab_matrix_factorization *f;
  ab_nearest_model model;
  ab_nearest nearest;
  ab_low_rank z;
  mpq_t *hint;
  size_t count;             /* coordinates */
  double *lo, *hi, *x;      /* D, or what holds it; the point */
  double alpha, difference; /* alpha - beta */
  double radius;            /* of a ball or a tube */
  double enough;            /* a value at which to stop */
  size_t entry;
  size_t *free; /* the coordinates that are varied */
  size_t free_count;
} search;

static double eps_of(const search *s, size_t entry) {
  return mpq_get_d(s->f->x.entries[entry]) -
         (mpq_get_d(s->z.z_lo[entry]) + mpq_get_d(s->z.z_hi[entry])) / 2;
}

static void set_model(search *s) {
  const ab_matrix_factorization *f = s->f;
  size_t k = f->rank, n = f->x.rows, m = f->x.columns;
  ab_nearest_model_init(&s->model, k, n, m);
  for (size_t c = 0; c < k; c++) {
    double left = 0, right = 0;
    for (size_t i = 0; i < n; i++) {
      s->model.w0[c * n + i] = mpq_get_d(s->z.w_lo[c * n + i]);
      left = hypot(left, s->model.w0[c * n + i]);
    }
    for (size_t j = 0; j < m; j++) {
      s->model.s0[c * m + j] = mpq_get_d(s->z.s_lo[c * m + j]);
      right = hypot(right, s->model.s0[c * m + j]);
    }
    s->model.balance[c] = sqrt(right / left);
  }
  ab_nearest_init(&s->nearest, &s->model);
}

/* A box, or one that holds a ball, or the points of a tube near the balanced minimizer. */
static void set_domain(search *s) {
  const ab_matrix_factorization *f = s->f;
  size_t first = f->rank * f->x.rows;
  s->radius = f->shape == AB_SHAPE_BOX ? 0 : mpq_get_d(*f->radius);
  for (size_t l = 0; l < s->count; l++) {
    bool is_w = l < first;
    size_t c = is_w ? l / f->x.rows : (l - first) / f->x.columns;
    double y =
        is_w ? s->model.w0[l] * s->model.balance[c] : s->model.s0[l - first] / s->model.balance[c];
    double middle = f->shape == AB_SHAPE_TUBE ? y : 0;
    s->lo[l] = f->shape == AB_SHAPE_BOX ? mpq_get_d(f->domain.lo[l]) : middle - s->radius;
    s->hi[l] = f->shape == AB_SHAPE_BOX ? mpq_get_d(f->domain.hi[l]) : middle + s->radius;
  }
}

static bool search_init(search *s, const ab_matrix_factorization *f) {
  ab_error unused;
  size_t size = f->rank * f->x.columns;
  *s = (search){.f = f, .count = ab_factorization_dimension(f), .hint = ab_rationals_create(size)};
  s->lo = ab_allocate(3 * s->count, sizeof *s->lo);
  s->hi = s->lo + s->count;
  s->x = s->hi + s->count;
  s->free = ab_allocate(s->count, sizeof *s->free);
  ab_low_rank_init(&s->z, f->x.rows, f->x.columns, f->rank);
  bool good =
      ab_low_rank_guess(s->hint, &f->x, f->rank, &unused) == AB_OK &&
      ab_low_rank_enclose(&s->z, &f->x, (const mpq_t *)s->hint, BALL_PRECISION, &unused) == AB_OK &&
      s->z.has_point;
  set_model(s);
  if (good)
    set_domain(s);
  return good;
}

static void search_clear(search *s) {
  ab_rationals_destroy(s->hint, s->f->rank * s->f->x.columns);
  ab_low_rank_clear(&s->z);
  ab_nearest_clear(&s->nearest);
  ab_nearest_model_clear(&s->model);
  ab_free(s->lo);
  ab_free(s->free);
}

static double length_of(const double *x, size_t count) {
  double sum = 0;
  for (size_t l = 0; l < count; l++)
    sum += x[l] * x[l];
  return sqrt(sum);
}

static double distance_of(const search *s) {
  double sum = 0;
  for (size_t l = 0; l < s->count; l++)
    sum += pow(s->x[l] - s->nearest.y[l], 2);
  return sqrt(sum);
}

static bool is_inside(const search *s) {
  if (s->f->shape == AB_SHAPE_BALL)
    return length_of(s->x, s->count) <= s->radius;
  for (size_t l = 0; l < s->count && s->f->shape == AB_SHAPE_BOX; l++)
    if (s->x[l] < s->lo[l] || s->x[l] > s->hi[l])
      return false;
  return true;
}

/* Moves x towards y, which stays the nearest minimizer: into the tube, and to a ratio that can be
 * certified. */
static void pull(search *s) {
  double share = 1;
  if (s->f->shape == AB_SHAPE_TUBE)
    share = fmin(share, s->radius * INWARD / distance_of(s));
  if (s->nearest.ratio * share > RATIO_MOST)
    share = RATIO_MOST / s->nearest.ratio;
  for (size_t l = 0; l < s->count && share < 1; l++)
    s->x[l] = s->nearest.y[l] + share * (s->x[l] - s->nearest.y[l]);
  s->nearest.ratio *= share;
}

/* 2 T_ij at x and y, and eps. */
static double twice_t(const search *s, double alpha) {
  const double *x = s->x, *y = s->nearest.y;
  size_t k = s->f->rank, n = s->f->x.rows, m = s->f->x.columns;
  double product = 0, delta = 0, eps = eps_of(s, s->entry);
  for (size_t c = 0; c < k; c++) {
    size_t w = c * n + s->entry / m, v = k * n + c * m + s->entry % m;
    product += x[w] * x[v];
    delta += (x[w] - y[w]) * (x[v] - y[v]);
  }
  double r = mpq_get_d(s->f->x.entries[s->entry]) - product;
  return (2 - s->difference) * r * r - 2 * r * (eps + delta) + alpha * eps * eps;
}

static double value_of(const search *s) {
  return twice_t(s, s->alpha) / (pow(eps_of(s, s->entry), 2) + NO_NOISE);
}

/* The nearest minimizer of x, which is put into D first; false if it is not found. */
static bool locate(search *s) {
  double length = length_of(s->x, s->count);
  if (s->f->shape == AB_SHAPE_BALL && length > s->radius * INWARD)
    for (size_t l = 0; l < s->count; l++)
      s->x[l] *= s->radius * INWARD / length;
  if (!ab_nearest_find(&s->nearest, &s->model, s->x, false) || !isfinite(s->nearest.ratio))
    return false;
  if (s->f->shape == AB_SHAPE_TUBE)
    pull(s);
  return true;
}

/* After locate: 2 T_ij over eps^2, and more where the nearest minimizer cannot be certified. */
static double judge(bool *is_good, const search *s) {
  double excess = s->nearest.ratio - RATIO_MOST, value = value_of(s);
  *is_good = excess <= 0;
  return *is_good ? value : value + PENALTY * excess * (1 + fabs(s->alpha - value));
}

typedef struct {
  search *s;
  const double *base;
  double least;
  double *best; /* the x of `least` */
} minimum;

static double objective(unsigned count, const double *values, double *gradient, void *context) {
  (void)count;
  (void)gradient;
  minimum *m = context;
  memcpy(m->s->x, m->base, m->s->count * sizeof *m->base);
  for (size_t l = 0; l < m->s->free_count; l++)
    m->s->x[m->s->free[l]] = values[l];
  bool is_good = false;
  double value = locate(m->s) ? judge(&is_good, m->s) : FAR;
  if (is_good && value < m->least) {
    m->least = value;
    memcpy(m->best, m->s->x, m->s->count * sizeof *m->best);
  }
  return value;
}

/* The free coordinates: all, or those of w_i and s_j if these are too many. */
static void choose_free(search *s) {
  size_t k = s->f->rank, n = s->f->x.rows, m = s->f->x.columns;
  s->free_count = 0;
  if (s->count <= FREE_MOST) {
    for (size_t l = 0; l < s->count; l++)
      s->free[s->free_count++] = l;
    return;
  }
  for (size_t c = 0; c < k; c++) {
    s->free[s->free_count++] = c * n + s->entry / m;
    s->free[s->free_count++] = k * n + c * m + s->entry % m;
  }
}

/* Start 0: as near to the balanced minimizer as the range of each coordinate allows; then points
 * spread over D, every second one with its coordinates at ends. Where there are many coordinates
 * these are far from M in most directions: of four such points three are drawn towards start 0. */
static void set_start(double *base, const search *s, size_t start) {
  size_t first = s->f->rank * s->f->x.rows;
  double share = s->count <= FREE_MOST ? 1 : ldexp(1, -(int)(start / 2 % 4));
  if (start > 0)
    ab_numeric_start(base, start, s->lo, s->hi, s->count);
  for (size_t l = 0; l < s->count; l++) {
    size_t c = l < first ? l / s->f->x.rows : (l - first) / s->f->x.columns;
    double y = l < first ? s->model.w0[l] * s->model.balance[c]
                         : s->model.s0[l - first] / s->model.balance[c];
    double near = fmin(fmax(y, s->lo[l]), s->hi[l]);
    if (start == 0)
      base[l] = near;
    else if (start % 2)
      base[l] = base[l] < (s->lo[l] + s->hi[l]) / 2 ? s->lo[l] : s->hi[l];
    base[l] = share < 1 ? (1 - share) * near + share * base[l] : base[l];
  }
}

static void minimise_from(minimum *m, const double *base) {
  search *s = m->s;
  double *values = ab_allocate(3 * s->free_count, sizeof *values), value;
  double *lo = values + s->free_count, *hi = lo + s->free_count;
  for (size_t l = 0; l < s->free_count; l++) {
    lo[l] = s->lo[s->free[l]];
    hi[l] = s->hi[s->free[l]];
    values[l] = fmin(fmax(base[s->free[l]], lo[l]), hi[l]);
  }
  m->base = base;
  nlopt_opt opt = nlopt_create(NLOPT_LN_BOBYQA, (unsigned)s->free_count);
  if (opt) {
    nlopt_set_min_objective(opt, objective, m);
    nlopt_set_lower_bounds(opt, lo);
    nlopt_set_upper_bounds(opt, hi);
    nlopt_set_maxeval(opt, EVALUATIONS);
    nlopt_set_ftol_rel(opt, 1e-10);
    nlopt_optimize(opt, values, &value);
    nlopt_destroy(opt);
  }
  ab_free(values);
}

/* A place to start from: an entry, its value, and x. */
typedef struct {
  double value;
  size_t entry;
  double *x;
} candidate;

static void insert(candidate *list, double value, const search *s) {
  if (value >= list[STARTS - 1].value)
    return;
  double *x = list[STARTS - 1].x;
  size_t k = STARTS - 1;
  for (; k > 0 && list[k - 1].value > value; k--)
    list[k] = list[k - 1];
  memcpy(x, s->x, s->count * sizeof *x);
  list[k] = (candidate){value, s->entry, x};
}

/* The best of many points, for every entry, as places to start from. */
static void screen(candidate *list, search *s) {
  size_t entries = s->f->x.rows * s->f->x.columns;
  size_t points = s->count <= FREE_MOST ? SCREENED : SCREENED_OF_MANY;
  double *base = ab_allocate(s->count, sizeof *base);
  for (size_t start = 0; start < points; start++) {
    set_start(base, s, start);
    memcpy(s->x, base, s->count * sizeof *base);
    bool is_good, is_known = locate(s);
    for (s->entry = 0; s->entry < entries && is_known; s->entry++)
      insert(list, judge(&is_good, s), s);
  }
  ab_free(base);
}

/* The least value over entries and x; x and the entry become those where it is. */
static double minimise(search *s) {
  double *points = ab_allocate((STARTS + 1) * s->count, sizeof *points);
  candidate list[STARTS];
  for (size_t k = 0; k < STARTS; k++)
    list[k] = (candidate){INFINITY, 0, points + (k + 1) * s->count};
  screen(list, s);
  minimum m = {s, NULL, FAR, points};
  size_t entry = 0;
  for (size_t k = 0; k < STARTS && isfinite(list[k].value) && !(m.least < s->enough); k++) {
    double before = m.least;
    s->entry = list[k].entry;
    choose_free(s);
    minimise_from(&m, list[k].x);
    if (m.least < before)
      entry = s->entry;
  }
  s->entry = entry;
  for (size_t k = 0; k < ROUNDS && m.least < FAR && !(m.least < s->enough); k++) {
    memcpy(list[0].x, m.best, s->count * sizeof *s->x);
    choose_free(s);
    minimise_from(&m, list[0].x);
  }
  memcpy(s->x, m.best, s->count * sizeof *s->x);
  ab_free(points);
  return m.least;
}

/* x with each coordinate the simplest rational within 2^-slack of its range's width; whether it
 * still serves, as doubles see it. */
static bool shorten(mpq_t *point, search *s, const double *x, unsigned slack) {
  ab_domain box = s->f->domain;
  mpq_t *ends = ab_rationals_create(2 * s->count);
  if (s->f->shape != AB_SHAPE_BOX) {
    box = (ab_domain){.count = s->count, .lo = ends, .hi = ends + s->count};
    for (size_t l = 0; l < s->count; l++) {
      mpq_set_d(box.lo[l], s->lo[l]);
      mpq_set_d(box.hi[l], s->hi[l]);
    }
  }
  for (size_t l = 0; l < s->count; l++)
    mpq_set_d(point[l], x[l]);
  ab_point_shorten(point, &box, slack);
  for (size_t l = 0; l < s->count; l++)
    s->x[l] = mpq_get_d(point[l]);
  ab_rationals_destroy(ends, 2 * s->count);
  if (!ab_nearest_find(&s->nearest, &s->model, s->x, false) || !is_inside(s) ||
      !(s->nearest.ratio < (1 + RATIO_MOST) / 2))
    return false;
  return (s->f->shape != AB_SHAPE_TUBE || distance_of(s) < s->radius) &&
         twice_t(s, s->alpha) < -1e-9 * (1 + s->alpha * pow(eps_of(s, s->entry), 2));
}

static void add_doubles(ab_witness *witness, size_t choice, const double *values, size_t count) {
  ab_choice *out = ab_witness_add_choice(witness, ab_nearest_choice_names[choice], count);
  for (size_t l = 0; l < count; l++)
    mpq_set_d(out->values[l], values[l]);
}

/* The ranges of w_i^y and s_j^y around the y of doubles. */
static void add_ranges(ab_witness *witness, const search *s, double reach) {
  size_t k = s->f->rank, n = s->f->x.rows, m = s->f->x.columns;
  double *ends = ab_allocate(2 * k, sizeof *ends);
  for (size_t side = AB_NEAREST_LOWER; side <= AB_NEAREST_UPPER; side++) {
    for (size_t c = 0; c < k; c++) {
      double shift = side == AB_NEAREST_LOWER ? -2 * reach : 2 * reach;
      ends[c] = s->nearest.y[c * n + s->entry / m] + shift;
      ends[k + c] = s->nearest.y[k * n + c * m + s->entry % m] + shift;
    }
    add_doubles(witness, side, ends, 2 * k);
  }
  ab_free(ends);
}

static void write_witness(ab_witness *witness, const search *s, const mpq_t *point) {
  size_t m = s->f->x.columns;
  mpq_t lo, hi;
  mpq_inits(lo, hi, NULL);
  ab_rational_round(lo, s->z.z_lo[s->entry], CONSTANT_BITS, -1);
  ab_rational_round(hi, s->z.z_hi[s->entry], CONSTANT_BITS, 1);
  ab_constants_add(&witness->constants, "z", lo, hi);
  mpq_clears(lo, hi, NULL);
  ab_choice *at =
      ab_witness_add_choice(witness, ab_nearest_choice_names[AB_NEAREST_POINT], s->count);
  for (size_t l = 0; l < s->count; l++)
    mpq_set(at->values[l], point[l]);
  double entry[] = {(double)(s->entry / m + 1), (double)(s->entry % m + 1)};
  double ratio = ldexp(ceil(ldexp((1 + s->nearest.ratio) / 2, 16)), -16);
  double size = 1 + length_of(s->nearest.y, s->count) + length_of(s->x, s->count);
  double reach = ldexp(1, (int)ceil(log2(1e-11 * size / (1 - ratio))));
  add_doubles(witness, AB_NEAREST_ENTRY, entry, 2);
  add_doubles(witness, AB_NEAREST_CHART, s->nearest.chart, s->f->rank * s->f->rank);
  add_doubles(witness, AB_NEAREST_RATIO, &ratio, 1);
  add_doubles(witness, AB_NEAREST_REACH, &reach, 1);
  add_ranges(witness, s, reach);
  ab_low_rank_add_hint(witness, s->f, (const mpq_t *)s->hint);
}

bool ab_factorization_refutation_make(ab_witness *witness, const ab_statement *statement) {
  static const unsigned slacks[] = {2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48};
  search s;
  ab_witness_init(witness);
  bool found = search_init(&s, &statement->factorization);
  s.alpha = mpq_get_d(ab_statement_constant(statement, AB_ALPHA));
  s.difference = s.alpha - mpq_get_d(ab_statement_constant(statement, AB_BETA));
  s.enough = s.count <= FREE_MOST ? -INFINITY : -CLEAR * s.alpha;
  found = found && minimise(&s) < 0;
  if (found) {
    mpq_t *point = ab_rationals_create(s.count);
    double *x = ab_allocate(s.count, sizeof *x);
    memcpy(x, s.x, s.count * sizeof *x);
    found = false;
    for (size_t k = 0; k < sizeof slacks / sizeof *slacks && !found; k++)
      found = shorten(point, &s, x, slacks[k]);
    if (found)
      write_witness(witness, &s, (const mpq_t *)point);
    ab_free(x);
    ab_rationals_destroy(point, s.count);
  }
  search_clear(&s);
  return found;
}

double ab_factorization_alpha_needed(const ab_matrix_factorization *family, double difference) {
  search s;
  double least = 0;
  if (search_init(&s, family)) {
    s.difference = difference;
    s.enough = -INFINITY;
    least = minimise(&s);
  }
  search_clear(&s);
  return least < 0 ? -least : 0;
}
