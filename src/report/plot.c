/* SPDX-License-Identifier: MIT */
#include "report/plot.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>

enum { LEVELS = 10, KEY_LINE = 17, KEY_WIDTH = 190 };
static const double MARGIN = 0.04; /* of a scale, on both sides */

ab_scale ab_scale_around(double lo, double hi, bool logarithmic) {
  if (logarithmic)
    lo = log10(lo), hi = log10(hi);
  double margin = (hi - lo) * MARGIN;
  if (!(margin > 0))
    margin = fabs(lo) * MARGIN + 1e-9;
  lo -= margin, hi += margin;
  return logarithmic ? (ab_scale){pow(10, lo), pow(10, hi), true, false}
                     : (ab_scale){lo, hi, false, false};
}

/* 0..1 along the scale. */
static double along(const ab_scale *scale, double value) {
  double t = scale->logarithmic ? log(value / scale->lo) / log(scale->hi / scale->lo)
                                : (value - scale->lo) / (scale->hi - scale->lo);
  return fmin(fmax(t, 0), 1);
}

double ab_plot_x(const ab_plot *plot, double x) {
  return plot->left + plot->width * along(&plot->x, x);
}

double ab_plot_y(const ab_plot *plot, double y) {
  return plot->top + plot->height * (1 - along(&plot->y, y));
}

/* The distance of round ticks, 1, 2 or 5 times a power of ten, some `count` of them in a range. */
static double tick_step(double range, double count) {
  double power = pow(10, floor(log10(range / count))), ratio = range / count / power;
  return power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
}

static void tick(const ab_plot *plot, bool horizontal, double value) {
  char text[32];
  snprintf(text, sizeof text, "%.5g", fabs(value) < 1e-12 ? 0 : value);
  double right = plot->left + plot->width, bottom = plot->top + plot->height;
  if (horizontal) {
    double x = ab_plot_x(plot, value);
    ab_svg_line(plot->svg, x, plot->top, x, bottom, "grid");
    ab_svg_text(plot->svg, x, bottom + 16, "middle", "tick", "%s", text);
  } else {
    double y = ab_plot_y(plot, value);
    ab_svg_line(plot->svg, plot->left, y, right, y, "grid");
    ab_svg_text(plot->svg, plot->left - 6, y + 4, "end", "tick", "%s", text);
  }
}

static void ticks(const ab_plot *plot, bool horizontal) {
  const ab_scale *s = horizontal ? &plot->x : &plot->y;
  if (s->logarithmic && s->hi / s->lo > 30) {
    double decades = log10(s->hi / s->lo), step = fmax(1, ceil(decades / 8));
    for (double e = ceil(log10(s->lo)); e <= log10(s->hi); e += step)
      tick(plot, horizontal, pow(10, e));
    return;
  }
  double pixels = horizontal ? plot->width / 75 : plot->height / 40;
  double step = tick_step(s->hi - s->lo, fmax(2, pixels));
  if (s->whole)
    step = fmax(step, 1);
  for (double v = ceil(s->lo / step) * step; v <= s->hi + step * 1e-9; v += step)
    tick(plot, horizontal, v);
}

void ab_plot_frame(const ab_plot *plot, const char *x_label, const char *y_label) {
  ticks(plot, true);
  ticks(plot, false);
  double middle = plot->left + plot->width / 2, bottom = plot->top + plot->height;
  ab_svg_rect(plot->svg, plot->left, plot->top, plot->width, plot->height, "frame");
  ab_svg_text(plot->svg, middle, bottom + 36, "middle", "label", "%s", x_label);
  ab_svg_text_upwards(plot->svg, plot->left - 56, plot->top + plot->height / 2, "label", y_label);
}

static bool can_be_drawn(const ab_scale *scale, double value) {
  return isfinite(value) && (!scale->logarithmic || value > 0);
}

void ab_plot_line(const ab_plot *plot, const double *x, const double *y, size_t count,
                  const char *class_) {
  double *px = ab_allocate(count, sizeof *px), *py = ab_allocate(count, sizeof *py);
  size_t run = 0;
  for (size_t i = 0; i <= count; i++) {
    if (i < count && can_be_drawn(&plot->x, x[i]) && can_be_drawn(&plot->y, y[i])) {
      px[run] = ab_plot_x(plot, x[i]);
      py[run++] = ab_plot_y(plot, y[i]);
      continue;
    }
    if (run > 0)
      ab_svg_polyline(plot->svg, px, py, run, class_);
    run = 0;
  }
  ab_free(px);
  ab_free(py);
}

void ab_plot_band(const ab_plot *plot, const double *x, const double *lo, const double *hi,
                  size_t count, const char *class_) {
  double *px = ab_allocate(2 * count, sizeof *px), *py = ab_allocate(2 * count, sizeof *py);
  size_t run = 0;
  for (size_t i = 0; i <= count; i++) {
    if (i < count && isfinite(x[i]) && isfinite(lo[i]) && can_be_drawn(&plot->y, hi[i])) {
      px[run] = ab_plot_x(plot, x[i]);
      py[run++] = ab_plot_y(plot, hi[i]);
      continue;
    }
    for (size_t k = 0; k < run; k++) { /* back along the lower line */
      px[run + k] = px[run - 1 - k];
      py[run + k] = ab_plot_y(plot, fmax(lo[i - 1 - k], plot->y.lo));
    }
    if (run > 0)
      ab_svg_polygon(plot->svg, px, py, 2 * run, class_);
    run = 0;
  }
  ab_free(px);
  ab_free(py);
}

void ab_plot_point(const ab_plot *plot, double x, double y, const char *class_) {
  if (can_be_drawn(&plot->x, x) && can_be_drawn(&plot->y, y))
    ab_svg_circle(plot->svg, ab_plot_x(plot, x), ab_plot_y(plot, y), 4.5, class_);
}

void ab_plot_level(const ab_plot *plot, double y, const char *class_) {
  if (!can_be_drawn(&plot->y, y))
    return;
  double at = ab_plot_y(plot, y);
  ab_svg_line(plot->svg, plot->left, at, plot->left + plot->width, at, class_);
}

void ab_plot_key(const ab_plot *plot, unsigned row, const char *class_, const char *text) {
  double right = plot->left + plot->width;
  double x = plot->key == AB_KEY_LEFT    ? plot->left + KEY_LINE
             : plot->key == AB_KEY_RIGHT ? right - KEY_WIDTH
                                         : right + KEY_LINE;
  double y = plot->top + 16 + row * KEY_LINE;
  ab_svg_line(plot->svg, x, y - 4, x + 24, y - 4, class_);
  ab_svg_text(plot->svg, x + 30, y, "start", "tick", "%s", text);
}

static int level_of(double value, double lo, double hi) {
  double t = (value - lo) / (hi - lo) * LEVELS;
  return t < 0 ? 0 : t >= LEVELS ? LEVELS - 1 : (int)t;
}

void ab_plot_heat(const ab_plot *plot, const double *values, size_t columns, size_t rows, double lo,
                  double hi) {
  double width = plot->width / (double)columns, height = plot->height / (double)rows;
  for (int level = 0; level < LEVELS; level++) {
    char class_[16];
    snprintf(class_, sizeof class_, "level%d", level);
    ab_svg_cells_begin(plot->svg, class_);
    for (size_t j = 0; j < rows; j++)
      for (size_t i = 0, end; i < columns; i = end) { /* runs of one level */
        end = i + 1;
        const double *row = values + j * columns;
        if (isnan(row[i]) || level_of(row[i], lo, hi) != level)
          continue;
        while (end < columns && !isnan(row[end]) && level_of(row[end], lo, hi) == level)
          end++;
        ab_svg_cell(plot->svg, plot->left + width * (double)i,
                    plot->top + height * (double)(rows - 1 - j), width * (double)(end - i), height);
      }
    ab_svg_cells_end(plot->svg);
  }
}
