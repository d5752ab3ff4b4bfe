/* SPDX-License-Identifier: MIT */
#include "trace/grid.h"

#include "base/memory.h"

#include <math.h>

static const ab_affine none = {INFINITY, 0, 0};

void ab_grid_init(ab_grid *g, double alpha, double beta) {
  *g = (ab_grid){.alpha = alpha, .beta = beta, .envelope = {.alpha = alpha, .beta = beta}};
  for (size_t level = 0; level <= AB_GRID_LEVELS; level++) {
    size_t side = (size_t)AB_GRID_SIDE >> level, count = side * side;
    g->lines[level] = ab_allocate(count, sizeof(ab_affine));
    for (size_t k = 0; k < count; k++)
      g->lines[level][k] = none;
  }
}

void ab_grid_clear(ab_grid *g) {
  for (size_t level = 0; level <= AB_GRID_LEVELS; level++)
    ab_free(g->lines[level]);
  ab_envelope_clear(&g->envelope);
}

double ab_grid_alpha(const ab_grid *g, size_t i) {
  return g->alpha * ((double)i + 0.5) / AB_GRID_SIDE;
}

double ab_grid_beta(const ab_grid *g, size_t j) {
  return g->beta * ((double)j + 0.5) / AB_GRID_SIDE;
}

static double value_at(const ab_grid *g, const ab_affine *line, size_t i, size_t j) {
  double beta = ab_grid_beta(g, j);
  return line->p - line->u * (ab_grid_alpha(g, i) - beta) + line->v * beta;
}

double ab_grid_least(const ab_grid *g, size_t i, size_t j) {
  if (!(ab_grid_alpha(g, i) > ab_grid_beta(g, j)))
    return NAN;
  return value_at(g, &g->lines[0][j * AB_GRID_SIDE + i], i, j);
}

/* Square (i, j) of a level. Where its line is nowhere above the new one, neither is the least T,
 * and nothing changes: a difference of lines is least at a corner. */
static void add(ab_grid *g, const ab_affine *line, size_t level, size_t i, size_t j) {
  size_t side = (size_t)AB_GRID_SIDE >> level, span = ((size_t)1 << level) - 1;
  ab_affine *old = &g->lines[level][j * side + i];
  ab_affine more = {line->p - old->p, line->u - old->u, line->v - old->v};
  size_t left = i << level, low = j << level;
  if (!(ab_grid_alpha(g, left + span) > ab_grid_beta(g, low)) ||
      value_at(g, &more, left + (more.u > 0 ? span : 0), low + (more.u + more.v < 0 ? span : 0)) >=
          0)
    return;
  if (level == 0) {
    *old = *line;
    return;
  }
  for (size_t k = 0; k < 4; k++)
    add(g, line, level - 1, 2 * i + (k & 1), 2 * j + (k >> 1));
  const ab_affine *below = g->lines[level - 1] + (2 * j * 2 * side + 2 * i);
  size_t inner = level % 2 ? 0 : 2 * side + 1; /* towards the middle, turn by turn */
  *old = isfinite(below[inner].p) ? below[inner] : below[1];
}

void ab_grid_add(ab_grid *g, const ab_halfplane_near *h) {
  ab_affine line = {h->p, h->u, h->v};
  if (ab_envelope_is_below(&g->envelope, &line))
    return;
  ab_envelope_add(&g->envelope, &line);
  add(g, &line, AB_GRID_LEVELS, 0, 0);
}
