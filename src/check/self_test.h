/* SPDX-License-Identifier: MIT
 * What the checker takes for granted of the machine and the libraries it meets at run time. */
#ifndef AB_CHECK_SELF_TEST_H
#define AB_CHECK_SELF_TEST_H

#include "base/error.h"

/* Doubles as base/platform.h wants them; GMP with the limbs of its header; MPFR that rounds down
 * and up, and has room for large and small exponents; SHA-256. A look at a few cases each, for a
 * library of another build, or one put in its place: no proof. AB_INTERNAL with what is wrong. */
ab_status ab_self_test(ab_error *error);

#endif
