/* SPDX-License-Identifier: MIT
 * Looking for a point at which a claim fails, without a proof search. */
#ifndef AB_PROVE_FALSIFY_H
#define AB_PROVE_FALSIFY_H

#include "prove/attempt.h"
#include "prove/violation.h"

/* Compiles the proof's (unverified) witness and looks for points at which a clause fails: by local
 * optimisation from the given points, or if there are none from many. If a refutation comes of it,
 * true: it has taken the place of the proof. Else false, and of the proof only its witness is left.
 */
bool ab_falsify(ab_proof *proof, const ab_statement *statement, ab_certificate_kind kind,
                const ab_violation *starts, size_t start_count, const ab_prove_options *options,
                const ab_search_options *search);

/* After an attempt at a proof failed: a refutation from the point it met, or from one that local
 * optimisation finds near it. */
bool ab_falsify_open(ab_proof *proof, const ab_statement *statement,
                     const ab_prove_options *options, const ab_search_options *search);

#endif
