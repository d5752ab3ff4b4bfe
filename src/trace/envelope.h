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

/* Corners of the least of some T over a window, with its value there. */
typedef struct {
  double *x, *y, *least;
  size_t count, capacity[3];
} ab_envelope;

enum { AB_ENVELOPE_LINES_MAX = 64 };

/* Over alpha >= beta, alpha <= alpha_max, beta <= beta_max; 1 <= count <= AB_ENVELOPE_LINES_MAX. An
 * envelope that is all zeros is empty, and may be built again. */
void ab_envelope_build(ab_envelope *envelope, const ab_affine *lines, size_t count,
                       double alpha_max, double beta_max);
void ab_envelope_clear(ab_envelope *envelope);

/* The line is nowhere below; false also if that is not clear. */
bool ab_envelope_is_below(const ab_envelope *envelope, const ab_affine *line);

#endif
