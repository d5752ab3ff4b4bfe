/* SPDX-License-Identifier: MIT
 * The witnesses that conditions need, found by approximation; verified by condition->verify
 * afterwards. */
#ifndef AB_PROVE_WITNESS_H
#define AB_PROVE_WITNESS_H

#include "condition/statement.h"

/* A witness for a proof of the statement. AB_BAD_PROBLEM with the mathematical reason if there
 * cannot be one (a singular value gap that cannot be certified, an entry whose noise is or may be
 * zero). */
ab_status ab_witness_make(ab_witness *witness, ab_statement *statement, ab_error *error);

#endif
