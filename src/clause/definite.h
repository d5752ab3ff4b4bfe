/* SPDX-License-Identifier: MIT
 * Definiteness of interval matrices. */
#ifndef AB_CLAUSE_DEFINITE_H
#define AB_CLAUSE_DEFINITE_H

#include "num/interval.h"

/* matrix: lower triangle, row by row, of an m x m symmetric interval matrix; it is destroyed. true
 * only if every real symmetric matrix in it is positive definite (strict) or positive semidefinite
 * (not strict): interval elimination, all pivots > 0 (not strict: the last one may be >= 0).
 * docs/theory/rules.md, section 8. */
bool ab_definite(ab_interval *matrix, size_t m, bool strict, mpfr_prec_t precision);

#endif
