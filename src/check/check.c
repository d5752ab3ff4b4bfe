/* SPDX-License-Identifier: MIT */
#include "check/check.h"

#include "replay/replay.h"

#include <string.h>

static ab_status check(ab_check_result *result, const ab_certificate *certificate,
                       const ab_check_options *options, ab_error *error) {
  if (options->expect && strcmp(options->expect, certificate->hash) != 0)
    return ab_error_set(error, AB_NOT_VERIFIED,
                        "the certificate is about another claim: its hash is %s",
                        certificate->hash);
  if (!options->replay_only && ab_recompile(certificate, &result->basis, error) != AB_OK)
    return AB_NOT_VERIFIED;
  if (ab_replay(certificate, options->precision, options->threads, options->fast, error) != AB_OK) {
    ab_error_context(error, "replay");
    return AB_NOT_VERIFIED;
  }
  return AB_OK;
}

static size_t count_declared(const ab_clauses *clauses) {
  size_t count = 0;
  for (size_t i = 0; i < clauses->template_count; i++)
    count += clauses->templates[i].zero_set_count + clauses->templates[i].gradient_count;
  return count;
}

ab_status ab_check(ab_check_result *result, const char *bytes, size_t length,
                   const ab_check_options *options, ab_error *error) {
  *result = (ab_check_result){0};
  ab_certificate certificate;
  if (ab_certificate_read(&certificate, bytes, length, error) != AB_OK)
    return AB_NOT_VERIFIED;
  ab_status status = check(result, &certificate, options, error);
  result->kind = certificate.kind;
  result->declared = count_declared(&certificate.clauses);
  memcpy(result->hash, certificate.hash, sizeof result->hash);
  if (status != AB_OK)
    ab_basis_clear(&result->basis);
  ab_certificate_clear(&certificate);
  return status;
}
