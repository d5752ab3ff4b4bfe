/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_LEVEL_WITNESS_H
#define AB_PROVE_LEVEL_WITNESS_H

#include "certificate/certificate.h"
#include "family/functions.h"

/* For minimisers {g = 0}: adds the choices `curve` (short segments that meet M in and near the
 * domain, first one from which the domain does not reach far), `value` (f*) and `steepness` (below
 * |grad g| on M near the domain). AB_BAD_PROBLEM if M is not met, or f is not seen to be constant
 * on it. */
ab_status ab_level_witness_make(ab_witness *witness, ab_functions *family, ab_error *error);

/* For a point (y, t) of a clause: x on the segment from y to y + t grad g(y), near the last point
 * at which y is a nearest point of M (the nearer, the larger `slack`), and a segment at y as the
 * first one of the witness. Where M is over the domain, the name of the clause says which face y is
 * on. */
void ab_level_leave(mpq_t *x, ab_witness *witness, const ab_functions *family, const char *clause,
                    const mpq_t *point, unsigned slack);

#endif
