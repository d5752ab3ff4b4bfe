/* SPDX-License-Identifier: MIT */
#include "cli/statement_lines.h"

#include "certificate/digest.h"

#include <string.h>

void ab_statement_print_names(ab_session *session, const ab_statement *statement) {
  const char *name = statement->claim->name;
  if (statement->syntax->problem_name)
    ab_print_fact(&session->printer, "problem", "%s", statement->syntax->problem_name);
  ab_print_fact(&session->printer, "claim", "%s%s%s", statement->condition->claim, name ? " " : "",
                name ? name : "");
}

void ab_statement_print_mathematics(ab_session *session, const ab_statement *statement) {
  ab_text text;
  ab_text_init(&text);
  statement->condition->show(&text, statement);
  ab_print_lines(&session->printer, text.data ? text.data : "");
  ab_text_clear(&text);
}

static void print_warning(void *context, const char *warning) {
  ab_session *session = context;
  ab_print_fact(&session->printer, "warning", "%s", warning);
}

void ab_statement_print_warnings(ab_session *session, const ab_statement *statement) {
  ab_statement_warnings(statement, print_warning, session);
}

void ab_statement_print_reductions(ab_session *session, const ab_statement *statement,
                                   const ab_witness *witness) {
  ab_text text;
  ab_text_init(&text);
  ab_statement_show_reductions(&text, statement, witness);
  for (const char *line = text.data; line && *line;) {
    size_t length = strcspn(line, "\n");
    ab_print_fact(&session->printer, "reduction", "%.*s", (int)length, line);
    line += length + 1;
  }
  ab_text_clear(&text);
}

void ab_statement_print_hash(ab_session *session, const ab_statement *statement) {
  ab_text text;
  char hash[AB_DIGEST_HEX + 1];
  ab_text_init(&text);
  ab_statement_append(&text, statement);
  ab_digest(hash, text.data, text.length);
  ab_print_fact(&session->printer, "hash", "%s", hash);
  ab_text_clear(&text);
}
