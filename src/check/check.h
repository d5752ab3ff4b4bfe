/* SPDX-License-Identifier: MIT
 * The verdict on a certificate: recompile (the clauses are what the claim means) and replay (the
 * trees prove the clauses). */
#ifndef AB_CHECK_CHECK_H
#define AB_CHECK_CHECK_H

#include "base/error.h"
#include "certificate/certificate.h"
#include "condition/statement.h"

#include <stdbool.h>

typedef struct {
  const char *expect; /* the hash that the claim must have, or NULL */
  bool replay_only;   /* leave out recompile: then the clauses are proved, not the claim */
  unsigned precision; /* bits for replay; 0: what the certificate says */
  unsigned threads;   /* >= 1 */
  bool fast;          /* replay in double arithmetic, where that is enough */
} ab_check_options;

/* What was verified. Only meaningful after AB_OK; then its basis has to be cleared. */
typedef struct {
  ab_certificate_kind kind;
  char hash[AB_DIGEST_HEX + 1];
  ab_basis basis;  /* empty with replay_only */
  size_t declared; /* zero sets and gradients of the templates: premises that replay takes as they
                      are (docs/theory/clauses.md, section 4), and recompile establishes */
} ab_check_result;

/* Checks a certificate in memory. AB_OK is returned from one place only, after everything was
 * checked; else AB_NOT_VERIFIED with what fails. */
ab_status ab_check(ab_check_result *result, const char *bytes, size_t length,
                   const ab_check_options *options, ab_error *error);

/* Recompile alone: reads the claim text (which must be in canonical form), verifies the witness,
 * compiles and compares with the clauses section byte for byte. */
ab_status ab_recompile(const ab_certificate *certificate, ab_basis *basis, ab_error *error);

#endif
