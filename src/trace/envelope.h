/* SPDX-License-Identifier: MIT
 * Whether a line can lower the least T of others anywhere: asked at the corners of that concave
 * function alone (docs/theory/trace.md, section 3). In doubles. */
#ifndef AB_TRACE_ENVELOPE_H
#define AB_TRACE_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

/* T = p - u x + v y, x = alpha - beta, y = beta; p = inf: none. */
typedef struct {
  double p, u, v;
} ab_affine;

enum { AB_ENVELOPE_LINES_MAX = 64, AB_ENVELOPE_WAITING = 16 };

/* The least of some T over a window, by its corners; all zeros: of none. */
typedef struct {
  double alpha, beta; /* the window: alpha >= beta, alpha <= this, beta <= this */
  ab_affine lines[AB_ENVELOPE_LINES_MAX + AB_ENVELOPE_WAITING]; /* the last few not built in yet */
  size_t line_count, waiting;
  double *x, *y, *least; /* the corners, and the value there */
  size_t count, capacity[3];
  size_t pause; /* so many lines are let through: there were too many that matter */
} ab_envelope;

void ab_envelope_clear(ab_envelope *envelope);

/* The line is nowhere below; false also if that is not clear. */
bool ab_envelope_is_below(const ab_envelope *envelope, const ab_affine *line);

/* Takes in a line for which that is false. */
void ab_envelope_add(ab_envelope *envelope, const ab_affine *line);

#endif
