/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_REFUTE_H
#define AB_PROVE_REFUTE_H

#include "prove/prove.h"

/* Looks for a refutation: verdict REFUTED, or UNKNOWN if none is found. By local optimisation from
 * many starts; then from where a short search for a proof gets stuck. */
ab_status ab_refute(ab_proof *proof, const ab_statement *statement, const ab_prove_options *options,
                    ab_error *error);

#endif
