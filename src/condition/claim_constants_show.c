/* SPDX-License-Identifier: MIT
 * The constants of a claim, for people. */
#include "condition/claim_constants.h"

#include "num/rational.h"
#include "problem/print.h"

#include <string.h>

/* "1913/5 = 382.6" */
static void show_value(ab_text *text, const mpq_t value) {
  enum { DIGITS = 17 };
  ab_rational_append(text, value);
  if (mpz_cmp_ui(mpq_denref(value), 1) == 0)
    return;
  ab_text decimal;
  ab_text_init(&decimal);
  ab_rational_append_decimal(&decimal, value, DIGITS, 0);
  mpq_t back;
  mpq_init(back);
  bool plain = strchr(decimal.data, 'e') == NULL;
  bool exact = plain && ab_rational_read_decimal(back, decimal.data, decimal.length) &&
               mpq_equal(back, value);
  ab_text_printf(text, " %s %s", exact ? "=" : "~", decimal.data);
  mpq_clear(back);
  ab_text_clear(&decimal);
}

void ab_claim_constants_show(ab_text *text, const ab_claim_constants *c, const ab_syntax *syntax) {
  for (size_t k = 0; k < c->form->count; k++) {
    ab_text_printf(text, "%s%s = ", k ? ", " : "", c->form->items[k].name);
    if (c->is_set)
      show_value(text, c->items[k].value);
    else
      ab_syntax_print_term(text, syntax, c->items[k].term);
  }
  ab_text_add(text, "\n");
}
