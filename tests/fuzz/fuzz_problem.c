/* SPDX-License-Identifier: MIT
 * A problem file: parsed, its claims read, their canonical texts made and read again: the same. */
#include "targets.h"

#include "base/memory.h"
#include "condition/statement.h"

#include <stdlib.h>

/* The canonical text of a statement has to be its own canonical text. */
static void read_again(const ab_statement *statement) {
  ab_text first, second;
  ab_syntax *syntax;
  ab_statement again;
  ab_error error;
  ab_text_init(&first);
  ab_text_init(&second);
  ab_statement_append(&first, statement);
  if (ab_statement_parse(&again, &syntax, &first, &error) != AB_OK)
    abort();
  ab_statement_append(&second, &again);
  if (!ab_text_equal(&first, &second))
    abort();
  statement->condition->show(&second, statement);
  ab_statement_clear(&again);
  ab_syntax_destroy(syntax);
  ab_text_clear(&first);
  ab_text_clear(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  ab_memory_setup();
  ab_syntax *syntax;
  ab_error error;
  const ab_entry **claims = NULL;
  size_t count = 0;
  if (ab_syntax_parse(&syntax, "fuzz", (const char *)bytes, length, &error) != AB_OK)
    return 0;
  if (ab_statement_claims(syntax, &claims, &count, &error) != AB_OK)
    count = 0;
  for (size_t i = 0; i < count && i < 4; i++) {
    ab_statement statement;
    if (ab_statement_read(&statement, syntax, claims[i], &error) != AB_OK)
      continue;
    if (!ab_statement_has_free_constant(&statement))
      read_again(&statement);
    ab_statement_clear(&statement);
  }
  ab_free(claims);
  ab_syntax_destroy(syntax);
  return 0;
}
