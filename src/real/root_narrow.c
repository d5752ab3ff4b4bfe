/* SPDX-License-Identifier: MIT
 * Narrowing the enclosure of a zero of a strictly monotone function: interval Newton steps and
 * bisection (docs/theory/zeros.md, section 5). */
#include "real/root_function.h"

enum { GUARD_BITS = 64, ROUNDS = 3 };

/* X, which contains the zero, and what a step needs. [lo, hi] is where e is known to be monotone.
 */
typedef struct {
  ab_root_function function;
  mpq_srcptr lo, hi;
  ab_sign sign; /* of e(hi) */
  ab_interval x, m, value, slope, step;
  mpfr_t goal, floor, width, old_width;
} narrowing;

static void narrowing_init(narrowing *work, long precision) {
  ab_interval_init(&work->x, precision);
  ab_interval_init(&work->m, precision);
  ab_interval_init(&work->value, precision);
  ab_interval_init(&work->slope, precision);
  ab_interval_init(&work->step, precision);
  mpfr_inits2(precision, work->goal, work->floor, work->width, work->old_width, (mpfr_ptr)NULL);
}

static void narrowing_clear(narrowing *work) {
  ab_interval_clear(&work->x);
  ab_interval_clear(&work->m);
  ab_interval_clear(&work->value);
  ab_interval_clear(&work->slope);
  ab_interval_clear(&work->step);
  mpfr_clears(work->goal, work->floor, work->width, work->old_width, (mpfr_ptr)NULL);
}

/* X has the relative width 2^-(precision - 16), or a width below the floor (for zeros at 0). */
static bool is_narrow(narrowing *work, long precision) {
  mpfr_srcptr greatest = mpfr_cmpabs(work->x.lo, work->x.hi) > 0 ? work->x.lo : work->x.hi;
  mpfr_abs(work->goal, greatest, MPFR_RNDN);
  mpfr_div_2si(work->goal, work->goal, precision - 16, MPFR_RNDN);
  mpfr_sub(work->width, work->x.hi, work->x.lo, MPFR_RNDU);
  return mpfr_lessequal_p(work->width, work->goal) || mpfr_lessequal_p(work->width, work->floor);
}

/* m := the middle of X; false if it is, by rounding, outside [lo, hi]. */
static bool set_middle(narrowing *work) {
  mpfr_add(work->m.lo, work->x.lo, work->x.hi, MPFR_RNDN);
  mpfr_div_2ui(work->m.lo, work->m.lo, 1, MPFR_RNDN);
  mpfr_set(work->m.hi, work->m.lo, MPFR_RNDN);
  return ab_interval_is_subset(&work->m, &work->x) && mpfr_cmp_q(work->m.lo, work->lo) >= 0 &&
         mpfr_cmp_q(work->m.lo, work->hi) <= 0;
}

/* The zero is on that side of m to which the sign of e(m) points. */
static void bisect(narrowing *work) {
  ab_sign here = ab_root_sign(&work->value);
  if (here == AB_SIGN_UNKNOWN)
    return;
  if (here != -work->sign)
    mpfr_set(work->x.hi, work->m.lo, MPFR_RNDU);
  if (here != work->sign)
    mpfr_set(work->x.lo, work->m.lo, MPFR_RNDD);
}

/* X := X intersected with m - e(m)/S. */
static void newton(narrowing *work) {
  if (ab_interval_is_nonzero(&work->slope) != AB_TRUE)
    return;
  ab_interval_div(&work->step, &work->value, &work->slope);
  ab_interval_sub(&work->step, &work->m, &work->step);
  if (!ab_interval_is_finite(&work->step))
    return;
  mpfr_max(work->x.lo, work->x.lo, work->step.lo, MPFR_RNDD);
  mpfr_min(work->x.hi, work->x.hi, work->step.hi, MPFR_RNDU);
}

/* Steps until X is narrow or the steps no longer help. */
static void make_steps(narrowing *work, long precision) {
  while (!is_narrow(work, precision) && set_middle(work)) {
    mpfr_mul_ui(work->old_width, work->width, 7, MPFR_RNDD);
    mpfr_div_2ui(work->old_width, work->old_width, 3, MPFR_RNDD);
    if (!ab_root_expand(&work->value, &work->slope, &work->function, &work->x, &work->m))
      return;
    bisect(work);
    newton(work);
    mpfr_sub(work->width, work->x.hi, work->x.lo, MPFR_RNDU);
    if (!mpfr_less_p(work->width, work->old_width))
      return;
  }
}

/* [lo, hi] := X rounded outward to `precision` bits, intersected with [lo, hi]. false if that is
 * empty. */
static bool copy_out(mpq_t lo, mpq_t hi, const ab_interval *x, long precision) {
  ab_interval rounded;
  ab_interval_init(&rounded, precision);
  ab_interval_set(&rounded, x);
  bool good = ab_interval_is_finite(x) && mpfr_lessequal_p(x->lo, x->hi) &&
              mpfr_cmp_q(x->lo, hi) <= 0 && mpfr_cmp_q(x->hi, lo) >= 0;
  if (good) {
    bool raise = mpfr_cmp_q(rounded.lo, lo) > 0, lower = mpfr_cmp_q(rounded.hi, hi) < 0;
    if (raise)
      mpfr_get_q(lo, rounded.lo);
    if (lower)
      mpfr_get_q(hi, rounded.hi);
  }
  ab_interval_clear(&rounded);
  return good;
}

/* One round, with intermediate results of `bits` bits. *narrow says whether the goal is reached. */
static bool narrow_once(mpq_t lo, mpq_t hi, const ab_system *system, ab_sign sign, long precision,
                        long bits, bool *narrow) {
  narrowing work = {.lo = lo, .hi = hi, .sign = sign};
  narrowing_init(&work, bits);
  ab_root_function_init(&work.function, system, bits);
  ab_interval_set_rationals(&work.x, lo, hi);
  mpfr_sub(work.floor, work.x.hi, work.x.lo, MPFR_RNDU);
  mpfr_div_2si(work.floor, work.floor, 2 * precision, MPFR_RNDU);
  make_steps(&work, precision);
  *narrow = is_narrow(&work, precision);
  bool good = copy_out(lo, hi, &work.x, precision);
  ab_root_function_clear(&work.function);
  narrowing_clear(&work);
  return good;
}

bool ab_root_narrow(mpq_t lo, mpq_t hi, const ab_system *system, ab_sign sign, long precision) {
  bool narrow = false, good = true;
  long bits = precision + GUARD_BITS;
  for (int round = 0; round < ROUNDS && good && !narrow && mpq_cmp(lo, hi) < 0; round++) {
    good = narrow_once(lo, hi, system, sign, precision, bits, &narrow);
    bits *= 2;
  }
  return good;
}
