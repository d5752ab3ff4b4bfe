/* SPDX-License-Identifier: MIT */
#ifndef AB_PROVE_FACTORIZATION_REFUTATION_H
#define AB_PROVE_FACTORIZATION_REFUTATION_H

#include "condition/statement.h"

/* The witness of a refutation (condition/factorization_refutation.h) at a point that local
 * optimisation finds, its coordinates as short as they can be. *value, if not NULL, becomes the
 * least 2 T_ij/(eps_ij^2) that was found, refuted or not. false if none seems to fail. The claim's
 * constants are numbers. */
bool ab_factorization_refutation_make(ab_witness *witness, const ab_statement *statement);

/* The greatest alpha, for that alpha - beta, that a point seems to need; 0 if none was found. */
double ab_factorization_alpha_needed(const ab_matrix_factorization *family, double difference);

#endif
