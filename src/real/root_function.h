/* SPDX-License-Identifier: MIT
 * A function of one variable: what ranges, slopes and exact values say about it on an interval.
 * Shared by the files src/real/root*.c. */
#ifndef AB_REAL_ROOT_FUNCTION_H
#define AB_REAL_ROOT_FUNCTION_H

#include "expr/evaluate.h"
#include "real/zero.h"

#include <gmp.h>

typedef enum {
  AB_SIGN_NEGATIVE = -1,
  AB_SIGN_ZERO = 0,
  AB_SIGN_POSITIVE = 1,
  AB_SIGN_UNKNOWN = 2
} ab_sign;

/* The function e of variable 0, the parameters in their enclosures. */
typedef struct {
  const ab_system *system;
  ab_interval *parameters;
  ab_evaluator *evaluator;
  ab_interval box;
} ab_root_function;

void ab_root_function_init(ab_root_function *function, const ab_system *system, long precision);
void ab_root_function_clear(ab_root_function *function);

/* AB_SIGN_UNKNOWN unless x is finite and strictly positive, strictly negative, or [0, 0]. */
ab_sign ab_root_sign(const ab_interval *x);

/* The sign of e(x), for all values of the parameters: exactly if e is rational at x, else by an
 * interval. Unknown also if e is not certain to be defined there. */
ab_sign ab_root_sign_at(ab_root_function *function, const mpq_t x);

/* What is known of e on an interval. */
typedef enum {
  AB_PART_UNKNOWN,
  AB_PART_UNDEFINED, /* e is not certain to be defined and finite there */
  AB_PART_NONZERO,
  AB_PART_INCREASING, /* strictly, and continuous */
  AB_PART_DECREASING
} ab_part;

/* On [lo, hi], lo <= hi. */
ab_part ab_root_part(ab_root_function *function, const mpq_t lo, const mpq_t hi);

/* e(m) for a number m, and slopes s of e with e(x) - e(m) = s (x - m) for all x of the interval
 * box, which contains m. false unless both are finite. */
bool ab_root_expand(ab_interval *value, ab_interval *slope, ab_root_function *function,
                    const ab_interval *box, const ab_interval *m);

/* Given lo < hi, e strictly increasing or decreasing on [lo, hi] and continuous, and sign, that of
 * e(hi), not zero, the opposite of that of e(lo): makes lo, hi a tighter enclosure of the zero
 * (src/real/zero.h). false, lo and hi as before, upon a contradiction. */
bool ab_root_narrow(mpq_t lo, mpq_t hi, const ab_system *system, ab_sign sign, long precision);

#endif
