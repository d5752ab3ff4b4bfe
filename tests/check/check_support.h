/* SPDX-License-Identifier: MIT
 * Certificates as texts: proved from a problem, changed, sealed again, judged. */
#ifndef AB_TESTS_CHECK_SUPPORT_H
#define AB_TESTS_CHECK_SUPPORT_H

#include "../property/problem_support.h"

#include "prove/certify.h"

/* The certificate of the one claim of a problem. */
static inline void certificate_of(ab_text *out, const char *source) {
  problem p = {0};
  ab_proof proof;
  ab_error error;
  ab_text_printf(&p.text, "problem p { %s }\n", source);
  problem_read(&p);
  prove_with(&proof, &p, 100000);
  if (proof.verdict == AB_VERDICT_UNKNOWN || ab_proof_certify(out, &proof, 1, &error) != AB_OK)
    fail_msg("no certificate for %s", source);
  ab_proof_clear(&proof);
  problem_clear(&p);
}

/* Puts the right digest below the body. */
static inline void seal(ab_text *bytes) {
  static const char trailer[] = "\nend certificate\n";
  char hex[AB_DIGEST_HEX + 1];
  const char *end = strstr(bytes->data, trailer);
  assert_non_null(end);
  bytes->length = (size_t)(end - bytes->data) + strlen(trailer);
  bytes->data[bytes->length] = '\0';
  ab_digest(hex, bytes->data, bytes->length);
  ab_text_printf(bytes, "sha256 %s\n", hex);
}

/* The text with one piece in place of another, sealed. */
static inline void changed(ab_text *out, const ab_text *text, const char *from, const char *to) {
  const char *at = strstr(text->data, from);
  if (!at)
    fail_msg("there is no '%s' in\n%s", from, text->data);
  ab_text_init(out);
  ab_text_append(out, text->data, (size_t)(at - text->data));
  ab_text_add(out, to);
  ab_text_add(out, at + strlen(from));
  seal(out);
}

static inline ab_status judge(const ab_text *text, ab_check_options options, ab_error *error) {
  ab_check_result result;
  options.threads = options.threads ? options.threads : 1;
  *error = (ab_error){0};
  ab_status status = ab_check(&result, text->data, text->length, &options, error);
  if (status == AB_OK)
    ab_basis_clear(&result.basis);
  else
    assert_int_equal(error->status, AB_NOT_VERIFIED);
  return status;
}

#endif
