/* SPDX-License-Identifier: MIT */
#include "base/memory.h"
#include "check/check.h"

/* The one claim of a canonical text, read; the text must be its own canonical form. */
static ab_status read_statement(ab_statement *statement, const ab_certificate *certificate,
                                const ab_syntax *syntax, ab_error *error) {
  const ab_entry **claims;
  size_t count;
  ab_status status = ab_statement_claims(syntax, &claims, &count, error);
  if (status != AB_OK)
    return status;
  if (count != 1 || !syntax->canonical)
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "the claim text has to hold one claim, in "
                          "canonical form");
  else
    status = ab_statement_read(statement, syntax, claims[0], error);
  ab_free(claims);
  if (status != AB_OK)
    return status;
  ab_text canonical;
  ab_text_init(&canonical);
  if (ab_statement_has_free_constant(statement))
    status = ab_error_set(error, AB_NOT_VERIFIED, "a constant of the claim has no value");
  else {
    ab_statement_append(&canonical, statement);
    if (!ab_text_equal(&canonical, &certificate->claim))
      status = ab_error_set(error, AB_NOT_VERIFIED, "the claim text is not in canonical form");
  }
  ab_text_clear(&canonical);
  if (status != AB_OK)
    ab_statement_clear(statement);
  return status;
}

static ab_status compare(const ab_certificate *certificate, const ab_statement *statement,
                         ab_error *error) {
  ab_status status =
      statement->condition->verify(statement, certificate->kind, &certificate->witness, error);
  if (status != AB_OK)
    return status;
  ab_clauses clauses;
  ab_text text;
  ab_clauses_init(&clauses);
  ab_text_init(&text);
  status =
      ab_statement_compile(&clauses, statement, certificate->kind, &certificate->witness, error);
  if (status == AB_OK)
    ab_clauses_append(&text, &clauses, &certificate->witness.constants);
  if (status == AB_OK && !ab_text_equal(&text, &certificate->clauses_text))
    status = ab_error_set(error, AB_NOT_VERIFIED,
                          "the clauses are not those that the claim compiles to");
  ab_text_clear(&text);
  ab_clauses_clear(&clauses);
  return status;
}

ab_status ab_recompile(const ab_certificate *certificate, ab_basis *basis, ab_error *error) {
  ab_syntax *syntax;
  ab_statement statement;
  ab_status status = ab_syntax_parse(&syntax, "claim text", certificate->claim.data,
                                     certificate->claim.length, error);
  if (status == AB_OK)
    status = read_statement(&statement, certificate, syntax, error);
  if (status == AB_OK) {
    status = compare(certificate, &statement, error);
    if (status == AB_OK)
      ab_statement_basis(basis, &statement, &certificate->witness);
    ab_statement_clear(&statement);
  }
  ab_syntax_destroy(syntax);
  if (status != AB_OK) {
    ab_error_context(error, "recompile");
    error->status = AB_NOT_VERIFIED;
    return AB_NOT_VERIFIED;
  }
  return AB_OK;
}
