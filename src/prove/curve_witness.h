/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_CURVE_WITNESS_H
#define AB_PROVE_CURVE_WITNESS_H

#include "certificate/certificate.h"
#include "family/functions.h"

/* Adds the choice `curve`: rational points of the curve in and near the domain, first one from
 * which the domain does not reach far. AB_BAD_PROBLEM if none is found, or if f is not seen to be
 * constant and stationary on the curve. */
ab_status ab_curve_witness_make(ab_witness *witness, ab_functions *family, ab_error *error);

#endif
