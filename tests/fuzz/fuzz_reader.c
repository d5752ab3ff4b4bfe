/* SPDX-License-Identifier: MIT
 * The reader of certificates alone: what it accepts has one form, so that the clauses, written
 * again, are the bytes that were read, and so is the witness. */
#include "certificate_text.h"
#include "targets.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void write_again(const ab_certificate *certificate, const ab_text *text) {
  ab_text clauses, witness;
  ab_text_init(&clauses);
  ab_text_init(&witness);
  ab_clauses_append(&clauses, &certificate->clauses, &certificate->witness.constants);
  if (!ab_text_equal(&clauses, &certificate->clauses_text))
    abort();
  ab_text_append(&witness, "\nend claim\nwitness\n", 19);
  ab_witness_append(&witness, &certificate->witness);
  ab_text_append(&witness, "end witness\nclauses\n", 20);
  if (!memmem(text->data, text->length, witness.data, witness.length))
    abort();
  ab_text_clear(&witness);
  ab_text_clear(&clauses);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  ab_memory_setup();
  ab_text text;
  ab_certificate certificate;
  ab_error error;
  ab_text_init(&text);
  append_sealed(&text, bytes, length);
  if (text.data && ab_certificate_read(&certificate, text.data, text.length, &error) == AB_OK) {
    write_again(&certificate, &text);
    ab_certificate_clear(&certificate);
  }
  ab_text_clear(&text);
  return 0;
}
