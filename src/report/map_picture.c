/* SPDX-License-Identifier: MIT */
#include "report/map_picture.h"

#include "base/memory.h"
#include "num/rational.h"
#include "report/plot.h"

#include <math.h>

enum { SAMPLES = 241, DIGITS = 17 };
static const double width = 760, height = 460;

/* beta as a function of d. */
typedef struct {
  double x[SAMPLES], proved[SAMPLES], refuted[SAMPLES]; /* NaN where nothing is known */
} curves;

static double d_of(const ab_map_line *line) {
  return mpq_get_d(line->shift);
}

static double proved_of(const ab_map_line *line) {
  return line->has_proved ? mpq_get_d(line->proved) : NAN;
}

static double refuted_of(const ab_map_line *line) {
  return line->has_refuted ? mpq_get_d(line->refuted) : NAN;
}

/* On the chord through (x1, y1) and (x2, y2). */
static double chord(double x, double x1, double y1, double x2, double y2) {
  return x1 == x2 ? fmin(y1, y2) : y1 + (y2 - y1) * (x - x1) / (x2 - x1);
}

/* Between two lines the least beta lies on or below the chord of proved values. */
static double proved_at(const ab_map *map, double x) {
  double least = INFINITY;
  for (size_t k = 0; k < map->count; k++) {
    const ab_map_line *a = &map->lines[k], *b = a;
    while (b + 1 < map->lines + map->count && (b == a || !b->has_proved))
      b++;
    if (d_of(a) <= x && x <= d_of(b))
      least = fmin(least, chord(x, d_of(a), proved_of(a), d_of(b), proved_of(b)));
  }
  return isfinite(least) ? least : NAN;
}

/* Beyond a refuted value, seen from a proved one, it lies above the chord of the two. */
static double refuted_at(const ab_map *map, double x) {
  double most = NAN;
  for (size_t k = 0; k < map->count; k++)
    for (size_t j = 0; j < map->count; j++) {
      const ab_map_line *from = &map->lines[j], *through = &map->lines[k];
      bool beyond = (d_of(from) < d_of(through) && d_of(through) <= x) ||
                    (d_of(from) > d_of(through) && d_of(through) >= x);
      if (beyond)
        most =
            fmax(most, chord(x, d_of(from), proved_of(from), d_of(through), refuted_of(through)));
    }
  return most;
}

static void sample(curves *c, const ab_map *map) {
  double lo = d_of(&map->lines[0]), hi = d_of(&map->lines[map->count - 1]);
  for (int k = 0; k < SAMPLES; k++) {
    c->x[k] = fmin(fmax(lo * pow(hi / lo, (double)k / (SAMPLES - 1)), lo), hi);
    c->proved[k] = proved_at(map, c->x[k]);
    c->refuted[k] = refuted_at(map, c->x[k]);
  }
}

static ab_scale beta_scale(const ab_map *map) {
  double lo = INFINITY, hi = 0;
  for (size_t k = 0; k < map->count; k++) {
    const ab_map_line *line = &map->lines[k];
    double ends[] = {proved_of(line), refuted_of(line)};
    for (int end = 0; end < 2; end++)
      if (ends[end] > 0) {
        lo = fmin(lo, ends[end]);
        hi = fmax(hi, ends[end]);
      }
  }
  return ab_scale_around(lo / 2, hi * 2, true);
}

/* From the curve to the frame's upper or lower edge, wherever the curve is known. */
static void fill(const ab_plot *plot, const double *x, const double *y, bool upwards,
                 const char *class_) {
  double px[2 * SAMPLES], py[2 * SAMPLES];
  for (int from = 0; from < SAMPLES; from++) {
    size_t count = 0;
    int k = from;
    for (; k < SAMPLES && y[k] > 0; k++, count++) {
      px[count] = ab_plot_x(plot, x[k]);
      py[count] = ab_plot_y(plot, y[k]);
    }
    if (count < 2)
      continue;
    for (size_t back = count; back-- > 0; count++) {
      px[count] = px[back];
      py[count] = ab_plot_y(plot, upwards ? plot->y.hi : plot->y.lo);
    }
    ab_svg_polygon(plot->svg, px, py, count, class_);
    from = k;
  }
}

static void draw_lines(const ab_plot *plot, const ab_map *map) {
  for (size_t k = 0; k < map->count; k++) {
    const ab_map_line *line = &map->lines[k];
    if (line->has_refuted)
      ab_plot_point(plot, d_of(line), refuted_of(line), "area2");
    if (line->has_proved)
      ab_plot_point(plot, d_of(line), proved_of(line), "area1");
  }
}

/* beta s/d = B: above this line the floor exceeds every gap on D. */
static void draw_vacuous(const ab_plot *plot, const curves *c, const ab_sgd_scale *scale,
                         unsigned row) {
  double slope = mpq_get_d(scale->gap_upper) / mpq_get_d(scale->noise.lo), y[SAMPLES];
  for (int k = 0; k < SAMPLES; k++) {
    y[k] = slope * c->x[k];
    if (!(y[k] >= plot->y.lo && y[k] <= plot->y.hi))
      y[k] = NAN;
  }
  ab_plot_line(plot, c->x, y, SAMPLES, "line3 dash");
  ab_plot_key(plot, row, "line3 dash", "floor = largest gap");
}

void ab_map_picture(ab_text *out, const ab_map *map, const ab_sgd_scale *scale, const char *title) {
  curves c;
  ab_svg svg;
  sample(&c, map);
  ab_plot plot = {&svg,
                  80,
                  40,
                  width - 110,
                  height - 100,
                  ab_scale_around(d_of(&map->lines[0]), d_of(&map->lines[map->count - 1]), true),
                  beta_scale(map),
                  true};
  ab_svg_begin(&svg, width, height, title);
  ab_svg_text(&svg, width / 2, 24, "middle", "title", "%s", title);
  fill(&plot, c.x, c.proved, true, "area1 pale");
  fill(&plot, c.x, c.refuted, false, "area2 pale");
  ab_plot_frame(&plot, "d = alpha - beta", "beta");
  ab_plot_line(&plot, c.x, c.proved, SAMPLES, "line1");
  ab_plot_line(&plot, c.x, c.refuted, SAMPLES, "line2");
  draw_lines(&plot, map);
  ab_plot_key(&plot, 0, "line1", "proved from here up");
  ab_plot_key(&plot, 1, "line2", "refuted from here down");
  unsigned row = 2;
  if (scale && scale->has_gap_upper && mpq_sgn(scale->noise.lo) > 0)
    draw_vacuous(&plot, &c, scale, row++);
  size_t least = ab_map_least_ratio(map);
  if (least < map->count) {
    ab_plot_point(&plot, d_of(&map->lines[least]), proved_of(&map->lines[least]), "mark");
    ab_plot_key(&plot, row, "mark", "least beta/d");
  }
  ab_svg_end(&svg);
  ab_text_append(out, svg.text.data, svg.text.length);
  ab_svg_clear(&svg);
}

static void add_rational(ab_text *out, const mpq_t value, bool known) {
  ab_text_add_char(out, ',');
  if (known)
    ab_rational_append(out, value);
}

void ab_map_table(ab_text *out, const ab_map *map, const ab_sgd_scale *scale) {
  ab_range floor;
  ab_range_init(&floor);
  ab_text_add(out, "d,beta_refuted,beta_proved,floor\n");
  for (size_t k = 0; k < map->count; k++) {
    const ab_map_line *line = &map->lines[k];
    ab_rational_append(out, line->shift);
    add_rational(out, line->refuted, line->has_refuted);
    add_rational(out, line->proved, line->has_proved);
    ab_text_add_char(out, ',');
    if (scale && line->has_proved) {
      ab_sgd_scale_floor(&floor, scale, line->proved, line->shift);
      ab_rational_append_decimal(out, floor.hi, DIGITS, 1);
    }
    ab_text_add_char(out, '\n');
  }
  ab_range_clear(&floor);
}
