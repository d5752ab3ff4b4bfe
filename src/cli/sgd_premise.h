/* SPDX-License-Identifier: MIT
 * What `abcert sgd` rests on: the condition and the growth bound, by certificates that the command
 * line names or by searches. */
#ifndef AB_CLI_SGD_PREMISE_H
#define AB_CLI_SGD_PREMISE_H

#include "cli/session.h"
#include "sgd/growth_claim.h"

typedef struct {
  ab_hypothesis holds; /* the condition */
  char hash[AB_DIGEST_HEX + 1];
  bool has_witness; /* that its numbers come from */
  ab_witness witness;
  ab_basis basis;
  ab_sgd_growth_fact growth;
} ab_sgd_premise;

/* Takes --certificate and --growth. To be cleared in any case. */
ab_status ab_sgd_premise_find(ab_sgd_premise *premise, const ab_session *session,
                              const ab_statement *statement, const ab_sgd_block *block,
                              ab_error *error);
void ab_sgd_premise_clear(ab_sgd_premise *premise);

#endif
