/* SPDX-License-Identifier: MIT */
#include "report/trace_plot.h"

#include "base/memory.h"
#include "report/plot.h"

#include <math.h>
#include <stdio.h>

enum { SIDE = AB_GRID_SIDE, LEVELS = 10, HALF = LEVELS / 2 };
static const double width = 760, height = 560, left = 80, top = 40, frame = 460, bar_left = 580;
static const double bar_width = 24, decade = 10;

/* ---- colours: five decades below 0, five above ---- */

/* Of a grid, the largest |T| on either side of 0. */
typedef struct {
  double below, above;
} extremes;

static extremes find_extremes(const ab_grid *g) {
  extremes e = {0, 0};
  for (size_t j = 0; j < SIDE; j++)
    for (size_t i = 0; i < SIDE; i++) {
      double value = ab_grid_least(g, i, j);
      e.below = fmax(e.below, -value); /* fmax leaves out what is no number */
      e.above = fmax(e.above, value);
    }
  return e;
}

/* 0 for the decade below the largest, up to 4 for all that is smaller. */
static int decades_below(double size, double largest) {
  int k = 0;
  for (double limit = largest / decade; k < HALF - 1 && size < limit; limit /= decade)
    k++;
  return k;
}

static double level_of(double value, extremes e) {
  int level =
      value < 0 ? decades_below(-value, e.below) : LEVELS - 1 - decades_below(value, e.above);
  return level + 0.5;
}

static void draw_heat(const ab_plot *plot, const ab_grid *g, extremes e) {
  double *levels = ab_allocate(SIDE * SIDE, sizeof *levels);
  for (size_t j = 0; j < SIDE; j++)
    for (size_t i = 0; i < SIDE; i++) {
      double value = ab_grid_least(g, i, j);
      levels[j * SIDE + i] = isnan(value) ? NAN : level_of(value, e);
    }
  ab_plot_heat(plot, levels, SIDE, SIDE, 0, LEVELS);
  ab_free(levels);
}

/* What the colours mean: the ends of each level, 0 in the middle. */
static void draw_bar(ab_svg *svg, extremes e) {
  double step = frame / LEVELS;
  for (int level = 0; level < LEVELS; level++) {
    char class_[16];
    snprintf(class_, sizeof class_, "level%d", level);
    ab_svg_rect(svg, bar_left, top + frame - step * (level + 1), bar_width, step, class_);
  }
  ab_svg_rect(svg, bar_left, top, bar_width, frame, "frame");
  for (int k = 0; k <= LEVELS; k++) {
    double value = k < HALF ? -e.below : k > HALF ? e.above : 0;
    for (int j = 0; j < (k < HALF ? k : LEVELS - k); j++)
      value /= decade;
    ab_svg_text(svg, bar_left + bar_width + 6, top + frame - step * k + 4, "start", "tick", "%.3g",
                value);
  }
  ab_svg_text_upwards(svg, bar_left + bar_width + 76, top + frame / 2, "label",
                      "least T of the run");
}

/* ---- the outline ---- */

typedef struct {
  double *x, *y;
  size_t count, capacity_x, capacity_y;
} outline;

static void append(outline *o, double x, double y) {
  ab_reserve(&o->x, &o->capacity_x, o->count + 1, sizeof *o->x);
  ab_reserve(&o->y, &o->capacity_y, o->count + 1, sizeof *o->y);
  o->x[o->count] = x;
  o->y[o->count++] = y;
}

static void clear_outline(outline *o) {
  ab_free(o->x);
  ab_free(o->y);
}

static double ratio(mpz_srcptr above, mpz_srcptr below) {
  long ea, eb;
  double a = mpz_get_d_2exp(&ea, above), b = mpz_get_d_2exp(&eb, below);
  return b == 0 ? 0 : ldexp(a / b, (int)(ea - eb));
}

/* Vertex i in (alpha, beta); a direction as a point far beyond, seen from the vertex `from`. */
static void append_vertex(outline *o, const ab_polygon *r, size_t i, size_t from, double far) {
  mpz_t x, y, w;
  mpz_inits(x, y, w, NULL);
  ab_polygon_vertex(x, y, w, r, i);
  mpz_add(x, x, y);
  if (mpz_sgn(w) > 0) {
    append(o, ratio(x, w), ratio(y, w));
  } else {
    double slope = ratio(y, x); /* beta <= alpha, and not both 0 */
    ab_polygon_vertex(x, y, w, r, from);
    mpz_add(x, x, y);
    if (mpz_sgn(w) > 0)
      append(o, ratio(x, w) + far, ratio(y, w) + slope * far);
  }
  mpz_clears(x, y, w, NULL);
}

static outline make_outline(const ab_polygon *r, double far) {
  outline o = {0};
  size_t n = ab_polygon_count(r);
  for (size_t i = 0; i < n; i++) {
    bool arrives = ab_polygon_edge(r, i) == NULL; /* at infinity, from the vertex before */
    append_vertex(&o, r, i, arrives ? (i + n - 1) % n : (i + 1) % n, far);
  }
  return o;
}

/* The part with x <= limit, or y <= limit. */
static outline clip(const outline *in, bool in_x, double limit) {
  outline out = {0};
  for (size_t i = 0; i < in->count; i++) {
    size_t k = (i + 1) % in->count;
    double a = limit - (in_x ? in->x[i] : in->y[i]), b = limit - (in_x ? in->x[k] : in->y[k]);
    if (a >= 0)
      append(&out, in->x[i], in->y[i]);
    if ((a < 0 && b > 0) || (a > 0 && b < 0)) {
      double t = a / (a - b);
      append(&out, in->x[i] + t * (in->x[k] - in->x[i]), in->y[i] + t * (in->y[k] - in->y[i]));
    }
  }
  return out;
}

static void draw_outline(const ab_plot *plot, const ab_trace *trace) {
  if (trace->emptied_at)
    return;
  outline whole = make_outline(trace->region, 4 * (plot->x.hi + trace->alpha));
  outline part = clip(&whole, true, plot->x.hi), window = clip(&part, false, plot->y.hi);
  for (size_t i = 0; i < window.count; i++) {
    window.x[i] = ab_plot_x(plot, window.x[i]);
    window.y[i] = ab_plot_y(plot, window.y[i]);
  }
  if (window.count)
    ab_svg_polygon(plot->svg, window.x, window.y, window.count, "mark");
  clear_outline(&whole);
  clear_outline(&part);
  clear_outline(&window);
}

void ab_trace_plot(ab_text *out, const ab_trace *trace, const ab_grid *grid, const char *title) {
  ab_svg svg;
  ab_svg_begin(&svg, width, height, title);
  ab_plot plot = {&svg, left, top, frame, frame, {0, grid->alpha, false}, {0, grid->beta, false}};
  extremes e = find_extremes(grid);
  ab_svg_text(&svg, width / 2, 24, "middle", "title", "%s", title);
  draw_heat(&plot, grid, e);
  ab_plot_frame(&plot, "alpha", "beta");
  draw_outline(&plot, trace);
  draw_bar(&svg, e);
  ab_svg_end(&svg);
  ab_text_append(out, svg.text.data, svg.text.length);
  ab_svg_clear(&svg);
}

void ab_trace_table(ab_text *out, const ab_grid *grid) {
  ab_text_add(out, "alpha,beta,least_T\n");
  for (size_t j = 0; j < SIDE; j++)
    for (size_t i = 0; i < SIDE; i++) {
      double value = ab_grid_least(grid, i, j);
      if (!isnan(value))
        ab_text_printf(out, "%.17g,%.17g,%.17g\n", ab_grid_alpha(grid, i), ab_grid_beta(grid, j),
                       value);
    }
}
