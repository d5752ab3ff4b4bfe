/* SPDX-License-Identifier: MIT
 * The least T = p - u (alpha - beta) + v beta over the lines of a log, at the points of a grid: in
 * doubles, for pictures and tables. Lines that change nothing cost little (docs/theory/trace.md,
 * section 3). */
#ifndef AB_TRACE_GRID_H
#define AB_TRACE_GRID_H

#include "trace/envelope.h"
#include "trace/polygon.h"

enum { AB_GRID_LEVELS = 7, AB_GRID_SIDE = 1 << AB_GRID_LEVELS };

/* Cells of [0, alpha] x [0, beta], square or not; points are their centres. */
typedef struct {
  double alpha, beta;
  /* The line with the least T: of cell (i, j) lines[0][j*SIDE + i]; of a square of 2^level cells
   * that at one of them. */
  ab_affine *lines[AB_GRID_LEVELS + 1];
  ab_envelope envelope; /* of the lines so far */
} ab_grid;

void ab_grid_init(ab_grid *grid, double alpha, double beta);
void ab_grid_clear(ab_grid *grid);

void ab_grid_add(ab_grid *grid, const ab_halfplane_near *halfplane);

/* The centre of cell i of a row, or of a column. */
double ab_grid_alpha(const ab_grid *grid, size_t i);
double ab_grid_beta(const ab_grid *grid, size_t j);

/* The least T at the centre of a cell; NaN unless alpha > beta there. */
double ab_grid_least(const ab_grid *grid, size_t i, size_t j);

#endif
