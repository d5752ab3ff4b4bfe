/* SPDX-License-Identifier: MIT */
#include "report/landscape.h"

#include "base/memory.h"
#include "prove/numeric.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRID = 110, STARTS = 25, STEPS = 25, FOUND = 32, CONTOUR = 200 };
enum { WIDTH = 560, HEIGHT = 470, LEFT = 76, TOP = 40, FRAME_WIDTH = 440, FRAME_HEIGHT = 360 };

typedef struct {
  const ab_dossier *dossier;
  const ab_functions *f;
  ab_numeric *numeric;
  ab_plot plot;
  double found[FOUND][2]; /* stationary points drawn */
  size_t found_count;
} landscape;

bool ab_landscape_exists(const ab_dossier *dossier) {
  const ab_functions *f = &dossier->statement.functions;
  return f->function_count > 0 && f->variable_count == 2;
}

static double value_at(const landscape *l, double x, double y) {
  return ab_numeric_value(l->numeric, (double[]){x, y}, NULL);
}

/* Calls visit for each minimizer of the witness (constants y[k,1], y[k,2]). */
static void each_minimizer(const landscape *l, void (*visit)(void *context, double x, double y),
                           void *context) {
  const ab_constants *c = &l->dossier->certificate.witness.constants;
  for (size_t i = 0; i + 1 < c->count && !l->f->across; i++)
    if (strncmp(c->items[i].name, "y[", 2) == 0 && strstr(c->items[i].name, ",1]"))
      visit(context, mpq_get_d(c->items[i].lo), mpq_get_d(c->items[i + 1].lo));
}

typedef struct {
  double lo[2], hi[2];
} window;

static void widen(void *context, double x, double y) {
  window *w = context;
  w->lo[0] = fmin(w->lo[0], x), w->hi[0] = fmax(w->hi[0], x);
  w->lo[1] = fmin(w->lo[1], y), w->hi[1] = fmax(w->hi[1], y);
}

/* The domain; an infinite end is put 3 and the spread of the minimizers beyond them. */
static void choose_window(landscape *l) {
  window w = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
  each_minimizer(l, widen, &w);
  for (size_t k = 0; k < 2; k++) {
    if (!(w.lo[k] <= w.hi[k]))
      w.lo[k] = w.hi[k] = 0;
    double beyond = 3 + (w.hi[k] - w.lo[k]);
    bool below = ab_domain_is_unbounded_at(&l->f->domain, k, -1);
    bool above = ab_domain_is_unbounded_at(&l->f->domain, k, 1);
    w.lo[k] = below ? w.lo[k] - beyond : mpq_get_d(l->f->domain.lo[k]);
    w.hi[k] = above ? w.hi[k] + beyond : mpq_get_d(l->f->domain.hi[k]);
    if (!(w.lo[k] < w.hi[k])) /* a domain without width */
      w.lo[k] -= 1, w.hi[k] += 1;
  }
  l->plot.x = (ab_scale){w.lo[0], w.hi[0], false};
  l->plot.y = (ab_scale){w.lo[1], w.hi[1], false};
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Levels by rank, so that valleys and plateaus can both be told apart. */
static void draw_values(landscape *l) {
  enum { COUNT = GRID * GRID };
  double *values = ab_allocate(COUNT, sizeof *values), *sorted = ab_allocate(COUNT, sizeof *sorted);
  size_t finite = 0;
  for (size_t i = 0; i < COUNT; i++) {
    double u = ((double)(i % GRID) + 0.5) / GRID, v = ((double)(i / GRID) + 0.5) / GRID;
    values[i] = value_at(l, l->plot.x.lo + u * (l->plot.x.hi - l->plot.x.lo),
                         l->plot.y.lo + v * (l->plot.y.hi - l->plot.y.lo));
    if (!isnan(values[i]))
      sorted[finite++] = values[i];
  }
  qsort(sorted, finite, sizeof *sorted, by_value);
  for (size_t i = 0; i < COUNT; i++) {
    size_t low = 0, high = finite; /* the rank of the value */
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      if (sorted[middle] < values[i])
        low = middle + 1;
      else
        high = middle;
    }
    values[i] = isnan(values[i]) ? NAN : (double)low;
  }
  ab_plot_heat(&l->plot, values, GRID, GRID, 0, (double)finite + 1);
  ab_free(values);
  ab_free(sorted);
}

/* Gradient and second derivatives by central differences. */
static void derivatives(const landscape *l, const double *x, double *gradient, double *hessian) {
  double hx = 1e-4 * (l->plot.x.hi - l->plot.x.lo), hy = 1e-4 * (l->plot.y.hi - l->plot.y.lo);
  double f = value_at(l, x[0], x[1]);
  double e = value_at(l, x[0] + hx, x[1]), w = value_at(l, x[0] - hx, x[1]);
  double n = value_at(l, x[0], x[1] + hy), s = value_at(l, x[0], x[1] - hy);
  double ne = value_at(l, x[0] + hx, x[1] + hy), sw = value_at(l, x[0] - hx, x[1] - hy);
  double nw = value_at(l, x[0] - hx, x[1] + hy), se = value_at(l, x[0] + hx, x[1] - hy);
  gradient[0] = (e - w) / (2 * hx), gradient[1] = (n - s) / (2 * hy);
  hessian[0] = (e - 2 * f + w) / (hx * hx), hessian[2] = (n - 2 * f + s) / (hy * hy);
  hessian[1] = (ne + sw - nw - se) / (4 * hx * hy);
}

/* Newton's method; false if it does not converge within the window. */
static bool find_stationary(const landscape *l, double *x, double *determinant) {
  double gradient[2], h[3];
  double width = l->plot.x.hi - l->plot.x.lo, height = l->plot.y.hi - l->plot.y.lo;
  for (int step = 0; step < STEPS; step++) {
    derivatives(l, x, gradient, h);
    *determinant = h[0] * h[2] - h[1] * h[1];
    double dx = (h[2] * gradient[0] - h[1] * gradient[1]) / *determinant;
    double dy = (h[0] * gradient[1] - h[1] * gradient[0]) / *determinant;
    if (!(fabs(dx) < width) || !(fabs(dy) < height))
      return false;
    x[0] -= dx, x[1] -= dy;
    if (x[0] < l->plot.x.lo || x[0] > l->plot.x.hi || x[1] < l->plot.y.lo || x[1] > l->plot.y.hi)
      return false;
    if (fabs(dx) < 1e-7 * width && fabs(dy) < 1e-7 * height)
      return true;
  }
  return false;
}

static bool is_new(landscape *l, const double *x) {
  double near_x = 1e-3 * (l->plot.x.hi - l->plot.x.lo),
         near_y = 1e-3 * (l->plot.y.hi - l->plot.y.lo);
  for (size_t i = 0; i < l->found_count; i++)
    if (fabs(x[0] - l->found[i][0]) < near_x && fabs(x[1] - l->found[i][1]) < near_y)
      return false;
  return l->found_count < FOUND;
}

static void mark_minimizer(void *context, double x, double y) {
  landscape *l = context;
  ab_plot_point(&l->plot, x, y, "point");
  if (l->found_count < FOUND)
    memcpy(l->found[l->found_count++], (double[]){x, y}, sizeof l->found[0]);
}

static void mark_stationary(landscape *l, const double *x, double determinant) {
  memcpy(l->found[l->found_count++], x, sizeof l->found[0]);
  double px = ab_plot_x(&l->plot, x[0]), py = ab_plot_y(&l->plot, x[1]);
  static const char *const strokes[] = {"halo", "mark"}; /* legible on dark and pale shades */
  for (size_t i = 0; i < 2; i++)
    if (determinant < 0) {
      ab_svg_line(l->plot.svg, px - 5, py - 5, px + 5, py + 5, strokes[i]);
      ab_svg_line(l->plot.svg, px - 5, py + 5, px + 5, py - 5, strokes[i]);
    } else
      ab_svg_circle(l->plot.svg, px, py, 4.5, strokes[i]);
}

static void draw_stationary(landscape *l) {
  if (l->f->minimizers == AB_MINIMIZERS_AFFINE || l->f->minimizers == AB_MINIMIZERS_CURVE ||
      l->f->minimizers == AB_MINIMIZERS_CIRCLE || l->f->minimizers == AB_MINIMIZERS_LEVEL)
    return; /* along M the second derivatives are singular: saddles cannot be told */
  for (size_t i = 0; i < (size_t)STARTS * STARTS; i++) {
    double u = ((double)(i % STARTS) + 0.5) / STARTS, v = ((double)(i / STARTS) + 0.5) / STARTS;
    double x[2] = {l->plot.x.lo + u * (l->plot.x.hi - l->plot.x.lo),
                   l->plot.y.lo + v * (l->plot.y.hi - l->plot.y.lo)};
    double determinant;
    if (find_stationary(l, x, &determinant) && is_new(l, x))
      mark_stationary(l, x, determinant);
  }
}

/* The value of the equation of M, which is 0 on it. */
static double equation_at(const landscape *l, ab_numeric *curve, double x, double y) {
  if (curve)
    return ab_numeric_value(curve, (double[]){x, y}, NULL);
  return mpq_get_d(l->f->matrix[0]) * x + mpq_get_d(l->f->matrix[1]) * y -
         mpq_get_d(l->f->offset[0]);
}

/* M where it is a line or a curve: short strokes where its equation changes sign. */
static void draw_equation(landscape *l) {
  bool is_curve = l->f->minimizers == AB_MINIMIZERS_CURVE ||
                  l->f->minimizers == AB_MINIMIZERS_CIRCLE ||
                  l->f->minimizers == AB_MINIMIZERS_LEVEL;
  if (!is_curve && (l->f->minimizers != AB_MINIMIZERS_AFFINE || l->f->equation_count != 1))
    return;
  ab_numeric *curve =
      is_curve ? ab_numeric_create(l->f->graph, l->f->curve.g, NULL, 2, NULL, 0) : NULL;
  double dx = (l->plot.x.hi - l->plot.x.lo) / CONTOUR, dy = (l->plot.y.hi - l->plot.y.lo) / CONTOUR;
  for (int j = 0; j < CONTOUR; j++)
    for (int i = 0; i < CONTOUR; i++) {
      double x = l->plot.x.lo + i * dx, y = l->plot.y.lo + j * dy;
      double here = equation_at(l, curve, x, y);
      double east = equation_at(l, curve, x + dx, y), north = equation_at(l, curve, x, y + dy);
      if ((here <= 0) != (east <= 0) || (here <= 0) != (north <= 0))
        ab_svg_circle(l->plot.svg, ab_plot_x(&l->plot, x + dx / 2), ab_plot_y(&l->plot, y + dy / 2),
                      1.6, "area2");
    }
  if (curve)
    ab_numeric_destroy(curve);
}

void ab_landscape_draw(ab_svg *svg, const ab_dossier *dossier) {
  const ab_functions *f = &dossier->statement.functions;
  landscape l = {
      .dossier = dossier,
      .f = f,
      .numeric = ab_numeric_create(f->graph, f->mean, NULL, 2,
                                   dossier->certificate.witness.constants.items, f->root_count),
      .plot = {.svg = svg, .left = LEFT, .top = TOP, .width = FRAME_WIDTH, .height = FRAME_HEIGHT}};
  ab_svg_begin(svg, WIDTH, HEIGHT, "Landscape of f over the domain, with its minimizers");
  ab_svg_text(svg, LEFT, 22, "start", "title", "f over the domain");
  choose_window(&l);
  draw_values(&l);
  draw_equation(&l);
  each_minimizer(&l, mark_minimizer, &l);
  draw_stationary(&l);
  ab_plot_frame(&l.plot, f->names[0], f->names[1]);
  ab_svg_end(svg);
  ab_numeric_destroy(l.numeric);
}
