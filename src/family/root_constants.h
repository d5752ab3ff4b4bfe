/* SPDX-License-Identifier: MIT
 * The constants that a problem defines by root(...), enclosed. */
#ifndef AB_FAMILY_ROOT_CONSTANTS_H
#define AB_FAMILY_ROOT_CONSTANTS_H

#include "clause/clause.h"
#include "problem/definitions.h"

/* TRUSTED. Encloses root constant number r in 320-bit arithmetic, with a proof that its equation
 * has exactly one zero in the interval given (docs/theory/zeros.md, section 4); `earlier` encloses
 * the root constants 0 .. r - 1, which the equation may use. AB_NOT_VERIFIED with the reason else.
 */
ab_status ab_root_constant_enclose(ab_definitions *definitions, size_t r,
                                   const ab_constant *earlier, mpq_t lo, mpq_t hi, ab_error *error);

/* TRUSTED. The first constants are the root constants of the problem, by name and in order, and
 * each enclosure holds the constant. */
ab_status ab_root_constants_verify(ab_definitions *definitions, const ab_constants *constants,
                                   ab_error *error);

#endif
