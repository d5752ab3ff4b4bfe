/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_PARABOLA_GUESS_H
#define AB_PROVE_PARABOLA_GUESS_H

#include "prove/reduce.h"

/* A variable that enters one literal as a quadratic polynomial. */
ab_reduction_guess ab_parabola_guess;

#endif
