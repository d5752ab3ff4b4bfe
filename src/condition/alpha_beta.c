/* SPDX-License-Identifier: MIT
 * What all claims alpha_beta have in common: their two constants. */
#include "base/memory.h"
#include "condition/conditions.h"
#include "num/rational.h"
#include "problem/entries.h"
#include "problem/print.h"

#include <string.h>

static bool is_name(const ab_syntax *syntax, ab_term term, const char *name) {
  const ab_term_node *node = &syntax->terms[term];
  return node->kind == AB_TERM_NAME && strcmp(node->name, name) == 0;
}

/* Whether the name occurs in a term. Children stand before their parents, so one sweep downwards
 * sees all. */
static bool mentions(const ab_syntax *syntax, ab_term term, const char *name) {
  bool *below = ab_allocate((size_t)term + 1, sizeof *below);
  bool found = false;
  below[term] = true;
  for (ab_term t = term + 1; t-- > 0 && !found;) {
    if (!below[t])
      continue;
    found = is_name(syntax, t, name);
    for (size_t i = 0; i < syntax->terms[t].count; i++)
      below[ab_term_child(syntax, t, i)] = true;
  }
  ab_free(below);
  return found;
}

/* One constant whose term does not mention the other, or after the other was bound. */
static ab_status read_one(ab_statement *statement, ab_claim_constant *constant, const char *name,
                          ab_term term, ab_error *error) {
  const ab_syntax *syntax = statement->syntax;
  ab_status status = ab_definitions_number(statement->definitions, term, constant->value, error);
  if (status == AB_OK)
    status = ab_definitions_bind(statement->definitions, ab_syntax_find_name(syntax, name),
                                 syntax->terms[term].place, constant->value, error);
  return status;
}

static ab_status check_order(const ab_statement *statement, ab_term alpha, ab_term beta,
                             ab_error *error) {
  const ab_syntax *syntax = statement->syntax;
  if (mpq_sgn(statement->beta.value) <= 0)
    return ab_syntax_error(syntax, syntax->terms[beta].place, error,
                           "beta has to be positive (the condition asks for alpha > beta > 0)");
  if (mpq_cmp(statement->alpha.value, statement->beta.value) <= 0)
    return ab_syntax_error(
        syntax, syntax->terms[alpha].place, error,
        "alpha has to be larger than beta (the condition asks for alpha > beta > 0)");
  return AB_OK;
}

ab_status ab_alpha_beta_read(ab_statement *statement, ab_error *error) {
  static const char *const names[] = {"alpha", "beta", "gap"};
  const ab_syntax *syntax = statement->syntax;
  const ab_entry *claim = statement->claim;
  ab_term alpha, beta;
  ab_status status = ab_entries_allowed(syntax, claim, names, 3, error);
  if (status == AB_OK)
    status = ab_entries_assignment(syntax, claim, "alpha", &alpha, error);
  if (status == AB_OK)
    status = ab_entries_assignment(syntax, claim, "beta", &beta, error);
  if (status != AB_OK)
    return status;
  if (alpha == AB_NO_TERM || beta == AB_NO_TERM)
    return ab_syntax_error(syntax, claim->place, error,
                           "the claim needs both alpha and beta, such as 'beta = 12; alpha = beta "
                           "+ 1;' (%s is missing)",
                           alpha == AB_NO_TERM ? "alpha" : "beta");
  statement->alpha.free = is_name(syntax, alpha, "best");
  statement->beta.free = is_name(syntax, beta, "best");
  if (statement->alpha.free && statement->beta.free)
    return ab_syntax_error(syntax, claim->place, error,
                           "only one of alpha and beta can be 'best'; define the other by it, as "
                           "in 'beta = best; alpha = beta + 1;'");
  if (ab_statement_has_free_constant(statement))
    return AB_OK;
  bool alpha_first = !mentions(syntax, alpha, "beta");
  if (!alpha_first && mentions(syntax, beta, "alpha"))
    return ab_syntax_error(syntax, claim->place, error,
                           "alpha and beta are defined by each other; give one of them a number");
  status = alpha_first ? read_one(statement, &statement->alpha, "alpha", alpha, error)
                       : read_one(statement, &statement->beta, "beta", beta, error);
  if (status == AB_OK)
    status = alpha_first ? read_one(statement, &statement->beta, "beta", beta, error)
                         : read_one(statement, &statement->alpha, "alpha", alpha, error);
  return status == AB_OK ? check_order(statement, alpha, beta, error) : status;
}

void ab_alpha_beta_append(ab_text *text, const ab_statement *statement) {
  ab_text_add(text, "claim alpha_beta {\n  alpha = ");
  ab_rational_append(text, statement->alpha.value);
  ab_text_add(text, ";\n  beta = ");
  ab_rational_append(text, statement->beta.value);
  ab_text_add(text, ";\n}\n");
}

/* "alpha = 1913/5 = 382.6", or as it was written if one of the two is to be found. */
static void show_constant(ab_text *text, const ab_statement *statement, const char *name,
                          const ab_claim_constant *constant) {
  enum { DIGITS = 17 };
  ab_text_printf(text, "%s = ", name);
  if (ab_statement_has_free_constant(statement)) {
    ab_term term;
    ab_error unused; /* ab_alpha_beta_read has found it before */
    if (ab_entries_assignment(statement->syntax, statement->claim, name, &term, &unused) == AB_OK)
      ab_syntax_print_term(text, statement->syntax, term);
    return;
  }
  ab_rational_append(text, constant->value);
  if (mpz_cmp_ui(mpq_denref(constant->value), 1) == 0)
    return;
  ab_text decimal;
  ab_text_init(&decimal);
  ab_rational_append_decimal(&decimal, constant->value, DIGITS, 0);
  mpq_t back;
  mpq_init(back);
  bool plain = strchr(decimal.data, 'e') == NULL;
  bool exact = plain && ab_rational_read_decimal(back, decimal.data, decimal.length) &&
               mpq_equal(back, constant->value);
  ab_text_printf(text, " %s %s", exact ? "=" : "~", decimal.data);
  mpq_clear(back);
  ab_text_clear(&decimal);
}

void ab_alpha_beta_show(ab_text *text, const ab_statement *statement) {
  show_constant(text, statement, "alpha", &statement->alpha);
  ab_text_add(text, ", ");
  show_constant(text, statement, "beta", &statement->beta);
  ab_text_add(text, "\n");
}
