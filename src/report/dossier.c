/* SPDX-License-Identifier: MIT */
#include "report/dossier.h"

#include "base/clock.h"
#include "base/file.h"

#include <string.h>

/* The certificate has been checked: reading it again cannot fail. */
static ab_status understand(ab_dossier *d, const ab_text *bytes, ab_error *error) {
  ab_status status = ab_certificate_read(&d->certificate, bytes->data, bytes->length, error);
  if (status != AB_OK)
    return status;
  status = ab_statement_parse(&d->statement, &d->syntax, &d->certificate.claim, error);
  if (status == AB_OK)
    ab_survey_make(&d->survey, &d->certificate);
  else
    ab_certificate_clear(&d->certificate);
  return status;
}

ab_status ab_dossier_open(ab_dossier *dossier, const char *path, unsigned threads,
                          ab_error *error) {
  *dossier = (ab_dossier){0};
  ab_text bytes;
  ab_text_init(&bytes);
  ab_status status = ab_file_read(&bytes, path, AB_CERTIFICATE_BYTES_MAX, error);
  if (status != AB_OK)
    return status;
  ab_check_options options = {.threads = threads};
  double start = ab_clock_seconds();
  status = ab_check(&dossier->result, bytes.data, bytes.length, &options, error);
  if (status == AB_OK) {
    dossier->seconds = ab_clock_seconds() - start;
    dossier->bytes = bytes.length;
    status = understand(dossier, &bytes, error);
    if (status != AB_OK)
      ab_basis_clear(&dossier->result.basis);
  } else if (!error->line)
    ab_error_context(error, "%s is not verified", path);
  ab_text_clear(&bytes);
  return status;
}

void ab_dossier_close(ab_dossier *dossier) {
  ab_survey_clear(&dossier->survey);
  ab_statement_clear(&dossier->statement);
  ab_syntax_destroy(dossier->syntax);
  ab_basis_clear(&dossier->result.basis);
  ab_certificate_clear(&dossier->certificate);
  *dossier = (ab_dossier){0};
}

/* The length of the claim text before its last block, "claim KIND {". */
static size_t before_claim(const ab_text *text) {
  size_t at = 0;
  for (const char *next = text->data; (next = strstr(next, "\nclaim ")) != NULL; next++)
    at = (size_t)(next - text->data);
  return at;
}

bool ab_dossier_same_but_constants(const ab_dossier *a, const ab_dossier *b) {
  const ab_text *first = &a->certificate.claim, *second = &b->certificate.claim;
  size_t length = before_claim(first);
  return a->statement.constants.form && a->statement.condition == b->statement.condition &&
         length == before_claim(second) && memcmp(first->data, second->data, length) == 0;
}

const char *ab_dossier_verdict(const ab_dossier *dossier) {
  return dossier->result.kind == AB_CERTIFICATE_REFUTATION ? "REFUTED" : "PROVED";
}
