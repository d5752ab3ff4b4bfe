/* SPDX-License-Identifier: MIT */
#include "certificate/digest.h"

#include <sha256.h>
#include <stdint.h>

void ab_digest(char out[AB_DIGEST_HEX + 1], const char *bytes, size_t length) {
  static const char digits[] = "0123456789abcdef";
  uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, (const uint8_t *)bytes, length);
  SHA256Final(digest, &context);
  for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
    out[2 * i] = digits[digest[i] >> 4];
    out[2 * i + 1] = digits[digest[i] & 15];
  }
  out[AB_DIGEST_HEX] = '\0';
}
