/* SPDX-License-Identifier: MIT
 * Upper bounds of the distance to M of the families, each by a point of M (docs/theory/sgd.md,
 * section 7). */
#ifndef AB_SGD_DISTANCE_H
#define AB_SGD_DISTANCE_H

#include "condition/statement.h"
#include "real/low_rank.h"

enum { AB_SGD_DISTANCE_STARTS = 14 };

/* out >= dist(x, M)^2, x a point in the coordinates of the family; z encloses a point of M, from
 * which searches begin in so many places. false if no point of M near x was found. */
bool ab_sgd_distance_factorization(mpq_t out, const ab_matrix_factorization *family,
                                   const ab_low_rank *z, const mpq_t *x, size_t starts);
bool ab_sgd_distance_network(mpq_t out, const ab_network *network, const mpq_t *x);
/* The same by the point of M with the weights W of x: rough, and quick. */
bool ab_sgd_distance_network_quick(mpq_t out, const ab_network *network, const mpq_t *x);

#endif
