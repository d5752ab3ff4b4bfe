/* SPDX-License-Identifier: MIT
 * The nearest point of M to a point, for matrix factorisation, in doubles: local minima of the
 * distance over the orbit. Untrusted. */
#ifndef AB_PROVE_LOW_RANK_NEAREST_H
#define AB_PROVE_LOW_RANK_NEAREST_H

#include <stddef.h>

/* y = (W0, S0) is a point of M, k x rows and k x columns; so is (A W0, A^-T S0) for every regular
 * A. a (k x k, row-major) becomes an A for which that is near x, by local minimisation from so many
 * starts (at least one). */
void ab_low_rank_nearest(double *a, size_t k, size_t rows, size_t columns, const double *y,
                         const double *x, size_t starts);

#endif
