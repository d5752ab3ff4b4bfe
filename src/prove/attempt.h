/* SPDX-License-Identifier: MIT
 * The steps that proving, refuting and best constants have in common. */
#ifndef AB_PROVE_ATTEMPT_H
#define AB_PROVE_ATTEMPT_H

#include "prove/method.h"

/* Compiles for the given kind with the (verified) witness of the proof and searches all clauses; a
 * proof gets reductions where they help. true if all are proved: then the proof has its trees; else
 * the open clause, if the compilation succeeded (else open.point is NULL, and the error set). */
bool ab_attempt(ab_proof *proof, const ab_statement *statement, ab_certificate_kind kind,
                const ab_prove_options *options, const ab_search_options *search, ab_error *error);

/* Remembers which clause is open: its number and its name. */
void ab_attempt_open(ab_proof *proof, size_t clause);

/* Forgets an attempt that failed, but for the witness without its reductions. */
void ab_attempt_forget(ab_proof *proof);

/* Where an attempt at a proof failed, and at proof->open.point the clause proof->open_clause seems
 * false: makes a refutation at a short rational point near it. If true it has taken the place of
 * the proof, with its basis. */
bool ab_attempt_refutation(ab_proof *proof, const ab_statement *statement,
                           const ab_prove_options *options, const ab_search_options *search);

/* The same at a point that the method finds without clauses (method->refute_anywhere). */
bool ab_attempt_refutation_anywhere(ab_proof *proof, const ab_statement *statement,
                                    const ab_prove_options *options,
                                    const ab_search_options *search);

/* The limits of a search that starts now. */
ab_search_options ab_attempt_limits(const ab_prove_options *options);

/* Reads the statement from its own canonical text, as the checker will, lets `solve` work on it,
 * and completes what it leaves in *proof with text and hash of the claim. On failure the proof is
 * cleared. */
typedef ab_status ab_solver(ab_proof *proof, ab_statement *statement,
                            const ab_prove_options *options, void *context, ab_error *error);
ab_status ab_solve_canonical(ab_proof *proof, const ab_statement *statement,
                             const ab_prove_options *options, ab_solver *solve, void *context,
                             ab_error *error);

#endif
