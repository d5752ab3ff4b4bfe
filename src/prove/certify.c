/* SPDX-License-Identifier: MIT */
#include "prove/certify.h"

#include "check/check.h"

/* The certificate, unchecked. */
static ab_status make_bytes(ab_text *bytes, const ab_proof *proof, ab_error *error) {
  FILE *stream = open_memstream(&bytes->data, &bytes->length);
  if (!stream)
    return ab_error_set(error, AB_INTERNAL, "no memory for the certificate");
  ab_status status = ab_certificate_write(stream, &proof->certificate, proof->trees, error);
  bool closed = fclose(stream) == 0 && bytes->data; /* glibc's last realloc may fail in silence */
  if (!closed)
    bytes->length = 0;
  bytes->capacity = bytes->length + 1;
  if (status == AB_OK && closed)
    return AB_OK;
  return ab_error_set(error, AB_INTERNAL, "no memory for the certificate");
}

/* What abcheck would say about the bytes: it has to agree with the verdict. */
static ab_status self_check(const ab_text *bytes, const ab_proof *proof, unsigned threads,
                            ab_error *error) {
  ab_check_options options = {.expect = proof->certificate.hash,
                              .threads = threads,
                              .fast = proof->certificate.precision >= AB_PRECISION_DEFAULT};
  ab_check_result result;
  if (ab_check(&result, bytes->data, bytes->length, &options, error) != AB_OK) {
    ab_error_context(error, "the checker rejects the certificate just made (please report this)");
    error->line = 0;
    error->excerpt[0] = '\0';
    return error->status = AB_INTERNAL;
  }
  ab_basis_clear(&result.basis);
  if (result.kind != proof->certificate.kind)
    return ab_error_set(error, AB_INTERNAL, "the certificate just made is of the wrong kind");
  return AB_OK;
}

ab_status ab_proof_certify(ab_text *bytes, const ab_proof *proof, unsigned threads,
                           ab_error *error) {
  ab_text_init(bytes);
  ab_status status = make_bytes(bytes, proof, error);
  return status == AB_OK ? self_check(bytes, proof, threads, error) : status;
}
