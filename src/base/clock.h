/* SPDX-License-Identifier: MIT */
#ifndef AB_BASE_CLOCK_H
#define AB_BASE_CLOCK_H

/* Seconds on a clock that only goes forward, from some fixed moment: for limits and for what is
 * printed about a run, never for what is computed. */
double ab_clock_seconds(void);

#endif
