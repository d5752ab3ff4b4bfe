/* SPDX-License-Identifier: MIT
 * Bytes of a certificate with the digest put right, so that what is behind it is reached. */
#ifndef AB_TESTS_FUZZ_CERTIFICATE_TEXT_H
#define AB_TESTS_FUZZ_CERTIFICATE_TEXT_H

#define _GNU_SOURCE
#include "certificate/certificate.h"

#include <stdint.h>
#include <string.h>

/* The bytes with the right trailer, if they have an end; else as they are. */
static inline void append_sealed(ab_text *out, const uint8_t *bytes, size_t length) {
  static const char end[] = "\nend certificate\n";
  ab_text_append(out, (const char *)bytes, length);
  const char *found = out->data ? memmem(out->data, out->length, end, sizeof end - 1) : NULL;
  if (!found)
    return;
  char hex[AB_DIGEST_HEX + 1];
  out->length = (size_t)(found - out->data) + sizeof end - 1;
  out->data[out->length] = '\0';
  ab_digest(hex, out->data, out->length);
  ab_text_printf(out, "sha256 %s\n", hex);
}

#endif
