/* SPDX-License-Identifier: MIT
 * A certificate: read, recompiled, replayed. The digest is put right, so that what is behind it is
 * reached; numbers of nodes that a tiny file can ask for are bounded by the file's length. */
#include "certificate_text.h"
#include "targets.h"

#include "base/memory.h"
#include "check/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  ab_memory_setup();
  ab_text text;
  ab_text_init(&text);
  append_sealed(&text, bytes, length);
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
