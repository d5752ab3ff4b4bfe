/* SPDX-License-Identifier: MIT
 * Bisection of a bounded box domain. */
#ifndef AB_SGD_CELLS_H
#define AB_SGD_CELLS_H

#include "family/domain.h"
#include "num/interval.h"

#include <stdint.h>

/* Whether the test holds on every cell of some partition of the domain, found by bisecting cells on
 * which it fails along their widest side; at most `limit` tests. False (not found) also for an
 * unbounded domain. The cells are boxes of intervals of this precision that together hold D. */
bool ab_cells_all(const ab_domain *domain, uint64_t limit, mpfr_prec_t precision,
                  bool (*test)(void *context, const ab_interval *box), void *context);

/* An upper bound of a function over the domain, from upper bounds on cells: the cell with the
 * largest one is bisected, `splits` times. false if it is not finite. bound: to `out` an upper
 * bound on that box, false if there is none. */
bool ab_cells_upper(mpq_t out, const ab_domain *domain, size_t splits, mpfr_prec_t precision,
                    bool (*bound)(void *context, mpfr_t out, const ab_interval *box),
                    void *context);

#endif
