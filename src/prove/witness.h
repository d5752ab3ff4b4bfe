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

/* Takes out of a witness what it attempts without need (a proof that minimizers and infima are
 * right beyond D), so that more becomes an assumption. false if there is nothing to take out. */
bool ab_witness_weaken(ab_witness *witness, const ab_statement *statement);

#endif
