/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_INTERMEDIATE_GUESS_H
#define AB_PROVE_INTERMEDIATE_GUESS_H

#include "prove/reduce.h"

/* A part of the clause with whose value as a variable of its own a literal becomes affine in more
 * variables: one that promises much. */
ab_reduction_guess ab_intermediate_guess;

#endif
