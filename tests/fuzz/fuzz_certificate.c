/* SPDX-License-Identifier: MIT
 * A certificate: read, recompiled, replayed. The digest is put right, so that what is behind it is
 * reached; numbers of nodes that a tiny file can ask for are bounded by the file's length. */
#define _GNU_SOURCE
#include "targets.h"

#include "base/memory.h"
#include "certificate/digest.h"
#include "check/check.h"

#include <string.h>

static const char end[] = "\nend certificate\n";

/* The bytes with the right trailer, if they have an end; else as they are. */
static void seal(ab_text *out, const uint8_t *bytes, size_t length) {
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  ab_memory_setup();
  ab_text text;
  ab_text_init(&text);
  seal(&text, bytes, length);
  for (int replay_only = 0; replay_only < 2; replay_only++) {
    ab_check_options options = {.threads = 1, .replay_only = replay_only};
    ab_check_result result;
    ab_error error;
    if (ab_check(&result, text.data ? text.data : "", text.length, &options, &error) == AB_OK)
      ab_basis_clear(&result.basis);
  }
  ab_text_clear(&text);
  return 0;
}
