/* SPDX-License-Identifier: MIT
 * Better approximations of a zero, for the prover. Nothing here is trusted. */
#ifndef AB_PROVE_ZERO_REFINE_H
#define AB_PROVE_ZERO_REFINE_H

#include "real/zero.h"

/* Improves the approximation z (n numbers, good to a few digits) of a zero of the system by
 * Newton's method, the parameters being in the middle of their enclosures, until it no longer
 * improves; the numbers become dyadic, of at most `bits` significant bits (24 to 16384).
 * AB_BAD_PROBLEM, z as before, if it does not converge. */
ab_status ab_zero_refine(mpq_t *z, const ab_system *system, unsigned bits, ab_error *error);

#endif
