/* SPDX-License-Identifier: MIT
 * Points at which a claim clause holds with equality (docs/theory/clauses.md, section 6). */
#ifndef AB_CONDITION_INEQUALITY_ZEROS_H
#define AB_CONDITION_INEQUALITY_ZEROS_H

#include "certificate/certificate.h"

/* TRUSTED. The expression of that literal, which is e >= 0, and its gradient exist and vanish at
 * the rational point, for all values of the constants (parameter i is constant i). One-sided. */
bool ab_inequality_touches_zero(const ab_template *template_, size_t literal, const mpq_t *point,
                                const ab_constants *constants);

/* The choices zero[l] of a witness from number `first` on: each the points of literal l, in the
 * order of the literals, each literal once. AB_NOT_VERIFIED unless they are that and their points
 * are zeros. */
ab_status ab_inequality_verify_zeros(const ab_template *template_, const ab_witness *witness,
                                     size_t first, ab_error *error);
/* Declares them as zero sets of the template; after verification. */
void ab_inequality_add_zeros(ab_template *template_, const ab_witness *witness, size_t first);

#endif
