/* SPDX-License-Identifier: MIT */
#include "report/slice.h"

#include "base/memory.h"
#include "report/margin.h"
#include "report/plot.h"
#include "report/survey.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SAMPLES = 4000, GRID = 96, CELLS = 12000, NO_AXIS = 64 };
enum { WIDTH = 560, HEIGHT = 470, LEFT = 76, TOP = 40, FRAME_WIDTH = 440, FRAME_HEIGHT = 360 };

static const ab_clause *clause_of(const ab_certificate *c, size_t clause) {
  return &c->clauses.clauses[clause];
}

static size_t variables_of(const ab_certificate *c, size_t clause) {
  return ab_clause_template(&c->clauses, clause_of(c, clause))->variable_count;
}

static bool has_plane(const ab_certificate *c, size_t clause) {
  size_t wide = 0;
  for (size_t k = 0; k < variables_of(c, clause); k++)
    wide += mpq_cmp(clause_of(c, clause)->lo[k], clause_of(c, clause)->hi[k]) < 0;
  return wide >= 2;
}

static void count_one(void *context, const ab_leaf *leaf) {
  (void)leaf;
  ++*(size_t *)context;
}

/* The named clause, or the one with the most leaves, of those with a plane. */
static bool choose_clause(size_t *chosen, const ab_certificate *c, const char *name) {
  size_t most = 0;
  for (size_t i = 0; i < c->clauses.clause_count; i++) {
    if (!has_plane(c, i) || (name && strcmp(clause_of(c, i)->name, name) != 0))
      continue;
    size_t leaves = 0;
    ab_survey_leaves(c, i, count_one, &leaves);
    if (leaves > most)
      most = leaves, *chosen = i;
  }
  return most > 0;
}

/* What one pass over the leaves of the clause finds. */
typedef struct {
  const ab_clause *clause;
  ab_margin *margin;
  size_t count, seen, every; /* every so many leaves one margin is computed */
  double *point;
  double least;
  double *cuts; /* how finely each axis was divided: sum over leaves of log2(box width / width) */
} scan;

static void scan_leaf(void *context, const ab_leaf *leaf) {
  scan *s = context;
  for (size_t k = 0; k < s->count; k++) {
    double width = mpq_get_d(s->clause->hi[k]) - mpq_get_d(s->clause->lo[k]);
    if (leaf->hi[k] > leaf->lo[k])
      s->cuts[k] += log2(width / (leaf->hi[k] - leaf->lo[k]));
  }
  if (s->seen++ % s->every != 0)
    return;
  double margin = ab_margin_at(s->margin, leaf->centre);
  if (!(margin < s->least))
    return;
  s->least = margin;
  memcpy(s->point, leaf->centre, s->count * sizeof *s->point);
}

/* The axis that was cut most, other than `but`. */
static size_t most_cut(const scan *s, size_t but) {
  size_t best = NO_AXIS;
  for (size_t k = 0; k < s->count; k++)
    if (k != but && mpq_cmp(s->clause->lo[k], s->clause->hi[k]) < 0 &&
        (best == NO_AXIS || s->cuts[k] > s->cuts[best]))
      best = k;
  return best;
}

static ab_status find_axis(size_t *axis, const ab_template *t, const char *name, ab_error *error) {
  for (size_t k = 0; k < t->variable_count; k++)
    if (strcmp(t->variables[k], name) == 0) {
      *axis = k;
      return AB_OK;
    }
  return ab_error_set(error, AB_USAGE, "no variable of the clauses is named '%s'", name);
}

static ab_status choose_axes(ab_slice *slice, const scan *s, const ab_template *t,
                             const char *const names[2], ab_error *error) {
  size_t first = most_cut(s, NO_AXIS), second = most_cut(s, first);
  slice->axes[0] = first < second ? first : second;
  slice->axes[1] = first < second ? second : first;
  ab_status status = AB_OK;
  for (size_t i = 0; i < 2 && names[0] && status == AB_OK; i++)
    status = find_axis(&slice->axes[i], t, names[i], error);
  if (status == AB_OK && slice->axes[0] == slice->axes[1])
    status = ab_error_set(error, AB_USAGE, "the two axes have to differ");
  return status;
}

ab_status ab_slice_choose(ab_slice *slice, bool *found, const ab_certificate *certificate,
                          const char *clause, const char *const axes[2], ab_error *error) {
  *slice = (ab_slice){0};
  *found = choose_clause(&slice->clause, certificate, clause);
  if (!*found && clause)
    return ab_error_set(error, AB_USAGE, "no clause with two variables or more is named '%s'",
                        clause);
  if (!*found)
    return AB_OK;
  size_t leaves = 0, n = variables_of(certificate, slice->clause);
  ab_survey_leaves(certificate, slice->clause, count_one, &leaves);
  slice->point = ab_allocate(n, sizeof *slice->point);
  scan s = {.clause = clause_of(certificate, slice->clause),
            .margin = ab_margin_create(certificate, slice->clause),
            .count = n,
            .every = leaves / SAMPLES + 1,
            .point = slice->point,
            .least = INFINITY,
            .cuts = ab_allocate(n, sizeof *s.cuts)};
  for (size_t k = 0; k < n; k++)
    s.point[k] = (mpq_get_d(s.clause->lo[k]) + mpq_get_d(s.clause->hi[k])) / 2;
  ab_survey_leaves(certificate, slice->clause, scan_leaf, &s);
  slice->margin = s.least;
  ab_status status =
      choose_axes(slice, &s, ab_clause_template(&certificate->clauses, s.clause), axes, error);
  ab_margin_destroy(s.margin);
  ab_free(s.cuts);
  if (status != AB_OK)
    ab_slice_clear(slice);
  return status;
}

void ab_slice_clear(ab_slice *slice) {
  ab_free(slice->point);
  *slice = (ab_slice){0};
}

/* The frame of both pictures. */
static ab_plot start_plot(ab_svg *svg, const ab_slice *slice, const ab_certificate *c,
                          const char *title) {
  const ab_clause *clause = clause_of(c, slice->clause);
  char line[256];
  snprintf(line, sizeof line, "%s, clause %s", title, clause->name);
  ab_svg_begin(svg, WIDTH, HEIGHT, line);
  ab_svg_text(svg, LEFT, 22, "start", "title", "%s", line);
  ab_plot plot = {
      .svg = svg, .left = LEFT, .top = TOP, .width = FRAME_WIDTH, .height = FRAME_HEIGHT};
  plot.x = (ab_scale){mpq_get_d(clause->lo[slice->axes[0]]), mpq_get_d(clause->hi[slice->axes[0]]),
                      false};
  plot.y = (ab_scale){mpq_get_d(clause->lo[slice->axes[1]]), mpq_get_d(clause->hi[slice->axes[1]]),
                      false};
  return plot;
}

static void finish_plot(const ab_plot *plot, const ab_slice *slice, const ab_certificate *c) {
  const ab_template *t = ab_clause_template(&c->clauses, clause_of(c, slice->clause));
  ab_plot_frame(plot, t->variables[slice->axes[0]], t->variables[slice->axes[1]]);
  double x = slice->point[slice->axes[0]], y = slice->point[slice->axes[1]];
  ab_plot_point(plot, x, y, "point");
  ab_svg_end(plot->svg);
}

/* Leaves in classes: one a rule, each in two strengths. */
typedef struct {
  const ab_slice *slice;
  const ab_plot *plot;
  size_t count, drawn;
  ab_step_kind rule; /* of the class under way */
  bool deep;
  unsigned middle; /* depths from here on are deep */
} drawing;

static bool meets_plane(const drawing *d, const ab_leaf *leaf) {
  for (size_t k = 0; k < d->count; k++)
    if (k != d->slice->axes[0] && k != d->slice->axes[1] &&
        (d->slice->point[k] < leaf->lo[k] || d->slice->point[k] > leaf->hi[k]))
      return false;
  return true;
}

static void draw_leaf(void *context, const ab_leaf *leaf) {
  drawing *d = context;
  if (leaf->rule != d->rule || (leaf->depth >= d->middle) != d->deep || !meets_plane(d, leaf) ||
      d->drawn >= CELLS)
    return;
  size_t a = d->slice->axes[0], b = d->slice->axes[1];
  double x = ab_plot_x(d->plot, leaf->lo[a]), y = ab_plot_y(d->plot, leaf->hi[b]);
  double width = ab_plot_x(d->plot, leaf->hi[a]) - x, height = ab_plot_y(d->plot, leaf->lo[b]) - y;
  ab_svg_cell(d->plot->svg, x, y, width, height);
  d->drawn++;
}

static void find_depth(void *context, const ab_leaf *leaf) {
  unsigned *depth = context;
  *depth = leaf->depth > *depth ? leaf->depth : *depth;
}

void ab_slice_draw_leaves(ab_svg *svg, const ab_slice *slice, const ab_certificate *certificate) {
  static const char *const areas[AB_STEP_KINDS] = {[AB_STEP_DIRECT] = "area1",
                                                   [AB_STEP_CENTRED] = "area2",
                                                   [AB_STEP_EXACT] = "area3",
                                                   [AB_STEP_ORDER_TWO] = "area4"};
  ab_plot plot = start_plot(svg, slice, certificate, "Subdivision");
  unsigned depth = 0, row = 0;
  ab_survey_leaves(certificate, slice->clause, find_depth, &depth);
  drawing d = {.slice = slice,
               .plot = &plot,
               .count = variables_of(certificate, slice->clause),
               .middle = depth / 2 + 1};
  for (int rule = 0; rule < AB_STEP_KINDS; rule++) {
    size_t before = d.drawn;
    for (int deep = 0; deep < 2 && areas[rule]; deep++) {
      char class_[32];
      snprintf(class_, sizeof class_, "cells %s%s", areas[rule], deep ? "" : " pale");
      d.rule = (ab_step_kind)rule, d.deep = deep;
      ab_svg_cells_begin(svg, class_);
      ab_survey_leaves(certificate, slice->clause, draw_leaf, &d);
      ab_svg_cells_end(svg);
    }
    if (d.drawn > before) {
      double x = LEFT + 110.0 * row++;
      ab_svg_rect(svg, x, HEIGHT - 16, 12, 12, areas[rule]);
      ab_svg_text(svg, x + 18, HEIGHT - 6, "start", "tick", "%s",
                  ab_step_kind_word((ab_step_kind)rule));
    }
  }
  ab_svg_text(svg, WIDTH - 8, HEIGHT - 6, "end", "tick", "%s",
              d.drawn >= CELLS ? "not all leaves are drawn" : "strong: deeper half");
  finish_plot(&plot, slice, certificate);
}

/* Margins over the plane; lo and hi are their range. */
static double *sample_margin(const ab_slice *slice, const ab_certificate *c, const ab_plot *plot,
                             double *lo, double *hi) {
  size_t n = variables_of(c, slice->clause);
  double *values = ab_allocate((size_t)GRID * GRID, sizeof *values);
  double *z = ab_allocate(n, sizeof *z);
  ab_margin *margin = ab_margin_create(c, slice->clause);
  memcpy(z, slice->point, n * sizeof *z);
  *lo = INFINITY, *hi = -INFINITY;
  for (size_t j = 0; j < GRID; j++)
    for (size_t i = 0; i < GRID; i++) {
      z[slice->axes[0]] = plot->x.lo + (plot->x.hi - plot->x.lo) * ((double)i + 0.5) / GRID;
      z[slice->axes[1]] = plot->y.lo + (plot->y.hi - plot->y.lo) * ((double)j + 0.5) / GRID;
      double value = ab_margin_at(margin, z);
      values[j * GRID + i] = value;
      *lo = fmin(*lo, value), *hi = fmax(*hi, value);
    }
  ab_margin_destroy(margin);
  ab_free(z);
  return values;
}

/* Margins range over many powers of ten: shown on the scale of asinh(margin / unit). */
void ab_slice_draw_margin(ab_svg *svg, const ab_slice *slice, const ab_certificate *certificate) {
  ab_plot plot = start_plot(svg, slice, certificate, "Margin");
  double lo, hi;
  double *values = sample_margin(slice, certificate, &plot, &lo, &hi);
  double unit = fmax(fabs(slice->margin), 1e-6 * fmax(fabs(lo), fabs(hi)));
  if (!(unit > 0))
    unit = 1;
  for (size_t i = 0; i < (size_t)GRID * GRID; i++)
    values[i] = asinh(values[i] / unit);
  double bottom = asinh(lo / unit), top = asinh(hi / unit);
  if (top > bottom)
    ab_plot_heat(&plot, values, GRID, GRID, bottom, top);
  ab_free(values);
  double step = (top - bottom) / 10;
  for (int level = 0; level < 10; level++) {
    char class_[16];
    snprintf(class_, sizeof class_, "level%d", level);
    ab_svg_rect(svg, LEFT + 44 * level, HEIGHT - 24, 44, 10, class_);
    if (level % 2 == 0)
      ab_svg_text(svg, LEFT + 44 * level, HEIGHT - 3, "middle", "tick", "%.2g",
                  unit * sinh(bottom + step * level));
  }
  finish_plot(&plot, slice, certificate);
}
