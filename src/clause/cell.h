/* SPDX-License-Identifier: MIT
 * A sub-box of the unit cube as bisection makes it: exact, and cheap to walk up and down.
 *
 * Coordinate k of the cell is [index/2^depth, (index+1)/2^depth], or one end of that once a face
 * was taken. The box of the clause is its image under z = lo + (hi - lo) u, lo and hi rational:
 * midpoints are dyadic in u, corners are exact, nothing is ever widened before the final rounding.
 */
#ifndef AB_CLAUSE_CELL_H
#define AB_CLAUSE_CELL_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum { AB_END_LOW = -1, AB_END_NONE = 0, AB_END_HIGH = 1 } ab_end;

typedef struct {
  mpz_t index;
  unsigned depth;
  ab_end end; /* NONE: an interval; else that end only */
} ab_axis;

typedef struct {
  ab_axis *axes;
  size_t count;
} ab_cell;

void ab_cell_init(ab_cell *cell, size_t count); /* the whole unit cube */
void ab_cell_clear(ab_cell *cell);
void ab_cell_set(ab_cell *cell, const ab_cell *other); /* same count */

/* Goes down into the low (half 0) or high (half 1) half of axis k, which must be an interval; and
 * up again. */
void ab_cell_enter_half(ab_cell *cell, size_t k, unsigned half);
void ab_cell_leave_half(ab_cell *cell, size_t k);
/* Reduces axis k, an interval, to one end; and back. */
void ab_cell_enter_face(ab_cell *cell, size_t k, ab_end end);
void ab_cell_leave_face(ab_cell *cell, size_t k);

/* Sets axis k, neither split nor reduced so far, to the point index/2^depth, index < 2^depth; and
 * back. */
void ab_cell_enter_point(ab_cell *cell, size_t k, unsigned depth, unsigned long index);
void ab_cell_leave_point(ab_cell *cell, size_t k);

/* The exact ends of coordinate k in the box of a clause with ends lo <= hi; equal for a face. */
void ab_cell_ends(mpq_t out_lo, mpq_t out_hi, const ab_cell *cell, size_t k, const mpq_t lo,
                  const mpq_t hi);

#endif
