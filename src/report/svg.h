/* SPDX-License-Identifier: MIT
 * SVG pictures, written by hand: shapes in pixels with classes of one style sheet, light and dark.
 *
 * Classes: frame grid tick label title (text), line1..line4, area1..area4 (fills), dash, point,
 * mark, level0..level9 (a scale from cold to warm). Numbers are written with two decimals, so that
 * the bytes do not depend on the last bits of a computation. */
#ifndef AB_REPORT_SVG_H
#define AB_REPORT_SVG_H

#include "base/text.h"

typedef struct {
  ab_text text; /* complete after ab_svg_end */
} ab_svg;

/* `title` says what the picture shows, for those who cannot see it. */
void ab_svg_begin(ab_svg *svg, double width, double height, const char *title);
void ab_svg_end(ab_svg *svg);
void ab_svg_clear(ab_svg *svg);

void ab_svg_rect(ab_svg *svg, double x, double y, double width, double height, const char *class_);
void ab_svg_line(ab_svg *svg, double x1, double y1, double x2, double y2, const char *class_);
void ab_svg_circle(ab_svg *svg, double x, double y, double radius, const char *class_);
/* An open line through `count` points. */
void ab_svg_polyline(ab_svg *svg, const double *x, const double *y, size_t count,
                     const char *class_);
/* A closed area. */
void ab_svg_polygon(ab_svg *svg, const double *x, const double *y, size_t count,
                    const char *class_);
/* anchor: "start", "middle" or "end". */
void ab_svg_text(ab_svg *svg, double x, double y, const char *anchor, const char *class_,
                 const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Text that reads upwards, centred at (x, y). */
void ab_svg_text_upwards(ab_svg *svg, double x, double y, const char *class_, const char *string);

/* Rectangles of one class as one element: begin, any number of cells, end. */
void ab_svg_cells_begin(ab_svg *svg, const char *class_);
void ab_svg_cell(ab_svg *svg, double x, double y, double width, double height);
void ab_svg_cells_end(ab_svg *svg);

/* Appends text with & < > " escaped, for SVG and HTML. */
void ab_append_escaped(ab_text *out, const char *text);

/* The style sheet of all pictures. */
const char *ab_svg_style(void);

#endif
