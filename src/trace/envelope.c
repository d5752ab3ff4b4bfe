/* SPDX-License-Identifier: MIT */
#include "trace/envelope.h"

#include "base/memory.h"

#include <math.h>

static const double NOISE = 0x1p-48; /* differences that rounding may make */
enum { SIDES = 4, CORNERS = AB_ENVELOPE_LINES_MAX + AB_ENVELOPE_WAITING + SIDES };

/* A convex polygon of the plane. */
typedef struct {
  double x[CORNERS], y[CORNERS];
  size_t count;
} part;

static double value_at(const ab_affine *line, double x, double y) {
  return line->p - line->u * x + line->v * y;
}

static double size_at(const ab_affine *line, double x, double y) {
  return fabs(line->p) + fabs(line->u) * x + fabs(line->v) * y;
}

static void add(part *p, double x, double y) {
  if (p->count == CORNERS)
    return;
  p->x[p->count] = x;
  p->y[p->count++] = y;
}

/* The part where `more` >= 0. */
static void clip(part *out, const part *in, const ab_affine *more) {
  out->count = 0;
  for (size_t i = 0; i < in->count; i++) {
    size_t k = i + 1 < in->count ? i + 1 : 0;
    double a = value_at(more, in->x[i], in->y[i]), b = value_at(more, in->x[k], in->y[k]);
    if (a >= 0)
      add(out, in->x[i], in->y[i]);
    if ((a < 0 && b > 0) || (a > 0 && b < 0)) {
      double t = a / (a - b);
      add(out, in->x[i] + t * (in->x[k] - in->x[i]), in->y[i] + t * (in->y[k] - in->y[i]));
    }
  }
}

static void keep(ab_envelope *e, const part *p, const ab_affine *line) {
  double **const arrays[] = {&e->x, &e->y, &e->least};
  for (size_t k = 0; k < 3; k++)
    ab_reserve(arrays[k], &e->capacity[k], e->count + p->count, sizeof(double));
  for (size_t i = 0; i < p->count; i++, e->count++) {
    e->x[e->count] = p->x[i];
    e->y[e->count] = p->y[i];
    e->least[e->count] = value_at(line, p->x[i], p->y[i]) - NOISE * size_at(line, p->x[i], p->y[i]);
  }
}

/* The part of the window where line k is least; of equal lines the last one has it. */
static void find_part(part *out, const ab_envelope *e, size_t k) {
  double top = fmin(e->alpha, e->beta);
  part parts[2] = {{{0, e->alpha, e->alpha - top, 0}, {0, 0, top, top}, SIDES}};
  size_t now = 0;
  const ab_affine *line = &e->lines[k];
  for (size_t j = 0; j < e->line_count && parts[now].count; j++) {
    const ab_affine *other = &e->lines[j];
    ab_affine more = {other->p - line->p, other->u - line->u, other->v - line->v};
    bool same = more.p == 0 && more.u == 0 && more.v == 0;
    if (same && j > k)
      parts[now].count = 0;
    if (same)
      continue;
    clip(&parts[1 - now], &parts[now], &more);
    now = 1 - now;
  }
  *out = parts[now];
}

/* Corners anew; lines that are nowhere least go. */
static void build(ab_envelope *e) {
  enum { PAUSE = 4096 };
  part p;
  ab_affine kept[AB_ENVELOPE_LINES_MAX + AB_ENVELOPE_WAITING];
  size_t count = 0;
  e->count = e->waiting = 0;
  for (size_t k = 0; k < e->line_count; k++) {
    find_part(&p, e, k);
    if (p.count)
      kept[count++] = e->lines[k];
    keep(e, &p, &e->lines[k]);
  }
  if (count > AB_ENVELOPE_LINES_MAX) {
    e->count = count = 0;
    e->pause = PAUSE;
  }
  for (size_t k = 0; k < count; k++)
    e->lines[k] = kept[k];
  e->line_count = count;
}

void ab_envelope_add(ab_envelope *e, const ab_affine *line) {
  if (e->pause) {
    e->pause--;
    return;
  }
  e->lines[e->line_count++] = *line;
  if (++e->waiting == AB_ENVELOPE_WAITING)
    build(e);
}

void ab_envelope_clear(ab_envelope *e) {
  ab_free(e->x);
  ab_free(e->y);
  ab_free(e->least);
}

bool ab_envelope_is_below(const ab_envelope *e, const ab_affine *line) {
  for (size_t i = 0; i < e->count; i++)
    if (!(value_at(line, e->x[i], e->y[i]) >= e->least[i]))
      return false;
  return e->count > 0;
}
