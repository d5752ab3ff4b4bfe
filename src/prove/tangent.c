/* SPDX-License-Identifier: MIT */
#include "prove/tangent.h"

#include "base/memory.h"

#include <math.h>

enum { N = AB_TANGENT_VARIABLES_MAX, STEPS = 24, FIRST_DEPTH = 2, DEPTH_STEP = 4, LAST_DEPTH = 30 };

/* A symmetric matrix of intervals, its lower triangle. */
typedef struct {
  double lo[N][N], hi[N][N];
} triangle;

/* x y/p for p > 0, outward but for rounding. */
static void quotient(double *lo, double *hi, const triangle *a, size_t i, size_t j, size_t k) {
  double products[4] = {a->lo[i][k] * a->lo[j][k], a->lo[i][k] * a->hi[j][k],
                        a->hi[i][k] * a->lo[j][k], a->hi[i][k] * a->hi[j][k]};
  double least = products[0], most = products[0];
  for (int c = 1; c < 4; c++) {
    least = fmin(least, products[c]);
    most = fmax(most, products[c]);
  }
  if (i == j && least < 0)
    least = 0;
  *lo = least / (least < 0 ? a->lo[k][k] : a->hi[k][k]);
  *hi = most / (most < 0 ? a->hi[k][k] : a->lo[k][k]);
}

/* Interval elimination, as in clause/definite.c. */
static bool is_definite(triangle *a, size_t m) {
  for (size_t k = 0; k < m; k++) {
    if (!(a->lo[k][k] > 0 || (k + 1 == m && a->lo[k][k] >= 0)))
      return false;
    for (size_t i = k + 1; i < m; i++)
      for (size_t j = k + 1; j <= i; j++) {
        double lo, hi;
        quotient(&lo, &hi, a, i, j, k);
        a->lo[i][j] -= hi;
        a->hi[i][j] -= lo;
      }
  }
  return m > 0;
}

/* What the slopes of one component of the gradient are in each lane. */
typedef struct {
  double lo[N][AB_LANES], hi[N][AB_LANES];
} row;

static bool looks_convex(const row *rows, const double *const *half, size_t n, int lane) {
  triangle a;
  size_t m = 0, axes[N];
  for (size_t k = 0; k < n; k++)
    if (half[k][lane] > 0)
      axes[m++] = k;
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j <= i; j++) {
      const row *r = &rows[axes[i]], *s = &rows[axes[j]];
      a.lo[i][j] = r->lo[axes[j]][lane] + s->lo[axes[i]][lane];
      a.hi[i][j] = r->hi[axes[j]][lane] + s->hi[axes[i]][lane];
    }
  return is_definite(&a, m);
}

uint32_t ab_tangent_look(ab_double_rules *rules, const ab_template *t, size_t gradient,
                         uint32_t lanes) {
  row rows[N];
  size_t n = t->variable_count;
  const double *const *half = ab_double_rules_half_widths(rules);
  if (n > N)
    return 0;
  for (size_t k = 0; k < n && lanes; k++) {
    const ab_lanes *const *slopes = ab_double_rules_gradient(rules, gradient, k);
    for (int lane = 0; lane < AB_LANES; lane++)
      if ((lanes >> lane & 1) && half[k][lane] > 0 && !(slopes[k]->lo[lane] >= 0))
        lanes &= ~(UINT32_C(1) << lane);
    for (size_t j = 0; j < n && lanes; j++)
      for (int lane = 0; lane < AB_LANES; lane++) {
        rows[k].lo[j][lane] = slopes[j]->lo[lane];
        rows[k].hi[j][lane] = slopes[j]->hi[lane];
      }
  }
  for (int lane = 0; lane < AB_LANES; lane++)
    if ((lanes >> lane & 1) && !looks_convex(rows, half, n, lane))
      lanes &= ~(UINT32_C(1) << lane);
  return lanes;
}

/* Roots of the evaluator, for each gradient: its components and the expression. */
struct ab_tangent_search {
  const ab_template *template_;
  ab_double_evaluator *evaluator;
};

ab_tangent_search *ab_tangent_search_create(const ab_template *t) {
  ab_tangent_search *search = ab_allocate(1, sizeof *search);
  size_t n = t->variable_count, count = t->gradient_count * (n + 1);
  ab_expr *roots = ab_allocate(count, sizeof *roots), *next = roots;
  for (size_t g = 0; g < t->gradient_count; g++) {
    for (size_t k = 0; k < n; k++)
      *next++ = t->gradients[g].partials[k];
    *next++ = t->literals[t->gradients[g].literal].expr;
  }
  *search = (ab_tangent_search){t, ab_double_evaluator_create(t->graph, roots, count, n, NULL)};
  for (size_t k = 0; k < n; k++) /* one lane is used */
    for (int lane = 0; lane < AB_LANES; lane++) {
      ab_lanes *box = ab_double_box(search->evaluator, k);
      ab_lanes *anchor = ab_double_anchor(search->evaluator, k);
      box->lo[lane] = box->hi[lane] = anchor->lo[lane] = anchor->hi[lane] = (double)NAN;
    }
  ab_free(roots);
  return search;
}

void ab_tangent_search_destroy(ab_tangent_search *search) {
  if (!search)
    return;
  ab_double_evaluator_destroy(search->evaluator);
  ab_free(search);
}

void ab_tangent_search_bind(ab_tangent_search *search, const ab_clause *clause,
                            const ab_constants *constants) {
  for (size_t j = 0; j < search->template_->parameter_count; j++) {
    const ab_argument *a = &clause->arguments[j];
    const ab_constant *c = a->bound ? &constants->items[a->constant] : NULL;
    ab_double_evaluator_parameter(search->evaluator, j, mpq_get_d(c ? c->lo : a->value),
                                  mpq_get_d(c ? c->hi : a->value));
  }
}

/* The box on which a point is looked for. */
typedef struct {
  ab_tangent_search *search;
  size_t first;   /* root */
  size_t n, m;    /* coordinates, and those with width */
  size_t axes[N]; /* the latter */
  const double *lo, *hi;
  double matrix[N][N]; /* of second derivatives, about */
  double y[N];
} place;

static void set_box(place *p, const double *lo, const double *hi) {
  for (size_t k = 0; k < p->n; k++) {
    ab_double_box(p->search->evaluator, k)->lo[0] = lo[k];
    ab_double_box(p->search->evaluator, k)->hi[0] = hi[k];
  }
  ab_double_evaluator_forget(p->search->evaluator);
}

static double middle(const ab_lanes *x) {
  return x->lo[0] / 2 + x->hi[0] / 2;
}

/* Slopes of the gradient over the box about its midpoint, each by its middle. */
static void find_matrix(place *p) {
  ab_double_evaluator *evaluator = p->search->evaluator;
  for (size_t k = 0; k < p->n; k++) {
    p->y[k] = p->lo[k] / 2 + p->hi[k] / 2;
    ab_double_anchor(evaluator, k)->lo[0] = ab_double_anchor(evaluator, k)->hi[0] = p->y[k];
  }
  set_box(p, p->lo, p->hi);
  for (size_t i = 0; i < p->m; i++) {
    ab_double_range(evaluator, p->first + p->axes[i]);
    ab_double_slopes s = ab_double_slopes_backward(evaluator, p->first + p->axes[i]);
    for (size_t j = 0; j < p->m; j++)
      p->matrix[i][j] = middle(s.slopes[p->axes[j]]);
  }
  for (size_t i = 0; i < p->m; i++)
    for (size_t j = 0; j < i; j++)
      p->matrix[i][j] = p->matrix[j][i] = (p->matrix[i][j] + p->matrix[j][i]) / 2;
}

/* Solves A t = -g in the coordinates that are free, by elimination without pivoting (A is positive
 * definite, or nearly); t is 0 in the others. */
static void solve(const place *p, const double *g, const bool *is_free, double *t) {
  double a[N][N + 1];
  size_t map[N], count = 0;
  for (size_t i = 0; i < p->m; i++) {
    t[i] = 0;
    if (is_free[i])
      map[count++] = i;
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < count; j++)
      a[i][j] = p->matrix[map[i]][map[j]];
    a[i][count] = -g[map[i]];
  }
  for (size_t k = 0; k < count; k++)
    for (size_t i = k + 1; i < count; i++) {
      double factor = a[i][k] / a[k][k];
      for (size_t j = k; j <= count; j++)
        a[i][j] -= factor * a[k][j];
    }
  for (size_t k = count; k-- > 0;) {
    double sum = a[k][count];
    for (size_t j = k + 1; j < count; j++)
      sum -= a[k][j] * t[map[j]];
    t[map[k]] = sum / a[k][k];
  }
}

/* One step of Newton's method, in the coordinates that do not push against an end. Returns how far
 * it goes, in widths. */
static double step(place *p) {
  double g[N], t[N], far = 0;
  bool is_free[N];
  set_box(p, p->y, p->y);
  for (size_t i = 0; i < p->m; i++) {
    size_t k = p->axes[i];
    g[i] = middle(ab_double_range(p->search->evaluator, p->first + k));
    is_free[i] = !((p->y[k] <= p->lo[k] && g[i] > 0) || (p->y[k] >= p->hi[k] && g[i] < 0));
  }
  solve(p, g, is_free, t);
  for (size_t i = 0; i < p->m; i++) {
    size_t k = p->axes[i];
    double next = fmin(fmax(p->y[k] + t[i], p->lo[k]), p->hi[k]);
    far = fmax(far, fabs(next - p->y[k]) / (p->hi[k] - p->lo[k]));
    p->y[k] = isfinite(t[i]) ? next : p->y[k];
  }
  return far;
}

/* The least value over the box of the tangent at the point x, from below. */
static double least_of_tangent(place *p, const double *x) {
  set_box(p, x, x);
  double sum = ab_double_range(p->search->evaluator, p->first + p->n)->lo[0];
  for (size_t i = 0; i < p->m; i++) {
    size_t k = p->axes[i];
    const ab_lanes *g = ab_double_range(p->search->evaluator, p->first + k);
    double low = p->lo[k] - x[k], high = p->hi[k] - x[k];
    sum += fmin(g->hi[0] * low, g->lo[0] * high);
  }
  return sum;
}

/* The point, rounded to multiples of 2^-depth widths. */
static void round_point(const place *p, unsigned depth, uint32_t *numbers, double *x) {
  for (size_t k = 0; k < p->n; k++)
    x[k] = p->y[k];
  for (size_t i = 0; i < p->m; i++) {
    size_t k = p->axes[i];
    double width = p->hi[k] - p->lo[k];
    double number = rint(ldexp((p->y[k] - p->lo[k]) / width, (int)depth));
    numbers[i] = (uint32_t)number;
    x[k] = p->lo[k] + width * ldexp(number, -(int)depth);
  }
}

bool ab_tangent_find(ab_tangent_search *search, size_t gradient, const double *lo, const double *hi,
                     uint32_t *numbers, unsigned *depth) {
  size_t n = search->template_->variable_count;
  place p = {.search = search, .first = gradient * (n + 1), .n = n, .lo = lo, .hi = hi};
  for (size_t k = 0; k < n; k++)
    if (lo[k] < hi[k])
      p.axes[p.m++] = k;
  find_matrix(&p);
  for (int i = 0; i < STEPS && step(&p) > 0x1p-32; i++)
    ;
  for (*depth = FIRST_DEPTH; *depth <= LAST_DEPTH; *depth += DEPTH_STEP) {
    double x[N];
    round_point(&p, *depth, numbers, x);
    if (least_of_tangent(&p, x) > 0)
      return true;
  }
  return false;
}
