/* SPDX-License-Identifier: MIT */
#include "condition/scope.h"

#include "problem/entries.h"

#include <string.h>

static ab_status read_scope(bool *in_domain, const ab_statement *statement, const char *because,
                            ab_error *error) {
  static const char *const names[] = {"minimizers", "infimum"};
  const ab_entry *scope;
  ab_status status = ab_entries_only(statement->syntax, "scope", &scope, error);
  if (status != AB_OK || !scope)
    return status;
  status = ab_entries_allowed(statement->syntax, scope, names, 2, error);
  for (size_t i = 0; i < 2 && status == AB_OK; i++) {
    ab_term value;
    status = ab_entries_assignment(statement->syntax, scope, names[i], &value, error);
    if (status != AB_OK || value == AB_NO_TERM)
      continue;
    const ab_term_node *node = &statement->syntax->terms[value];
    bool is_name = node->kind == AB_TERM_NAME;
    if (is_name && i == 0 && in_domain && strcmp(node->name, "domain") == 0)
      *in_domain = true;
    else if (!is_name || strcmp(node->name, "space") != 0)
      status = ab_syntax_error(statement->syntax, node->place, error,
                               "for %s the scope of %s has to be 'space': %s",
                               statement->condition->family, names[i], because);
  }
  return status;
}

ab_status ab_scope_is_space(const ab_statement *statement, const char *because, ab_error *error) {
  return read_scope(NULL, statement, because, error);
}

ab_status ab_scope_read(bool *in_domain, const ab_statement *statement, const char *because,
                        ab_error *error) {
  *in_domain = false;
  return read_scope(in_domain, statement, because, error);
}
