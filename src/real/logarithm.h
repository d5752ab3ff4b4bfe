/* SPDX-License-Identifier: MIT
 * Logarithms of rational numbers by Arb. */
#ifndef AB_REAL_LOGARITHM_H
#define AB_REAL_LOGARITHM_H

#include <gmp.h>
#include <stdbool.h>

/* lo <= log x <= hi for x > 0, with balls of `precision` bits, rounded outward. log 1 is exact.
 * false (lo, hi unspecified) if x <= 0. */
bool ab_logarithm_enclose(mpq_t lo, mpq_t hi, const mpq_t x, long precision);

#endif
