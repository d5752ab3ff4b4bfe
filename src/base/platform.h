/* SPDX-License-Identifier: MIT
 * Every assumption about the machine and the compiler, in one place. */
#ifndef AB_BASE_PLATFORM_H
#define AB_BASE_PLATFORM_H

#include <float.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) ||     \
    defined(__NO_SIGNED_ZEROS__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "-ffast-math, and each part of it that changes results, breaks proofs: build without it"
#endif

_Static_assert(CHAR_BIT == 8, "bytes have eight bits");
_Static_assert(sizeof(size_t) >= 8, "sizes of files and trees need 64 bits");
_Static_assert(INT_MAX >= 2147483647, "int has 32 bits or more");
_Static_assert(FLT_RADIX == 2 && DBL_MANT_DIG == 53, "double is binary64");
_Static_assert(DBL_MIN_EXP == -1021 && DBL_MAX_EXP == 1024, "double is binary64");
_Static_assert(sizeof(double) == 8, "double is binary64");
_Static_assert(FLT_EVAL_METHOD == 0, "double arithmetic is done in double");

/* What only the running machine can show: doubles are rounded to nearest even, and small ones are
 * not flushed to zero. */
bool ab_platform_is_sound(void);

#endif
