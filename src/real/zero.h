/* SPDX-License-Identifier: MIT
 * Existence and uniqueness of zeros, proved by tests on MPFR intervals (docs/theory/zeros.md).
 *
 * The tests use slopes (expr/evaluate.h) that they compute themselves from the equations.
 * Derivatives that a caller supplies are not looked at: there is no Jacobian to trust, and abs,
 * min, max and relu are no exceptions. */
#ifndef AB_REAL_ZERO_H
#define AB_REAL_ZERO_H

#include "base/error.h"
#include "clause/clause.h"
#include "expr/graph.h"

#include <gmp.h>

enum { AB_SYSTEM_MAX = 16 };

/* A system of n equations e_i(z) = 0 in n variables (numbers 0..n-1 of the graph), 1 <= n <=
 * AB_SYSTEM_MAX, and parameters whose values are enclosed by `parameters`. The equations contain no
 * other variables and parameters. */
typedef struct {
  const ab_graph *graph;
  const ab_expr *equations;
  size_t count;
  const ab_constant *parameters; /* one a parameter of the graph, in order */
  size_t parameter_count;
} ab_system;

/* TRUSTED. Proves (Krawczyk's test in `precision`-bit intervals, section 2) that for every value of
 * the parameters the system has exactly one zero in the box [lo, hi], ends included, and that this
 * zero lies in the interior; encloses all these zeros in [zero_lo, zero_hi], a box in the interior,
 * with ends of `precision` bits, as tight as repeating the test makes it. AB_NOT_VERIFIED with the
 * reason if the test fails; nothing follows then, and the outputs are as before. Outputs may alias
 * inputs. */
ab_status ab_zero_verify(mpq_t *zero_lo, mpq_t *zero_hi, const ab_system *system, const mpq_t *lo,
                         const mpq_t *hi, long precision, ab_error *error);

/* TRUSTED. For one equation, count = 1: proves for every value of the parameters that there is
 * exactly one zero in [lo, hi] (ends included), lo < hi, by bisection into parts on which e has a
 * sign or is strictly monotone (section 4), and encloses these zeros in [zero_lo, zero_hi], a part
 * of [lo, hi]: without parameters to about `precision` - 16 bits relative, or as tight as four
 * times the precision in intermediate results makes it; a rational zero that is seen to be one, in
 * a single point. AB_NOT_VERIFIED with the reason if there is no zero, if there are several, or if
 * none of this can be proved, as for a multiple zero; outputs as before. Outputs may alias inputs.
 */
ab_status ab_root_enclose(mpq_t zero_lo, mpq_t zero_hi, const ab_system *system, const mpq_t lo,
                          const mpq_t hi, long precision, ab_error *error);

#endif
