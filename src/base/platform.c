/* SPDX-License-Identifier: MIT */
#include "base/platform.h"

/* The operands are volatile so that the sums are formed at run time, in the mode of that time. */
bool ab_platform_is_sound(void) {
  volatile double one = 1, half_unit = DBL_EPSILON / 2, smallest = DBL_MIN;
  volatile double tie = one + half_unit, above = one + 1.5 * half_unit;
  volatile double odd_tie = (one + DBL_EPSILON) + half_unit, below = -one - half_unit;
  volatile double subnormal = smallest / 2;
  return tie == 1 && above == 1 + DBL_EPSILON && odd_tie == 1 + 2 * DBL_EPSILON && below == -1 &&
         subnormal > 0 && subnormal * 2 == smallest;
}
