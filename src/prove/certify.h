/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_CERTIFY_H
#define AB_PROVE_CERTIFY_H

#include "prove/prove.h"

/* The certificate of a verdict PROVED or REFUTED, as the bytes of its file, after the checker has
 * verified them: no verdict is announced before that. AB_INTERNAL if it does not, with its reason.
 * The bytes are to be cleared in any case. */
ab_status ab_proof_certify(ab_text *bytes, const ab_proof *proof, unsigned threads,
                           ab_error *error);

#endif
