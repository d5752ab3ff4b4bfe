/* SPDX-License-Identifier: MIT */
#include "cli/sgd_premise.h"

#include "base/file.h"
#include "check/check.h"
#include "cli/proving.h"
#include "prove/certify.h"

#include <string.h>

/* ---- the condition ---- */

/* By --certificate: the checker accepts it, and it is about this very claim. */
static ab_status from_certificate(ab_sgd_premise *p, const ab_session *session,
                                  const ab_statement *statement, ab_error *error) {
  const char *path = session->options->certificate;
  ab_text claim, bytes;
  ab_text_init(&claim);
  ab_statement_append(&claim, statement);
  ab_digest(p->hash, claim.data, claim.length);
  ab_text_clear(&claim);
  ab_text_init(&bytes);
  ab_status status = ab_file_read(&bytes, path, AB_CERTIFICATE_BYTES_MAX, error);
  if (status != AB_OK)
    return status;
  ab_check_options options = {.expect = p->hash, .threads = ab_session_threads(session)};
  ab_check_result result;
  ab_certificate certificate;
  status = ab_check(&result, bytes.data, bytes.length, &options, error);
  if (status == AB_OK) {
    p->basis = result.basis;
    status = ab_certificate_read(&certificate, bytes.data, bytes.length, error);
  }
  if (status == AB_OK) {
    p->holds =
        result.kind == AB_CERTIFICATE_REFUTATION ? AB_HYPOTHESIS_BROKEN : AB_HYPOTHESIS_PROVED;
    p->has_witness = result.kind != AB_CERTIFICATE_REFUTATION;
    if (p->has_witness)
      ab_witness_copy(&p->witness, &certificate.witness);
    ab_certificate_clear(&certificate);
  } else {
    ab_error_context(error, "%s", path);
  }
  ab_text_clear(&bytes);
  return status;
}

/* By a proof of our own, which the checker verifies. A claim that stays open is assumed. */
static ab_status from_search(ab_sgd_premise *p, const ab_session *session,
                             const ab_statement *statement, ab_error *error) {
  static const ab_hypothesis answers[] = {[AB_VERDICT_PROVED] = AB_HYPOTHESIS_PROVED,
                                          [AB_VERDICT_REFUTED] = AB_HYPOTHESIS_BROKEN,
                                          [AB_VERDICT_UNKNOWN] = AB_HYPOTHESIS_ASSUMED};
  ab_prove_options options = ab_proving_options(session);
  ab_proof proof;
  ab_text bytes;
  ab_status status = ab_prove(&proof, statement, &options, error);
  if (status != AB_OK) {
    ab_proving_place_error(error, statement);
    return status;
  }
  p->holds = answers[proof.verdict];
  p->basis = proof.basis;
  proof.basis = (ab_basis){0};
  if (proof.verdict == AB_VERDICT_PROVED) {
    memcpy(p->hash, proof.certificate.hash, sizeof p->hash);
    status = ab_proof_certify(&bytes, &proof, options.threads, error);
    ab_text_clear(&bytes);
  }
  p->has_witness = status == AB_OK && proof.verdict != AB_VERDICT_REFUTED;
  if (p->has_witness)
    ab_witness_copy(&p->witness, &proof.certificate.witness);
  ab_proof_clear(&proof);
  return status;
}

static ab_status find_condition(ab_sgd_premise *p, const ab_session *session,
                                const ab_statement *statement, ab_error *error) {
  ab_status status = session->options->certificate ? from_certificate(p, session, statement, error)
                                                   : from_search(p, session, statement, error);
  if (session->options->strict && p->basis.assumptions.length > 0 &&
      p->holds == AB_HYPOTHESIS_PROVED)
    p->holds = AB_HYPOTHESIS_ASSUMED;
  return status;
}

/* ---- the growth bound ---- */

static ab_status read_growth(ab_sgd_premise *p, const ab_session *session,
                             const ab_statement *statement, const ab_sgd_block *block,
                             ab_error *error) {
  const char *path = session->options->growth;
  ab_text bytes;
  ab_text_init(&bytes);
  ab_status status = ab_file_read(&bytes, path, AB_CERTIFICATE_BYTES_MAX, error);
  if (status != AB_OK)
    return status;
  status =
      ab_sgd_growth_read(&p->growth, statement, block, &bytes, ab_session_threads(session), error);
  ab_text_clear(&bytes);
  if (status != AB_OK)
    ab_error_context(error, "%s", path);
  return status;
}

static ab_status find_growth(ab_sgd_premise *p, const ab_session *session,
                             const ab_statement *statement, const ab_sgd_block *block,
                             ab_error *error) {
  ab_prove_options options = ab_proving_options(session);
  ab_status status = session->options->growth
                         ? read_growth(p, session, statement, block, error)
                         : ab_sgd_growth_find(&p->growth, statement, block, &options, error);
  if (session->options->strict && p->growth.basis.assumptions.length > 0 &&
      p->growth.holds == AB_HYPOTHESIS_PROVED)
    p->growth.holds = AB_HYPOTHESIS_ASSUMED;
  return status;
}

/* ---- both ---- */

ab_status ab_sgd_premise_find(ab_sgd_premise *premise, const ab_session *session,
                              const ab_statement *statement, const ab_sgd_block *block,
                              ab_error *error) {
  *premise = (ab_sgd_premise){.has_witness = false};
  ab_sgd_growth_fact_init(&premise->growth);
  ab_status status = find_condition(premise, session, statement, error);
  return status == AB_OK ? find_growth(premise, session, statement, block, error) : status;
}

void ab_sgd_premise_clear(ab_sgd_premise *premise) {
  if (premise->has_witness)
    ab_witness_clear(&premise->witness);
  ab_basis_clear(&premise->basis);
  ab_sgd_growth_fact_clear(&premise->growth);
}
