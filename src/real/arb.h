/* SPDX-License-Identifier: MIT
 * The one place that includes FLINT and Arb (Debian 12: FLINT 2.9 and Arb 2.23, two libraries), and
 * the bridge between exact rationals and balls. A target that includes this header must not have
 * src/real itself on its include path, or <arb.h> below finds this file. */
#ifndef AB_REAL_ARB_H
#define AB_REAL_ARB_H

#include "real/singular.h"

#include <gmp.h>
#include <stdbool.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <arb.h>
#include <arb_mat.h>
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpz_mat.h>
#include <flint/fmpz_mpoly.h>
#include <flint/nmod_mat.h>
#include <flint/ulong_extras.h>
#pragma GCC diagnostic pop

/* Routes FLINT's allocation failures to the clean end of base/memory.h. Call once in main. */
void ab_real_setup(void);

/* A ball with `precision` bits of midpoint that contains value. */
void ab_ball_set_rational(arb_t out, const mpq_t value, long precision);

/* out[i] contains values[i]; out is a column of `length` rows. */
void ab_ball_column_set(arb_mat_t out, const mpq_t *values, size_t length, long precision);

/* Every entry of out contains the entry of x; out is rows x columns. */
void ab_ball_matrix_set(arb_mat_t out, const ab_matrix *x, long precision);

/* lo <= every point of the ball <= hi, rounded outward at `precision` bits. false (lo, hi
 * untouched) if the ball is not finite: arb_get_interval_arf must not be asked then. */
bool ab_ball_get_rationals(mpq_t lo, mpq_t hi, const arb_t ball, long precision);

#endif
