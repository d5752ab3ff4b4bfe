/* SPDX-License-Identifier: MIT
 * A frame with scales in an SVG picture, and data drawn in it. */
#ifndef AB_REPORT_PLOT_H
#define AB_REPORT_PLOT_H

#include "report/svg.h"

#include <stdbool.h>

/* lo < hi, finite; logarithmic: 0 < lo; whole: ticks at whole numbers only. */
typedef struct {
  double lo, hi;
  bool logarithmic, whole;
} ab_scale;

/* Where the key stands: in a corner of the frame, or to the right of it. */
typedef enum { AB_KEY_RIGHT, AB_KEY_LEFT, AB_KEY_BESIDE } ab_key_place;

typedef struct {
  ab_svg *svg;
  double left, top, width, height; /* of the frame, in pixels */
  ab_scale x, y;                   /* y grows upwards */
  ab_key_place key;
} ab_plot;

/* A scale that holds lo..hi with a margin; widened where they agree. */
ab_scale ab_scale_around(double lo, double hi, bool logarithmic);

/* Where a number stands, in pixels; clipped to the frame. */
double ab_plot_x(const ab_plot *plot, double x);
double ab_plot_y(const ab_plot *plot, double y);

/* Frame, ticks at round numbers, a light grid, labels. */
void ab_plot_frame(const ab_plot *plot, const char *x_label, const char *y_label);

/* A line through points; those that are not finite, or not positive on a logarithmic scale, break
 * it. */
void ab_plot_line(const ab_plot *plot, const double *x, const double *y, size_t count,
                  const char *class_);
/* The area between two lines through points; numbers below a scale count as its end. */
void ab_plot_band(const ab_plot *plot, const double *x, const double *lo, const double *hi,
                  size_t count, const char *class_);
void ab_plot_point(const ab_plot *plot, double x, double y, const char *class_);
/* A horizontal line across the frame. */
void ab_plot_level(const ab_plot *plot, double y, const char *class_);

/* One line of the key; row counts from 0. */
void ab_plot_key(const ab_plot *plot, unsigned row, const char *class_, const char *text);

/* A heat map: values[j*columns + i] at column i, row j (rows upwards), over the whole frame, in ten
 * levels between lo and hi; what is not a number stays empty. */
void ab_plot_heat(const ab_plot *plot, const double *values, size_t columns, size_t rows, double lo,
                  double hi);

#endif
