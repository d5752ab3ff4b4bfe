/* SPDX-License-Identifier: MIT */
#include "report/svg.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>

/* Ten levels from cold to warm; four colours for lines that can be told apart without colour
 * vision (Okabe and Ito). */
static const char style[] =
    ".abp{font:12px system-ui,sans-serif;fill:none;stroke:none}"
    ".abp text{fill:#222}.abp .label{font-size:13px}.abp .title{font-size:14px;font-weight:600}"
    ".abp .frame{stroke:#444}.abp .grid{stroke:#8884;stroke-width:.5}.abp .tick{fill:#444}"
    ".abp .line1{stroke:#0072b2}.abp .line2{stroke:#d55e00}.abp .line3{stroke:#009e73}"
    ".abp .line4{stroke:#9a5b8a}.abp .line1,.abp .line2,.abp .line3,.abp .line4{stroke-width:1.8}"
    ".abp .area1{fill:#0072b2}.abp .area2{fill:#d55e00}.abp .area3{fill:#009e73}"
    ".abp .area4{fill:#9a5b8a}.abp .pale{fill-opacity:.18}.abp .dash{stroke-dasharray:5 4}"
    ".abp .cells{stroke:#fff;stroke-width:.25}"
    ".abp .point{fill:#d55e00;stroke:#fff}.abp .mark{stroke:#222;stroke-width:1.5}"
    ".abp .level0{fill:#313695}.abp .level1{fill:#4575b4}.abp .level2{fill:#74add1}"
    ".abp .level3{fill:#abd9e9}.abp .level4{fill:#e0f3f8}.abp .level5{fill:#fee090}"
    ".abp .level6{fill:#fdae61}.abp .level7{fill:#f46d43}.abp .level8{fill:#d73027}"
    ".abp .level9{fill:#a50026}"
    "@media (prefers-color-scheme:dark){.abp text,.abp .tick{fill:#ddd}.abp .frame,.abp .mark"
    "{stroke:#bbb}.abp .line1{stroke:#56b4e9}.abp .line2{stroke:#f0884c}.abp .line3{stroke:#3fc79c}"
    ".abp .line4{stroke:#cc99bb}.abp .cells{stroke:#111}.abp .point{stroke:#111}}";

const char *ab_svg_style(void) {
  return style;
}

void ab_append_escaped(ab_text *out, const char *text) {
  for (; *text; text++) {
    const char *entity = *text == '&'   ? "&amp;"
                         : *text == '<' ? "&lt;"
                         : *text == '>' ? "&gt;"
                         : *text == '"' ? "&quot;"
                                        : NULL;
    if (entity)
      ab_text_add(out, entity);
    else
      ab_text_add_char(out, *text);
  }
}

void ab_svg_begin(ab_svg *svg, double width, double height, const char *title) {
  ab_text_init(&svg->text);
  ab_text_printf(
      &svg->text,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"abp\" viewBox=\"0 0 %.0f %.0f\" "
      "width=\"%.0f\" height=\"%.0f\" role=\"img\">\n<title>",
      width, height, width, height);
  ab_append_escaped(&svg->text, title);
  ab_text_printf(&svg->text, "</title>\n<style>%s</style>\n", style);
}

void ab_svg_end(ab_svg *svg) {
  ab_text_add(&svg->text, "</svg>\n");
}

void ab_svg_clear(ab_svg *svg) {
  ab_text_clear(&svg->text);
}

void ab_svg_rect(ab_svg *svg, double x, double y, double width, double height, const char *class_) {
  ab_text_printf(&svg->text,
                 "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" class=\"%s\"/>\n", x,
                 y, width, height, class_);
}

void ab_svg_line(ab_svg *svg, double x1, double y1, double x2, double y2, const char *class_) {
  ab_text_printf(&svg->text,
                 "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" class=\"%s\"/>\n", x1, y1,
                 x2, y2, class_);
}

void ab_svg_circle(ab_svg *svg, double x, double y, double radius, const char *class_) {
  ab_text_printf(&svg->text, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" class=\"%s\"/>\n", x, y,
                 radius, class_);
}

static void shape(ab_svg *svg, const char *name, const double *x, const double *y, size_t count,
                  const char *class_) {
  ab_text_printf(&svg->text, "<%s points=\"", name);
  for (size_t i = 0; i < count; i++)
    ab_text_printf(&svg->text, "%s%.2f,%.2f", i ? " " : "", x[i], y[i]);
  ab_text_printf(&svg->text, "\" class=\"%s\"/>\n", class_);
}

void ab_svg_polyline(ab_svg *svg, const double *x, const double *y, size_t count,
                     const char *class_) {
  shape(svg, "polyline", x, y, count, class_);
}

void ab_svg_polygon(ab_svg *svg, const double *x, const double *y, size_t count,
                    const char *class_) {
  shape(svg, "polygon", x, y, count, class_);
}

void ab_svg_text(ab_svg *svg, double x, double y, const char *anchor, const char *class_,
                 const char *format, ...) {
  char buffer[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  ab_text_printf(&svg->text, "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\" class=\"%s\">", x, y,
                 anchor, class_);
  ab_append_escaped(&svg->text, buffer);
  ab_text_add(&svg->text, "</text>\n");
}

void ab_svg_text_upwards(ab_svg *svg, double x, double y, const char *class_, const char *string) {
  ab_text_printf(&svg->text,
                 "<text transform=\"translate(%.2f %.2f) rotate(-90)\" text-anchor=\"middle\" "
                 "class=\"%s\">",
                 x, y, class_);
  ab_append_escaped(&svg->text, string);
  ab_text_add(&svg->text, "</text>\n");
}

void ab_svg_cells_begin(ab_svg *svg, const char *class_) {
  ab_text_printf(&svg->text, "<path class=\"%s\" d=\"", class_);
}

void ab_svg_cell(ab_svg *svg, double x, double y, double width, double height) {
  ab_text_printf(&svg->text, "M%.2f %.2fh%.2fv%.2fh%.2fz", x, y, width, height, -width);
}

void ab_svg_cells_end(ab_svg *svg) {
  ab_text_add(&svg->text, "\"/>\n");
}
