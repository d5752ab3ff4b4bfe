/* SPDX-License-Identifier: MIT */
#include "report/sgd_plot.h"

#include "base/memory.h"
#include "report/plot.h"

#include <math.h>

enum { CURVES = 7 };
static const double width = 760, height = 460, smallest = 1e-12; /* of a logarithmic scale */

/* What is drawn: one value a k, NaN where there is none. */
typedef struct {
  const char *class_, *name;
  double *y;
  bool used;
} curve;

typedef struct {
  double *x;
  size_t count;
  curve curves[CURVES];
} curves;

enum { GAP_LOWER, GAP_UPPER, RUNNING, RUN, PUBLISHED, SHARP, STOPPED };

static void set(curves *c, int which, size_t k, const mpq_t value) {
  c->curves[which].y[k] = mpq_get_d(value);
  c->curves[which].used = true;
}

static void fill_moment(curves *c, const ab_sgd_analysis *a, size_t k) {
  const ab_moment *m = &a->course.moments[k];
  bool known = k < a->course.known;
  const ab_range *gap = m->has_gap ? &m->gap : &m->stopped;
  if (known) {
    set(c, GAP_LOWER, k, gap->lo);
    set(c, GAP_UPPER, k, gap->hi);
    double before = k ? c->curves[RUNNING].y[k - 1] : INFINITY;
    set(c, RUNNING, k, gap->hi);
    c->curves[RUNNING].y[k] = fmin(before, c->curves[RUNNING].y[k]);
  }
  if (m->has_run)
    set(c, RUN, k, m->run.hi);
  if (k >= a->plan.iterations)
    return;
  if (a->published)
    set(c, PUBLISHED, k, a->published[k]);
  if (a->sharp)
    set(c, SHARP, k, a->sharp[k]);
  if (a->stopped)
    set(c, STOPPED, k, a->stopped[k]);
}

static void fill(curves *c, const ab_sgd_analysis *a) {
  static const curve forms[CURVES] = {
      [GAP_LOWER] = {"line1", "E gap"},      [GAP_UPPER] = {"line1", NULL},
      [RUNNING] = {"line1 dash", "minimum"}, [RUN] = {"line4", "one run"},
      [PUBLISHED] = {"line2", "bound"},      [SHARP] = {"line3", "sharper bound"},
      [STOPPED] = {"line2", "stopped bound"}};
  c->count = a->course.count;
  c->x = ab_allocate(c->count, sizeof *c->x);
  for (int i = 0; i < CURVES; i++) {
    c->curves[i] = forms[i];
    c->curves[i].y = ab_allocate(c->count, sizeof(double));
    for (size_t k = 0; k < c->count; k++)
      c->curves[i].y[k] = NAN;
  }
  for (size_t k = 0; k < c->count; k++) {
    c->x[k] = (double)k;
    fill_moment(c, a, k);
  }
}

static ab_scale scale_of(const curves *c, double floor) {
  double lo = INFINITY, hi = smallest;
  for (int i = 0; i < CURVES; i++)
    for (size_t k = 0; k < c->count; k++) {
      double y = c->curves[i].y[k];
      if (!isfinite(y) || y < smallest)
        continue;
      lo = fmin(lo, y);
      hi = fmax(hi, y);
    }
  if (floor > smallest) {
    lo = fmin(lo, floor);
    hi = fmax(hi, floor);
  }
  return ab_scale_around(lo < hi ? lo : hi / 10, hi, true);
}

void ab_sgd_plot(ab_text *out, const ab_sgd_analysis *a, const char *title) {
  curves c;
  ab_svg svg;
  fill(&c, a);
  double floor = a->sharp || a->stopped ? mpq_get_d(a->floor_sharp.hi) : 0;
  ab_plot plot = {&svg,
                  80,
                  40,
                  width - 240,
                  height - 100,
                  ab_scale_around(0, (double)(c.count - 1), false),
                  scale_of(&c, floor),
                  AB_KEY_BESIDE};
  plot.x.whole = true;
  ab_svg_begin(&svg, width, height, title);
  ab_svg_text(&svg, width / 2, 24, "middle", "title", "%s", title);
  ab_plot_frame(&plot, "k", "f(x^k) - f*");
  ab_plot_band(&plot, c.x, c.curves[GAP_LOWER].y, c.curves[GAP_UPPER].y, c.count, "area1 pale");
  unsigned row = 0;
  for (int i = 0; i < CURVES; i++) {
    if (!c.curves[i].used)
      continue;
    ab_plot_line(&plot, c.x, c.curves[i].y, c.count, c.curves[i].class_);
    if (c.curves[i].name)
      ab_plot_key(&plot, row++, c.curves[i].class_, c.curves[i].name);
  }
  if (floor > smallest) {
    ab_plot_level(&plot, floor, "line3 dash");
    ab_plot_key(&plot, row, "line3 dash", "floor");
  }
  ab_svg_end(&svg);
  ab_text_append(out, svg.text.data, svg.text.length);
  ab_svg_clear(&svg);
  ab_free(c.x);
  for (int i = 0; i < CURVES; i++)
    ab_free(c.curves[i].y);
}
