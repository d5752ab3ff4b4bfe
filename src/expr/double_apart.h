/* SPDX-License-Identifier: MIT
 * What double arithmetic does not do itself (exp, sin, ..), lane by lane with the MPFR intervals of
 * operation.h at 53 bits. */
#ifndef AB_EXPR_DOUBLE_APART_H
#define AB_EXPR_DOUBLE_APART_H

#include "expr/double_code.h"

typedef struct ab_double_apart ab_double_apart;

ab_double_apart *ab_double_apart_create(void);
void ab_double_apart_destroy(ab_double_apart *apart);
ab_apart ab_double_apart_operations(ab_double_apart *apart);

#endif
