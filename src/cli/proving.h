/* SPDX-License-Identifier: MIT
 * What the commands that search have in common. */
#ifndef AB_CLI_PROVING_H
#define AB_CLI_PROVING_H

#include "cli/session.h"
#include "prove/prove.h"

/* Runs a command that searches, with the checkpoint and the progress lines that the command line
 * asks for. */
int ab_proving_run(ab_session *session, int (*command)(ab_session *session));

/* The limits and settings of the command line. */
ab_prove_options ab_proving_options(const ab_session *session);

/* The claim's names and warnings; with -v the mathematics and the settings. */
void ab_proving_print_claim(ab_session *session, const ab_statement *statement,
                            const ab_prove_options *options);
/* About the search, unless quiet. */
void ab_proving_print_counts(ab_session *session, size_t clauses, uint64_t boxes, double seconds);
/* The point of a refutation: its coordinates under their names. */
void ab_proving_print_point(ab_session *session, const ab_statement *statement,
                            const ab_witness *witness);

/* What is tried: ab_prove or ab_refute. */
typedef ab_status ab_attempt(ab_proof *proof, const ab_statement *statement,
                             const ab_prove_options *options, ab_error *error);
/* Says why there is no verdict, and what to try instead. */
typedef void ab_explanation(ab_session *session, const ab_statement *statement,
                            const ab_proof *proof, const ab_prove_options *options);

/* A verdict on the claim, with its certificate, checked before it is announced and written to path
 * if that is not NULL. Returns the exit status. */
int ab_proving_attempt(ab_session *session, const ab_statement *statement, const char *path,
                       ab_attempt *attempt, ab_explanation *explain);

/* Checks the certificate and writes it to path, if that is not NULL. */
ab_status ab_proving_certify(const ab_proof *proof, const char *path, unsigned threads,
                             ab_error *error);

/* The one place where a verdict is announced. Returns the exit status. */
int ab_proving_announce(ab_session *session, const ab_statement *statement, ab_verdict verdict);

/* Gives an error of the problem a place: at the block that its first word names ("minimizers:
 * ..."), else at the claim. */
void ab_proving_place_error(ab_error *error, const ab_statement *statement);

#endif
