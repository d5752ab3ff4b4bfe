/* SPDX-License-Identifier: MIT */
#include "clause/cell.h"

#include "base/memory.h"

#include <assert.h>
#include <limits.h>

/* Bits of an unsigned long: an index of no more depth fits one. */
enum { WORD = sizeof(unsigned long) * CHAR_BIT };

void ab_cell_init(ab_cell *cell, size_t count) {
  cell->count = count;
  cell->axes = ab_allocate(count, sizeof *cell->axes);
  for (size_t k = 0; k < count; k++)
    mpz_init(cell->axes[k].index);
}

void ab_cell_clear(ab_cell *cell) {
  for (size_t k = 0; k < cell->count; k++)
    mpz_clear(cell->axes[k].index);
  ab_free(cell->axes);
  *cell = (ab_cell){0};
}

void ab_cell_set(ab_cell *cell, const ab_cell *other) {
  assert(cell->count == other->count);
  for (size_t k = 0; k < cell->count; k++) {
    mpz_set(cell->axes[k].index, other->axes[k].index);
    cell->axes[k].depth = other->axes[k].depth;
    cell->axes[k].end = other->axes[k].end;
  }
}

void ab_cell_enter_half(ab_cell *cell, size_t k, unsigned half) {
  ab_axis *axis = &cell->axes[k];
  assert(axis->end == AB_END_NONE && half < 2);
  if (axis->depth < WORD - 1) {
    mpz_set_ui(axis->index, 2 * mpz_get_ui(axis->index) + half);
  } else {
    mpz_mul_2exp(axis->index, axis->index, 1);
    mpz_add_ui(axis->index, axis->index, half);
  }
  axis->depth++;
}

void ab_cell_leave_half(ab_cell *cell, size_t k) {
  ab_axis *axis = &cell->axes[k];
  assert(axis->end == AB_END_NONE && axis->depth > 0);
  if (axis->depth <= WORD)
    mpz_set_ui(axis->index, mpz_get_ui(axis->index) / 2);
  else
    mpz_tdiv_q_2exp(axis->index, axis->index, 1);
  axis->depth--;
}

void ab_cell_enter_face(ab_cell *cell, size_t k, ab_end end) {
  assert(cell->axes[k].end == AB_END_NONE && end != AB_END_NONE);
  cell->axes[k].end = end;
}

void ab_cell_leave_face(ab_cell *cell, size_t k) {
  assert(cell->axes[k].end != AB_END_NONE);
  cell->axes[k].end = AB_END_NONE;
}

void ab_cell_enter_point(ab_cell *cell, size_t k, unsigned depth, unsigned long index) {
  assert(cell->axes[k].depth == 0 && cell->axes[k].end == AB_END_NONE);
  mpz_set_ui(cell->axes[k].index, index);
  cell->axes[k].depth = depth;
  cell->axes[k].end = AB_END_LOW;
}

void ab_cell_leave_point(ab_cell *cell, size_t k) {
  assert(cell->axes[k].end == AB_END_LOW);
  mpz_set_ui(cell->axes[k].index, 0);
  cell->axes[k].depth = 0;
  cell->axes[k].end = AB_END_NONE;
}

/* out = lo + (hi - lo) index/2^depth */
static void point_on_axis(mpq_t out, const mpz_t index, unsigned depth, const mpq_t lo,
                          const mpq_t hi) {
  mpq_t width;
  mpq_init(width);
  mpq_sub(width, hi, lo);
  mpq_set_z(out, index);
  mpq_div_2exp(out, out, depth);
  mpq_mul(out, out, width);
  mpq_add(out, out, lo);
  mpq_clear(width);
}

void ab_cell_ends(mpq_t out_lo, mpq_t out_hi, const ab_cell *cell, size_t k, const mpq_t lo,
                  const mpq_t hi) {
  const ab_axis *axis = &cell->axes[k];
  mpz_t next;
  mpz_init(next);
  mpz_add_ui(next, axis->index, 1);
  if (axis->end != AB_END_HIGH)
    point_on_axis(out_lo, axis->index, axis->depth, lo, hi);
  if (axis->end != AB_END_LOW)
    point_on_axis(out_hi, next, axis->depth, lo, hi);
  if (axis->end == AB_END_LOW)
    mpq_set(out_hi, out_lo);
  if (axis->end == AB_END_HIGH)
    mpq_set(out_lo, out_hi);
  mpz_clear(next);
}
