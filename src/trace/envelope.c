/* SPDX-License-Identifier: MIT */
#include "trace/envelope.h"

#include "base/memory.h"

#include <math.h>

enum { SIDES = 4, CORNERS = AB_ENVELOPE_LINES_MAX + SIDES };

/* A convex polygon of the plane. */
typedef struct {
  double x[CORNERS], y[CORNERS];
  size_t count;
} part;

static double value_at(const ab_affine *line, double x, double y) {
  return line->p - line->u * x + line->v * y;
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
    e->least[e->count] = value_at(line, p->x[i], p->y[i]);
  }
}

void ab_envelope_build(ab_envelope *e, const ab_affine *lines, size_t count, double alpha_max,
                       double beta_max) {
  double top = fmin(alpha_max, beta_max);
  const part window = {{0, alpha_max, alpha_max - top, 0}, {0, 0, top, top}, SIDES};
  e->count = 0;
  for (size_t k = 0; k < count; k++) {
    part parts[2] = {window};
    size_t now = 0;
    for (size_t j = 0; j < count && parts[now].count; j++) {
      ab_affine more = {lines[j].p - lines[k].p, lines[j].u - lines[k].u, lines[j].v - lines[k].v};
      if (j == k)
        continue;
      clip(&parts[1 - now], &parts[now], &more);
      now = 1 - now;
    }
    keep(e, &parts[now], &lines[k]);
  }
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
