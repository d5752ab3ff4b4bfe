/* SPDX-License-Identifier: MIT
 * docs/theory/low-rank.md, section 5. */
#include "real/definite.h"

enum { CHEAP_PRECISION = 64, LARGE = 300 };

void ab_ball_make_upper(arb_t x, long precision) {
  arf_t end;
  arf_init(end);
  arb_get_ubound_arf(end, x, precision);
  arb_set_arf(x, end);
  arf_clear(end);
}

/* sum[i] = sum of |entries| of row i (by_row) or column i; out = the greatest. */
static void greatest_sum(arb_t out, const arb_mat_t e, bool by_row) {
  slong lines = by_row ? arb_mat_nrows(e) : arb_mat_ncols(e);
  slong length = by_row ? arb_mat_ncols(e) : arb_mat_nrows(e);
  arb_t sum, entry;
  arb_init(sum);
  arb_init(entry);
  arb_zero(out);
  for (slong i = 0; i < lines; i++) {
    arb_zero(sum);
    for (slong j = 0; j < length; j++) {
      arb_abs(entry, by_row ? arb_mat_entry(e, i, j) : arb_mat_entry(e, j, i));
      arb_add(sum, sum, entry, CHEAP_PRECISION);
    }
    arb_max(out, out, sum, CHEAP_PRECISION);
  }
  arb_clear(sum);
  arb_clear(entry);
}

/* out = the least of |e|_F^2 and |e|_1 |e|_inf, an upper bound. */
static void cheap_bound(arb_t out, const arb_mat_t e) {
  arb_t rows, columns;
  arb_init(rows);
  arb_init(columns);
  greatest_sum(rows, e, true);
  greatest_sum(columns, e, false);
  arb_mul(rows, rows, columns, CHEAP_PRECISION);
  arb_zero(out);
  for (slong i = 0; i < arb_mat_nrows(e); i++)
    for (slong j = 0; j < arb_mat_ncols(e); j++)
      arb_addmul(out, arb_mat_entry(e, i, j), arb_mat_entry(e, i, j), CHEAP_PRECISION);
  arb_min(out, out, rows, CHEAP_PRECISION);
  arb_clear(rows);
  arb_clear(columns);
}

/* The smaller of e'e and ee'. */
static void set_gram(arb_mat_t out, const arb_mat_t e, long precision) {
  arb_mat_t transposed;
  arb_mat_init(transposed, arb_mat_ncols(e), arb_mat_nrows(e));
  arb_mat_transpose(transposed, e);
  if (arb_mat_ncols(e) <= arb_mat_nrows(e))
    arb_mat_mul(out, transposed, e, precision);
  else
    arb_mat_mul(out, e, transposed, precision);
  arb_mat_clear(transposed);
}

/* Whether square I - gram is certainly positive definite, by Cholesky's recursion in balls. */
static bool bounds_gram(const arb_t square, const arb_mat_t gram, long precision) {
  slong size = arb_mat_nrows(gram);
  arb_mat_t shifted, factor;
  arb_mat_init(shifted, size, size);
  arb_mat_init(factor, size, size);
  arb_mat_neg(shifted, gram);
  for (slong i = 0; i < size; i++) {
    arb_ptr entry = arb_mat_entry(shifted, i, i);
    arb_add(entry, entry, square, precision);
  }
  bool proved = arb_mat_is_finite(shifted) && arb_mat_cho(factor, shifted, precision) != 0;
  arb_mat_clear(shifted);
  arb_mat_clear(factor);
  return proved;
}

/* out = limit (1 - 2^-step)^2, about, as an exact number: any number would do, for what it must
 * satisfy is tested. */
static void choose_square(arb_t out, const arb_t limit, long step) {
  arb_t factor;
  arb_init(factor);
  arb_one(factor);
  arb_mul_2exp_si(factor, factor, -step);
  arb_sub_ui(factor, factor, 1, CHEAP_PRECISION);
  arb_mul(factor, factor, factor, 2 * CHEAP_PRECISION);
  arb_mul(out, limit, factor, CHEAP_PRECISION);
  arb_get_mid_arb(out, out);
  arb_clear(factor);
}

static bool below_by_gram(arb_t out, const arb_mat_t e, const arb_t limit) {
  static const long steps[] = {1, 2, 4, 8, 12, 16, 20, 24, 28, 32};
  slong rows = arb_mat_nrows(e), columns = arb_mat_ncols(e);
  slong size = rows < columns ? rows : columns, precision = 128 + 2 * size;
  arb_mat_t gram;
  arb_mat_init(gram, size, size);
  set_gram(gram, e, precision);
  bool found = false;
  for (size_t i = 0; !found && i < sizeof steps / sizeof *steps; i++) {
    choose_square(out, limit, steps[i]);
    found = arb_is_positive(out) && arb_lt(out, limit) && bounds_gram(out, gram, precision);
  }
  arb_mat_clear(gram);
  return found;
}

/* Whether bound < share/8 of the limit. */
static bool is_below(const arb_t bound, const arb_t limit, ulong share) {
  arb_t most;
  arb_init(most);
  arb_mul_ui(most, limit, share, CHEAP_PRECISION);
  arb_mul_2exp_si(most, most, -3);
  bool good = arb_is_finite(bound) && arb_lt(bound, most);
  arb_clear(most);
  return good;
}

/* A cheap bound that is not far below the limit costs tightness later; a Cholesky test of a large
 * matrix costs minutes. */
bool ab_ball_norm_square_below(arb_t out, const arb_mat_t e, const arb_t limit) {
  bool large = arb_mat_nrows(e) > LARGE && arb_mat_ncols(e) > LARGE;
  cheap_bound(out, e);
  if (!is_below(out, limit, large ? 7 : 2))
    return below_by_gram(out, e, limit);
  ab_ball_make_upper(out, CHEAP_PRECISION);
  return true;
}
