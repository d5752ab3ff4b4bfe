/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_GRADIENT_GUESS_H
#define AB_PROVE_GRADIENT_GUESS_H

#include "prove/reduce.h"

/* The gradients of those literals of the clause that are smooth and may be convex somewhere. */
ab_reduction_guess ab_gradient_guess;

#endif
