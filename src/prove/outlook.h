/* SPDX-License-Identifier: MIT
 * Where to split and which face to try, by the slopes of a literal: sixteen boxes at a time. The
 * one source is compiled for several instruction sets, all with the same results. */
#ifndef AB_PROVE_OUTLOOK_H
#define AB_PROVE_OUTLOOK_H

#include "num/double_interval.h"

#include <stddef.h>

/* Numbers of axes, from 0, in each lane; `count` for none. A face that falls (whose high end is the
 * one to take) is the axis less the count. */
typedef struct {
  double most[AB_LANES], axis[AB_LANES];   /* the greatest influence, and the axis that has it */
  double surest[AB_LANES], face[AB_LANES]; /* the same for the influence that is certain */
} ab_outlook;

/* half[k]: half the width of axis k, one number a lane. */
typedef void ab_look_at_slopes(ab_outlook *o, const ab_lanes *const *slopes,
                               const double *const *half, size_t count);

ab_look_at_slopes ab_look_at_slopes_plain, ab_look_at_slopes_avx2, ab_look_at_slopes_avx512;

#endif
