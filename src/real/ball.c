/* SPDX-License-Identifier: MIT */
#include "real/arb.h"

void ab_ball_set_rational(arb_t out, const mpq_t value, long precision) {
  fmpq_t copy;
  fmpq_init(copy);
  fmpq_set_mpq(copy, value);
  arb_set_fmpq(out, copy, precision);
  fmpq_clear(copy);
}

void ab_ball_column_set(arb_mat_t out, const mpq_t *values, size_t length, long precision) {
  for (size_t i = 0; i < length; i++)
    ab_ball_set_rational(arb_mat_entry(out, i, 0), values[i], precision);
}

void ab_ball_matrix_set(arb_mat_t out, const ab_matrix *x, long precision) {
  for (size_t i = 0; i < x->rows; i++)
    for (size_t j = 0; j < x->columns; j++)
      ab_ball_set_rational(arb_mat_entry(out, i, j), x->entries[i * x->columns + j], precision);
}

/* A finite arf is a dyadic rational: exact. */
static void set_arf(mpq_t out, const arf_t value) {
  fmpq_t copy;
  fmpq_init(copy);
  arf_get_fmpq(copy, value);
  fmpq_get_mpq(out, copy);
  fmpq_clear(copy);
}

bool ab_ball_get_rationals(mpq_t lo, mpq_t hi, const arb_t ball, long precision) {
  if (!arb_is_finite(ball))
    return false;
  arf_t low, high;
  arf_init(low);
  arf_init(high);
  arb_get_interval_arf(low, high, ball, precision); /* rounds low down and high up */
  set_arf(lo, low);
  set_arf(hi, high);
  arf_clear(low);
  arf_clear(high);
  return true;
}
