/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_RANK_ONE_WITNESS_H
#define AB_PROVE_RANK_ONE_WITNESS_H

#include "family/matrix_factorization.h"

/* Enclosures of sigma, a, b to about 2^-110 relative, and a short range for t (two if the domain is
 * not symmetric). AB_BAD_PROBLEM: the gap sigma_1 > sigma_2 cannot be certified; the noise of an
 * entry is or may be 0, unless that is allowed. */
ab_status ab_rank_one_witness_make(ab_witness *witness, const ab_matrix_factorization *family,
                                   bool noise_may_be_zero, ab_error *error);

/* Adds the choice t, and t:mirrored if the domain is not symmetric: ranges that hold the t of every
 * projection of a point of the domain (of the family or a part of it). false if they are out of the
 * range of doubles. */
bool ab_rank_one_add_ranges(ab_witness *witness, const ab_matrix_factorization *family,
                            const ab_domain *domain);

#endif
