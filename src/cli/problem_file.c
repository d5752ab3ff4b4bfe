/* SPDX-License-Identifier: MIT */
#include "cli/problem_file.h"

#include "base/file.h"
#include "base/memory.h"
#include "certificate/certificate.h"

#include <string.h>

const char *ab_statement_name(const ab_statement *statement) {
  return statement->claim->name ? statement->claim->name : "claim";
}

static bool begins_like_certificate(const ab_text *source) {
  static const char first[] = "abcert certificate ";
  return source->length >= sizeof first - 1 && memcmp(source->data, first, sizeof first - 1) == 0;
}

/* "first, second and one without a name". */
static void append_claim_names(ab_text *text, const ab_entry *const *claims, size_t count) {
  for (size_t i = 0; i < count; i++)
    ab_text_printf(text, "%s%s", i ? ", " : "", claims[i]->name ? claims[i]->name : "(no name)");
}

static ab_status find_named(const ab_entry *const *claims, size_t count, const char *name,
                            size_t *index, ab_error *error) {
  const char **names = ab_allocate(count, sizeof *names);
  size_t named = 0;
  ab_status status = AB_USAGE;
  for (size_t i = 0; i < count; i++) {
    if (!claims[i]->name)
      continue;
    names[named++] = claims[i]->name;
    if (strcmp(claims[i]->name, name) == 0) {
      *index = i;
      status = AB_OK;
    }
  }
  if (status != AB_OK) {
    const char *close = ab_closest_name(name, names, named);
    ab_text list;
    ab_text_init(&list);
    append_claim_names(&list, claims, count);
    if (close)
      ab_error_set(error, AB_USAGE, "no claim is named '%s'; did you mean '%s'?", name, close);
    else
      ab_error_set(error, AB_USAGE, "no claim is named '%s'; the file has: %s", name, list.data);
    ab_text_clear(&list);
  }
  ab_free(names);
  return status;
}

/* The chosen claims: first .. first + *count - 1. */
static ab_status choose(const ab_session *session, const ab_entry *const *claims, size_t *first,
                        size_t *count, ab_error *error) {
  size_t all = *count;
  *first = 0;
  if (session->options->claim && session->options->all)
    return ab_error_set(error, AB_USAGE, "--claim and --all exclude each other");
  if (session->options->all)
    return AB_OK;
  *count = 1;
  if (session->options->claim)
    return find_named(claims, all, session->options->claim, first, error);
  if (all == 1)
    return AB_OK;
  ab_text list;
  ab_text_init(&list);
  append_claim_names(&list, claims, all);
  ab_status status =
      ab_error_set(error, AB_USAGE, "the file has %zu claims, choose one by --claim%s: %s", all,
                   session->command->bit == AB_COMMAND_PROVE ? " or take --all" : "", list.data);
  ab_text_clear(&list);
  return status;
}

static ab_status read_statements(ab_problem_file *file, const ab_session *session,
                                 ab_error *error) {
  const ab_entry **claims;
  size_t first, count;
  ab_status status = ab_statement_claims(file->syntax, &claims, &count, error);
  if (status != AB_OK)
    return status;
  status = choose(session, claims, &first, &count, error);
  if (status == AB_OK)
    file->statements = ab_allocate(count, sizeof *file->statements);
  while (status == AB_OK && file->count < count) {
    status = ab_statement_read(&file->statements[file->count], file->syntax,
                               claims[first + file->count], error);
    file->count += status == AB_OK;
  }
  ab_free(claims);
  return status;
}

ab_status ab_problem_file_open(ab_problem_file *file, const ab_session *session, ab_error *error) {
  *file = (ab_problem_file){0};
  const char *path = session->operands[0];
  size_t limit = session->command->bit == AB_COMMAND_FMT ? AB_CERTIFICATE_BYTES_MAX
                                                         : (size_t)AB_SOURCE_MAX + 1;
  ab_status status = ab_file_read(&file->source, path, limit, error);
  if (status != AB_OK)
    return status;
  file->is_certificate = begins_like_certificate(&file->source);
  if (file->is_certificate)
    return AB_OK;
  if (strcmp(path, "-") == 0)
    path = "standard input";
  status = ab_syntax_parse(&file->syntax, path, file->source.data, file->source.length, error);
  return status == AB_OK ? read_statements(file, session, error) : status;
}

void ab_problem_file_close(ab_problem_file *file) {
  for (size_t i = 0; i < file->count; i++)
    ab_statement_clear(&file->statements[i]);
  ab_free(file->statements);
  ab_syntax_destroy(file->syntax);
  ab_text_clear(&file->source);
  *file = (ab_problem_file){0};
}

ab_status ab_problem_file_not_certificate(const ab_problem_file *file, const ab_session *session,
                                          ab_error *error) {
  if (!file->is_certificate)
    return AB_OK;
  return ab_error_set(
      error, AB_USAGE,
      "%s is a certificate; 'abcheck %s' checks it, 'abcert fmt %s' gives its claim",
      session->operands[0], session->operands[0], session->operands[0]);
}

ab_status ab_problem_file_open_condition(ab_problem_file *file, const ab_session *session,
                                         ab_error *error) {
  ab_status status = ab_problem_file_open(file, session, error);
  if (status == AB_OK)
    status = ab_problem_file_not_certificate(file, session, error);
  if (status != AB_OK)
    return status;
  const ab_statement *statement = &file->statements[0];
  if (strcmp(statement->condition->claim, "alpha_beta") == 0)
    return AB_OK;
  return ab_syntax_error(statement->syntax, statement->claim->place, error,
                         "%s is about a claim alpha_beta, and this is a claim %s",
                         session->command->word, statement->condition->claim);
}

ab_status ab_problem_file_all_numbers(const ab_statement *statement, const ab_session *session,
                                      ab_error *error) {
  if (!ab_statement_has_free_constant(statement))
    return AB_OK;
  const ab_claim_constants *constants = &statement->constants;
  const char *name = constants->form->items[ab_claim_constants_best(constants)].name;
  return ab_error_set(error, AB_USAGE,
                      "%s is 'best' in this claim, and '%s' needs a number, such as '%s = 400;'; "
                      "'abcert best' finds it",
                      name, session->command->word, name);
}

ab_status ab_problem_file_has_best(const ab_statement *statement, const ab_session *session,
                                   ab_error *error) {
  if (ab_statement_has_free_constant(statement))
    return AB_OK;
  const ab_claim_form *form = statement->condition->constants;
  if (!form)
    return ab_error_set(error, AB_USAGE, "a claim %s has no constant that '%s' could find",
                        statement->condition->claim, session->command->word);
  return ab_error_set(error, AB_USAGE,
                      "no constant of this claim is 'best'; write '%s = best;', or use 'abcert "
                      "prove'",
                      form->items[form->count - 1].name);
}
